"""Clients of Unified CCX fetch the teams, and hear of what changes in them."""

from __future__ import annotations

from typing import Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import CTIService, StatusCode
from ctiproto.constants.uccx_teams import (
    TeamAgentFlags,
    TeamConfigParam,
    TeamMemberType,
    TeamOperation,
    TeamRecordType,
)
from tests.support.express_demo import DEMO, Demo
from tests.support.harness import BRIDGE, DESKTOP, SUPERVISOR, Client, like

INITIAL, UPDATES = TeamConfigParam
SUPERVISES: Final = CTIService.SERVICE_SUPERVISOR
DONE: Final = m.CcxTeamConfigConf(invoke_id=9, status=0)
SALES, SUPPORT = DEMO.teams


def request(param: TeamConfigParam) -> m.CcxTeamConfigReq:
    """TEAM_CONFIG_REQ for all teams with their changes, or for changes alone."""
    return m.CcxTeamConfigReq(invoke_id=9, team_config_param=param)


def asks(client: Client, param: TeamConfigParam = INITIAL) -> None:
    """A client asks for teams; what it is told is still to be heard."""
    client.forgets()
    client.sends(request(param))


@pytest.mark.fidelity("uccx.teams", "uccx.csqs-of-teams")
@pytest.mark.parametrize("version", [10, 18])
def test_a_client_in_bridge_mode_is_told_all_teams(version: int) -> None:
    """Each with its agents, its supervisors and its CSQs, and a confirmation behind them."""
    client = Demo().bridge(version, BRIDGE | SUPERVISES)
    asks(client)
    sales, support, conf = client.heard
    assert isinstance(sales, m.CcxTeamConfigEvent)
    assert isinstance(support, m.CcxTeamConfigEvent)
    assert conf == DONE
    assert (sales.team_id, sales.team_name, sales.operation) == (1, "Sales", TeamOperation.ADD_TEAM)
    agents = [(agent_id, 0, TeamMemberType.AGENT) for agent_id in SALES.members]
    assert [(each.agent_id, each.agent_flags, each.member_type) for each in sales.members] == [
        *agents,
        ("klane", TeamAgentFlags.PRIMARY_SUPERVISOR, TeamMemberType.AGENT),
        ("1", 0, TeamMemberType.CSQ),
        ("3", 0, TeamMemberType.CSQ),
    ]
    assert [(each.agent_id, each.agent_flags) for each in support.members if each.agent_flags] == [
        ("lmoss", TeamAgentFlags.PRIMARY_SUPERVISOR),
        ("klane", TeamAgentFlags.SUPERVISOR),
    ]
    assert {each.record_type for each in (*sales.members, *support.members)} == {TeamRecordType.ADD}


@pytest.mark.fidelity("uccx.teams")
def test_a_supervisor_is_told_their_own_teams() -> None:
    """In agent mode: the one has both, the other one has one."""
    world = Demo()
    karen, luke = world.desk("klane", 16, SUPERVISOR), world.desk("lmoss", 16, SUPERVISOR)
    asks(karen)
    asks(luke)
    karen.hears(like(m.CcxTeamConfigEvent, team_id=1), like(m.CcxTeamConfigEvent, team_id=2), DONE)
    luke.hears(like(m.CcxTeamConfigEvent, team_id=2), DONE)


@pytest.mark.fidelity("uccx.teams-service")
def test_teams_are_for_supervisors() -> None:
    """Without SUPERVISOR, which an agent who has no team cannot have, the request is refused."""
    world = Demo()
    for client in (world.bridge(18), world.desk("abaker", 10, DESKTOP | SUPERVISES)):
        client.forgets()
        client.is_refused(request(INITIAL), StatusCode.UNSPECIFIED_FAILURE)


@pytest.mark.fidelity("uccx.team-changes", "uccx.removed-team")
@pytest.mark.parametrize("version", [10, 18])
@pytest.mark.parametrize("param", [INITIAL, UPDATES])
def test_changes_are_told_to_those_who_asked(version: int, param: TeamConfigParam) -> None:
    """A team is gone, another one has changed, and a third one is new; who did not ask hears nothing."""
    world = Demo()
    client, silent = world.bridge(version, BRIDGE | SUPERVISES), world.bridge(version, BRIDGE | SUPERVISES)
    asks(client, param)
    assert client.heard[-1] == DONE
    assert len(client.heard) == (3 if param is INITIAL else 1)
    client.forgets()
    first, *others = SUPPORT.members
    night = attrs.evolve(SUPPORT, id=3, name="Night", members=(first,), primary_supervisor=None, other_supervisors=())
    world.becomes(attrs.evolve(DEMO, teams=(attrs.evolve(SUPPORT, members=tuple(others)), night)))
    silent.hears()
    gone, changed, new = client.heard
    assert gone == m.CcxTeamConfigEvent(team_id=1, operation=TeamOperation.REMOVE_TEAM, team_name="Sales")
    left = m.CcxTeamMember(
        agent_id=first,
        agent_flags=TeamAgentFlags(0),
        record_type=TeamRecordType.DELETE,
        member_type=TeamMemberType.AGENT,
    )
    assert changed == m.CcxTeamConfigEvent(
        team_id=2, operation=TeamOperation.CHANGE_TEAM, team_name="Support", members=(left,)
    )
    assert isinstance(new, m.CcxTeamConfigEvent)
    assert (new.team_id, new.operation) == (3, TeamOperation.ADD_TEAM)
    assert [each.agent_id for each in new.members] == [first, "2", "3"]


def test_another_csq_of_an_agent_is_a_change_of_the_team() -> None:
    """And a supervisor who gets a team hears of it as of a new one."""
    world = Demo()
    client, luke = world.bridge(18, BRIDGE | SUPERVISES), world.desk("lmoss", 18, SUPERVISOR)
    asks(client, UPDATES)
    asks(luke, UPDATES)
    client.hears(DONE)
    luke.hears(DONE)
    agents = (attrs.evolve(each, skill_groups=(1, 2)) if each.id == "bcook" else each for each in DEMO.agents)
    world.becomes(attrs.evolve(DEMO, agents=tuple(agents)))
    (told,) = client.hears(like(m.CcxTeamConfigEvent, team_id=1, operation=TeamOperation.CHANGE_TEAM))
    assert isinstance(told, m.CcxTeamConfigEvent)
    assert [(each.agent_id, each.member_type) for each in told.members] == [("2", TeamMemberType.CSQ)]
    luke.hears()
    sales = attrs.evolve(world.site.teams[0], other_supervisors=("lmoss",))
    world.becomes(attrs.evolve(world.site, teams=(sales, SUPPORT)))
    luke.hears(like(m.CcxTeamConfigEvent, team_id=1, operation=TeamOperation.ADD_TEAM))


@pytest.mark.parametrize("param", [0, 3])
def test_what_is_neither_an_upload_nor_updates_is_refused(param: int) -> None:
    """ConfigParam is 1 or 2, and the session is told of no changes."""
    client = Demo().bridge(18, BRIDGE | SUPERVISES)
    client.is_refused(request(TeamConfigParam(param)), StatusCode.INVALID_FIELD_TAG)
