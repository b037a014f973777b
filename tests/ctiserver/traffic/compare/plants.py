"""Differences that are planted into what was heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from ctiserver.traffic.compare.messages import Filter
from ctiserver.traffic.compare.rules import DEFAULTS
from ctiserver.traffic.replay.expecting import Heard
from ctiserver.traffic.replay.fields import Field, changed, fields_of

Place = tuple[int, int]
"""A message among those that were heard, and a field of it."""


def places(heard: Sequence[Heard]) -> Iterator[Place]:
    """Numbers and texts that count: no identifiers, nothing that may differ, nothing that lays out the message."""
    left = Filter(DEFAULTS)
    for number, each in enumerate(heard):
        name = each.name
        counted = left.fields(name, each.fields)
        for place, field in enumerate(each.fields):
            if field.identifier is None and field in counted and _can_change(field) and name != "HEARTBEAT_CONF":
                yield number, place


def _can_change(field: Field) -> bool:
    return isinstance(field.value, str) or (isinstance(field.value, int) and field.value > 2)


def planted(heard: Sequence[Heard], where: Iterable[Place]) -> list[Heard]:
    """The same, but for these fields."""
    wanted = set(where)
    return [_changed(each, {place for at, place in wanted if at == number}) for number, each in enumerate(heard)]


def _changed(heard: Heard, where: set[int]) -> Heard:
    if not where:
        return heard
    ours = iter(range(len(heard.fields)))

    def change(field: Field) -> object:
        if next(ours) not in where:
            return field.value
        return f"{field.value}!" if isinstance(field.value, str) else int(str(field.value)) ^ 1

    frame = changed(heard.frame, heard.profile, change)
    return attrs.evolve(heard, frame=frame, fields=fields_of(frame, heard.profile))
