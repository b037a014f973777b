"""The open sessions, and finding them."""

from __future__ import annotations

from ctiproto.constants import CTIService
from ctiserver.engine.sessions.registry import Registry
from ctiserver.site.keys import AgentKey, DeviceKey
from ctiserver.site.model import Team
from tests.ctiserver.engine.sessions.people import PG, session

STATION = DeviceKey(PG, "2001")
AGENT = AgentKey(PG, "1001")


def test_numbers_are_never_given_twice() -> None:
    """Sessions and monitors have a space of numbers each, from 1."""
    registry = Registry()
    assert [registry.next_session_id() for _ in range(3)] == [1, 2, 3]
    assert [registry.next_monitor_id() for _ in range(2)] == [1, 2]
    assert registry.next_session_id() == 4


def test_a_session_is_found_by_all_that_it_is_known_by() -> None:
    """Its connection, its station, the agent that it waits for, and its services; and by nothing once it is gone."""
    registry = Registry()
    services = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_MONITOR
    known = session(1, services=services, device=STATION, pending_agent=AGENT)
    registry.add(known)
    assert (len(registry), list(registry), registry[1]) == (1, [known], known)
    assert registry.of_client(1) is registry.at_device(STATION) is registry.waiting_for(AGENT) is known
    assert registry.of_agent(AGENT, DeviceKey(PG, "2005")) is known
    assert registry.of_agent(AgentKey(PG, "1005"), STATION) is known
    assert list(registry.bridges()) == list(registry.with_service(CTIService.SERVICE_CLIENT_MONITOR)) == [known]
    assert list(registry.with_service(CTIService.SERVICE_SERVER)) == []
    registry.remove(known)
    assert (len(registry), list(registry)) == (0, [])
    assert registry.of_client(1) is registry.at_device(STATION) is registry.waiting_for(AGENT) is None
    assert list(registry.bridges()) == []


def test_a_plain_session_is_known_by_its_connection_alone() -> None:
    """It has no station, waits for no agent, and sees nothing."""
    registry = Registry()
    plain = session(1)
    registry.add(plain)
    assert list(registry.bridges()) == []
    registry.remove(plain)
    assert not len(registry)


def test_sessions_come_oldest_first_and_may_go_while_they_are_looked_at() -> None:
    """A session may end while a caller goes through all of them."""
    registry = Registry()
    for client in (3, 1, 2):
        registry.add(session(client))
    seen = []
    for each in registry:
        seen.append(each.client)
        registry.remove(each)
    assert seen == [3, 1, 2]


def test_a_session_moves_from_station_to_station() -> None:
    """Unbinding what is not bound, or what another one has by now, does nothing."""
    registry = Registry()
    first, second = session(1), session(2)
    registry.add(first)
    registry.add(second)
    registry.bind(first, STATION)
    assert (registry.at_device(STATION), first.device) == (first, STATION)
    registry.bind(second, STATION)
    registry.unbind(first)
    assert (registry.at_device(STATION), first.device) == (second, None)
    registry.unbind(first)
    registry.unbind(second)
    assert registry.at_device(STATION) is None


def test_who_waits_in_the_place_of_another_stays_there() -> None:
    """Removing the one that waited before leaves the one that waits now."""
    registry = Registry()
    first, second = (session(client, pending_agent=AGENT) for client in (1, 2))
    registry.add(first)
    registry.add(second)
    registry.remove(first)
    assert registry.waiting_for(AGENT) is second


def test_team_monitors_are_found_by_the_members_of_their_teams() -> None:
    """Until they are stopped, or their session is gone."""
    registry = Registry()
    first, second = session(1), session(2)
    for each in (first, second):
        registry.add(each)
    team = Team(id=7001, peripheral_id=PG, members=("1001", "1002"))
    mine, other = registry.start_team_monitor(first, team), registry.start_team_monitor(second, team)
    assert mine.id != other.id
    assert list(registry.team_monitors_of(AgentKey(PG, "1001"))) == [mine, other]
    assert list(registry.team_monitors_of(AgentKey(PG, "1003"))) == []
    assert registry.team_monitors(first) == (mine,)
    registry.stop_team_monitor(mine)
    assert list(registry.team_monitors_of(AgentKey(PG, "1002"))) == [other]
    registry.remove(second)
    assert list(registry.team_monitors_of(AgentKey(PG, "1002"))) == []


def test_a_team_monitor_goes_with_its_team() -> None:
    """From now on it hears of those who are in the team now."""
    registry, owner = Registry(), session(1)
    registry.add(owner)
    monitor = registry.start_team_monitor(owner, Team(id=7001, peripheral_id=PG, members=("1001", "1002")))
    team = Team(id=7001, peripheral_id=PG, members=("1002", "1003"))
    registry.change_team(monitor, team)
    assert monitor.team is team
    heard = {agent: list(registry.team_monitors_of(AgentKey(PG, agent))) for agent in ("1001", "1002", "1003")}
    assert heard == {"1001": [], "1002": [monitor], "1003": [monitor]}
    registry.stop_team_monitor(monitor)
    assert list(registry.team_monitors_of(AgentKey(PG, "1003"))) == []
