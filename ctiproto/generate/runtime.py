"""What generated code needs at run time: tables of enumerations, and functions for fields that are not well-formed.

Generated code reads and writes well-formed fields by itself.  Each function here takes over for one field that is
not, and says the same about it as the reference codec.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, assert_never, cast

from ctiproto import findings
from ctiproto.constants.enumeration import WireEnum, WireMask
from ctiproto.declare import Message
from ctiproto.errors import Finding
from ctiproto.layout import Layout
from ctiproto.schema import ExtraField
from ctiproto.wire import ENCODING, Form, split_element, split_variable

N = TypeVar("N", bound="WireEnum | WireMask")


class Members(dict[int, N], Generic[N]):
    """The members of an enumeration by number; an unknown number gets a member of its own, which is not kept.

    Zero, which stands for nothing in many fields, is at hand also where no table lists it.
    """

    def __init__(self, numbers: type[N]) -> None:
        super().__init__({0: numbers(0)} | cast("dict[int, N]", numbers._value2member_map_))
        self._nameless = numbers._missing_  # what calling the enumeration comes to, without the way there

    def __missing__(self, number: int) -> N:
        return cast("N", self._nameless(number))


class Trouble:
    """The findings and extra fields of one frame that is being read."""

    __slots__ = ("extra", "found")

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self.extra: list[ExtraField] = []


def offset(layout: Layout, start: int) -> int:
    """Where the floating field begins whose value begins at ``start``."""
    return start - layout.profile.tag_width - layout.profile.length_width


def _data(layout: Layout, frame: bytes, start: int, size: int) -> bytes:
    if start + size > len(frame):
        raise findings.broken_field(layout, frame, offset(layout, start))
    return frame[start : start + size]


def unlisted(  # noqa: PLR0917 - generated code calls it by position
    layout: Layout, frame: bytes, start: int, tag: int, size: int, trouble: Trouble | None
) -> Trouble:
    """Keep a field that the layout does not have.

    Raises:
        BadFormat: it does not end within the frame.
    """
    data = _data(layout, frame, start, size)
    trouble = trouble or Trouble()
    finding = findings.unlisted_tag(layout, tag, offset(layout, start))
    if finding is not None:
        trouble.found.append(finding)
    trouble.extra.append(ExtraField(tag, data))
    return trouble


def odd_value(  # noqa: PLR0917 - generated code calls it by position
    layout: Layout, frame: bytes, start: int, tag: int, size: int, trouble: Trouble | None
) -> tuple[Any, Trouble | None]:
    """Read a value that is too long, lacks its NUL or cannot be told apart.

    Returns:
        The value, or ``None`` if its type cannot hold it: then it is kept as an extra field.

    Raises:
        BadFormat: it does not end within the frame.
    """
    field = layout.tags[tag]
    data = _data(layout, frame, start, size)
    value: object
    match field.wire.form:
        case Form.TEXT:
            value = data.removesuffix(b"\0").decode(ENCODING)
        case Form.BYTES:
            value = data
        case Form.VARIABLE:
            value = split_variable(data)
        case Form.ELEMENT:
            value = split_element(data)
        case Form.NUMBER | Form.FLAG:
            value = None
        case _:
            assert_never(field.wire.form)
    if field.wire.is_number or size > field.wire.size:
        finding = findings.wrong_size(layout, field, offset(layout, start), size)
    elif value is None:
        finding = findings.malformed_value(layout, field, offset(layout, start))
    else:
        return value, trouble
    trouble = trouble or Trouble()
    trouble.found.append(finding)
    if value is None:
        trouble.extra.append(ExtraField(tag, data))
    return value, trouble


def column(layout: Layout, frame: bytes, start: int, tag: int, size: int) -> list[Any] | None:
    """The values of a list's field that is written as an array of numbers, or ``None`` if it is no such thing.

    Raises:
        BadFormat: it does not end within the frame.
    """
    wire = layout.tags[tag].wire
    data = _data(layout, frame, start, size)
    if not data or size % wire.size:
        return None
    return [wire.construct.parse(data[at : at + wire.size]) for at in range(0, size, wire.size)]


def fill(entries: list[Any], begin: Callable[[list[Any]], object], attribute: str, values: list[Any]) -> None:
    """Give each entry of a list one of the values, and begin new entries for those that are left."""
    for index, value in enumerate(values):
        if index == len(entries):
            begin(entries)
        setattr(entries[index], attribute, value)


def note(trouble: Trouble | None, finding: Finding) -> Trouble:
    """Add a finding."""
    trouble = trouble or Trouble()
    trouble.found.append(finding)
    return trouble


def extra_text(layout: Layout, message: Message) -> str:
    """The extra fields of a message as they stand on the wire, a character a byte."""
    tag, length = layout.profile.tag_width, layout.profile.length_width
    return "".join(
        (extra.tag.to_bytes(tag) + len(extra.data).to_bytes(length) + extra.data).decode(ENCODING)
        for extra in message.extra_fields
    )
