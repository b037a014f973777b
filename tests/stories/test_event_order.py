"""Where AGENT_STATE_EVENT stands among the events of a call: the orders that a client has to stand."""

from __future__ import annotations

from typing import Final, Literal

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiserver.site.model import EventOrder
from tests.stories.offices import A, Office
from tests.support.harness import Client, call_req, demo, dial_req, state_req

TALKING: Final = "TALKING"
ANSWERED: Final = ["CallEstablishedEvent", "RtpStartedEvent"]
DIALLED: Final = ["BeginCallEvent", "CallServiceInitiatedEvent", "CallOriginatedEvent"]


def _office(order: Literal["first", "last", "delayed"] | None) -> Office:
    """Agents at work, and everything told that is told later."""
    office = Office(demo(event_order=EventOrder(agent_events=order)))
    office.world.passes(1)
    office.settle()
    return office


def _told(client: Client) -> list[str]:
    """The names of the events that a client heard, with states instead of AGENT_STATE_EVENT; what repeats, once."""
    names = [
        message.agent_state.name if isinstance(message, m.AgentStateEvent) else type(message).__name__
        for message in client.heard
    ]
    client.forgets()
    return [name for name, before in zip(names, ["", *names], strict=False) if name != before]


@pytest.mark.fidelity("agents.talking-before-established", "agents.reserved")
@pytest.mark.parametrize(
    ("order", "expected"),
    [(None, [TALKING, *ANSWERED]), ("first", [TALKING, *ANSWERED]), ("last", [*ANSWERED, TALKING])],
)
def test_a_call_is_answered(order: Literal["first", "last"] | None, expected: list[str]) -> None:
    """The agent and whoever sees all hear the same; RESERVED stands before CALL_DELIVERED_EVENT in any order."""
    office = _office(order)
    office.world.caller_calls()
    for client in (office.a, office.all):
        told = _told(client)
        assert told.index("RESERVED") < len(told) - 1 - told[::-1].index("CallDeliveredEvent")
    office.a.sends(call_req(m.AnswerCallReq, A, office.world.centre.switch.connections_at(5000, A)[0].id.call_id))
    assert _told(office.a) == ["AnswerCallConf", *expected]
    assert _told(office.all) == expected


@pytest.mark.fidelity("agents.talking-at-off-hook")
@pytest.mark.parametrize(
    ("order", "expected"),
    [(None, [TALKING, *DIALLED]), ("first", [TALKING, *DIALLED]), ("last", [*DIALLED, TALKING])],
)
def test_a_call_is_placed(order: Literal["first", "last"] | None, expected: list[str]) -> None:
    """The confirmation comes before all of it."""
    office = _office(order)
    office.a.sends(state_req("1001", AgentState.NOT_READY))
    office.settle()
    office.a.sends(dial_req(A, "95550100"))
    told = _told(office.a)
    assert told[0] == "MakeCallConf"
    for names in (told, _told(office.all)):
        assert [name for name in names if name in (TALKING, *DIALLED)] == expected


@pytest.mark.fidelity("agents.events-delayed")
def test_agents_are_told_of_half_a_second_later() -> None:
    """The call is told of as it happens, and the agent's states follow, each half a second late."""
    office = _office("delayed")
    office.world.caller_calls()
    office.a.sends(call_req(m.AnswerCallReq, A, office.world.centre.switch.connections_at(5000, A)[0].id.call_id))
    for client in (office.a, office.all):
        assert not {"RESERVED", TALKING} & set(_told(client))
    office.world.passes(0.5)
    for client in (office.a, office.all):
        assert _told(client) == ["RESERVED", TALKING]
