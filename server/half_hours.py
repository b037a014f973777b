"""The half hours of the central controller's time, at whose end statistics begin anew.  Guide: "SYSTEM_EVENT"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_HALF_HOUR: Final = 1800.0


class HalfHours:
    """When the next half hour begins.

    Args:
        now: seconds since 1970.

    Attributes:
        next: the moment at which it does.
    """

    def __init__(self, now: float) -> None:
        self.next = (now // _HALF_HOUR + 1) * _HALF_HOUR

    def take_due(self, now: float) -> Iterator[float]:
        """The beginnings of half hours that are over now and were not taken before."""
        while self.next <= now:
            yield self.next
            self.next += _HALF_HOUR
