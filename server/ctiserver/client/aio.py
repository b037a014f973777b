"""The client over asyncio: the same sessions as :mod:`ctiserver.client`, for programs that wait with asyncio.

A session, from its opening to its close::

    side = Side.at("127.0.0.1:42027")
    async with open_session([side], open_request(version=25, services=CTIService.SERVICE_ALL_EVENTS)) as session:
        async for received in session:
            print(received.message)

Cancelling the task that uses a session, as ``asyncio.run`` does on Ctrl-C, closes it in an orderly way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final, Self, TypeVar

import attrs

from ctiproto.constants.limits import CLOSE_RESPONSE_TIMEOUT, CONTROL_RESPONSE_MAX
from ctiproto.declare import Message
from ctiproto.messages import OpenReq
from ctiproto.messages.parts import Request
from ctiserver.client.core import MAX_WAITING, Received, SessionCore
from ctiserver.client.endpoints import Side
from ctiserver.client.errors import AnswerTimedOut, ClientError, SessionLost, SessionRefused
from ctiserver.client.open_request import open_request
from ctiserver.client.search import Reconnection, SharedOptions, SideSearch
from ctiserver.client.session_view import SessionView
from ctiserver.transport.socket_options import CONNECT_TIMEOUT, READ_SIZE, set_options

__all__ = ["ClientOptions", "Received", "Session", "Side", "keep_session", "open_request", "open_session"]

AnswerT = TypeVar("AnswerT", bound=Message)


@attrs.frozen(kw_only=True)
class ClientOptions(SharedOptions):
    """How a client finds its servers; the defaults are those of the real world.

    Args:
        now: the clock that messages are stamped with; without it, seconds since 1970.
        tell: is told why no session could be had, and how long is waited before the next try; the same only once.
        random: decides about the one wait that differs between clients.
        clients: how many clients are expected to come back when the server does.
        open_timeout: how many seconds OPEN_CONF may take; the guide wants 60 with more than 500 clients.
    """


_DEFAULT: Final = ClientOptions()


class Session(SessionView):
    """A session over asyncio.  :func:`open_session` makes one.

    Iterating gives what the server says, in its order and beginning with OPEN_CONF; confirmations of the session's own
    heartbeats are left out.  It raises :class:`ctiserver.client.SessionLost` once the session is over and all that came
    before was taken.

    A server that asks whether it may go into maintenance may: the session says so by itself, and goes when it is time.

    Args:
        reader: what the server sends; the session does not close it.
        writer: to the server.
        side: which server it is.
        now: the clock that messages are stamped with.
        max_waiting: how many messages may wait to be taken; one more, and the session is given up.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        side: Side,
        *,
        now: Callable[[], float],
        max_waiting: int = MAX_WAITING,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        super().__init__(SessionCore(side, self._loop.time(), max_waiting))
        self._reader = reader
        self._writer = writer
        self._now = now
        self._arrived = asyncio.Event()
        self._answered: dict[int, asyncio.Event] = {}

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Received:
        """The next message, as soon as there is one.

        Cancellation: loses no message.

        Raises:
            SessionLost: there will be no more.
        """
        while (received := self._core.take()) is None:
            if self._core.is_over:
                raise self._core.lost()
            self._arrived.clear()
            await self._arrived.wait()
        return received

    async def send(self, message: Message) -> int:
        """Send a message without waiting for an answer.

        The answers that a server application gives keep the InvokeID that they have.

        Cancellation: the message is sent all the same.

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
        answered = self._answered[invoke_id] = asyncio.Event()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
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
        try:
            async with asyncio.timeout(within):
                await self._write(self._core.open(request))
                while not self._core.is_opened():
                    await self._read_some()
        except TimeoutError:
            raise AnswerTimedOut(request, within) from None

    async def read(self) -> None:
        """Read until the session is over."""
        while not self._core.is_over:
            await self._read_some()

    async def beat(self) -> None:
        """Send heartbeats when they are due, until the session is over."""
        while not self._core.is_over:
            await asyncio.sleep(self._core.next_deadline() - self._loop.time())
            heartbeat = self._core.heartbeat(self._loop.time())
            if heartbeat is not None:
                with suppress(SessionLost):
                    await self._write(heartbeat)
            self._wake()

    async def close(self) -> None:
        """Send CLOSE_REQ where the session is still open, and wait for the answer for five seconds.

        The background must have ended.
        """
        farewell = self._core.close()
        self._wake()
        if farewell is None:
            return
        with suppress(SessionLost, TimeoutError):
            async with asyncio.timeout(CLOSE_RESPONSE_TIMEOUT):
                await self._write(farewell)
                while self._core.is_closing:
                    await self._read_some()

    # --- bytes -------------------------------------------------------------------------------------------------------

    async def _read_some(self) -> None:
        """Hand over what arrives next, or write down that nothing more will."""
        try:
            data = await self._reader.read(READ_SIZE)
        except OSError:
            data = b""
        for invoke_id in self._core.receive_data(data, self._now()):
            self._answered[invoke_id].set()
        self._wake()
        with suppress(SessionLost):
            for reply in self._core.take_replies():
                await self._write(reply)

    async def _write(self, message: Message) -> None:
        # A writer takes all of a message at once, and keeps what the connection does not: nothing is sent in part, and
        # no lock is needed.
        self._writer.write(self._core.send(message))
        self._core.sent(self._loop.time())
        try:
            await self._writer.drain()
        except OSError as error:
            self._core.write_failed()
            self._wake()
            raise self._core.lost() from error

    def _wake(self) -> None:
        """Let those go on that wait for what is there now: a message, or the end."""
        self._arrived.set()
        if self._core.is_over:
            for answered in self._answered.values():
                answered.set()


@asynccontextmanager
async def open_session(
    sides: Sequence[Side],
    request: OpenReq,
    *,
    last: Side | None = None,
    retry: bool = False,
    options: ClientOptions = _DEFAULT,
) -> AsyncIterator[Session]:
    """Open a session with the first side that gives one.

    Args:
        sides: the servers, at least one.
        request: OPEN_REQ; its InvokeID is replaced.
        last: the side of the session before, which is tried first.
        retry: try for ever instead of each side once: after a lost session as :func:`ctiserver.client.attempts` says,
            without one every second.
        options: how to find them.

    Resource handling: when the block is left, CLOSE_REQ is sent where the session is still open, its answer is waited
    for up to five seconds, and the connection is reset.
    Cancellation: as when the block is left; being cancelled again cuts the farewell short.

    Raises:
        NotConnected: no side could be reached, or none answered OPEN_REQ.
        SessionRefused: the server refused, and no other side is left that might not.
        LocalProtocolError: the request cannot be written.
    """
    session, writer = await _first(SideSearch(sides, options, last=last, retry=retry), request, options)
    tasks = [asyncio.create_task(session.read()), asyncio.create_task(session.beat())]
    try:
        yield session
    finally:
        try:
            await _cancel(tasks)
            await session.close()
        finally:
            await _hang_up(writer)


async def keep_session(
    sides: Sequence[Side],
    request: OpenReq,
    use: Callable[[Session], Awaitable[None]],
    *,
    retry: bool = False,
    options: ClientOptions = _DEFAULT,
) -> None:
    """Call ``use`` with a session, and again with the next one whenever it is lost, until it returns.

    After the first session nothing ends this but ``use``: a server that is away, or refuses, is tried again as
    :func:`ctiserver.client.attempts` says, the side of the last session first.

    Args:
        sides: the servers, at least one.
        request: OPEN_REQ of each session.
        use: what to do with a session; it lets ``SessionLost`` pass when it meets it.
        retry: try for ever also before the first session, every second, instead of each side once.
        options: how to find them.

    Cancellation: the session is closed in an orderly way.

    Raises:
        ClientError: there was no first session; which error says why.
        LocalProtocolError: the request cannot be written.
    """
    loop = asyncio.get_running_loop()
    policy = Reconnection(options.tell, loop.time())
    while True:
        try:
            async with open_session(
                sides, request, last=policy.last, retry=retry or policy.last is not None, options=options
            ) as session:
                policy.began(session.side, loop.time())
                await use(session)
                return
        except SessionLost as error:
            wait = policy.lost(error, loop.time())
        except SessionRefused as error:
            wait = policy.refused(error)
        await asyncio.sleep(wait)


async def _first(search: SideSearch, request: OpenReq, options: ClientOptions) -> tuple[Session, asyncio.StreamWriter]:
    while True:
        attempt = search.next_attempt()
        if attempt.wait:
            await asyncio.sleep(attempt.wait)
        try:
            return await _opened(attempt.side, request, options)
        except (OSError, ClientError) as error:
            search.failed(attempt.side, error)


async def _opened(side: Side, request: OpenReq, options: ClientOptions) -> tuple[Session, asyncio.StreamWriter]:
    reader, writer = await _connect(side)
    try:
        session = Session(reader, writer, side, now=options.now)
        await session.start(request, options.open_timeout)
    except BaseException:
        await _hang_up(writer)
        raise
    return session, writer


async def _connect(side: Side) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(CONNECT_TIMEOUT):
        reader, writer = await asyncio.open_connection(side.host, side.port)
    set_options(writer.get_extra_info("socket"))
    return reader, writer


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()
