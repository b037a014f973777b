"""Scenarios S1 to S3, row by row: calls from outside.

A row says what happens, to which connection, its state after that, the cause if there is one, and who hears it.
``K(X)`` is the connection of the outside party.
"""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import (
    AgentState,
    CallType,
    ConnectionDeviceIDType,
    ControlFailureCode,
    DeviceIDType,
    DispositionCode,
    ForcedFlag,
    LineType,
)
from ctiproto.constants.limits import NULL_LINEHANDLE
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import CallArrives, ClearCall
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import NO_DEVICE, ConnectionID, Device, ServiceRef, SkillGroupRef, TrunkRef
from ctiserver.centre.switch.model import PRIMARY_LINE_HANDLE
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import NEXT_LEG, OTHER, PG, START, WRAPUP, Story, desk

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
    *NEXT_LEG,
    "Began K(2001) -> 2001",
    "Delivered K(2001) ALERTING -> 2001, All",
]
ANSWER_BY_A = [
    "AGENT 1001 TALKING [1:TALKING 3:BUSY_OTHER] direction 1",
    "Established K(2001) CONNECT -> 2001, All",
    "MediaStarted K(2001) -> 2001, All",
]


def talking(story: Story) -> int:
    """A talks with a caller from outside; returns the call."""
    story.ready(A)
    call_id = story.arrives()
    story.answers("2001")
    story.forget()
    return call_id


# --- S1 -------------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.begin-first", "calls.end-last", "agents.reserved", "calls.end-after-wrapup")
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
        "MediaStopped K(2001) -> 2001, All",
        "Cleared K(2001) NULL -> 2001, All",
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
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL -> 2001, All",
        "Cleared K(X) NULL -> 2001, All",
        "Ended K(2001) -> 2001",
        "Ended K(X) -> All",
        "AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]",
    ]


@pytest.mark.fidelity("calls.pre-call-events")
def test_s1_pre_calls_can_be_switched_off() -> None:
    """Where the site wants no AGENT_PRE_CALL, none is announced; all else stays."""
    story = Story(settings=Settings(pre_call_events=False))
    story.ready(A)
    story.arrives()
    assert story.rows() == ARRIVAL + [row for row in DELIVERY_TO_A if row != "PRE_CALL 1001"]


@pytest.mark.fidelity("calls.trunk-seized")
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
    (call_id,) = story.switch.calls(PG)
    began, seized, queued, reserved, pre_call, dequeued, left, over, ended, begins, begun_for_a, delivered = events
    assert isinstance(began, e.CallBegan)
    first = began.connection.call_id
    assert first != call_id
    assert began.connection == ConnectionID(first, "5550100", ConnectionDeviceIDType.DYNAMIC)
    assert began.parties == (*trunk, number)
    assert began.context.call_type is CallType.CALLTYPE_ACD_IN
    assert began.context.data == CallData(ani="5550100", dnis="8001", dialed_number="8001", caller_entered_digits="42")
    key = began.context.router_call_key
    assert key is not None
    assert (key.call_id, key.sequence_number) == (1, 1)
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
    assert pre_call.context.router_call_key == evolve(key, sequence_number=2)
    assert isinstance(dequeued, e.CallDequeued)
    assert (dequeued.queued, dequeued.skill_groups) == (0, ())
    for event in (left, over, ended):
        assert isinstance(event, e.CallEvent)
        assert (event.connection, event.parties) == (began.connection, (*trunk, number))
    assert isinstance(begins, e.CallBegan)
    assert begins.connection == ConnectionID(call_id, "5550100", ConnectionDeviceIDType.DYNAMIC)
    assert (begins.parties, begins.to_all) == (trunk, True)
    assert begins.context == pre_call.context
    assert isinstance(begun_for_a, e.CallBegan)
    assert (begun_for_a.parties, begun_for_a.to_all) == ((station,), False)
    assert isinstance(delivered, e.CallDelivered)
    assert (delivered.alerting, delivered.calling, delivered.called) == (station, outside, number)
    assert (delivered.line_handle, delivered.line_type) == (PRIMARY_LINE_HANDLE, LineType.INBOUND_ACD)
    assert (delivered.service, delivered.skill_group) == (ServiceRef(1, 6001), SkillGroupRef(1, 5001))
    assert delivered.connection == ConnectionID(call_id, "2001", ConnectionDeviceIDType.STATIC)
    assert delivered.parties == (station, *trunk)
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


@pytest.mark.fidelity("calls.lowest-trunk", "calls.no-free-trunk")
def test_trunks_run_out_and_come_back() -> None:
    """Each caller takes the lowest free trunk of the group; without one the call is refused with 43, and not told."""
    story = Story()
    calls = [story.arrives(trunk_group=1) for _ in range(3)]
    assert [story.switch.call(PG, call_id).trunk for call_id in calls] == [TrunkRef(n, 1) for n in (1, 2, 3)]
    story.forget()
    with pytest.raises(Refused) as refused:
        story.arrives()
    assert refused.value.code is ControlFailureCode.EXTERNAL_TRUNK_LIMIT_EXCEEDED
    assert (story.rows(), story.waiting(1)) == ([], 3)
    story.hangs_up(calls[1])
    assert story.switch.call(PG, story.arrives()).trunk == TrunkRef(2, 1)


# --- S2 -------------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.cause-of-giving-up")
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
    *NEXT_LEG,
    "Queued K(X) QUEUED -> All",
]


@pytest.mark.fidelity("agents.no-answer")
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
    story.wants(A, AgentState.AVAILABLE)
    assert story.rows() == ["AGENT 1001 AVAILABLE [1:AVAILABLE 3:AVAILABLE]", *DELIVERY_TO_A]
    assert [each.id.call_id for each in story.switch.connections_at(PG, "2001")] == [
        story.switch.present_leg(PG, first)
    ]
    assert second in story.switch.calls(PG)


def test_s3_at_other_peripherals_it_is_one_call() -> None:
    """A call that nobody answers goes back as the same call, and waits on with what became of it."""
    story = Story(WRAPUP, kind=OTHER)
    story.ready(A)
    call_id = story.arrives()
    assert story.rows() == ARRIVAL + [row for row in DELIVERY_TO_A if row not in NEXT_LEG]
    story.wait(12)
    assert story.rows() == [row for row in DIVERSION if row not in NEXT_LEG]
    assert story.switch.calls(PG) == (call_id,)
    assert story.switch.call(PG, call_id).context.disposition is DispositionCode.RING_NO_ANSWER
    assert story.switch.present_leg(PG, call_id) == call_id


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
        *NEXT_LEG,
        "Began K(2002) -> 2002",
        "Delivered K(2002) ALERTING -> 2002, All",
    ]
    diverted = next(event for event in events if isinstance(event, e.CallDiverted))
    assert diverted.called == Device(DeviceIDType.ROUTE_POINT, "8003")
    delivered = events[-1]
    assert isinstance(delivered, e.CallDelivered)
    assert delivered.last_redirect == Device(DeviceIDType.AGENT_DEVICE, "2001")


@pytest.mark.fidelity("calls.where-unanswered-calls-go")
def test_s3_with_a_number_for_unanswered_calls() -> None:
    """Where RingNoAnswerDN is set the call goes to that number, with the events of a call that begins there."""
    story = Story(desk(ring_no_answer_dn=8002))
    story.ready(A)
    story.arrives()
    story.forget()
    story.wait(12)
    events = story.events
    assert story.rows() == DIVERSION
    diverted, queued = events[0], events[-1]
    assert isinstance(diverted, e.CallDiverted)
    assert diverted.called == Device(DeviceIDType.ROUTE_POINT, "8002")
    assert isinstance(queued, e.CallQueued)
    assert queued.service == ServiceRef(2, 6002)
    assert story.waiting(1) == 0


def test_s3_where_the_agent_went_away_while_it_rang() -> None:
    """The call waits again, although the agent whose desk settings would say where it goes has signed out."""
    story = Story(WRAPUP)
    story.ready(A)
    story.arrives()
    story.sign_in(A, instrument="3001", forced=ForcedFlag.TRUE)
    story.forget()
    story.wait(12)
    assert story.rows() == [
        "Diverted K(2001) NULL cause 10 -> 2001, All",
        "Ended K(2001) -> 2001",
        *NEXT_LEG,
        "Queued K(X) QUEUED -> All",
    ]


def test_clear_call_ends_it_for_everybody() -> None:
    """The station that asks is cleared first, then the call."""
    story = Story()
    call_id = talking(story)
    story.do(ClearCall(peripheral_id=PG, device="2001", call_id=call_id))
    assert story.rows()[:3] == [
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL -> 2001, All",
        "Cleared K(X) NULL -> 2001, All",
    ]
