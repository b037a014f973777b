"""Reads frames from text: hex lines and JSON lines, also mixed.

A JSON line has its frame as hex under ``hex``, or is one in its JSON form; ``version`` may say how it is laid out, and
other keys are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.json_form import KEYS
from ctiproto.versions import Dialect, Profile
from ctiserver.tapes.jsonlines import json_object, numbered_lines, too_long
from ctiserver.traffic.captures.hexlines import HexLines, captured, hex_bytes, split_frames
from ctiserver.traffic.captures.items import Captured, CapturedForm, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


def read_lines(
    stream: BinaryIO, name: str, dialect: Dialect = Dialect.UCCE
) -> Iterator[Captured | CapturedForm | Unreadable]:
    """The frames of a text.

    Args:
        stream: the text, in UTF-8 where it is more than ASCII.
        name: what to call it.
        dialect: the family of servers, where a line does not say it.
    """
    hexlines = HexLines(name, dialect)
    for number, line in numbered_lines(stream):
        if line is None:
            yield from hexlines.end()
            yield Unreadable(f"{name}:{number}", too_long())
        elif line.lstrip().startswith(b"{"):
            yield from hexlines.end()
            yield from _json_line(f"{name}:{number}", line, dialect)
        else:
            yield from hexlines.line(number, line.decode("latin-1"))
    yield from hexlines.end()


def _json_line(place: str, line: bytes, dialect: Dialect) -> Iterator[Captured | CapturedForm | Unreadable]:
    try:
        entry = json_object(line)
        profile = _profile(entry.get("version"), dialect)
        if "hex" not in entry:
            yield CapturedForm(place, _form(entry), profile=profile)
            return
        text = entry["hex"]
        frames, flaw = split_frames(hex_bytes(text)) if isinstance(text, str) else ((), "expected a string under hex")
    except ValueError as error:
        yield Unreadable(place, str(error))
        return
    yield from captured(place, frames, profile)
    if flaw:
        yield Unreadable(place, flaw)


def _profile(version: object, dialect: Dialect) -> Profile | None:
    if version is None:
        return None
    versions = dialect.versions
    if type(version) is not int or version not in versions:
        raise ValueError(f"expected a version from {versions[0]} to {versions[-1]} under version")
    return Profile(version, dialect)


def _form(entry: dict[str, object]) -> dict[str, object]:
    form: dict[str, object] = {key: entry[key] for key in KEYS if key in entry and key != "version"}
    if "message" not in form and "type" not in form:
        raise ValueError("expected a frame: the key hex, or message or type of the JSON form")
    return form
