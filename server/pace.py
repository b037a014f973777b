"""How fast the contact centre's time goes for clients, whose own time is that of the world.

A server may let an hour pass in a minute.  Then a client that is allowed to be silent for twenty seconds is so for
twenty of its own, which are twenty minutes of the centre.
"""

from __future__ import annotations

import attrs


@attrs.frozen
class Pace:
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


REAL_TIME = Pace()
"""Both go at the same pace."""
