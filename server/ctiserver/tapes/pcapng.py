"""A tape as a pcapng file, which Wireshark opens."""

from __future__ import annotations

import struct
from typing import Final

from ctiserver.tapes.entries import Entry, Header, Lost
from ctiserver.tapes.packets import Packets
from ctiserver.tapes.writing import Sink, write_whole

_SECTION: Final = 0x0A0D0D0A
_INTERFACE: Final = 1
_PACKET: Final = 6
_ORDER_MARK: Final = 0x1A2B3C4D
_ETHERNET: Final = 1
_LARGEST_PACKET: Final = 262144
_COMMENT: Final = 1
_APPLICATION: Final = 4
_LONGEST_COMMENT: Final = 60_000


class PcapngWriter:
    """Writes packets that the entries of a tape might have been, with their times; notes become comments.

    Resource handling: the sink stays open.

    Args:
        sink: where to.
        header: what is said once about the tape.
    """

    def __init__(self, sink: Sink, header: Header) -> None:
        self._sink = sink
        self._start = header.start
        self._packets = Packets(header.dialect)
        options = _option(_APPLICATION, "ctiserver") + _option(_COMMENT, header.notes)
        section = struct.pack("<IHHq", _ORDER_MARK, 1, 0, -1) + _closed(options)
        write_whole(sink, _block(_SECTION, section))
        write_whole(sink, _block(_INTERFACE, struct.pack("<HHI", _ETHERNET, 0, _LARGEST_PACKET)))

    def write(self, entry: Entry) -> None:
        """Add the packets of an entry.

        Raises:
            OSError: they could not be written.
        """
        time = round((self._start + entry.time) * 1_000_000)
        options = b"" if isinstance(entry, Lost) else _closed(_option(_COMMENT, entry.note))
        for packet in self._packets.of(entry):
            head = struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(packet), len(packet))
            write_whole(self._sink, _block(_PACKET, head + _padded(packet) + options))
            options = b""


def _block(kind: int, body: bytes) -> bytes:
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


def _option(code: int, text: str) -> bytes:
    if not text:
        return b""
    value = text.encode()[:_LONGEST_COMMENT]
    return struct.pack("<HH", code, len(value)) + _padded(value)


def _closed(options: bytes) -> bytes:
    return options + bytes(4) if options else b""


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
