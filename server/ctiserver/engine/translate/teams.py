"""Teams as supervisors are told them.  Guide: Supervisor Service, "AGENT_TEAM_CONFIG_EVENT"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ctiproto import messages as m
from ctiproto.constants import AgentFlags, AgentState, TeamConfigOperation
from ctiproto.constants.limits import MAX_NUM_TEAM_AGENTS
from ctiserver.centre.switch.events import AgentStateChanged
from ctiserver.site.model import Team

_MEMBER: Final = AgentFlags(0)

AgentLookup = Callable[[int, str], AgentStateChanged | None]
"""The present state of an agent, by peripheral and login id; ``None``: the site has no such agent."""

_Part = tuple[str, AgentFlags]
"""The login id of a member or supervisor of a team, and the flags that tell which."""


def team_events(team: Team, agent: AgentLookup) -> Iterator[m.AgentTeamConfigEvent]:
    """The messages that tell a whole team: its members, at most 64 in each, then its supervisors in others."""
    return team_changes(None, team, agent)


def team_changes(before: Team | None, after: Team | None, agent: AgentLookup) -> Iterator[m.AgentTeamConfigEvent]:
    """The messages that tell what is different about a team: the agents who are removed, then those who are added.

    If the name or the department of the team has changed, all its agents are added again: each message carries both.

    Args:
        before: the team as it was told last; ``None``: it was not told yet.
        after: the team as it is now; ``None``: it is not there any more.
        agent: looks up the state that each agent is told with.
    """
    was = {} if before is None else _people(before)
    now = {} if after is None else _people(after)
    if before is not None:
        yield from _lists(before, TeamConfigOperation.REMOVE_AGENT, [part for part in was if part not in now], agent)
    if after is not None:
        known = was if before is not None and _head(before) == _head(after) else {}
        # fidelity teams.added: seen R2: ConfigOperation is 1 in all lists that follow OPEN_CONF.
        yield from _lists(after, TeamConfigOperation.ADD_AGENT, [part for part in now if part not in known], agent)


def _head(team: Team) -> tuple[str, int]:
    """What each message about a team carries beside its agents."""
    return team.name, team.department_id


def _people(team: Team) -> dict[_Part, None]:
    """Members, then supervisors, in the order in which they are told; the values mean nothing."""
    people = [(member, _MEMBER) for member in team.members]
    for supervisor in team.supervisors:
        primary = supervisor == team.primary_supervisor
        # fidelity teams.primary-supervisor: guide AGENT_TEAM_CONFIG_EVENT: AgentFlags tell the primary supervisor
        # from the others and from members.
        people.append((supervisor, AgentFlags.PRIMARY_SUPERVISOR if primary else AgentFlags.SUPERVISOR))
    return dict.fromkeys(people)


def _lists(
    team: Team, operation: TeamConfigOperation, people: list[_Part], agent: AgentLookup
) -> Iterator[m.AgentTeamConfigEvent]:
    """The messages of members, then those of supervisors."""
    yield from _pages(team, operation, [part for part in people if part[1] == _MEMBER], agent)
    # fidelity teams.supervisors-after-members: seen R2: Supervisors of a team come in further messages, behind its
    # members.
    yield from _pages(team, operation, [part for part in people if part[1] != _MEMBER], agent)


def _pages(
    team: Team, operation: TeamConfigOperation, people: list[_Part], agent: AgentLookup
) -> Iterator[m.AgentTeamConfigEvent]:
    # fidelity teams.sixty-four: guide AGENT_TEAM_CONFIG_EVENT: A message has 64 agents at most, the others follow in
    # further ones.
    for at in range(0, len(people), MAX_NUM_TEAM_AGENTS):
        yield m.AgentTeamConfigEvent(
            peripheral_id=team.peripheral_id,
            team_id=team.id,
            config_operation=operation,
            department_id=team.department_id,
            agent_team_name=team.name,
            agents=tuple(
                _team_agent(person, flags, agent(team.peripheral_id, person))
                for person, flags in people[at : at + MAX_NUM_TEAM_AGENTS]
            ),
        )


def _team_agent(agent_id: str, flags: AgentFlags, now: AgentStateChanged | None) -> m.TeamAgent:
    return m.TeamAgent(
        atc_agent_id=agent_id,
        agent_flags=flags,
        atc_agent_state=AgentState.LOGOUT if now is None else now.state,
        atc_state_duration=0 if now is None else now.state_duration,
    )
