"""Counts how long turns last: all tasks that can go on have theirs, then sockets and signals are looked at again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import trio

from ctiserver.transport.clock import stopwatch

BOUNDS: Final = (0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""The longest turn of each class but the last, in seconds."""


class TurnLengths(trio.abc.Instrument):
    """How many turns there were of each length, within :meth:`counted`.

    It costs a turn about a microsecond, of which no message has more than one, and those of many clients share one.

    Attributes:
        counts: how many of each class of :data:`BOUNDS`, and of those that were longer.
        total: seconds of all turns together.
    """

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total = 0.0
        self._begin = stopwatch()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the turns of the present run of trio within the block."""
        trio.lowlevel.add_instrument(self)
        try:
            yield
        finally:
            trio.lowlevel.remove_instrument(self)

    def after_io_wait(self, timeout: float) -> None:
        """Begin a turn: it is known what happened at sockets."""
        del timeout
        self._begin = stopwatch()

    def before_io_wait(self, timeout: float) -> None:
        """End a turn."""
        del timeout
        self.add(stopwatch() - self._begin)

    def add(self, seconds: float) -> None:
        """Count a turn that lasted so long."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds
