"""Scenarios of what else is done with calls: tones, recording, predictive and announced calls, greetings."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import CTIService, ServerMode
from ctiserver.centre.switch.commands import AnnounceCall, OutsideAnswers, TranslationRouteCall
from tests.ctiserver.engine.services import watchers
from tests.scenarios.stage import A, Stage, outside, scenario
from tests.scenarios.wording import FAR
from tests.support import orders
from tests.support.harness import call_req

DNIS = "5550177"


@scenario("S20", "An agent sends tones", dtmf_to_ced=True)
def tones(stage: Stage) -> None:
    """The far end may take them for what the caller enters.

    There is no event for tones.
    CALL_DATA_UPDATE_EVENT comes only with the setting `dtmf_to_ced`, which is off by default.
    """
    a = stage.has_agent("A")
    call = stage.has_a_call_of(a, A)
    stage.step("A sends tones to the caller X on c1.")
    a.sends(orders.dtmf(A, call))


@scenario("S21", "A server application records a call")
def recording_application(stage: Stage) -> None:
    """The request goes on to the application, and its answer comes back.

    Without an application that has registered the service, FAILURE_CONF 12 is the answer.
    If it says nothing for fifteen seconds, FAILURE_CONF 16 is the answer.
    """
    a = stage.has_agent("A")
    recorder = stage.seats("recorder", services=CTIService.SERVICE_SERVER, client_id="recorder")
    call = stage.has_a_call_of(a, A)
    stage.step("A recording application registers its service.")
    recorder.sends(m.RegisterServiceReq(invoke_id=1, server_mode=ServerMode.EXCLUSIVE, service_name=watchers.RECORDING))
    stage.step("A asks for the call c1 to be recorded.")
    a.sends(watchers.record(A, call))
    asked = recorder.heard[-1]
    assert isinstance(asked, m.StartRecordingReq)
    stage.step("The application answers that it does.")
    recorder.sends(watchers.records(asked.invoke_id, server_data=9))
    confirmed = a.heard[-1]
    assert isinstance(confirmed, m.StartRecordingConf)
    stage.step("A asks for the end of it.")
    a.sends(watchers.stop_recording(A, call, confirmed.session_id, 9))
    asked_again = recorder.heard[-1]
    assert isinstance(asked_again, m.StopRecordingReq)
    stage.step("The application answers that it has stopped.")
    recorder.sends(m.StopRecordingConf(invoke_id=asked_again.invoke_id))


@scenario("S22", "The network records a call", network_recorder="192.0.2.9")
def network_recording(stage: Stage) -> None:
    """The confirmations are receipts only; events say what happens.

    The recorder's address goes to the client that asked, and to nobody else.
    Without a recorder, which is the setting `network_recorder`, NETWORK_RECORDING_FAILED_EVENT takes the
    place of NETWORK_RECORDING_STARTED_EVENT.
    If the call is over first, NETWORK_RECORDING_ENDED_EVENT comes just before CALL_CLEARED_EVENT.
    """
    a = stage.has_agent("A")
    call = stage.has_a_call_of(a, A)
    stage.step("A, who talks to the caller X on c1, asks for the call to be recorded.")
    a.sends(orders.record(A, call))
    stage.step("A asks for the end of it.")
    a.sends(orders.stop_recording(A, call))


@scenario("S23", "Somebody outside is called for whoever will be free")
def predictive(stage: Stage) -> None:
    """A predictive call.

    If the far end is busy or does not answer, CALL_FAILED_EVENT follows, and the call is cleared.
    """
    stage.has_agent("A")
    stage.step("A client that sees all has a number called for the service 8001; X is called.")
    stage.all.sends(orders.predict(FAR))
    call = stage.newest_call()
    stage.step("X answers, and A is available.")
    stage.world.happens(OutsideAnswers(**outside(call_id=call)))


@scenario("S24", "The router announces a call to an agent, and it comes")
def announced(stage: Stage) -> None:
    """The agent is kept for the call.

    An operator can have it, by `control call announce` and `control call arrive`, and so can the simulated callers of
    a site whose workload has announced calls.
    """
    stage.has_agent("A")
    stage.step("The router sends a call to A.")
    stage.world.happens(AnnounceCall(**outside(dialed_number="8001", agent_id="1001")))
    stage.step("The call, of X, arrives.")
    stage.world.caller_calls(A)


@scenario("S24", "The router announces a call to an agent, and it does not come")
def not_arrived(stage: Stage) -> None:
    """The agent is free again.

    How long the agent is kept is `precall_timeout`, by default half a minute at a peripheral of type
    PT_ENTERPRISE_AGENT, and ten seconds at any other.
    When it happens twice in a row, the agent becomes NOT_READY with reason 50010.
    """
    stage.has_agent("A")
    stage.world.happens(AnnounceCall(**outside(dialed_number="8001", agent_id="1001")))
    stage.step("The call that was announced for A has not arrived within half a minute.")
    stage.world.passes(30)


@scenario("S24", "A call comes by a translation route")
def translation_route(stage: Stage) -> None:
    """The call is known by its DNIS when it arrives, and has the key and the data that were announced.

    One that is not there in time, which is `precall_timeout` here too, is expected no longer; no event says so.
    Where the site has `acd_profile = "cce"`, nobody hears of translation routes.
    """
    stage.has_agent("A")
    stage.seats("monitor", services=CTIService.SERVICE_PERIPHERAL_MONITOR, client_id="monitor")
    stage.step("The router sends a call of X for 8001 by a translation route.")
    stage.world.happens(TranslationRouteCall(**outside(dialed_number="8001", dnis=DNIS)))
    stage.step("The call arrives on that DNIS.")
    stage.world.caller_calls(DNIS)


@scenario("S25", "A greeting is played to the caller", agent_greeting=5)
def greeting(stage: Stage) -> None:
    """An agent's own recorded greeting.

    It is the setting `agent_greeting`, off by default, that says how long it plays.
    AGENT_GREETING_CONTROL_REQ ends it early, and switches greetings off and on for the agent.
    """
    a = stage.has_agent("A")
    call = stage.world.caller_calls()
    stage.step("A answers a call of X.")
    a.sends(call_req(m.AnswerCallReq, A, call))
    stage.step("The greeting is over after five seconds.")
    stage.world.passes(5)
