"""How much of what one client does wrong goes into the log.

A client that sends nothing but nonsense must not fill the disk: after so many notes in a while the log says that it
is muted, and the rest of the while nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from ctiserver.engine.effects import Noted, noted

COMPLAINT_WINDOW: Final = 10.0
"""Seconds in which notes about a client are counted."""

MOST_COMPLAINTS: Final = 50
"""Notes about one client in that time."""


@attrs.define(eq=False)
class Complaints:
    """The notes about one client.

    Args:
        since: when the count began.
        told: how many there have been since.
    """

    since: float = 0.0
    told: int = 0

    def told_of(self, client: int, note: Noted, now: float) -> Iterator[Noted]:
        """What the log says of something that the client did now: the note, once that it is muted, or nothing."""
        if now - self.since >= COMPLAINT_WINDOW:
            self.since, self.told = now, 0
        self.told += 1
        if self.told <= MOST_COMPLAINTS:
            yield note
        elif self.told == MOST_COMPLAINTS + 1:
            yield noted("client_muted", "warning", client=client, seconds=COMPLAINT_WINDOW)
