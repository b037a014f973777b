"""Declare messages, and keep the registry of each dialect.

A message is declared once, as a frozen class whose fields carry their wire type::

    @message(38, Service.CLIENT_CONTROL)
    class SetAgentStateReq(Request["SetAgentStateConf"]):
        peripheral_id: int = fixed(UINT)
        agent_state: AgentState = fixed(USHORT.of(AgentState))
        num_skill_groups: int = count("skill_groups", USHORT)
        agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
        skill_groups: tuple[RequestedSkillGroup, ...] = repeated(RequestedSkillGroup, default=())

The order in the class is the order on the wire; a base class's fields come first.  ``since`` and ``until`` are the
first and the last protocol version that have a field.  All else - the construct, the fast codec, the JSON form, the
Hypothesis strategies, the reference - is derived from :attr:`Message.declaration`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, Literal, Self, TypeVar, cast, dataclass_transform, overload

import attrs

from ctiproto.constants.tags import Tag
from ctiproto.names import field_name, message_name
from ctiproto.schema import (
    Declaration,
    ExtraField,
    Fixed,
    Floating,
    Kind,
    Member,
    MessageClass,
    Repeated,
    Sender,
    Service,
)
from ctiproto.values import compared_by_values, readable
from ctiproto.versions import Dialect
from ctiproto.wire import Wire

__all__ = [
    "Declaration",
    "ExtraField",
    "Fixed",
    "Floating",
    "Kind",
    "Message",
    "MessageClass",
    "Registry",
    "Repeated",
    "Sender",
    "Service",
    "count",
    "fixed",
    "floating",
    "group",
    "message",
    "messages_of",
    "part",
    "plain",
    "repeated",
    "values",
]

T = TypeVar("T")
C = TypeVar("C")


@attrs.frozen
class _Declared:
    """What a field specifier leaves in the class body, for the decorator to make the field of."""

    make: Callable[[str], Member] | None
    has_default: bool
    default: object = None


_MISSING: Final = object()


@overload
def fixed(wire: Wire[T], *, default: T = ..., since: int | None = ..., until: int | None = ...) -> T: ...


@overload
def fixed(wire: Wire[T], *, default: None, since: int | None = ..., bodies: tuple[int, ...]) -> T | None: ...


def fixed(
    wire: Wire[T],
    *,
    default: object = _MISSING,
    since: int | None = None,
    until: int | None = None,
    bodies: tuple[int, ...] | None = None,
) -> T | None:
    """A field of the fixed part.  Where ``since``, ``until`` or ``bodies`` restrict it, it needs a ``default``.

    With ``bodies`` only message bodies of these sizes have it, and its default is ``None``.
    """

    def make(attribute: str) -> Member:
        lengths = None if bodies is None else frozenset(bodies)
        value = None if default is _MISSING else default
        return Fixed(attribute, field_name(attribute), wire, value, since, until, None, lengths)

    return cast("T | None", _Declared(make, default is not _MISSING, default))


@overload
def floating(
    tag: Tag | None, wire: Wire[T], *, since: int | None = ..., until: int | None = ..., secret: bool = ...
) -> T: ...


@overload
def floating(
    tag: Tag | None,
    wire: Wire[T],
    *,
    default: None,
    since: int | None = ...,
    until: int | None = ...,
    secret: bool = ...,
) -> T | None: ...


def floating(
    tag: Tag | None,
    wire: Wire[T],
    *,
    default: object = _MISSING,
    since: int | None = None,
    until: int | None = None,
    secret: bool = False,
) -> T | None:
    """A field of the floating part: required, or optional with ``default=None``.

    The type of a required field is that of a well-formed message.  A message that was read without the field has
    ``None`` there, and a finding with REQUIRED_DATA_MISSING beside it: look at the findings before the field, or read
    it through a protocol whose type says ``| None``, as the services of the server do.
    """
    required = default is _MISSING

    def make(attribute: str) -> Member:
        return Floating(attribute, field_name(attribute), tag, wire, required, since, until, None, secret)

    return cast("T | None", _Declared(make, not required))


def count(
    of: str,
    wire: Wire[int],
    *,
    tag: Tag | None = None,
    since: int | None = None,
    until: int | None = None,
    init: Literal[False] = False,
) -> int:
    """The number of entries of the list ``of``: computed, never set.  With ``tag`` it is a floating field."""
    del init

    def make(attribute: str) -> Member:
        name = field_name(attribute)
        if tag is None:
            return Fixed(attribute, name, wire, 0, since, until, of)
        return Floating(attribute, name, tag, wire, since=since, until=until, counts=of)

    return cast("int", _Declared(make, has_default=False))


def repeated(group: type[C], *, default: tuple[C, ...] = ()) -> tuple[C, ...]:
    """A list of ``group``, whose fields travel together once per entry."""

    def make(attribute: str) -> Member:
        return Repeated(attribute, group, _group_members(group))

    return cast("tuple[C, ...]", _Declared(make, has_default=True, default=default))


def values(
    name: str,
    tag: Tag,
    wire: Wire[T],
    *,
    default: tuple[T, ...] = (),
    since: int | None = None,
    until: int | None = None,
) -> tuple[T, ...]:
    """A list whose entries consist of the one field that the guide calls ``name``."""

    def make(attribute: str) -> Member:
        return Repeated(attribute, None, (Floating(attribute, name, tag, wire, since=since, until=until),))

    return cast("tuple[T, ...]", _Declared(make, has_default=True, default=default))


def plain(*, default: T) -> T:
    """An attribute that is not a field of the declaration."""
    return cast("T", _Declared(None, has_default=True, default=default))


_DECLARED: Final = "__declared__"


def _own_declarations(cls: type) -> dict[str, _Declared]:
    return {name: value for name, value in vars(cls).items() if isinstance(value, _Declared)}


def _all_declarations(cls: type) -> dict[str, _Declared]:
    collected: dict[str, _Declared] = {}
    for base in reversed(cls.__mro__[1:]):
        collected.update(cast("Mapping[str, _Declared]", vars(base).get(_DECLARED, {})))
    return collected | _own_declarations(cls)


def _members(declared: Mapping[str, _Declared]) -> tuple[Member, ...]:
    return tuple(declaration.make(name) for name, declaration in declared.items() if declaration.make is not None)


def _group_members(group: type) -> tuple[Floating | Repeated, ...]:
    return cast("tuple[Floating | Repeated, ...]", vars(group)["__members__"])


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(fixed, floating, count, repeated, values, plain)
)
def part(cls: type[C]) -> type[C]:
    """A base class of messages that begin with the same fields.

    It has no slots of its own: all fields of a message live in the message's own class, which lets the fast codec
    fill a message in without calling its constructor.
    """
    own = _own_declarations(cls)
    body = {key: value for key, value in vars(cls).items() if key not in own and key not in ("__dict__", "__weakref__")}
    metaclass: type[type] = type(cls)
    return cast("type[C]", metaclass(cls.__name__, cls.__bases__, body | {"__slots__": (), _DECLARED: own}))


def _frozen(cls: type[C], declared: Mapping[str, _Declared], members: tuple[Member, ...]) -> type[C]:
    these = {}
    for attribute, declaration in declared.items():
        member = next((m for m in members if m.attribute == attribute), None)
        if isinstance(member, Fixed | Floating) and member.counts is not None:
            setattr(cls, attribute, property(_counter(member.counts, member.name)))
            continue
        these[attribute] = attrs.field(default=declaration.default) if declaration.has_default else attrs.field()
    make = attrs.define(these=these, frozen=True, slots=True, kw_only=True, weakref_slot=False, repr=False, eq=False)
    return compared_by_values(make(cls), these)


def _counter(of: str, name: str) -> Callable[[object], int]:
    def count_entries(entry: object) -> int:
        return len(getattr(entry, of))

    count_entries.__doc__ = f"{name}: the number of ``{of}``."
    return count_entries


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(fixed, floating, count, repeated, values, plain)
)
def group(cls: type[C]) -> type[C]:
    """The class of a list's entries: floating fields that travel together, all optional."""
    declared = _all_declarations(cls)
    members = _members(declared)
    made = _frozen(cls, declared, members)
    made.__repr__ = readable  # type: ignore[method-assign] # what a method does to its class
    setattr(made, "__members__", members)  # noqa: B010 - not an attribute of ``type``
    return made


@part
class Message:
    """The base class of all messages: they are frozen values, compared and shown by their fields.

    Args:
        extra_fields: floating fields that the declaration does not list, in the order of the wire.  They are
            written after the others.
    """

    declaration: ClassVar[Declaration]
    kind: ClassVar[Kind]

    extra_fields: tuple[ExtraField, ...] = plain(default=())

    def __repr__(self) -> str:
        return readable(self, frozenset(field.attribute for field in self.declaration.tags() if field.secret))

    @property
    def number(self) -> int:
        """The MessageType that the message is sent with."""
        return self.declaration.number

    @property
    def name(self) -> str:
        """The guide's name of the message."""
        return self.declaration.name

    def changed(self, **attributes: object) -> Self:
        """A copy with other values for some attributes."""
        return cast("Self", attrs.evolve(cast("Any", self), **attributes))


M = TypeVar("M", bound=Message)


@attrs.frozen
class Registry:
    """The messages of a dialect, in the order in which they were declared.

    Args:
        by_number: the class of each MessageType.
        by_name: the class of each message that the guide names.
    """

    by_number: dict[int, type[Message]] = attrs.field(factory=dict)
    by_name: dict[str, type[Message]] = attrs.field(factory=dict)

    def add(self, cls: type[Message]) -> None:
        """Register a declared message.

        Raises:
            ValueError: its MessageType belongs to another message already.
        """
        number = cls.declaration.number
        if number in self.by_number:
            other = self.by_number[number].__name__
            raise ValueError(f"message {number} is declared twice: {other} and {cls.__name__}")
        self.by_number[number] = self.by_name[cls.declaration.name] = cls


_REGISTRIES: Final = {dialect: Registry() for dialect in Dialect}


def messages_of(dialect: Dialect) -> Registry:
    """The messages of ``dialect``: all of them as soon as :mod:`ctiproto.messages` is imported."""
    return _REGISTRIES[dialect]


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(fixed, floating, count, repeated, values, plain)
)
def message(
    number: int,
    service: Service,
    *,
    message_class: MessageClass | None = None,
    sender: Sender | None = None,
    since: int | None = None,
    answers: str | None = None,
    documented: bool = True,
    version_field: str | None = None,
    dialects: tuple[Dialect, ...] = (Dialect.UCCE,),
) -> Callable[[type[M]], type[M]]:
    """Declare the message with the MessageType ``number``, and register it.

    Args:
        number: the MessageType; declaring one twice is a ``ValueError`` at import.
        service: the section of the guide.
        message_class: what it is for, where that is not usual for its service.
        sender: who sends it, where that is not usual for its kind.
        since: the first version that has it, if later than 9.
        answers: the request that it answers, where the request's own class does not say so.
        documented: whether its fields are published.
        version_field: the attribute that says which version the message itself is laid out in.
        dialects: the dialects that have the message, and have it alike.
    """

    def declare(cls: type[M]) -> type[M]:
        declared = _all_declarations(cls)
        members = _members(declared)
        made = _frozen(cls, declared, members)
        kind = made.kind
        made.declaration = Declaration(
            number=number,
            name=message_name(cls.__name__),
            service=service,
            message_class=message_class or service.usual_class,
            kind=kind,
            sender=sender or kind.usual_sender,
            since=since,
            answers=answers,
            documented=documented,
            fixed=tuple(member for member in members if isinstance(member, Fixed)),
            floating=tuple(member for member in members if isinstance(member, Floating | Repeated)),
            version_field=version_field,
        )
        for dialect in dialects:
            messages_of(dialect).add(made)
        return made

    return declare
