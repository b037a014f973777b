"""Simulated callers: when they call, from which numbers, how long they wait, and how long they talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiproto.constants.limits import CALL_VARIABLE_COUNT, NULL_CALL_ID
from ctiproto.wire import NamedVariable
from ctiserver.centre.switch.commands import AnnounceCall, CallArrives, CallerHangsUp, TranslationRouteCall
from ctiserver.centre.switch.context import CallData
from ctiserver.centre.switch.events import (
    CallBegan,
    CallCleared,
    CallEnded,
    CallEstablished,
    PreCall,
    SiteReconfigured,
    TranslationRouted,
)
from ctiserver.centre.workload.schedule import Action, PlannedAction
from ctiserver.site.keys import CallKey
from ctiserver.site.model import Span

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import Command
    from ctiserver.centre.switch.events import Event
    from ctiserver.centre.workload.schedule import Schedule
    from ctiserver.site.model import Site, WorkloadSettings

SECONDS_PER_HOUR: Final = 3600.0

# Chosen so that a day at the demo site shows some calls that are abandoned at once, and loses few calls all the same.
HASTY: Final = 0.04
"""The share of callers who hang up after a few seconds, in the queue or while it rings."""

HASTE: Final = Span(1.0, 15.0)
"""How long such a caller waits."""

UNDERWAY: Final = Span(1.0, 4.0)
"""How long a call that the router announced is on its way."""

LOST: Final = 0.05
"""The share of announced calls that get lost on their way."""

ACCOUNT_DIGITS: Final = 6
"""Digits of the account number that a caller enters."""


Call = CallArrives | AnnounceCall | TranslationRouteCall
"""How a caller comes."""


class Callers:
    """All simulated callers.

    Args:
        site: the site that they call.
        schedule: where they plan what they do.
        calls_per_hour: how many calls come in; ``None``: as many as the site says.
    """

    def __init__(self, site: Site, schedule: Schedule, calls_per_hour: float | None) -> None:
        self._site = site
        self._schedule = schedule
        self._calls_per_hour = calls_per_hour
        self._expected: dict[tuple[int, str], int] = {}
        """How many calls were made or announced, and it is not told yet, by peripheral and the caller's number."""
        self._underway: dict[PlannedAction, CallArrives] = {}
        """The calls that are on their way, by their arrival."""
        self._calls: dict[tuple[int, int], None] = {}
        """The calls of simulated callers, by peripheral and number."""
        self._started = False
        if self._rate:
            schedule.plan(PlannedAction(Action.CALL), 0.0)

    @property
    def _settings(self) -> WorkloadSettings:
        return self._site.workload

    @property
    def calls_per_hour(self) -> float:
        """How many calls come in an hour: as many as were asked for, else as many as the site says now."""
        return self._settings.calls_per_hour if self._calls_per_hour is None else self._calls_per_hour

    @property
    def _rate(self) -> float:
        """How many calls come in a second."""
        if not self._site.dialed_numbers or not self._settings.callers:
            return 0.0
        return self.calls_per_hour / SECONDS_PER_HOUR

    def _reconfigure(self, site: Site, now: float) -> None:
        """Call another site; the time of the next call is drawn again only if the rate of calls is another one."""
        before, self._site = self._rate, site
        if self._rate != before:
            self._started = True
            self._schedule.cancel(PlannedAction(Action.CALL))
            if self._rate:
                self._schedule.plan(PlannedAction(Action.CALL), now + self._schedule.random.expovariate(self._rate))

    def act(self, planned: PlannedAction, now: float) -> list[Command]:
        """Take a planned action.

        Returns:
            The commands for the switch.
        """
        if planned.action is Action.CALL:
            return self._next_call(now)
        if planned.action is Action.ARRIVE:
            return [self._expect(self._underway.pop(planned))]
        return [CallerHangsUp(peripheral_id=planned.peripheral_id, call_id=planned.call_id)]

    def _next_call(self, now: float) -> list[Command]:
        """Plan the next call, and make the one that is due."""
        # The first time none is due: it only tells when the workload begins, which nothing knew before.
        started, self._started = self._started, True
        self._schedule.plan(PlannedAction(Action.CALL), now + self._schedule.random.expovariate(self._rate))
        return [self._call()] if started else []

    def _call(self) -> Call:
        chance = self._schedule.random
        dialed = chance.choice(self._site.dialed_numbers)
        ani = chance.choice(self._settings.callers)
        account = str(chance.randrange(10 ** (ACCOUNT_DIGITS - 1), 10**ACCOUNT_DIGITS))
        data = CallData(
            ani=ani,
            caller_entered_digits=account,
            call_variables=(account, *[""] * (CALL_VARIABLE_COUNT - 1)),
            named_variables=tuple(
                NamedVariable(variable.name, account[: variable.max_length]) for variable in self._site.ecc_variables
            ),
        )
        how: type[Call] = CallArrives
        if self._settings.announced and self._schedule.happens(self._settings.announced):
            how = TranslationRouteCall if dialed.translation_routes else AnnounceCall
        return self._expect(how(peripheral_id=dialed.peripheral_id, dialed_number=dialed.number, data=data))

    def knows(self, call: CallKey) -> bool:
        """Whether the caller of that call is a simulated one."""
        return call in self._calls

    def _expect(self, call: Call) -> Call:
        """Expect that a call begins, or is announced."""
        key = call.peripheral_id, call.data.ani
        self._expected[key] = self._expected.get(key, 0) + 1
        return call

    def refused(self, command: Call, now: float) -> None:
        """Expect no longer that a refused call begins; what cannot be announced arrives without that."""
        self._forget_expected((command.peripheral_id, command.data.ani))
        if not isinstance(command, CallArrives):
            self._let_arrive(command.peripheral_id, command.dialed_number, command.data, now)

    def _announced(self, peripheral_id: int, number: str, data: CallData, now: float) -> None:
        """Let a call that was announced arrive on that number after a while, if it is not lost."""
        if self._forget_expected((peripheral_id, data.ani)) and not self._schedule.happens(LOST):
            self._let_arrive(peripheral_id, number, data, now + self._schedule.draw(UNDERWAY))

    def _let_arrive(self, peripheral_id: int, number: str, data: CallData, at: float) -> None:
        planned = PlannedAction(Action.ARRIVE, peripheral_id, number=number)
        self._underway[planned] = CallArrives(peripheral_id=peripheral_id, dialed_number=number, data=data)
        self._schedule.plan(planned, at)

    def _forget_expected(self, key: tuple[int, str]) -> bool:
        """Expect one call less from that number; returns whether one was expected."""
        expected = self._expected.pop(key, 0)
        if expected > 1:
            self._expected[key] = expected - 1
        return expected > 0

    def observe(self, event: Event, now: float) -> None:
        """React to what happens to the calls of simulated callers."""
        match event:
            case CallBegan(to_all=True) if (event.peripheral_id, event.connection.call_id) not in self._calls:
                if self._forget_expected((event.peripheral_id, event.context.data.ani)):
                    self._begin(event, now)
            case PreCall(call_id=number) if number == NULL_CALL_ID:
                self._announced(event.peripheral_id, event.extension, event.context.data, now)
            case TranslationRouted():
                self._announced(event.peripheral_id, event.dnis, event.context.data, now)
            case CallEstablished():
                if (event.peripheral_id, event.connection.call_id) in self._calls:
                    self._schedule.cancel(self._planned(Action.GIVE_UP, event))
                    talk = self._schedule.draw(self._settings.talk_time)
                    self._schedule.plan(self._planned(Action.CALLER_HANGS_UP, event), now + talk)
            case CallCleared(goes_on_as=int(leg)):
                self._follow(event, leg)
            case CallCleared() | CallEnded(to_all=True):
                self._calls.pop((event.peripheral_id, event.connection.call_id), None)
                self._schedule.cancel(
                    self._planned(Action.GIVE_UP, event), self._planned(Action.CALLER_HANGS_UP, event)
                )
            case SiteReconfigured():
                self._reconfigure(event.after, now)
            case _:
                pass

    def _begin(self, event: CallBegan, now: float) -> None:
        self._calls[event.peripheral_id, event.connection.call_id] = None
        patience = HASTE if self._schedule.happens(HASTY) else self._settings.patience
        self._schedule.plan(self._planned(Action.GIVE_UP, event), now + self._schedule.draw(patience))

    def _follow(self, event: CallCleared, leg: int) -> None:
        """Let a caller go on with what they planned, on the call that is the next leg of the one that is over."""
        if self._calls.pop((event.peripheral_id, event.connection.call_id), ...) is None:
            self._calls[event.peripheral_id, leg] = None
            for action in (Action.GIVE_UP, Action.CALLER_HANGS_UP):
                planned = self._planned(action, event)
                self._schedule.rename(planned, evolve(planned, call_id=leg))

    @staticmethod
    def _planned(action: Action, event: CallBegan | CallEstablished | CallCleared | CallEnded) -> PlannedAction:
        return PlannedAction(action, event.peripheral_id, call_id=event.connection.call_id)
