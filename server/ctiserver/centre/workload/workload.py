"""The door of the simulation: time goes in and commands for the switch come out; events of the switch go in.

Whoever drives it gives every command to the switch, and tells the simulation what came of it::

    for command in life.tick(now):
        try:
            events = switch.execute(command, now)
        except Refused:
            life.refused(command, now)
        else:
            life.observe(events, now)

It must also observe the events that others cause, for it knows of its calls and agents only what it sees.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from ctiserver.centre.switch.commands import CallArrives, SetAgentState
from ctiserver.centre.workload.agents import Workers
from ctiserver.centre.workload.callers import Callers
from ctiserver.centre.workload.schedule import Agenda
from ctiserver.site.keys import AgentKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctiserver.centre.switch.commands import Command
    from ctiserver.centre.switch.events import Event
    from ctiserver.site.model import Site


class Life:
    """Callers and agents who act by themselves, the same in every run with the same seed.

    It begins with the first ``tick``: the agents sign in, and the first caller calls somewhat later.
    """

    def __init__(self, site: Site, *, seed: int, calls_per_hour: float | None = None) -> None:
        self._agenda = Agenda(Random(seed))  # noqa: S311 - a simulation wants to be predictable
        self._workers = Workers(site, self._agenda)
        self._callers = Callers(site, self._agenda, calls_per_hour)

    def next_deadline(self) -> float | None:
        """When somebody means to do something next; ``None``: nobody ever does."""
        return self._agenda.next_deadline()

    def tick(self, now: float) -> list[Command]:
        """What people do by ``now``, to be executed in this order."""
        commands: list[Command] = []
        while (plan := self._agenda.take_due(now)) is not None:
            actors = self._workers if plan.agent_id else self._callers
            commands += actors.act(plan, now)
        return commands

    def observe(self, events: Iterable[Event], now: float) -> None:
        """See what happened in the switch, whoever caused it."""
        for event in events:
            self._workers.observe(event, now)
            self._callers.observe(event, now)

    def refused(self, command: Command, now: float) -> None:
        """A command of ours was refused: somebody else was faster, or no trunk was free."""
        if isinstance(command, CallArrives):
            self._callers.refused(command)
        elif isinstance(command, SetAgentState):
            self._workers.refused(command, now)

    def acts_for(self, agent: AgentKey) -> bool:
        """Whether an agent, by peripheral and login identifier, is one of the simulated ones."""
        return self._workers.knows(agent)

    def release(self, agent: AgentKey) -> None:
        """Act no longer for a simulated agent, from this moment; his calls stay as they are."""
        self._workers.release(agent)

    def take_back(self, agent: AgentKey, now: float) -> None:
        """Act again for an agent who was released, from whatever state he is in."""
        self._workers.take_back(agent, now)
