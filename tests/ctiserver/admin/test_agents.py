"""Agents do what an operator says."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiserver.admin.commands import (
    AgentCommand,
    AnswerCall,
    BecomeNotReady,
    BecomeReady,
    CallArrives,
    ClearCall,
    Dial,
    HoldCall,
    RetrieveCall,
    SignIn,
    SignOut,
)
from ctiserver.admin.errors import Fault
from ctiserver.admin.results import AgentNow, NewCall
from tests.ctiserver.admin.console import Operator
from tests.support.harness import PG, World, demo


def test_a_day_of_an_agent() -> None:
    """An agent signs in, takes a call, holds and retrieves it, hangs up, and signs out."""
    world = World()
    operator = Operator(world)
    agent = operator.gets(AgentNow, SignIn(agent="1001"))
    assert (agent.state, agent.device, agent.skill_groups, agent.team) == ("NOT_READY", "2001", [1, 3], 7001)
    assert operator.says(BecomeReady(agent="1001", peripheral=PG)).state == "AVAILABLE"
    call = operator.gets(NewCall, CallArrives(number="8001")).call
    assert [(part.call, part.state) for part in operator.agent("1001").calls] == [(call, "ALERTING")]
    assert operator.says(AnswerCall(agent="1001")).state == "TALKING"
    assert [part.state for part in operator.says(HoldCall(agent="1001")).calls] == ["HOLD"]
    assert [part.state for part in operator.says(RetrieveCall(agent="1001")).calls] == ["CONNECT"]
    agent = operator.gets(AgentNow, ClearCall(agent="1001"))
    assert (agent.state, agent.calls) == ("WORK_READY", [])
    not_ready = operator.says(BecomeNotReady(agent="1001", reason=3))
    assert (not_ready.state, not_ready.reason) == ("NOT_READY", 3)
    agent = operator.gets(AgentNow, SignOut(agent="1001", reason=4))
    assert (agent.state, agent.device, agent.calls) == ("LOGOUT", None, [])


def test_calls_can_be_named() -> None:
    """Where an agent has several, the number says which is meant."""
    world = World()
    world.staffed("1001", "1002", "1006", ready=False)
    operator = Operator(world)
    first = operator.says(Dial(agent="1001", number="2002")).calls[0].call
    operator.says(AnswerCall(agent="1002", call=first))
    operator.says(HoldCall(agent="1002", call=first))
    second = operator.says(Dial(agent="1006", number="2002")).calls[0].call
    operator.says(AnswerCall(agent="1002"))
    operator.says(ClearCall(agent="1002", call=second))
    operator.says(RetrieveCall(agent="1002", call=first))
    assert [(part.call, part.state) for part in operator.agent("1002").calls] == [(first, "CONNECT")]


def test_at_another_station() -> None:
    """An agent may sign in at any station at which no agent is signed in."""
    operator = Operator(World())
    assert operator.gets(AgentNow, SignIn(agent="1001", device="2002")).device == "2002"
    denied = operator.is_denied(SignIn(agent="1002"))
    assert (denied.fault, denied.code) == (Fault.REFUSED, 283)
    assert denied.expected == "a station at which no agent is signed in"


def test_clients_hear_of_it() -> None:
    """Clients hear what they would hear of the agent's own request; the operator needs no password."""
    world = World(demo(strict_logout_password=True))
    bridge = world.bridge(15)
    operator = Operator(world)
    operator.says(SignIn(agent="1001"))
    operator.says(SignOut(agent="1001"))
    states = [event.agent_state for event in bridge.heard if isinstance(event, m.AgentStateEvent)]
    assert {AgentState.LOGIN, AgentState.NOT_READY, AgentState.LOGOUT} == set(states)


@pytest.mark.parametrize(
    ("command", "code", "expected"),
    [
        (BecomeReady(agent="1001"), 21, "an agent whose state allows it"),
        (SignIn(agent="1001", device="9"), 260, "the extension or the instrument of a station"),
        (AnswerCall(agent="1001"), 28, "a call that rings there"),
        (AnswerCall(agent="1001", call=9), 11, "the number of a call that is there"),
        (HoldCall(agent="1001"), 24, "an agent with a call that is connected"),
        (RetrieveCall(agent="1001"), 25, "an agent with a call on hold"),
        (ClearCall(agent="1001"), 27, "a party on the call that can leave it"),
        (ClearCall(agent="1001", call=9), 11, "the number of a call that is there"),
    ],
)
def test_what_he_cannot_do(command: AgentCommand, code: int, expected: str) -> None:
    """It is refused with the switch's code and what would have done."""
    denied = Operator(World()).is_denied(command)
    assert (denied.fault, denied.code, denied.expected) == (Fault.REFUSED, code, expected)
    assert denied.text.startswith(f"{command.phrase}: ")


def test_the_peripherals_own_number() -> None:
    """Where it has one for the reason, it is told."""
    world = World()
    world.staffed("1001", ready=True)
    denied = Operator(world).is_denied(SignIn(agent="1001"))
    assert (denied.code, denied.peripheral_error) == (259, 10102)
    assert denied.text == "agent sign-in: specified agent already signed on (peripheral error 10102)"


def test_nobody_of_that_name() -> None:
    """Status 8; 7 for a peripheral that is not there."""
    operator = Operator(World())
    denied = operator.is_denied(SignIn(agent="nobody"))
    assert (denied.fault, denied.code, denied.name) == (Fault.UNKNOWN, 8, "E_CTI_INVALID_AGENT_DATA")
    assert denied.text == "there is no agent nobody at peripheral 5000"
    assert operator.is_denied(SignIn(agent="1001", peripheral=1)).code == 7
    assert operator.is_denied(BecomeNotReady(agent="1001", reason=65536)).expected == "0 to 65535"


def test_the_simulation_lets_go() -> None:
    """A simulated agent obeys, and the workload acts for them again some time after the last command."""
    world = World(workload=True, calls_per_hour=0.0)
    operator = Operator(world)
    world.passes(5)
    operator.says(BecomeNotReady(agent="1003"))
    world.passes(50)
    operator.says(BecomeNotReady(agent="1003", reason=1))
    world.passes(59)
    assert operator.agent("1003").state == "NOT_READY"
    world.passes(120)
    assert operator.agent("1003").state == "AVAILABLE"
