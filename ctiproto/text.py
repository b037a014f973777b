"""Describe a frame in words for people: symbolic names in place of numbers.

It cannot be read back; for that there is the JSON form.  Secret fields are not shown, and unprintable characters are
escaped: a peer must not be able to control the terminal.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import attrs

from ctiproto.constants.enumeration import WireMask
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.dissect import FixedValue, FloatingValue, dissect
from ctiproto.jsonvalue import json_value, number_of
from ctiproto.layout import tags_of
from ctiproto.versions import Dialect, Profile
from ctiproto.wire import ENCODING, Form, Wire

_UNSET: Final = (0, 0xFFFFFFFF)
_FLAGS: Final = {0: "false", 1: "true"}


@attrs.frozen
class FrameText:
    """A frame in words; as a string, one line a field.

    Args:
        name: the guide's name of the message, or its number where it has none.
        number: the MessageType.
        version: the protocol version of its layout.
        fields: name and value of each field, in wire order.
    """

    name: str
    number: int
    version: int
    fields: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        width = max((len(name) for name, _ in self.fields), default=0)
        title = f"{self.name}  type {self.number}, version {self.version}"
        return "\n".join((title, *(f"  {name:{width}}  {value}" for name, value in self.fields)))


def frame_text(frame: bytes, profile: Profile) -> FrameText:
    """Describe a frame in words, up to where its structure breaks.

    Args:
        frame: the bytes, header included.
        profile: dialect and version of the session; OPEN_REQ is read in the version that it announces.

    Raises:
        ValueError: there is no whole header.
    """
    parts = dissect(frame, profile)
    fields = [(value.field.name, value_text(value)) for value in parts.fixed]
    fields += [(tag_name(value, parts.profile.dialect), value_text(value)) for value in parts.floating]
    if parts.end < len(frame):
        fields.append(("body" if parts.end == MHDR_SIZE else "rest", frame[parts.end :].hex()))
    return FrameText(parts.name or str(parts.number), parts.number, parts.profile.version, tuple(fields))


def tag_name(value: FloatingValue, dialect: Dialect) -> str:
    """The name of a floating field; if the message does not list its tag, the name or the number of the tag."""
    if value.field is not None:
        return value.field.name
    tag = tags_of(dialect)(value.tag)
    return f"{tag.guide_name} ({value.tag})" if tag.is_known else f"tag {value.tag}"


def value_text(value: FixedValue | FloatingValue) -> str:
    """The value of a field in words; ``***`` for a secret one."""
    if value.field is None:
        return value.data.hex()
    if isinstance(value, FloatingValue) and value.field.secret:
        return "***"
    return _meaning(value.field.wire, value.data)


def _meaning(wire: Wire[Any], data: bytes) -> str:
    match json_value(wire, data):
        case int():
            return _number(wire, number_of(wire, data))
        case str() as text:
            return quoted(text) if wire.form is Form.TEXT else text
        case {"name": str() as name, "index": int() as index, "value": str() as text}:
            return f"{printable(name)}[{index}] = {quoted(text)}"
        case {"name": str() as name, "value": str() as text}:
            return f"{printable(name)} = {quoted(text)}"
    if wire.form is Form.TEXT:
        return f"{quoted(data.decode(ENCODING))} (not a NUL-terminated string)"
    return f"{data.hex()} (not a {wire.name})"


def _number(wire: Wire[Any], number: int) -> str:
    if wire.numbers is not None:
        value = wire.numbers(number)
        if isinstance(value, WireMask):
            return " | ".join(value.guide_names) or "0"
        return value.guide_name
    if wire.form is Form.FLAG:
        return _FLAGS.get(number, f"true ({number})")
    if wire.name == "TIME" and number not in _UNSET:
        return f"{datetime.fromtimestamp(number, UTC):%Y-%m-%d %H:%M:%S} UTC"
    return str(number)


def quoted(text: str) -> str:
    """Text in quotes, all on one line."""
    return f'"{printable(text)}"'


def printable(text: str) -> str:
    """Text as it is, with an escape for each character that would not be seen."""
    return "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text)
