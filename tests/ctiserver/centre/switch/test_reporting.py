"""Agents are reported behind blocks."""

from __future__ import annotations

import pytest

from ctiserver.centre.switch.errors import ImpossibleMoveError
from tests.ctiserver.centre.switch.story import PG, Story


def test_an_agent_is_reported_once_behind_the_outermost_block() -> None:
    """As they are then, whatever they went through meanwhile."""
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
    """And the agent is reported as usual the next time."""
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
