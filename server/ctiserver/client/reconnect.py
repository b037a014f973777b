"""A client over trio that stays: whenever its session is lost, it opens another one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import trio

from ctiproto.messages import OpenReq
from ctiserver.client.connect import DEFAULT, ClientOptions, open_session
from ctiserver.client.endpoints import Side
from ctiserver.client.errors import SessionLost, SessionRefused
from ctiserver.client.search import Reconnection
from ctiserver.client.session import Session


async def keep_session(
    sides: Sequence[Side],
    request: OpenReq,
    use: Callable[[Session], Awaitable[None]],
    *,
    retry: bool = False,
    options: ClientOptions = DEFAULT,
) -> None:
    """Call ``use`` with a session, and again with the next one whenever it is lost, until it returns.

    After the first session nothing ends this but ``use``: a server that is away, or refuses, is tried again as
    :func:`ctiserver.client.attempts` says, the side of the last session first.

    Args:
        sides: the servers, at least one.
        request: OPEN_REQ of each session.
        use: what to do with a session; it lets :class:`SessionLost` pass when it meets it.
        retry: try for ever also before the first session, every second, instead of each side once.
        options: how to find them.

    Cancellation: the session is closed in an orderly way.

    Raises:
        ClientError: there was no first session; which error says why.
        LocalProtocolError: the request cannot be written.
    """
    policy = Reconnection(options.tell, trio.current_time())
    while True:
        try:
            async with open_session(
                sides, request, last=policy.last, retry=retry or policy.last is not None, options=options
            ) as session:
                policy.began(session.side, trio.current_time())
                await use(session)
                return
        except SessionLost as error:
            wait = policy.lost(error, trio.current_time())
        except SessionRefused as error:
            wait = policy.refused(error)
        await trio.sleep(wait)
