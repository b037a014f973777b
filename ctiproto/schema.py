"""What a declaration says: the fields of a message, and what is known of the message itself.

Declarations are written with :mod:`ctiproto.declare`; everything that reads them needs only this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

import attrs

from ctiproto.constants.enumeration import WireEnum, WireMask
from ctiproto.versions import Dialect
from ctiproto.wire import Wire


class MessageClass(Enum):
    """What a message is for: the classes by function of the Unified CCX developer guide."""

    SESSION = "session"
    ERROR = "error"
    CONFIGURATION = "configuration"
    AGENT_STATE = "agent_state"
    CALL_CONTROL = "call_control"
    CALL_EVENTS = "call_events"
    MISCELLANEOUS = "miscellaneous"


class Service(Enum):
    """The section of the guide that a message belongs to."""

    FAILURE = "failure"
    SESSION = "session"
    CLIENT_EVENTS = "client_events"
    ALL_EVENTS = "all_events"
    CALL_DATA_UPDATE = "call_data_update"
    CLIENT_CONTROL = "client_control"
    PERIPHERAL_MONITOR = "peripheral_monitor"
    CLIENT_MONITOR = "client_monitor"
    SUPERVISOR = "supervisor"
    MISCELLANEOUS = "miscellaneous"
    SERVER_SERVICE = "server_service"
    CONFIGURATION = "configuration"
    AGENT_REPORTING = "agent_reporting"
    ROUTING = "routing"

    @property
    def usual_class(self) -> MessageClass:
        """The class of its messages, but for those whose declaration says another."""
        return _CLASS_OF_SERVICE[self]


_CLASS_OF_SERVICE: Final[Mapping[Service, MessageClass]] = {
    Service.FAILURE: MessageClass.ERROR,
    Service.SESSION: MessageClass.SESSION,
    Service.CLIENT_EVENTS: MessageClass.CALL_EVENTS,
    Service.ALL_EVENTS: MessageClass.CALL_EVENTS,
    Service.CALL_DATA_UPDATE: MessageClass.CALL_EVENTS,
    Service.CLIENT_CONTROL: MessageClass.CALL_CONTROL,
    Service.PERIPHERAL_MONITOR: MessageClass.MISCELLANEOUS,
    Service.CLIENT_MONITOR: MessageClass.MISCELLANEOUS,
    Service.SUPERVISOR: MessageClass.MISCELLANEOUS,
    Service.MISCELLANEOUS: MessageClass.MISCELLANEOUS,
    Service.SERVER_SERVICE: MessageClass.MISCELLANEOUS,
    Service.CONFIGURATION: MessageClass.CONFIGURATION,
    Service.AGENT_REPORTING: MessageClass.AGENT_STATE,
    Service.ROUTING: MessageClass.CALL_CONTROL,
}
"""Only the guide of Unified CCX classifies messages.  Those it lacks have the class of their service: our rule."""


class Kind(Enum):
    """What part a message has in a dialogue: whether it asks, answers or tells."""

    REQUEST = "request"
    CONFIRMATION = "confirmation"
    RESPONSE = "response"
    EVENT = "event"
    INDICATION = "indication"

    @property
    def usual_sender(self) -> Sender:
        """Who sends its messages, but for those whose declaration says another."""
        return Sender.CLIENT if self in (Kind.REQUEST, Kind.INDICATION) else Sender.SERVER


class Sender(Enum):
    """Which end sends a message."""

    CLIENT = "client"
    SERVER = "server"
    BOTH = "both"


BOTH: Final = tuple(Dialect)
"""Of a message: it is in both dialects.  Of a field, which need not say it: it is in all dialects of its message."""


@attrs.frozen
class Differs:
    """What Unified CCX says of a field, where it says something else than Unified CCE.

    Args:
        name: its name in the guide of Unified CCX.
        constant: the number that always stands there: the place is reserved.
        since: first version that has it.
        tag: the number of the floating field.
        wire: its data type.
        numbers: the enumeration or mask whose names its numbers have.
        required: whether every well-formed message has the floating field.
    """

    name: str | None = None
    constant: int | None = None
    since: int | None = None
    tag: WireEnum | None = None
    wire: Wire[Any] | None = None
    numbers: type[WireEnum | WireMask] | None = None
    required: bool | None = None


@attrs.frozen
class Fixed:
    """A field of the fixed part.

    Args:
        attribute: its name in Python.
        name: its name in the guide.
        wire: its data type.
        default: its value where the version does not have it.
        since: first version that has it, or ``None``.
        until: last version that has it, or ``None``.
        counts: the attribute of the list whose length it is, or ``None``.
        bodies: the sizes of a message body that has it, in bytes, or ``None``: every body has it.
        constant: the number that always stands there, or ``None``: the field is in use.
        names: the enumeration or mask whose names its numbers have, where that is not the data type's own.
        dialects: those that have it.
        uccx: what Unified CCX says else of it.
    """

    attribute: str
    name: str
    wire: Wire[Any]
    default: object = None
    since: int | None = None
    until: int | None = None
    counts: str | None = None
    bodies: frozenset[int] | None = None
    constant: int | None = None
    names: type[WireEnum | WireMask] | None = None
    dialects: tuple[Dialect, ...] = BOTH
    uccx: Differs | None = None

    @property
    def shown(self) -> Wire[Any]:
        """The data type with the names that its numbers are shown with."""
        return self.wire if self.names is None else attrs.evolve(self.wire, numbers=self.names)


@attrs.frozen
class Floating:
    """A field of the floating part.

    Args:
        attribute: its name in Python.
        name: its name in the guide.
        tag: its number, or ``None`` if none is published: such a field is never sent.
        wire: its data type.
        required: whether every well-formed message has it.
        since: first version that has it, or ``None``.
        until: last version that has it, or ``None``.
        counts: the attribute of the list whose length it is, or ``None``.
        secret: whether it stays out of what people read.
        constant: the number that always stands there, or ``None``: the field is in use.
        names: the enumeration or mask whose names its numbers have, where that is not the data type's own.
        dialects: those that have it.
        uccx: what Unified CCX says else of it.
    """

    attribute: str
    name: str
    tag: WireEnum | None
    wire: Wire[Any]
    required: bool = False
    since: int | None = None
    until: int | None = None
    counts: str | None = None
    secret: bool = False
    constant: int | None = None
    names: type[WireEnum | WireMask] | None = None
    dialects: tuple[Dialect, ...] = BOTH
    uccx: Differs | None = None

    @property
    def shown(self) -> Wire[Any]:
        """The data type with the names that its numbers are shown with."""
        return self.wire if self.names is None else attrs.evolve(self.wire, numbers=self.names)

    @property
    def tag_number(self) -> int:
        """The tag of a field that has a published one, as all fields of a layout have."""
        assert self.tag is not None  # noqa: S101 - see above
        return int(self.tag)


@attrs.frozen
class Repeated:
    """A list: fields that travel together, once per entry.

    Args:
        attribute: the name of the tuple in Python.
        group: the class of an entry, or ``None`` if the one member's bare values are the entries.
        members: what an entry consists of, in wire order.
        dialects: those that have it.
    """

    attribute: str
    group: type | None
    members: tuple[Floating | Repeated, ...]
    dialects: tuple[Dialect, ...] = BOTH

    @property
    def name(self) -> str:
        """What to call the list: the guide names only its members."""
        return self.attribute


Member = Fixed | Floating | Repeated


@attrs.frozen
class Declaration:
    """Everything that is known of a message in one dialect, in all its versions.

    Args:
        number: its MessageType.
        name: its name in the guide.
        service: the section of the guide that defines it.
        message_class: what it is for.
        kind: what part it has in a dialogue.
        sender: who sends it.
        since: first version that has it, or ``None``.
        answers: the guide's name of the request that it answers, or ``None``.
        documented: whether its fields are published.
        fixed: the fixed part.
        floating: the floating part.
        version_field: the attribute that says which version the message itself is laid out in, or ``None``: it is
            laid out in the session's.
        elsewhere: the fields of the class that only other dialects have.
    """

    number: int
    name: str
    service: Service
    message_class: MessageClass
    kind: Kind
    sender: Sender
    since: int | None
    answers: str | None
    documented: bool
    fixed: tuple[Fixed, ...]
    floating: tuple[Floating | Repeated, ...]
    version_field: str | None = None
    elsewhere: tuple[Member, ...] = ()

    def is_in(self, version: int) -> bool:
        """Whether the version has the message."""
        return self.since is None or self.since <= version

    @property
    def is_solicited(self) -> bool:
        """Whether a client sends it, or the server in answer; all else the server sends by itself."""
        is_answer = self.kind in (Kind.CONFIRMATION, Kind.RESPONSE) or self.answers is not None
        return is_answer or self.sender is not Sender.SERVER

    def tags(self) -> Iterator[Floating]:
        """The floating fields of all versions, those of list entries included."""
        return _flattened(self.floating)


def _flattened(members: tuple[Floating | Repeated, ...]) -> Iterator[Floating]:
    for member in members:
        if isinstance(member, Repeated):
            yield from _flattened(member.members)
        else:
            yield member


@attrs.frozen
class ExtraField:
    """A floating field that the message's declaration does not list, or whose value its type cannot hold.

    Args:
        tag: its number.
        data: its bytes.
    """

    tag: int
    data: bytes
