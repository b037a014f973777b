"""Calls on Unified CCX: what they are, who begins them, and in what order their events come."""

from __future__ import annotations

import pytest
from attrs import evolve

from ctiproto.constants import (
    AgentState,
    AllocationState,
    CallType,
    DeviceIDType,
    DispositionCode,
    EventCause,
    SupervisoryAction,
)
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    ClearConnection,
    ConferenceCall,
    EmergencyCall,
    MakePredictiveCall,
    OutsideAnswers,
    Reconfigure,
    TakeInstrumentOutOfService,
    TransferCall,
)
from ctiserver.centre.switch.errors import NoSupervisor
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import CCX, PG, Story
from tests.ctiserver.centre.switch.variants import short_queues

A, B = "1001", "1002"
AT_THE_PORT = [
    "Delivered K(9026) ALERTING -> All",
    "Established K(9026) CONNECT -> All",
    "Queued K(9026) QUEUED -> All",
]
TO_A = [
    "AGENT 1001 RESERVED [1:RESERVED 3:BUSY_OTHER] direction 1",
    "Diverted K(9026) NULL -> All",
    "Ended K(9026) -> ",
    "Began K(2001) -> 2001",
    "Delivered K(2001) ALERTING -> 2001, All",
]


def types(story: Story, call_id: int) -> list[int]:
    """The types that a call has had, as those who see all calls were told them."""
    told = [
        event.context.call_type
        for event in story.history
        if isinstance(event, e.CallBegan | e.CallDataUpdated)
        and event.to_all
        and call_id in (event.connection.call_id, getattr(event, "new_connection", event.connection).call_id)
    ]
    return [int(now) for before, now in zip([None, *told], told, strict=False) if now != before]


def dispositions(story: Story) -> set[int]:
    """All dispositions that were told."""
    return {int(event.context.disposition) for event in story.history if isinstance(event, e.CallDataUpdated)}


@pytest.mark.fidelity("uccx.monitored-devices", "uccx.unmonitored-caller", "uccx.ani", "uccx.port-answers")
def test_a_call_begins_at_the_port_for_a_caller_whom_nobody_monitors() -> None:
    """It has type 1 and the port's connection there: the fields of the frame of a real engine."""
    story = Story(kind=CCX)
    call = story.dials("3001", "8001")
    began = next(event for event in story.events if isinstance(event, e.CallBegan))
    assert story.rows() == ["Began K(9026) -> All", *AT_THE_PORT]
    assert (began.context.call_type, began.connection.device_id, began.connection.device_id_type) == (1, "9026", 0)
    data = began.context.data
    assert (data.ani, data.dnis, data.dialed_number) == ("3001", "8001", "8001")
    story.clears("3001", call)
    assert story.rows()[-1] == "Ended K(3001) -> All"


@pytest.mark.fidelity("uccx.dialled-trigger", "uccx.queued-type")
def test_a_call_of_an_agent_begins_with_the_agent() -> None:
    """It has type 9, and 1 from when it is queued."""
    story = Story(kind=CCX)
    story.sign_in("1003")
    story.forget()
    call = story.dials("2003", "8001")
    assert story.rows() == [
        "Began K(2003) -> 2003, All",
        "ServiceInitiated K(2003) INITIATE -> 2003, All",
        "Originated K(2003) INITIATE -> 2003, All",
        "Began K(9026) -> ",
        "Delivered K(9026) ALERTING -> 2003, All",
        "Established K(9026) CONNECT -> 2003, All",
        "DataUpdated call_type -> 2003, All",
        "Queued K(9026) QUEUED -> 2003, All",
    ]
    assert types(story, call) == [9, 1]


def test_a_call_between_telephones_that_nobody_monitors_is_not_told() -> None:
    """Until an agent signs in at one of them."""
    story = Story(kind=CCX)
    call = story.dials("3001", "3003")
    story.answers("3003")
    assert story.rows() == []
    story.clears("3001", call)
    assert story.rows() == []
    assert story.switch.calls(PG) == ()
    call = story.dials("3001", "2001")
    story.answers("2001")
    assert story.rows() == []
    assert story.switch.calls_in_progress(story.now) == []
    story.sign_in(A)
    assert "Began K(2001) -> 2001, All" in story.rows()
    story.clears("2001", call)
    assert story.rows()[-1] == "Ended K(3001) -> All"


@pytest.mark.fidelity("uccx.leaves-queue", "uccx.no-pre-calls", "uccx.call-ids", "uccx.outside-by-number")
def test_a_call_leaves_the_queue_by_being_diverted() -> None:
    """From the port to the agent, under the number that it has all the while; CALL_DEQUEUED is not told."""
    story = Story(kind=CCX)
    story.ready(A)
    call = story.arrives()
    assert story.rows() == [
        "Began K(9026) -> All",
        *AT_THE_PORT,
        *TO_A,
    ]
    story.answers("2001")
    diverted = next(event for event in story.history if isinstance(event, e.CallDiverted))
    assert (diverted.diverting.kind, diverted.called.id) == (DeviceIDType.CTI_PORT, "2001")
    assert story.switch.calls(PG) == (call,)
    assert [each.id.device_id for each in story.switch.call(PG, call).connections] == ["5550100", "2001"]
    assert types(story, call) == [1]
    assert story.group(1)["tasks_queued_now"] == 0


@pytest.mark.fidelity("uccx.media")
def test_media_are_told_where_they_are_monitored() -> None:
    """Of a telephone without an agent they are not."""
    story = Story(kind=CCX)
    story.ready(A)
    story.dials("3001", "8001")
    story.forget()
    story.answers("2001")
    assert [row for row in story.rows() if "Media" in row] == ["MediaStarted K(2001) -> 2001, All"]


@pytest.mark.fidelity("uccx.trigger-without-port")
def test_a_trigger_without_a_free_port_has_the_call_itself() -> None:
    """It begins there, named by its caller, and is diverted from there."""
    story = Story(kind=CCX)
    for port in ("9026", "9027"):
        story.do(TakeInstrumentOutOfService(peripheral_id=PG, device=port))
    story.ready(A)
    story.arrives()
    assert story.rows()[:4] == [
        "Began K(X) -> All",
        "Queued K(X) QUEUED -> All",
        TO_A[0],
        "Diverted K(X) CONNECT -> All",
    ]
    diverted = next(event for event in story.history if isinstance(event, e.CallDiverted))
    assert (diverted.diverting.kind, diverted.diverting.id) == (DeviceIDType.ROUTE_POINT, "8001")


def test_ports_are_taken_in_order_and_given_back() -> None:
    """Each call has one as long as it waits; who gives up lets go of it."""
    story = Story(kind=CCX)
    first, second, third = (story.arrives() for _ in range(3))
    ports = [[each.id.device_id for each in story.switch.call(PG, call).connections] for call in (first, second, third)]
    assert ports == [["5550100", "9026"], ["5550100", "9027"], ["5550100"]]
    story.forget()
    story.hangs_up(first)
    assert story.rows()[:3] == [
        "Dequeued K(9026) CONNECT cause 5 -> All",
        "ConnectionCleared K(X) NULL cause 5 -> All",
        "Cleared K(9026) NULL cause 5 -> All",
    ]
    fourth = story.arrives()
    assert story.switch.call(PG, fourth).connections[1].device.id == "9026"


def test_a_call_that_overflows_keeps_its_port() -> None:
    """It is taken out of the queue, which is told, and waits in the next one."""
    story = Story(kind=CCX)
    site = story.switch.site
    story.do(Reconfigure(site=evolve(short_queues(site))))
    story.arrives("8001")
    story.forget()
    call = story.arrives("8001")
    rows = story.rows()
    assert "Dequeued K(9027) CONNECT cause 26 -> All" in rows
    assert [row for row in rows if "Delivered" in row] == ["Delivered K(9027) ALERTING -> All"]
    assert types(story, call) == [1]


@pytest.mark.fidelity("uccx.reserved-first", "uccx.own-calls", "uccx.agents-first")
def test_a_consulted_agent_is_reserved_before_the_number_is_dialled() -> None:
    """The consultation has type 12, the consulting agent's number, and counts for the group of the call."""
    story = Story(kind=CCX)
    first = story.talks()
    story.ready(B)
    second = story.consults("2001", first, "2002")
    assert story.rows()[2:] == [
        "Began K(2001) -> 2001, All",
        "ServiceInitiated K(2001) INITIATE -> 2001, All",
        "AGENT 1002 RESERVED [2:BUSY_OTHER 3:RESERVED] direction 3",
        "Originated K(2001) INITIATE -> 2001, All",
        "Began K(2002) -> 2002",
        "Delivered K(2002) ALERTING -> 2001, 2002, All",
    ]
    told = [event for event in story.history if isinstance(event, e.ConnectionEvent)]
    of_it = [event for event in told if event.connection.call_id == second]
    assert {event.skill_group.number for event in of_it if isinstance(event, e.CallOriginated | e.CallDelivered)} == {1}
    assert story.switch.call(PG, second).context.data.ani == "2001"
    assert types(story, second) == [12]
    story.answers("2002")
    assert story.rows()[0] == "AGENT 1002 TALKING [2:BUSY_OTHER 3:TALKING] direction 3"


@pytest.mark.parametrize("number", ["2002", "8002", "95550100"])
def test_whom_a_consultation_cannot_reserve_it_does_not(number: str) -> None:
    """An agent who is not ready, a queue, somebody outside."""
    story = Story(kind=CCX)
    first = story.talks()
    story.sign_in(B)
    story.forget()
    second = story.consults("2001", first, number)
    assert not [row for row in story.rows() if row.startswith("AGENT")]
    assert types(story, second) == [12]


@pytest.mark.fidelity("uccx.transfer-type", "uccx.dispositions")
def test_a_call_that_is_handed_over_has_type_4() -> None:
    """And disposition 29; CALL_TRANSFERRED comes behind every CALL_DELIVERED of the consultation."""
    story = Story(kind=CCX)
    first = story.talks()
    story.ready(B)
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    story.transfers("2001", second, first)
    assert types(story, first) == [1, 4]
    assert dispositions(story) == {DispositionCode.ANNOUNCED_TRANSFER}
    story.hangs_up(first)
    assert story.switch.calls(PG) == ()


@pytest.mark.fidelity("uccx.blind-transfer-type", "uccx.disposition-redirected")
def test_a_call_that_is_transferred_blindly_has_type_11() -> None:
    """And disposition 15; the target rings before the transfer is told."""
    story = Story(kind=CCX)
    first = story.talks()
    story.ready(B)
    story.transfers("2001", first, dialed_number="2002")
    names = [type(event) for event in story.history]
    assert names.index(e.CallTransferred) > max(at for at, name in enumerate(names) if name is e.CallDelivered)
    assert types(story, first) == [1, 11]
    assert dispositions(story) == {DispositionCode.REDIRECTED}


@pytest.mark.fidelity("uccx.conference", "uccx.conference-type")
def test_a_conference_is_a_third_call() -> None:
    """Its parties and those who see all are told of it first, the controller by CALL_CONFERENCED."""
    story = Story(kind=CCX)
    story.sign_in("1003")
    story.ready(A)
    first = story.dials("2003", "8001")
    story.answers("2001")
    story.ready(B)
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    story.forget()
    story.confers("2001", second, first)
    (third,) = story.switch.calls(PG)
    assert third not in (first, second)
    told = next(event for event in story.events if isinstance(event, e.CallConferenced))
    assert (told.connection.call_id, told.secondary.call_id, told.becomes) == (first, second, third)
    assert (told.cause, told.controller.id, told.added.id) == (EventCause.CEC_KEY_CONFERENCE, "2001", "2002")
    parties = [(each.connection.call_id, each.device.id) for each in told.connected]
    assert parties == [(third, "2003"), (third, "2001"), (third, "2002")]
    before = [event for event in story.events if isinstance(event, e.CallDataUpdated)]
    assert [(event.connection.call_id, event.new_connection.call_id) for event in before] == [
        (first, third),
        (second, third),
    ]
    assert {int(event.context.call_type) for event in before} == {15}
    assert story.rows() == [
        "MediaStopped K(2001) -> 2001, All",
        "MediaStopped K(2002) -> 2002, All",
        "Renamed K(2003) type 15 -> 2003, All",
        "Renamed K(2002) type 15 -> 2002",
        "Conferenced K(2001) CONNECT cause 17 -> 2003, 2001, 2002, All",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "MediaStarted K(2002) -> 2002, All",
        "MediaStarted K(2001) -> 2001, All",
    ]
    assert dispositions(story) == {0, DispositionCode.CONFERENCED}
    story.clears("2001", third)
    story.clears("2002", third)
    assert story.rows()[-2:] == ["Ended K(2003) -> All", "AGENT 1002 AVAILABLE [2:AVAILABLE 3:AVAILABLE]"]
    assert story.switch.calls(PG) == ()


def test_a_conference_of_a_call_that_the_controller_placed() -> None:
    """Who sees all calls knows it by the controller, who is told by CALL_CONFERENCED alone."""
    story = Story(kind=CCX)
    story.sign_in(A)
    first = story.dials("2001", "3001")
    story.answers("3001")
    story.ready(B)
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    story.forget()
    story.confers("2001", second, first)
    rows = story.rows()
    at = rows.index("Conferenced K(2001) CONNECT cause 17 -> 2001, 2002, All")
    assert [row for row in rows[:at] if row.startswith("Renamed")] == [
        "Renamed K(2001) type 15 -> All",
        "Renamed K(2002) type 15 -> 2002",
    ]


def test_who_works_after_a_conference_has_no_part_in_it() -> None:
    """An agent who has left a conference and works is not associated with it, and hears nothing as it grows."""
    story = Story(settings=Settings(cce_restrictions=False), kind=CCX)
    story.ready(A, B)
    story.sign_in("1003")
    story.forget()
    first = story.arrives()
    story.answers("2001")
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    story.confers("2001", second, first)
    (third,) = story.switch.calls(PG)
    story.wants(A, AgentState.WORK_NOT_READY)
    story.clears("2001", third)
    fourth = story.consults("2002", third, "2003")
    story.answers("2003")
    story.confers("2002", fourth, third)
    (fifth,) = story.switch.calls(PG)
    assert [device.id for device in story.switch.call(PG, fifth).associated] == ["2002", "2003"]
    story.forget()
    story.wants(A, AgentState.AVAILABLE)
    assert [row for row in story.rows() if "Ended" in row] == []


@pytest.mark.fidelity("uccx.outgoing-type", "uccx.overflow-type")
def test_a_call_to_the_outside_becomes_one_when_it_leaves_the_switch() -> None:
    """It has type 10 until then, and 9 afterwards."""
    story = Story(kind=CCX)
    story.sign_in(A)
    call = story.dials("2001", "95550100")
    story.do(OutsideAnswers(peripheral_id=PG, call_id=call))
    assert types(story, call) == [10, 9]


@pytest.mark.fidelity("uccx.called-inside-type")
def test_a_call_inside_is_one_to_the_outside_for_who_is_called() -> None:
    """Those who see all calls are told type 10, the called agent 9."""
    story = Story(kind=CCX)
    story.sign_in(A)
    story.sign_in(B)
    call = story.dials("2001", "2002")
    assert types(story, call) == [10]
    own = next(event for event in story.history if isinstance(event, e.CallBegan) and not event.to_all)
    assert own.context.call_type is CallType.CALLTYPE_OUT


@pytest.mark.fidelity("uccx.barge-in-type", "uccx.whisper-type")
def test_supervisors_barge_in_and_intercept() -> None:
    """The call has type 23, and 24 when the agent is out of it; the conference is a third call."""
    story = Story(kind=CCX)
    first = story.talks()
    story.sign_in("1000")
    story.forget()
    story.supervises(SupervisoryAction.WHISPER, call_id=first)
    assert story.switch.call(PG, story.switch.calls(PG)[-1]).context.call_type is CallType.CALLTYPE_SUPERVISOR_MONITOR
    story.supervises(SupervisoryAction.BARGE_IN, call_id=first)
    (third,) = story.switch.calls(PG)
    assert types(story, third) == [23]
    conferenced = next(event for event in story.history if isinstance(event, e.CallConferenced))
    assert (conferenced.connection.call_id, conferenced.becomes) == (first, third)
    assert conferenced.cause is EventCause.CEC_SUPERVISOR_BARGE_IN
    story.supervises(SupervisoryAction.INTERCEPT, call_id=third)
    assert types(story, third) == [23, 24]
    story.hangs_up(third)
    assert story.switch.calls(PG) == ()


@pytest.mark.fidelity("uccx.emergency")
def test_an_emergency_without_a_supervisor_fails() -> None:
    """Nothing is told, where Unified CCE tells it and raises the alarm."""
    story = Story(kind=CCX)
    call = story.talks()
    with pytest.raises(NoSupervisor):
        story.do(EmergencyCall(peripheral_id=PG, device="2001", call_id=call))
    assert story.rows() == []
    story.ready("1000")
    story.do(EmergencyCall(peripheral_id=PG, device="2001", call_id=call))
    assert types(story, story.switch.calls(PG)[-1]) == [20]


@pytest.mark.fidelity("uccx.failures")
def test_refusals_have_the_numbers_of_unified_ccx() -> None:
    """From 88001 on, or 0 for what it has none of."""
    story = Story(kind=CCX)
    assert story.refusal(ClearConnection(peripheral_id=PG, device="2001", call_id=1)) == (11, 88_012)
    assert story.refusal(ClearConnection(peripheral_id=PG, device="9999", call_id=1)) == (12, 88_016)
    story.ready(A)
    call = story.arrives()
    story.answers("2001")
    story.clears("2001", call)
    assert story.refusal(ClearConnection(peripheral_id=9, device="2001", call_id=1)) == (1004, 0)
    generic = Story(settings=Settings(cce_restrictions=False))
    assert generic.refusal(ClearConnection(peripheral_id=PG, device="2001", call_id=1)) == (11, 0)


def test_two_calls_of_which_one_was_not_told_become_one() -> None:
    """A telephone that nobody monitors consults an agent about a call that no client knows, and hands it over."""
    story = Story(kind=CCX)
    story.ready(A)
    first = story.dials("3001", "3003")
    story.answers("3003")
    second = story.consults("3003", first, "2001")
    story.answers("2001")
    story.forget()
    story.transfers("3003", second, first)
    rows = story.rows()
    assert rows.index("Began K(3001) -> All") < rows.index("Transferred K(3003) NULL cause 32 -> 2001, All")
    story.clears("2001", first)
    assert story.switch.calls(PG) == ()


def test_two_calls_of_which_none_was_told_become_one() -> None:
    """Nobody hears of that either."""
    story = Story(kind=CCX)
    first = story.dials("3001", "3003")
    story.answers("3003")
    second = story.consults("3003", first, "3004")
    story.answers("3004")
    story.transfers("3003", second, first)
    story.clears("3001", first)
    assert story.rows() == []
    assert story.switch.calls(PG) == ()


def test_what_runs_on_a_connection_goes_along_into_the_conference() -> None:
    """The greeting of the agent ends in its time, in the third call."""
    story = Story(settings=Settings(agent_greeting=30.0), kind=CCX)
    first = story.talks()
    story.ready(B)
    second = story.consults("2001", first, "2002")
    story.answers("2002")
    story.confers("2001", second, first)
    (third,) = story.switch.calls(PG)
    story.forget()
    story.wait(30)
    greetings = [event for event in story.events if isinstance(event, e.AgentGreeting)]
    assert {event.connection.call_id for event in greetings} == {third}


def test_a_consultation_that_waits_in_a_queue_cannot_be_joined() -> None:
    """A CTI port has answered it, and nobody to talk to."""
    story = Story(settings=Settings(cce_restrictions=False), kind=CCX)
    first = story.talks()
    second = story.consults("2001", first, "8002")
    story.forget()
    for command in (TransferCall, ConferenceCall):
        request = command(peripheral_id=PG, device="2001", active_call_id=second, held_call_id=first)
        assert story.refusal(request)[0] == 24
    story.ready(B)
    story.answers("2002")
    story.transfers("2001", second, first)
    assert [each.device.id for each in story.switch.call(PG, first).connections] == ["5550100", "2002"]


def test_who_has_not_answered_is_not_answered_by_a_port() -> None:
    """A call that goes into a queue while its far end rings waits at the trigger."""
    story = Story(kind=CCX)
    predictive = MakePredictiveCall(
        peripheral_id=PG, originating="8001", dialed_number="95550100", allocation=AllocationState.DELIVERED
    )
    story.do(predictive)
    (call,) = story.switch.calls(PG)
    assert [each.device.kind for each in story.switch.call(PG, call).connections] == [DeviceIDType.EXTERNAL]
