"""Time: the one clock of the server, and the task that wakes the engine when something is due."""

from __future__ import annotations

import math
import time
from typing import Protocol

import trio


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> float:
        """Seconds since 1970."""

    def until(self, moment: float) -> float:
        """Trio's own time at that moment."""


class TrioClock:
    """Seconds since 1970, counted by trio from a moment on: with a mock clock in trio, a virtual time.

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
        """Trio's own time at that moment."""
        if math.isinf(moment):
            return math.inf
        return self._zero + (moment - self._start) / self._scale
