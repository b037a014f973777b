"""Converts between the contact centre's time and that of clients, and finds where half hours begin.

A server may let an hour pass in a minute.  Then a client that is allowed to be silent for twenty seconds is so for
twenty of its own, which are twenty minutes of the centre.  Half hours are the central controller's: at their end
statistics begin anew.  Guide: "SYSTEM_EVENT".
"""

from __future__ import annotations

from typing import Final

import attrs

# fidelity system.half-hours: guide SYSTEM_EVENT: A new half hour of the central controller is told to every session.
_HALF_HOUR: Final = 1800.0


@attrs.frozen
class Timescale:
    """How the centre's time goes by that of clients.

    Args:
        rate: how many seconds pass at the centre in one of a client's; above 0.
    """

    rate: float = 1.0

    def after(self, now: float, patience: float) -> float:
        """The centre's time ``patience`` seconds of a client after ``now``, a time of the centre."""
        return now + patience * self.rate

    def outside(self, now: float) -> float:
        """Convert a time of the centre into seconds of a client; only differences of such times mean anything."""
        return now / self.rate

    def inside(self, moment: float) -> float:
        """Convert back what :meth:`outside` gave."""
        return moment * self.rate


REAL_TIME = Timescale()
"""A second at the centre is a second of a client."""


class HalfHours:
    """Counts the half hours of the central controller.

    Args:
        now: seconds since 1970.

    Attributes:
        next: when the next one begins.
    """

    def __init__(self, now: float) -> None:
        self.next = (now // _HALF_HOUR + 1) * _HALF_HOUR

    def take_due(self, now: float) -> list[float]:
        """Take the beginnings of half hours that are over now and were not taken before."""
        due: list[float] = []
        while self.next <= now:
            due.append(self.next)
            self.next += _HALF_HOUR
        return due
