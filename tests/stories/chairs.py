"""The chairs that stories are told from, and the people in them."""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiserver.site.model import Site
from tests.support.harness import Client, Like, World, like, state_req

VERSIONS: Final = (9, 13, 14, 15, 18, 20, 22, 24, 25)
SALES: Final = 1
BILLING: Final = 3


class Floor:
    """A contact centre with agents at work, watched by a client that sees all and by a supervisor.

    Attributes:
        bridge: the client that sees all.
        supervisor: of the agents' team.
        others: clients that see all, one of every version of :data:`VERSIONS`.
    """

    def __init__(self, version: int = 25, site: Site | None = None) -> None:
        self.world = World(site)
        self.bridge = self.world.bridge(version)
        self.supervisor = self.world.supervisor("1000", version)
        self.others = [self.world.bridge(other, name=f"version {other}") for other in VERSIONS]
        self.version = version

    def seats(self, agent_id: str, state: AgentState = AgentState.AVAILABLE) -> Client:
        """An agent connects with a desktop and signs in; the events of that are forgotten."""
        desktop = self.world.desktop(agent_id, self.version)
        desktop.sends(state_req(agent_id, AgentState.LOGIN))
        if state is not AgentState.NOT_READY:
            desktop.sends(state_req(agent_id, state))
        for client in self.world.clients.values():
            client.forgets()
        return desktop

    def first_leg(self) -> int:
        """The number of the first call that the client that sees all has heard of and not spoken of yet."""
        return next(each.connection_call_id for each in self.bridge.heard if isinstance(each, m.BeginCallEvent))

    def all_tell_the_same(self) -> None:
        """Every version was told the same events in the same order, each in its own words."""
        told = [[type(message) for message in client.heard] for client in self.others]
        assert all(story == told[0] for story in told)
        assert told[0]
        for client in self.others:
            client.forgets()


def agent(agent_id: str, state: AgentState, first: AgentState | None = None, **fields: object) -> tuple[Like, Like]:
    """The two events of a change of an agent of Sales: one for each of the agent's groups.

    Without ``first`` both groups have the agent's own state; with it the group of the call has it, the other one is
    busy elsewhere.
    """
    own, other = (state, state) if first is None else (first, AgentState.BUSY_OTHER)
    common = {"agent_id": agent_id, "agent_state": state} | fields
    return (
        like(m.AgentStateEvent, skill_group_number=SALES, skill_group_state=own, **common),
        like(m.AgentStateEvent, skill_group_number=BILLING, skill_group_state=other, **common),
    )
