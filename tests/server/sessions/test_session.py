"""What a session is."""

from __future__ import annotations

from ctiproto.constants import CTIService
from server.sessions.session import AgentItems
from tests.server.sessions.people import session


def test_a_session_has_what_it_was_granted() -> None:
    """And nothing else."""
    both = session(1, services=CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_EVENTS)
    assert both.is_bridge
    assert both.is_client_events
    assert not both.has(CTIService.SERVICE_SUPERVISOR)
    neither = session(2)
    assert not neither.is_bridge
    assert not neither.is_client_events


def test_sessions_are_not_values() -> None:
    """Two that look the same are two."""
    assert session(1) != session(1)


def test_an_agent_is_named_or_not() -> None:
    """Any item will do, be it empty."""
    assert not AgentItems()
    assert AgentItems(agent_id="")
    assert AgentItems(extension="1")
    assert AgentItems(instrument="1")
