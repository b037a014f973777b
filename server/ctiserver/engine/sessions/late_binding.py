"""Sessions that follow an agent, not a station: they are bound to a station while the agent is there."""

from __future__ import annotations

from collections.abc import Iterator

from ctiproto.constants import AgentState
from ctiserver.centre.switch.events import AgentStateChanged, Event
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session


def follow(event: Event, registry: Registry) -> Iterator[Session]:
    """Bind or unbind the session that waits for the agent of an event.

    Returns:
        Sessions that have to end, because somebody else's session is already bound to the station.
    """
    if not isinstance(event, AgentStateChanged):
        return
    session = registry.waiting_for((event.peripheral_id, event.agent_id))
    if session is None:
        return
    device = (event.peripheral_id, event.device.id)
    if event.state is AgentState.LOGIN:
        rival = registry.at_device(device)
        if rival is None:
            registry.unbind(session)
            registry.bind(session, device)
        elif rival is not session:
            yield session
    elif event.state is AgentState.LOGOUT and session.device == device:
        registry.unbind(session)
