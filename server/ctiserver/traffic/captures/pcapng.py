"""Reads packets from files in the pcapng format.

    +----------+-------------+------------------------+-------------+
    |block type|block length | body, padded to 4 bytes|block length |
    +----------+-------------+------------------------+-------------+

A file may have several sections, each in its own byte order, and each section several interfaces, each with its own
link type and its own unit of time; that is why dpkt's reader, which knows one of each, is not enough.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

from ctiserver.tapes.entries import END_OF_TIME

SECTION: Final = 0x0A0D0D0A
INTERFACE: Final = 1
OLD_PACKET: Final = 2
SIMPLE_PACKET: Final = 3
PACKET: Final = 6

_HEAD: Final = 8
_LITTLE: Final = bytes.fromhex("4d3c2b1a")
_BIG: Final = bytes.fromhex("1a2b3c4d")
_OPTION_RESOLUTION: Final = 9
_OPTION_OFFSET: Final = 14
_POWER_OF_TWO: Final = 0x80
_MICROSECONDS: Final = 1_000_000
_LEAST: Final = 12


class Source(Protocol):
    """A file that is read."""

    def read(self, size: int) -> bytes:
        """Read so many bytes, or fewer if there are no more."""


class Packet(NamedTuple):
    """A packet of a capture.

    Args:
        time: when it was seen, in seconds since 1970; ``None``: the format does not say, or nonsense.
        link: the link type.
        data: its bytes, from the link layer on.
    """

    time: float | None
    link: int
    data: bytes


class _Interface(NamedTuple):
    link: int
    snap: int
    unit: int
    offset: int


def read_packets(source: Source) -> Iterator[Packet]:
    """Read the packets of a file, as they are asked for.

    Raises:
        ValueError: the file is damaged.
        struct.error: as above.
    """
    order = "<"
    interfaces: list[_Interface] = []
    while len(head := source.read(_HEAD)) == _HEAD:
        (kind,) = struct.unpack(f"{order}I", head[:4])
        if kind == SECTION:
            mark = source.read(4)
            if mark not in (_LITTLE, _BIG):
                raise ValueError("a section without a byte order")
            order = "<" if mark == _LITTLE else ">"
            interfaces = []
            _rest(source, head, order, 4)
            continue
        body = _rest(source, head, order, 0)
        if kind == INTERFACE:
            interfaces.append(_interface(body, order))
        elif kind in (PACKET, OLD_PACKET):
            yield _packet(body, order, kind, interfaces)
        elif kind == SIMPLE_PACKET:
            interface = _of(interfaces, 0)
            (size,) = struct.unpack_from(f"{order}I", body)
            yield Packet(None, interface.link, body[4 : 4 + min(size, interface.snap or size)])


def _rest(source: Source, head: bytes, order: str, read: int) -> bytes:
    """The body of a block, of which so many bytes were read."""
    (size,) = struct.unpack(f"{order}I", head[4:])
    if size < _LEAST + read or size % 4:
        raise ValueError(f"a block of {size} bytes")
    data = source.read(size - _HEAD - read)
    return data[:-4]


def _interface(body: bytes, order: str) -> _Interface:
    link, _, snap = struct.unpack_from(f"{order}HHI", body)
    unit, offset, at = _MICROSECONDS, 0, _HEAD
    while at + 4 <= len(body):
        code, size = struct.unpack_from(f"{order}HH", body, at)
        value = body[at + 4 : at + 4 + size]
        if code == _OPTION_RESOLUTION and value:
            exponent = value[0] & ~_POWER_OF_TWO
            unit = 2**exponent if value[0] & _POWER_OF_TWO else 10**exponent
        elif code == _OPTION_OFFSET:
            (offset,) = struct.unpack(f"{order}q", value)
        at += 4 + size + -size % 4
    return _Interface(link, snap, unit, offset)


def _packet(body: bytes, order: str, kind: int, interfaces: list[_Interface]) -> Packet:
    number, high, low, size = struct.unpack_from(f"{order}{'I' if kind == PACKET else 'Hxx'}III", body)
    interface = _of(interfaces, number)
    time = interface.offset + (high << 32 | low) / interface.unit
    return Packet(time if 0 <= time < END_OF_TIME else None, interface.link, body[20 : 20 + size])


def _of(interfaces: list[_Interface], number: int) -> _Interface:
    if number >= len(interfaces):
        raise ValueError(f"a packet of interface {number}, which is not described")
    return interfaces[number]
