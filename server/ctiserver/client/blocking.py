"""The client over blocking sockets: the same sessions as :mod:`ctiserver.client`, for scripts without an event loop.

A session, from its opening to its close::

    side = Side.at("127.0.0.1:42027")
    with open_session([side], open_request(version=25, services=CTIService.SERVICE_ALL_EVENTS)) as session:
        for received in session:
            print(received.message)

There is no thread behind it: bytes are read, heartbeats sent and deadlines kept while a method of the session is at
work, and only then.  A program that asks for an ``idle_timeout`` and does other things for longer than a quarter of it
calls ``session.receive(within=0)`` in between, and keeps what that returns.  A session belongs to one thread.

Ctrl-C raises ``KeyboardInterrupt`` as anywhere, and leaves the block, so that the session is closed in an orderly way.
"""

from __future__ import annotations

import math
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
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

LONGEST_WAIT: Final = 3600.0
"""Seconds that one call of the system waits at most; it has no room for an infinite number."""

SHORTEST_WAIT: Final = 0.001
"""Seconds that a write may take at least: with 0 a socket would not wait at all, and never send much."""

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
        sleep: waits for so many seconds between tries.
        monotonic: the clock that heartbeats and waits are measured by.
    """

    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic


_DEFAULT: Final = ClientOptions()


class Session(SessionView):
    """A session over a blocking socket.  :func:`open_session` makes one.

    Iterating gives what the server says, in its order and beginning with OPEN_CONF; confirmations of the session's own
    heartbeats are left out.  It raises :class:`ctiserver.client.SessionLost` once the session is over and all that came
    before was taken.

    A server that asks whether it may go into maintenance may: the session says so by itself, and goes when it is time.

    Args:
        connection: to the server; the session does not close it.
        side: which server it is.
        options: how to tell the time.
        max_waiting: how many messages may wait to be taken; one more, and the session is given up.
    """

    def __init__(
        self,
        connection: socket.socket,
        side: Side,
        *,
        options: ClientOptions = _DEFAULT,
        max_waiting: int = MAX_WAITING,
    ) -> None:
        self._clock = options.monotonic
        self._now = options.now
        super().__init__(SessionCore(side, self._clock(), max_waiting))
        self._socket = connection

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Received:
        """The next message, as soon as there is one.

        Raises:
            SessionLost: there will be no more.
        """
        received = self.receive()
        assert received is not None  # noqa: S101 - without a limit there is a message or an error
        return received

    def receive(self, *, within: float = math.inf) -> Received | None:
        """Wait for the next message; heartbeats are sent meanwhile.

        Args:
            within: how many seconds to wait; 0: take what is there.

        Returns:
            The message; ``None``: there was none in that time.

        Raises:
            SessionLost: there will be no more.
        """
        until = self._clock() + within
        while (received := self._core.take()) is None:
            if self._core.is_over:
                raise self._core.lost()
            if not self._read_some(until):
                return None
        return received

    def send(self, message: Message) -> int:
        """Send a message without waiting for an answer.

        The answers that a server application gives keep the InvokeID that they have.  After an exception such as
        ``KeyboardInterrupt`` the message may be sent in part, which cannot be taken back; the session is then given up.

        Returns:
            The InvokeID, a new one, if the message is a request that has one; else 0.

        Raises:
            LocalProtocolError: the message cannot be written, or not in the session's state.
            SessionLost: the session is over.
        """
        invoke_id, numbered = self._core.numbered(message)
        self._write(numbered)
        return invoke_id

    def request(self, request: Request[AnswerT], *, within: float = CONTROL_RESPONSE_MAX) -> AnswerT:
        """Send a request and wait for its answer, which is also among the messages that are iterated over.

        Args:
            request: what is asked; its InvokeID is replaced by a new one.
            within: how many seconds to wait; the guide says that an answer may take as many as the default.

        Raises:
            AnswerTimedOut: there was no answer.
            RequestRefused: the answer is FAILURE_CONF or CONTROL_FAILURE_CONF.
            LocalProtocolError: the request cannot be written, or not in the session's state.
            SessionLost: the session is over.
        """
        until = self._clock() + within
        invoke_id, numbered = self._core.numbered(request)
        self._core.answers[invoke_id] = None
        try:
            self._write(numbered, until)
            while (answer := self._core.answer_to(request, invoke_id)) is None:
                if not self._read_some(until):
                    raise AnswerTimedOut(request, within)
        finally:
            del self._core.answers[invoke_id]
        return answer

    # --- what open_session does --------------------------------------------------------------------------------------

    def start(self, request: OpenReq, within: float) -> None:
        """Send OPEN_REQ and read until it is answered.

        Raises:
            AnswerTimedOut: there was no answer.
            SessionRefused: the answer is FAILURE_CONF.
            SessionLost: the connection broke before.
            LocalProtocolError: the request cannot be written.
        """
        until = self._clock() + within
        self._write(self._core.open(request), until)
        while not self._core.is_opened():
            if not self._read_some(until):
                raise AnswerTimedOut(request, within)

    def close(self) -> None:
        """Send CLOSE_REQ where the session is still open, and wait for the answer for five seconds."""
        farewell = self._core.close()
        if farewell is None:
            return
        until = self._clock() + CLOSE_RESPONSE_TIMEOUT
        with suppress(SessionLost):
            self._write(farewell, until)
            while self._core.is_closing and self._read_some(until):
                pass

    # --- bytes -------------------------------------------------------------------------------------------------------

    def _read_some(self, until: float) -> bool:
        """Take in what arrives next, or the end of the connection; send heartbeats that become due meanwhile.

        Returns:
            Whether anything happened before the time ``until``.
        """
        with suppress(SessionLost):
            heartbeat = self._core.heartbeat(self._clock())
            if heartbeat is not None:
                self._write(heartbeat, until)
        if self._core.is_over and not self._core.is_closing:
            return True
        now = self._clock()
        wait = min(until, self._core.next_deadline()) - now
        self._socket.settimeout(min(max(wait, 0.0), LONGEST_WAIT))
        try:
            data = self._socket.recv(READ_SIZE)
        except (TimeoutError, BlockingIOError):
            return self._clock() < until
        except OSError:
            data = b""
        self._core.receive_data(data, self._now())
        with suppress(SessionLost):
            for reply in self._core.take_replies():
                self._write(reply, until)
        return True

    def _write(self, message: Message, until: float = math.inf) -> None:
        """Write a message; one that is not written whole by the time ``until`` is the last one that can be sent."""
        data = self._core.send(message)
        self._socket.settimeout(None if until == math.inf else max(until - self._clock(), SHORTEST_WAIT))
        try:
            self._socket.sendall(data)
        except TimeoutError:
            return
        except OSError as error:
            self._core.write_failed()
            raise self._core.lost() from error
        self._core.sent(self._clock())


@contextmanager
def open_session(
    sides: Sequence[Side],
    request: OpenReq,
    *,
    last: Side | None = None,
    retry: bool = False,
    options: ClientOptions = _DEFAULT,
) -> Iterator[Session]:
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

    Raises:
        NotConnected: no side could be reached, or none answered OPEN_REQ.
        SessionRefused: the server refused, and no other side is left that might not.
        LocalProtocolError: the request cannot be written.
    """
    session, connection = _first(SideSearch(sides, options, last=last, retry=retry), request, options)
    with connection:
        try:
            yield session
        finally:
            session.close()


def keep_session(
    sides: Sequence[Side],
    request: OpenReq,
    use: Callable[[Session], None],
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

    Raises:
        ClientError: there was no first session; which error says why.
        LocalProtocolError: the request cannot be written.
    """
    policy = Reconnection(options.tell, options.monotonic())
    while True:
        try:
            with open_session(
                sides, request, last=policy.last, retry=retry or policy.last is not None, options=options
            ) as session:
                policy.began(session.side, options.monotonic())
                use(session)
                return
        except SessionLost as error:
            wait = policy.lost(error, options.monotonic())
        except SessionRefused as error:
            wait = policy.refused(error)
        options.sleep(wait)


def _first(search: SideSearch, request: OpenReq, options: ClientOptions) -> tuple[Session, socket.socket]:
    while True:
        attempt = search.next_attempt()
        if attempt.wait:
            options.sleep(attempt.wait)
        try:
            return _opened(attempt.side, request, options)
        except (OSError, ClientError) as error:
            search.failed(attempt.side, error)


def _opened(side: Side, request: OpenReq, options: ClientOptions) -> tuple[Session, socket.socket]:
    connection = socket.create_connection((side.host, side.port), timeout=CONNECT_TIMEOUT)
    try:
        set_options(connection)
        session = Session(connection, side, options=options)
        session.start(request, options.open_timeout)
    except BaseException:
        connection.close()
        raise
    return session, connection
