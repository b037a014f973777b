"""Describe a frame in words for people: symbolic names in place of numbers.

It cannot be read back; for that there is the JSON form.  Secret fields are not shown, and unprintable characters are
escaped: a peer must not be able to control the terminal.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from typing import Any, Final, NamedTuple

from ctiproto.by_type import ByType
from ctiproto.constants.enumeration import WireMask
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import Message
from ctiproto.dissect import FixedValue, FloatingValue, dissect
from ctiproto.field_texts import FloatingTexts, Language
from ctiproto.jsonvalue import json_value, number_of
from ctiproto.layout import Layout, tags_of
from ctiproto.versions import Dialect, Profile
from ctiproto.wire import ENCODING, Form, Wire

_UNSET: Final = (0, 0xFFFFFFFF)
_REMEMBERED: Final = 1024
_FLAGS: Final = {0: "false", 1: "true"}


class FrameText(NamedTuple):
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
    try:
        return _texts(profile)[int.from_bytes(frame[4:MHDR_SIZE])](frame)
    except (IndexError, struct.error):
        return _broken(frame, profile)


@cache
def _texts(profile: Profile) -> ByType[FrameText]:
    return ByType(profile, _of_layout, _without_layout)


@cache
def _of_layout(layout: Layout) -> Callable[[bytes], FrameText]:
    """The function that describes whole frames of a layout."""
    read = struct.Struct(f">{MHDR_SIZE}x{''.join(field.wire.code for field in layout.fixed)}").unpack_from
    fixed = [(field.name, _numbers(field.shown)) for field in layout.fixed]
    floating = FloatingTexts(
        layout, _WORDS, lambda field: field.name, partial(_unlisted, layout.profile.dialect), "***"
    )
    name, number, version = layout.name, layout.declaration.number, layout.profile.version

    def text(frame: bytes) -> FrameText:
        numbers = read(frame)
        fields = [(label, said(number)) for (label, said), number in zip(fixed, numbers, strict=True)]
        return FrameText(name, number, version, (*fields, *floating.of(frame)))

    return text


def _without_layout(_number: int, _cls: type[Message] | None, profile: Profile) -> Callable[[bytes], FrameText]:
    return lambda frame: _broken(frame, profile)


def _broken(frame: bytes, profile: Profile) -> FrameText:
    """Describe a frame that has no layout, or is not whole."""
    parts = dissect(frame, profile)
    fields = [(value.field.name, value_text(value)) for value in parts.fixed]
    fields += [(tag_name(value, parts.profile.dialect), value_text(value)) for value in parts.floating]
    if parts.end < len(frame):
        fields.append(("body" if parts.end == MHDR_SIZE else "rest", frame[parts.end :].hex()))
    return FrameText(parts.name or str(parts.number), parts.number, parts.profile.version, tuple(fields))


def tag_name(value: FloatingValue, dialect: Dialect) -> str:
    """The name of a floating field; if the message does not list its tag, the name or the number of the tag."""
    return _unlisted(dialect, value.tag) if value.field is None else value.field.name


def _unlisted(dialect: Dialect, number: int) -> str:
    tag = tags_of(dialect)(number)
    return f"{tag.guide_name} ({number})" if tag.is_known else f"tag {number}"


def value_text(value: FixedValue | FloatingValue) -> str:
    """The value of a field in words; ``***`` for a secret one."""
    if value.field is None:
        return value.data.hex()
    if isinstance(value, FloatingValue) and value.field.secret:
        return "***"
    return _meaning(value.field.shown, value.data)


def _meaning(wire: Wire[Any], data: bytes) -> str:
    match json_value(wire, data):
        case int():
            return _number(wire, number_of(wire, data))
        case str() as text:
            return quoted(text) if wire.form is Form.TEXT else text
        case {"name": str() as name, "index": int() as index, "value": str() as text}:
            return _element(name, index, text)
        case {"name": str() as name, "value": str() as text}:
            return _variable(name, text)
    return _odd(wire, data)


def _odd(wire: Wire[Any], data: bytes) -> str:
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


def _numbers(wire: Wire[Any]) -> Callable[[int], str]:
    """The function that says numbers of a data type; it remembers those with a meaning, of which few come again."""
    is_bare = wire.numbers is None and wire.form is Form.NUMBER and wire.name != "TIME"
    return str if is_bare else lru_cache(_REMEMBERED)(partial(_number, wire))


def _variable(name: str, value: str) -> str:
    return f"{printable(name)} = {quoted(value)}"


def _element(name: str, index: int, value: str) -> str:
    return f"{printable(name)}[{index}] = {quoted(value)}"


def quoted(text: str) -> str:
    """Text in quotes, all on one line."""
    # Asked here already, as nearly all texts are printable: calling the other function takes longer than asking.
    return f'"{text}"' if text.isprintable() else f'"{printable(text)}"'


def printable(text: str) -> str:
    """Text as it is, with an escape for each character that would not be seen."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text)


_WORDS: Final = Language(
    number=_numbers, string=quoted, octets=bytes.hex, variable=_variable, element=_element, odd=_odd
)
