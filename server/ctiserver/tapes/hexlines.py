"""A tape as hex lines: a frame each, with a remark that says when, who, and what."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import Message, messages_of
from ctiproto.text import printable
from ctiserver.tapes.entries import Begin, Entry, Frame, Header, Lost, Stray
from ctiserver.tapes.lines import header_line
from ctiserver.tapes.writing import Sink, write_whole


class HexWriter:
    """Writes the frames of a tape as hex lines; everything else is a remark.

    Resource handling: the sink stays open.

    Args:
        sink: where to.
        header: what is said once about the tape.
    """

    def __init__(self, sink: Sink, header: Header) -> None:
        self._sink = sink
        self._messages = messages_of(header.dialect).by_number
        write_whole(sink, f"# {json.dumps(header_line(header))}\n".encode())

    def write(self, entry: Entry) -> None:
        """Add an entry.

        Raises:
            OSError: it could not be written.
        """
        note = f", {json.dumps(entry.note)}" if entry.note else ""
        write_whole(self._sink, f"{_text(entry, self._messages)}{note}\n".encode())


def _text(entry: Entry, messages: Mapping[int, type[Message]]) -> str:
    if isinstance(entry, Lost):
        return f"# {entry.time:.6f} {entry.frames} entries are missing"
    side = f" side {printable(entry.side)}" if entry.side else ""
    when = f"{entry.time:.6f} session {entry.session}{side}"
    match entry:
        case Frame():
            number = int.from_bytes(entry.data[4:MHDR_SIZE])
            name = messages[number].declaration.name if number in messages else str(number)
            return f"{entry.data.hex()} # {when} {entry.sender.value} {name}"
        case Stray():
            return f"# {when} {entry.sender.value} no frame: {entry.data.hex()}"
        case Begin():
            ends = f" {entry.client or '?'} > {entry.server or '?'}" if entry.client or entry.server else ""
            return f"# {when} begins{printable(ends)}"
    by = "" if entry.sender is None else f" by the {entry.sender.value}"
    return f"# {when} {printable(entry.how)}{by}"
