"""Tasks that run while a block does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self

import trio


class Background(AbstractAsyncContextManager["Background"]):
    """A block that starts tasks when it is entered, and cancels them when it is left.

    As with a nursery, but what the block raises leaves it as it is, not in a group: the block is the work, and the
    tasks only serve it.  They must not raise.

    Resource handling: no task is left when the block is.

    Args:
        tasks: async functions without arguments.
    """

    def __init__(self, *tasks: Callable[[], Awaitable[object]]) -> None:
        self._tasks = tasks
        self._manager = trio.open_nursery()

    async def __aenter__(self) -> Self:
        nursery = await self._manager.__aenter__()
        for task in self._tasks:
            nursery.start_soon(task)
        self._scope = nursery.cancel_scope
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._scope.cancel()
        await self._manager.__aexit__(None, None, None)
