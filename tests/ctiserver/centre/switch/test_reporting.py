"""Agents are reported behind blocks."""

from __future__ import annotations

import pytest

from ctiserver.centre.switch.errors import ImpossibleMoveError
from tests.ctiserver.centre.switch.story import PG, Story


def test_an_agent_is_reported_once_behind_the_outermost_block() -> None:
    """An agent who changes several times within blocks is reported once, in the last state."""
    story = Story()
    story.ready("1001")
    state = story.switch._state
    agent = state.agents[PG, "1001"]
    with state.reporting(agent, None):
        with state.reporting(agent):
            agent.ready = False
        assert state.events == []
        agent.reason_code = 7
    (event,) = state.take_events()
    assert repr(event).count("reason_code=7") == 1


def test_a_mistake_is_not_reported() -> None:
    """After an error an agent is not reported, and the next time as usual."""
    story = Story()
    story.ready("1001")
    state = story.switch._state
    agent = state.agents[PG, "1001"]
    agent.ready = False
    with pytest.raises(ImpossibleMoveError), state.reporting(agent):
        raise ImpossibleMoveError
    assert state.take_events() == []
    state.report(agent)
    assert len(state.take_events()) == 1
