"""The call scenarios S1 to S6, row by row: their order is what clients rely on.

A row says what happens, to which connection, its state after that, the cause if there is one, and who hears it.
``K(X)`` is the connection of the outside party.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import (
    AgentState,
    CallMannerType,
    CallPlacementType,
    CallType,
    ConnectionDeviceIDType,
    ControlFailureCode,
    DeskSettingsMask,
    DeviceIDType,
    DispositionCode,
    LineType,
)
from ctiproto.constants.limits import NULL_LINEHANDLE, NULL_SKILL_GROUP
from server.site.model import Settings
from server.switch import events as e
from server.switch.calls import PRIMARY_LINE_HANDLE
from server.switch.commands import CallArrives, ClearCall
from server.switch.context import CallData
from server.switch.errors import Refused
from server.switch.identifiers import NO_DEVICE, ConnectionID, Device, ServiceRef, SkillGroupRef, TrunkRef
from tests.server.switch.story import FIRST_CALL, PG, PLAIN, START, WRAPUP, Story, desk

A, B = "1001", "1002"

ARRIVAL = [
    "Began K(X) -> All",
    "Delivered K(X) INITIATE cause 22 -> All",
    "Queued K(X) QUEUED -> All",
]
DELIVERY_TO_A = [
    "AGENT 1001 RESERVED [1:RESERVED 3:BUSY_OTHER] direction 1",
    "PRE_CALL 1001",
    "Dequeued K(X) CONNECT -> All",
    "Began K(2001) -> 2001",
    "Delivered K(2001) ALERTING -> 2001, All",
]
ANSWER_BY_A = [
    "Established K(2001) CONNECT -> 2001, All",
    "MediaStarted K(2001) -> 2001, All",
    "AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1",
]


def talking(story: Story) -> int:
    """A talks with somebody from outside; returns the call."""
    story.ready(A)
    call_id = story.arrives()
    story.answers("2001")
    story.forget()
    return call_id


# --- S1 -------------------------------------------------------------------------------------------------------------


def test_s1_with_wrapup() -> None:
    """An inbound call is queued, delivered, answered, held, retrieved and cleared, and wrapped up."""
    story = Story(WRAPUP)
    story.ready(A)
    call_id = story.arrives()
    assert story.rows() == ARRIVAL + DELIVERY_TO_A
    story.answers("2001")
    assert story.rows() == ANSWER_BY_A
    story.holds("2001", call_id)
    assert story.rows() == [
        "Held K(2001) HOLD -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "AGENT 1001 HOLD [1:HOLD 3:BUSY_OTHER] direction 1",
    ]
    story.retrieves("2001", call_id)
    assert story.rows() == [
        "Retrieved K(2001) CONNECT -> 2001, All",
        "MediaStarted K(2001) -> 2001, All",
        "AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1",
    ]
    story.hangs_up(call_id)
    assert story.rows() == [
        "ConnectionCleared K(X) NULL -> 2001, All",
        "Cleared K(2001) NULL -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "AGENT 1001 WORK_READY [1:WORK_READY 3:BUSY_OTHER] direction 1 duration 10 next AVAILABLE",
    ]
    story.wait(10)
    assert story.rows() == [
        "Ended K(2001) -> 2001",
        "Ended K(X) -> All",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]


def test_s1_without_wrapup() -> None:
    """Without wrap-up the associations end at once, before the agent is available again."""
    story = Story()
    call_id = talking(story)
    story.clears("2001", call_id)
    assert story.rows() == [
        "ConnectionCleared K(2001) NULL -> 2001, All",
        "Cleared K(X) NULL -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "Ended K(2001) -> 2001",
        "Ended K(X) -> All",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]


def test_s1_pre_calls_can_be_switched_off() -> None:
    """Where the site wants no AGENT_PRE_CALL, none is announced; all else stays."""
    story = Story(settings=Settings(pre_call_events=False))
    story.ready(A)
    story.arrives()
    assert story.rows() == ARRIVAL + [row for row in DELIVERY_TO_A if row != "PRE_CALL 1001"]


def test_s1_what_the_rows_carry() -> None:
    """The events of an arrival say everything about the call that a message needs."""
    story = Story()
    story.ready(A)
    events = story.do(
        CallArrives(peripheral_id=PG, dialed_number="8001", data=CallData(ani="5550100", caller_entered_digits="42"))
    )
    outside, number, station = (
        Device(DeviceIDType.EXTERNAL, "5550100"),
        Device(DeviceIDType.ROUTE_POINT, "8001"),
        Device(DeviceIDType.AGENT_DEVICE, "2001"),
    )
    trunk = (Device(DeviceIDType.TRUNK_IDENTIFIER, "1"), Device(DeviceIDType.TRUNK_GROUP_IDENTIFIER, "1"))
    began, seized, queued, reserved, pre_call, dequeued, begun_for_a, delivered = events
    assert isinstance(began, e.CallBegan)
    assert began.connection == ConnectionID(FIRST_CALL, "X1", ConnectionDeviceIDType.DYNAMIC)
    assert began.parties == (*trunk, number)
    assert began.context.call_type is CallType.CALLTYPE_ACD_IN
    assert began.context.data == CallData(
        ani="5550100", dnis="8001", dialed_number="8001", caller_entered_digits="42"
    )
    key = began.context.router_call_key
    assert key is not None
    assert (key.call_id, key.sequence_number) == (1, 0)
    assert isinstance(seized, e.CallDelivered)
    assert (seized.alerting, seized.calling, seized.called) == (NO_DEVICE, outside, number)
    assert (seized.line_handle, seized.line_type) == (NULL_LINEHANDLE, e.NO_LINE_TYPE)
    assert seized.trunk == TrunkRef(1, 1)
    assert isinstance(queued, e.CallQueued)
    assert (queued.service, queued.queued) == (ServiceRef(1, 6001), 1)
    assert queued.skill_groups == (SkillGroupRef(1, 5001),)
    assert isinstance(reserved, e.AgentStateChanged)
    assert (reserved.previous, reserved.tasks) == (AgentState.AVAILABLE, 0)
    assert isinstance(pre_call, e.PreCall)
    assert (pre_call.instrument, pre_call.icm_agent_id, pre_call.call_type_id) == ("2001", 10_001, 9001)
    assert pre_call.context.router_call_key == key
    assert isinstance(dequeued, e.CallDequeued)
    assert (dequeued.queued, dequeued.skill_groups) == (0, ())
    assert isinstance(begun_for_a, e.CallBegan)
    assert (begun_for_a.parties, begun_for_a.to_all) == ((station,), False)
    assert isinstance(delivered, e.CallDelivered)
    assert (delivered.alerting, delivered.calling, delivered.called) == (station, outside, number)
    assert (delivered.line_handle, delivered.line_type) == (PRIMARY_LINE_HANDLE, LineType.INBOUND_ACD)
    assert (delivered.service, delivered.skill_group) == (ServiceRef(1, 6001), SkillGroupRef(1, 5001))
    assert delivered.connection == ConnectionID(FIRST_CALL, "2001", ConnectionDeviceIDType.STATIC)
    assert delivered.parties == (station, *trunk, number)
    assert {event.at for event in events} == {START}


def test_an_arrival_that_leads_nowhere_is_refused() -> None:
    """A number that the site does not have is refused with 1009, an unknown trunk group with 282."""
    story = Story()
    with pytest.raises(Refused) as refused:
        story.arrives("8999")
    assert refused.value.code is ControlFailureCode.INVALID_DIALED_NUMBER
    with pytest.raises(Refused) as refused:
        story.arrives(trunk_group=9)
    assert refused.value.code is ControlFailureCode.INVALID_TRUNK_ID_SPECIFIED
    assert story.switch.calls(PG) == ()


def test_trunks_run_out_and_come_back() -> None:
    """Each caller takes the lowest free trunk of the group; without one the call is refused with 43."""
    story = Story()
    calls = [story.arrives(trunk_group=1) for _ in range(3)]
    assert [story.switch.call(PG, call_id).trunk for call_id in calls] == [TrunkRef(n, 1) for n in (1, 2, 3)]
    with pytest.raises(Refused) as refused:
        story.arrives()
    assert refused.value.code is ControlFailureCode.EXTERNAL_TRUNK_LIMIT_EXCEEDED
    story.hangs_up(calls[1])
    assert story.switch.call(PG, story.arrives()).trunk == TrunkRef(2, 1)


# --- S2 -------------------------------------------------------------------------------------------------------------


def test_s2_abandon_in_queue() -> None:
    """A caller who gives up in the queue leaves it first, and gives that as the cause."""
    story = Story()
    call_id = story.arrives()
    assert story.rows() == ARRIVAL
    story.hangs_up(call_id)
    assert story.rows() == [
        "Dequeued K(X) CONNECT cause 5 -> All",
        "ConnectionCleared K(X) NULL cause 5 -> All",
        "Cleared K(X) NULL cause 5 -> All",
        "Ended K(X) -> All",
    ]
    assert story.switch.calls(PG) == ()


def test_s2_abandon_while_it_rings() -> None:
    """A caller who gives up while A rings costs A no wrap-up."""
    story = Story(WRAPUP)
    story.ready(A)
    call_id = story.arrives()
    story.forget()
    story.hangs_up(call_id)
    assert story.rows() == [
        "ConnectionCleared K(X) NULL cause 5 -> 2001, All",
        "Cleared K(2001) NULL cause 5 -> 2001, All",
        "Ended K(2001) -> 2001",
        "Ended K(X) -> All",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]


# --- S3 -------------------------------------------------------------------------------------------------------------

DIVERSION = [
    "Diverted K(2001) NULL cause 10 -> 2001, All",
    "Ended K(2001) -> 2001",
    "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 32767",
    "Queued K(X) QUEUED -> All",
]


def test_s3_ring_no_answer_goes_back_to_the_front_of_the_queue() -> None:
    """A does not answer in time: A is not ready any more, and the call waits again, before all others."""
    story = Story(WRAPUP)
    story.ready(A)
    first = story.arrives()
    second = story.arrives()
    story.forget()
    story.wait(11.9)
    assert story.rows() == []
    story.wait(0.1)
    assert story.rows() == DIVERSION
    assert story.switch.call(PG, first).context.disposition is DispositionCode.RING_NO_ANSWER
    story.wants(A, AgentState.AVAILABLE)
    assert story.rows() == ["AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]", *DELIVERY_TO_A]
    assert [each.id.call_id for each in story.switch.connections_at(PG, "2001")] == [first]
    assert second in story.switch.calls(PG)


def test_s3_the_next_agent_hears_who_did_not_answer() -> None:
    """The call goes to B at once if B is available, with A as the last redirecting device."""
    story = Story(WRAPUP)
    story.ready(A, B)
    story.arrives("8003")
    story.forget()
    story.wait(12)
    events = story.events
    assert story.rows() == [
        *DIVERSION,
        "AGENT 1002 RESERVED [2:BUSY_OTHER 3:RESERVED] direction 1",
        "PRE_CALL 1002",
        "Dequeued K(X) CONNECT -> All",
        "Began K(2002) -> 2002",
        "Delivered K(2002) ALERTING -> 2002, All",
    ]
    diverted = next(event for event in events if isinstance(event, e.CallDiverted))
    assert diverted.called == Device(DeviceIDType.ROUTE_POINT, "8003")
    delivered = events[-1]
    assert isinstance(delivered, e.CallDelivered)
    assert delivered.last_redirect == Device(DeviceIDType.AGENT_DEVICE, "2001")


def test_s3_with_a_number_for_unanswered_calls() -> None:
    """Where RingNoAnswerDN is set the call goes there, and whoever listens there hears that it begins."""
    story = Story(desk(ring_no_answer_dn=8002))
    story.ready(A)
    story.arrives()
    story.forget()
    story.wait(12)
    events = story.events
    assert story.rows() == [*DIVERSION[:-1], "Began K(X) -> ", "Queued K(X) QUEUED -> All"]
    diverted, queued = events[0], events[-1]
    assert isinstance(diverted, e.CallDiverted)
    assert diverted.called == Device(DeviceIDType.ROUTE_POINT, "8002")
    assert isinstance(queued, e.CallQueued)
    assert queued.service == ServiceRef(2, 6002)
    assert story.switch.queue_figures(PG, 1).calls_queued == 0


# --- S4 -------------------------------------------------------------------------------------------------------------

CALL_FROM_A = [
    "Began K(2001) -> 2001, All",
    "ServiceInitiated K(2001) INITIATE -> 2001, All",
    "Originated K(2001) INITIATE -> 2001, All",
    "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 4",
]


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
        "Established K(2002) CONNECT -> 2001, 2002, All",
        "MediaStarted K(2001) -> 2001, All",
        "MediaStarted K(2002) -> 2002, All",
        "AGENT 1002 TALKING [2:BUSY_OTHER 3:TALKING] direction 3",
    ]
    story.clears("2001", call_id)
    assert story.rows() == [
        "ConnectionCleared K(2001) NULL -> 2001, 2002, All",
        "Cleared K(2002) NULL -> 2001, 2002, All",
        "MediaStopped K(2001) -> 2001, All",
        "MediaStopped K(2002) -> 2002, All",
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
    story.dials("2001", "2002", data=CallData(wrapup_data="w"))
    initiated = next(event for event in story.events if isinstance(event, e.CallServiceInitiated))
    assert initiated.connection == ConnectionID(FIRST_CALL, "2001", ConnectionDeviceIDType.STATIC)
    assert (initiated.line_handle, initiated.line_type) == (PRIMARY_LINE_HANDLE, LineType.INSIDE)
    assert initiated.skill_group == SkillGroupRef(3, 5003)
    began = story.events[0]
    assert isinstance(began, e.CallBegan)
    assert began.context.call_type is CallType.CALLTYPE_AGENT_INSIDE
    assert began.context.router_call_key is None
    assert began.context.data == CallData(wrapup_data="w", dialed_number="2002")


def test_s4_called_agent_who_is_not_ready_stays_so_until_he_answers() -> None:
    """B is reached all the same, and is not ready again afterwards, without after-call work."""
    story = Story(WRAPUP)
    story.sign_in(A)
    story.sign_in(B)
    story.forget()
    call_id = story.dials("2001", "2002")
    assert [row for row in story.rows() if "1002" in row] == []
    story.wait(60)
    assert story.rows() == []
    story.answers("2002")
    story.clears("2002", call_id)
    assert [row for row in story.rows() if "1002" in row] == [
        "AGENT 1002 TALKING [2:BUSY_OTHER 3:TALKING] direction 3",
        "AGENT 1002 NOT_READY [2:NOT_READY 3:NOT_READY]",
    ]


def test_s4_at_a_station_without_agent_only_the_call_is_reported() -> None:
    """Call events flow normally where nobody is signed in."""
    story = Story()
    call_id = story.dials("3001", "2003")
    story.answers("2003")
    story.clears("3001", call_id)
    rows = story.rows()
    assert not [row for row in rows if row.startswith("AGENT")]
    assert rows[-1] == "Ended K(3001) -> All"


def test_s4_somebody_who_signed_in_while_it_rang_has_the_call_when_he_answers() -> None:
    """The agent at the station talks, although he was not there when the call came."""
    story = Story()
    story.dials("3001", "2001")
    story.sign_in(A)
    assert story.state(A) is AgentState.NOT_READY
    assert story.switch.agent(PG, A).reason_code == 51_004
    story.answers("2001")
    assert story.state(A) is AgentState.TALKING


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


def test_s4_an_agent_can_call_a_number_of_the_site() -> None:
    """The agent's own connection waits in the queue, he is a party of it, and the call has a contact."""
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
        "Began K(2002) -> 2002",
        "Delivered K(2002) ALERTING -> 2001, 2002, All",
    ]
    assert story.switch.call(PG, call_id).context.router_call_key is not None
    story.clears("2001", call_id)
    assert story.state(B) is AgentState.AVAILABLE


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


def test_clear_call_ends_it_for_everybody() -> None:
    """Whoever asks leaves first."""
    story = Story()
    call_id = talking(story)
    story.do(ClearCall(peripheral_id=PG, device="2001", call_id=call_id))
    assert story.rows()[:2] == [
        "ConnectionCleared K(2001) NULL -> 2001, All",
        "Cleared K(X) NULL -> 2001, All",
    ]


# --- S5 -------------------------------------------------------------------------------------------------------------

CALL_OUTSIDE = [
    "Began K(2001) -> 2001, All",
    "ServiceInitiated K(2001) INITIATE -> 2001, All",
    "Originated K(2001) INITIATE -> 2001, All",
    "AGENT 1001 TALKING [1:BUSY_OTHER 3:TALKING] direction 2",
    "Began K(2001) -> ",
    "ReachedNetwork K(2001) CONNECT -> 2001, All",
]


def test_s5_outbound() -> None:
    """A call to the outside reaches the network, alerts there, and is answered within eight seconds."""
    story = Story(WRAPUP)
    story.sign_in(A)
    story.forget()
    call_id = story.dials("2001", "95550100")
    events = story.events
    assert story.rows() == [*CALL_OUTSIDE, "Delivered K(X) ALERTING -> 2001, All"]
    reached = events[-2]
    assert isinstance(reached, e.CallReachedNetwork)
    assert (reached.trunk, reached.called.kind) == (TrunkRef(1, 1), DeviceIDType.EXTERNAL)
    assert reached.trunk_device == Device(DeviceIDType.TRUNK_IDENTIFIER, "1")
    assert story.switch.call(PG, call_id).context.call_type is CallType.CALLTYPE_AGENT_OUT
    story.wait(8)
    assert story.rows() == [
        "Established K(X) CONNECT -> 2001, All",
        "MediaStarted K(2001) -> 2001, All",
    ]
    story.hangs_up(call_id)
    assert story.rows()[-1] == "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]"


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
    assert story.rows()[:2] == ["ConnectionCleared K(2001) NULL -> 2001, All", "Cleared K(X) NULL -> 2001, All"]


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


def test_s5_belligerent_callers_are_made_not_ready_first() -> None:
    """An available agent who insists is not ready with reason 50006, and available again afterwards."""
    story = Story()
    story.ready(A)
    call_id = story.dials("2001", "95550100", manner=CallMannerType.BELLIGERENT)
    assert story.rows()[0] == "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY] reason 50006"
    story.wait(8)
    story.clears("2001", call_id)
    assert story.rows()[-1] == "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"


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


# --- S6 and refusals ------------------------------------------------------------------------------------------------

CLEARING_OF_A = [
    "ConnectionCleared K(2001) NULL -> 2001, All",
    "Cleared K(2001) NULL -> 2001, All",
    "Ended K(2001) -> 2001",
    "Ended K(2001) -> All",
]


@pytest.mark.parametrize(
    ("number", "placement"),
    [
        ("77", CallPlacementType.UNSPECIFIED),
        ("1002", CallPlacementType.DIRECT_AGENT),
        ("9999", CallPlacementType.DIRECT_AGENT),
        ("SEP9", CallPlacementType.DIRECT_POSITION),
        ("", CallPlacementType.SUPERVISOR_ASSIST),
    ],
)
def test_s6_a_call_to_nowhere_fails(number: str, placement: CallPlacementType) -> None:
    """No match: cause 13, a tone for two seconds, and clearing; the agent is what he was, without wrap-up."""
    story = Story(evolve(WRAPUP, wrapup_data_outgoing_mode=WRAPUP.wrapup_data_incoming_mode))
    story.sign_in(A)
    story.forget()
    story.dials("2001", number, placement=placement)
    assert story.rows() == [*CALL_FROM_A, "Failed K(2001) FAIL cause 13 -> 2001, All"]
    story.wait(2)
    assert story.rows() == [*CLEARING_OF_A, "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]"]


def test_s6_nobody_supervises_a_station_without_agent() -> None:
    """A call for help from a station where nobody is signed in, or from an agent without team, finds nobody."""
    story = Story()
    story.sign_in("1003")
    for station in ("3001", "2003"):
        call_id = story.dials(station, "", placement=CallPlacementType.SUPERVISOR_ASSIST)
        assert story.switch.call(PG, call_id).called.id == ""


def test_s6_busy_station() -> None:
    """Five calls are as many as a station can have; the sixth hears that it is busy, as who calls himself does."""
    story = Story()
    story.sign_in(A)
    own = story.dials("2001", "2001")
    story.clears("2001", own)
    assert "Failed K(2001) FAIL cause 3 -> 2001, All" in story.rows()
    for station in ("3001", "3003", "3004", "2002", "2003"):
        story.dials(station, "2001")
    story.forget()
    story.dials("2000", "2001")
    assert story.rows()[-1] == "Failed K(2000) FAIL cause 3 -> 2000, All"


def test_s6_all_trunks_busy() -> None:
    """Without a free trunk a call to the outside fails with cause 33 at the trunk group."""
    story = Story()
    for _ in range(3):
        story.arrives()
    story.sign_in(A)
    story.forget()
    story.dials("2001", "95550100")
    failed = story.events[-1]
    assert isinstance(failed, e.CallFailed)
    assert failed.failing == Device(DeviceIDType.TRUNK_GROUP_IDENTIFIER, "1")
    assert story.rows()[-1] == "Failed K(2001) FAIL cause 33 -> 2001, All"


def test_s6_nobody_answers_in_so_many_rings() -> None:
    """With AlertRings the called party is given up after six seconds a ring: not ready, and the caller hears a tone."""
    story = Story()
    story.sign_in(A)
    story.ready(B)
    story.dials("2001", "2002", alert_rings=2)
    story.forget()
    story.wait(12)
    assert story.rows() == [
        "ConnectionCleared K(2002) NULL cause 10 -> 2001, 2002, All",
        "Ended K(2002) -> 2002",
        "AGENT 1002 NOT_READY [2:NOT_READY 3:NOT_READY] reason 32767",
        "Failed K(2001) FAIL cause 10 -> 2001, All",
    ]
    story.wait(2)
    assert story.rows() == [*CLEARING_OF_A, "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]"]


def test_s6_rings_at_a_station_without_agent_run_out_as_well() -> None:
    """Whether anybody is signed in makes no difference to the caller."""
    story = Story()
    story.dials("3001", "2003", alert_rings=1)
    story.wait(6)
    assert story.rows()[-1] == "Failed K(3001) FAIL cause 10 -> All"


def test_an_agent_who_fails_to_connect_is_available_again_if_he_was() -> None:
    """A belligerent call that fails leaves no trace on the agent."""
    story = Story()
    story.ready(A)
    story.dials("2001", "77", manner=CallMannerType.BELLIGERENT)
    story.wait(2)
    assert story.rows()[-1] == "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]"


def test_who_may_not_place_a_call() -> None:
    """The agent's state, his station, his desk settings and the number can each forbid a call; nothing happens then."""
    story = Story(desk(DeskSettingsMask.SUPERVISOR_CALLS_ALLOWED_MASK | DeskSettingsMask.AGENT_CAN_SELECT_GROUP_MASK))
    story.ready(A)
    story.sign_in(B)
    story.forget()

    def refusal(device: str, number: str, skill_group: int = NULL_SKILL_GROUP) -> tuple[int, int]:
        with pytest.raises(Refused) as refused:
            story.dials(device, number, skill_group=skill_group)
        return int(refused.value.code), refused.value.peripheral_error

    assert refusal("2009", "2002") == (12, 0)
    assert refusal("2001", "2002") == (21, 10_103)
    assert refusal("2002", "2001") == (10, 10_109)
    assert refusal("2002", "95550100") == (10, 10_109)
    assert refusal("2002", "20 01") == (1009, 0)
    assert refusal("2002", "") == (1009, 0)
    assert refusal("2002", "3001", skill_group=1) == (262, 0)
    assert refusal("3001", "2001", skill_group=1) == (262, 0)
    story.arrives()
    assert refusal("2001", "3001") == (21, 10_106)
    story.forget()
    story.dials("2002", "3001", skill_group=2)
    assert "AGENT 1002 TALKING [2:TALKING 3:BUSY_OTHER] direction 4" in story.rows()
    assert refusal("2002", "3001") == (33, 0)


def test_a_site_can_demand_that_somebody_is_signed_in() -> None:
    """With ``require_login_for_calls`` a station without agent places no calls."""
    story = Story(settings=Settings(require_login_for_calls=True))
    with pytest.raises(Refused) as refused:
        story.dials("2001", "2002")
    assert refused.value.code is ControlFailureCode.INVALID_CALLING_DEVICE


def test_calls_in_after_call_work_are_refused() -> None:
    """Who wraps up places no calls, whatever the site allows."""
    story = Story(WRAPUP, Settings(cce_restrictions=False))
    call_id = talking(story)
    story.clears("2001", call_id)
    with pytest.raises(Refused) as refused:
        story.dials("2001", "2002")
    assert refused.value.peripheral_error == 10_103


def test_without_the_restrictions_an_available_agent_may_call() -> None:
    """Only Unified CCE wants him to be not ready."""
    story = Story(PLAIN, Settings(cce_restrictions=False))
    story.ready(A)
    call_id = story.dials("2001", "2002")
    story.clears("2001", call_id)
    assert story.state(A) is AgentState.AVAILABLE
