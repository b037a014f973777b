"""The one clock of a process: seconds since 1970, counted by trio, so that a test can let them jump."""

from __future__ import annotations

import math
import time
from typing import Final, Protocol

import trio

stopwatch: Final = time.perf_counter
"""Seconds of real time from some moment on: for how long a turn has lasted, never for what happens in it."""


class Clock(Protocol):
    """Tells the time, and when trio has to wake up for it."""

    def now(self) -> float:
        """Seconds since 1970."""

    def until(self, moment: float) -> float:
        """Convert a moment, in seconds since 1970, to trio's own time."""


class TrioClock:
    """A clock that counts by trio from its start on: with a mock clock in trio, a virtual time.

    Args:
        start: the time to begin with, in seconds since 1970; ``None``: the real time.
        scale: how many seconds pass in one.
    """

    def __init__(self, start: float | None = None, scale: float = 1.0) -> None:
        self._start = time.time() if start is None else start  # the only place that asks for the real time
        self._scale = scale
        self._zero = trio.current_time()

    def now(self) -> float:
        """Seconds since 1970."""
        return self._start + (trio.current_time() - self._zero) * self._scale

    def until(self, moment: float) -> float:
        """Convert a moment, in seconds since 1970, to trio's own time."""
        if math.isinf(moment):
            return math.inf
        return self._zero + (moment - self._start) / self._scale
