"""Ends a block when the process is interrupted or terminated, so that sessions are closed and not just cut off."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from ctiserver.client.background import Background


@asynccontextmanager
async def until_interrupted() -> AsyncIterator[None]:
    """A block that ends when the process is interrupted (Ctrl-C) or terminated; what stands behind it goes on.

    Around a session, the session is closed in an orderly way.  Inside it, the session can still be used behind the
    block, to say farewell.  Of two blocks inside each other a signal ends the inner one.  Signals that arrive while the
    block is ending change nothing.

    Raises:
        RuntimeError: this is not the main thread, the only one that receives signals.
    """
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        scope = trio.CancelScope()

        async def end() -> None:
            async for _ in signals:
                scope.cancel()

        async with Background(end):
            with scope:
                yield
