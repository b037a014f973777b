"""The numbers that always stand in reserved places of messages of a dialect."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import attrs

from ctiproto.declare import Message
from ctiproto.layout import layout_of
from ctiproto.schema import Fixed, Floating, Repeated
from ctiproto.versions import Profile

M = TypeVar("M", bound=Message)


@attrs.frozen
class _Reserved:
    """The constants of a layout by attribute.

    Args:
        always: those of fields that are always there, and the lists that have no entries.
        optional: those of fields that may be left out.
        lists: those of entries.
    """

    always: Mapping[str, object]
    optional: Mapping[str, object]
    lists: Mapping[str, _Reserved]

    def __bool__(self) -> bool:
        return bool(self.always or self.optional or self.lists)

    def changes(self, message: object) -> dict[str, Any]:
        """What is not yet as it always is."""
        wrong = {name: value for name, value in self.always.items() if getattr(message, name) != value}
        wrong |= {name: value for name, value in self.optional.items() if getattr(message, name) not in (None, value)}
        for name, entry in self.lists.items():
            entries = getattr(message, name)
            changed = ((each, entry.changes(each)) for each in entries)
            told = tuple(attrs.evolve(each, **changes) if changes else each for each, changes in changed)
            if told != entries:
                wrong[name] = told
        return wrong


def with_constants(message: M, profile: Profile) -> M:
    """The message with what its dialect always has in reserved places; without any it is the message itself.

    Args:
        message: a documented message of the dialect.  What it may leave out and does, it still leaves out.
        profile: dialect and version.
    """
    reserved = _reserved_of(type(message), profile)  # type: ignore[arg-type] # as layout_of: the hash of a class
    changes = reserved.changes(message)
    return message.changed(**changes) if changes else message


@cache
def _reserved_of(cls: type[Message], profile: Profile) -> _Reserved:
    layout = layout_of(cls, profile)
    return _reserved((*layout.fixed, *layout.floating))


def _reserved(members: tuple[Fixed | Floating | Repeated, ...]) -> _Reserved:
    always: dict[str, object] = {}
    optional: dict[str, object] = {}
    lists: dict[str, _Reserved] = {}
    for member in members:
        if isinstance(member, Repeated):
            entry = _reserved(member.members)
            if entry:
                lists[member.attribute] = entry
        elif member.counts is not None:
            # How many entries there are is for whoever makes the message, unless there never is one.
            if member.constant == 0:
                always[member.counts] = ()
        elif member.constant is not None:
            value: object = member.wire.construct.parse(member.constant.to_bytes(member.wire.size))
            (always if isinstance(member, Fixed) or member.required else optional)[member.attribute] = value
    return _Reserved(always, optional, {name: entry for name, entry in lists.items() if name not in always})
