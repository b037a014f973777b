"""Supervisors who follow the states of their teams, and the lists of teams."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, AgentStateMask, CTIService, MoreFlag, StatusCode
from ctiserver.site.model import Team
from tests.stories.offices import Office, states
from tests.support.harness import BRIDGE, PG, World, demo, like, state_req

S = AgentState


def _start(team: int = 7001) -> m.MonitorAgentTeamStartReq:
    return m.MonitorAgentTeamStartReq(invoke_id=7, team_id=team)


def _stop(monitor: int) -> m.MonitorAgentTeamStopReq:
    return m.MonitorAgentTeamStopReq(invoke_id=8, monitor_id=monitor)


@pytest.mark.fidelity("teams.states-at-the-start")
def test_a_supervisor_follows_her_team() -> None:
    """First each member's state, with a StateDuration above 0; then every change, until the monitor stops."""
    office = Office()
    chief = office.world.supervisor("1000", 25)
    chief.sends(_start())
    conf = chief.takes()
    assert isinstance(conf, m.MonitorAgentTeamStartConf)
    snapshot = [event for event in chief.heard if isinstance(event, m.AgentStateEvent)]
    assert len(snapshot) == len(chief.heard)
    assert {event.agent_id for event in snapshot} == {"1001", "1002", "1003", "1004", "1005"}
    assert {event.monitor_id for event in snapshot} == {conf.monitor_id}
    assert all(event.state_duration > 0 for event in snapshot)
    now = {event.agent_id: event.agent_state for event in snapshot}
    assert (now["1001"], now["1003"]) == (S.AVAILABLE, S.LOGOUT)

    office.settle()
    office.a.sends(state_req("1001", S.NOT_READY))
    chief.hears(*states("1001", S.NOT_READY, monitor_id=conf.monitor_id, state_duration=0))
    office.all.sends(state_req("1006", S.LOGIN))
    chief.hears()
    chief.is_refused(_start(), StatusCode.AGENT_TEAM_MONITOR_ALREADY_EXISTS)
    chief.is_refused(_stop(conf.monitor_id + 100), StatusCode.INVALID_MONITORID)
    chief.sends(_stop(conf.monitor_id))
    chief.hears(m.MonitorAgentTeamStopConf)
    chief.is_refused(_stop(conf.monitor_id), StatusCode.INVALID_MONITORID)
    office.a.sends(state_req("1001", S.AVAILABLE))
    chief.hears()


def test_whoever_sees_all_gets_a_copy_of_its_own() -> None:
    """One event for all, and one for the monitor; calls of the members are not told by a monitor."""
    office = Office()
    office.all.sends(_start())
    conf = office.all.takes()
    assert isinstance(conf, m.MonitorAgentTeamStartConf)
    office.settle()
    office.a.sends(state_req("1001", S.NOT_READY))
    monitor_ids = [event.monitor_id for event in office.all.heard if isinstance(event, m.AgentStateEvent)]
    assert monitor_ids == [0, 0, conf.monitor_id, conf.monitor_id]
    office.all.leaves()
    office.a.sends(state_req("1001", S.AVAILABLE))


def test_masks_and_duplicates_count_for_monitors_too() -> None:
    """AgentStateMask of the session; IGNORE_DUPLICATE_AGENT_EVENTS leaves one event per change on each monitor."""
    world = World()
    services = BRIDGE | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS
    client = world.bridge(25, services, agent_state_mask=AgentStateMask.NOT_READY_MASK)
    client.sends(_start())
    conf = client.takes()
    assert isinstance(conf, m.MonitorAgentTeamStartConf)
    client.hears()
    client.sends(state_req("1001", S.LOGIN))
    client.hears(
        m.SetAgentStateConf,
        like(m.AgentStateEvent, agent_state=S.NOT_READY, monitor_id=0),
        like(m.AgentStateEvent, agent_state=S.NOT_READY, monitor_id=conf.monitor_id),
    )


def test_the_snapshot_has_no_duplicates_either() -> None:
    """One event for each member, not one for each group of a member."""
    services = BRIDGE | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS
    client = World().bridge(25, services)
    client.sends(_start())
    assert isinstance(client.takes(), m.MonitorAgentTeamStartConf)
    told = [event.agent_id for event in client.heard if isinstance(event, m.AgentStateEvent)]
    assert told == ["1001", "1002", "1003", "1004", "1005"]


@pytest.mark.fidelity("teams.unknown")
def test_only_her_own_teams() -> None:
    """Status 65 for a team that is not hers, or is not there; status 12 without the service."""
    office = Office()
    chief = office.world.supervisor("1000", 25)
    chief.is_refused(_start(7002), StatusCode.TEAM_NOT_FOUND)
    office.all.is_refused(_start(1), StatusCode.TEAM_NOT_FOUND)
    office.a.is_refused(_start(), StatusCode.FUNCTION_NOT_AVAILABLE)
    without_control = office.world.bridge(services=CTIService.SERVICE_ALL_EVENTS)
    without_control.is_refused(_start(), StatusCode.FUNCTION_NOT_AVAILABLE)
    bridge_supervisor = office.world.bridge(
        services=CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_SUPERVISOR, name="supervisors"
    )
    assert isinstance(bridge_supervisor.asks(_start(7002)), m.MonitorAgentTeamStartConf)


def _list(supervisor_id: int) -> m.ListAgentTeamReq:
    return m.ListAgentTeamReq(invoke_id=3, supervisor_id=supervisor_id)


@pytest.mark.parametrize(("teams", "pages"), [(1, [1]), (64, [64]), (65, [64, 1]), (130, [64, 64, 2])])
def test_teams_are_listed_in_segments(teams: int, pages: list[int]) -> None:
    """At most 64 teams in each confirmation; the last one says that it is the last."""
    site = demo()
    many = tuple(Team(id=8000 + number, peripheral_id=PG, primary_supervisor="1000") for number in range(teams))
    world = World(attrs.evolve(site, teams=many))
    chief = world.supervisor("1000")
    chief.sends(_list(10000))
    heard = [conf for conf in chief.heard if isinstance(conf, m.ListAgentTeamConf)]
    assert [len(conf.team_ids) for conf in heard] == pages
    assert [conf.segment_number for conf in heard] == list(range(len(pages)))
    assert [conf.more for conf in heard] == [MoreFlag.MORE_TO_FOLLOW] * (len(pages) - 1) + [MoreFlag.LAST_MESSAGE]
    assert [team for conf in heard for team in conf.team_ids] == [team.id for team in many]


def test_whose_teams() -> None:
    """One's own; who sees all may ask for those of any agent, and an agent without a team has an empty list."""
    world = World()
    chief = world.supervisor("1000")
    chief.is_refused(_list(10100), StatusCode.INVALID_AGENT_DATA)
    bridge = world.bridge()
    bridge.is_refused(_list(1), StatusCode.INVALID_AGENT_DATA)
    bridge.sends(_list(10100))
    bridge.hears(like(m.ListAgentTeamConf, team_ids=(7002,), number_of_agent_teams=1))
    bridge.sends(_list(10001))
    bridge.hears(like(m.ListAgentTeamConf, team_ids=(), more=MoreFlag.LAST_MESSAGE))
