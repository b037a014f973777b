"""A client that stays: whenever its session is lost, it opens another one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import trio

from ctiproto.messages import OpenReq
from ctiserver.client.connect import ClientOptions, open_session
from ctiserver.client.endpoints import Side
from ctiserver.client.errors import SessionLost, SessionRefused
from ctiserver.client.session import Session

SHORT_DELAY: Final = 5
"""Seconds.  No two sessions begin within them, so that a server that refuses or hangs up at once is not stormed."""


async def keep_session(
    sides: Sequence[Side],
    request: OpenReq,
    use: Callable[[Session], Awaitable[None]],
    *,
    retry: bool = False,
    options: ClientOptions,
) -> None:
    """Call ``use`` with a session, and again with the next one whenever it is lost, until it returns.

    After the first session nothing ends this but ``use``: a server that is away, or refuses, is tried again as
    :func:`ctiserver.client.attempts` says, the side of the last session first.

    Args:
        sides: the servers, at least one.
        request: OPEN_REQ of each session.
        use: what to do with a session; it lets :class:`SessionLost` pass when it meets it.
        retry: try for ever also before the first session, every second, instead of each side once.
        options: how to get there.

    Cancellation: the session is closed in an orderly way.

    Raises:
        ClientError: there was no first session; which error says why.
        LocalProtocolError: the request cannot be written.
    """
    last: Side | None = None
    begun = trio.current_time()
    while True:
        try:
            async with open_session(
                sides, request, last=last, retry=retry or last is not None, options=options
            ) as session:
                last, begun = session.side, trio.current_time()
                await use(session)
                return
        except SessionLost as error:
            options.tell(f"{last}: {error}")
            await trio.sleep_until(begun + SHORT_DELAY)
        except SessionRefused as error:
            if last is None:
                raise
            options.tell(str(error))
            await trio.sleep(SHORT_DELAY)
