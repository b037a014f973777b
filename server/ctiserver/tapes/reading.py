"""Reads tapes line by line, so that memory does not grow with them.

A line that cannot be used is told with its number, and the others are used: the last one of a recorder that was killed
may be half a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ctiserver.tapes.entries import Entry, Flaw, Header, TapeError
from ctiserver.tapes.jsonlines import json_object, numbered_lines, too_long
from ctiserver.tapes.lines import entry_of, header_of
from ctiserver.tapes.migrations import Line, known_format, migrated
from ctiserver.tapes.versions import Profiles


def is_tape(first: bytes) -> bool:
    """Whether an input that begins with ``first`` is a tape with a header."""
    line, end, _ = first.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if line.replace(b" ", b"").startswith(b'{"tape":'):
        return True
    if not (end and line.startswith(b"{") and b'"tape"' in line):
        return False
    try:
        return "tape" in json_object(line)
    except ValueError:
        return False


class Tape:
    """A tape that is being read: its header, and its entries, which can be iterated over once.

    Args:
        header: the header.
        entries: the entries with the numbers of their lines, and flaws where lines cannot be used or contradict
            themselves.
    """

    def __init__(self, header: Header, entries: Iterator[tuple[int, Entry | Flaw]]) -> None:
        self.header = header
        self._entries = entries

    def __iter__(self) -> Iterator[Entry | Flaw]:
        return (entry for _, entry in self._entries)

    def numbered(self) -> Iterator[tuple[int, Entry | Flaw]]:
        """The entries with the numbers of their lines, instead of iterating over the tape itself."""
        return self._entries


def read_tape(stream: BinaryIO, name: str) -> Tape:
    """Read a tape, of the present format or an older one.

    Lines without a header before them are read as format 0: objects with ``hex`` and ``from``.

    Args:
        stream: the file; it is read while the tape is iterated over.
        name: what to call it.

    Raises:
        TapeError: it is none, or of a format that is not known.
    """
    lines = _objects(numbered_lines(stream), name)
    number, first = next(lines, (1, None))
    if first is None:
        raise TapeError(f"{name}: expected a tape, found nothing")
    if isinstance(first, Flaw):
        raise TapeError(f"{name}: expected a tape, which begins with its header: {first.reason}")
    try:
        if "tape" in first:
            written, rest = known_format(first["tape"]), lines
            header = header_of(migrated(first, written))
        elif "hex" in first:
            written, rest, header = 0, _again((number, first), lines), Header()
        else:
            raise TapeError('expected a tape, which begins with its header: {"tape": 1, ...}')  # noqa: TRY301
    except (TapeError, ValueError) as error:
        raise TapeError(f"{name}:{number}: {error}") from error
    return Tape(header, _entries(rest, name, written, Profiles(header.dialect, header.version)))


def _objects(lines: Iterator[tuple[int, bytes | None]], name: str) -> Iterator[tuple[int, Line | Flaw]]:
    for number, line in lines:
        if line is None:
            yield number, Flaw(f"{name}:{number}", too_long())
        elif line.strip():
            try:
                yield number, json_object(line)
            except ValueError as error:
                yield number, Flaw(f"{name}:{number}", str(error))


def _again(
    first: tuple[int, Line | Flaw], rest: Iterator[tuple[int, Line | Flaw]]
) -> Iterator[tuple[int, Line | Flaw]]:
    yield first
    yield from rest


def _entries(
    lines: Iterator[tuple[int, Line | Flaw]], name: str, written: int, profiles: Profiles
) -> Iterator[tuple[int, Entry | Flaw]]:
    for number, line in lines:
        if isinstance(line, Flaw):
            yield number, line
            continue
        try:
            entry, odd = entry_of(migrated(line, written), profiles)
        except ValueError as error:
            yield number, Flaw(f"{name}:{number}", str(error))
            continue
        if odd:
            yield number, Flaw(f"{name}:{number}", odd)
        yield number, entry
