"""Finds what a dialect says of a field by the attribute that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ctiproto.declare import Fixed, Floating, Message
from ctiproto.versions import Dialect


def declared(cls: type[Message], dialect: Dialect) -> Mapping[str, Fixed | Floating]:
    """The fields that a message has in a dialect, those of lists included, by attribute; none without it."""
    # Not cached itself: functools.cache would hide the parameters from type checkers.
    return _declared(cls, dialect)  # type: ignore[arg-type] # mypy asks the instances for the hash of a class


@cache
def _declared(cls: type[Message], dialect: Dialect) -> dict[str, Fixed | Floating]:
    declaration = cls.declarations.get(dialect)
    if declaration is None:
        return {}
    fields: tuple[Fixed | Floating, ...] = (*declaration.tags(), *declaration.fixed)
    return {field.attribute: field for field in fields}
