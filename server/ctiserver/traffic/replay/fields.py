"""Reads a frame as fields with names, and tells which are identifiers: these are others on another day or server.

Strategy: everything goes through the JSON form, which loses nothing.  An identifier is a field whose value one end
chose and others repeat, so that on another day another value does as well, if it is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

import attrs

from ctiproto.constants import ConnectionDeviceIDType
from ctiproto.constants.limits import MHDR_SIZE, NULL_CALL_ID
from ctiproto.declare import Kind, Message, messages_of
from ctiproto.errors import RemoteProtocolError
from ctiproto.json_form import from_json, to_json
from ctiproto.messages.parts import Opaque
from ctiproto.versions import Dialect, Profile
from ctiproto.wire import TIME

INVOKE_ID: Final = "InvokeID"
"""The field that says which request an answer answers."""

BODY: Final = "body"
"""What stands for the fields of a message whose layout is not known, or whose structure is broken."""

_INVOKE_END: Final = MHDR_SIZE + 4
_REASONS: Final = ("Status", "FailureCode", "PeripheralErrorCode")
_DIALOGUE: Final = (Kind.REQUEST, Kind.CONFIRMATION, Kind.RESPONSE)


class Family(Enum):
    """Identifiers that live apart from each other."""

    CALL = "call"
    CONNECTION = "connection"
    CONTACT = "contact"
    MONITOR = "monitor"
    PRE_CALL = "pre-call"
    REFERENCE = "reference"
    SERVICE = "registered service"
    SESSION = "session"


# Names of all dialects: none of them means something else in another one.
_CALLS: Final = (
    "ActiveCallID",
    "ActiveConnectionCallID",
    "AgentCallID",
    "AgentConnectionCallID",
    "CallID",
    "COCConnectionCallID",
    "CallConnectionCallID",
    "ConnectedPartyCallID",
    "ConnectionCallID",
    "HeldCallID",
    "HeldConnectionCallID",
    "NewCallID",
    "NewConnectionCallID",
    "OtherCallID",
    "OtherConnectionCallID",
    "PrimaryCallID",
    "SecondaryCallID",
    "SecondaryConnectionCallID",
    "SupervisorCallID",
    "SupervisorConnectionCallID",
)

FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        **dict.fromkeys(_CALLS, Family.CALL),
        "CallReferenceID": Family.REFERENCE,
        "MonitorID": Family.MONITOR,
        "PreCallInvokeID": Family.PRE_CALL,
        "ProtocolReferenceGUID": Family.REFERENCE,
        "RegisteredServiceID": Family.SERVICE,
        "RouterCallKeyCallID": Family.CONTACT,
        "SessionID": Family.SESSION,
    }
)
"""Fields that are identifiers wherever they stand."""

CONNECTIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ActiveConnectionDeviceID": ("ActiveConnectionCallID", "ActiveCallID"),
        "AgentConnectionDeviceID": ("AgentConnectionCallID", "AgentCallID"),
        "COCCallConnectionDeviceID": ("COCConnectionCallID",),
        "CallConnectionDeviceID": ("CallConnectionCallID",),
        "ConnectionDeviceID": ("ConnectionCallID", "CallID"),
        "HeldConnectionDeviceID": ("HeldConnectionCallID", "HeldCallID"),
        "NewConnectionDeviceID": ("NewConnectionCallID", "NewCallID"),
        "OtherConnectionDeviceID": ("OtherConnectionCallID", "OtherCallID"),
        "PrimaryDeviceID": ("PrimaryCallID",),
        "SecondaryDeviceID": ("SecondaryCallID",),
        "SupervisorConnectionDeviceID": ("SupervisorConnectionCallID", "SupervisorCallID"),
    }
)
"""Fields that are identifiers within the call of another field, where their type says that they are dynamic.

That field has a name in each dialect.
"""

_NONE: Final = (0, NULL_CALL_ID, "")
"""Values that identify nothing."""


@attrs.frozen
class Identifier:
    """An identifier that one end chose for a call, a monitor and the like.

    Args:
        family: what kind of thing.
        value: the value of the field.
        call: the call that a connection belongs to; 0 for all other families.
    """

    family: Family
    value: object
    call: int = 0


@attrs.frozen
class Field:
    """A field of a frame.

    Args:
        name: the guide's name, or the number of a tag that is not known.
        value: its value in the JSON form.
        identifier: what it identifies, if it does.
        is_time: whether it says a time of day.
    """

    name: str
    value: object
    identifier: Identifier | None = None
    is_time: bool = False


def number_of(frame: bytes) -> int:
    """The MessageType of a frame."""
    return int.from_bytes(frame[4:MHDR_SIZE])


def _class_of(frame: bytes, dialect: Dialect) -> type[Message] | None:
    """The class of a frame's message; ``None``: the dialect has none with its MessageType."""
    return messages_of(dialect).by_number.get(number_of(frame))


def name_of(frame: bytes, dialect: Dialect) -> str:
    """The guide's name of a frame's message, or its number."""
    cls = _class_of(frame, dialect)
    return str(number_of(frame)) if cls is None else cls.declarations[dialect].name


def kind_of(frame: bytes, dialect: Dialect) -> Kind | None:
    """What the message of a frame is for; ``None``: no table lists its type."""
    cls = _class_of(frame, dialect)
    return None if cls is None else cls.declaration.kind


def invoke_id(frame: bytes, dialect: Dialect) -> int | None:
    """The InvokeID of a request or an answer; ``None``: it has none."""
    cls = _class_of(frame, dialect)
    if cls is None or len(frame) < _INVOKE_END or cls.declaration.kind not in _DIALOGUE:
        return None
    fixed = cls.declarations[dialect].fixed
    # Where the layout is not published, the InvokeID is the first word, as in all that are.
    if issubclass(cls, Opaque) or (fixed and fixed[0].name == INVOKE_ID):
        return int.from_bytes(frame[MHDR_SIZE:_INVOKE_END])
    return None  # pragma: no cover - every request and every answer of the guide has one


def with_invoke_id(frame: bytes, number: int) -> bytes:
    """The same request or answer with another InvokeID."""
    return frame[:MHDR_SIZE] + number.to_bytes(4) + frame[_INVOKE_END:]


def fields_of(frame: bytes, profile: Profile) -> tuple[Field, ...]:
    """The fields of a frame in the order of the wire; without a layout, one that is called ``body``.

    Args:
        frame: the bytes, header included.
        profile: dialect and version of its session.
    """
    try:
        form = to_json(frame, profile)
    except RemoteProtocolError:
        return (Field(BODY, frame[MHDR_SIZE:].hex()),)
    if BODY in form:
        return tuple(_opaque(frame, profile.dialect))
    named = list(_named(form))
    known = dict(reversed(named))
    times = _times(frame, profile.dialect)
    return tuple(Field(name, value, _identifier(name, value, known), name in times) for name, value in named)


def _opaque(frame: bytes, dialect: Dialect) -> Iterator[Field]:
    number = invoke_id(frame, dialect)
    if number is None:
        yield Field(BODY, frame[MHDR_SIZE:].hex())
    else:
        yield Field(INVOKE_ID, number)
        yield Field(BODY, frame[_INVOKE_END:].hex())


def _named(form: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    fixed, floating = form["fixed"], form["floating"]
    assert isinstance(fixed, dict)  # noqa: S101 - the JSON form has it so
    assert isinstance(floating, list)  # noqa: S101 - as above
    yield from fixed.items()
    for name, value in floating:
        yield str(name), value


def _identifier(name: str, value: object, known: Mapping[str, object]) -> Identifier | None:
    if value in _NONE:
        return None
    if name in FAMILIES:
        return Identifier(FAMILIES[name], value)
    for call in map(known.get, CONNECTIONS.get(name, ())):
        if isinstance(call, int) and _type_of(name, known) == ConnectionDeviceIDType.DYNAMIC:
            return Identifier(Family.CONNECTION, value, call)
    return None


def _type_of(name: str, known: Mapping[str, object]) -> object:
    """The value of the field that says what kind of connection it is: ...DeviceIDType, or ...DeviceType."""
    return known.get(f"{name}Type", known.get(f"{name.removesuffix('ID')}Type"))


def _times(frame: bytes, dialect: Dialect) -> frozenset[str]:
    declaration = messages_of(dialect).by_number[number_of(frame)].declarations[dialect]
    fixed = (field.name for field in declaration.fixed if field.wire is TIME)
    return frozenset((*fixed, *(field.name for field in declaration.tags() if field.wire is TIME)))


def shown(name: str, fields: Iterable[Field]) -> str:
    """The name of a message, with the reason that it gives if it is a refusal."""
    reasons = [f" {field.name} {field.value}" for field in fields if field.name in _REASONS]
    return name + ",".join(reasons)


def changed(frame: bytes, profile: Profile, change: Callable[[Field], object]) -> bytes:
    """The frame with other values.

    Args:
        frame: the bytes, header included.
        profile: dialect and version of its session.
        change: gives the value of a field, which may be the one that it has.  What has no layout is left as it is.
    """
    fields = fields_of(frame, profile)
    values = [change(field) for field in fields]
    if all(value == field.value for value, field in zip(values, fields, strict=True)) or fields[-1].name == BODY:
        return frame
    form = to_json(frame, profile)
    fixed, floating = form["fixed"], form["floating"]
    assert isinstance(fixed, dict)  # noqa: S101 - the JSON form has it so
    assert isinstance(floating, list)  # noqa: S101 - as above
    split = len(fixed)
    form["fixed"] = dict(zip(fixed, values[:split], strict=True))
    form["floating"] = [[name, value] for (name, _), value in zip(floating, values[split:], strict=True)]
    return from_json(form, profile)
