"""Counts and times by period: what every statistic is kept in.

Nothing happens when a period ends.  An account notices it when it is used next, and forgets what it had of the period
before; so there are no timers, and an account is as large after a year as after an hour.

Time is in whole milliseconds: sums of such numbers do not depend on the order in which they are added.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import Final

from attrs import define, field, frozen

from ctiproto.constants import AgentState

SECOND: Final = 1000


class Period(Enum):
    """A span of time that figures are of; its value is how long it lasts, if the clock says so.

    Such periods are aligned to the clock, in UTC.
    """

    NOW = "now"
    SESSION = "session"
    FIVE_MINUTES = 300 * SECOND
    HALF_HOUR = 1800 * SECOND
    TODAY = 86_400 * SECOND

    def start(self, now: int) -> int:
        """When the present period of this kind began; 0 if the clock does not say."""
        return now - now % self.value if isinstance(self.value, int) else 0


OUT: Final = frozenset((AgentState.LOGIN, AgentState.LOGOUT))
"""States of somebody who is not at work; LOGIN only tells that he is about to be."""

_STATE_TIMES: Final = {AgentState.AVAILABLE: "avail_time", AgentState.NOT_READY: "not_ready_time"}


def state_times(state: AgentState) -> frozenset[str]:
    """The times that grow while an agent is in a state."""
    if state in OUT:
        return frozenset()
    own = _STATE_TIMES.get(state)
    return frozenset(("logged_on_time",)) if own is None else frozenset(("logged_on_time", own))


@frozen
class Amounts:
    """What one thing that is over adds to an account.

    Attributes:
        counts: Figures that grow by one.
        times: Figures that grow by so many milliseconds.
        longest: Figures that become so many milliseconds, unless they are larger.
    """

    counts: tuple[str, ...] = ()
    times: tuple[tuple[str, int], ...] = ()
    longest: tuple[tuple[str, int], ...] = ()


@define
class Tally:
    """What there is of one period.

    Attributes:
        begins: When the period began.
    """

    begins: int
    counts: Counter[str] = field(factory=Counter)
    times: Counter[str] = field(factory=Counter)


class Account:
    """The figures of an agent or of a group.

    Args:
        periods: the periods for which it keeps them.
    """

    def __init__(self, *periods: Period) -> None:
        self._tallies = {period: Tally(0) for period in periods}
        self._levels: Counter[str] = Counter()
        self._since = 0

    def moves(self, before: AgentState, after: AgentState, now: int) -> None:
        """Somebody goes from one state into another: from now on other times grow."""
        ended, begun = state_times(before), state_times(after)
        if ended != begun:
            self._reach(now)
            self._levels.subtract(ended - begun)
            self._levels.update(begun - ended)

    def add(self, amounts: Amounts, now: int) -> None:
        """Something is over."""
        self._reach(now)
        for tally in self._tallies.values():
            tally.counts.update(amounts.counts)
            for name, time in amounts.times:
                tally.times[name] += time
            for name, time in amounts.longest:
                tally.times[name] = max(tally.times[name], time)

    def restart(self, period: Period, now: int) -> None:
        """A period begins that the clock does not know of."""
        self._reach(now)
        self._tallies[period] = Tally(now)

    def figures(self, period: Period, now: int) -> dict[str, int]:
        """Everything of a period that is not 0: counts, and times in seconds."""
        self._reach(now)
        tally = self._tallies[period]
        return dict(tally.counts) | {name: time // SECOND for name, time in tally.times.items()}

    def _reach(self, now: int) -> None:
        """Let times grow up to now, and periods begin that have begun since."""
        for period, tally in self._tallies.items():
            start = period.start(now)
            if start > tally.begins:
                tally = self._tallies[period] = Tally(start)  # noqa: PLW2901 - the key stays, its value is a new one
            elapsed = now - max(self._since, tally.begins)
            if elapsed:
                for name, level in self._levels.items():
                    tally.times[name] += level * elapsed
        self._since = now
