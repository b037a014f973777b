"""Opening a session: finding the side that answers, and everything that has to end with the session."""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import takewhile
from random import Random
from typing import Final

import attrs
import trio

from ctiproto.constants import AgentStateMask, CallMsgMask, CTIService, StatusCode
from ctiproto.constants.limits import OPEN_RESPONSE_TIMEOUT_MIN
from ctiproto.messages import OpenReq
from ctiproto.version_rules import bits_of, config_bits_of
from ctiserver.client.background import Background
from ctiserver.client.endpoints import Attempt, Side, attempts, startup_attempts
from ctiserver.client.errors import AnswerTimedOut, NotConnected, SessionLost, SessionRefused
from ctiserver.client.session import Session
from ctiserver.transport.client import set_socket_options
from ctiserver.transport.os_errors import reason_of

CONNECT_TIMEOUT: Final = 10
"""Seconds.  A host that is down does not refuse: it says nothing."""

Connect = Callable[[Side], Awaitable[trio.abc.Stream]]
"""What makes a stream to a side; it raises ``OSError`` if there is none."""

NOT_THIS_SIDE: Final = (
    StatusCode.CTI_SERVER_OFFLINE,
    StatusCode.INVALID_CLIENT_FOR_STANDBY,
    StatusCode.SERVER_IN_MAINTENANCE_MODE,
)
"""With these a server refuses that cannot serve now, or leaves it to the other side."""


async def connect_tcp(side: Side) -> trio.abc.Stream:
    """A connection as the guide wants it: without delay, and reset when it is closed.

    Raises:
        OSError: there is none.
    """
    with trio.move_on_after(CONNECT_TIMEOUT):
        stream = await trio.open_tcp_stream(side.host, side.port)
        set_socket_options(stream)
        return stream
    raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def open_request(
    *,
    version: int,
    services: CTIService,
    client_id: str = "ctiserver",
    password: str = "",
    idle_timeout: int | None = None,
    **more: object,
) -> OpenReq:
    """OPEN_REQ with all the events that the version has.

    Args:
        version: the protocol version.
        services: what is asked for.
        client_id: who asks.
        password: the password of ``client_id``.
        idle_timeout: after so many seconds of silence the server gives the session up, so that heartbeats are needed;
            ``None``: it never does.
        more: other fields of the message, such as ``peripheral_id`` and ``agent_id``.

    Raises:
        TypeError: OPEN_REQ has no such field.
    """
    request = OpenReq(
        invoke_id=0,
        version_number=version,
        services_requested=services,
        call_msg_mask=bits_of(CallMsgMask, version),
        agent_state_mask=bits_of(AgentStateMask, version),
        config_msg_mask=config_bits_of(version),
        client_id=client_id,
        client_password=password.encode("latin-1"),
    )
    if idle_timeout is not None:
        more["idle_timeout"] = idle_timeout
    return request.changed(**more)


@attrs.frozen(kw_only=True)
class ClientOptions:
    """How a client gets at its servers; the defaults are those of the real world.

    Args:
        connect: makes the stream to a side.
        now: the clock that messages are stamped with.
        tell: is told why no session could be had, and how long is waited before the next try; the same only once.
        random: decides about the one wait that differs between clients.
        clients: how many clients are expected to come back when the server does.
        open_timeout: how many seconds OPEN_CONF may take; the guide wants 60 with more than 500 clients.
    """

    connect: Connect = connect_tcp
    now: Callable[[], float] = trio.current_time
    tell: Callable[[str], None] = attrs.field(default=lambda _: None)
    random: Random = attrs.field(factory=Random)
    clients: int = 0
    open_timeout: float = OPEN_RESPONSE_TIMEOUT_MIN


_DEFAULT: Final = ClientOptions()


@asynccontextmanager
async def open_session(
    sides: Sequence[Side],
    request: OpenReq,
    *,
    last: Side | None = None,
    retry: bool = False,
    options: ClientOptions = _DEFAULT,
) -> AsyncIterator[Session]:
    """A session with the first side that gives one.

    Args:
        sides: the servers, at least one.
        request: OPEN_REQ; its InvokeID is replaced.
        last: the side of the session before, which is tried first.
        retry: try for ever instead of each side once: after a lost session as :func:`ctiserver.client.attempts` says,
            without one every second.
        options: how to get there.

    Resource handling: when the block is left, CLOSE_REQ is sent where the session is still open, its answer is waited
    for up to five seconds, and the stream is closed.
    Cancellation: as when the block is left; a try is given up at once.

    Raises:
        NotConnected: no side could be reached, or none answered OPEN_REQ.
        SessionRefused: the server refused, and no other side is left that might not.
        LocalProtocolError: the request cannot be written.
    """
    never_had_one = retry and last is None
    tries = (
        startup_attempts(sides)
        if never_had_one
        else attempts(sides, last=last, random=options.random, clients=options.clients)
    )
    if not retry:
        tries = takewhile(lambda attempt: attempt.round == 0, tries)
    session, stream = await _first(tries, request, options)
    try:
        async with Background(session.read, session.beat):
            yield session
    finally:
        try:
            await session.close()
        finally:
            await trio.aclose_forcefully(stream)


async def _first(tries: Iterable[Attempt], request: OpenReq, options: ClientOptions) -> tuple[Session, trio.abc.Stream]:
    reasons: dict[str, None] = {}  # in their order, each once
    refused: SessionRefused | None = None
    told = ""
    for attempt in tries:
        if attempt.wait:
            before, told = told, "; ".join((*reasons, f"trying again in {attempt.wait:g} s"))
            if told != before:
                options.tell(told)
            reasons.clear()
            await trio.sleep(attempt.wait)
        try:
            return await _opened(attempt.side, request, options)
        except SessionRefused as error:
            if error.status not in NOT_THIS_SIDE:
                raise
            refused = error
            reasons[str(error)] = None
        except OSError as error:
            reasons[f"cannot connect to {attempt.side}: {reason_of(error)}"] = None
        except (SessionLost, AnswerTimedOut) as error:
            reasons[f"{attempt.side}: {error}"] = None
    if refused is not None:
        raise refused
    raise NotConnected(tuple(reasons))


async def _opened(side: Side, request: OpenReq, options: ClientOptions) -> tuple[Session, trio.abc.Stream]:
    stream = await options.connect(side)
    try:
        session = Session(stream, side, now=options.now)
        await session.start(request, options.open_timeout)
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise
    return session, stream
