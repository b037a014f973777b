"""Greetings and network recording: which station, agent and numbers.  What they do is told in tests/stories."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentGreetingAction, AgentState, InvocationType, PlayToneDirection, StatusCode, Tag
from tests.ctiserver.engine.services.requests import altered, control_failure, refusal
from tests.ctiserver.engine.services.scenes import bring, confirmed, hold
from tests.support.harness import PG, World, call_req, demo, state_req
from tests.support.orders import record, stop_recording

S = AgentState
A = "2001"


def _control(agent_id: str = "1001", action: int = 1, **fields: Any) -> m.AgentGreetingControlReq:
    given: dict[str, Any] = {"agent_action": AgentGreetingAction(action), "agent_id": agent_id}
    return m.AgentGreetingControlReq(**{"invoke_id": 9, "peripheral_id": PG} | given | fields)


@pytest.mark.fidelity("greeting.actions")
def test_whose_greeting() -> None:
    """Status 6, 7, 8; CF8 another agent's, CF1016 not signed in, CF267; versions below 15 have no such request."""
    world = World(demo(agent_greeting=5))
    bridge, desktop = world.bridge(), world.desktop("1002")
    assert refusal(bridge, altered(_control(), without={Tag.AGENT_ID})) == StatusCode.REQUIRED_DATA_MISSING
    bridge.is_refused(_control(peripheral_id=1), StatusCode.INVALID_PERIPHERAL_ID)
    bridge.is_refused(_control("nobody"), StatusCode.INVALID_AGENT_DATA)
    assert control_failure(desktop, _control()) == (8, 0)
    assert control_failure(bridge, _control()) == (1016, 0)
    bring(bridge, S.NOT_READY)
    confirmed(bridge, _control())
    assert control_failure(bridge, _control(action=9)) == (1016, 0)
    old = world.bridge(14, name="old")
    frame = altered(_control(), 15)
    assert refusal(old, frame) == StatusCode.INVALID_MSG_TYPE_FOR_VERSION
    world.link_breaks()
    bridge.forgets()
    assert control_failure(bridge, _control()) == (267, 0)


@pytest.mark.parametrize(("actions", "greetings"), [((), 1), ((1,), 0), ((1, 2), 1)])
def test_an_agent_s_own_greeting(actions: tuple[int, ...], greetings: int) -> None:
    """A desktop may switch its own agent's greeting off and on: the next call has one, or none; others keep theirs."""
    world = World(demo(agent_greeting=5))
    desktops = {agent: world.desktop(agent) for agent in ("1001", "1002")}
    for agent, desktop in desktops.items():
        bring(desktop, S.NOT_READY, agent)
    for action in actions:
        confirmed(desktops["1001"], _control(action=action))
    greeted = {}
    for agent, desktop in desktops.items():
        confirmed(desktop, state_req(agent, S.AVAILABLE))
        desktop.sends(call_req(m.AnswerCallReq, str(int(agent) + 1000), world.caller_calls()))
        greeted[agent] = [type(event) for event in desktop.heard].count(m.CallAgentGreetingEvent)
    assert greeted == {"1001": greetings, "1002": 1}


@pytest.mark.parametrize("order", [record, stop_recording])
def test_which_connection(order: Any) -> None:
    """As for every request about a connection; and numbers that no table lists are out of range."""
    world = World()
    bridge, desktop = world.bridge(), world.desktop("1002")
    call = bring(bridge, S.TALKING)
    desktop.forgets()
    request = order(A, call)
    assert refusal(bridge, altered(request, without={Tag.CONNECTION_DEVID})) == StatusCode.REQUIRED_DATA_MISSING
    bridge.is_refused(request.changed(peripheral_id=1), StatusCode.INVALID_PERIPHERAL_ID)
    assert control_failure(bridge, order(A, 99)) == (11, 0)
    assert control_failure(bridge, order("nobody", call)) == (13, 0)
    assert control_failure(desktop, order(A, call, agent_instrument=A)) == (8, 0)
    assert control_failure(bridge, order(A, call, invocation_type=InvocationType(9))) == (3, 0)
    old = world.bridge(22, name="old")
    assert refusal(old, altered(request, 23)) == StatusCode.INVALID_MSG_TYPE_FOR_VERSION


@pytest.mark.fidelity("recording.network-defaults")
def test_only_a_conversation_is_recorded() -> None:
    """CF24 on hold, CF3 with a tone that no table lists."""
    bridge = World(demo(network_recorder="192.0.2.9")).bridge()
    call = bring(bridge, S.TALKING)
    assert control_failure(bridge, record(A, call, play_tone_direction=PlayToneDirection(9))) == (3, 0)
    confirmed(bridge, record(A, call, play_tone_direction=PlayToneDirection.BOTH))
    confirmed(bridge, stop_recording(A, call))
    confirmed(bridge, hold(call))
    assert control_failure(bridge, record(A, call)) == (24, 0)
