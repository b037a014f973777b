"""Lets happen what is due at a machine, in turns so short that connections and signals are looked at in between."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Final

import trio

from ctiserver.transport.machine_clock import MachineClock

LONGEST_TURN: Final = 0.002
"""Seconds after which a turn ends; what is still due has to wait.

To open a session takes several rounds of all tasks, and with a quarter of a processor each is four times as long.
"""

MOST_IN_A_TURN: Final = 256
"""Deadlines after which a turn ends: the clock of a test may stand still."""

NOTED_LAG: Final = 1.0
"""Seconds that the machine has to be behind before that is told."""

BETWEEN_NOTES: Final = 10.0
"""Seconds after which it is told again."""


class Turns:
    """The turns of a machine.

    Args:
        clock: the machine's time.
        tick: lets the machine do what is due at a time, and carries out its effects.
        read_all: waits until each connection was read once that has sent something.
        note_lag: is told now and then by how many seconds the machine is behind, as long as it is.
    """

    def __init__(
        self,
        clock: MachineClock,
        tick: Callable[[float], None],
        read_all: Callable[[], Awaitable[None]],
        note_lag: Callable[[float], None],
    ) -> None:
        self._clock = clock
        self._tick = tick
        self._read_all = read_all
        self._note_lag = note_lag
        self._noted_at = -math.inf
        self._wake = trio.Event()

    def wake(self) -> None:
        """Look again when something is due: something came in, and it may be earlier now."""
        self._wake.set()

    async def run(self) -> None:
        """Take a turn whenever something is due, until cancelled."""
        while True:
            self._wake = trio.Event()
            with trio.CancelScope(deadline=self._clock.next_turn()) as scope:
                await self._wake.wait()
            if scope.cancelled_caught:
                # What has arrived by now is read before anything expires; after a stop of the process it may be much.
                if self._clock.begin_turn():
                    await self._read_all()
                else:
                    await trio.lowlevel.checkpoint()
                self._take_turn()

    def _take_turn(self) -> None:
        end = trio.current_time() + LONGEST_TURN
        for _ in range(MOST_IN_A_TURN):
            due = self._clock.take_due()
            if due is None:
                break
            self._tick(due)
            if trio.current_time() >= end:
                break
        lag, now = self._clock.lag, trio.current_time()
        if lag >= NOTED_LAG and now >= self._noted_at + BETWEEN_NOTES:
            self._noted_at = now
            self._note_lag(lag)
