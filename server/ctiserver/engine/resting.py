"""Lets what fails again and again rest for a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from ctiserver.engine.effects import Mistake, log_failure
from ctiserver.engine.outcome import Outcome
from ctiserver.engine.side import Side
from ctiserver.engine.timescale import Timescale

REST: Final = 60.0
"""Seconds of a client for which it rests: a mistake does not mend itself, and its trace is long."""


class Part(Protocol):
    """A part of the server that has deadlines."""

    def next_deadline(self) -> float | None:
        """When it has something to do; ``None``: never."""


class Resting:
    """The parts of the server whose deadlines failed, and which of them rest.

    Mostly a part that fails goes on with its next deadline: what failed is out of the way by then.  One that fails
    twice at the same deadline would do so for ever, and nothing else would be done.

    Args:
        pace: how fast the centre's time goes for clients.
    """

    def __init__(self, pace: Timescale) -> None:
        self._pace = pace
        self._failed_at: dict[Part, float | None] = {}
        self._until: dict[Part, float] = {}

    def fail(self, part: Part, event: str, error: Exception, now: float) -> Mistake:
        """Note that a part failed; let it rest if it failed before at the deadline that is due now.

        Returns:
            A record for the log.
        """
        deadline = part.next_deadline()
        is_due = deadline is not None and deadline <= now
        if is_due and self._failed_at.get(part) == deadline:
            self._until[part] = self._pace.after(now, REST)
        self._failed_at[part] = deadline if is_due else None
        return log_failure(event, error)

    def guarded(self, side: Side, step: Callable[[], Outcome], now: float) -> Outcome:
        """Let a side do what is due, unless it rests; a mistake there must not keep anything else from being done."""
        if self.has(side, now):
            return Outcome([], [])
        try:
            return step()
        except Exception as error:  # noqa: BLE001 - as a request: what comes next must not depend on it
            done = side.engine.out.take()
            return Outcome([*done.effects, self.fail(side, "deadline_failed", error, now)], done.untold)

    def has(self, part: Part, now: float) -> bool:
        """Whether a part rests."""
        return self._until.get(part, now) > now

    def next_deadline(self, part: Part) -> float | None:
        """When a part has something to do and does not rest."""
        deadline = part.next_deadline()
        return deadline if deadline is None else max(deadline, self._until.get(part, deadline))
