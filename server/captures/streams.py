"""TCP connections -> frames of the CTI protocol.

A capture holds other traffic too, and may begin in the middle of a connection.  So a direction is read only from a
point where a frame surely begins: the beginning of the connection, or else a segment that begins with a header that
makes sense.  What is no CTI from the first byte on is passed over in silence; what stops being CTI is reported.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import attrs

from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import BY_NUMBER
from ctiproto.errors import BadLength
from ctiproto.framing import MAX_MESSAGE_LENGTH, Framer
from server.captures.items import Captured, Ended, Item, Unreadable
from server.captures.tcp import Direction, Gap

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CONNECTIONS: Final = 4_096
"""Connections that are remembered; of more, the one that was silent longest is taken to have ended."""


@attrs.frozen
class Segment:
    """A TCP segment.

    Args:
        place: where it stands in the capture.
        sender: address and port of who sent it.
        receiver: address and port of who gets it.
        sequence: its sequence number.
        data: its bytes.
        syn: whether it begins a connection.
        ack: whether it acknowledges something; the first segment of all does not.
        fin: whether its sender will send nothing more.
        rst: whether it breaks the connection off.
    """

    place: str
    sender: str
    receiver: str
    sequence: int
    data: bytes
    syn: bool = False
    ack: bool = True
    fin: bool = False
    rst: bool = False


class _Reader:
    """One direction of a connection: segments to frames."""

    def __init__(self, session: int, who: str) -> None:
        self._session = session
        self._who = who
        self._order = Direction()
        self._framer: Framer | None = None
        self._spoke = False
        self._last: int | None = None

    @property
    def is_finished(self) -> bool:
        """Whether its sender said that nothing more comes, and all before that was had."""
        return self._last is not None and self._order.has_reached(self._last)

    def is_other(self, sequence: int) -> bool:
        """Whether a connection that begins at ``sequence`` is not this one."""
        return self._order.first != sequence

    def open(self, sequence: int) -> None:
        self._order.open(sequence)
        self._framer = Framer()

    def take(self, segment: Segment, sequence: int) -> Iterator[Captured | Unreadable]:
        place = f"{segment.place}, {self._who}"
        for chunk in self._order.segment(sequence, segment.data):
            yield from self._read(place, chunk)
        if segment.fin:
            self._last = sequence + len(segment.data)

    def end(self, place: str) -> Iterator[Captured | Unreadable]:
        for chunk in self._order.end():
            yield from self._read(f"{place}, {self._who}", chunk)
        if self._spoke and self._framer is not None and self._framer.buffered:
            yield Unreadable(
                f"{place}, {self._who}", f"ends within a frame, {self._framer.buffered} bytes of it are there"
            )

    def _read(self, place: str, chunk: bytes | Gap) -> Iterator[Captured | Unreadable]:
        if isinstance(chunk, Gap):
            if self._spoke:
                yield Unreadable(place, f"{chunk.size} bytes are missing in the capture")
            self._framer = None
            return
        if self._framer is None:
            if not _is_header(chunk):
                return
            self._framer = Framer()
        try:
            for number, frame in self._framer.feed(chunk):
                if not self._spoke and number not in BY_NUMBER:
                    self._framer = None
                    return
                self._spoke = True
                yield Captured(place, frame, self._session)
        except BadLength as error:
            self._framer = None
            if self._spoke:
                yield Unreadable(place, f"expected the header of a frame: {error.finding.reason}")


def _is_header(data: bytes) -> bool:
    if len(data) < MHDR_SIZE:
        return False
    return int.from_bytes(data[:4]) <= MAX_MESSAGE_LENGTH and int.from_bytes(data[4:MHDR_SIZE]) in BY_NUMBER


class _Connection:
    def __init__(self, session: int, segment: Segment) -> None:
        self.session = session
        self.readers = {
            segment.sender: _Reader(session, f"{segment.sender} > {segment.receiver}"),
            segment.receiver: _Reader(session, f"{segment.receiver} > {segment.sender}"),
        }
        self.closed = False

    def end(self, place: str) -> Iterator[Item]:
        if not self.closed:
            self.closed = True
            for reader in self.readers.values():
                yield from reader.end(place)
            yield Ended(self.session)


class Streams:
    """All connections of a capture."""

    def __init__(self) -> None:
        self._connections: OrderedDict[frozenset[str], _Connection] = OrderedDict()
        self._session = 0

    def segment(self, segment: Segment) -> Iterator[Item]:
        """Take the next segment; yield the frames that it completes, and what is wrong."""
        key = frozenset((segment.sender, segment.receiver))
        connection = self._connections.get(key)
        sequence = (segment.sequence + 1) % (1 << 32) if segment.syn else segment.sequence
        begins = segment.syn and not segment.ack
        if connection is not None and begins and connection.readers[segment.sender].is_other(sequence):
            yield from connection.end(segment.place)
            connection = None
        if connection is None:
            connection = self._connections[key] = self._connected(segment)
        self._connections.move_to_end(key)
        if len(self._connections) > MOST_CONNECTIONS:
            _, oldest = self._connections.popitem(last=False)
            yield from oldest.end(segment.place)
        if not connection.closed:
            yield from _read(connection, segment, sequence)

    def end(self, place: str) -> Iterator[Item]:
        """The capture ends at ``place``."""
        for connection in self._connections.values():
            yield from connection.end(place)

    def _connected(self, segment: Segment) -> _Connection:
        self._session += 1
        return _Connection(self._session, segment)


def _read(connection: _Connection, segment: Segment, sequence: int) -> Iterator[Item]:
    reader = connection.readers[segment.sender]
    if segment.syn and reader.is_other(sequence):
        reader.open(sequence)
    yield from reader.take(segment, sequence)
    if segment.rst or all(each.is_finished for each in connection.readers.values()):
        yield from connection.end(segment.place)
