"""Scenarios of calls: from outside, between agents, to the outside; and calls that fail."""

from __future__ import annotations

from typing import Any

import attrs

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiserver.centre.switch.commands import OutsideAnswers, OutsideRefuses
from tests.scenarios.stage import A, B, Stage, outside, scenario
from tests.scenarios.wording import FAR
from tests.support.harness import call_req, dial_req

NOT_READY = AgentState.NOT_READY


@scenario("S1", "A call from outside is queued, answered, held, retrieved and cleared")
def inbound(stage: Stage) -> None:
    """The whole life of a call.

    To clients it is two calls, as on Unified CCE: one at the route point, and the next leg of the same contact, which
    the router sends to an agent.
    They have the same router call key but for its sequence number.
    At peripherals of other types there is one call, and rows 7 to 10 are missing.
    The agent has work to do after the call, because the desk settings of the demo site ask for it.
    Without such work END_CALL_EVENT comes at once, and the agent's state after it.
    With `acd_profile = "cce"` there is neither CALL_QUEUED_EVENT nor CALL_DEQUEUED_EVENT.
    AGENT_PRE_CALL_EVENT comes only where the site says that its router announces calls.
    """
    a = stage.has_agent("A")
    stage.step("A caller, X, dials 8001, and A is available.")
    call = stage.world.caller_calls()
    stage.step("A answers.")
    a.sends(call_req(m.AnswerCallReq, A, call))
    stage.step("A holds the call.")
    a.sends(call_req(m.HoldCallReq, A, call))
    stage.step("A retrieves it.")
    a.sends(call_req(m.RetrieveCallReq, A, call))
    stage.step("The caller hangs up.")
    stage.world.caller_hangs_up(call)
    stage.step("Ten seconds later, A's work after the call is over.")
    stage.world.passes(10)


@scenario("S2", "A caller gives up in the queue")
def abandoned_in_queue(stage: Stage) -> None:
    """Nobody but those who see all hears of a call that never reached an agent."""
    stage.has_agent("A", NOT_READY)
    call = stage.world.caller_calls()
    stage.step("The caller, X, hangs up while the call waits.")
    stage.world.caller_hangs_up(call)


@scenario("S2", "A caller gives up while it rings")
def abandoned_while_ringing(stage: Stage) -> None:
    """No work after a call that was none.

    There is no work after a call that was not answered.
    """
    stage.has_agent("A")
    call = stage.world.caller_calls()
    stage.step("The caller, X, hangs up while A's station rings.")
    stage.world.caller_hangs_up(call)


@scenario("S3", "A call is not answered")
def not_answered(stage: Stage) -> None:
    """The call goes on, and the agent is taken out of the queue.

    In the queue, and again at the next agent, it is another call, the next leg of the same contact.
    How long a station rings is the desk setting `ring_no_answer_time`.
    With `acd_profile = "cce"` CALL_CONNECTION_CLEARED_EVENT with the cause REDIRECTED takes the place of
    CALL_DIVERTED_EVENT.
    """
    stage.has_agent("A")
    stage.has_agent("B")
    stage.world.caller_calls()
    stage.step("A's station has rung for twelve seconds; B is available, too.")
    stage.world.passes(12)


@scenario("S4", "An agent calls another")
def internal(stage: Stage) -> None:
    """A call that no queue has anything to do with.

    Whether there is work after such a call is a desk setting, too.
    """
    a, b = stage.has_agent("A", NOT_READY), stage.has_agent("B")
    stage.step("A, who is not ready, dials B's extension.")
    a.sends(dial_req(A, B))
    call = stage.newest_call()
    stage.step("B answers.")
    b.sends(call_req(m.AnswerCallReq, B, call))
    stage.step("A hangs up.")
    a.sends(call_req(m.ClearConnectionReq, A, call))
    stage.step("The work after the call is over.")
    stage.world.passes(10)


@scenario("S4", "An agent calls a station where nobody is signed in")
def unattended(stage: Stage) -> None:
    """It rings, and only the answer is told.

    So it is at a peripheral of type `PT_ENTERPRISE_AGENT`; at others, and with `delivered_unattended`,
    CALL_DELIVERED_EVENT comes here as well.
    The station's own stream is told that the call begins, so that a client that monitors it can answer.
    """
    a = stage.has_agent("A", NOT_READY)
    b = stage.seats("B", client_id="B", agent_id="1002", agent_extension=B)
    stage.step("A dials the extension of B, who is not signed in.")
    a.sends(dial_req(A, B))
    call = stage.newest_call()
    stage.step("B answers.")
    b.sends(call_req(m.AnswerCallReq, B, call))


@scenario("S5", "An agent calls somebody outside")
def outbound(stage: Stage) -> None:
    """The network is reached, rings at the far end, and connects.

    At a peripheral of type `PT_ENTERPRISE_AGENT` the call is one inside until then, and CALL_DATA_UPDATE_EVENT says
    that it has left; at others its type is AGENT_OUT from the beginning.
    What the network says is reported where the site has `network_progress`, which is the default.
    """
    a = stage.has_agent("A", NOT_READY)
    stage.step("A, who is not ready, dials a number outside; X is called.")
    a.sends(dial_req(A, FAR))
    call = stage.newest_call()
    stage.step("X answers.")
    stage.world.happens(OutsideAnswers(**outside(call_id=call)))
    stage.step("X hangs up.")
    stage.world.caller_hangs_up(call)


@scenario("S6", "A call to the outside fails")
def far_end_busy(stage: Stage) -> None:
    """The far end is busy.

    How long the tone is heard is `failed_call_linger`.
    """
    a = stage.has_agent("A", NOT_READY)
    a.sends(dial_req(A, FAR))
    call = stage.newest_call()
    stage.step("X, whom A calls, is busy.")
    stage.world.happens(OutsideRefuses(**outside(call_id=call)))
    stage.step("A has heard the tone for two seconds.")
    stage.world.passes(2)


@scenario("S6", "A call inside fails")
def no_such_number(stage: Stage) -> None:
    """The number is nobody's.

    A number that cannot be dialled at all is refused with CONTROL_FAILURE_CONF 1009, and there is no call.
    """
    a = stage.has_agent("A", NOT_READY)
    stage.step("A, who is not ready, dials a number that nobody has.")
    a.sends(dial_req(A, "7777"))
    stage.step("A has heard the tone for two seconds.")
    stage.world.passes(2)


def _limit(stage: Stage, **limits: Any) -> None:
    """Limit the queues of the service that 8001 leads to."""
    site = stage.world.site
    first, *others = site.services
    stage.world.becomes(attrs.evolve(site, services=(attrs.evolve(first, **limits), *others)))


@scenario("S26", "A caller finds the queue full, and waits in another")
def overflows(stage: Stage) -> None:
    """As many calls wait as may, and no agent is available.

    It stays the same call; those who watch the number that it goes to hear of it from then on.
    How many calls may wait is `max_queued` of the service, and where others go is its `overflow_number`; at the demo
    site there is no limit.
    At peripherals of other types CALL_DATA_UPDATE_EVENT says before row 5 that the call is of the type OVERFLOW_IN
    now, which Unified CCE does not use.
    With `acd_profile = "cce"` there is neither CALL_QUEUED_EVENT nor CALL_DEQUEUED_EVENT.
    """
    _limit(stage, max_queued=1, overflow_number="8002")
    stage.world.caller_calls(ani="5550101")
    stage.step("A caller, X, dials 8001, where one call waits and no more may; callers go on to 8002.")
    stage.world.caller_calls()


@scenario("S26", "A caller finds the queue full, and is turned away")
def is_full(stage: Stage) -> None:
    """Without an `overflow_number` the call fails.

    How long the tone is heard is `failed_call_linger`.
    """
    _limit(stage, max_queued=1)
    stage.world.caller_calls(ani="5550101")
    stage.step("A caller, X, dials 8001, where one call waits and no more may.")
    stage.world.caller_calls()
    stage.step("X has heard the tone for two seconds.")
    stage.world.passes(2)


@scenario("S26", "A caller has waited too long")
def waits_too_long(stage: Stage) -> None:
    """Nobody becomes available, and the caller is patient.

    How long a call may wait is `max_queue_time` of the service, and where it goes then is its `time_out_number`; by
    default there is no limit.
    In the other queue its time counts anew.
    Without such a number the call fails, as it does when the queue is full, but with the cause TIME_OUT.
    """
    _limit(stage, max_queue_time=60, time_out_number="8002")
    stage.world.caller_calls()
    stage.step("The caller, X, has waited on 8001 for a minute; who waits so long goes on to 8002.")
    stage.world.passes(60)
