"""What else stations, agents and the plant can do, scenario by scenario: S20 to S23, S25, and system reason codes."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto.constants import (
    AgentGreetingAction,
    AllocationState,
    AnsweringMachine,
    CallType,
    EventCause,
    GreetingEventCode,
    InvocationType,
    RecordingType,
)
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.commands import (
    AgentGreetingControl,
    BringPeripheralOnline,
    MakeCall,
    MakePredictiveCall,
    OutsideAnswers,
    OutsideRefuses,
    ReturnInstrumentToService,
    SendDTMF,
    SetDeviceAttributes,
    StartNetworkRecording,
    StopNetworkRecording,
    TakeInstrumentOutOfService,
)
from ctiserver.centre.switch.errors import Refused
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.story import PG, Story

A, B = "1001", "1002"
ELSEWHERE = 5001
RECORDER = Settings(network_recorder="10.0.0.9")


# --- S5 and S6: outside ---------------------------------------------------------------------------------------------


def test_s6_the_far_end_is_busy() -> None:
    """The call has left on a trunk already, and fails all the same."""
    story = Story()
    story.sign_in(A)
    call_id = story.dials("2001", "95550100")
    story.forget()
    story.do(OutsideRefuses(peripheral_id=PG, call_id=call_id, cause=EventCause.CEC_NETWORK_CONGESTION))
    (failed,) = (event for event in story.events if isinstance(event, e.CallFailed))
    assert failed.failing.id == "95550100"
    assert story.rows() == ["Failed K(2001) FAIL cause 20 -> 2001, All", "Ended K(2001) -> "]
    story.wait(2)
    assert story.rows() == [
        "ConnectionCleared K(2001) NULL -> 2001, All",
        "Cleared K(2001) NULL -> 2001, All",
        "Ended K(2001) -> 2001",
        "Ended K(2001) -> All",
        "AGENT 1001 NOT_READY [1:NOT_READY 3:NOT_READY]",
    ]


def test_s6_the_far_end_is_busy_where_there_are_no_trunks() -> None:
    """A peripheral without trunk groups has no trunk that the call leaves; it fails like any other."""
    story = Story()
    story.do(BringPeripheralOnline(peripheral_id=ELSEWHERE))
    story.do(MakeCall(peripheral_id=ELSEWHERE, device="2001", dialed_number="95550100"))
    (call_id,) = story.switch.calls(ELSEWHERE)
    story.forget()
    story.do(OutsideRefuses(peripheral_id=ELSEWHERE, call_id=call_id))
    assert story.rows() == ["Failed K(2001) FAIL cause 3 -> 2001, All"]
    story.wait(2)
    assert story.switch.calls(ELSEWHERE) == ()


def test_s5_the_far_end_answers_when_told() -> None:
    """A test can have the far end answer by a command, and need not wait for chance."""
    story = Story()
    story.sign_in(A)
    call_id = story.dials("2001", "95550100")
    story.forget()
    story.do(OutsideAnswers(peripheral_id=PG, call_id=call_id))
    assert story.rows() == ["Established K(X) CONNECT -> 2001, All", "MediaStarted K(2001) -> 2001, All"]
    assert story.refusal(OutsideAnswers(peripheral_id=PG, call_id=call_id)) == (28, 0)
    assert story.refusal(OutsideRefuses(peripheral_id=PG, call_id=1)) == (11, 0)
    assert story.switch.next_deadline() is None


# --- S20 ------------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.tones")
def test_s20_tones() -> None:
    """They make no event, unless the site takes them for what the caller entered."""
    story = Story()
    call_id = story.talks()
    story.do(SendDTMF(peripheral_id=PG, device="2001", call_id=call_id, digits="12#"))
    assert story.rows() == []
    story.holds("2001", call_id)
    assert story.refusal(SendDTMF(peripheral_id=PG, device="2001", call_id=call_id, digits="1")) == (24, 13_093)
    story = Story(settings=Settings(dtmf_to_ced=True))
    call_id = story.talks()
    story.do(SendDTMF(peripheral_id=PG, device="2001", call_id=call_id, digits="12#"))
    assert story.rows() == ["DataUpdated caller_entered_digits -> 2001, All"]
    assert story.switch.call(PG, call_id).context.data.caller_entered_digits == "12#"


# --- S22 ------------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("recording.events-of-the-network", "recording.same-invocation")
def test_s22_recording() -> None:
    """The initiator hears the recorder's address; all parties hear that the recording started and ended."""
    story = Story(settings=RECORDER)
    call_id = story.talks()
    start = StartNetworkRecording(peripheral_id=PG, device="2001", call_id=call_id, invocation=InvocationType.USER)
    story.do(start)
    target = story.events[0]
    assert isinstance(target, e.NetworkRecordingTarget)
    assert (target.address, target.recording_type) == ("10.0.0.9", RecordingType.USER_INITIATED_FROM_APPLICATION)
    assert story.rows() == [
        "NetworkRecordingTarget K(2001) -> 2001",
        "NetworkRecordingStarted K(2001) -> 2001, All",
    ]
    assert story.refusal(start) == (22, 0)
    assert story.refusal(StopNetworkRecording(peripheral_id=PG, device="2001", call_id=call_id)) == (2, 0)
    stop = StopNetworkRecording(peripheral_id=PG, device="2001", call_id=call_id, invocation=InvocationType.USER)
    story.do(stop)
    assert story.rows() == ["NetworkRecordingEnded K(2001) -> 2001, All"]
    assert story.refusal(stop) == (22, 0)
    story.holds("2001", call_id)
    assert story.refusal(start) == (24, 0)


@pytest.mark.fidelity("recording.ends-before-the-connection")
def test_s22_ends_with_the_call() -> None:
    """Directly before the connection does."""
    story = Story(settings=RECORDER)
    call_id = story.talks()
    story.do(StartNetworkRecording(peripheral_id=PG, device="2001", call_id=call_id))
    story.forget()
    story.hangs_up(call_id)
    assert story.rows()[:4] == [
        "ConnectionCleared K(X) NULL -> 2001, All",
        "NetworkRecordingEnded K(2001) -> 2001, All",
        "MediaStopped K(2001) -> 2001, All",
        "Cleared K(2001) NULL -> 2001, All",
    ]


@pytest.mark.fidelity("recording.events-of-the-network")
def test_s22_without_a_recorder() -> None:
    """Without a recorder the recording fails, with the cause."""
    story = Story()
    call_id = story.talks()
    story.do(StartNetworkRecording(peripheral_id=PG, device="2001", call_id=call_id))
    failed = story.events[1]
    assert isinstance(failed, e.NetworkRecordingFailed)
    assert failed.cause is EventCause.CEC_RESOURCES_NOT_AVAILABLE


# --- S23 ------------------------------------------------------------------------------------------------------------

PREDICTED = [
    "Began K(X) -> All",
    "Originated K(X) INITIATE -> All",
    "Began K(X) -> ",
    "ReachedNetwork K(X) ALERTING -> All",
    "Delivered K(X) ALERTING -> All",
]
TO_A = [
    "AGENT 1001 RESERVED [1:RESERVED 3:BUSY_OTHER] direction 1",
    "PRE_CALL 1001",
]


def predicted(story: Story, **more: Any) -> int:
    """A dialler places a predictive call for the next agent who is free; returns it."""
    story.do(MakePredictiveCall(peripheral_id=PG, originating="8001", dialed_number="95550100", **more))
    return story.switch.calls(PG)[-1]


@pytest.mark.fidelity("calls.predictive-allocation")
def test_s23_once_answered() -> None:
    """The call is offered to the queue when the called party answers."""
    story = Story()
    story.ready(A)
    call_id = predicted(story)
    assert story.rows() == PREDICTED
    assert story.switch.call(PG, call_id).context.call_type is CallType.CALLTYPE_AUTO_OUT
    story.do(OutsideAnswers(peripheral_id=PG, call_id=call_id))
    assert story.rows() == [
        "Established K(X) CONNECT -> All",
        "Queued K(X) QUEUED -> All",
        *TO_A,
        "Dequeued K(X) CONNECT -> All",
        "Began K(2001) -> 2001",
        "Delivered K(2001) ALERTING -> 2001, All",
    ]


@pytest.mark.fidelity("calls.predictive-allocation")
def test_s23_while_it_alerts() -> None:
    """The call may reach an agent, who answers, while the called party still alerts."""
    story = Story()
    story.ready(A)
    call_id = predicted(story, allocation=AllocationState.DELIVERED)
    assert story.rows() == [
        *PREDICTED,
        "Queued K(X) ALERTING -> All",
        *TO_A,
        "Dequeued K(X) ALERTING -> All",
        "Began K(2001) -> 2001",
        "Delivered K(2001) ALERTING -> 2001, All",
    ]
    story.answers("2001")
    story.forget()
    story.do(OutsideAnswers(peripheral_id=PG, call_id=call_id))
    assert story.rows() == ["Established K(X) CONNECT -> 2001, All"]


def rung_once(seed: int) -> Story:
    """What happens within eight seconds, when chance may answer, of a call that rings for six."""
    story = Story(seed=seed)
    predicted(story, alert_rings=1)
    story.forget()
    story.wait(8)
    return story


@pytest.mark.fidelity("calls.answering-machine")
def test_s23_nobody_is_reached() -> None:
    """Busy, no answer, no trunk, and a machine."""
    story = Story()
    call_id = predicted(story)
    story.forget()
    story.do(OutsideRefuses(peripheral_id=PG, call_id=call_id))
    story.wait(2)
    assert story.rows() == [
        "Failed K(X) FAIL cause 3 -> All",
        "ConnectionCleared K(X) NULL -> All",
        "Cleared K(X) NULL -> All",
        "Ended K(X) -> All",
    ]
    call_id = predicted(story, answering_machine=AnsweringMachine.DISCONNECT)
    story.forget()
    story.do(OutsideAnswers(peripheral_id=PG, call_id=call_id, machine=True))
    assert story.rows() == [
        "ConnectionCleared K(X) NULL cause 1033 -> All",
        "Cleared K(X) NULL cause 1033 -> All",
        "Ended K(X) -> All",
    ]
    for _ in range(3):
        story.arrives()
    story.forget()
    predicted(story)
    assert story.rows()[-1] == "Failed K(X) FAIL cause 33 -> All"
    story = next(story for story in map(rung_once, range(20)) if not story.switch.calls(PG))
    assert story.rows()[0] == "Failed K(X) FAIL cause 10 -> All"
    bad = MakePredictiveCall(peripheral_id=PG, originating="77", dialed_number="95550100")
    assert story.refusal(bad) == (5, 0)
    assert story.refusal(MakePredictiveCall(peripheral_id=PG, originating="8001", dialed_number="77")) == (1009, 0)


# --- stations -------------------------------------------------------------------------------------------------------


def test_a_station_where_nobody_sits_is_removed() -> None:
    """No agent is signed out; when the station comes back it is as it was."""
    story = Story()
    story.do(TakeInstrumentOutOfService(peripheral_id=PG, device="2001"))
    assert story.rows() == ["InstrumentOutOfService"]
    story.do(ReturnInstrumentToService(peripheral_id=PG, device="2001"))
    assert story.rows() == ["InstrumentBackInService"]


# --- S25 ------------------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("greeting.inbound-alone")
def test_s25_greeting() -> None:
    """It plays for as long as the site says, until the agent stops it, or as long as the call."""
    story = Story(settings=Settings(agent_greeting=4.0))
    call_id = story.talks()
    codes = [event.code for event in story.history if isinstance(event, e.AgentGreeting)]
    assert codes == [GreetingEventCode.STARTED]
    story.wait(4)
    assert story.rows() == ["AgentGreeting K(2001) -> 2001, All"]
    stop = AgentGreetingControl(peripheral_id=PG, agent_id=A, action=AgentGreetingAction.STOP)
    assert story.refusal(stop) == (1016, 0)
    story.clears("2001", call_id)
    story.arrives()
    story.answers("2001")
    story.forget()
    story.do(stop)
    assert story.rows() == ["AgentGreeting K(2001) -> 2001, All"]


def test_s25_a_greeting_goes_over_with_its_call() -> None:
    """That of an agent who was consulted through a queue ends in the call that was handed over, at its time."""
    story = Story(settings=Settings(agent_greeting=4.0))
    first = story.talks()
    story.wait(4)
    story.ready(B)
    story.consults("2001", first, "8002")
    story.answers("2002")
    story.transfers("2001", story.switch.calls(PG)[-1], first)
    story.forget()
    story.wait(4)
    (greeting,) = story.events
    assert isinstance(greeting, e.AgentGreeting)
    assert (greeting.connection.call_id, greeting.code) == (first, GreetingEventCode.ENDED)


@pytest.mark.fidelity("greeting.disable")
def test_s25_switched_off_and_on() -> None:
    """For the rest of the agent's time at work."""
    story = Story(settings=Settings(agent_greeting=4.0))
    story.ready(A)
    for action, played in ((AgentGreetingAction.DISABLE, 0), (AgentGreetingAction.ENABLE, 1)):
        story.do(AgentGreetingControl(peripheral_id=PG, agent_id=A, action=action))
        call_id = story.arrives()
        story.answers("2001")
        assert len([event for event in story.events if isinstance(event, e.AgentGreeting)]) == played
        story.clears("2001", call_id)
        story.forget()
    unknown = AgentGreetingControl(peripheral_id=PG, agent_id="9", action=AgentGreetingAction.STOP)
    assert story.refusal(unknown) == (256, 0)
    assert Story().refusal(AgentGreetingControl(peripheral_id=PG, agent_id=A, action=AgentGreetingAction.ENABLE)) == (
        1016,
        0,
    )


# --- the plant, and the agent model ---------------------------------------------------------------------------------


def test_a_station_is_removed_and_comes_back() -> None:
    """Its agent is signed out, its call is over, and nothing can be done with it meanwhile."""
    story = Story()
    call_id = story.talks()
    story.do(TakeInstrumentOutOfService(peripheral_id=PG, device="2001"))
    assert story.rows() == [
        "InstrumentOutOfService",
        "AGENT 1001 LOGOUT [1:LOGOUT 3:LOGOUT] reason 50003",
        "MediaStopped K(2001) -> 2001, All",
        "ConnectionCleared K(2001) NULL -> 2001, All",
        "Cleared K(X) NULL -> 2001, All",
        "Ended K(2001) -> 2001",
        "Ended K(X) -> All",
    ]
    assert story.refusal(TakeInstrumentOutOfService(peripheral_id=PG, device="2001")) == (34, 0)
    assert story.refusal(ReturnInstrumentToService(peripheral_id=PG, device="2999")) == (12, 0)
    with pytest.raises(Refused) as refused:
        story.sign_in(A)
    assert int(refused.value.code) == 34
    story.dials("3001", "2001")
    assert story.rows()[-1] == "Failed K(3001) FAIL cause 13 -> All"
    story.do(ReturnInstrumentToService(peripheral_id=PG, device="2001"))
    assert story.rows() == ["InstrumentBackInService"]
    assert story.refusal(ReturnInstrumentToService(peripheral_id=PG, device="2001")) == (2, 0)
    story.sign_in(A)
    assert call_id not in story.switch.calls(PG)


def sign_in_code(story: Story, **more: Any) -> int:
    """With what code a login is refused; 0: it is not."""
    try:
        story.sign_in(A, **more)
    except Refused as refused:
        return int(refused.code)
    return 0


@pytest.mark.fidelity("login.locked-out")
def test_too_many_wrong_passwords() -> None:
    """After too many wrong passwords the agent is locked out for a while, also with the right one."""
    story = Story(settings=Settings(wrong_passwords=2, lockout=60.0))
    assert [sign_in_code(story, password="x") for _ in range(3)] == [257, 257, 289]
    assert sign_in_code(story) == 289
    story.wait(60)
    assert sign_in_code(story) == 0


def test_attributes_of_a_device() -> None:
    """Calls that a dialler's port places are counted for what it was told."""
    story = Story()
    told = SetDeviceAttributes(
        peripheral_id=PG, device="3001", service=2, skill_group=1, call_type=CallType.CALLTYPE_PREVIEW
    )
    story.do(told)
    call_id = story.dials("3001", "95550100")
    initiated = next(event for event in story.events if isinstance(event, e.CallServiceInitiated))
    assert (initiated.service.id, initiated.skill_group.id) == (6002, 5001)
    assert story.switch.call(PG, call_id).context.call_type is CallType.CALLTYPE_PREVIEW
    assert story.refusal(SetDeviceAttributes(peripheral_id=PG, device="9")) == (12, 0)
    assert story.refusal(SetDeviceAttributes(peripheral_id=PG, device="3001", service=9)) == (3, 0)
    assert story.refusal(SetDeviceAttributes(peripheral_id=PG, device="3001", skill_group=9)) == (262, 0)
