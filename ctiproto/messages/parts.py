"""The base classes of messages by their role, and lists that several messages have."""

from __future__ import annotations

import sys
from typing import ClassVar, Generic, Self, TypeVar, cast, get_args

from ctiproto.constants import DeviceIDType, Tag
from ctiproto.constants.limits import NO_MONITOR
from ctiproto.declare import Differs, Kind, Message, fixed, floating, group, part, plain
from ctiproto.wire import STRING, TIME, UINT, USHORT

Answer = TypeVar("Answer", bound=Message)


@part
class Request(Message, Generic[Answer]):
    """A message that is answered exactly once; ``Answer`` is the class of the positive answer."""

    kind: ClassVar[Kind] = Kind.REQUEST

    invoke_id: int = fixed(UINT)

    @classmethod
    def exchange(cls) -> tuple[type[Self], type[Answer]]:
        """The class of the request, and the class of its positive answer."""
        (answer,) = get_args(vars(cls)["__orig_bases__"][0])
        # A request and its answer are declared in the same file, whichever dialects have them.
        return cls, cast("type[Answer]", vars(sys.modules[cls.__module__])[answer.__forward_arg__])


@part
class Confirmation(Message):
    """The answer to a request: its ``invoke_id`` is the request's."""

    kind: ClassVar[Kind] = Kind.CONFIRMATION

    invoke_id: int = fixed(UINT)


@part
class Response(Message):
    """An answer that is not called a confirmation: its ``invoke_id`` is the request's."""

    kind: ClassVar[Kind] = Kind.RESPONSE

    invoke_id: int = fixed(UINT)


@part
class Event(Message):
    """A message that the server sends by itself, not as an answer."""

    kind: ClassVar[Kind] = Kind.EVENT


@part
class MonitoredEvent(Event):
    """An event that says which monitor it is sent for; 0 stands for a session that sees all events."""

    monitor_id: int = fixed(UINT, default=NO_MONITOR)


@part
class Opaque(Message):
    """A message whose fields are not published: its body is kept as it is."""

    body: bytes = plain(default=b"")


@part
class OpaqueRequest(Opaque):
    """A request whose fields are not published."""

    kind: ClassVar[Kind] = Kind.REQUEST


@part
class OpaqueConfirmation(Opaque):
    """A confirmation whose fields are not published."""

    kind: ClassVar[Kind] = Kind.CONFIRMATION


@part
class OpaqueResponse(Opaque):
    """A response whose fields are not published."""

    kind: ClassVar[Kind] = Kind.RESPONSE


@part
class OpaqueEvent(Opaque):
    """An event whose fields are not published."""

    kind: ClassVar[Kind] = Kind.EVENT


@part
class OpaqueIndication(Opaque):
    """An indication whose fields are not published."""

    kind: ClassVar[Kind] = Kind.INDICATION


@group
class ConnectedParty:
    """One connection of the call that results from a conference or transfer."""

    connected_party_call_id: int | None = floating(Tag.PARTY_CALLID, UINT, default=None)
    connected_party_device_id_type: DeviceIDType | None = floating(
        Tag.PARTY_DEVID_TYPE, USHORT.of(DeviceIDType), default=None
    )
    connected_party_device_id: str | None = floating(Tag.PARTY_DEVID, STRING(64), default=None)


@group
class QueueSkillGroup:
    """A skill group whose queue the call is in."""

    skill_group_number: int | None = floating(Tag.SKILL_GROUP_NUMBER, UINT, default=None)
    skill_group_id: int | None = floating(Tag.SKILL_GROUP_ID, UINT, default=None, uccx=Differs(constant=0))
    skill_group_priority: int | None = floating(Tag.SKILL_GROUP_PRIORITY, USHORT, default=None)


@group
class CTIClient:
    """A client that is or was associated with the call."""

    cti_client_signature: str | None = floating(Tag.CTI_CLIENT_SIGNATURE, STRING(64), default=None)
    cti_client_timestamp: int | None = floating(
        Tag.CTI_CLIENT_TIMESTAMP, TIME, default=None, uccx=Differs(name="CTIClientTimeStamp")
    )
