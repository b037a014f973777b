"""One session with a CTI Server: what it says, what is asked, heartbeats, and the farewell.

Strategy: one task reads and sorts what arrives: answers to :meth:`Session.request` wake who waits for them, and every
message waits in a box for who iterates.  Nobody but the iterating task is ever told that the session is over: the
tasks in the background write down how it ended, and who sends or takes finds it there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Self, TypeVar

import attrs
import trio

from ctiproto.constants import StatusCode
from ctiproto.constants.limits import (
    CLOSE_RESPONSE_TIMEOUT,
    CONTROL_RESPONSE_MAX,
    IDLE_TIMEOUT_DISABLED,
    IDLE_TIMEOUT_HEARTBEAT_FACTOR,
    MAX_UNCONFIRMED_HEARTBEATS,
    MIN_HEARTBEAT_INTERVAL,
)
from ctiproto.declare import Message
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
)
from ctiproto.messages.parts import Confirmation, Request
from ctiproto.state import State
from ctiserver.client.endpoints import Side
from ctiserver.client.errors import AnswerTimedOut, RequestRefused, SessionLost, SessionRefused
from ctiserver.client.message_stream import Pipe, Received

MAX_WAITING: Final = 100_000
"""Messages that may wait for who iterates."""

_FAREWELLS: Final = (StatusCode.CTI_SERVER_OFFLINE, StatusCode.TIMEOUT)
_LAST_INVOKE_ID: Final = 0xFFFFFFFE

AnswerT = TypeVar("AnswerT", bound=Message)


class Session:
    """A session on a stream.  :func:`ctiserver.client.open_session` makes one.

    Iterating gives what the server says, in its order and beginning with OPEN_CONF; confirmations of the session's own
    heartbeats are left out.  It raises :class:`SessionLost` once the session is over and all that came before was
    taken.

    A server that asks whether it may go into maintenance may: the session says so by itself, and goes when it is time.
    Only sessions that were granted ACTIVE_STANDBY are asked.

    Args:
        stream: to the server; the session does not close it.
        side: which server it leads to.
        now: the clock that messages are stamped with.
        max_waiting: how many messages may wait to be taken; one more, and the session is given up.
    """

    def __init__(
        self,
        stream: trio.abc.Stream,
        side: Side,
        *,
        now: Callable[[], float] = trio.current_time,
        max_waiting: int = MAX_WAITING,
    ) -> None:
        self.side = side
        self.version = 0
        """The protocol version that was asked for."""
        self.opened: OpenConf | None = None
        """What the server granted; ``None`` until it did."""
        self._pipe = Pipe(stream, now)
        self._put, self._box = trio.open_memory_channel[Received](max_waiting)
        self._answers: dict[int, _Answer] = {}
        self._invoke_id = 0
        self._end: _End | None = None
        self._announced: StatusCode | None = None
        self._interval = math.inf
        self._unconfirmed: set[int] = set()
        self._owed: list[Message] = []

    @property
    def is_active(self) -> bool:
        """Whether the session is open and not on a standby side, so that requests can be made."""
        return self._pipe.state is State.OPEN and self._end is None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Received:
        """The next message, as soon as there is one.

        Cancellation: loses no message.

        Raises:
            SessionLost: there will be no more.
        """
        try:
            return await self._box.receive()
        except trio.EndOfChannel:
            raise self._lost() from None

    async def send(self, message: Message) -> int:
        """Send a message without waiting for an answer.

        The answers that a server application gives keep the InvokeID that they have.

        Cancellation: a message that was sent in part cannot be taken back; the session is then given up.

        Returns:
            The InvokeID, a new one, if the message is a request that has one; else 0.

        Raises:
            LocalProtocolError: the message cannot be written, or not in the session's state.
            SessionLost: the session is over.
        """
        invoke_id = 0
        if isinstance(message, Request):
            invoke_id = self._next_invoke_id()
            message = message.changed(invoke_id=invoke_id)
        await self._write(message)
        return invoke_id

    async def request(self, request: Request[AnswerT], *, within: float = CONTROL_RESPONSE_MAX) -> AnswerT:
        """Ask, and wait for the answer.  It is also among the messages that are iterated over.

        Args:
            request: what is asked; its InvokeID is replaced by a new one.
            within: how many seconds to wait.

        Cancellation: the answer is then ignored when it comes.

        Raises:
            AnswerTimedOut: there was no answer.
            RequestRefused: the answer is FAILURE_CONF or CONTROL_FAILURE_CONF.
            LocalProtocolError: the request cannot be written, or not in the session's state.
            SessionLost: the session is over.
        """
        invoke_id = self._next_invoke_id()
        waiting = self._answers[invoke_id] = _Answer()
        try:
            with trio.move_on_after(within):
                await self._write(request.changed(invoke_id=invoke_id))
                await waiting.came.wait()
        finally:
            del self._answers[invoke_id]
        match waiting.message:
            case None if self._end is not None:
                raise self._lost()
            case None:
                raise AnswerTimedOut(request, within)
            case FailureConf() | ControlFailureConf() as refusal:
                raise RequestRefused(request, refusal)
        return waiting.message  # type: ignore[return-value] # who answers with this InvokeID answers this request

    def _next_invoke_id(self) -> int:
        self._invoke_id = self._invoke_id % _LAST_INVOKE_ID + 1
        return self._invoke_id

    # --- what open_session and the background do ---------------------------------------------------------------------

    async def start(self, request: OpenReq, within: float) -> None:
        """Send OPEN_REQ and read until it is answered.

        Raises:
            AnswerTimedOut: there was no answer.
            SessionRefused: the answer is FAILURE_CONF.
            SessionLost: the connection broke before.
            LocalProtocolError: the request cannot be written.
        """
        self.version = request.version_number
        if request.idle_timeout != IDLE_TIMEOUT_DISABLED:
            self._interval = max(request.idle_timeout / IDLE_TIMEOUT_HEARTBEAT_FACTOR, MIN_HEARTBEAT_INTERVAL)
        with trio.move_on_after(within):
            await self.send(request)
            while self.opened is None:
                await self._read_some()
                if self._end is not None:
                    raise self._lost()
            return
        raise AnswerTimedOut(request, within)

    async def read(self) -> None:
        """Read until the session is over."""
        while self._end is None:
            await self._read_some()

    async def beat(self) -> None:
        """Send a heartbeat whenever nothing was sent for the interval; give up after three without an answer.

        Guide: Session Management, "HEARTBEAT_REQ".
        """
        while self._end is None:
            due = self._pipe.last_sent + self._interval
            if trio.current_time() < due:
                await trio.sleep_until(due)
            elif len(self._unconfirmed) >= MAX_UNCONFIRMED_HEARTBEATS:
                self._finish("the server stopped answering heartbeats", StatusCode.TIMEOUT)
            else:
                invoke_id = self._next_invoke_id()
                self._unconfirmed.add(invoke_id)
                with suppress(SessionLost):
                    await self._write(HeartbeatReq(invoke_id=invoke_id))

    async def close(self) -> None:
        """Say CLOSE_REQ where the session is still open, and wait for the answer for five seconds.

        The background must have ended.

        Cancellation: shielded from it, so that the server hears of the end in any case.
        """
        status = None if self._end is None else self._end.status
        self._finish("the session was closed")
        if not self._pipe.can_close:
            return
        self._end = None
        farewell = CloseReq(invoke_id=0, status=status if status in _FAREWELLS and status else StatusCode.NO_ERROR)
        with trio.move_on_after(CLOSE_RESPONSE_TIMEOUT, shield=True), suppress(SessionLost):
            await self.send(farewell)
            while self._pipe.state is State.CLOSING and self._end is None:
                await self._read_some()
        self._finish("the session was closed")

    # --- what arrives, and the end -----------------------------------------------------------------------------------

    async def _read_some(self) -> None:
        try:
            for received in await self._pipe.read():
                self._take(received)
            while self._owed:
                await self._write(self._owed.pop(0))
        except SessionLost as error:
            self._finish(str(error))

    async def _write(self, message: Message) -> None:
        if self._end is not None:
            raise self._lost()
        try:
            await self._pipe.write(message)
        except SessionLost as error:
            self._finish(str(error))
            raise self._lost() from error

    def _take(self, received: Received) -> None:
        message = received.message
        if self.opened is None:
            self._answer_to_open(message)
        if self._is_own_business(message):
            return
        waiting = self._answers.get(message.invoke_id) if isinstance(message, Confirmation) else None
        if waiting is not None:
            waiting.message = message
            waiting.came.set()
        try:
            self._put.send_nowait(received)
        except trio.WouldBlock:
            self._finish("messages arrived faster than they were taken")
        except trio.ClosedResourceError:
            return
        match message:
            case FailureEvent():
                self._announced = message.status  # why the server will hang up, if it does
                if message.status is StatusCode.CTI_SERVER_OFFLINE:
                    # Guide: Failure Indication Messages; the server waits for us to close the session.
                    self._finish("the server ended the session")
            case ActiveMaintenanceReqMsg():
                yes = ActiveMaintenanceRespMsg(invoke_id=message.invoke_id, maintenance_mode_accepted=True)
                self._owed.append(yes)
            case ActiveMaintenanceEventMsg(maintenance_mode_status=True):
                self._announced = StatusCode.SERVER_IN_MAINTENANCE_MODE
                self._owed.append(StoppingRequestsToThisSideInd())
            case _:
                pass

    def _answer_to_open(self, message: Message) -> None:
        if isinstance(message, OpenConf):
            self.opened = message
        elif isinstance(message, FailureConf):
            raise SessionRefused(message.status, str(self.side))

    def _is_own_business(self, message: Message) -> bool:
        """Whether a message answers what the session said by itself; a refused heartbeat ends it."""
        if isinstance(message, HeartbeatConf | FailureConf) and message.invoke_id in self._unconfirmed:
            self._unconfirmed.clear()
            if isinstance(message, FailureConf):
                self._finish("the server refused a heartbeat", message.status)
            return True
        return isinstance(message, CloseConf)

    def _finish(self, reason: str, status: StatusCode | None = None) -> None:
        if self._end is None:
            self._end = _End(reason, self._announced if status is None else status)
        self._put.close()
        for waiting in self._answers.values():
            waiting.came.set()

    def _lost(self) -> SessionLost:
        # A new error each time: one that is raised twice shows both ways that it went.
        assert self._end is not None  # noqa: S101 - only what finds the end raises it
        return SessionLost(self._end.reason, self._end.status)


@attrs.frozen
class _End:
    reason: str
    status: StatusCode | None


@attrs.define
class _Answer:
    came: trio.Event = attrs.field(factory=trio.Event)
    message: Message | None = None
