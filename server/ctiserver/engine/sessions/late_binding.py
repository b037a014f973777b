"""Binds sessions that follow an agent, and not a station, to the station where the agent is."""

from __future__ import annotations

from typing import Final

from ctiproto.constants import AgentState
from ctiserver.centre.switch.events import AgentStateChanged, Event
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import AgentKey, DeviceKey

_AWAY: Final = (AgentState.LOGOUT, AgentState.UNKNOWN)
"""States of an agent who is at no station."""


def bind_to_station(event: Event, registry: Registry) -> Session | None:
    """Bind the session that waits for the agent of an event to a station, or unbind it, as the agent signs in or out.

    Returns:
        That session if it has to end instead, because another session is bound to the station already.
    """
    if not isinstance(event, AgentStateChanged):
        return None
    session = registry.waiting_for(AgentKey(event.peripheral_id, event.agent_id))
    if session is None:
        return None
    device = DeviceKey(event.peripheral_id, event.device.id)
    # fidelity sessions.waits-for-its-agent: ours: A session that names an AgentID alone is bound to the station where
    # that agent signs in, until they sign out.
    # A peripheral may tell of a login by the state that follows it alone.
    if event.state is AgentState.LOGIN or (session.device is None and event.state not in _AWAY):
        rival = registry.at_device(device)
        if rival is None:
            registry.unbind(session)
            registry.bind(session, device)
        # fidelity sessions.waited-in-vain: ours: A session that waited ends with status 10 if another client has the
        # station.
        elif rival is not session:
            return session
    elif event.state is AgentState.LOGOUT and session.device == device:
        registry.unbind(session)
    return None
