"""Opening a session with trio: the side that answers is found, and all that has to end with the session does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

import attrs
import trio

from ctiproto.messages import OpenReq
from ctiserver.client.background import Background
from ctiserver.client.endpoints import Side
from ctiserver.client.errors import ClientError
from ctiserver.client.search import SharedOptions, SideSearch
from ctiserver.client.session import Session
from ctiserver.site.endpoints import Endpoint
from ctiserver.transport import sockets
from ctiserver.transport.socket_options import reset_when_closed

Connect = Callable[[Side], Awaitable[trio.abc.Stream]]
"""What makes a stream to a side; it raises ``OSError`` if there is none."""


async def connect_tcp(side: Side) -> trio.abc.Stream:
    """Connect as the guide wants it: without delay, and reset when it is closed.

    Raises:
        OSError: there is no connection, or none within ten seconds.
    """
    stream = await sockets.connect_tcp(Endpoint(side.host, side.port))
    reset_when_closed(stream)
    return stream


@attrs.frozen(kw_only=True)
class ClientOptions(SharedOptions):
    """How a client finds its servers; the defaults are those of the real world.

    Args:
        connect: makes the stream to a side.
        now: the clock that messages are stamped with; without it, trio's.
        tell: is told why no session could be had, and how long is waited before the next try; the same only once.
        random: decides about the one wait that differs between clients.
        clients: how many clients are expected to come back when the server does.
        open_timeout: how many seconds OPEN_CONF may take; the guide wants 60 with more than 500 clients.
    """

    connect: Connect = connect_tcp
    now: Callable[[], float] = trio.current_time


DEFAULT: Final = ClientOptions()


@asynccontextmanager
async def open_session(
    sides: Sequence[Side],
    request: OpenReq,
    *,
    last: Side | None = None,
    retry: bool = False,
    options: ClientOptions = DEFAULT,
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
    for up to five seconds, and the stream is closed.
    Cancellation: as when the block is left; a try is given up at once.

    Raises:
        NotConnected: no side could be reached, or none answered OPEN_REQ.
        SessionRefused: the server refused, and no other side is left that might not.
        LocalProtocolError: the request cannot be written.
    """
    session, stream = await _first(SideSearch(sides, options, last=last, retry=retry), request, options)
    try:
        async with Background(session.read, session.beat):
            yield session
    finally:
        try:
            await session.close()
        finally:
            await trio.aclose_forcefully(stream)


async def _first(search: SideSearch, request: OpenReq, options: ClientOptions) -> tuple[Session, trio.abc.Stream]:
    while True:
        attempt = search.next_attempt()
        if attempt.wait:
            await trio.sleep(attempt.wait)
        try:
            return await _opened(attempt.side, request, options)
        except (OSError, ClientError) as error:
            search.failed(attempt.side, error)


async def _opened(side: Side, request: OpenReq, options: ClientOptions) -> tuple[Session, trio.abc.Stream]:
    stream = await options.connect(side)
    try:
        session = Session(stream, side, now=options.now)
        await session.start(request, options.open_timeout)
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise
    return session, stream
