"""The bytes of one connection, in both directions: the door behind which streams and sockets stand.

Plain TCP connections are sockets of the :class:`~ctiserver.transport.reactor.Reactor`.  All others are streams, such as
those in memory: here is their channel.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, Protocol

import trio

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.outbox import MAX_WAITING, Backlog, Outbox
from ctiserver.transport.socket_options import READ_SIZE, set_options
from ctiserver.transport.sockets import peer_of

SLICE: Final = 256
"""Bytes of a client that are dealt with in one go; then other tasks have their turn, and its answers have to leave."""


class Channel(Protocol):
    """The bytes of one connection."""

    @property
    def peer(self) -> Endpoint:
        """Where it comes from; an empty host if it is no network connection."""

    @property
    def waiting(self) -> int:
        """How many bytes wait to be sent."""

    @property
    def backlog(self) -> int:
        """How many of them wait because the client does not take them."""

    def send(self, data: bytes) -> bool:
        """Send bytes after all that were sent before, without waiting.

        Returns:
            Whether there was room for them.  If not, nothing was sent, and the connection should be reset.
        """

    def hang_up(self, drain: float) -> None:
        """Reset the connection once what waits has been sent, or after ``drain`` seconds at the latest."""

    def pause(self, seconds: float) -> None:
        """Read nothing for so long: what the other end sends meanwhile waits, in the end at that end itself."""


def open_channel(stream: trio.abc.Stream, limit: int = MAX_WAITING, backlog: Backlog | None = None) -> StreamChannel:
    """A channel over a new connection, with the socket options that the guide wants.

    Args:
        stream: the connection; a socket, or anything that carries bytes.
        limit: how many bytes may wait to be sent.
        backlog: where those are counted with those of other clients.

    Raises:
        OSError: the connection is gone already; the caller closes the stream.
    """
    peer = peer_of(stream)
    if isinstance(stream, trio.SocketStream):
        set_options(stream)
    return StreamChannel(stream, peer, limit, backlog)


class StreamChannel:
    """A channel over a stream: one task reads, another one writes.

    Args:
        stream: bytes in both directions.
        peer: where it comes from.
        limit: how many bytes may wait to be sent.
        backlog: where those are counted with those of other clients.
    """

    def __init__(
        self, stream: trio.abc.Stream, peer: Endpoint, limit: int = MAX_WAITING, backlog: Backlog | None = None
    ) -> None:
        self.peer = peer
        self._stream = stream
        self._outbox = Outbox(limit, backlog)
        self._scope = trio.CancelScope()
        self._drain: float | None = None
        self._resume_at = -math.inf

    @property
    def waiting(self) -> int:
        """How many bytes wait to be sent."""
        return self._outbox.waiting

    @property
    def backlog(self) -> int:
        """All of them: what the stream has taken is not counted."""
        return self._outbox.waiting

    def send(self, data: bytes) -> bool:
        """Send bytes, or say that there is no room for them."""
        return self._outbox.put(data)

    def hang_up(self, drain: float) -> None:
        """Reset the connection once what waits has been sent, or after ``drain`` seconds at the latest."""
        self._drain = drain
        self._outbox.close()
        if drain <= 0:
            self._outbox.clear()
            self._scope.cancel()
        else:
            self._scope.deadline = min(self._scope.deadline, trio.current_time() + drain)

    def pause(self, seconds: float) -> None:
        """Read nothing for so long."""
        self._resume_at = trio.current_time() + seconds

    async def run(self, received: Callable[[bytes], None]) -> None:
        """Send and receive until either end is done with it.

        Resource handling: the stream is closed when this returns, however it does.
        Error handling: a broken connection is an end like any other.

        Args:
            received: is called with what arrives, in pieces as they come.
        """
        try:
            with self._scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._write, nursery.cancel_scope)
                    await self._read(received)
                    nursery.cancel_scope.cancel()
        finally:
            self._outbox.clear()
            await trio.aclose_forcefully(self._stream)

    async def _read(self, received: Callable[[bytes], None]) -> None:
        while True:
            try:
                data = await self._stream.receive_some(READ_SIZE)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                return
            if not data:
                return
            for at in range(0, len(data), SLICE):
                received(bytes(data[at : at + SLICE]))
                await self._outbox.until_low()
                if self._resume_at > trio.current_time():
                    await trio.sleep_until(self._resume_at)

    async def _write(self, scope: trio.CancelScope) -> None:
        while data := await self._outbox.take():
            try:
                await self._stream.send_all(data)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                break
        # Nothing more will be sent: give the last bytes their time to arrive, then end the reading as well.
        if self._drain is not None and self._scope.deadline > trio.current_time():
            await trio.sleep_until(self._scope.deadline)
        scope.cancel()
