"""Scenarios of an agent with two calls, and of calls that are sent on."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import ConsultType
from tests.scenarios.stage import A, B, Chair, Stage, scenario
from tests.support import orders
from tests.support.harness import call_req


def _talking(stage: Stage) -> tuple[Chair, Chair, int]:
    """A and B, and a call of A's with a caller."""
    a = stage.has_agent("A")
    call = stage.has_a_call_of(a, A)
    return a, stage.has_agent("B"), call


def _consulting(stage: Stage) -> tuple[Chair, Chair, int, int]:
    """A has a caller on hold, and asks B."""
    a, b, first = _talking(stage)
    a.sends(orders.consult(A, first, B))
    second = stage.newest_call()
    b.sends(call_req(m.AnswerCallReq, B, second))
    return a, b, first, second


@scenario("S7", "A consultation, and a transfer that was announced")
def transfer(stage: Stage) -> None:
    """The caller goes to the agent who was consulted.

    With `cce_restrictions` a call cannot be transferred before B has answered: CONTROL_FAILURE_CONF 24/13121.
    """
    a, b, first = _talking(stage)
    stage.step("A, who talks to the caller X on c1, consults B.")
    a.sends(orders.consult(A, first, B))
    second = stage.newest_call()
    stage.step("B answers.")
    b.sends(call_req(m.AnswerCallReq, B, second))
    stage.step("A transfers the caller to B.")
    a.sends(orders.transfer(A, second, first))


@scenario("S8", "A consultation becomes a conference")
def conference(stage: Stage) -> None:
    """Three parties on one call, and how they leave.

    If the controller leaves, the others go on.
    The controller may take another party out: CLEAR_CONNECTION_REQ names that party's connection.
    """
    a, b, first = _talking(stage)
    stage.step("A, who talks to the caller X on c1, consults B, and means to have a conference.")
    a.sends(orders.consult(A, first, B, consult_type=ConsultType.CONFERENCE))
    second = stage.newest_call()
    stage.step("B answers.")
    b.sends(call_req(m.AnswerCallReq, B, second))
    stage.step("A makes the two calls one.")
    a.sends(orders.conference(A, second, first))
    stage.step("B leaves.")
    b.sends(call_req(m.ClearConnectionReq, B, first))
    stage.step("The caller hangs up, and nobody is left with A.")
    stage.world.caller_hangs_up(first)


@scenario("S9", "A transfer in a single step")
def blind_transfer(stage: Stage) -> None:
    """The caller is sent to an agent who has yet to answer.

    So it is at a peripheral of type `PT_ENTERPRISE_AGENT`, as the demo site has one: Unified CCE redirects the call,
    and that looks like a second call, c2, which is made and joined to c1 while B's station rings.
    c1 keeps its number, its DNIS and its dialled number, and has call type 4; on c2 the customer calls the number
    that A dialled.
    At other peripherals there is no second call: c1 itself rings at B, CALL_TRANSFERRED_EVENT names no secondary call,
    and the call type is 11.
    To somebody outside, CALL_REACHED_NETWORK_EVENT comes before CALL_TRANSFERRED_EVENT; to a queue,
    CALL_QUEUED_EVENT comes after it, unless an agent is free there: then c2 rings at that agent's station.
    A number that nobody has is refused with CONTROL_FAILURE_CONF 6/20011, a busy station with
    33/20013, and c1 stays as it is.
    """
    a, b, call = _talking(stage)
    stage.step("A, who talks to the caller X on c1, transfers the call to B in a single step.")
    a.sends(orders.blind_transfer(A, call, B))
    stage.step("B answers.")
    b.sends(call_req(m.AnswerCallReq, B, call))


@scenario("S9", "A transfer to a queue in a single step")
def blind_transfer_to_a_queue(stage: Stage) -> None:
    """The caller goes to whoever is free there, or waits.

    An agent who is free gets c2 at once, with call type 2 and the group of the queue.
    """
    a, b, call = _talking(stage)
    stage.step("A, who talks to the caller X on c1, transfers the call to the number 8001, and B is available.")
    a.sends(orders.blind_transfer(A, call, "8001"))
    stage.step("B answers.")
    b.sends(call_req(m.AnswerCallReq, B, call))


@scenario("S10", "A conference in a single step", cce_restrictions=False)
def blind_conference(stage: Stage) -> None:
    """An agent is added as soon as they answer.

    With `cce_restrictions`, the default, it is refused with CONTROL_FAILURE_CONF 71.
    Calls for help and barging in ([S15](#s15), [S18](#s18)) go the same way, also there.
    """
    a, b, first = _talking(stage)
    stage.step("A, who talks to the caller X on c1, adds B in a single step.")
    a.sends(orders.blind_conference(A, first, B))
    second = stage.newest_call()
    stage.step("B answers.")
    b.sends(call_req(m.AnswerCallReq, B, second))


@scenario("S11", "An agent alternates between two calls")
def alternate(stage: Stage) -> None:
    """The active call is held, and the other one taken.

    A talks all the time, so there is no AGENT_STATE_EVENT.
    If the other call is alerting, it is answered: CALL_ESTABLISHED_EVENT in place of CALL_RETRIEVED_EVENT.
    """
    a, _, first, second = _consulting(stage)
    stage.step("A, who holds c1 with the caller X and talks to B on c2, alternates.")
    a.sends(orders.alternate(A, second, first))


@scenario("S12", "An agent goes back to the held call")
def reconnect(stage: Stage) -> None:
    """The consultation is over, and the held call goes on.

    If B has not answered yet, the two clearing events have the cause CALL_CANCELLED.
    """
    a, _, first, second = _consulting(stage)
    stage.step("A, who holds c1 with the caller X and talks to B on c2, reconnects to c1.")
    a.sends(orders.reconnect(A, second, first))


@scenario("S13", "A call is sent on before it is answered")
def deflect(stage: Stage) -> None:
    """It rings elsewhere.

    With `acd_profile = "cce"` CALL_CONNECTION_CLEARED_EVENT takes the place of CALL_DIVERTED_EVENT.
    """
    a = stage.has_agent("A")
    call = stage.world.caller_calls()
    stage.has_agent("B")
    stage.step("A, whose station rings with a call of X, deflects it to B.")
    a.sends(orders.deflect(A, call, B))
