"""Finds the frames of the CTI protocol in the TCP connections of a capture.

A capture holds other traffic too, and may begin in the middle of a connection.  So a direction is read only from a
point where a frame surely begins: the beginning of the connection, or else a segment that begins with a header that
makes sense, or, once it is known to be CTI, one in which whole frames follow each other.  What is no CTI from the first
byte on is passed over in silence; what stops being CTI is reported.

The frames of one segment are a list: they are few, as at most ``MOST_WAITING`` bytes wait in a direction.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import attrs

from ctiproto.connection import Role
from ctiproto.declare import messages_of
from ctiproto.errors import BadLength
from ctiproto.framing import Framer
from ctiproto.versions import Dialect
from ctiserver.site.endpoints import split_port
from ctiserver.traffic.captures.items import Captured, Ended, Item, Seen, Unreadable
from ctiserver.traffic.captures.sync import find_frame, is_header
from ctiserver.traffic.captures.tcp import Direction, Gap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

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
        time: when it was captured, in seconds since 1970, or ``None``: that is not known.
        acknowledges: the sequence number up to which its sender has what the other end sent, or ``None``.
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
    time: float | None = None
    acknowledges: int | None = None


class _Reader:
    """One direction of a connection: segments to frames."""

    def __init__(self, session: int, sender: str, receiver: str, dialect: Dialect) -> None:
        self._session = session
        self._dialect = dialect
        self._seen = Seen(None, sender, receiver)
        self._order = Direction()
        self._framer: Framer | None = None
        self._spoke = False
        self._last: int | None = None

    @property
    def is_finished(self) -> bool:
        """Whether its sender said that nothing more comes, and all bytes before that were read."""
        return self._last is not None and self._order.has_reached(self._last)

    def is_other(self, sequence: int) -> bool:
        """Whether a connection that begins at ``sequence`` is not this one."""
        return self._order.first != sequence

    def open(self, sequence: int) -> None:
        self._order.open(sequence)
        self._framer = Framer()

    def know(self, by: Role) -> None:
        """Say which end of the session its sender is."""
        self._seen = attrs.evolve(self._seen, by=by)

    def take(self, segment: Segment, sequence: int) -> list[Captured | Unreadable]:
        """Take a segment of the sender; returns the frames that it completes."""
        found = self._read(segment.place, segment.time, self._order.segment(sequence, segment.data))
        if segment.fin:
            self._last = sequence + len(segment.data)
        return found

    def acknowledged(self, segment: Segment, sequence: int) -> list[Captured | Unreadable]:
        """The other end acknowledges bytes; returns the frames that need not wait for missing bytes any more."""
        return self._read(segment.place, segment.time, self._order.acknowledged(sequence))

    def end(self, place: str, time: float | None) -> list[Captured | Unreadable]:
        """Nothing more comes; returns the last frames, and what is left of one that is not whole."""
        found = self._read(place, time, self._order.end())
        if self._spoke and self._framer is not None and self._framer.buffered:
            reason = f"ends within a frame, {self._framer.buffered} bytes of it are there"
            found.append(Unreadable(self._place(place), reason))
        return found

    def _place(self, place: str) -> str:
        return f"{place}, {self._seen.sender} > {self._seen.receiver}"

    def _read(self, place: str, time: float | None, chunks: Sequence[bytes | Gap]) -> list[Captured | Unreadable]:
        seen = attrs.evolve(self._seen, time=time)
        found: list[Captured | Unreadable] = []
        for chunk in chunks:
            if isinstance(chunk, Gap):
                if self._spoke:
                    found.append(Unreadable(self._place(place), f"{chunk.size} bytes are missing in the capture"))
                self._framer = None
            else:
                found += self._frames(place, seen, chunk)
        return found

    def _frames(self, place: str, seen: Seen, chunk: bytes) -> list[Captured | Unreadable]:
        found: list[Captured | Unreadable] = []
        if self._framer is None:
            begin = find_frame(chunk, self._dialect) if self._spoke else 0 if is_header(chunk, self._dialect) else None
            if begin is None:
                return found
            chunk = chunk[begin:]
            self._framer = Framer()
        try:
            for number, frame in self._framer.feed(chunk):
                if not self._spoke and number not in messages_of(self._dialect).by_number:
                    self._framer = None
                    return found
                self._spoke = True
                found.append(Captured(self._place(place), frame, self._session, seen=seen))
        except BadLength as error:
            self._framer = None
            if self._spoke:
                reason = f"expected the header of a frame: {error.finding.reason}"
                found.append(Unreadable(self._place(place), reason))
        return found


class _Connection:
    def __init__(self, session: int, segment: Segment, dialect: Dialect) -> None:
        self.session = session
        self.readers = {
            segment.sender: _Reader(session, segment.sender, segment.receiver, dialect),
            segment.receiver: _Reader(session, segment.receiver, segment.sender, dialect),
        }
        self.closed = False

    def know(self, client: str) -> None:
        """Say which end is the client."""
        for sender, reader in self.readers.items():
            reader.know(Role.CLIENT if sender == client else Role.SERVER)

    def end(self, segment: Segment | None, place: str) -> list[Item]:
        """The connection is over; returns what is left of both directions, and the end. Once only."""
        if self.closed:
            return []
        self.closed = True
        time = None if segment is None else segment.time
        items: list[Item] = [item for reader in self.readers.values() for item in reader.end(place, time)]
        how = "" if segment is None else "reset" if segment.rst else "closed"
        items.append(Ended(self.session, Seen(time, "" if segment is None else segment.sender), how))
        return items


class Streams:
    """The TCP connections of a capture, read as their segments come.

    Args:
        ports: the ports of servers: other connections are left out.  None at all: what is said on a connection tells
            whether it is one.
        dialect: the family of servers.
    """

    def __init__(self, ports: Collection[int] = (), dialect: Dialect = Dialect.UCCE) -> None:
        self._dialect = dialect
        self._ports = frozenset(map(str, ports))
        self._connections: OrderedDict[frozenset[str], _Connection] = OrderedDict()
        self._session = 0

    def segment(self, segment: Segment) -> list[Item]:
        """Take the next segment.

        Returns:
            The frames that it completes, what cannot be read, and connections that ended.
        """
        if self._ports and not self._is_wanted(segment):
            return []
        items: list[Item] = []
        key = frozenset((segment.sender, segment.receiver))
        connection = self._connections.get(key)
        sequence = (segment.sequence + 1) % (1 << 32) if segment.syn else segment.sequence
        begins = segment.syn and not segment.ack
        if connection is not None and begins and connection.readers[segment.sender].is_other(sequence):
            items += connection.end(None, segment.place)
            connection = None
        if connection is None:
            connection = self._connections[key] = self._connected(segment)
        self._connections.move_to_end(key)
        if len(self._connections) > MOST_CONNECTIONS:
            _, oldest = self._connections.popitem(last=False)
            items += oldest.end(None, segment.place)
        if not connection.closed:
            items += _read(connection, segment, sequence)
        return items

    def end(self, place: str) -> Iterator[Item]:
        """The capture ends at ``place``: yields what is left of each connection."""
        # Lazy: thousands of connections may have bytes that wait, and only those of one are made frames at a time.
        for connection in self._connections.values():
            yield from connection.end(None, place)

    def _is_wanted(self, segment: Segment) -> bool:
        return any(_port(end) in self._ports for end in (segment.sender, segment.receiver))

    def _connected(self, segment: Segment) -> _Connection:
        self._session += 1
        connection = _Connection(self._session, segment, self._dialect)
        if _port(segment.sender) in self._ports or (segment.syn and segment.ack):
            connection.know(segment.receiver)
        elif _port(segment.receiver) in self._ports or segment.syn:
            connection.know(segment.sender)
        return connection


def _port(end: str) -> str:
    return split_port(end)[1]


def _read(connection: _Connection, segment: Segment, sequence: int) -> list[Item]:
    items: list[Item] = []
    reader = connection.readers[segment.sender]
    if segment.syn and reader.is_other(sequence):
        reader.open(sequence)
    if segment.acknowledges is not None:
        items += connection.readers[segment.receiver].acknowledged(segment, segment.acknowledges)
    items += reader.take(segment, sequence)
    if segment.rst or all(each.is_finished for each in connection.readers.values()):
        items += connection.end(segment, segment.place)
    return items
