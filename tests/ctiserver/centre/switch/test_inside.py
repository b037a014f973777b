"""Scenario S4, row by row: calls between stations.

A row says what happens, to which connection, its state after that, the cause if there is one, and who hears it.
``K(X)`` is the connection of the outside party.
"""

from __future__ import annotations

import pytest

from ctiproto.constants import (
    AgentState,
    CallPlacementType,
    CallType,
    ConnectionDeviceIDType,
    DeviceIDType,
    LineType,
    PeripheralType,
)
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP, ConnectionID, Device, SkillGroupRef
from ctiserver.centre.switch.model import PRIMARY_LINE_HANDLE
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import OTHER, PG, WRAPUP, Story

A, B = "1001", "1002"

CALL_FROM_A = [
    "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 4",
    "Began K(2001) -> 2001, All",
    "ServiceInitiated K(2001) INITIATE -> 2001, All",
    "Originated K(2001) INITIATE -> 2001, All",
]


SWITCHED_BACK = Settings(delivered_unattended=True)
CCE = PeripheralType.ENTERPRISE_AGENT


# --- S4 -------------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.originator-stays", "calls.service-initiated", "groups.placed-call")
def test_s4_agent_to_agent() -> None:
    """A, not ready, calls B, available; B answers and A hangs up."""
    story = Story()
    story.sign_in(A)
    story.ready(B)
    call_id = story.dials("2001", "2002")
    assert story.rows() == [
        *CALL_FROM_A,
        "AGENT 1002 RESERVED [2:BUSY_OTHER 3:RESERVED] direction 3",
        "Began K(2002) -> 2002",
        "Delivered K(2002) ALERTING -> 2001, 2002, All",
    ]
    story.answers("SEP2002", call_id=call_id)
    assert story.rows() == [
        "AGENT 1002 TALKING [2:BUSY_OTHER 3:TALKING] direction 3",
        "Established K(2002) CONNECT -> 2001, 2002, All",
        "MediaStarted K(2001) -> 2001, All",
        "MediaStarted K(2002) -> 2002, All",
    ]
    story.clears("2001", call_id)
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL -> 2001, 2002, All",
        "MediaStopped K(2002) -> 2002, All",
        "Cleared K(2002) NULL -> 2001, 2002, All",
        "Ended K(2001) -> 2001",
        "Ended K(2002) -> 2002",
        "Ended K(2001) -> All",
        "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]",
        "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]",
    ]


def test_s4_what_the_confirmation_needs() -> None:
    """The first CALL_SERVICE_INITIATED has the new connection, line handle and line type."""
    story = Story()
    story.sign_in(A)
    story.forget()
    call_id = story.dials("2001", "2002", data=CallData(wrapup_data="w"))
    initiated = next(event for event in story.events if isinstance(event, e.CallServiceInitiated))
    assert initiated.connection == ConnectionID(call_id, "2001", ConnectionDeviceIDType.STATIC)
    assert (initiated.line_handle, initiated.line_type) == (PRIMARY_LINE_HANDLE, LineType.INSIDE)
    assert initiated.skill_group == SkillGroupRef(3, 5003)
    began = next(event for event in story.events if isinstance(event, e.CallBegan))
    assert began.context.call_type is CallType.CALLTYPE_AGENT_INSIDE
    assert began.context.router_call_key is None
    assert began.context.data == CallData(wrapup_data="w", dialed_number="2002")


@pytest.mark.fidelity("agents.no-work-after-consultations")
def test_s4_called_agent_who_is_not_ready_stays_so_until_he_answers() -> None:
    """B is reached all the same, and is not ready again afterwards, without after-call work."""
    story = Story(WRAPUP)
    story.sign_in(A)
    story.sign_in(B)
    story.forget()
    call_id = story.dials("2001", "2002")
    assert [row for row in story.rows() if "1002" in row] == []
    story.wait(11)
    assert story.rows() == []
    story.answers("2002")
    story.clears("2002", call_id)
    assert [row for row in story.rows() if "1002" in row] == [
        "AGENT 1002 TALKING [2:BUSY_OTHER 3:TALKING] direction 3",
        "AGENT 1002 NOT_READY [2:NOT_READY 3:NOT_READY]",
    ]


def test_s4_at_a_station_without_agent_only_the_call_is_reported() -> None:
    """Call events are the usual ones at a station without a signed-in agent; there are no agent events."""
    story = Story()
    call_id = story.dials("3001", "2003")
    story.answers("2003")
    story.clears("3001", call_id)
    rows = story.rows()
    assert not [row for row in rows if row.startswith("AGENT")]
    assert rows[-1] == "Ended K(3001) -> All"


def test_s4_somebody_who_signed_in_while_it_rang_has_the_call_when_he_answers() -> None:
    """An agent who signed in while the telephone rang becomes talking when the call is answered."""
    story = Story()
    story.dials("3001", "2001")
    story.sign_in(A)
    assert story.state(A) is AgentState.NOT_READY
    assert story.switch.agent(PG, A).reason_code == 51_004
    story.answers("2001")
    assert story.state(A) is AgentState.TALKING


def test_s4_somebody_who_signs_in_at_a_busy_telephone_is_busy() -> None:
    """An agent who signs in at a busy telephone is reported not ready because of the call, and then with the call."""
    story = Story()
    story.dials("2001", "8002")
    story.forget()
    story.sign_in(A)
    assert story.rows() == [
        "AGENT 1001 LOGIN [1:LOGIN 3:LOGIN]",
        "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 51004",
        "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 4",
    ]


def test_s4_a_caller_who_gives_up_cancels_the_call() -> None:
    """The calling agent hangs up while B rings: cause CALL_CANCELLED, and B is available again."""
    story = Story(WRAPUP)
    story.sign_in(A)
    story.ready(B)
    call_id = story.dials("2001", "2002")
    story.forget()
    story.clears("2001", call_id)
    assert story.rows() == [
        "ConnectionCleared K(2001) NULL cause 5 -> 2001, 2002, All",
        "Cleared K(2002) NULL cause 5 -> 2001, 2002, All",
        "Ended K(2001) -> 2001",
        "Ended K(2002) -> 2002",
        "Ended K(2001) -> All",
        "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]",
        "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]",
    ]


@pytest.mark.fidelity("calls.dialled-route-point", "calls.routed-caller")
def test_s4_an_agent_can_call_a_number_of_the_site() -> None:
    """The agent's own connection waits in the queue, the agent is a party of it, and the call has a contact."""
    story = Story()
    story.sign_in(A)
    story.ready(B)
    call_id = story.dials("2001", "8002")
    assert story.rows() == [
        *CALL_FROM_A,
        "Queued K(2001) QUEUED -> 2001, All",
        "AGENT 1002 RESERVED [2:RESERVED 3:BUSY_OTHER] direction 1",
        "PRE_CALL 1002",
        "Dequeued K(2001) CONNECT -> 2001, All",
        "ConnectionCleared K(2001) NULL cause 28 -> 2001, All",
        "Cleared K(2001) NULL cause 28 -> 2001, All",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "Began K(2001) -> 2001, All",
        "Began K(2002) -> 2002",
        "Delivered K(2002) ALERTING -> 2001, 2002, All",
    ]
    call = story.switch.call(PG, call_id)
    assert call.context.router_call_key is not None
    assert call.context.call_type is CallType.CALLTYPE_PREROUTE_ACD_IN
    caller, _ = call.connections
    assert caller.id == ConnectionID(call_id, "2001", ConnectionDeviceIDType.DYNAMIC)
    assert [event.context.call_type for event in story.history if isinstance(event, e.CallBegan)] == [
        CallType.CALLTYPE_ACD_IN,
        CallType.CALLTYPE_PREROUTE_ACD_IN,
        CallType.CALLTYPE_PREROUTE_ACD_IN,
    ]
    story.clears("2001", call_id)
    assert story.state(B) is AgentState.AVAILABLE


@pytest.mark.fidelity("calls.placement")
def test_s4_placement_by_agent_by_instrument_and_to_the_supervisor() -> None:
    """The dialled digits mean an agent, an instrument, or nothing, as the placement says."""
    story = Story()
    for agent in (A, B, "1000"):
        story.sign_in(agent)
    wanted = {
        (CallPlacementType.DIRECT_AGENT, B): "2002",
        (CallPlacementType.DIRECT_POSITION, "SEP2002"): "2002",
        (CallPlacementType.SUPERVISOR_ASSIST, ""): "2000",
    }
    for (placement, number), station in wanted.items():
        call_id = story.dials("2001", number, placement=placement)
        assert story.switch.call(PG, call_id).called == Device(DeviceIDType.AGENT_DEVICE, station)
        story.clears("2001", call_id)


# --- a station where nobody is signed in ----------------------------------------------------------------------------


@pytest.mark.fidelity("calls.delivered-attended", "calls.begun-unattended")
def test_a_station_where_nobody_is_signed_in_rings_without_a_word() -> None:
    """The caller is told of the number and then of the answer; the station's own stream that the call begins."""
    story = Story()
    story.sign_in(A)
    story.forget()
    call_id = story.dials("2001", "2002")
    assert story.rows() == [*CALL_FROM_A, "Began K(2002) -> 2002"]
    story.answers("2002", call_id=call_id)
    assert story.rows()[0] == "Established K(2002) CONNECT -> 2001, 2002, All"


@pytest.mark.parametrize(("kind", "settings"), [(OTHER, None), (CCE, SWITCHED_BACK), (OTHER, SWITCHED_BACK)])
def test_elsewhere_it_is_told_that_it_rings(kind: PeripheralType, settings: Settings | None) -> None:
    """So the guide has it, and so the site file can have it on Unified CCE."""
    story = Story(settings=settings, kind=kind)
    story.sign_in(A)
    story.dials("2001", "2002")
    assert story.rows()[-1] == "Delivered K(2002) ALERTING -> 2001, 2002, All"


@pytest.mark.fidelity("groups.called-agent")
@pytest.mark.parametrize(("kind", "group"), [(CCE, 3), (OTHER, NO_SKILL_GROUP.number)])
def test_a_direct_call_names_the_group_that_it_counts_for(kind: PeripheralType, group: int) -> None:
    """It is the default one of the called agent where the peripheral says it at all."""
    story = Story(kind=kind)
    story.sign_in(A)
    story.ready(B)
    story.dials("2001", "2002")
    story.answers("2002")
    told = [event for event in story.events if isinstance(event, e.CallDelivered | e.CallEstablished)]
    assert [event.skill_group.number for event in told] == [group, group]
