"""The attributes of a session, and what follows from them."""

from __future__ import annotations

from ctiproto.constants import CTIService
from ctiserver.engine.sessions.session import AgentItems
from ctiserver.site.keys import AgentKey
from tests.ctiserver.engine.sessions.people import PG, session
from tests.support.harness import demo


def test_a_session_has_what_it_was_granted() -> None:
    """Its services say whether it sees all events, follows an agent's station, or neither."""
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


def test_the_teams_that_a_session_supervises() -> None:
    """Those of its agent; all, if it follows no agent; none without SUPERVISOR."""
    site = demo()
    follows = CTIService.SERVICE_CLIENT_EVENTS | CTIService.SERVICE_SUPERVISOR
    assert session(1, services=follows, agent=AgentKey(PG, "1000")).supervised(site) == {7001}
    assert session(2, services=follows, agent=AgentKey(PG, "1001")).supervised(site) == frozenset()
    assert session(3, services=follows).supervised(site) == frozenset()
    assert session(4, services=CTIService.SERVICE_ALL_EVENTS).supervised(site) == frozenset()
    bridge = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_SUPERVISOR
    assert session(5, services=bridge).supervised(site) == {7001, 7002}
