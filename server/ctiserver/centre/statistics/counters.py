"""Counts and times by period: what every statistic is kept in.

Nothing happens when a period ends.  Counters notice it when they are used next, and forget what they had of the period
before; so there are no timers, and counters are as large after a year as after an hour.

Time is in whole milliseconds: sums of such numbers do not depend on the order in which they are added.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum
from functools import cache
from math import inf
from typing import Final

from attrs import define, field, frozen

from ctiproto.constants import AgentState

SECOND: Final = 1000
"""Milliseconds."""


class Period(Enum):
    """A span of time that figures are of; its value is its length in milliseconds, if the clock sets it.

    Such periods are aligned to the clock, in UTC.
    """

    NOW = "now"
    SESSION = "session"
    FIVE_MINUTES = 300 * SECOND
    HALF_HOUR = 1800 * SECOND
    TODAY = 86_400 * SECOND

    # Counters look their tallies up by it at every event; the hash of Enum, that of the name, is made in Python.
    __hash__ = object.__hash__

    # fidelity statistics.periods: ours: Periods are aligned to the clock in UTC: five minutes, half an hour, a day.
    def start(self, now: int) -> int:
        """When the present period of this kind began; 0 if the clock does not set it."""
        return now - now % self.value if isinstance(self.value, int) else 0

    def end(self, now: int) -> float:
        """When the present period of this kind ends; infinity if the clock does not set it."""
        return self.start(now) + self.value if isinstance(self.value, int) else inf


OUT: Final = frozenset((AgentState.LOGIN, AgentState.LOGOUT))
"""States of an agent who is not signed in; LOGIN only announces that the agent is about to be."""

_STATE_TIMES: Final = {AgentState.AVAILABLE: "avail_time", AgentState.NOT_READY: "not_ready_time"}


def _state_times(state: AgentState) -> tuple[str, ...]:
    """The times that grow while an agent is in a state."""
    if state in OUT:
        return ()
    own = _STATE_TIMES.get(state)
    return ("logged_on_time",) if own is None else ("logged_on_time", own)


@cache
def changed_times(before: AgentState, after: AgentState) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The times that grow no longer, and those that begin to grow, when an agent comes into another state."""
    ended, begun = _state_times(before), _state_times(after)
    return tuple(name for name in ended if name not in begun), tuple(name for name in begun if name not in ended)


@frozen
class Amounts:
    """The amounts that a call, a wait or a supervision that is over adds to counters.

    Attributes:
        counts: figures that grow by one.
        times: figures that grow by so many milliseconds.
        longest: figures that become so many milliseconds, unless they are larger.
    """

    counts: tuple[str, ...] = ()
    times: tuple[tuple[str, int], ...] = ()
    longest: tuple[tuple[str, int], ...] = ()


@define
class Tally:
    """The counts and times of one period.

    Attributes:
        begins: when the period began, in milliseconds since 1970.
        counts: by the name of the figure.
        times: by the name of the figure, in milliseconds.
    """

    begins: int
    counts: Counter[str] = field(factory=Counter)
    times: Counter[str] = field(factory=Counter)


class Counters:
    """The figures of an agent or of a skill group.

    Args:
        periods: the periods for which they are kept.
    """

    def __init__(self, *periods: Period) -> None:
        self._tallies = {period: Tally(0) for period in periods}
        self._levels: Counter[str] = Counter()
        """How many agents each time grows for at this moment."""
        self._since = 0
        """Up to when times have grown."""
        self._ends: float = 0
        """When the first of the present periods ends that the clock sets."""

    def change_state(self, before: AgentState, after: AgentState, now: int) -> None:
        """Let the times of another state grow from now on, for an agent who changed from one into the other."""
        ended, begun = changed_times(before, after)
        if ended or begun:
            self._advance(now)
            for name in ended:
                self._levels[name] -= 1
            for name in begun:
                self._levels[name] += 1

    def add(self, amounts: Amounts, now: int) -> None:
        """Add amounts to the present period of each kind."""
        self._advance(now)
        for tally in self._tallies.values():
            for name in amounts.counts:
                tally.counts[name] += 1
            for name, time in amounts.times:
                tally.times[name] += time
            for name, time in amounts.longest:
                tally.times[name] = max(tally.times[name], time)

    def restart(self, period: Period, now: int) -> None:
        """Begin a period anew that the clock does not set."""
        self._advance(now)
        self._tallies[period] = Tally(now)

    def figures(self, period: Period, now: int) -> dict[str, int]:
        """All figures of a period that are not 0: counts, and times in seconds."""
        self._advance(now)
        tally = self._tallies[period]
        return dict(tally.counts) | {name: time // SECOND for name, time in tally.times.items()}

    def _advance(self, now: int) -> None:
        """Begin the periods that the clock has begun since the last use, and let times grow up to now."""
        if now >= self._ends:
            self._begin_periods(now)
        elif elapsed := now - self._since:
            for tally in self._tallies.values():
                for name, level in self._levels.items():
                    tally.times[name] += level * elapsed
        self._since = now

    def _begin_periods(self, now: int) -> None:
        """Begin those periods that the clock has begun, and let the times of each grow from where it began."""
        for period, tally in self._tallies.items():
            start = period.start(now)
            if start > tally.begins:
                tally = self._tallies[period] = Tally(start)  # noqa: PLW2901 - the key stays, its value is a new one
            # A state that began in an earlier period counts for this one only from where this one began.
            # fidelity statistics.split-by-period: ours: A state that lasts from one period into the next counts in
            # each for the time in it.
            elapsed = now - max(self._since, tally.begins)
            if elapsed:
                for name, level in self._levels.items():
                    tally.times[name] += level * elapsed
        self._ends = min(period.end(now) for period in self._tallies)
