"""Teams.  Guide: Supervisor Service, "AGENT_TEAM_CONFIG_EVENT"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ctiproto import messages as m
from ctiproto.constants import AgentFlags, TeamConfigOperation
from ctiproto.constants.limits import MAX_NUM_TEAM_AGENTS
from server.site.model import Team
from server.switch.events import AgentStateChanged

_MEMBER: Final = AgentFlags(0)

AgentLookup = Callable[[int, str], AgentStateChanged]
"""How an agent is now, by peripheral and login id."""


def team_events(team: Team, agent: AgentLookup) -> Iterator[m.AgentTeamConfigEvent]:
    """A whole team: its members, at most 64 in a message, then its supervisors in messages of their own."""
    yield from _pages(team, [(member, _MEMBER) for member in team.members], agent)
    supervisors = []
    for supervisor in team.supervisors:
        primary = supervisor == team.primary_supervisor
        supervisors.append((supervisor, AgentFlags.PRIMARY_SUPERVISOR if primary else AgentFlags.SUPERVISOR))
    yield from _pages(team, supervisors, agent)


def _pages(team: Team, people: list[tuple[str, AgentFlags]], agent: AgentLookup) -> Iterator[m.AgentTeamConfigEvent]:
    for at in range(0, len(people), MAX_NUM_TEAM_AGENTS):
        yield m.AgentTeamConfigEvent(
            peripheral_id=team.peripheral_id,
            team_id=team.id,
            config_operation=TeamConfigOperation.ADD_AGENT,
            agent_team_name=team.name,
            agents=tuple(
                _team_agent(agent(team.peripheral_id, person), flags)
                for person, flags in people[at : at + MAX_NUM_TEAM_AGENTS]
            ),
        )


def _team_agent(person: AgentStateChanged, flags: AgentFlags) -> m.TeamAgent:
    return m.TeamAgent(
        atc_agent_id=person.agent_id,
        agent_flags=flags,
        atc_agent_state=person.state,
        atc_state_duration=person.state_duration,
    )
