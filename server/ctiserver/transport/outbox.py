"""The bytes that wait to be sent to one client: in order, and not more than a limit.

Putting bytes in never waits.  One writer takes all that waits and sends it in one go.  A client that does not read
fills its own outbox and loses its connection; all others go on.
"""

from __future__ import annotations

from typing import Final

import attrs
import trio

MAX_WAITING: Final = 16 * 1024 * 1024
"""Bytes that may wait for a client: the configuration of the largest site, and some."""

LOW_WATER: Final = 64 * 1024
"""Nothing more is read from a client as long as more than so many bytes wait for it."""

MAX_BACKLOG: Final = 512 * 1024 * 1024
"""Bytes that may wait for all clients together: the configuration of the largest site for 300 of them, and some."""


@attrs.define
class Backlog:
    """The bytes that wait because clients do not take them, of all clients together.

    Args:
        size: how many there are now.
    """

    size: int = 0


class Outbox:
    """The bytes for one client, between those who send them and the one task that writes.

    Args:
        limit: how many may wait.
        backlog: where those that wait are counted with those of other clients.
    """

    def __init__(self, limit: int = MAX_WAITING, backlog: Backlog | None = None) -> None:
        self._backlog = Backlog() if backlog is None else backlog
        self._waiting: list[bytes] = []
        self._size = 0
        self._limit = limit
        self._wake = trio.Event()
        self._taken = trio.Event()
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """How many bytes wait to be taken."""
        return self._size

    def put(self, data: bytes) -> bool:
        """Add bytes, without waiting.

        Returns:
            Whether they had room.  If not, nothing was added, and the connection should be reset.
        """
        if self._is_closed:
            return True
        if self._size + len(data) > self._limit:
            return False
        self._waiting.append(data)
        self._count(len(data))
        self._wake.set()
        return True

    def _count(self, change: int) -> None:
        self._size += change
        self._backlog.size += change

    def close(self) -> None:
        """Ignore what is put in from now on; what waits is still given out."""
        self._is_closed = True
        self._wake.set()
        self._taken.set()

    async def take(self) -> bytes:
        """Take all that waits, as soon as something does; nothing once the outbox is closed and empty.

        Cancellation loses nothing.
        """
        if not self._waiting and not self._is_closed:
            self._wake = trio.Event()
            await self._wake.wait()
        taken = b"".join(self._waiting)
        self.clear()
        self._taken.set()
        return taken

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        self._count(-self._size)

    async def until_low(self) -> None:
        """Wait until at most :data:`LOW_WATER` bytes wait; other tasks have their turn in any case."""
        await trio.lowlevel.checkpoint()
        while self._size > LOW_WATER and not self._is_closed:
            self._taken = trio.Event()
            await self._taken.wait()
