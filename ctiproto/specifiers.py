"""The specifiers of a message's fields: what stands in the class body of a declaration.

Each gives a field of the fixed or the floating part, or a list of fields; :mod:`ctiproto.declare` makes them the fields
of the class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, TypeVar, cast, overload

import attrs

from ctiproto.constants.enumeration import WireEnum
from ctiproto.names import field_name
from ctiproto.schema import BOTH, Differs, Fixed, Floating, Member, Repeated
from ctiproto.versions import Dialect
from ctiproto.wire import Wire

T = TypeVar("T")
C = TypeVar("C")


@attrs.frozen
class Declared:
    """What a field specifier leaves in the class body, for the decorator to make the field of."""

    make: Callable[[str], Member] | None
    has_default: bool
    default: object = None


_MISSING: Final = object()

MEMBERS: Final = "__members__"
"""Where the class of a list's entries keeps its fields."""


@overload
def fixed(
    wire: Wire[T],
    *,
    default: T = ...,
    since: int | None = ...,
    until: int | None = ...,
    dialects: tuple[Dialect, ...] = ...,
    uccx: Differs | None = ...,
) -> T: ...


@overload
def fixed(wire: Wire[T], *, default: None, since: int | None = ..., bodies: tuple[int, ...]) -> T | None: ...


def fixed(
    wire: Wire[T],
    *,
    default: object = _MISSING,
    since: int | None = None,
    until: int | None = None,
    bodies: tuple[int, ...] | None = None,
    dialects: tuple[Dialect, ...] = BOTH,
    uccx: Differs | None = None,
) -> T | None:
    """A field of the fixed part.  Where anything restricts it to some messages, it needs a ``default``.

    With ``bodies`` only message bodies of these sizes have it, and its default is ``None``.
    """

    def make(attribute: str) -> Member:
        lengths = None if bodies is None else frozenset(bodies)
        value = None if default is _MISSING else default
        return Fixed(
            attribute, field_name(attribute), wire, value, since, until, None, lengths, dialects=dialects, uccx=uccx
        )

    return cast("T | None", Declared(make, default is not _MISSING, default))


@overload
def floating(
    tag: WireEnum | None,
    wire: Wire[T],
    *,
    since: int | None = ...,
    until: int | None = ...,
    secret: bool = ...,
    dialects: tuple[Dialect, ...] = ...,
    uccx: Differs | None = ...,
) -> T: ...


@overload
def floating(
    tag: WireEnum | None,
    wire: Wire[T],
    *,
    default: None,
    since: int | None = ...,
    until: int | None = ...,
    secret: bool = ...,
    dialects: tuple[Dialect, ...] = ...,
    uccx: Differs | None = ...,
) -> T | None: ...


def floating(
    tag: WireEnum | None,
    wire: Wire[T],
    *,
    default: object = _MISSING,
    since: int | None = None,
    until: int | None = None,
    secret: bool = False,
    dialects: tuple[Dialect, ...] = BOTH,
    uccx: Differs | None = None,
) -> T | None:
    """A field of the floating part: required, or optional with ``default=None``.

    The type of a required field is that of a well-formed message.  A message that was read without the field has
    ``None`` there, and a finding with REQUIRED_DATA_MISSING beside it: look at the findings before the field, or read
    it through a protocol whose type says ``| None``, as the services of the server do.
    """
    required = default is _MISSING

    def make(attribute: str) -> Member:
        name = field_name(attribute)
        return Floating(attribute, name, tag, wire, required, since, until, None, secret, dialects=dialects, uccx=uccx)

    return cast("T | None", Declared(make, not required))


def count(
    of: str,
    wire: Wire[int],
    *,
    tag: WireEnum | None = None,
    since: int | None = None,
    until: int | None = None,
    init: Literal[False] = False,
    dialects: tuple[Dialect, ...] = BOTH,
    uccx: Differs | None = None,
) -> int:
    """The number of entries of the list ``of``: computed, never set.  With ``tag`` it is a floating field."""
    del init

    def make(attribute: str) -> Member:
        name = field_name(attribute)
        if tag is None:
            return Fixed(attribute, name, wire, 0, since, until, of, dialects=dialects, uccx=uccx)
        return Floating(attribute, name, tag, wire, since=since, until=until, counts=of, dialects=dialects, uccx=uccx)

    return cast("int", Declared(make, has_default=False))


def repeated(group: type[C], *, default: tuple[C, ...] = (), dialects: tuple[Dialect, ...] = BOTH) -> tuple[C, ...]:
    """A list of ``group``, whose fields travel together once per entry."""

    def make(attribute: str) -> Member:
        return Repeated(attribute, group, vars(group)[MEMBERS], dialects)

    return cast("tuple[C, ...]", Declared(make, has_default=True, default=default))


def values(
    name: str,
    tag: WireEnum,
    wire: Wire[T],
    *,
    default: tuple[T, ...] = (),
    since: int | None = None,
    until: int | None = None,
    dialects: tuple[Dialect, ...] = BOTH,
    uccx: Differs | None = None,
) -> tuple[T, ...]:
    """A list whose entries consist of the one field that the guide calls ``name``."""

    def make(attribute: str) -> Member:
        only = Floating(attribute, name, tag, wire, since=since, until=until, dialects=dialects, uccx=uccx)
        return Repeated(attribute, None, (only,))

    return cast("tuple[T, ...]", Declared(make, has_default=True, default=default))


def plain(*, default: T) -> T:
    """An attribute that is not a field of the declaration."""
    return cast("T", Declared(None, has_default=True, default=default))
