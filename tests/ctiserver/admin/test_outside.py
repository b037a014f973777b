"""People outside do what an operator says."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AnsweringMachine
from ctiserver.admin.commands import (
    AnswerCall,
    CallArrives,
    CallerHangsUp,
    Dial,
    HoldCall,
    LosePeripheralGateway,
    OutsideAnswers,
    OutsideRefuses,
    PreviewCustomer,
    RetrieveCall,
    TakePeripheralOffline,
    Trouble,
)
from ctiserver.admin.errors import Fault
from ctiserver.admin.results import CallLeft, NewCall
from tests.ctiserver.admin.console import Operator
from tests.support.express import CCX, Express, signs_in
from tests.support.harness import PG, World
from tests.support.orders import predict


def test_a_caller_calls_and_hangs_up() -> None:
    """A caller calls with the given data and hangs up; clients hear it as of any other caller."""
    world = World()
    bridge = world.bridge()
    operator = Operator(world)
    variables = {"1": "gold", "10": "", "user.account": "4711", "user.history[2]": "moved"}
    arrived = operator.gets(NewCall, CallArrives(number="8002", caller="5550177", digits="42", variables=variables))
    assert arrived == NewCall(call=arrived.call, peripheral=PG)
    (begun,) = [event for event in bridge.heard if isinstance(event, m.BeginCallEvent)]
    assert (begun.call_variable1, begun.ani, begun.caller_entered_digits) == ("gold", "5550177", "42")
    call = operator.call(arrived.call)
    assert call.variables == {"1": "gold", "user.account": "4711", "user.history[2]": "moved"}
    assert (call.service, call.waits, call.called) == (2, 0, "8002")
    world.passes(7)
    assert (operator.call(arrived.call).waits, operator.call(arrived.call).seconds) == (7, 7)
    assert operator.says(CallerHangsUp(call=arrived.call)) == CallLeft(call=arrived.call, peripheral=PG, lives=False)


@pytest.mark.parametrize("machine", [False, True])
def test_somebody_outside_answers(machine: bool) -> None:
    """Rather than when chance has it: a person, or a machine, which ends the call of a dialler that wants none."""
    world = World()
    bridge = world.staffed("1001", ready=False)
    operator = Operator(world)
    call = operator.says(Dial(agent="1001", number="95550100")).calls[0].call
    assert operator.says(OutsideAnswers(call=call, machine=machine)).lives
    assert {party.state for party in operator.call(call).parties} == {"CONNECT"}
    assert [party.agent for party in operator.call(call).parties] == ["1001", None]
    predicted = bridge.asks(predict("95550100", answering_machine=AnsweringMachine.DISCONNECT))
    assert isinstance(predicted, m.MakePredictiveCallConf)
    call = predicted.new_connection_call_id
    assert operator.says(OutsideAnswers(call=call, machine=machine)).lives is not machine


@pytest.mark.parametrize(("why", "cause"), list(zip(Trouble, (3, 10, 13, 20), strict=True)))
def test_somebody_outside_cannot_be_reached(why: Trouble, cause: int) -> None:
    """Each trouble that an operator can name becomes its cause in CALL_FAILED_EVENT."""
    world = World()
    bridge = world.staffed("1001", ready=False)
    operator = Operator(world)
    call = operator.says(Dial(agent="1001", number="95550100")).calls[0].call
    bridge.forgets()
    operator.says(OutsideRefuses(call=call, why=why))
    (failed,) = [event for event in bridge.heard if isinstance(event, m.CallFailedEvent)]
    assert failed.event_cause == cause


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"11": "x"}, 74),
        ({"1": "x" * 41}, 74),
        ({"user.nothing": "x"}, 67),
        ({"user.nothing[1]": "x"}, 68),
        ({"user.history": "x"}, 75),
        ({"user.account[1]": "x"}, 76),
        ({"user.history[200]": "x"}, 61),
        ({"user.account": "x" * 255}, 74),
        ({"1": "two\nlines"}, 62),
    ],
)
def test_variables_that_the_site_does_not_have(variables: dict[str, str], code: int) -> None:
    """They are refused as they are for clients."""
    denied = Operator(World()).is_denied(CallArrives(number="8001", variables=variables))
    assert (denied.fault, denied.code) == (Fault.INVALID, code)


def test_calls_that_cannot_be() -> None:
    """A number that leads nowhere, a call that is not there, a peripheral that is off-line."""
    operator = Operator(World())
    assert operator.is_denied(CallArrives(number="4711")).code == 1009
    assert operator.is_denied(CallerHangsUp(call=4711)).code == 11
    call = operator.gets(NewCall, CallArrives(number="8001")).call
    assert operator.is_denied(OutsideAnswers(call=call)).code == 28
    assert operator.is_denied(CallArrives(number="8001", peripheral=1)).code == 7
    operator.says(TakePeripheralOffline(peripheral=PG))
    assert operator.is_denied(CallArrives(number="8001")).expected == "a peripheral that is on-line"


def test_the_gateway_is_no_matter_to_callers() -> None:
    """Calls from outside arrive also while the link to the peripheral gateway is lost and no client is told."""
    world = World()
    operator = Operator(world)
    operator.says(LosePeripheralGateway())
    assert operator.gets(NewCall, CallArrives(number="8001")).call


def test_a_call_may_be_named_by_an_earlier_leg() -> None:
    """Whoever noted the number of a call that waited finds the call that it is now, has it held, and ends it."""
    world = World()
    operator = Operator(world)
    waiting = operator.gets(NewCall, CallArrives(number="8001")).call
    world.staffed("1001")
    now = operator.call(waiting).call
    assert now != waiting
    assert operator.call(now).call == now
    for command in (AnswerCall, HoldCall, RetrieveCall):
        assert operator.says(command(agent="1001", call=waiting)).calls[0].call == now
    assert operator.says(CallerHangsUp(call=waiting)) == CallLeft(call=now, peripheral=PG, lives=False)


def test_an_agent_is_asked_whether_they_call_a_customer() -> None:
    """By a reservation call, of the agent named or of any; nowhere but at Unified CCX."""
    world = Express()
    bridge = world.bridge()
    for agent in ("1001", "1002"):
        signs_in(bridge, agent)
    bridge.forgets()
    operator = Operator(world)
    asked = operator.gets(NewCall, PreviewCustomer(number="95550100", agent="1002", campaign="Spring", name="Ann"))
    assert asked == NewCall(call=asked.call, peripheral=CCX)
    (begun,) = [event for event in bridge.heard if isinstance(event, m.BeginCallEvent)]
    assert (begun.connection_call_id, begun.connection_device_id) == (asked.call, "2002")
    assert operator.call(asked.call).variables["BACampaign"] == "Spring"
    second = operator.gets(NewCall, PreviewCustomer(number="95550100"))
    assert [party.agent for party in operator.call(second.call).parties] == ["1001"]
    assert operator.is_denied(PreviewCustomer(number="95550100")).code == 21
    assert Operator(World()).is_denied(PreviewCustomer(number="95550100")).code == 71
