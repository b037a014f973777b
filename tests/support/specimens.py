"""Frames that have every field of their layout, put together from the layout and not by an encoder."""

from __future__ import annotations

from collections.abc import Iterator

from ctiproto.layout import Layout
from ctiproto.schema import Fixed, Floating, Repeated
from ctiproto.wire import Form

ENTRIES = 2
"""How many entries each list has."""


def full_frame(layout: Layout) -> bytes:
    """A frame with every fixed and floating field of a layout, and two entries in each of its lists."""
    lists = frozenset(_lists(layout.floating))
    version_field = layout.declaration.version_field
    body = b"".join(
        layout.profile.version.to_bytes(field.wire.size)
        if field.attribute == version_field
        else _value(field, place, lists)
        for place, field in enumerate(layout.fixed, 1)
    )
    profile = layout.profile
    for place, field in enumerate(_flat(layout.floating), 1):
        data = _value(field, place, lists)
        body += field.tag_number.to_bytes(profile.tag_width) + len(data).to_bytes(profile.length_width) + data
    return len(body).to_bytes(4) + layout.declaration.number.to_bytes(4) + body


def _flat(members: tuple[Floating | Repeated, ...]) -> Iterator[Floating]:
    for member in members:
        if isinstance(member, Repeated):
            for _ in range(ENTRIES):
                yield from _flat(member.members)
        else:
            yield member


def _lists(members: tuple[Floating | Repeated, ...]) -> Iterator[str]:
    for member in members:
        if isinstance(member, Repeated):
            yield member.attribute
            yield from _lists(member.members)


def _value(field: Fixed | Floating, place: int, lists: frozenset[str]) -> bytes:
    """A value that differs from that of the neighbours."""
    wire = field.wire
    text = f"v\xe9 {place}".encode("latin-1")
    match wire.form:
        case Form.NUMBER | Form.FLAG:
            number = place if field.constant is None else field.constant
            if field.counts is not None:
                number = ENTRIES if field.counts in lists else 0
            return number.to_bytes(wire.size)
        case Form.TEXT:
            return text[: wire.size - 1] + b"\0"
        case Form.BYTES:
            return text[: wire.size]
        case Form.VARIABLE:
            return b"user.name\0" + text + b"\0"
        case Form.ELEMENT:
            return bytes((place,)) + b"user.list\0" + text + b"\0"
