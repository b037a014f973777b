"""TCP segments as they were captured -> the bytes of one direction, in order.

Strategy: ``next`` is the sequence number of the byte that is due.  A segment that begins before it is cut, one that
begins behind it waits, sorted by nothing: few wait at a time.  When the other end says that it has the bytes that are
due, when more wait than a window holds, or when the connection ends, these bytes will not come; they are reported as a
gap and reading goes on behind it.  One acknowledgement is not believed: some captures have it before what it is about.
Sequence numbers are compared as the protocol does, modulo 2 to the 32nd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_WAITING: Final = 1 << 20
"""Bytes that wait for earlier ones."""

MOST_SEGMENTS: Final = 1_000
"""Segments that wait for earlier ones."""

ACKNOWLEDGED: Final = 3
"""So many times the other end has to say that it has bytes that are missing."""

_NUMBERS: Final = 1 << 32


@attrs.frozen
class Gap:
    """Bytes that the capture lacks.

    Args:
        size: how many.
    """

    size: int


class Direction:
    """What one end of a connection sends."""

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
        """Whether all bytes before ``sequence`` were had."""
        return self._ahead(sequence) <= 0

    def segment(self, sequence: int, data: bytes) -> Iterator[bytes | Gap]:
        """Take a segment; yield what is in order now, split as it was sent."""
        if self._next is None:
            self._next = sequence
        if not data:
            return
        yield from self._take(sequence, data)
        yield from self._due()
        while self._size > MOST_WAITING or len(self._waiting) > MOST_SEGMENTS:
            yield from self._skip()

    def acknowledged(self, sequence: int) -> Iterator[bytes | Gap]:
        """The other end says that it has all bytes before ``sequence``; yield what need not wait any more."""
        if not self._waiting or self._ahead(sequence) < self._ahead(self._nearest()):
            return
        self._acknowledged += 1
        if self._acknowledged >= ACKNOWLEDGED:
            yield from self._skip()

    def end(self) -> Iterator[bytes | Gap]:
        """Nothing more comes: yield what waits."""
        while self._waiting:
            yield from self._skip()

    def _ahead(self, sequence: int) -> int:
        """How far behind the byte that is due ``sequence`` lies; negative if it was had before."""
        distance = (sequence - (self._next or 0)) % _NUMBERS
        return distance - _NUMBERS if distance >= _NUMBERS // 2 else distance

    def _take(self, sequence: int, data: bytes) -> Iterator[bytes]:
        ahead = self._ahead(sequence)
        if ahead > 0:
            known = self._waiting.get(sequence, b"")
            if len(data) > len(known):
                self._waiting[sequence] = data
                self._size += len(data) - len(known)
            return
        fresh = data[-ahead:]
        if fresh:
            self._acknowledged = 0
            self._next = (sequence - ahead + len(fresh)) % _NUMBERS
            yield fresh

    def _due(self) -> Iterator[bytes]:
        while due := [sequence for sequence in self._waiting if self._ahead(sequence) <= 0]:
            for sequence in due:
                data = self._waiting.pop(sequence)
                self._size -= len(data)
                yield from self._take(sequence, data)

    def _nearest(self) -> int:
        """Where what waits begins."""
        return min(self._waiting, key=self._ahead)

    def _skip(self) -> Iterator[bytes | Gap]:
        nearest = self._nearest()
        yield Gap(self._ahead(nearest))
        self._next = nearest
        yield from self._due()
