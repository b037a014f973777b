"""The client's end of one session, without input, output or a clock.

A face (``session`` for trio, ``aio``, ``blocking``) owns the stream and the clock, and one core for each session.  The
core numbers requests, finds the answer that belongs to one, keeps messages until they are taken, knows when a
heartbeat is due, and decides when the session is over and why::

    invoke_id, message = core.numbered(request)
    write(core.send(message))
    core.sent(now)
    for invoke_id in core.receive_data(data, time):     # wake the one that waits for this answer
        ...
    core.take(), core.answers[invoke_id], core.lost()   # what callers are given

Nothing here raises when the session ends: it is written down, and the next call that sends or takes is told.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final, TypeVar

import attrs

from ctiproto.connection import Arrived, Connection, Fault, Role
from ctiproto.constants import StatusCode, SystemEventID
from ctiproto.constants.limits import (
    CLOSE_REQ_STATUS_VALUES,
    IDLE_TIMEOUT_DISABLED,
    IDLE_TIMEOUT_HEARTBEAT_FACTOR,
    MAX_UNCONFIRMED_HEARTBEATS,
    MHDR_SIZE,
    MIN_HEARTBEAT_INTERVAL,
)
from ctiproto.declare import Message
from ctiproto.errors import Finding
from ctiproto.messages import (
    ActiveMaintenanceEventMsg,
    ActiveMaintenanceReqMsg,
    ActiveMaintenanceRespMsg,
    CloseConf,
    CloseReq,
    ControlFailureConf,
    FailureConf,
    FailureEvent,
    HeartbeatConf,
    HeartbeatReq,
    OpenConf,
    OpenReq,
    StoppingRequestsToThisSideInd,
    SystemEvent,
)
from ctiproto.messages.parts import Confirmation, Request
from ctiproto.state import State
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import Dialect, Profile
from ctiserver.client.endpoints import Side
from ctiserver.client.errors import RequestRefused, SessionLost, SessionRefused

MAX_WAITING: Final = 100_000
"""Messages that may wait to be taken.  A program that never takes any would otherwise fill the memory."""


CLOSED_BY_US: Final = "the session was closed"

_GOES_OFF_LINE: Final = {Dialect.UCCX: SystemEventID.PERIPHERAL_OFFLINE}
"""The system event behind which a server has no more to say: elsewhere it says that of one of its peripherals."""

_LAST_INVOKE_ID: Final = 0xFFFFFFFE

AnswerT = TypeVar("AnswerT", bound=Message)


@attrs.frozen
class Received:
    """A message of the server.

    Args:
        time: when it arrived, by the clock of the session.
        message: what it says; one whose structure is broken comes as ``UnknownMessage``.
        findings: what is wrong with it.
        frame: its bytes, header included.
    """

    time: float
    message: Message
    findings: tuple[Finding, ...]
    frame: bytes = attrs.field(repr=False)


@attrs.frozen
class _End:
    reason: str
    status: StatusCode | None


class SessionCore:
    """One session with a CTI Server, seen from the client.

    Args:
        side: the server, whose dialect is spoken, and which errors name.
        now: the time, in seconds of the clock that deadlines are told by.
        max_waiting: how many messages may wait to be taken; one more, and the session is given up.
    """

    def __init__(self, side: Side, now: float, max_waiting: int = MAX_WAITING) -> None:
        self.side = side
        self.profile: Profile | None = None
        """Dialect and version of the session's messages; ``None`` until it was asked for."""
        self.opened: OpenConf | None = None
        """What the server granted; ``None`` until it did."""
        self.answers: dict[int, Message | None] = {}
        """Answers by the InvokeID of the request that waits for one; ``None``: it has not come yet."""
        self._connection = Connection(Role.CLIENT, now, side.dialect)
        self._inbox: deque[Received] = deque()
        self._max_waiting = max_waiting
        self._invoke_id = 0
        self._end: _End | None = None
        self._refusal: StatusCode | None = None
        self._announced: StatusCode | None = None
        self._last_sent = now
        self._interval = math.inf
        self._unconfirmed: set[int] = set()
        self._replies: list[Message] = []
        self._farewell: CloseReq | None = None
        self._broken = ""

    # --- how the session stands --------------------------------------------------------------------------------------

    @property
    def is_active(self) -> bool:
        """Whether the session is open and not on a standby side, so that requests can be made."""
        return self._connection.state is State.OPEN and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether the session has ended; :meth:`lost` says why."""
        return self._end is not None

    @property
    def is_closing(self) -> bool:
        """Whether CLOSE_REQ was sent, and its answer can still come."""
        return self._connection.state is State.CLOSING and not self._broken

    def lost(self) -> SessionLost:
        """The error for callers of a session that is over, a new one each time.

        One error that is raised in two tasks would show the ways of both.
        """
        assert self._end is not None  # noqa: S101 - only a session that is over is lost
        return SessionLost(self._end.reason, self._end.status)

    # --- what is sent ------------------------------------------------------------------------------------------------

    def numbered(self, message: Message) -> tuple[int, Message]:
        """Give a message the next InvokeID if it is a request; answers keep the one that they have.

        Returns:
            The InvokeID and the message; 0 and the message as it is, if it is no request.
        """
        if not isinstance(message, Request):
            return 0, message
        invoke_id = self._next_invoke_id()
        return invoke_id, message.changed(invoke_id=invoke_id)

    def send(self, message: Message) -> bytes:
        """The bytes of a message, which must be written before those of the next one.

        Until :meth:`sent` says that they were, the message counts as sent in part, and nothing can follow it.

        Raises:
            LocalProtocolError: the message cannot be written, or not in the session's state.
            SessionLost: the session is over, or an earlier message was sent in part.
        """
        if self._end is not None and message is not self._farewell:
            raise self.lost()
        if self._broken:
            self.finish(self._broken)
            raise self.lost()
        data = self._connection.send(message)
        self._broken = "a message was sent in part"
        return data

    def sent(self, now: float) -> None:
        """The bytes of the last message were written at the time ``now``."""
        self._broken = ""
        self._last_sent = now

    def write_failed(self) -> None:
        """End the session, because bytes could not be written."""
        self._broken = "the connection broke"
        self.finish(self._broken)

    # --- opening -----------------------------------------------------------------------------------------------------

    def open(self, request: OpenReq) -> Message:
        """OPEN_REQ, to be sent as the first message; heartbeats will be sent as its IdleTimeout asks for.

        Guide: Session Management, "HEARTBEAT_REQ".
        """
        self.profile = Profile.nearest(request.version_number, self.side.dialect)
        if request.idle_timeout != IDLE_TIMEOUT_DISABLED:
            self._interval = max(request.idle_timeout / IDLE_TIMEOUT_HEARTBEAT_FACTOR, MIN_HEARTBEAT_INTERVAL)
        return self.numbered(request)[1]

    def is_opened(self) -> bool:
        """Whether OPEN_CONF has come and the session can be used.

        Raises:
            SessionRefused: FAILURE_CONF came instead.
            SessionLost: the session ended before it was open.
        """
        if self._refusal is not None:
            raise SessionRefused(self._refusal, str(self.side))
        if self._end is not None:
            raise self.lost()
        return self.opened is not None

    # --- heartbeats --------------------------------------------------------------------------------------------------

    def next_deadline(self) -> float:
        """When :meth:`heartbeat` is to be called; infinite where it need not be."""
        return math.inf if self._end is not None else self._last_sent + self._interval

    def heartbeat(self, now: float) -> HeartbeatReq | None:
        """The heartbeat to send at the time ``now``, if one is due; after three without an answer the session ends.

        Guide: Session Management, "HEARTBEAT_REQ".
        """
        if now < self.next_deadline():
            return None
        if len(self._unconfirmed) >= MAX_UNCONFIRMED_HEARTBEATS:
            self.finish("the server stopped answering heartbeats", StatusCode.TIMEOUT)
            return None
        invoke_id = self._next_invoke_id()
        self._unconfirmed.add(invoke_id)
        return HeartbeatReq(invoke_id=invoke_id)

    # --- what arrives ------------------------------------------------------------------------------------------------

    def receive_data(self, data: bytes, time: float) -> list[int]:
        """Take in bytes that arrived.

        Args:
            data: as they came; none: the server closed the connection.
            time: when, by the clock that messages are stamped with.

        Returns:
            InvokeIDs of ``answers`` that are there now.
        """
        if not data:
            self.read_failed()
            return []
        answered: list[int] = []
        fatal = ""
        for item in self._connection.receive_data(data, time):
            if isinstance(item, Arrived):
                self._take_in(Received(time, item.message, item.findings, item.frame), answered)
            elif isinstance(item, Fault) and item.is_fatal:
                fatal = f"the server sent what is no message: {item.error}"
            elif isinstance(item, Fault):  # pragma: no branch - only a server drops messages
                unread = UnknownMessage(item.message_type, item.frame[MHDR_SIZE:])
                self._take_in(Received(time, unread, (item.error.finding,), item.frame), answered)
        if fatal:
            self._broken = fatal
            self.finish(fatal)
        return answered

    def read_failed(self) -> None:
        """End the session, because the connection was closed or broke."""
        self._broken = "the server closed the connection"
        self.finish(self._broken)

    def take(self) -> Received | None:
        """The next message that waits, in the order of arrival; ``None``: none does."""
        return self._inbox.popleft() if self._inbox else None

    def take_replies(self) -> list[Message]:
        """What the session answers by itself to what arrived, to be sent now."""
        replies, self._replies = self._replies, []
        return replies

    def answer_to(self, request: Request[AnswerT], invoke_id: int) -> AnswerT | None:
        """The answer to a request; ``None``: it has not come.

        Raises:
            RequestRefused: it is FAILURE_CONF or CONTROL_FAILURE_CONF.
            SessionLost: there is none, and the session is over.
        """
        answer = self.answers[invoke_id]
        if answer is None and self._end is not None:
            raise self.lost()
        if isinstance(answer, FailureConf | ControlFailureConf):
            raise RequestRefused(request, answer)
        return answer  # type: ignore[return-value] # what answers with this InvokeID answers this request

    def _take_in(self, received: Received, answered: list[int]) -> None:
        message = received.message
        if self.opened is None:
            self._open_or_refuse(message)
        if self._take_own_answer(message):
            return
        if isinstance(message, Confirmation) and message.invoke_id in self.answers:
            self.answers[message.invoke_id] = message
            answered.append(message.invoke_id)
        if self._end is not None:
            return
        if len(self._inbox) < self._max_waiting:
            self._inbox.append(received)
        else:
            self.finish("messages arrived faster than they were taken")
        self._follow(message)

    def _open_or_refuse(self, message: Message) -> None:
        if isinstance(message, OpenConf):
            self.opened = message
        elif isinstance(message, FailureConf):
            self._refusal = message.status

    def _take_own_answer(self, message: Message) -> bool:
        """Take an answer to what the session sent by itself; a refused heartbeat ends the session.

        Returns:
            Whether it was such an answer; callers are not given those.
        """
        if isinstance(message, HeartbeatConf | FailureConf) and message.invoke_id in self._unconfirmed:
            self._unconfirmed.clear()
            if isinstance(message, FailureConf):
                self.finish("the server refused a heartbeat", message.status)
            return True
        return isinstance(message, CloseConf)

    def _follow(self, message: Message) -> None:
        """Note what a message says about the session, and answer what the session answers by itself."""
        match message:
            case FailureEvent():
                self._announced = message.status  # why the server will hang up, if it does
                if message.status is StatusCode.CTI_SERVER_OFFLINE:
                    # Guide: Failure Indication Messages; the server waits for us to close the session.
                    self.finish("the server ended the session")
            case ActiveMaintenanceReqMsg():
                yes = ActiveMaintenanceRespMsg(invoke_id=message.invoke_id, maintenance_mode_accepted=True)
                self._replies.append(yes)
            case ActiveMaintenanceEventMsg(maintenance_mode_status=True):
                self._announced = StatusCode.SERVER_IN_MAINTENANCE_MODE
                self._replies.append(StoppingRequestsToThisSideInd())
            case SystemEvent() if message.system_event_id is _GOES_OFF_LINE.get(self.side.dialect):
                self.finish("the server went off line")
            case _:
                pass

    # --- the end -----------------------------------------------------------------------------------------------------

    def finish(self, reason: str, status: StatusCode | None = None) -> None:
        """End the session, unless it has ended; messages that wait can still be taken.

        Args:
            reason: what happened, for people.
            status: the guide's word for it; ``None``: what the server announced, if it did.
        """
        if self._end is None:
            self._end = _End(reason, self._announced if status is None else status)

    def close(self) -> CloseReq | None:
        """End the session, and say so to the server where it is still open.

        Returns:
            CLOSE_REQ, to be sent and its answer waited for while :attr:`is_closing`; ``None``: the server
            cannot be told.
        """
        status = None if self._end is None else self._end.status
        self.finish(CLOSED_BY_US)
        self._replies.clear()
        if not self._connection.is_open or self._broken:
            return None
        said = status if status is not None and status in CLOSE_REQ_STATUS_VALUES else StatusCode.NO_ERROR
        self._farewell = CloseReq(invoke_id=self._next_invoke_id(), status=said)
        return self._farewell

    def _next_invoke_id(self) -> int:
        self._invoke_id = self._invoke_id % _LAST_INVOKE_ID + 1
        return self._invoke_id
