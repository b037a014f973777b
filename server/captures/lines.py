"""Text input: hex lines and JSON lines, also one after the other.

A JSON line has its frame as hex under ``hex``, or is one in its JSON form; ``version`` may say how it is laid out, and
other keys are the business of whoever wrote them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from ctiproto.form import KEYS
from ctiproto.versions import FIRST_VERSION, LAST_VERSION, VERSIONS
from server.captures.hexlines import HexLines, captured, hex_bytes, split_frames
from server.captures.items import Captured, CapturedForm, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

LONGEST_LINE: Final = 1 << 23
"""Bytes.  Room for hundreds of the largest frames; more would be kept in memory for nothing."""

_MARK: Final = b"\xef\xbb\xbf"


def numbered_lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, bytes] | Unreadable]:
    """The lines of ``stream``, counted from 1, without their end; one that is too long is told and skipped."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield Unreadable(f"{name}:{number}", f"expected a line of fewer than {LONGEST_LINE} bytes")
            continue
        yield number, line.removeprefix(_MARK if number == 1 else b"").rstrip(b"\r\n")


def read_lines(stream: BinaryIO, name: str) -> Iterator[Captured | CapturedForm | Unreadable]:
    """The frames of a text.

    Args:
        stream: the text, in UTF-8 where it is more than ASCII.
        name: what to call it.
    """
    hexlines = HexLines(name)
    for entry in numbered_lines(stream, name):
        if isinstance(entry, Unreadable):
            yield from hexlines.end()
            yield entry
            continue
        number, line = entry
        if line.lstrip().startswith(b"{"):
            yield from hexlines.end()
            yield from _json_line(f"{name}:{number}", line)
        else:
            yield from hexlines.line(number, line.decode("latin-1"))
    yield from hexlines.end()


def _json_line(place: str, line: bytes) -> Iterator[Captured | CapturedForm | Unreadable]:
    try:
        entry = json_object(line)
        version = _version(entry.get("version"))
        if "hex" not in entry:
            yield CapturedForm(place, _form(entry), version=version)
            return
        text = entry["hex"]
        frames, flaw = split_frames(hex_bytes(text)) if isinstance(text, str) else ((), "expected a string under hex")
    except ValueError as error:
        yield Unreadable(place, str(error))
        return
    yield from captured(place, frames, version)
    if flaw:
        yield Unreadable(place, flaw)


def _version(value: object) -> int | None:
    if value is None:
        return None
    if type(value) is not int or value not in VERSIONS:
        raise ValueError(f"expected a version from {FIRST_VERSION} to {LAST_VERSION} under version")
    return value


def _form(entry: dict[str, object]) -> dict[str, object]:
    form: dict[str, object] = {key: entry[key] for key in KEYS if key in entry and key != "version"}
    if "message" not in form and "type" not in form:
        raise ValueError("expected a frame: the key hex, or message or type of the JSON form")
    return form


def json_object(line: bytes) -> dict[str, object]:
    """The object that a line consists of.

    Raises:
        ValueError: it is none.
    """
    try:
        value = json.loads(line.decode("utf-8"), object_pairs_hook=_without_doubles)
    except UnicodeDecodeError as error:
        raise ValueError(f"expected UTF-8 in column {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"expected a JSON object: {error.msg} in column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("expected a JSON object that is nested less deeply") from error
    if not isinstance(value, dict):
        raise ValueError("expected a JSON object")  # noqa: TRY004 - a flaw of the input
    return value


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    whole = dict(pairs)
    if len(whole) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return whole
