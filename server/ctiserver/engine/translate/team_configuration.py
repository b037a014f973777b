"""Teams as Unified CCX tells them: their agents, their supervisors and their CSQs.

Guide: Unified CCX, "Share Agent Team Configuration Data".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ctiproto import messages as m
from ctiproto.constants.uccx_teams import TeamAgentFlags, TeamMemberType, TeamOperation, TeamRecordType
from ctiserver.site.model import Site, Team

MOST_MEMBERS: Final = 64
"""Members in one message."""

ADD, DELETE = TeamRecordType


class _Member(NamedTuple):
    """Somebody or something that belongs to a team."""

    id: str
    flags: TeamAgentFlags
    kind: TeamMemberType


class ToldTeam(NamedTuple):
    """What clients know of a team: its name, and its members in the order in which they are told."""

    id: int
    name: str
    members: tuple[_Member, ...]


def told_team(site: Site, team: Team) -> ToldTeam:
    """What clients are told of a team of a site."""
    members = [_Member(agent_id, TeamAgentFlags(0), TeamMemberType.AGENT) for agent_id in team.members]
    for supervisor in team.supervisors:
        is_primary = supervisor == team.primary_supervisor
        flags = TeamAgentFlags.PRIMARY_SUPERVISOR if is_primary else TeamAgentFlags.SUPERVISOR
        members.append(_Member(supervisor, flags, TeamMemberType.AGENT))
    # fidelity uccx.csqs-of-teams: guide TEAM_CONFIG_EVENT; ours: A CSQ of a team is a member by its number; that a team
    # has those of its agents is ours.
    agents = (site.agents_by_id[team.peripheral_id, agent_id] for agent_id in team.members)
    csqs = sorted({number for agent in agents for number in agent.skill_groups})
    members += [_Member(str(number), TeamAgentFlags(0), TeamMemberType.CSQ) for number in csqs]
    return ToldTeam(team.id, team.name, tuple(members))


def team_configuration(before: ToldTeam | None, after: ToldTeam | None) -> Iterator[m.CcxTeamConfigEvent]:
    """The messages that tell how a team differs from what it was; none if it does not.

    Args:
        before: the team as it was told last; ``None``: it was not told yet.
        after: the team as it is now; ``None``: it is not there any more.
    """
    if before is None and after is not None:
        added = [_record(member, ADD) for member in after.members]
        yield from _pages(after, TeamOperation.ADD_TEAM, added)
    elif before is not None and after is None:
        # fidelity uccx.removed-team: guide TEAM_CONFIG_EVENT: A team that is gone is told without members.
        yield _event(before, TeamOperation.REMOVE_TEAM, ())
    elif before is not None and after is not None and before != after:
        gone = [_record(member, DELETE) for member in before.members if member not in after.members]
        new = [_record(member, ADD) for member in after.members if member not in before.members]
        yield from _pages(after, TeamOperation.CHANGE_TEAM, gone + new)


def _pages(team: ToldTeam, operation: TeamOperation, records: list[m.CcxTeamMember]) -> Iterator[m.CcxTeamConfigEvent]:
    # fidelity uccx.large-teams: guide TEAM_CONFIG_EVENT; ours: A message has 64 members at most; that the others follow
    # as changes of the team is ours.
    yield _event(team, operation, records[:MOST_MEMBERS])
    for at in range(MOST_MEMBERS, len(records), MOST_MEMBERS):
        yield _event(team, TeamOperation.CHANGE_TEAM, records[at : at + MOST_MEMBERS])


def _event(team: ToldTeam, operation: TeamOperation, records: Iterable[m.CcxTeamMember]) -> m.CcxTeamConfigEvent:
    return m.CcxTeamConfigEvent(team_id=team.id, operation=operation, team_name=team.name, members=tuple(records))


def _record(member: _Member, kind: TeamRecordType) -> m.CcxTeamMember:
    return m.CcxTeamMember(agent_id=member.id, agent_flags=member.flags, record_type=kind, member_type=member.kind)
