"""What all messages and all entries of their lists can do because they are values: be compared, hashed and shown.

Written once here: attrs would compile a comparison and a hash for each of 270 classes, which takes a tenth of the time
of their import.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Final, TypeVar, cast

import attrs

T = TypeVar("T")

_VALUES: Final = "__values__"
"""The attribute of a class that returns the values of an instance, in order."""


def compared_by_values(cls: type[T], attributes: Iterable[str]) -> type[T]:
    """Give a class ``==`` and a hash: instances are equal that have the same class and the same values.

    Args:
        cls: the class, which is changed and returned.
        attributes: the names of its attributes, at least one.
    """
    # Type checkers do not see these: then they know what has the same class as what it equals.
    for name, value in ((_VALUES, attrgetter(*attributes)), ("__eq__", _equals), ("__hash__", _hash)):
        setattr(cls, name, value)
    return cls


def _equals(one: Any, other: Any) -> Any:
    if type(other) is not type(one):
        return NotImplemented
    values = type(one).__values__
    return values(one) == values(other)


def _hash(one: Any) -> int:
    return hash((type(one), type(one).__values__(one)))


def readable(entry: object, secrets: frozenset[str] = frozenset()) -> str:
    """The ``repr`` of a message or entry: the attributes that are set, with ``***`` for the values of secret ones."""
    shown = []
    for field in attrs.fields(cast("type[attrs.AttrsInstance]", type(entry))):
        value = getattr(entry, field.name)
        if value is not None and value != ():
            shown.append(f"{field.name}=***" if field.name in secrets else f"{field.name}={value!r}")
    return f"{type(entry).__name__}({', '.join(shown)})"
