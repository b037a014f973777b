"""Makes packets of the entries of a tape: Ethernet, IP and TCP as they might have been.

A tape knows bytes and times, not packets.  So they are made up: a handshake, segments of a usual size, an
acknowledgement now and then, and an end or a reset; with sequence numbers and checksums as they have to be.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator
from typing import Final

import attrs

from ctiproto.connection import Role
from ctiproto.constants import limits
from ctiproto.versions import Dialect
from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.entries import Begin, End, Entry, Frame, Stray
from ctiserver.tapes.versions import MOST_SESSIONS

SEGMENT: Final = 1460
"""Bytes that a segment carries at most, as on a usual Ethernet."""

_UNACKNOWLEDGED: Final = 32 * 1024
_WINDOW: Final = 65535
_NUMBERS: Final = 1 << 32
_FIN, _SYN, _RST, _PUSH, _ACK = 1, 2, 4, 8, 16

_PORTS: Final = {
    Dialect.UCCE: {"": limits.DEFAULT_PORT_SIDE_A, "A": limits.DEFAULT_PORT_SIDE_A, "B": limits.DEFAULT_PORT_SIDE_B},
    Dialect.UCCX: dict.fromkeys(("", "A", "B"), limits.DEFAULT_PORT_UCCX),
}
_SERVERS: Final = {"": "10.0.0.2", "A": "10.0.0.2", "B": "10.0.0.3"}
_CLIENTS: Final = int(ipaddress.IPv4Address("10.1.0.1"))
_FIRST_PORT: Final = 49152
_MOST_PORTS: Final = 16384
_STEP: Final = 0x2545F491
"""Between the first sequence numbers of connections, so that one is never taken for another one's repetition."""

_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@attrs.define
class _End:
    """One end of a connection."""

    address: _IPAddress
    port: int
    mac: bytes
    next: int
    acknowledged: int = 0


class _Connection:
    def __init__(self, number: int, begin: Begin, dialect: Dialect) -> None:
        client, client_port = _end_of(begin.client)
        server, server_port = _end_of(begin.server)
        if client is None or server is None or client.version != server.version:
            client = ipaddress.IPv4Address(_CLIENTS + number // _MOST_PORTS)
            client_port = _FIRST_PORT + number % _MOST_PORTS
            server = ipaddress.IPv4Address(_SERVERS.get(begin.side, _SERVERS["B"]))
        first = number * _STEP
        self._ends = {
            Role.CLIENT: _End(client, client_port, b"\x02\0\0\0\0\1", first % _NUMBERS),
            Role.SERVER: _End(
                server,
                server_port or _PORTS[dialect].get(begin.side, _PORTS[dialect]["B"]),
                b"\x02\0\0\0\0\2",
                (first + _STEP // 2) % _NUMBERS,
            ),
        }

    def begin(self) -> Iterator[bytes]:
        yield self._packet(Role.CLIENT, _SYN)
        yield self._packet(Role.SERVER, _SYN | _ACK)
        yield self._packet(Role.CLIENT, _ACK)

    def data(self, sender: Role, data: bytes) -> Iterator[bytes]:
        for at in range(0, len(data), SEGMENT):
            is_last = at + SEGMENT >= len(data)
            yield self._packet(sender, _ACK | (_PUSH if is_last else 0), data[at : at + SEGMENT])
            other = _other(sender)
            if (self._ends[sender].next - self._ends[other].acknowledged) % _NUMBERS >= _UNACKNOWLEDGED:
                yield self._packet(other, _ACK)

    def end(self, sender: Role | None, how: str) -> Iterator[bytes]:
        by = sender or Role.SERVER
        if how != "closed":
            yield self._packet(by, _RST | _ACK)
            return
        yield self._packet(by, _FIN | _ACK)
        yield self._packet(_other(by), _FIN | _ACK)
        yield self._packet(by, _ACK)

    def _packet(self, sender: Role, flags: int, data: bytes = b"") -> bytes:
        source, target = self._ends[sender], self._ends[_other(sender)]
        if flags & _ACK:
            source.acknowledged = target.next
        ports = struct.pack("!HH", source.port, target.port)
        numbers = struct.pack("!IIBBH", source.next, source.acknowledged, 5 << 4, flags, _WINDOW)
        segment = ports + numbers + bytes(4) + data
        source.next = (source.next + len(data) + bool(flags & (_SYN | _FIN))) % _NUMBERS
        pseudo = source.address.packed + target.address.packed + struct.pack("!II", len(segment), 6)
        segment = segment[:16] + _checksum(pseudo + segment) + segment[18:]
        if source.address.version == 4:  # noqa: PLR2004 - the version
            head = struct.pack("!BBHHHBB", 0x45, 0, 20 + len(segment), 0, 0x4000, 64, 6)
            addresses = source.address.packed + target.address.packed
            packet = head + _checksum(head + addresses) + addresses + segment
            return target.mac + source.mac + b"\x08\x00" + packet
        head = struct.pack("!IHBB", 6 << 28, len(segment), 6, 64)
        return target.mac + source.mac + b"\x86\xdd" + head + source.address.packed + target.address.packed + segment


class Packets:
    """Turns the entries of a tape into packets.

    Args:
        dialect: that of the tape: the port that a server usually has tells it in a capture.
    """

    def __init__(self, dialect: Dialect = Dialect.UCCE) -> None:
        self._dialect = dialect
        self._connections: dict[int, _Connection] = {}
        self._count = 0

    def of(self, entry: Entry) -> Iterator[bytes]:
        """The packets of an entry; a connection without a beginning gets one."""
        if isinstance(entry, Begin):
            yield from self._begun(entry).begin()
        elif isinstance(entry, Frame | Stray):
            if entry.session not in self._connections:
                yield from self._begun(Begin(entry.time, entry.session, entry.side)).begin()
            yield from self._connections[entry.session].data(entry.sender, entry.data)
        elif isinstance(entry, End):
            connection = self._connections.pop(entry.session, None)
            if connection is not None:
                yield from connection.end(entry.sender, entry.how)

    def _begun(self, begin: Begin) -> _Connection:
        connection = self._connections[begin.session] = _Connection(self._count, begin, self._dialect)
        self._count += 1
        if len(self._connections) > MOST_SESSIONS:
            del self._connections[next(iter(self._connections))]
        return connection


def _other(role: Role) -> Role:
    return Role.SERVER if role is Role.CLIENT else Role.CLIENT


def _end_of(text: str) -> tuple[_IPAddress | None, int]:
    """Read address and port; what is a name or no address has ``None``, what is no ``HOST:PORT`` at all port 0."""
    try:
        end = Endpoint.parse(text)
    except ValueError:
        return None, 0
    try:
        return ipaddress.ip_address(end.host.partition("%")[0]), end.port
    except ValueError:
        return None, end.port


def _checksum(data: bytes) -> bytes:
    """The Internet checksum: the complement of the sum of all pairs of bytes, carries added again."""
    # The sum with carries is what is left modulo 0xFFFF, with 0xFFFF in place of 0.
    number = int.from_bytes(data + b"\0" * (len(data) % 2)) % 0xFFFF
    return (~(number or 0xFFFF) & 0xFFFF).to_bytes(2)
