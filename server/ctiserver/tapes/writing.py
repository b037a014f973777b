"""Writes tapes: each line whole and at once, so that a program that is killed leaves a tape that can be read."""

from __future__ import annotations

import json
from typing import Final, Protocol

from ctiserver.tapes.entries import Entry, Header
from ctiserver.tapes.lines import entry_line, header_line

_END: Final = b"\n"


class Sink(Protocol):
    """A file that was opened without a buffer, or anything that takes bytes as one does."""

    def write(self, data: bytes, /) -> int | None:
        """Write bytes.

        Returns:
            How many were written; ``None``: all.
        """


def header_bytes(header: Header) -> bytes:
    """The line of a header, with its end."""
    return json.dumps(header_line(header)).encode() + _END


def entry_bytes(entry: Entry) -> bytes:
    """The line of an entry, with its end."""
    return json.dumps(entry_line(entry)).encode() + _END


class TapeWriter:
    """Writes a tape; the header comes first, by itself.

    Resource handling: the sink stays open.

    Args:
        sink: where to; with a file that has no buffer, every line has left the process when it is written.
        header: what is said once.
    """

    def __init__(self, sink: Sink, header: Header) -> None:
        self._sink = sink
        write_whole(sink, header_bytes(header))

    def write(self, entry: Entry) -> None:
        """Add an entry.

        Raises:
            OSError: it could not be written, or not wholly.
        """
        write_whole(self._sink, entry_bytes(entry))


def write_whole(sink: Sink, data: bytes) -> None:
    """Write all of ``data``, in as many pieces as the sink wants.

    Raises:
        OSError: that is not possible.
    """
    while data:
        written = sink.write(data)
        data = data[len(data) if written is None else written :]
