"""``docs/examples/all_events.py`` says in one line why it ends; what it shows is tested with the page."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState
from tests.support.harness import DESKTOP, PG, World, like, state_req
from tests.support.served import Served, example


@pytest.mark.parametrize("words", [(), ("127.0.0.1",), ("127.0.0.1", "1", "2", "3")])
def test_it_says_how_to_use_it(words: tuple[str, ...]) -> None:
    """It is told too little, or too much."""
    with example("all_events", *words) as program:
        assert program.ends() == (1, [], ["usage: python all_events.py HOST PORT [COUNT]"])


def test_without_a_server_it_says_so(nowhere: str) -> None:
    """As the system says it."""
    with example("all_events", *nowhere.split(":")) as program:
        status, out, (line,) = program.ends()
    assert (status, out) == (1, [])
    assert line.startswith("all_events: ")
    assert "refused" in line


@pytest.mark.parametrize("words", [("here", "there"), ("127.0.0.1", "99999999")])
def test_what_is_no_port_is_told(words: tuple[str, ...]) -> None:
    """Whether it is no number, or too large a one."""
    with example("all_events", *words) as program:
        status, out, (line,) = program.ends()
    assert (status, out) == (1, [])
    assert line.startswith("all_events: ")


def test_it_can_be_interrupted(served: Served) -> None:
    """While it waits for what comes next."""
    with example("all_events", "127.0.0.1", str(served.port)) as program:
        assert program.line().startswith("OpenConf(")
        program.is_interrupted()
        status, _, err = program.ends()
    assert (status, err) == (1, ["all_events: interrupted"])


def test_signing_in_is_followed_by_what_the_tutorial_says() -> None:
    """Five messages: the confirmation, LOGIN for both groups of the agent, and NOT_READY for both."""
    program = World().open(25, DESKTOP, peripheral_id=PG, agent_instrument="2001")
    program.forgets()
    program.sends(state_req("1001", AgentState.LOGIN))
    states = (AgentState.LOGIN, AgentState.LOGIN, AgentState.NOT_READY, AgentState.NOT_READY)
    program.hears(m.SetAgentStateConf, *(like(m.AgentStateEvent, agent_state=state) for state in states))
