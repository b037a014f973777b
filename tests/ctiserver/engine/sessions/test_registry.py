"""The open sessions, and finding them."""

from __future__ import annotations

from typing import Any, Final

import pytest

from ctiproto.constants import AgentStateMask, CallMsgMask, CTIService
from ctiserver.engine.sessions.monitors import SessionMonitor
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.variable_filter import VariableFilter
from ctiserver.site.keys import AgentKey, DeviceKey
from ctiserver.site.model import Team
from tests.ctiserver.engine.sessions.people import PG, session

STATION = DeviceKey(PG, "2001")
AGENT = AgentKey(PG, "1001")
ALL: Final = CTIService.SERVICE_ALL_EVENTS


@pytest.mark.fidelity("sessions.ids")
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
    assert list(registry.with_service(CTIService.SERVICE_ALL_EVENTS)) == [known]
    assert list(registry.with_service(CTIService.SERVICE_CLIENT_MONITOR)) == [known]
    assert list(registry.with_service(CTIService.SERVICE_SERVER)) == []
    registry.remove(known)
    assert (len(registry), list(registry)) == (0, [])
    assert registry.of_client(1) is registry.at_device(STATION) is registry.waiting_for(AGENT) is None
    assert list(registry.with_service(CTIService.SERVICE_ALL_EVENTS)) == []


def test_a_plain_session_is_known_by_its_connection_alone() -> None:
    """It has no station, waits for no agent, and sees nothing."""
    registry = Registry()
    plain = session(1)
    registry.add(plain)
    assert registry.bridges() == ((), ())
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


def test_a_session_has_team_monitors_of_its_own() -> None:
    """As many as it asked for, oldest first; when it is over it has none."""
    registry, owner = Registry(), session(1)
    registry.add(owner)
    teams = [Team(id=team_id, peripheral_id=PG, members=("1001",)) for team_id in (7001, 7002, 7003)]
    first, second, third = (registry.start_team_monitor(owner, team) for team in teams)
    registry.stop_team_monitor(second)
    assert registry.team_monitors(owner) == (first, third)
    registry.remove(owner)
    assert registry.team_monitors(owner) == ()
    assert list(registry.team_monitors_of(AgentKey(PG, "1001"))) == []


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


def _crowds(registry: Registry) -> list[tuple[int, ...]]:
    return [crowd.clients for crowd in registry.bridges().crowds]


def _others(registry: Registry) -> list[int]:
    return [each.client for each in registry.bridges().others]


@pytest.mark.parametrize(
    "different",
    [
        {"version": 15},
        {"variable_filter": VariableFilter(frozenset(), frozenset(), frozenset())},
        {"call_mask": CallMsgMask.BEGIN_CALL_MASK},
        {"agent_mask": AgentStateMask.LOGIN_MASK},
        {"services": ALL | CTIService.SERVICE_ACD_LINE_ONLY},
    ],
)
def test_sessions_that_are_told_the_same_are_a_crowd(different: dict[str, Any]) -> None:
    """What version, variables, masks and lines they want makes the difference, and nothing else does."""
    registry = Registry()
    for client, fields in enumerate((different, {}, different, {"client_id": "another"}), start=1):
        registry.add(session(client, **{"services": ALL, **fields}))
    assert _crowds(registry) == [(1, 3), (2, 4)]
    first, second = registry.bridges().crowds
    assert (first.session.client, second.session.client) == (1, 2)
    assert (first.members, second.members) == (frozenset((1, 3)), frozenset((2, 4)))


@pytest.mark.parametrize(
    "services", [CTIService.SERVICE_CLIENT_EVENTS, CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS]
)
def test_a_session_that_is_told_things_of_its_own_is_in_no_crowd(services: CTIService) -> None:
    """It follows a station, or asked not to hear anything twice."""
    registry = Registry()
    registry.add(session(1, services=ALL))
    registry.add(session(2, services=ALL | services))
    assert (_crowds(registry), _others(registry)) == ([(1,)], [2])


def test_crowds_follow_what_happens_to_sessions() -> None:
    """One more or less, other variables, and others that watch it."""
    registry = Registry()
    first, second, third = (session(client, services=ALL) for client in (1, 2, 3))
    registry.add(first)
    registry.add(second)
    assert _crowds(registry) == [(1, 2)]
    registry.add(third)
    assert _crowds(registry) == [(1, 2, 3)]
    registry.register_variables(second, VariableFilter(frozenset((1,)), frozenset(), frozenset()))
    assert _crowds(registry) == [(1, 3), (2,)]
    registry.monitors.watch(SessionMonitor(registry.next_monitor_id(), session=second, watched=first))
    assert (_crowds(registry), _others(registry)) == ([(2,), (3,)], [1])
    registry.remove(second)
    assert (_crowds(registry), _others(registry)) == ([(1, 3)], [])


def test_crowds_are_kept_as_long_as_nothing_changes() -> None:
    """An event costs no look at each session."""
    registry = Registry()
    registry.add(session(1, services=ALL))
    assert registry.bridges() is registry.bridges()
