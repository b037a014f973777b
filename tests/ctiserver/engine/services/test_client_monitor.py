"""Session monitors: what may be asked, and what they tell."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallMsgMask, CallVariableMask, CTIService, StatusCode
from ctiproto.declare import Message
from ctiproto.messages.parts import MonitoredEvent
from tests.ctiserver.engine.services.watchers import MONITOR, started, watch_device
from tests.support.harness import Client, World, call_req, demo, like, state_req

CARRIERS = (m.BeginCallEvent, m.CallDeliveredEvent, m.CallDataUpdateEvent, m.AgentPreCallEvent)
"""Messages that carry the variables of a call."""

WATCH = CTIService.SERVICE_CLIENT_MONITOR


def watch(session_id: int) -> m.SessionMonitorStartReq:
    """Start a session monitor with SESSION_MONITOR_START_REQ."""
    return m.SessionMonitorStartReq(invoke_id=7, session_id=session_id)


def stop(monitor_id: int) -> m.SessionMonitorStopReq:
    """Stop a session monitor with SESSION_MONITOR_STOP_REQ."""
    return m.SessionMonitorStopReq(invoke_id=8, monitor_id=monitor_id)


def id_of(client: Client) -> int:
    """The SessionID of a client."""
    return client.world.engine.registry[client.number].id


def watcher(world: World, version: int = 25, **fields: Any) -> Client:
    """A client that may follow sessions."""
    return world.open(version, WATCH, name="watcher", **fields)


def monitored(heard: list[Message], monitor_id: int) -> list[Message]:
    """The copies that a session monitor makes of what was heard."""
    return [message.changed(monitor_id=monitor_id) for message in heard if isinstance(message, MonitoredEvent)]


@pytest.mark.fidelity("sessions.not-ones-own")
def test_sessions_that_cannot_be_followed() -> None:
    """The own one 57, none 63, one that is followed already 56; without the service 12."""
    world = World()
    client, bridge = watcher(world), world.bridge()
    client.forgets()
    client.is_refused(watch(id_of(client)), StatusCode.SESSION_MONITOR_IS_CLIENTS)
    client.is_refused(watch(4711), StatusCode.CLIENT_NOT_FOUND)
    monitor = started(client, watch(id_of(bridge)))
    client.is_refused(watch(id_of(bridge)), StatusCode.SESSION_MONITOR_ALREADY_EXISTS)
    bridge.is_refused(watch(id_of(client)), StatusCode.FUNCTION_NOT_AVAILABLE)
    bridge.is_refused(stop(monitor), StatusCode.FUNCTION_NOT_AVAILABLE)


def test_monitors_that_cannot_be_stopped() -> None:
    """Unknown, another session's, of another kind, or stopped already: 55."""
    world = World()
    client, other, bridge = watcher(world), watcher(world), world.bridge()
    client.forgets()
    monitor = started(client, watch(id_of(bridge)))
    client.is_refused(stop(monitor + 1), StatusCode.INVALID_MONITORID)
    other.forgets()
    other.is_refused(stop(monitor), StatusCode.INVALID_MONITORID)
    assert client.asks(stop(monitor)) == m.SessionMonitorStopConf(invoke_id=8)
    client.is_refused(stop(monitor), StatusCode.INVALID_MONITORID)
    both = world.open(25, WATCH | MONITOR)
    device = started(both, watch_device("2001"))
    both.is_refused(stop(device), StatusCode.INVALID_MONITORID)


@pytest.mark.parametrize("version", [9, 14, 22, 25])
def test_every_message_with_a_monitor_is_copied(version: int) -> None:
    """In the order in which the session hears them, with the id of the session monitor, in the watcher's version."""
    world = World()
    desktop, client = world.desktop("1001", version), watcher(world, version)
    monitor = started(client, watch(id_of(desktop)))
    desktop.sends(state_req("1001", AgentState.LOGIN), state_req("1001", AgentState.AVAILABLE))
    call = world.caller_calls()
    desktop.sends(call_req(m.AnswerCallReq, "2001", call))
    world.link_breaks()
    copies = monitored(desktop.heard, monitor)
    assert len(copies) > 10
    assert [message for message in client.heard if isinstance(message, MonitoredEvent)] == copies
    assert [type(message) for message in client.heard if not isinstance(message, MonitoredEvent)] == [m.SystemEvent]


@pytest.mark.parametrize("style", ["per_group", "list"])
def test_copies_are_in_the_words_of_the_watcher(style: str) -> None:
    """A desktop of version 9 and its watcher of version 25 and the other way round hear of the same."""
    world = World(demo(agent_state_style=style))
    old, new = world.desktop("1001", 9), world.desktop("1002", 25)
    of_old, of_new = watcher(world, 9), watcher(world, 25)
    started(of_new, watch(id_of(old)))
    started(of_old, watch(id_of(new)))
    for desktop, agent in ((old, "1001"), (new, "1002")):
        desktop.sends(state_req(agent, AgentState.LOGIN), state_req(agent, AgentState.AVAILABLE))
    call = world.caller_calls()
    old.sends(call_req(m.AnswerCallReq, "2001", call))
    states = [message.agent_state for message in of_new.heard if isinstance(message, m.AgentStateEvent)]
    assert list(dict.fromkeys(states)) == [
        AgentState.LOGIN,
        AgentState.NOT_READY,
        AgentState.AVAILABLE,
        AgentState.RESERVED,
        AgentState.TALKING,
    ]
    assert len(states) == (10 if style == "per_group" else 5)
    of_the_old = [message for message in of_old.heard if isinstance(message, m.AgentStateEvent)]
    assert len(of_the_old) == 6
    assert any(isinstance(message, m.CallEstablishedEvent) for message in of_new.heard)


def test_what_the_session_does_not_hear_is_not_copied() -> None:
    """Its masks count, not those of the watcher; messages without a monitor are not copied."""
    world = World()
    bridge = world.bridge(call_msg_mask=CallMsgMask.CALL_QUEUED_MASK)
    client = watcher(world, call_msg_mask=CallMsgMask(0))
    monitor = started(client, watch(id_of(bridge)))
    bridge.forgets()
    world.caller_calls()
    queued = like(m.CallQueuedEvent, monitor_id=0)
    bridge.hears(queued)
    client.hears(like(m.CallQueuedEvent, monitor_id=monitor))


def test_copies_have_the_variables_that_the_session_registered() -> None:
    """They are copies of what the session was told: what the watcher registered for itself does not count."""
    world = World()
    bridge, client = world.bridge(), watcher(world)
    monitor = started(client, watch(id_of(bridge)))
    bridge.asks(m.RegisterVariablesReq(invoke_id=1, call_variable_mask=CallVariableMask(0b01)))
    client.asks(m.RegisterVariablesReq(invoke_id=1, call_variable_mask=CallVariableMask(0b10)))
    world.caller_calls(call_variables=("one", "two", *[""] * 8))
    begun = like(m.BeginCallEvent, monitor_id=monitor, call_variable1="one", call_variable2=None)
    client.heard = [message for message in client.heard if isinstance(message, m.BeginCallEvent)]
    client.hears(begun)
    bridge.asks(m.RegisterVariablesReq(invoke_id=1, call_variable_mask=CallVariableMask(0)))
    world.staffed("1001")
    told = [(each.call_variable1, each.call_variable2) for each in client.heard if isinstance(each, CARRIERS)]
    assert len(told) > 1
    assert set(told) == {(None, None)}


def test_what_answers_the_session_alone_is_copied_too() -> None:
    """BEGIN_CALL_EVENTs that follow MONITOR_START_CONF; the confirmation itself is not."""
    world = World()
    world.staffed("1001")
    world.caller_calls()
    follower = world.open(25, MONITOR)
    client = watcher(world)
    monitor = started(client, watch(id_of(follower)))
    started(follower, watch_device("2001"))
    client.hears(like(m.BeginCallEvent, monitor_id=monitor))


@pytest.mark.fidelity("delivery.session-monitors")
def test_two_sessions_may_follow_each_other() -> None:
    """A copy is not copied again, so that they do not answer each other for ever."""
    world = World()
    one = world.bridge(services=CTIService.SERVICE_ALL_EVENTS | WATCH, name="one")
    two = world.bridge(services=CTIService.SERVICE_ALL_EVENTS | WATCH, name="two")
    of_two, of_one = started(one, watch(id_of(two))), started(two, watch(id_of(one)))
    world.bridge().sends(state_req("1001", AgentState.LOGIN))
    for client, monitor in ((one, of_two), (two, of_one)):
        heard = [message.monitor_id for message in client.heard if isinstance(message, m.AgentStateEvent)]
        assert sorted(heard) == [0] * 4 + [monitor] * 4


def test_duplicates_that_the_session_did_not_want_are_not_copied() -> None:
    """IGNORE_DUPLICATE_AGENT_EVENTS of the monitored session counts."""
    world = World()
    terse = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS
    bridge, client = world.bridge(services=terse), watcher(world)
    started(client, watch(id_of(bridge)))
    world.bridge(name="other").sends(state_req("1001", AgentState.LOGIN))
    heard = [message.agent_state for message in client.heard if isinstance(message, m.AgentStateEvent)]
    assert heard == [AgentState.LOGIN, AgentState.NOT_READY]


def test_a_session_monitor_ends_with_the_session() -> None:
    """CLIENT_SESSION_CLOSED_EVENT is the notice; stopping it is too late then (55)."""
    world = World()
    bridge, client = world.bridge(), watcher(world)
    monitor = started(client, watch(id_of(bridge)))
    bridge.leaves()
    client.hears(like(m.ClientSessionClosedEvent, status=StatusCode.CLIENT_DISCONNECTED))
    client.is_refused(stop(monitor), StatusCode.INVALID_MONITORID)
    assert len(world.engine.registry.monitors) == 0


def test_a_watcher_that_leaves_takes_its_monitors_along() -> None:
    """Its session monitors end, and the monitored session goes on."""
    world = World()
    bridge, client = world.bridge(), watcher(world)
    started(client, watch(id_of(bridge)))
    client.leaves()
    assert len(world.engine.registry.monitors) == 0
    world.caller_calls()
