"""The door of the workload: time goes in and commands for the switch come out; events of the switch go in.

The caller gives every command to the switch, and tells the workload what came of it::

    for command in workload.tick(now):
        try:
            events = switch.execute(command, now)
        except Refused:
            workload.refused(command, now)
        else:
            workload.observe(events, now)

The workload must also observe the events of all other commands: it knows of calls and agents only what it observes.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from ctiserver.centre.switch.commands import (
    AnnounceCall,
    AnswerCall,
    CallArrives,
    ClearConnection,
    RetrieveCall,
    SetAgentState,
    TranslationRouteCall,
)
from ctiserver.centre.workload.agents import SimulatedAgents
from ctiserver.centre.workload.callers import Callers
from ctiserver.centre.workload.schedule import Schedule
from ctiserver.site.keys import AgentKey, CallKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctiserver.centre.switch.commands import Command
    from ctiserver.centre.switch.events import Event
    from ctiserver.site.model import Site


class Workload:
    """Simulated callers and agents, who do the same in every run with the same seed.

    They begin with the first ``tick``: the agents sign in, and the first caller calls somewhat later.

    Args:
        site: the site; its workload settings say which agents are simulated and how they behave.
        seed: of the random numbers.
        calls_per_hour: how many calls come in; ``None``: as many as the site says.
    """

    def __init__(self, site: Site, *, seed: int, calls_per_hour: float | None = None) -> None:
        self._schedule = Schedule(Random(seed))  # noqa: S311 - a simulation wants to be predictable
        self._agents = SimulatedAgents(site, self._schedule)
        self._callers = Callers(site, self._schedule, calls_per_hour)

    @property
    def calls_per_hour(self) -> float:
        """How many calls come in an hour."""
        return self._callers.calls_per_hour

    def next_deadline(self) -> float | None:
        """When the next simulated action is due; ``None``: none is planned."""
        return self._schedule.next_deadline()

    def tick(self, now: float) -> list[Command]:
        """Take all actions that are due by ``now``.

        Returns:
            The commands of these actions, to be executed in this order.
        """
        commands: list[Command] = []
        while (planned := self._schedule.take_due(now)) is not None:
            actors = self._agents if planned.agent_id else self._callers
            commands += actors.act(planned, now)
        return commands

    def observe(self, events: Iterable[Event], now: float) -> None:
        """React to what happened in the switch, whatever caused it."""
        for event in events:
            self._agents.observe(event, now)
            self._callers.observe(event, now)

    def refused(self, command: Command, now: float) -> None:
        """React to the refusal of a command that ``tick`` returned.

        A refusal is normal: a client's command came first, or no trunk was free.
        """
        if isinstance(command, CallArrives | AnnounceCall | TranslationRouteCall):
            self._callers.refused(command, now)
        elif isinstance(command, SetAgentState):
            self._agents.refused(command, now)
        elif isinstance(command, AnswerCall | RetrieveCall | ClearConnection):
            self._agents.refused_on_call(command, now)

    def acts_for(self, agent: AgentKey) -> bool:
        """Whether an agent is one of the simulated ones, released or not."""
        return self._agents.knows(agent)

    def has_in_hand(self, call: CallKey, agents: Iterable[str]) -> bool:
        """Whether the caller of a call, or one of the agents who have it, is a simulated one and ends it in time."""
        return self._callers.knows(call) or any(
            self._agents.has_in_hand(AgentKey(call.peripheral_id, agent), call.call_id) for agent in agents
        )

    def release(self, agent: AgentKey) -> None:
        """Act no longer for a simulated agent, from this moment; the agent's calls stay as they are."""
        self._agents.release(agent)

    def take_back(self, agent: AgentKey, now: float) -> None:
        """Act again for an agent who was released, from whatever state the agent is in."""
        self._agents.take_back(agent, now)
