"""People who call: when, from where, how long they wait, and how long they talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants.limits import CALL_VARIABLE_COUNT
from ctiserver.centre.switch.commands import CallArrives, CallerHangsUp
from ctiserver.centre.switch.context import CallData, NamedVariable
from ctiserver.centre.switch.events import CallBegan, CallCleared, CallEnded, CallEstablished, SiteReconfigured
from ctiserver.centre.workload.schedule import Deed, Plan
from ctiserver.site.model import Span

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import Command
    from ctiserver.centre.switch.events import Event
    from ctiserver.centre.workload.schedule import Agenda
    from ctiserver.site.model import Life, Site

SECONDS_PER_HOUR: Final = 3600.0
HASTY: Final = 0.04
"""So many callers hang up after a few seconds, in the queue or while it rings."""

HASTE: Final = Span(1.0, 15.0)
ACCOUNT_DIGITS: Final = 6


class Callers:
    """Everybody outside."""

    def __init__(self, site: Site, agenda: Agenda, calls_per_hour: float | None) -> None:
        self._site = site
        self._agenda = agenda
        self._wanted = calls_per_hour
        self._expected: dict[tuple[int, str], int] = {}
        self._calls: dict[tuple[int, int], None] = {}
        self._started = False
        if self._rate:
            agenda.plan(Plan(Deed.CALL), 0.0)

    @property
    def _habits(self) -> Life:
        return self._site.life

    @property
    def _rate(self) -> float:
        """How many calls come in a second: as many as were asked for, else as many as the site says."""
        if not self._site.dialed_numbers or not self._habits.callers:
            return 0.0
        hourly = self._habits.calls_per_hour if self._wanted is None else self._wanted
        return hourly / SECONDS_PER_HOUR

    def _reconfigure(self, site: Site, now: float) -> None:
        """People call another site; if they call more or less often there, the next call comes at another time."""
        before, self._site = self._rate, site
        if self._rate != before:
            self._started = True
            self._agenda.drop(Plan(Deed.CALL))
            if self._rate:
                self._agenda.plan(Plan(Deed.CALL), now + self._agenda.random.expovariate(self._rate))

    def act(self, plan: Plan, now: float) -> list[Command]:
        """Do what was planned."""
        if plan.deed is Deed.CALL:
            return self._next_call(now)
        return [CallerHangsUp(peripheral_id=plan.peripheral_id, call_id=plan.call_id)]

    def _next_call(self, now: float) -> list[Command]:
        started, self._started = self._started, True
        self._agenda.plan(Plan(Deed.CALL), now + self._agenda.random.expovariate(self._rate))
        return [self._call()] if started else []

    def _call(self) -> CallArrives:
        chance = self._agenda.random
        dialed = chance.choice(self._site.dialed_numbers)
        ani = chance.choice(self._habits.callers)
        account = str(chance.randrange(10 ** (ACCOUNT_DIGITS - 1), 10**ACCOUNT_DIGITS))
        key = dialed.peripheral_id, ani
        self._expected[key] = self._expected.get(key, 0) + 1
        return CallArrives(
            peripheral_id=dialed.peripheral_id,
            dialed_number=dialed.number,
            data=CallData(
                ani=ani,
                caller_entered_digits=account,
                call_variables=(account, *[""] * (CALL_VARIABLE_COUNT - 1)),
                named_variables=tuple(
                    NamedVariable(variable.name, account[: variable.max_length])
                    for variable in self._site.ecc_variables
                ),
            ),
        )

    def refused(self, command: CallArrives) -> None:
        """The call did not get through: nobody is expected any more."""
        self._forget_expected((command.peripheral_id, command.data.ani))

    def _forget_expected(self, key: tuple[int, str]) -> bool:
        expected = self._expected.pop(key, 0)
        if expected > 1:
            self._expected[key] = expected - 1
        return expected > 0

    def observe(self, event: Event, now: float) -> None:
        """Go by what happens to the calls of our callers."""
        match event:
            case CallBegan(to_all=True):
                if self._forget_expected((event.peripheral_id, event.context.data.ani)):
                    self._begin(event, now)
            case CallEstablished():
                if (event.peripheral_id, event.connection.call_id) in self._calls:
                    self._agenda.drop(self._plan(Deed.GIVE_UP, event))
                    talk = self._agenda.draw(self._habits.talk_time)
                    self._agenda.plan(self._plan(Deed.CALLER_HANGS_UP, event), now + talk)
            case CallCleared() | CallEnded(to_all=True):
                self._calls.pop((event.peripheral_id, event.connection.call_id), None)
                self._agenda.drop(self._plan(Deed.GIVE_UP, event), self._plan(Deed.CALLER_HANGS_UP, event))
            case SiteReconfigured():
                self._reconfigure(event.after, now)
            case _:
                pass

    def _begin(self, event: CallBegan, now: float) -> None:
        self._calls[event.peripheral_id, event.connection.call_id] = None
        patience = HASTE if self._agenda.happens(HASTY) else self._habits.patience
        self._agenda.plan(self._plan(Deed.GIVE_UP, event), now + self._agenda.draw(patience))

    @staticmethod
    def _plan(deed: Deed, event: CallBegan | CallEstablished | CallCleared | CallEnded) -> Plan:
        return Plan(deed, event.peripheral_id, call_id=event.connection.call_id)
