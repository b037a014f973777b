"""Scenario S5, row by row: calls to the outside.

A row says what happens, to which connection, its state after that, the cause if there is one, and who hears it.
``K(X)`` is the connection of the outside party.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import (
    AgentState,
    CallMannerType,
    CallType,
    ControlFailureCode,
    DeviceIDType,
    PeripheralType,
)
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import CallArrives, CallerHangsUp, MakeCall, SetAgentState
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import NO_DEVICE, Device, TrunkRef
from ctiserver.centre.switch.switch import Switch
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import OTHER, PG, START, WRAPUP, Story, site

A, B = "1001", "1002"


# --- S5 -------------------------------------------------------------------------------------------------------------

CALL_OUTSIDE = [
    "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 2",
    "Began K(2001) -> 2001, All",
    "ServiceInitiated K(2001) INITIATE -> 2001, All",
    "Originated K(2001) INITIATE -> 2001, All",
    "Began K(2001) -> ",
    "ReachedNetwork K(2001) CONNECT -> 2001, All",
    "DataUpdated call_type -> 2001, All",
]


@pytest.mark.fidelity("calls.reached-network")
def test_s5_outbound() -> None:
    """A call to the outside reaches the network, alerts there, and is answered within eight seconds."""
    story = Story(WRAPUP)
    story.sign_in(A)
    story.forget()
    call_id = story.dials("2001", "95550100")
    events = story.events
    assert story.rows() == [*CALL_OUTSIDE, "Delivered K(X) ALERTING -> 2001, All"]
    reached = events[-3]
    assert isinstance(reached, e.CallReachedNetwork)
    assert (reached.trunk, reached.called.kind) == (TrunkRef(1, 1), DeviceIDType.EXTERNAL)
    assert reached.trunk_device == Device(DeviceIDType.TRUNK_IDENTIFIER, "1")
    assert story.switch.call(PG, call_id).context.call_type is CallType.CALLTYPE_OUT
    story.wait(8)
    assert story.rows() == [
        "Established K(X) CONNECT -> 2001, All",
        "MediaStarted K(2001) -> 2001, All",
    ]
    story.hangs_up(call_id)
    assert story.rows()[-1] == "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]"


@pytest.mark.fidelity("calls.outgoing-type")
def test_a_call_to_the_outside_has_type_9_when_it_has_reached_the_network() -> None:
    """It begins with 10, and the agent hears of 9; it counts as a call to the outside."""
    story = Story()
    story.sign_in(A)
    story.forget()
    call_id = story.dials("2001", "95550100")
    told = [event for event in story.events if isinstance(event, e.CallBegan | e.CallDataUpdated)]
    assert [event.context.call_type for event in told] == [10, 10, 9]
    place = story.events.index(told[-1])
    assert isinstance(story.events[place - 1], e.CallReachedNetwork)
    story.wait(8)
    story.clears("2001", call_id)
    assert story.figures(A)["agent_out_calls"] == 1
    assert story.figures(A)["internal_calls"] == 0


def test_at_other_peripherals_a_call_to_the_outside_has_one_type() -> None:
    """It is 8 if an agent calls, and 9 if nobody is signed in at the station."""
    story = Story(kind=OTHER)
    story.sign_in(A)
    for device, kind in (("2001", CallType.CALLTYPE_AGENT_OUT), ("3001", CallType.CALLTYPE_OUT)):
        call_id = story.dials(device, "95550100")
        assert story.switch.call(PG, call_id).context.call_type is kind
        assert not [event for event in story.events if isinstance(event, e.CallDataUpdated)]


@pytest.mark.fidelity("calls.network-progress")
def test_s5_without_network_progress() -> None:
    """Where the network tells nothing, CALL_REACHED_NETWORK is the last that is heard before the end."""
    story = Story(settings=Settings(network_progress=False))
    story.sign_in(A)
    story.forget()
    call_id = story.dials("2001", "95550100")
    assert story.rows() == [*CALL_OUTSIDE, "MediaStarted K(2001) -> 2001, All"]
    story.wait(8)
    assert story.rows() == []
    story.clears("2001", call_id)
    assert story.rows()[:3] == [
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL -> 2001, All",
        "Cleared K(X) NULL -> 2001, All",
    ]


def test_s5_the_caller_may_hold_while_it_rings_outside() -> None:
    """Answering outside does not take a holding caller off hold."""
    story = Story()
    story.sign_in(A)
    call_id = story.dials("2001", "95550100")
    story.holds("2001", call_id)
    story.wait(8)
    assert story.state(A) is AgentState.HOLD
    story.retrieves("2001", call_id)
    assert story.rows()[-2:] == [
        "MediaStarted K(2001) -> 2001, All",
        "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 2",
    ]


def test_s5_a_site_without_trunk_groups_needs_no_trunks() -> None:
    """Calls come and go all the same, and name no trunk."""
    switch = Switch(evolve(site(), trunk_groups=()), seed=1)
    switch.execute(CallArrives(peripheral_id=PG, dialed_number="8001"), START)
    events = switch.execute(MakeCall(peripheral_id=PG, device="2001", dialed_number="95550100"), START)
    reached = next(event for event in events if isinstance(event, e.CallReachedNetwork))
    assert (reached.trunk, reached.trunk_device) == (None, NO_DEVICE)
    for call_id in switch.calls(PG):
        switch.execute(CallerHangsUp(peripheral_id=PG, call_id=call_id), START)
    assert switch.calls(PG) == ()
    assert switch.next_deadline() is None


@pytest.mark.fidelity("agents.belligerent", "agents.reasons-told")
def test_s5_belligerent_callers_are_made_not_ready_first() -> None:
    """An available agent who insists is not ready with reason 50006, and available again afterwards."""
    story = Story()
    story.ready(A)
    call_id = story.dials("2001", "95550100", manner=CallMannerType.BELLIGERENT)
    assert story.rows()[0] == "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 50006"
    story.wait(8)
    story.clears("2001", call_id)
    assert story.rows()[-1] == "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"


@pytest.mark.fidelity("agents.off-hook-by-hand")
def test_who_dials_at_the_telephone_stays_available() -> None:
    """From AVAILABLE to TALKING and back, with nothing in between: evidence E12."""
    story = Story()
    story.ready(A)
    call_id = story.dials("2001", "95550100", by_hand=True)
    assert story.rows()[0] == "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 2"
    story.wait(8)
    story.clears("2001", call_id)
    assert [each for each in story.rows() if each.startswith("AGENT")] == [
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"
    ]


def test_elsewhere_the_telephone_is_used_as_a_client_would() -> None:
    """By the guide alone, an agent who is available cannot place a call, by hand or not."""
    here = site()
    others = tuple(evolve(each, type=PeripheralType.GENERIC) for each in here.peripherals)
    switch = Switch(evolve(here, peripherals=others), seed=1)
    switch.execute(SetAgentState(peripheral_id=PG, agent_id=A, state=AgentState.LOGIN, password=A), START)
    switch.execute(SetAgentState(peripheral_id=PG, agent_id=A, state=AgentState.AVAILABLE), START)
    with pytest.raises(Refused) as refused:
        switch.execute(MakeCall(peripheral_id=PG, device="2001", dialed_number="2002", by_hand=True), START)
    assert refused.value.code is ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY


def test_s5_wraps_up_as_the_outgoing_mode_says() -> None:
    """After an outbound call the outgoing mode decides about after-call work."""
    story = Story(evolve(WRAPUP, wrapup_data_outgoing_mode=WRAPUP.wrapup_data_incoming_mode))
    story.sign_in(A)
    call_id = story.dials("2001", "95550100")
    story.wait(8)
    story.clears("2001", call_id)
    assert story.rows()[-1] == (
        "AGENT 1001 WORK_NOT_READY [1:BUSY_OTHER 3:WORK_NOT_READY] direction 2 duration 10 next NOT_READY"
    )
    story.wait(10)
    assert story.state(A) is AgentState.NOT_READY
