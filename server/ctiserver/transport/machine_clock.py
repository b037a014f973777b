"""The time that a machine is given: the real one, as long as the machine keeps up with it.

A machine that has more to do than there is time for falls behind, and so does one whose process did not run for a
while.  Its time waits for it then: nothing is left out and nothing comes before its turn.  Afterwards time goes faster
than the real one until it has caught up, and only so much faster that a client which shows in time that it is there
does so in the machine's time as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import trio

from ctiserver.transport.clock import Clock

UNHURRIED: Final = 0.5
"""Seconds that a deadline may be late and is still made up for at once.

A busy loop and a loaded machine are late by that much now and then, and no client counts so exactly.
"""

CATCH_UP: Final = 1.5
"""How much faster than the real time the machine's time goes while it catches up.

A client that is to be heard of every 20 seconds is so every 13 then; the guide has clients send a heartbeat at a fourth
of their IdleTimeout.
"""


class MachineClock:
    """The time of a machine; it never goes back, and never passes what is due and has not happened yet.

    Args:
        clock: tells the real time.
        next_deadline: tells when the machine has something to do; ``None``: never.
    """

    def __init__(self, clock: Clock, next_deadline: Callable[[], float | None]) -> None:
        self._clock = clock
        self._next_deadline = next_deadline
        self._due = math.inf
        self._is_behind = False
        self._given = self._waited_at = self._went_on = clock.now()
        self._went_on_by_trio = trio.current_time()

    def now(self) -> float:
        """The time of what comes in from outside: just before what is due, which happens after it."""
        now = self._reachable()
        if now >= self._due:
            now = math.nextafter(self._due, -math.inf)
        self._given = max(self._given, now)
        return self._given

    def next_turn(self) -> float:
        """When something is due, in trio's own time; infinite: never, as long as nothing else happens."""
        deadline = self._next_deadline()
        self._due = math.inf if deadline is None else max(deadline, self._given)
        at = self._clock.until(self._due)
        if not self._is_behind:
            return at
        # In trio's time, and not in seconds since 1970: so what time waits for is due at once, to the last bit.
        return max(at, self._went_on_by_trio + (at - self._clock.until(self._waited_at)) / CATCH_UP)

    def begin_turn(self) -> bool:
        """Let time wait for what is due, if that is late by so much that it is not made up for at once.

        Returns:
            Whether it is.
        """
        now = trio.current_time()
        if now - self.next_turn() <= UNHURRIED:
            return False
        self._is_behind = True
        self._waited_at, self._went_on, self._went_on_by_trio = self._due, self._clock.now(), now
        return True

    def take_due(self) -> float | None:
        """Let time go on to the next deadline, and return it; ``None``: that is not due yet."""
        if self.next_turn() > trio.current_time():
            return None
        self._given = self._due
        return self._due

    @property
    def lag(self) -> float:
        """Real seconds that the machine's time is behind."""
        reached = max(self._given, min(self._reachable(), self._due))
        return max(0.0, round(trio.current_time() - self._clock.until(reached), 3))

    def _reachable(self) -> float:
        """The time that it can be now, whatever is due."""
        real = self._clock.now()
        if self._is_behind:
            slower = self._waited_at + (real - self._went_on) * CATCH_UP
            if slower < real:
                return slower
            self._is_behind = False
        return real
