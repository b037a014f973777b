"""The centre's time: how fast it goes for clients, whose own time is the world's, and where its half hours begin.

A server may let an hour pass in a minute.  Then a client that is allowed to be silent for twenty seconds is so for
twenty of its own, which are twenty minutes of the centre.  Half hours are the central controller's: at their end
statistics begin anew.  Guide: "SYSTEM_EVENT".
"""

from __future__ import annotations

from typing import Final

import attrs

_HALF_HOUR: Final = 1800.0


@attrs.frozen
class Timescale:
    """The centre's time by that of clients.

    Args:
        rate: how many seconds pass at the centre in one of a client's; above 0.
    """

    rate: float = 1.0

    def after(self, now: float, patience: float) -> float:
        """The centre's time when a client has had ``patience`` of its own seconds from ``now`` on."""
        return now + patience * self.rate

    def outside(self, now: float) -> float:
        """A time of the centre as a client counts: only differences of such times mean anything."""
        return now / self.rate

    def inside(self, moment: float) -> float:
        """The centre's time at a client's moment, as :meth:`outside` gives it."""
        return moment * self.rate


REAL_TIME = Timescale()
"""Both go at the same pace."""


class HalfHours:
    """When the next half hour begins.

    Args:
        now: seconds since 1970.

    Attributes:
        next: the moment at which it does.
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
