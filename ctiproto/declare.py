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
first and the last protocol version that have a field.  What Unified CCX says of a message stands beside the field:
``dialects`` are those that have it, ``uccx`` is what Unified CCX says else of it, and :mod:`ctiproto.dialects` says
what holds in all of its messages.  All else - the construct, the fast codec, the JSON form, the Hypothesis strategies,
the reference - is derived from :attr:`Message.declarations`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, Self, TypeVar, cast, dataclass_transform

import attrs

from ctiproto.dialects import members_in
from ctiproto.names import message_name
from ctiproto.schema import (
    BOTH,
    Declaration,
    Differs,
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
from ctiproto.specifiers import MEMBERS, Declared, count, fixed, floating, plain, repeated, values
from ctiproto.values import compared_by_values, readable
from ctiproto.versions import Dialect, Profile

__all__ = [
    "BOTH",
    "UCCE",
    "UCCX",
    "Declaration",
    "Differs",
    "ExtraField",
    "Fixed",
    "Floating",
    "Kind",
    "Message",
    "MessageClass",
    "Named",
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

UCCE: Final = (Dialect.UCCE,)
UCCX: Final = (Dialect.UCCX,)

C = TypeVar("C")


_DECLARED: Final = "__declared__"


def _own_declarations(cls: type) -> dict[str, Declared]:
    return {name: value for name, value in vars(cls).items() if isinstance(value, Declared)}


def _all_declarations(cls: type) -> dict[str, Declared]:
    collected: dict[str, Declared] = {}
    for base in reversed(cls.__mro__[1:]):
        collected.update(cast("Mapping[str, Declared]", vars(base).get(_DECLARED, {})))
    return collected | _own_declarations(cls)


def _members(declared: Mapping[str, Declared]) -> tuple[Member, ...]:
    return tuple(declaration.make(name) for name, declaration in declared.items() if declaration.make is not None)


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


def _frozen(cls: type[C], declared: Mapping[str, Declared], members: tuple[Member, ...]) -> type[C]:
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
    setattr(made, MEMBERS, members)  # not an attribute of ``type``
    return made


@part
class Message:
    """The base class of all messages: they are frozen values, compared and shown by their fields.

    Args:
        extra_fields: floating fields that the declaration does not list, in the order of the wire.  They are
            written after the others.
    """

    declaration: ClassVar[Declaration]
    """What is known of the message in its first dialect, which is Unified CCE for all that Unified CCE has."""
    declarations: ClassVar[Mapping[Dialect, Declaration]]
    """What is known of the message in each dialect that has it."""
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

    @classmethod
    def is_in(cls, profile: Profile) -> bool:
        """Whether dialect and version have the message."""
        declaration = cls.declarations.get(profile.dialect)
        return declaration is not None and declaration.is_in(profile.version)

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

    def add(self, cls: type[Message], dialect: Dialect = Dialect.UCCE) -> None:
        """Register a declared message under the number and the name that it has in ``dialect``.

        Raises:
            ValueError: its MessageType belongs to another message already.
        """
        declaration = cls.declarations[dialect]
        number = declaration.number
        if number in self.by_number:
            other = self.by_number[number].__name__
            raise ValueError(f"message {number} is declared twice: {other} and {cls.__name__}")
        self.by_number[number] = self.by_name[declaration.name] = cls


_REGISTRIES: Final = {dialect: Registry() for dialect in Dialect}


def messages_of(dialect: Dialect) -> Registry:
    """The messages of ``dialect``: all of them as soon as :mod:`ctiproto.messages` is imported."""
    return _REGISTRIES[dialect]


@attrs.frozen
class Named:
    """What Unified CCX says of a message, where it says something else than Unified CCE.

    Args:
        name: its name in the guide of Unified CCX.
        since: the first version that has it.
        order: the attributes of its fixed part in the order of the wire.
    """

    name: str | None = None
    since: int | None = None
    order: tuple[str, ...] = ()


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
    name: str | None = None,
    dialects: tuple[Dialect, ...] = UCCE,
    uccx: Named | None = None,
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
        name: the guide's name, where that of the class is another.
        dialects: the dialects that have the message.
        uccx: what Unified CCX says else of it.
    """

    def declare(cls: type[M]) -> type[M]:
        declared = _all_declarations(cls)
        members = _members(declared)
        made = _frozen(cls, declared, members)
        kind = made.kind
        usual = Declaration(
            number=number,
            name=name or message_name(cls.__name__),
            service=service,
            message_class=message_class or service.usual_class,
            kind=kind,
            sender=sender or kind.usual_sender,
            since=since,
            answers=answers,
            documented=documented,
            fixed=(),
            floating=(),
            version_field=version_field,
        )
        made.declarations = {dialect: _in_dialect(usual, members, dialect, uccx or Named()) for dialect in dialects}
        made.declaration = made.declarations[dialects[0]]
        for dialect in dialects:
            messages_of(dialect).add(made, dialect)
        return made

    return declare


def _in_dialect(usual: Declaration, members: tuple[Member, ...], dialect: Dialect, uccx: Named) -> Declaration:
    here = members_in(members, dialect)
    there = {member.attribute for member in here}
    declaration = attrs.evolve(
        usual,
        fixed=tuple(member for member in here if isinstance(member, Fixed)),
        floating=tuple(member for member in here if isinstance(member, Floating | Repeated)),
        elsewhere=tuple(member for member in members if member.attribute not in there),
    )
    if dialect is not Dialect.UCCX:
        return declaration
    order = uccx.order or tuple(field.attribute for field in declaration.fixed)
    fixed = {field.attribute: field for field in declaration.fixed}
    return attrs.evolve(
        declaration,
        name=uccx.name or usual.name,
        since=uccx.since or usual.since,
        fixed=tuple(fixed[attribute] for attribute in order),
    )
