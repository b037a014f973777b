"""Puts the TCP segments of one direction in order, and returns their bytes.

Strategy: ``_next`` is the sequence number of the byte that is due.  A segment that begins before it is cut, one that
begins behind it waits, sorted by nothing: few wait at a time.  When the other end says that it has the bytes that are
due, when more wait than a window holds, or when the connection ends, these bytes will not come; they are reported as a
gap and reading goes on behind it.  One acknowledgement is not believed: some captures have it before what it is about.
Sequence numbers are compared as the protocol does, modulo 2 to the 32nd.
"""

from __future__ import annotations

from typing import Final

import attrs

MOST_WAITING: Final = 1 << 20
"""Most bytes of a direction that wait for earlier ones: more than a window holds."""

MOST_SEGMENTS: Final = 1_000
"""Most segments of a direction that wait for earlier ones."""

ACKNOWLEDGED: Final = 3
"""So many times the other end has to acknowledge bytes before they count as missing in the capture."""

_NUMBERS: Final = 1 << 32


@attrs.frozen
class Gap:
    """Bytes that the capture lacks.

    Args:
        size: how many.
    """

    size: int


class Direction:
    """The bytes that one end of a connection sends, in order and with the gaps in them."""

    def __init__(self) -> None:
        self.first: int | None = None
        """The sequence number of the first byte, known if the beginning of the connection was captured."""
        self._next: int | None = None
        self._waiting: dict[int, bytes] = {}
        self._size = 0
        self._acknowledged = 0

    def open(self, sequence: int) -> None:
        """The connection begins: ``sequence`` is the number of the first byte."""
        self.first = self._next = sequence

    def has_reached(self, sequence: int) -> bool:
        """Whether all bytes before ``sequence`` were returned, or skipped as a gap."""
        return self._ahead(sequence) <= 0

    def segment(self, sequence: int, data: bytes) -> list[bytes | Gap]:
        """Take a segment.

        Returns:
            The bytes that are in order now, split as they were sent, and the gaps before them.
        """
        if self._next is None:
            self._next = sequence
        if not data:
            return []
        chunks: list[bytes | Gap] = [*self._take(sequence, data), *self._due()]
        while self._size > MOST_WAITING or len(self._waiting) > MOST_SEGMENTS:
            chunks += self._skip()
        return chunks

    def acknowledged(self, sequence: int) -> list[bytes | Gap]:
        """The other end acknowledges all bytes before ``sequence``.

        Returns:
            A gap and the bytes behind it, if the bytes that are due will not come any more.
        """
        if not self._waiting or self._ahead(sequence) < self._ahead(self._nearest()):
            return []
        self._acknowledged += 1
        return self._skip() if self._acknowledged >= ACKNOWLEDGED else []

    def end(self) -> list[bytes | Gap]:
        """Nothing more comes.

        Returns:
            The bytes that still wait, and the gaps before them.
        """
        chunks: list[bytes | Gap] = []
        while self._waiting:
            chunks += self._skip()
        return chunks

    def _ahead(self, sequence: int) -> int:
        """How far behind the byte that is due ``sequence`` lies; negative if it is before that byte."""
        distance = (sequence - (self._next or 0)) % _NUMBERS
        return distance - _NUMBERS if distance >= _NUMBERS // 2 else distance

    def _take(self, sequence: int, data: bytes) -> list[bytes]:
        """Take bytes: those that are due are returned, later ones wait."""
        ahead = self._ahead(sequence)
        if ahead > 0:
            known = self._waiting.get(sequence, b"")
            if len(data) > len(known):
                self._waiting[sequence] = data
                self._size += len(data) - len(known)
            return []
        fresh = data[-ahead:]
        if not fresh:
            return []
        self._acknowledged = 0
        self._next = (sequence - ahead + len(fresh)) % _NUMBERS
        return [fresh]

    def _due(self) -> list[bytes]:
        """Take out the waiting bytes that are due by now."""
        chunks: list[bytes] = []
        while due := [sequence for sequence in self._waiting if self._ahead(sequence) <= 0]:
            for sequence in due:
                data = self._waiting.pop(sequence)
                self._size -= len(data)
                chunks += self._take(sequence, data)
        return chunks

    def _nearest(self) -> int:
        """The sequence number of the first byte that waits."""
        return min(self._waiting, key=self._ahead)

    def _skip(self) -> list[bytes | Gap]:
        """Give up the bytes before those that wait: the gap, and what is due behind it."""
        nearest = self._nearest()
        gap = Gap(self._ahead(nearest))
        self._next = nearest
        return [gap, *self._due()]
