"""The harness fails where a story is wrong, and says how."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, StatusCode
from tests.support.harness import World, like, open_req, state_req


def test_a_story_is_told_from_the_chairs() -> None:
    """A desktop signs its agent in; a client that sees all hears of it, and no other client does."""
    world = World()
    bridge = world.bridge(version=15)
    desktop = world.desktop("1001", version=20)
    desktop.sends(state_req("1001", AgentState.LOGIN))
    login = like(m.AgentStateEvent, agent_id="1001", agent_state=AgentState.LOGIN)
    not_ready = like(m.AgentStateEvent, agent_id="1001", agent_state=AgentState.NOT_READY)
    desktop.hears(m.SetAgentStateConf, login, login, not_ready, not_ready)
    bridge.hears(login, login, not_ready, not_ready)


def test_a_wrong_story_is_shown_beside_the_true_one() -> None:
    """What was expected and not heard, heard and not expected, and heard otherwise stands in one list."""
    world = World()
    desktop = world.desktop("1001")
    desktop.sends(m.HeartbeatReq(invoke_id=7), m.CloseReq(invoke_id=8, status=StatusCode.NO_ERROR))
    with pytest.raises(AssertionError) as failure:
        desktop.hears(like(m.HeartbeatConf, invoke_id=9), m.FailureConf, m.CloseConf)
    assert str(failure.value).splitlines() == [
        "desktop 1001 heard something else:",
        "  - HEARTBEAT_CONF(invoke_id=9)",
        "  + HEARTBEAT_CONF(invoke_id=7)",
        "  - FAILURE_CONF",
        "    CLOSE_CONF",
        "  (- expected, + heard)",
    ]


def test_a_refused_session_is_no_scene_to_begin_with() -> None:
    """Opening a session that is refused fails at once."""
    with pytest.raises(AssertionError, match="could not open a session"):
        World().open(version=8)


def test_nobody_hears_what_he_does_not_speak_of() -> None:
    """A client that says it heard nothing must have heard nothing."""
    client = World().connects()
    client.sends(open_req())
    with pytest.raises(AssertionError, match="OpenConf"):
        client.hears()
