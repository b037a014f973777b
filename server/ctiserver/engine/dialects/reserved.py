"""The numbers that always stand in the reserved places of a dialect's messages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import attrs

from ctiproto.declare import Fixed, Floating, Message, Repeated
from ctiproto.layout import layout_of
from ctiproto.versions import Profile

M = TypeVar("M", bound=Message)


@attrs.frozen
class _Reserved:
    """The constants of a layout: of its own fields, and of the entries of its lists, by attribute."""

    fixed: Mapping[str, object]
    floating: Mapping[str, object]
    lists: Mapping[str, _Reserved]

    def __bool__(self) -> bool:
        return bool(self.fixed or self.floating or self.lists)

    def changes(self, message: object) -> dict[str, Any]:
        """What is not yet as it always is."""
        wrong = {name: value for name, value in self.fixed.items() if getattr(message, name) != value}
        wrong |= {name: value for name, value in self.floating.items() if getattr(message, name) not in (None, value)}
        for name, entry in self.lists.items():
            entries = getattr(message, name)
            told = tuple(attrs.evolve(each, **entry.changes(each)) for each in entries)
            if told != entries:
                wrong[name] = told
        return wrong


def with_reserved(message: M, profile: Profile) -> M:
    """A message as servers send it to sessions of ``profile``: with the constant in each reserved place it fills."""
    reserved = _reserved_of(type(message), profile)  # type: ignore[arg-type] # as layout_of: the hash of a class
    changes = reserved.changes(message)
    return message.changed(**changes) if changes else message


@cache
def _reserved_of(cls: type[Message], profile: Profile) -> _Reserved:
    layout = layout_of(cls, profile)
    return _reserved((*layout.fixed, *layout.floating))


def _reserved(members: tuple[Fixed | Floating | Repeated, ...]) -> _Reserved:
    fixed: dict[str, object] = {}
    floating: dict[str, object] = {}
    lists: dict[str, _Reserved] = {}
    for member in members:
        if isinstance(member, Repeated):
            entry = _reserved(member.members)
            if entry:
                lists[member.attribute] = entry
        elif member.constant is not None and member.counts is not None:
            # Only 0 stands for a list: the dialect does not have it, or the message has no entries.
            fixed[member.counts] = ()
        elif member.constant is not None:
            numbers = member.wire.numbers
            value: object = member.constant if numbers is None else numbers(member.constant)
            (fixed if isinstance(member, Fixed) else floating)[member.attribute] = value
    return _Reserved(fixed, floating, lists)
