"""AGENT_TEAM_CONFIG_EVENT: a team as supervisors hear of it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import AgentFlags, AgentState, TeamConfigOperation
from ctiproto.versions import Profile
from ctiserver.centre.switch import events as e
from ctiserver.engine.translate.teams import team_changes, team_events
from ctiserver.site.model import Team
from tests.ctiserver.engine.translate.happenings import event
from tests.support.harness import PG, World


def _state(_peripheral_id: int, agent_id: str) -> Any:
    changes = {"agent_id": agent_id, "state": AgentState.LOGOUT, "state_duration": int(agent_id)}
    return event(e.AgentStateChanged, **changes)


def _told(team: Team) -> list[list[tuple[str | None, int | None]]]:
    return [[(each.atc_agent_id, each.agent_flags) for each in message.agents] for message in team_events(team, _state)]


@pytest.mark.fidelity("teams.supervisors-after-members", "teams.added")
def test_members_first_then_supervisors() -> None:
    """In messages of their own, all of them additions, with each agent's state and its duration."""
    team = Team(7, PG, name="Night", members=("1", "2"), primary_supervisor="3", other_supervisors=("4",))
    members, supervisors = team_events(team, _state)
    for message in (members, supervisors):
        assert (message.peripheral_id, message.team_id, message.agent_team_name) == (PG, 7, "Night")
        assert message.config_operation is TeamConfigOperation.ADD_AGENT
    assert members.agents[1] == m.TeamAgent(
        atc_agent_id="2", agent_flags=AgentFlags(0), atc_agent_state=AgentState.LOGOUT, atc_state_duration=2
    )
    assert [(each.atc_agent_id, each.agent_flags) for each in supervisors.agents] == [("3", 1), ("4", 4)]


@pytest.mark.fidelity("teams.primary-supervisor")
@pytest.mark.parametrize(
    ("team", "told"),
    [
        (Team(7, PG), []),
        (Team(7, PG, members=("1",)), [[("1", 0)]]),
        (Team(7, PG, primary_supervisor="1"), [[("1", 1)]]),
        (Team(7, PG, other_supervisors=("1", "2")), [[("1", 4), ("2", 4)]]),
    ],
)
def test_a_team_without_somebody(team: Team, told: list[list[tuple[str, int]]]) -> None:
    """A team without members, or without supervisors, has no message for them."""
    assert _told(team) == told


@pytest.mark.fidelity("teams.sixty-four")
@pytest.mark.parametrize(("members", "pages"), [(64, [64]), (65, [64, 1]), (130, [64, 64, 2])])
@pytest.mark.parametrize("version", [9, 16, 25])
def test_at_most_64_in_a_message(members: int, pages: list[int], version: int) -> None:
    """The others follow in further messages, and each fits the versions' limit."""
    team = Team(7, PG, members=tuple(str(100_000_000_000 + number)[-11:] for number in range(members)))
    messages = list(team_events(team, _state))
    assert [message.number_of_agents for message in messages] == pages
    assert max(len(codec(Profile(version)).encode(message)) for message in messages) <= 4329


def test_supervisors_hear_of_their_teams() -> None:
    """After OPEN_CONF: one who sees all events of every team, a desktop of the supervisor's own."""
    world = World()
    everything, own = world.connects(), world.connects()
    everything.opens(25, 0x94, client_id="bridge")
    own.opens(25, 0x85, client_id="own", agent_id="1100", agent_extension="2100")
    heard = [
        [message.team_id for message in client.heard if isinstance(message, m.AgentTeamConfigEvent)]
        for client in (everything, own)
    ]
    assert heard == [[7001, 7001, 7002, 7002], [7002, 7002]]


def test_the_state_of_each_member_is_his_own() -> None:
    """Each is told with their present state, signed in or not."""
    site = attrs.evolve(World().site)
    world = World(site)
    client = world.connects()
    client.opens(25, 0x94)
    states = {
        each.atc_agent_state
        for message in client.heard
        if isinstance(message, m.AgentTeamConfigEvent)
        for each in message.agents
    }
    assert states == {AgentState.LOGOUT}


def test_what_is_different_about_a_team() -> None:
    """Removed agents come first; one who is not at the site any more has no more than an id."""
    before = Team(7, PG, name="Night", members=("1", "2"), primary_supervisor="3", other_supervisors=("4",))
    after = Team(7, PG, name="Night", members=("2", "5"), primary_supervisor="4")

    def agent(peripheral_id: int, agent_id: str) -> Any:
        return None if agent_id == "1" else _state(peripheral_id, agent_id)

    told = list(team_changes(before, after, agent))
    assert [(int(each.config_operation), [(a.atc_agent_id, a.agent_flags) for a in each.agents]) for each in told] == [
        (2, [("1", 0)]),
        (2, [("3", 1), ("4", 4)]),
        (1, [("5", 0)]),
        (1, [("4", 1)]),
    ]
    assert (told[0].agents[0].atc_agent_state, told[0].agents[0].atc_state_duration) == (AgentState.LOGOUT, 0)
    assert list(team_changes(before, before, agent)) == []
