"""Promises of reading the blocks of pcapng; they are put together by hand, in both byte orders."""

from __future__ import annotations

import io
import struct

import pytest

from ctiserver.traffic.captures.pcapng import Packet, read_packets


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    """A block."""
    body += bytes(-len(body) % 4)
    size = struct.pack(f"{order}I", len(body) + 12)
    return struct.pack(f"{order}I", kind) + size + body + size


def section(order: str = "<") -> bytes:
    """The beginning of a section."""
    return block(0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link: int, *options: tuple[int, bytes], order: str = "<", snap: int = 0) -> bytes:
    """An interface."""
    body = struct.pack(f"{order}HHI", link, 0, snap)
    for code, value in options:
        body += struct.pack(f"{order}HH", code, len(value)) + value + bytes(-len(value) % 4)
    return block(1, body, order)


def packet(data: bytes, time: int = 0, number: int = 0, order: str = "<") -> bytes:
    """A packet, with an option behind it."""
    body = struct.pack(f"{order}IIIII", number, time >> 32, time & 0xFFFFFFFF, len(data), len(data))
    return block(6, body + data + bytes(-len(data) % 4) + struct.pack(f"{order}HH", 0, 0), order)


def read(data: bytes) -> list[Packet]:
    """The packets of a file."""
    return list(read_packets(io.BytesIO(data)))


@pytest.mark.parametrize("order", "<>")
def test_packets_of_several_interfaces(order: str) -> None:
    """Each has its own link type and its own unit and beginning of time; other blocks are passed over."""
    data = section(order) + interface(1, (2, b"eth0"), order=order)
    data += interface(101, (9, b"\x09"), (14, struct.pack(f"{order}q", 100)), order=order)
    data += interface(113, (9, b"\x8a"), (9, b""), (0, b""), order=order) + block(5, b"statistics", order)
    data += (
        packet(b"one", 1_500_000, order=order)
        + packet(b"two", 2_000_000_000, 1, order)
        + packet(b"x", 1 << 40, 2, order)
    )
    assert read(data) == [Packet(1.5, 1, b"one"), Packet(102.0, 101, b"two"), Packet(float(1 << 30), 113, b"x")]


@pytest.mark.parametrize("offset", [-1 << 62, -10, 253_402_300_800, 1 << 62])
def test_times_that_are_nonsense_are_none(offset: int) -> None:
    """Before 1970 and after the year 9999 no clock was right, and no date can be written."""
    data = section() + interface(1, (14, struct.pack("<q", offset))) + packet(b"one", 1_500_000)
    assert read(data) == [Packet(None, 1, b"one")]


def test_packets_of_other_kinds() -> None:
    """Simple ones have no time, and may be cut short; old ones name their interface in half the room."""
    old = struct.pack("<HHIIII", 0, 7, 0, 2_000_000, 3, 3) + b"old"
    data = section() + interface(1, snap=4) + block(3, struct.pack("<I", 6) + b"simp") + block(2, old)
    assert read(data) == [Packet(None, 1, b"simp"), Packet(2.0, 1, b"old")]


def test_sections_follow_each_other() -> None:
    """Two files in a row are one; interfaces are those of the section, and so is the byte order."""
    one = section() + interface(1) + packet(b"one")
    other = section(">") + interface(101, order=">") + packet(b"two", order=">")
    assert read(one + other) == [Packet(0.0, 1, b"one"), Packet(0.0, 101, b"two")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (section() + packet(b""), "a packet of interface 0, which is not described"),
        (section() + struct.pack("<II", 6, 13), "a block of 13 bytes"),
        (section() + struct.pack("<II", 6, 8), "a block of 8 bytes"),
        (bytes.fromhex("0a0d0d0a 1c000000 00000000"), "a section without a byte order"),
    ],
)
def test_damage_is_told(data: bytes, said: str) -> None:
    """A block or section that cannot be right raises ValueError, which says what it is."""
    with pytest.raises(ValueError, match=said):
        read(data)
