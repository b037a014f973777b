"""Reads lines of hex dumps, as tools print them: an offset, the bytes, and the bytes as text.

    00000000: 0000 0004 0000 0005 0000 0001            ............      xxd
    000000 00 00 00 04 00 00 00 05 00 00 00 01                            od -Ax -tx1
    00000000  00 00 00 04 00 00 00 05  00 00 00 01     |............|    hexdump -C
        0x0000:  4500 0034 1c46 4000 4006 b1e6 7f00    E..4.F@.@...      tcpdump -X
    0000   00 00 00 04 00 00 00 05 00 00 00 01         ............      Wireshark

What is dumped may be a frame, or the packet around it, with or without its link layer.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_LINE: Final = re.compile(
    r"\s*(?:0[xX])?(?:(?P<marked>[0-9A-Fa-f]{4,8}):\s+|(?P<apart>[0-9A-Fa-f]{4,8})\s{2,}|(?P<near>[0-9A-Fa-f]{6})\s)"
    r"(?P<rest>\S.*)"
)
_END: Final = re.compile(r"\s*([0-9A-Fa-f]{6,8})\s*")
_PAIRS: Final = re.compile(r"([0-9A-Fa-f]{2}|[0-9A-Fa-f]{4})(?=\s|$)")
_GROUPS: Final = re.compile(r"((?:[0-9A-Fa-f]{2}){1,8})(?=\s|$)")
_TIME: Final = r"\s*(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d+ "
_PACKET_TITLE: Final = re.compile(_TIME + r"(?:\S+ +(?:In|Out|P|B|M) +)?(?:IP6?|ARP) ")

LARGEST_DUMP: Final = 1 << 17
"""Most bytes of a dump: anything larger than a packet is not taken for one."""


class DumpLine(NamedTuple):
    """A line of a dump.

    Args:
        offset: where its bytes begin.
        data: the bytes.
    """

    offset: int
    data: bytes


def dump_line(text: str) -> DumpLine | None:
    """Read a line of a dump; ``None``: it is none."""
    found = _LINE.fullmatch(text)
    if found is None:
        end = _END.fullmatch(text)
        return None if end is None else DumpLine(int(end[1], 16), b"")
    marked, apart, near, rest = found.group("marked", "apart", "near", "rest")
    # Wide groups behind an unmarked offset are a frame in groups of its own.
    data = _data(rest, _GROUPS if marked else _PAIRS)
    return DumpLine(int(marked or apart or near, 16), data) if data else None


def is_packet_title(text: str) -> bool:
    """Whether a line is the one that tcpdump prints above a dump."""
    return _PACKET_TITLE.match(text) is not None


def _data(text: str, groups: re.Pattern[str]) -> bytes:
    data, at = b"", 0
    while group := groups.match(text, at):
        data += bytes.fromhex(group[1])
        at = len(text) - len(text[group.end() :].lstrip())
        if at - group.end() > 1 and _is_text_of(text[at:], data):
            break
    return data


def _is_text_of(text: str, data: bytes) -> bool:
    """Whether ``text`` is what a tool shows beside ``data``."""
    shown = text.rstrip()
    shown = shown.removeprefix("|").removesuffix("|") if shown.startswith("|") else shown
    if len(shown) > len(data):
        return False
    return all(chr(byte) == each for byte, each in zip(data, shown, strict=False) if ord("!") <= byte <= ord("~"))


class Dump:
    """The bytes of a dump, put together from its lines."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._row = b""
        self._is_repeated = False

    @property
    def data(self) -> bytes:
        """The bytes so far."""
        return bytes(self._data)

    def add(self, line: DumpLine) -> bool:
        """Add a line if it belongs to the dump; returns whether it does."""
        if self._is_repeated and len(self._data) < line.offset <= LARGEST_DUMP and self._row:
            missing = line.offset - len(self._data)
            self._data += (self._row * (missing // len(self._row) + 1))[:missing]
        self._is_repeated = False
        if line.offset != len(self._data) or len(self._data) > LARGEST_DUMP:
            return False
        self._data += line.data
        self._row = line.data
        return True

    def repeat(self) -> None:
        """Repeat the last line up to the offset of the next one, as a line with ``*`` says."""
        self._is_repeated = True


_ETHERTYPES: Final = (b"\x08\x00", b"\x86\xdd")
_TCP: Final = 6


def tcp_payload(packet: bytes) -> bytes | None:
    """The payload of TCP in a packet with or without a link layer's header; ``None``: it is no packet of TCP."""
    for link in (0, 14, 18, 16):
        if link and packet[link - 2 : link] not in _ETHERTYPES:
            continue
        payload = _ip_payload(packet[link:])
        if payload is not None:
            return payload
    return None


def _ip_payload(packet: bytes) -> bytes | None:
    if len(packet) < 40:  # noqa: PLR2004 - the smallest headers of IPv4 and TCP, or that of IPv6
        return None
    if packet[0] >> 4 == 4 and packet[9] == _TCP:  # noqa: PLR2004 - the version
        head, size = 4 * (packet[0] & 15), int.from_bytes(packet[2:4])
    elif packet[0] >> 4 == 6 and packet[6] == _TCP:  # noqa: PLR2004 - as above
        head, size = 40, 40 + int.from_bytes(packet[4:6])
    else:
        return None
    segment = packet[head:size]
    if not head + 20 <= size <= len(packet):
        return None
    return segment[4 * (segment[12] >> 4) :]
