"""Text input: hex lines and JSON lines, also one after the other.

A JSON line has its frame as hex under ``hex``, or is one in its JSON form; ``version`` may say how it is laid out, and
other keys are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.json_form import KEYS
from ctiproto.versions import FIRST_VERSION, LAST_VERSION, VERSIONS
from ctiserver.tapes.jsonlines import json_object, numbered_lines, too_long
from ctiserver.traffic.captures.hexlines import HexLines, captured, hex_bytes, split_frames
from ctiserver.traffic.captures.items import Captured, CapturedForm, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


def read_lines(stream: BinaryIO, name: str) -> Iterator[Captured | CapturedForm | Unreadable]:
    """The frames of a text.

    Args:
        stream: the text, in UTF-8 where it is more than ASCII.
        name: what to call it.
    """
    hexlines = HexLines(name)
    for number, line in numbered_lines(stream):
        if line is None:
            yield from hexlines.end()
            yield Unreadable(f"{name}:{number}", too_long())
        elif line.lstrip().startswith(b"{"):
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
