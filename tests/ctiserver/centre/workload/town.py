"""A contact centre with people in it: the small one of the switch's tests, where A and B work by themselves."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.switch import Switch
from ctiserver.centre.workload.workload import Workload
from ctiserver.site.model import ECCVariable, Span, WorkloadSettings
from tests.ctiserver.centre.switch.story import START, WRAPUP, site

if TYPE_CHECKING:
    from ctiproto.constants import AgentState
    from ctiserver.centre.switch.commands import Command
    from ctiserver.centre.switch.events import Event
    from ctiserver.site.model import Site

PG: Final = 5000
WORKLOAD: Final = WorkloadSettings(
    agents=("1001", "1002"), break_interval=Span(600.0, 1200.0), break_length=Span(60.0, 120.0)
)


class Town:
    """A switch and the people who use it, and what they did."""

    def __init__(
        self,
        *,
        calls_per_hour: float | None = 60.0,
        seed: int = 1,
        settings: WorkloadSettings = WORKLOAD,
        where: Site | None = None,
    ) -> None:
        small = evolve(
            site(WRAPUP), workload=settings, ecc_variables=(ECCVariable("user.account", 4), ECCVariable("user.name"))
        )
        self.site = where or small
        self.switch = Switch(self.site, seed=seed)
        self.workload = Workload(self.site, seed=seed, calls_per_hour=calls_per_hour)
        self.now = START
        self.commands: list[Command] = []
        self.events: list[Event] = []
        self.refused: Counter[str] = Counter()

    def pass_time(self, seconds: float) -> None:
        """Let the simulated callers and agents act for some seconds."""
        end = self.now + seconds
        while True:
            deadlines = (self.switch.next_deadline(), self.workload.next_deadline())
            soonest = min((each for each in deadlines if each is not None), default=end + 1)
            if soonest > end:
                break
            self.now = max(self.now, soonest)
            self.see(self.switch.tick(self.now))
            for command in self.workload.tick(self.now):
                self.do(command)
        self.now = end

    def do(self, command: Command) -> None:
        """Execute a command that the workload did not give."""
        self.commands.append(command)
        try:
            self.see(self.switch.execute(command, self.now))
        except Refused:
            self.refused[type(command).__name__] += 1
            self.workload.refused(command, self.now)

    def see(self, events: list[Event]) -> None:
        """Give events to all listeners."""
        self.events += events
        self.workload.observe(events, self.now)

    def state(self, agent: str) -> AgentState:
        """An agent's overall state."""
        return self.switch.agent(PG, agent).state

    def count(self, kind: type[object]) -> int:
        """How many commands or events of a kind there were."""
        return sum(isinstance(each, kind) for each in (*self.commands, *self.events))
