"""Messages of a type that the session's profile does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import attrs

from ctiproto.declare import Message
from ctiproto.schema import Declaration, ExtraField, Kind, MessageClass, Sender, Service
from ctiproto.versions import Dialect


@attrs.frozen(slots=True, weakref_slot=False, init=False, repr=False)
class UnknownMessage(Message):
    """A message of an unlisted type, or of one that the session's version does not have.

    Args:
        message_type: its MessageType.
        body: what follows the header.
    """

    kind: ClassVar[Kind] = Kind.INDICATION
    declaration: ClassVar[Declaration] = Declaration(
        number=0,
        name="",
        service=Service.SESSION,
        message_class=MessageClass.MISCELLANEOUS,
        kind=Kind.INDICATION,
        sender=Sender.BOTH,
        since=None,
        answers=None,
        documented=False,
        fixed=(),
        floating=(),
    )

    declarations: ClassVar[Mapping[Dialect, Declaration]] = dict.fromkeys(Dialect, declaration)

    message_type: int
    body: bytes
    extra_fields: tuple[ExtraField, ...] = attrs.field(default=(), init=False)

    def __init__(self, message_type: int, body: bytes = b"") -> None:
        self.__attrs_init__(message_type, body)

    @property
    def number(self) -> int:
        """The MessageType that the message is sent with."""
        return self.message_type

    @property
    def name(self) -> str:
        """No table names it: its number."""
        return str(self.message_type)
