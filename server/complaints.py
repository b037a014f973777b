"""How much of what one client does wrong goes into the log.

A client that sends nothing but nonsense must not fill the disk: after so many notes in a while the log says that it
is muted, and the rest of the while nothing.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

import attrs

COMPLAINT_WINDOW: Final = 10.0
"""Seconds in which notes about a client are counted."""

MOST_COMPLAINTS: Final = 50
"""Notes about one client in that time."""


class Complaint(Enum):
    """What to do with a note."""

    TELL = auto()
    MUTE = auto()
    """Say that from now on nothing is said."""
    SWALLOW = auto()


@attrs.define(eq=False)
class Complaints:
    """The notes about one client.

    Args:
        since: when the count began.
        told: how many there have been since.
    """

    since: float = 0.0
    told: int = 0

    def count(self, now: float) -> Complaint:
        """What to do with a note that is due now."""
        if now - self.since >= COMPLAINT_WINDOW:
            self.since, self.told = now, 0
        self.told += 1
        if self.told <= MOST_COMPLAINTS:
            return Complaint.TELL
        return Complaint.MUTE if self.told == MOST_COMPLAINTS + 1 else Complaint.SWALLOW
