"""Make the tables that the dissector reads frames along, from the declarations.

A table holds all versions: each field has its first and last one (``since``, ``upto``), and the Lua code leaves out
what the session's version does not have, as :mod:`ctiproto.layout` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ctiproto.constants import WireEnum, WireMask
from ctiproto.declare import Message
from ctiproto.layout import layout_of, tags_of
from ctiproto.messages.parts import Opaque
from ctiproto.schema import Fixed, Floating, MessageClass, Repeated
from ctiproto.versions import Dialect, Profile
from ctiserver.wireshark.filters import Filter, bit_name, filter_name
from ctiserver.wireshark.lua import Value


def enumerations(fields: Iterable[Filter]) -> Mapping[str, Value]:
    """The names of the numbers of each enumeration that a field has."""
    return {
        numbers_name(numbers): {int(member): member.guide_name for member in numbers}
        for numbers in _numbers(fields)
        if issubclass(numbers, WireEnum)
    }


def masks(fields: Iterable[Filter]) -> Mapping[str, Value]:
    """The bits of each mask that a field has: the bit, the guide's name and the end of the filter's name."""
    return {
        numbers_name(numbers): [
            {"bit": int(bit), "name": bit.guide_names[0], "filter": bit_name(bit)} for bit in numbers
        ]
        for numbers in _numbers(fields)
        if issubclass(numbers, WireMask)
    }


def _numbers(fields: Iterable[Filter]) -> list[type[WireEnum | WireMask]]:
    return sorted({field.numbers for field in fields if field.numbers is not None}, key=numbers_name)


def numbers_name(numbers: type[WireEnum | WireMask]) -> str:
    """What the tables call an enumeration or a mask: dialects have several of the same name."""
    return f"{numbers.__module__.rpartition('.')[2]}.{numbers.__name__}"


def field_rows(fields: Iterable[Filter]) -> Sequence[Value]:
    """A row for each field: its filter, name, data type, enumeration or mask, unusual size, and dialect."""
    return [
        {
            "filter": field.name,
            "name": field.field,
            "type": field.data_type,
            "numbers": numbers_name(field.numbers) if field.numbers is not None else None,
            "size": field.size,
            "dialect": field.dialect.value if field.dialect is not None else None,
        }
        for field in fields
    ]


def tag_names(dialect: Dialect) -> Mapping[int, Value]:
    """The guide's name of every tag of the dialect."""
    return {int(tag): tag.guide_name for tag in sorted(tags_of(dialect))}


CLASSES: Final[Mapping[int, str]] = {number: each.value for number, each in enumerate(MessageClass, 1)}
"""The classes of messages by the numbers that they have in filters."""

_CLASS_NUMBERS: Final = {name: number for number, name in CLASSES.items()}


def message_row(cls: type[Message], dialect: Dialect = Dialect.UCCE) -> Mapping[str, Value]:
    """The row of a message with its fields of all versions; without ``fixed`` if its layout is not published."""
    declaration = cls.declarations[dialect]
    row: dict[str, Value] = {
        "name": declaration.name,
        "kind": declaration.kind.value,
        "class": _CLASS_NUMBERS[declaration.message_class.value],
        "solicited": declaration.is_solicited or None,
        "since": declaration.since,
    }
    if issubclass(cls, Opaque):
        return row
    lists = tuple(_lists(declaration.floating, None))
    announcing = (field for field in declaration.fixed if field.attribute == declaration.version_field)
    return {
        **row,
        "version_field": next(map(filter_name, announcing), None),
        "fixed": [_fixed_row(field, lists) for field in declaration.fixed],
        "floating": list(_floating_rows(declaration.floating, None, lists)),
        "lists": [
            {"name": member.name, "within": _place(holder, lists), "bare": member.group is None or None}
            for member, holder in lists
        ],
        "tolerated": dict(_tolerated(cls, dialect)),
        "unpublished": [_span(field) for field in declaration.tags() if field.tag is None],
    }


Held = tuple[Repeated, Repeated | None]
"""A list, and the list whose entries have it."""


def _lists(members: tuple[Floating | Repeated, ...], holder: Repeated | None) -> Iterator[Held]:
    for member in members:
        if isinstance(member, Repeated):
            yield member, holder
            yield from _lists(member.members, member)


def _place(wanted: Repeated | None, lists: tuple[Held, ...]) -> int | None:
    """The number of a list among those of its message; the first has 1, since Lua counts from 1."""
    return next((place for place, (member, _) in enumerate(lists, 1) if member is wanted), None)


def _counted(name: str | None, holder: Repeated | None, lists: tuple[Held, ...]) -> int | None:
    """The number of the list that a field counts; 0 if the dialect has only the count."""
    if name is None:
        return None
    counted = (member for member, other in lists if other is holder and member.attribute == name)
    return _place(next(counted, None), lists) or 0


def _span(field: Fixed | Floating) -> dict[str, Value]:
    return {"since": field.since, "upto": field.until}


def _fixed_row(field: Fixed, lists: tuple[Held, ...]) -> Value:
    return {
        "field": filter_name(field),
        **_span(field),
        "counts": _counted(field.counts, None, lists),
        "bodies": dict.fromkeys(sorted(field.bodies), True) if field.bodies is not None else None,
        "reserved": field.constant,
    }


def _floating_rows(
    members: tuple[Floating | Repeated, ...], holder: Repeated | None, lists: tuple[Held, ...]
) -> Iterator[Value]:
    for member in members:
        if isinstance(member, Repeated):
            yield from _floating_rows(member.members, member, lists)
        elif member.tag is not None:
            yield {
                "tag": member.tag_number,
                "field": filter_name(member),
                "size": member.wire.size,
                **_span(member),
                "required": member.required or None,
                "list": _place(holder, lists),
                "counts": _counted(member.counts, holder, lists),
            }


def _tolerated(cls: type[Message], dialect: Dialect) -> Iterator[tuple[int, Value]]:
    """The tags that the message may have although no field of it has them, with the first and last version of each."""
    profiles = (Profile(version, dialect) for version in dialect.versions)
    layouts = [layout_of(cls, profile) for profile in profiles if cls.is_in(profile)]
    for tag in sorted(tags_of(dialect)):
        versions = [layout.profile.version for layout in layouts if tag not in layout.tags and layout.tolerates(tag)]
        if versions:
            yield int(tag), {"since": versions[0], "upto": versions[-1]}
