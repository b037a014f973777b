"""The protocol of one TCP connection, without input, output or a clock: where to begin with this library.

A connection turns bytes into messages and messages into bytes.  It keeps the state of the session, its profile and
the moment at which silence becomes a timeout.  It never answers by itself: what the peer did wrong is handed over as a
:class:`Fault` with the status to answer with, and findings stand beside the message.

A server::

    for received in connection.receive_data(data, now):
        match received:
            case Arrived(message, findings): ...
            case Fault(error): write(connection.send(FailureConf(invoke_id=error.invoke_id, status=error.status)))

Each frame is read only when the one before it has been dealt with, so a request that follows OPEN_REQ in the same
segment finds the session open.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Final

import attrs

from ctiproto.codec import Codec, codec
from ctiproto.constants import StatusCode
from ctiproto.constants.limits import IDLE_TIMEOUT_DISABLED, MHDR_SIZE
from ctiproto.declare import Message, Sender
from ctiproto.errors import BadLength, Finding, LocalProtocolError, RemoteProtocolError
from ctiproto.framing import Framer
from ctiproto.messages import CloseConf, FailureConf, HeartbeatReq, OpenConf, OpenReq, StandbyActiveEventMsg
from ctiproto.state import TABLE, Drop, Input, State, input_of_client, input_of_server
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import Dialect, Profile


class Role(Enum):
    """Which end of a connection a program is."""

    CLIENT = "client"
    SERVER = "server"


@attrs.frozen
class Arrived:
    """A message was read that is legal in the state of the session.

    Args:
        message: what arrived.
        findings: what is wrong with it short of its structure, in wire order.
        frame: its bytes, header included.
    """

    message: Message
    findings: tuple[Finding, ...]
    frame: bytes = attrs.field(repr=False)


@attrs.frozen
class Fault:
    """The peer broke the protocol, and can be told so with FAILURE_CONF or FAILURE_EVENT.

    Args:
        error: how, with the status and the InvokeID for the answer.  After a :class:`BadLength` nothing can be read
            any more.
        message_type: the MessageType, or 0 if it was not read.
        frame: the bytes of the offending frame, or nothing if it was not read whole.
    """

    error: RemoteProtocolError
    message_type: int = 0
    frame: bytes = attrs.field(default=b"", repr=False)

    @property
    def is_fatal(self) -> bool:
        """Whether the stream cannot be read on."""
        return isinstance(self.error, BadLength)


@attrs.frozen
class Dropped:
    """A message is ignored: it came in the wrong state or is broken, and has no InvokeID by which to answer it.

    Args:
        message_type: its MessageType.
        error: what is wrong with it, if that is why.
    """

    message_type: int
    error: RemoteProtocolError | None = None


Received = Arrived | Fault | Dropped


class Connection:
    """One end of a connection: the state of its session, and what to read and write.

    Args:
        role: which end it is.
        now: the time at which it was established, in seconds of any clock.
        dialect: the family that the server belongs to.
    """

    # A server keeps one for each client: without a dictionary it takes half the memory.
    __slots__ = (
        "_codec",
        "_framer",
        "_idle_timeout",
        "_open_invoke_id",
        "_sessionless",
        "dialect",
        "last_received",
        "role",
        "state",
    )

    def __init__(self, role: Role, now: float, dialect: Dialect = Dialect.UCCE) -> None:
        self.role = role
        self.dialect = dialect
        self.state = State.CONNECTED
        self.last_received = now
        self._idle_timeout: float | None = None
        self._open_invoke_id: int | None = None
        self._framer = Framer()
        # Without a session only OPEN_REQ and FAILURE_CONF are written; no version changes them.
        self._sessionless = _sessionless(dialect)
        self._codec: Codec | None = None

    @property
    def profile(self) -> Profile | None:
        """The profile of the session's messages; ``None`` without a session."""
        return None if self._codec is None else self._codec.profile

    @property
    def version(self) -> int | None:
        """The protocol version of the session; ``None`` without a session."""
        return None if self._codec is None else self._codec.profile.version

    @property
    def is_open(self) -> bool:
        """Whether requests can be made."""
        return self.state in _OPEN

    @property
    def idle_deadline(self) -> float | None:
        """When the peer will have been silent for its IdleTimeout; ``None`` if it may be silent for ever.

        Guide: Session Management, "Heartbeat".
        """
        if self._idle_timeout is None or not self.is_open:
            return None
        return self.last_received + self._idle_timeout

    def receive_data(self, data: bytes, now: float) -> Iterator[Received]:
        """Take bytes and give what they mean, frame by frame; the state follows each frame when it is taken.

        Args:
            data: as they came.
            now: the time at which they came.

        Returns:
            An iterator that never raises.  It must be exhausted before the next call.
        """
        take = self._from_client if self.role is Role.SERVER else self._from_server
        try:
            for number, frame in self._framer.feed(data):
                # fidelity sessions.sign-of-life: guide Session Management, "Heartbeat": Any complete message restarts
                # the idle timer, also one that is refused.
                self.last_received = now
                # fidelity sessions.several-in-a-segment: seen R11: Frames of one segment are answered in order, also
                # behind OPEN_REQ and behind CLOSE_REQ.
                yield take(number, frame)
        except BadLength as error:
            yield Fault(error)

    def take_heartbeat(self, now: float) -> bool:
        """Take a frame of the client that ``is_heartbeat`` knows, as :meth:`receive_data` would, but not read it.

        It is most of what clients send by far, and this costs a tenth.

        Args:
            now: the time at which it came.

        Returns:
            Whether it was taken; if not, nothing has changed, and it is for :meth:`receive_data` to say what it means.
        """
        if not self.is_open or not self._framer.is_between_frames:
            return False
        self.last_received = now
        return True

    def _from_client(self, number: int, frame: bytes) -> Received:
        cls = self._sessionless.messages.get(number, UnknownMessage)
        step = input_of_client(cls)
        outcome = TABLE[self.state, step]
        if not isinstance(outcome, State):
            return _turned_away(outcome, cls, number, frame)
        item = self._read(number, frame)
        if isinstance(item, Arrived):
            self._follow_client(item.message, outcome)
        elif step in _WITHOUT_ANSWER:
            return Dropped(number, item.error)
        return item

    def _from_server(self, number: int, frame: bytes) -> Received:
        item = self._read(number, frame)
        if isinstance(item, Arrived):
            self._follow_server(item.message)
        return item

    def _read(self, number: int, frame: bytes) -> Arrived | Fault:
        try:
            message, findings = self._codec_now().read(number, frame)
        except RemoteProtocolError as error:
            return Fault(self._judged(error, number, frame), number, frame)
        return Arrived(message, findings, frame)

    def _judged(self, error: RemoteProtocolError, number: int, frame: bytes) -> RemoteProtocolError:
        """The error to report for a message whose structure is broken.

        A message that only servers send is refused for that, whatever else is wrong with it.
        """
        cls = self._sessionless.messages[number]
        if self.role is Role.CLIENT or cls.declaration.sender is not Sender.SERVER:
            return error
        status = StatusCode.INVALID_MSG_TYPE_FOR_VERSION
        reason = "only servers send this message"
        return RemoteProtocolError(Finding(status, cls.declaration.name, "", 0, reason), _invoke_id(frame))

    def send(self, message: Message) -> bytes:
        """Encode a message that is sent now, and let the state of the session follow it.

        Raises:
            LocalProtocolError: the message cannot be written in the session's version, or, as a client, it is not
                allowed in the session's state.
        """
        if self.role is Role.SERVER:
            frame = self._codec_now().encode(message)
            self._follow_server(message)
            return frame
        outcome = TABLE[self.state, input_of_client(type(message))]
        if not isinstance(outcome, State):
            raise LocalProtocolError(f"not allowed while the session is {self.state.value}", message=message.name)
        frame = self._codec_now().encode(message)
        self._follow_client(message, outcome)
        return frame

    def _codec_now(self) -> Codec:
        return self._codec or self._sessionless

    def _follow_client(self, message: Message, state: State) -> None:
        self.state = state
        if isinstance(message, OpenReq):
            self._open_invoke_id = message.invoke_id
            self._codec = codec(Profile.nearest(message.version_number, self.dialect))
            timeout = message.idle_timeout
            self._idle_timeout = None if timeout == IDLE_TIMEOUT_DISABLED else timeout

    def _follow_server(self, message: Message) -> None:
        if type(message) not in _STEERING:
            return
        refused = (
            self.state is State.OPENING
            and isinstance(message, FailureConf)
            and message.invoke_id == self._open_invoke_id
        )
        step = input_of_server(message, answers_open=refused)
        if step is None:
            return
        outcome = TABLE.get((self.state, step))
        if isinstance(outcome, State):
            self.state = outcome
        if step in (Input.OPEN_REFUSED, Input.CLOSE_CONF):
            self._codec = self._idle_timeout = None


def is_heartbeat(data: bytes) -> bool:
    """Whether bytes are one HEARTBEAT_REQ of any version, with nothing behind its InvokeID."""
    return len(data) == _HEARTBEAT_SIZE and data.startswith(_HEARTBEAT)


_HEARTBEAT_SIZE: Final = MHDR_SIZE + 4
_HEARTBEAT: Final = codec(Profile(Dialect.UCCE.versions[0])).encode(HeartbeatReq(invoke_id=0))[:MHDR_SIZE]


_OPEN: Final = (State.OPEN, State.STANDBY)
"""The states in which requests can be made."""

_STEERING: Final = frozenset((OpenConf, CloseConf, FailureConf, StandbyActiveEventMsg))
"""Messages of the server that can change the state."""

_WITHOUT_ANSWER: Final = frozenset((Input.SIDE, Input.UNANSWERED))
"""Messages that have no InvokeID by which to answer them."""


_REFUSED: Final = {
    StatusCode.SESSION_NOT_OPEN: "no session is open",
    StatusCode.SESSION_ALREADY_OPEN: "a session is open already",
    StatusCode.SERVER_NOT_MASTER: "the other side is the active one",
}


@cache
def _sessionless(dialect: Dialect) -> Codec:
    return codec(Profile(dialect.versions[0], dialect))


def _turned_away(outcome: StatusCode | Drop, cls: type[Message], number: int, frame: bytes) -> Fault | Dropped:
    """What becomes of a message of the client that is not legal in the state of the session."""
    if isinstance(outcome, Drop):
        return Dropped(number)
    reason = _REFUSED.get(outcome, "not allowed in this state")
    finding = Finding(outcome, _name(cls, number), "", 0, reason)
    return Fault(RemoteProtocolError(finding, _invoke_id(frame)), number, frame)


def _name(cls: type[Message], number: int) -> str:
    return cls.declaration.name or str(number)


def _invoke_id(frame: bytes) -> int:
    return int.from_bytes(frame[MHDR_SIZE : MHDR_SIZE + 4]) if len(frame) >= MHDR_SIZE + 4 else 0
