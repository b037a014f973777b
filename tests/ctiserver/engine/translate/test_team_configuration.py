"""What Unified CCX tells of a team: all of it, what changed, or that it is gone."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants.uccx_teams import TeamAgentFlags, TeamMemberType, TeamOperation, TeamRecordType
from ctiserver.engine.translate.team_configuration import team_configuration, told_team
from ctiserver.site.model import Agent, Peripheral, Site, SkillGroup, Team

LARGE = Team(7, 1, "Large", members=tuple(str(n) for n in range(1, 130)), primary_supervisor="130")
SITE = Site(
    peripherals=(Peripheral(1),),
    skill_groups=(SkillGroup(1, 101, 1), SkillGroup(8, 108, 1)),
    agents=tuple(Agent(str(n), str(n), n, 1, skill_groups=(1 + 7 * (n % 2),)) for n in range(1, 131)),
    teams=(LARGE,),
)


@pytest.mark.fidelity("uccx.large-teams", "uccx.csqs-of-teams")
def test_a_message_has_sixty_four_members_at_most() -> None:
    """The first message adds the team, the others change it; agents come first, then supervisors, then CSQs."""
    told = list(team_configuration(None, told_team(SITE, LARGE)))
    assert [(event.operation, len(event.members), event.team_name) for event in told] == [
        (TeamOperation.ADD_TEAM, 64, "Large"),
        (TeamOperation.CHANGE_TEAM, 64, "Large"),
        (TeamOperation.CHANGE_TEAM, 4, "Large"),
    ]
    members = [member for event in told for member in event.members]
    assert {member.record_type for member in members} == {TeamRecordType.ADD}
    assert [member.agent_id for member in members[:129]] == list(LARGE.members)
    supervisor, *csqs = members[129:]
    assert (supervisor.agent_id, supervisor.agent_flags) == ("130", TeamAgentFlags.PRIMARY_SUPERVISOR)
    assert [(csq.agent_id, csq.member_type) for csq in csqs] == [("1", TeamMemberType.CSQ), ("8", TeamMemberType.CSQ)]


@pytest.mark.fidelity("uccx.removed-team")
def test_a_team_that_is_gone() -> None:
    """It is named once, however large it was, and without members."""
    (told,) = team_configuration(told_team(SITE, LARGE), None)
    assert (told.team_id, told.operation, told.members) == (7, TeamOperation.REMOVE_TEAM, ())


def test_what_did_not_change_is_not_told() -> None:
    """Nor is a team that was not there and is not there."""
    assert list(team_configuration(told_team(SITE, LARGE), told_team(SITE, LARGE))) == []
    assert list(team_configuration(None, None)) == []


def test_only_what_changed_is_told() -> None:
    """Who left is deleted, who came is added; who became another supervisor is both; a new name has no members."""
    small = attrs.evolve(LARGE, members=("1", "2", "3"), other_supervisors=("129",))
    was = told_team(SITE, small)
    after = attrs.evolve(small, members=("1", "3", "5"), primary_supervisor="129", other_supervisors=())
    (told,) = team_configuration(was, told_team(SITE, after))
    assert told.operation is TeamOperation.CHANGE_TEAM
    add, delete = TeamRecordType
    assert [(member.record_type, member.agent_id, member.agent_flags) for member in told.members] == [
        (delete, "2", TeamAgentFlags(0)),
        (delete, "130", TeamAgentFlags.PRIMARY_SUPERVISOR),
        (delete, "129", TeamAgentFlags.SUPERVISOR),
        (delete, "1", TeamAgentFlags(0)),
        (add, "5", TeamAgentFlags(0)),
        (add, "129", TeamAgentFlags.PRIMARY_SUPERVISOR),
    ]
    assert [member.member_type for member in told.members] == [
        TeamMemberType.CSQ if index == 3 else TeamMemberType.AGENT for index in range(6)
    ]
    (renamed,) = team_configuration(was, told_team(SITE, attrs.evolve(small, name="Small")))
    assert renamed == m.CcxTeamConfigEvent(
        team_id=7, operation=TeamOperation.CHANGE_TEAM, team_name="Small", members=()
    )
