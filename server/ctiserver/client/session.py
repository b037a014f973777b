"""One session over trio: tasks, a stream and a clock around a :class:`SessionCore`.

Strategy: one task reads and hands over what arrives, one sends heartbeats.  They write the end of the session down and
return; the tasks that send, ask or iterate are told of it, by :class:`SessionLost`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Self, TypeVar

import trio

from ctiproto.constants.limits import CLOSE_RESPONSE_TIMEOUT, CONTROL_RESPONSE_MAX
from ctiproto.declare import Message
from ctiproto.messages import OpenReq
from ctiproto.messages.parts import Request
from ctiserver.client.core import MAX_WAITING, Received, SessionCore
from ctiserver.client.endpoints import Side
from ctiserver.client.errors import AnswerTimedOut, SessionLost
from ctiserver.client.session_view import SessionView
from ctiserver.transport.socket_options import READ_SIZE

AnswerT = TypeVar("AnswerT", bound=Message)


class Session(SessionView):
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
        super().__init__(SessionCore(side, trio.current_time(), max_waiting))
        self._stream = stream
        self._now = now
        self._sending = trio.Lock()
        self._arrivals = trio.lowlevel.ParkingLot()
        self._answered: dict[int, trio.Event] = {}

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Received:
        """The next message, as soon as there is one.

        Cancellation: loses no message.

        Raises:
            SessionLost: there will be no more.
        """
        await trio.lowlevel.checkpoint()
        while (received := self._core.take()) is None:
            if self._core.is_over:
                raise self._core.lost()
            await self._arrivals.park()
        return received

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
        invoke_id, numbered = self._core.numbered(message)
        await self._write(numbered)
        return invoke_id

    async def request(self, request: Request[AnswerT], *, within: float = CONTROL_RESPONSE_MAX) -> AnswerT:
        """Send a request and wait for its answer, which is also among the messages that are iterated over.

        Args:
            request: what is asked; its InvokeID is replaced by a new one.
            within: how many seconds to wait; the guide says that an answer may take as many as the default.

        Cancellation: the answer is then ignored when it comes.

        Raises:
            AnswerTimedOut: there was no answer.
            RequestRefused: the answer is FAILURE_CONF or CONTROL_FAILURE_CONF.
            LocalProtocolError: the request cannot be written, or not in the session's state.
            SessionLost: the session is over.
        """
        invoke_id, numbered = self._core.numbered(request)
        self._core.answers[invoke_id] = None
        answered = self._answered[invoke_id] = trio.Event()
        try:
            with trio.move_on_after(within):
                await self._write(numbered)
                await answered.wait()
            answer = self._core.answer_to(request, invoke_id)
        finally:
            del self._core.answers[invoke_id], self._answered[invoke_id]
        if answer is None:
            raise AnswerTimedOut(request, within)
        return answer

    # --- what open_session and the background do ---------------------------------------------------------------------

    async def start(self, request: OpenReq, within: float) -> None:
        """Send OPEN_REQ and read until it is answered.

        Raises:
            AnswerTimedOut: there was no answer.
            SessionRefused: the answer is FAILURE_CONF.
            SessionLost: the connection broke before.
            LocalProtocolError: the request cannot be written.
        """
        with trio.move_on_after(within):
            await self._write(self._core.open(request))
            while not self._core.is_opened():
                await self._read_some()
            return
        raise AnswerTimedOut(request, within)

    async def read(self) -> None:
        """Read until the session is over."""
        while not self._core.is_over:
            await self._read_some()

    async def beat(self) -> None:
        """Send heartbeats when they are due, until the session is over."""
        while not self._core.is_over:
            await trio.sleep_until(self._core.next_deadline())
            heartbeat = self._core.heartbeat(trio.current_time())
            if heartbeat is not None:
                with suppress(SessionLost):
                    await self._write(heartbeat)
            self._wake()

    async def close(self) -> None:
        """Send CLOSE_REQ where the session is still open, and wait for the answer for five seconds.

        The background must have ended.

        Cancellation: shielded from it, so that the server hears of the end in any case.
        """
        farewell = self._core.close()
        self._wake()
        if farewell is None:
            return
        with trio.move_on_after(CLOSE_RESPONSE_TIMEOUT, shield=True), suppress(SessionLost):
            await self._write(farewell)
            while self._core.is_closing:
                await self._read_some()

    # --- bytes -------------------------------------------------------------------------------------------------------

    async def _read_some(self) -> None:
        """Hand over what arrives next, or write down that nothing more will."""
        try:
            data = await self._stream.receive_some(READ_SIZE)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            data = b""
        for invoke_id in self._core.receive_data(bytes(data), self._now()):
            self._answered[invoke_id].set()
        self._wake()
        with suppress(SessionLost):
            for reply in self._core.take_replies():
                await self._write(reply)

    async def _write(self, message: Message) -> None:
        try:
            async with self._sending:
                data = self._core.send(message)
                try:
                    await self._stream.send_all(data)
                except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
                    self._core.write_failed()
                    raise self._core.lost() from error
                self._core.sent(trio.current_time())
        except SessionLost:
            self._wake()
            raise

    def _wake(self) -> None:
        """Let those go on that wait for what is there now: a message, or the end."""
        self._arrivals.unpark_all()
        if self._core.is_over:
            for answered in self._answered.values():
                answered.set()
