"""Scenarios of supervisors: on the calls of their agents, and called for by them."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import AgentState, SupervisoryAction
from tests.scenarios.stage import A, Chair, S, Stage, scenario
from tests.support import orders
from tests.support.harness import call_req

ACTION = SupervisoryAction


def _supervised(stage: Stage, state: AgentState = AgentState.NOT_READY) -> tuple[Chair, Chair, int]:
    """A talks to a caller, and the supervisor is there."""
    a = stage.has_agent("A")
    call = stage.has_a_call_of(a, A)
    return a, stage.has_agent("S", state), call


@scenario("S14", "A supervisor listens")
def listen(stage: Stage) -> None:
    """A call of the supervisor's alone.

    Nothing is said about c1, and nothing to A's client.
    SNAPSHOT_DEVICE_CONF shows SilentMonitorStatus 1 for c2 at S, and 2 for c1 at A.
    Whispering goes alike, with the cause SUPERVISOR_WHISPER.
    Its call type is the same at a peripheral of type `PT_ENTERPRISE_AGENT`, and SUPERVISOR_WHISPER at others.
    """
    _, s, _ = _supervised(stage)
    stage.step("The supervisor S listens to A, who talks to the caller X on c1.")
    s.sends(orders.supervise(ACTION.MONITOR))


@scenario("S15", "A supervisor barges in")
def barge_in(stage: Stage) -> None:
    """The supervisor becomes a party of the call.

    It is a conference in a single step, with the agent as controller; the supervisor's station answers by itself.
    If the supervisor was listening, that call is over first.
    At a peripheral of type `PT_ENTERPRISE_AGENT` c1 has the call type CONFERENCE afterwards, though c2 begins with
    SUPERVISOR_BARGEIN; at others c1 keeps its own.
    """
    _, s, _ = _supervised(stage)
    stage.step("The supervisor S barges in on A, who talks to the caller X on c1.")
    s.sends(orders.supervise(ACTION.BARGE_IN))


@scenario("S16", "A supervisor intercepts")
def intercept(stage: Stage) -> None:
    """The supervisor takes the call over from the agent.

    Without having barged in before, the supervisor does so first.
    """
    _, s, _ = _supervised(stage)
    s.sends(orders.supervise(ACTION.BARGE_IN))
    stage.step("The supervisor S, who has barged in on A's call c1, intercepts it.")
    s.sends(orders.supervise(ACTION.INTERCEPT))


@scenario("S17", "A supervisor who barged in leaves")
def leave_a_call(stage: Stage) -> None:
    """The agent and the caller go on."""
    _, s, _ = _supervised(stage)
    s.sends(orders.supervise(ACTION.BARGE_IN))
    stage.step("The supervisor S, who has barged in on A's call c1, leaves.")
    s.sends(orders.supervise(ACTION.CLEAR))


@scenario("S17", "A supervisor stops to listen")
def stop_listening(stage: Stage) -> None:
    """The supervisor's call is over.

    If c1 ends while the supervisor listens, the same follows by itself, without SUPERVISE_CALL_CONF.
    """
    _, s, _ = _supervised(stage)
    s.sends(orders.supervise(ACTION.MONITOR))
    stage.step("The supervisor S, who listens to A's call c1 on c2, leaves.")
    s.sends(orders.supervise(ACTION.CLEAR))


@scenario("S18", "An agent calls for the supervisor")
def assist(stage: Stage) -> None:
    """A consultation with the supervisor.

    SUPERVISOR_ASSIST_EVENT goes to the supervisors of the team alone.
    A may then transfer the caller or make a conference of it, as in [S7](#s7) and [S8](#s8).
    With the desk setting `supervisor_assist_call_method = 1` the call is a conference in a single step, as [S10](#s10).
    Without a supervisor who can take the call, FAILURE_CONF 64 is the answer, and without a team 65.
    """
    a, s, call = _supervised(stage, AgentState.AVAILABLE)
    stage.step("A, who talks to the caller X on c1, calls for the supervisor S.")
    a.sends(orders.assist(A, call))
    second = stage.newest_call()
    stage.step("The supervisor answers.")
    s.sends(call_req(m.AnswerCallReq, S, second))


@scenario("S19", "An agent has an emergency")
def emergency(stage: Stage) -> None:
    """As calling for the supervisor, but everybody who sees all hears of it.

    The event is sent, and an alarm raised, also where there is no supervisor who can take the call.
    """
    a, _, call = _supervised(stage, AgentState.AVAILABLE)
    stage.step("A, who talks to the caller X on c1, has an emergency.")
    a.sends(orders.emergency(A, call))
