"""The simulated contact centre: the switch, the statistics, and the workload of simulated callers and agents.

Every command goes through here, whether it comes of a client's request, an operator's or the workload's, so that the
workload and the statistics see everything that happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ctiproto.constants import PGStatusCode
from ctiserver.centre.agent_assist import Suggestions
from ctiserver.centre.statistics.statistics import Statistics
from ctiserver.centre.switch.commands import Command
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import Event, SiteReconfigured
from ctiserver.centre.switch.switch import Switch
from ctiserver.centre.switch.timers import Timers, earlier
from ctiserver.centre.workload.workload import Workload
from ctiserver.site.keys import AgentKey, CallKey
from ctiserver.site.model import Site

_NOTHING_WRONG: Final = PGStatusCode(0)


class ContactCentre:
    """A switch with its statistics, and with or without a workload.

    Args:
        site: who and what is there.
        seed: what all chance comes from.
        workload: whether callers call and simulated agents work.
        calls_per_hour: how many calls come in; ``None``: as many as the site says.
        began: when it begins, which the numbers of its calls follow from; ``None``: with its first call.

    Attributes:
        site: who and what is there.
        seed: what all chance comes from.
        switch: what it works with.
        statistics: what agents and skill groups have done so far.
        application_data: what clients wrote on application paths: values by path and number of the variable.
        suggestions: what agents thought of suggestions on their calls.
    """

    def __init__(
        self,
        site: Site,
        *,
        seed: int,
        workload: bool = True,
        calls_per_hour: float | None = None,
        began: float | None = None,
    ) -> None:
        self.seed = seed
        self.switch = Switch(site, seed=seed, began=began)
        self.statistics = Statistics(site)
        self.application_data: dict[int, dict[int, str]] = {}
        self.suggestions = Suggestions()
        self._workload = Workload(site, seed=seed, calls_per_hour=calls_per_hour) if workload else None
        self._claims: dict[AgentKey, set[int]] = {}
        self._returns: Timers[AgentKey] = Timers()

    @property
    def site(self) -> Site:
        """Who and what is there now."""
        return self.switch.site

    @property
    def calls_per_hour(self) -> float:
        """How many calls of simulated callers come in an hour."""
        return 0 if self._workload is None else self._workload.calls_per_hour

    @property
    def all_online(self) -> bool:
        """Whether the link to every peripheral is up."""
        return self.switch.all_online

    @property
    def status(self) -> PGStatusCode:
        """What is wrong at the centre, as far as it prevents the peripheral gateway from normal work; 0: nothing."""
        offline = _NOTHING_WRONG if self.all_online else PGStatusCode.PERIPHERAL_OFFLINE
        return offline if self.switch.has_controller else offline | PGStatusCode.CC_DOWN

    def start(self, now: float) -> list[Event]:
        """Begin the day: simulated agents sign in."""
        return self._run_workload(now)

    def execute(self, command: Command, now: float) -> list[Event]:
        """Execute a command of the switch, and let statistics and workload observe its events.

        Raises:
            Refused: the switch declines; nothing has changed.
        """
        return self._observed(self.switch.execute(command, now), now)

    def next_deadline(self) -> float | None:
        """When something will happen by itself; ``None``: never."""
        deadline = self.switch.next_deadline()
        if self._workload is None:
            return deadline
        return earlier(deadline, earlier(self._workload.next_deadline(), self._returns.next_deadline()))

    def tick(self, now: float) -> list[Event]:
        """Let happen what is due, one moment after the other.

        Returns:
            What happened, each event with the time at which it was due.
        """
        events: list[Event] = []
        while (due := self.next_deadline()) is not None and due <= now:
            events += self._at(due)
        # Nothing more is due; the switch still has to know how late it is, for all that it says how long it lasts.
        late = self.switch.tick(now)
        return events + self._observed(late, now) if late else events

    def _at(self, moment: float) -> list[Event]:
        events: list[Event] = []
        switch_due = self.switch.next_deadline()
        if switch_due is not None and switch_due <= moment:
            events += self._observed(self.switch.tick(moment), moment)
        return events + self._run_workload(moment)

    def _run_workload(self, moment: float) -> list[Event]:
        """Carry out the actions of the workload that are due at this moment."""
        events: list[Event] = []
        if self._workload is None:
            return events
        while (due := self._returns.take_due(moment)) is not None:
            _, agent = due
            self._workload.take_back(agent, moment)
        for command in self._workload.tick(moment):
            try:
                events += self.execute(command, moment)
            except Refused:
                # A client's command came first, or no trunk was free: the workload plans something else.
                self._workload.refused(command, moment)
        return events

    def _observed(self, events: list[Event], now: float) -> list[Event]:
        self.statistics.observe(events)
        if self._workload is not None:
            self._workload.observe(events, now)
            if any(isinstance(event, SiteReconfigured) for event in events):
                # Agents who are not simulated any more are neither claimed nor waited for.
                acts_for = self._workload.acts_for
                self._claims = {agent: held for agent, held in self._claims.items() if acts_for(agent)}
                for agent in self._returns.running():
                    if not acts_for(agent):
                        self._returns.stop(agent)
        return events

    def has_in_hand(self, call: CallKey, agents: Iterable[str]) -> bool:
        """Whether somebody simulated is on a call who ends it sooner or later: its caller, or one of ``agents``."""
        return self._workload is not None and self._workload.has_in_hand(call, agents)

    def claim(self, agent: AgentKey, client: int) -> bool:
        """Let the session on a connection take an agent over from the workload, at once; the agent's calls stay.

        Returns:
            Whether the agent is a simulated one.
        """
        if self._workload is None or not self._workload.acts_for(agent):
            return False
        self._claims.setdefault(agent, set()).add(client)
        self._returns.stop(agent)
        self._workload.release(agent)
        return True

    def unclaim(self, agent: AgentKey, client: int, now: float) -> None:
        """End a session's claim of an agent; some time after the last one the workload acts for the agent again."""
        holders = self._claims.get(agent)
        if holders is None:
            return
        holders.discard(client)
        if not holders:
            del self._claims[agent]
            self._returns.start(agent, now + self.site.workload.return_delay)
