"""What waits to be sent to one client: bounded, in order, and never in anybody's way.

Whoever puts bytes in does not wait.  One writer takes all that waits and sends it in one go.  A client that does not
read fills its box; then its session ends, and nobody else notices.
"""

from __future__ import annotations

from typing import Final

import trio

MAX_WAITING: Final = 16 * 1024 * 1024
"""Bytes that may wait for a client: the configuration of the largest site, and some."""


LOW_WATER: Final = 64 * 1024
"""Nothing more is read from a client as long as more than so many bytes wait for it."""


class Outbox:
    """The bytes for one client: anybody puts in, one task takes out.

    Args:
        limit: how many may wait.
    """

    def __init__(self, limit: int = MAX_WAITING) -> None:
        self._waiting: list[bytes] = []
        self._size = 0
        self._limit = limit
        self._wake = trio.Event()
        self._taken = trio.Event()
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """How many bytes wait."""
        return self._size

    def put(self, data: bytes) -> bool:
        """Add bytes, without waiting.

        Returns:
            Whether they had room.  If not, nothing was added, and the client has to go.
        """
        if self._is_closed:
            return True
        if self._size + len(data) > self._limit:
            return False
        self._waiting.append(data)
        self._size += len(data)
        self._wake.set()
        return True

    def close(self) -> None:
        """Take no more; what waits is still handed out."""
        self._is_closed = True
        self._wake.set()
        self._taken.set()

    async def take(self) -> bytes:
        """All that waits, as soon as something does; nothing once the box is closed and empty.

        Cancellation loses nothing.
        """
        if not self._waiting and not self._is_closed:
            self._wake = trio.Event()
            await self._wake.wait()
        taken = b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        self._taken.set()
        return taken

    async def until_low(self) -> None:
        """Wait until little waits, letting others have their turn in any case."""
        await trio.lowlevel.checkpoint()
        while self._size > LOW_WATER and not self._is_closed:
            self._taken = trio.Event()
            await self._taken.wait()
