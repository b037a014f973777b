"""An operator has calls announced, and has them arrive."""

from __future__ import annotations

from typing import Any, Final

import pytest
from attrs import evolve

from ctiproto import messages as m
from ctiproto.declare import Message
from ctiserver.admin.commands import (
    AnnounceCall,
    AnnouncingCommand,
    CallArrives,
    CallerCommand,
    LoseController,
    TakePeripheralOffline,
    TranslationRouteCall,
)
from ctiserver.admin.results import CallExpected, NewCall
from tests.ctiserver.admin.console import Operator
from tests.support.harness import PG, World, demo

SAID: Final[dict[str, Any]] = {"caller": "5550177", "digits": "42", "variables": {"1": "gold", "user.account": "4711"}}
TOLD = {"ani": "5550177", "caller_entered_digits": "42", "call_variable1": "gold", "dialed_number": "8001"}


def told(message: Message, **fields: Any) -> bool:
    """Whether a message has these fields."""
    return {name: getattr(message, name) for name in fields} == fields


def test_a_call_is_announced_to_an_agent_and_arrives() -> None:
    """The answer says where it has to arrive, and it has what was announced, whatever is said when it does."""
    world = World()
    bridge = world.staffed("1001")
    operator = Operator(world)
    expected = operator.gets(CallExpected, AnnounceCall(number="8001", agent="1001", **SAID))
    assert expected == CallExpected(number="2001", peripheral=PG, agent="1001")
    assert operator.agent("1001").state == "RESERVED"
    (announced,) = [event for event in bridge.heard if isinstance(event, m.AgentPreCallEvent)]
    assert told(announced, **TOLD, agent_instrument="2001")
    bridge.forgets()
    call = operator.gets(NewCall, CallArrives(number="2001", caller="5550199", digits="9")).call
    (begun,) = [event for event in bridge.heard if isinstance(event, m.BeginCallEvent)]
    assert told(begun, **TOLD, router_call_key_call_id=announced.router_call_key_call_id)
    assert [party.agent for party in operator.call(call).parties] == [None, "1001"]
    assert operator.call(call).variables == {"1": "gold", "user.account": "4711"}


def test_the_router_chooses_the_agent() -> None:
    """Who has been available longest is told, and a second call goes to the next."""
    world = World()
    world.staffed("1001", "1002")
    operator = Operator(world)
    first, second = (operator.gets(CallExpected, AnnounceCall(number="8001")) for _ in range(2))
    assert (first.agent, first.number) == ("1001", "2001")
    assert second.agent != first.agent
    assert operator.is_denied(AnnounceCall(number="8001", agent="1001")).code == 21


def test_a_call_comes_by_a_translation_route() -> None:
    """It is expected on the DNIS that is said, or on a free one of the number's."""
    site = demo()
    dialed = tuple(
        evolve(each, translation_routes=("7101", "7102")) if each.number == "8001" else each
        for each in site.dialed_numbers
    )
    world = World(evolve(site, dialed_numbers=dialed))
    bridge = world.bridge()
    operator = Operator(world)
    route = TranslationRouteCall(number="8001", **SAID)
    assert operator.says(route) == CallExpected(number="7101", peripheral=PG, agent=None)
    assert operator.says(route).number == "7102"
    busy = operator.is_denied(route)
    assert (busy.code, busy.expected) == (
        33,
        "a line or a trunk that is free, or a DNIS that is no number of the site and not in use",
    )
    assert operator.says(evolve(route, dnis="5550")).number == "5550"
    announced = next(event for event in bridge.heard if isinstance(event, m.CallTranslationRouteEvent))
    assert told(announced, **TOLD, dnis="7101")
    bridge.forgets()
    operator.gets(NewCall, CallArrives(number="7101"))
    (begun,) = [event for event in bridge.heard if isinstance(event, m.BeginCallEvent)]
    assert told(begun, **TOLD, dnis="7101")


@pytest.mark.parametrize(
    ("command", "number"),
    [
        (AnnounceCall(number="8001", after=3), "2001"),
        (TranslationRouteCall(number="8001", dnis="7101", after=3), "7101"),
    ],
)
def test_an_announced_call_arrives_by_itself(command: AnnouncingCommand, number: str) -> None:
    """After the seconds that are said, of the clock of the contact centre."""
    world = World()
    bridge = world.staffed("1001")
    operator = Operator(world)
    assert operator.says(command).number == number
    world.passes(2)
    bridge.forgets()
    world.passes(1)
    assert any(isinstance(event, m.BeginCallEvent) for event in bridge.heard)
    assert world.centre.switch.announced_calls(PG) == {}
    assert operator.is_denied(evolve(command, after=86_401)).expected == "0 to 86400"


@pytest.mark.parametrize("command", [AnnounceCall(number="8001"), TranslationRouteCall(number="8001", dnis="7101")])
def test_what_cannot_be_announced(command: CallerCommand) -> None:
    """The reasons are those of other commands; nothing is announced then."""
    world = World()
    world.staffed("1001")
    operator = Operator(world)
    assert operator.is_denied(evolve(command, number="4711")).code == 1009
    assert operator.is_denied(evolve(command, variables={"11": "x"})).code == 74
    assert operator.is_denied(evolve(command, peripheral=1)).code == 7
    assert operator.is_denied(AnnounceCall(number="8001", agent="99")).code == 8
    operator.says(LoseController())
    lost = operator.is_denied(command)
    assert (lost.code, lost.expected[:20]) == (71, "a central controller")
    operator.says(TakePeripheralOffline(peripheral=PG))
    assert operator.is_denied(command).code == 267
    assert world.centre.switch.announced_calls(PG) == {}
