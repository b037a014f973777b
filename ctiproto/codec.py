"""Encode messages to frames and decode them, in the layouts of one profile.

Unknown message types, unknown tags and unknown numbers are kept; whether to refuse them is the session's choice.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Final

from ctiproto import generate, reference
from ctiproto.by_type import ByType
from ctiproto.constants import StatusCode
from ctiproto.constants.limits import MAX_MESSAGE_SIZE, MHDR_SIZE
from ctiproto.declare import Message, messages_of
from ctiproto.decoded import Decoded
from ctiproto.errors import BadLength, Finding, LocalProtocolError
from ctiproto.layout import has_extension, layout_of, layout_of_message
from ctiproto.messages.parts import Opaque
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import Profile

_read_header: Final = struct.Struct(">II").unpack_from


class Codec:
    """Decodes and encodes the frames of one profile.

    Args:
        profile: dialect and version of the session.

    Attributes:
        messages: the messages of the dialect, by MessageType.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.messages: Mapping[int, type[Message]] = messages_of(profile.dialect).by_number
        self._parsers = ByType(profile, generate.parser, _parser_without_layout)
        self._builders = _Builders(profile)

    def __reduce__(self) -> tuple[Callable[[Profile], Codec], tuple[Profile]]:
        # The parsers and builders in it are the same for all users: a copied or pickled connection shares them.
        return codec, (self.profile,)

    def decode(self, frame: bytes) -> Decoded:
        """Read a whole frame, header included.

        Raises:
            BadLength: the frame is not as long as its header says.
            BadFormat: the body does not have the structure of its message.
        """
        if len(frame) < MHDR_SIZE:
            raise _wrong_length(frame)
        size, number = _read_header(frame)
        if size != len(frame) - MHDR_SIZE:
            raise _wrong_length(frame)
        return self._parsers[number](frame)

    def read(self, number: int, frame: bytes) -> Decoded:
        """Read a frame that a :class:`Framer` has cut; its length is not checked again.

        Args:
            number: the MessageType, which the framer has read.
            frame: the whole frame, header included.

        Raises:
            BadFormat: the body does not have the structure of its message.
        """
        return self._parsers[number](frame)

    def encode(self, message: Message) -> bytes:
        """Write a whole frame.  Fields that the version does not have are left out.

        Raises:
            LocalProtocolError: a value does not fit its field, a required field is not set, the message is too long,
                or the version does not have it.
        """
        return self._builders[type(message)](message)


class _Builders(dict[type[Message], generate.Builder]):
    """The functions that write messages in one profile, by class; each is made when it is first asked for."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._profile = profile

    def __missing__(self, cls: type[Message]) -> generate.Builder:
        builder = self._builder_of(cls)
        self[cls] = builder
        return builder

    def _builder_of(self, cls: type[Message]) -> generate.Builder:
        profile = self._profile
        declaration = cls.declarations.get(profile.dialect)
        if declaration is None:
            raise LocalProtocolError(f"it is no message of {profile.dialect.value}", message=cls.declaration.name)
        if not declaration.is_in(profile.version):
            reason = f"it exists since version {declaration.since}, not in {profile.version}"
            raise LocalProtocolError(reason, message=declaration.name)
        if issubclass(cls, UnknownMessage | Opaque):
            return _write_opaque
        if declaration.version_field is not None:
            field = declaration.version_field
            return lambda message: generate.builder(layout_of(cls, _announced_by(message, field, profile)))(message)
        if has_extension(cls, profile):
            return lambda message: generate.builder(layout_of_message(message, profile))(message)
        return generate.builder(layout_of(cls, profile))


def _wrong_length(frame: bytes) -> BadLength:
    reason = f"a frame of {len(frame)} bytes is not as long as its header says"
    return BadLength(Finding(StatusCode.INVALID_MESSAGE_LENGTH, "", "", 0, reason))


def _parser_without_layout(number: int, cls: type[Message] | None, profile: Profile) -> generate.Parser:
    if cls is None:
        return partial(_read_unlisted, number, StatusCode.INVALID_MESSAGE_LENGTH, "no message has this type")
    declaration = cls.declarations[profile.dialect]
    if declaration.is_in(profile.version) and issubclass(cls, Opaque):
        return lambda frame: Decoded(cls(body=frame[MHDR_SIZE:]))
    reason = f"{declaration.name} exists since version {declaration.since}"
    return partial(_read_unlisted, number, StatusCode.INVALID_MSG_TYPE_FOR_VERSION, reason)


def _read_unlisted(number: int, status: StatusCode, reason: str, frame: bytes) -> Decoded:
    return Decoded(UnknownMessage(number, frame[MHDR_SIZE:]), (Finding(status, str(number), "", 4, reason),))


def _write_opaque(message: Message) -> bytes:
    assert isinstance(message, UnknownMessage | Opaque)  # noqa: S101 - the builder of these classes
    number, body = message.number, message.body
    try:
        if len(body) > MAX_MESSAGE_SIZE - MHDR_SIZE:
            raise reference.too_large(str(number), len(body))
        return len(body).to_bytes(4) + number.to_bytes(4) + body
    except (OverflowError, TypeError, AttributeError) as error:
        reason = "the MessageType is not a UINT, or the body is not bytes"
        raise LocalProtocolError(reason, message=str(number)) from error


def _announced_by(message: Message, attribute: str, profile: Profile) -> Profile:
    """The profile that ``message`` is laid out in: the one that it announces."""
    number = getattr(message, attribute)
    return Profile.nearest(number, profile.dialect) if isinstance(number, int) else profile


@cache
def _codec(profile: Profile) -> Codec:
    return Codec(profile)


def codec(profile: Profile) -> Codec:
    """The codec of a profile, made at the first call and shared from then on.

    >>> from ctiproto.messages import HeartbeatReq
    >>> codec(Profile(25)).encode(HeartbeatReq(invoke_id=1)).hex(" ", 4)
    '00000004 00000005 00000001'
    """
    # Not cached itself: functools.cache would hide the parameter from type checkers.
    return _codec(profile)
