"""Sessions that follow an agent to the station of the login."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto.constants import AgentState, CTIService
from ctiserver.centre.switch.commands import CallArrives, SetAgentState
from ctiserver.centre.switch.events import AgentStateChanged, Event
from ctiserver.centre.switch.switch import Switch
from ctiserver.engine.sessions.late_binding import bind_to_station
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import AgentKey, DeviceKey
from ctiserver.site.load import load_demo
from tests.ctiserver.engine.sessions.people import PG, session

STATION = DeviceKey(PG, "2001")


class Scene:
    """A switch, and a session that waits for agent 1001."""

    def __init__(self) -> None:
        self.switch = Switch(load_demo(), seed=1)
        self.registry = Registry()
        self.waiting = session(1, services=CTIService.SERVICE_CLIENT_EVENTS, pending_agent=AgentKey(PG, "1001"))
        self.registry.add(self.waiting)

    def wants(self, agent: str, state: AgentState, **more: Any) -> list[Session]:
        """An agent asks for a state; the sessions that have to end for it."""
        order = SetAgentState(peripheral_id=PG, agent_id=agent, state=state, password=agent, **more)
        return self.follow(self.switch.execute(order, 0.0))

    def follow(self, events: list[Event]) -> list[Session]:
        """The sessions that have to end for what happened, each of which does so at once."""
        ended: list[Session] = []
        for event in events:
            gone = bind_to_station(event, self.registry)
            if gone is not None:
                self.registry.remove(gone)
                ended.append(gone)
        return ended


def test_it_follows_him_from_login_to_logout() -> None:
    """The session has the agent's station from login to logout, and another station the next time."""
    scene = Scene()
    for station in ("2001", "2005"):
        assert scene.wants("1001", AgentState.LOGIN, instrument=station) == []
        assert scene.waiting.device == (PG, station)
        assert scene.wants("1001", AgentState.AVAILABLE) == []
        assert scene.wants("1001", AgentState.NOT_READY) == []
        assert scene.waiting.device == (PG, station)
        assert scene.wants("1001", AgentState.LOGOUT) == []
        assert scene.waiting.device is None
    assert len(scene.registry) == 1


def test_a_login_may_be_told_by_the_state_that_follows_it() -> None:
    """The session is bound by it; what is told of an agent who is not there binds nobody."""
    scene = Scene()
    told = scene.switch.execute(
        SetAgentState(peripheral_id=PG, agent_id="1001", state=AgentState.LOGIN, password="1001"), 0.0
    )
    (login, following) = [event for event in told if isinstance(event, AgentStateChanged)]
    assert (login.state, following.state) == (AgentState.LOGIN, AgentState.NOT_READY)
    for state in (AgentState.UNKNOWN, AgentState.LOGOUT):
        assert scene.follow([attrs.evolve(following, state=state)]) == []
        assert scene.waiting.device is None
    assert scene.follow([following]) == []
    assert scene.waiting.device == STATION


def test_others_do_not_concern_it() -> None:
    """Neither other agents nor calls."""
    scene = Scene()
    assert scene.wants("1002", AgentState.LOGIN) == []
    assert scene.follow(scene.switch.execute(CallArrives(peripheral_id=PG, dialed_number="8001"), 0.0)) == []
    assert scene.waiting.device is None


@pytest.mark.parametrize("state", [AgentState.LOGIN, AgentState.LOGOUT])
def test_a_station_that_somebody_else_has_stays_his(state: AgentState) -> None:
    """The one that waited has to end; at logout there is nothing to do."""
    scene = Scene()
    rival = session(2, services=CTIService.SERVICE_CLIENT_EVENTS, device=STATION)
    scene.registry.add(rival)
    assert scene.wants("1001", AgentState.LOGIN) == [scene.waiting]
    if state is AgentState.LOGOUT:
        assert scene.wants("1001", AgentState.LOGOUT) == []
    assert scene.registry.at_device(STATION) is rival


def test_a_session_that_sits_there_already_stays() -> None:
    """A session that has the station already does not take it from itself."""
    scene = Scene()
    scene.registry.bind(scene.waiting, STATION)
    assert scene.wants("1001", AgentState.LOGIN) == []
    assert scene.waiting.device == STATION
