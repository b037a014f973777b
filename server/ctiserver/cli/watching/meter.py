"""Counts messages, and measures how many come in a second."""

from __future__ import annotations

from collections import deque
from typing import Final

WINDOW: Final = 10
"""Seconds that the rate is taken over."""


class Meter:
    """Counts messages.  Times are the caller's."""

    def __init__(self) -> None:
        self.count = 0
        self._begun: float | None = None
        self._seconds: deque[list[int]] = deque()

    def add(self, now: float) -> None:
        """Count one message."""
        self._begun = now if self._begun is None else self._begun
        self.count += 1
        if self._seconds and self._seconds[-1][0] == int(now):
            self._seconds[-1][1] += 1
        else:
            self._seconds.append([int(now), 1])

    def rate(self, now: float) -> float:
        """Messages in a second, over the last ten seconds that are complete, or what there was of them."""
        while self._seconds and self._seconds[0][0] < int(now) - WINDOW:
            self._seconds.popleft()
        if self._begun is None:
            return 0.0
        seconds = min(WINDOW, int(now) - int(self._begun))
        counted = sum(count for second, count in self._seconds if second < int(now))
        return counted / seconds if seconds else 0.0
