"""Encode messages to frames and decode them, in the layouts of one profile.

Unknown message types, unknown tags and unknown numbers are kept; whether to refuse them is the session's choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from ctiproto import generate, reference
from ctiproto.constants import StatusCode
from ctiproto.constants.limits import MAX_MESSAGE_SIZE, MHDR_SIZE
from ctiproto.declare import Message, messages_of
from ctiproto.errors import BadLength, Finding, LocalProtocolError
from ctiproto.layout import has_extension, layout_of, layout_of_body, layout_of_message
from ctiproto.messages.parts import Opaque
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import Profile


class Decoded(NamedTuple):
    """A message as it was read, and what is wrong with it although its structure is whole.

    Findings about single fields come first, in wire order; then counts that disagree with their lists, then required
    fields that are missing.
    """

    message: Message
    findings: tuple[Finding, ...] = ()


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
        self._parsers: dict[int, generate.Parser] = {}
        self._builders: dict[type[Message], generate.Builder] = {}

    def __reduce__(self) -> tuple[Callable[[Profile], Codec], tuple[Profile]]:
        # The parsers and builders in it are the same for all users: a copied or pickled connection shares them.
        return codec, (self.profile,)

    def decode(self, frame: bytes) -> Decoded:
        """Read a whole frame, header included.

        Raises:
            BadLength: the frame is not as long as its header says.
            BadFormat: the body does not have the structure of its message.
        """
        if len(frame) < MHDR_SIZE or int.from_bytes(frame[:4]) != len(frame) - MHDR_SIZE:
            reason = f"a frame of {len(frame)} bytes is not as long as its header says"
            raise BadLength(Finding(StatusCode.INVALID_MESSAGE_LENGTH, "", "", 0, reason))
        return self.read(int.from_bytes(frame[4:8]), frame)

    def read(self, number: int, frame: bytes) -> Decoded:
        """Read a frame that a :class:`Framer` has cut; its length is not checked again.

        Args:
            number: the MessageType, which the framer has read.
            frame: the whole frame, header included.

        Raises:
            BadFormat: the body does not have the structure of its message.
        """
        parse = self._parsers.get(number)
        if parse is not None:
            return Decoded(*parse(frame))
        return self._read_unprepared(number, frame)

    def _read_unprepared(self, number: int, frame: bytes) -> Decoded:
        """Read a frame for which no parser is kept.

        It is the first of its type; or its layout depends on the frame, by the version that it announces or the size
        of its body; or its message has no layout in this profile.
        """
        cls = self.messages.get(number)
        version = self.profile.version
        if cls is None:
            return Decoded(*_unlisted(number, frame, StatusCode.INVALID_MESSAGE_LENGTH, "no message has this type"))
        if not cls.declaration.is_in(version):
            reason = f"{cls.declaration.name} exists since version {cls.declaration.since}"
            return Decoded(*_unlisted(number, frame, StatusCode.INVALID_MSG_TYPE_FOR_VERSION, reason))
        if issubclass(cls, Opaque):
            return Decoded(cls(body=frame[MHDR_SIZE:]))
        if cls.declaration.version_field is not None:
            return Decoded(*_announced(cls, self.profile, frame))
        if has_extension(cls, version):
            layout = layout_of_body(cls, self.profile, len(frame) - MHDR_SIZE)
            return Decoded(*generate.parser(layout)(frame))
        parse = self._parsers[number] = generate.parser(layout_of(cls, self.profile))
        return Decoded(*parse(frame))

    def encode(self, message: Message) -> bytes:
        """Write a whole frame.  Fields that the version does not have are left out.

        Raises:
            LocalProtocolError: a value does not fit its field, a required field is not set, the message is too long,
                or the version does not have it.
        """
        build = self._builders.get(type(message))
        if build is not None:
            return build(message)
        return self._write_unprepared(message)

    def _write_unprepared(self, message: Message) -> bytes:
        """Write a message for whose class no builder is kept, for the same reasons as in reading."""
        cls = type(message)
        declaration = cls.declaration
        version = self.profile.version
        if not declaration.is_in(version):
            reason = f"it exists since version {declaration.since}, not in {version}"
            raise LocalProtocolError(reason, message=declaration.name)
        if isinstance(message, UnknownMessage | Opaque):
            return _framed(message.number, message.body)
        if declaration.version_field is not None:
            return generate.builder(layout_of(cls, _announced_by(message, declaration.version_field, self.profile)))(
                message
            )
        build = generate.builder(layout_of_message(message, self.profile))
        if not has_extension(cls, version):
            self._builders[cls] = build
        return build(message)


def _unlisted(number: int, frame: bytes, status: StatusCode, reason: str) -> tuple[Message, tuple[Finding, ...]]:
    return UnknownMessage(number, frame[MHDR_SIZE:]), (Finding(status, str(number), "", 4, reason),)


def _framed(number: int, body: bytes) -> bytes:
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


def _announced(cls: type[Message], profile: Profile, frame: bytes) -> tuple[Message, tuple[Finding, ...]]:
    """Read a message that is laid out in the version that it announces."""
    return generate.parser(layout_of(cls, announced_profile(cls, profile, frame)))(frame)


def announced_profile(cls: type[Message], profile: Profile, frame: bytes) -> Profile:
    """The profile that a frame of ``cls`` is laid out in: its own where it announces one, else ``profile``."""
    wanted = cls.declaration.version_field
    if wanted is None:
        return profile
    for field, offset in layout_of(cls, profile).fixed_offsets():
        if field.attribute == wanted and len(frame) >= offset + field.wire.size:
            number = int.from_bytes(frame[offset : offset + field.wire.size])
            return Profile.nearest(number, profile.dialect)
    return profile


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
