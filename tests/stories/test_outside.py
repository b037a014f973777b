"""Calls to outside, and what can be done on them, as each of the clients around hears of it."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentGreetingAction,
    AgentState,
    CallType,
    DeviceIDType,
    EventCause,
    LineType,
    LocalConnectionState,
    StatusCode,
)
from ctiserver.centre.switch.commands import OutsideAnswers, OutsideRefuses
from tests.stories.offices import MEDIA_STARTED, MEDIA_STOPPED, A, B, Office, at, new_call, states
from tests.support.harness import PG, call_req, demo, dial_req, like, state_req
from tests.support.orders import dtmf, predict, record, stop_recording

L = LocalConnectionState
S = AgentState
NUMBER = "95550199"


def _dials(office: Office, number: str = NUMBER) -> int:
    office.a.sends(state_req("1001", S.NOT_READY))
    office.settle()
    office.a.sends(dial_req(A, number))
    return new_call(office.a.takes())


def test_an_agent_calls_somebody_outside() -> None:
    """Scenario S5: the call reaches the network, rings there, and is answered."""
    office = Office()
    c1 = _dials(office)
    begun = (
        *states("1001", S.TALKING),
        like(m.BeginCallEvent, **at(c1, A), call_type=CallType.CALLTYPE_AGENT_INSIDE),
        like(m.CallServiceInitiatedEvent, **at(c1, A), line_type=LineType.OUTBOUND),
        like(m.CallOriginatedEvent, **at(c1, A), called_device_id=NUMBER, called_device_type=DeviceIDType.EXTERNAL),
        like(m.CallReachedNetworkEvent, **at(c1, A), local_connection_state=L.CONNECT, trunk_used_device_id="1"),
        like(m.CallDataUpdateEvent, **at(c1, A), call_type=CallType.CALLTYPE_OUT),
        like(m.CallDeliveredEvent, **at(c1, NUMBER), alerting_device_id=NUMBER),
    )
    office.a.hears(*begun)
    office.all_hear(*begun)
    office.world.happens(OutsideAnswers(peripheral_id=PG, call_id=c1))
    office.a.hears(like(m.CallEstablishedEvent, **at(c1, NUMBER), answering_device_id=NUMBER), *MEDIA_STARTED)
    office.world.caller_hangs_up(c1)
    office.a.hears(
        like(m.CallConnectionClearedEvent, **at(c1, NUMBER)),
        *MEDIA_STOPPED,
        like(m.CallClearedEvent, **at(c1, A)),
        like(m.EndCallEvent, **at(c1, A)),
        *states("1001", S.NOT_READY),
    )


def test_nobody_is_reached() -> None:
    """Scenario S6: the far end is busy, and the agent hears it for a while."""
    office = Office()
    c1 = _dials(office)
    office.settle()
    office.world.happens(OutsideRefuses(peripheral_id=PG, call_id=c1))
    office.a.hears(like(m.CallFailedEvent, **at(c1, A), local_connection_state=L.FAIL, event_cause=EventCause.CEC_BUSY))
    office.world.passes(3)
    office.a.hears(
        like(m.CallConnectionClearedEvent, **at(c1, A)),
        like(m.CallClearedEvent, **at(c1, A)),
        like(m.EndCallEvent, **at(c1, A)),
        *states("1001", S.NOT_READY),
    )


@pytest.mark.parametrize("is_heard", [True, False])
def test_tones(is_heard: bool) -> None:
    """Scenario S20: there is no event for tones, but the far end may take them for digits."""
    office = Office(demo(dtmf_to_ced=is_heard))
    c1 = office.call_with(office.a, A)
    office.a.sends(dtmf(A, c1, "12#"))
    changed = like(m.CallDataUpdateEvent, connection_call_id=c1, caller_entered_digits="12#")
    office.a.hears(m.SendDtmfSignalConf, *[changed] * is_heard)
    office.a.is_refused(dtmf(A, c1, "12x"), StatusCode.INVALID_CHARACTER)
    office.b.sends(dtmf(B, c1, agent_instrument=B))
    office.b.hears(like(m.ControlFailureConf, failure_code=13))
    office.a.sends(call_req(m.HoldCallReq, A, c1))
    office.settle()
    office.a.sends(dtmf(A, c1))
    office.a.hears(like(m.ControlFailureConf, failure_code=24, peripheral_error_code=13093))


def test_a_call_is_recorded_by_the_network() -> None:
    """Scenario S22: who asked learns of the recorder, all parties of the recording, old versions of nothing."""
    office = Office(demo(network_recorder="192.0.2.9"))
    young = office.world.desktop("1003", 23)
    young.sends(state_req("1003", S.LOGIN), state_req("1003", S.AVAILABLE))
    for agent_id in ("1001", "1002"):
        office.all.sends(state_req(agent_id, S.NOT_READY))
    c1 = office.call_with(young, "2003")
    young.sends(record("2003", c1))
    target = like(m.NetworkRecordingTargetInfoEvent, **at(c1, "2003"), recorder_address="192.0.2.9", recording_type=2)
    started = like(m.NetworkRecordingStartedEvent, **at(c1, "2003"), recording_device_id="192.0.2.9")
    young.hears(m.StartNetworkRecordingConf, target, started)
    assert young.heard == []
    assert office.all_of_old.heard == []
    office.all.hears(started)

    for request, code in (
        (record("2003", c1), 22),
        (stop_recording("2003", c1, invocation_type=1), 2),
        (record("2003", c1, invocation_type=7), 3),
    ):
        young.sends(request)
        young.hears(like(m.ControlFailureConf, failure_code=code))
    young.sends(stop_recording("2003", c1))
    ended = like(m.NetworkRecordingEndedEvent, **at(c1, "2003"))
    young.hears(m.StopNetworkRecordingConf, ended)
    office.all.hears(ended)
    young.sends(stop_recording("2003", c1))
    young.hears(like(m.ControlFailureConf, failure_code=22))

    office.all.sends(record("2003", c1, agent_instrument="2003"))
    monitor_ids = {event.monitor_id for event in office.all.heard if isinstance(event, m.MonitoredEvent)}
    assert monitor_ids == {0}
    assert sum(isinstance(event, m.NetworkRecordingTargetInfoEvent) for event in office.all.heard) == 1
    assert not any(isinstance(event, m.NetworkRecordingTargetInfoEvent) for event in young.heard)


def test_there_is_no_recorder() -> None:
    """The confirmation is only a receipt: that it failed is an event."""
    office = Office()
    c1 = office.call_with(office.a, A)
    office.all.sends(record(A, c1))
    office.all.hears(
        m.StartNetworkRecordingConf,
        m.NetworkRecordingTargetInfoEvent,
        like(m.NetworkRecordingFailedEvent, **at(c1, A), record_failure_cause=30),
    )


def test_somebody_is_called_for_whoever_is_free() -> None:
    """Scenario S23: the call is placed, answered outside, and then queued for an agent."""
    office = Office()
    office.all.sends(predict(NUMBER, call_variable1="campaign"))
    conf = office.all.takes()
    assert isinstance(conf, m.MakePredictiveCallConf)
    c1 = conf.new_connection_call_id
    assert conf.new_connection_device_id == NUMBER
    office.all.hears(
        like(m.BeginCallEvent, **at(c1, NUMBER), call_type=CallType.CALLTYPE_AUTO_OUT, call_variable1="campaign"),
        like(m.CallOriginatedEvent, **at(c1, NUMBER), calling_device_id="8001", called_device_id=NUMBER),
        like(m.CallReachedNetworkEvent, **at(c1, NUMBER)),
        like(m.CallDeliveredEvent, **at(c1, NUMBER)),
    )
    office.world.happens(OutsideAnswers(peripheral_id=PG, call_id=c1))
    told = [type(event) for event in office.all.heard]
    assert told[0] is m.CallEstablishedEvent
    assert m.CallQueuedEvent in told
    rings = [event for event in office.a.heard if isinstance(event, m.CallDeliveredEvent)]
    assert [event.connection_device_id for event in rings] == [A]


@pytest.mark.fidelity("control.predictive-for-bridges")
def test_a_predictive_call_fails() -> None:
    """CF8 for a desktop, CF5 from no station, CF1009 to no one outside, status 6 and 42; busy: CALL_FAILED."""
    office = Office()
    office.a.sends(predict(NUMBER))
    office.a.hears(like(m.ControlFailureConf, failure_code=8))
    for request, code in ((predict(NUMBER, "7777"), 5), (predict("12"), 1009)):
        office.all.sends(request)
        office.all.hears(like(m.ControlFailureConf, failure_code=code))
    office.all.is_refused(predict(NUMBER, allocation_state=9), StatusCode.INVALID_ALLOCATION_STATE)
    office.all.sends(predict(NUMBER))
    c1 = new_call(office.all.takes())
    office.settle()
    office.world.happens(OutsideRefuses(peripheral_id=PG, call_id=c1))
    assert isinstance(office.all.heard[0], m.CallFailedEvent)


def test_a_greeting_plays() -> None:
    """Scenario S25: it begins and ends by itself, or is stopped; versions below 15 hear nothing of it."""
    office = Office(demo(agent_greeting=5))
    call = office.world.caller_calls()
    office.a.sends(call_req(m.AnswerCallReq, A, call))
    over = like(m.CallAgentGreetingEvent, **at(call, A), event_code=1, agent_id="1001")
    (playing,) = [event for event in office.a.heard if isinstance(event, m.CallAgentGreetingEvent)]
    assert (playing.event_code, playing.agent_id, playing.connection_device_id) == (0, "1001", A)
    assert not any(isinstance(event, m.CallAgentGreetingEvent) for event in office.all_of_old.heard)
    office.settle()
    office.world.passes(6)
    office.a.hears(over)
    office.all.hears(over)
    office.all_of_old.hears()


def test_a_greeting_is_stopped() -> None:
    """AGENT_GREETING_CONTROL: stop, off, on; CF1016 where nothing plays or the action is unknown."""
    office = Office(demo(agent_greeting=5))

    def control(agent_id: str, action: int) -> m.AgentGreetingControlReq:
        return m.AgentGreetingControlReq(
            invoke_id=4, peripheral_id=PG, agent_action=AgentGreetingAction(action), agent_id=agent_id
        )

    call = office.world.caller_calls()
    office.a.sends(call_req(m.AnswerCallReq, A, call))
    office.settle()
    office.a.sends(control("1001", 0))
    office.a.hears(m.AgentGreetingControlConf, like(m.CallAgentGreetingEvent, event_code=1))
    for client, agent_id, action, code in (
        (office.a, "1001", 0, 1016),
        (office.a, "1001", 3, 1016),
        (office.a, "1002", 1, 8),
    ):
        client.sends(control(agent_id, action))
        client.hears(like(m.ControlFailureConf, failure_code=code))
    office.settle()
    office.all.is_refused(control("nobody", 1), StatusCode.INVALID_AGENT_DATA)
    office.all.sends(control("1001", 1))
    office.all.hears(m.AgentGreetingControlConf)
