"""Reads any input that holds frames, and finds out its format by its first bytes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from ctiproto.versions import Dialect
from ctiserver.tapes.reading import is_tape
from ctiserver.traffic.captures.items import CaptureError, Item
from ctiserver.traffic.captures.lines import read_lines
from ctiserver.traffic.captures.tapes import read_tape_items

if TYPE_CHECKING:
    import io
    from collections.abc import Collection, Iterator

_PCAP_MAGIC: Final = frozenset(
    bytes.fromhex(magic)
    for magic in ("a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "a1b2cd34", "34cdb2a1", "0a0d0d0a")
)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_GZIP: Final = b"\x1f\x8b"
_KNOWN: Final = "hex lines, JSON lines, a tape, pcap or pcapng"
_SNIFFED: Final = 4096


def read_capture(
    stream: io.BufferedReader, name: str, ports: Collection[int] = (), dialect: Dialect = Dialect.UCCE
) -> Iterator[Item]:
    """Read the frames of an input lazily: memory does not grow with it.

    Args:
        stream: hex lines, JSON lines, a tape, pcap or pcapng.
        name: what to call it.
        ports: of a capture of packets, the ports of servers; none: what is said tells which connections count.
        dialect: the family of servers, where the input does not say it, as a tape does.

    Raises:
        CaptureError: it is none of these, it is damaged, or what reads it is not installed.
    """
    head = stream.peek(_SNIFFED)[:_SNIFFED]
    magic = head[:4]
    if magic in _PCAP_MAGIC:
        return _read_pcap(stream, name, magic, ports, dialect)
    if magic.startswith(_GZIP):
        raise CaptureError(f"{name}: expected {_KNOWN}, not gzip: gunzip it first")
    if is_tape(head):
        return read_tape_items(stream, name)
    check_text(head, name, _KNOWN)
    return read_lines(stream, name, dialect)


def check_text(head: bytes, name: str, expected: str) -> None:
    """Refuse an input that begins with ``head`` and cannot be text.

    Raises:
        CaptureError: it is not.
    """
    if head.startswith(_UTF16):
        raise CaptureError(f"{name}: expected {expected} in UTF-8, not UTF-16")
    if b"\0" in head:
        raise CaptureError(f"{name}: expected {expected}, not other binary data")


def _read_pcap(
    stream: io.BufferedReader, name: str, magic: bytes, ports: Collection[int], dialect: Dialect
) -> Iterator[Item]:
    try:
        pcap = import_module("ctiserver.traffic.captures.pcap")
    except ModuleNotFoundError as error:
        if error.name != "dpkt":
            raise
        raise CaptureError(f"{name}: expected the extra pcap: pip install '.[pcap]' in the source tree") from error
    items: Iterator[Item] = pcap.read_pcap(stream, name, magic, ports, dialect)
    return items
