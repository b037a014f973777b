"""Listens for clients: an interface that can be closed and opened again, and the TCP port that implements it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import trio

from ctiserver.site.endpoints import Endpoint

Accepted = socket.socket | trio.abc.Stream
"""The connection of a client: plain TCP is a socket, all else is a stream."""

ACCEPTS: Final = 64
"""Connections that are accepted in one go; then other tasks have their turn."""

BETWEEN_FAILURES: Final = 0.1
"""Seconds until it is tried again to accept connections, when the process has no descriptor left for one."""


class Listener(Protocol):
    """The interface to a place where clients connect."""

    @property
    def endpoint(self) -> Endpoint:
        """Where it is."""

    async def open(self) -> None:
        """Listen, each time at the same place.  Nothing happens if it is open already.

        Raises:
            OSError: that is not possible now.
        """

    async def serve(self, accepted: Callable[[Accepted], None], failed: Callable[[OSError], None]) -> None:
        """Accept clients for ever; it has to be open.

        Resource handling: it is closed when this is cancelled.  Clients that were accepted stay.

        Args:
            accepted: takes over a connection.
            failed: is told that no connection can be accepted at the moment; that is tried again.
        """


class ListenError(OSError):
    """A port cannot be listened on.

    Args:
        error: why.
        port: which one.
    """

    def __init__(self, error: OSError, port: int) -> None:
        super().__init__(error.errno, error.strerror or str(error))
        self.port = port


class TcpListener:
    """A TCP port that clients connect to.

    Args:
        endpoint: where; port 0 picks a free one when it is opened first, and keeps it.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._sockets: Sequence[socket.socket] = ()

    @property
    def endpoints(self) -> list[Endpoint]:
        """All places where it listens now: a name may stand for several addresses."""
        return [Endpoint(*listening.getsockname()[:2]) for listening in self._sockets]

    async def open(self) -> None:
        """Listen, each time at the same port.  Nothing happens if it is open already.

        Resource handling: :meth:`close` it, unless :meth:`serve` was called.

        Raises:
            ListenError: the port cannot be listened on.
        """
        if self._sockets:
            return
        try:
            listeners = await trio.open_tcp_listeners(self.endpoint.port, host=self.endpoint.host)
        except OSError as error:
            raise ListenError(error, self.endpoint.port) from error
        self._sockets = [socket.socket(fileno=listener.socket.detach()) for listener in listeners]
        self.endpoint = self.endpoints[0]

    async def serve(self, accepted: Callable[[Accepted], None], failed: Callable[[OSError], None]) -> None:
        """Accept clients until cancelled; it is closed then."""
        sockets, self._sockets = self._sockets, ()
        async with trio.open_nursery() as nursery:
            for listening in sockets:
                nursery.start_soon(_accept, listening, accepted, failed)

    def close(self) -> None:
        """Close the port, unless :meth:`serve` has it."""
        for listening in self._sockets:
            listening.close()
        self._sockets = ()


async def _accept(
    listening: socket.socket, accepted: Callable[[Accepted], None], failed: Callable[[OSError], None]
) -> None:
    """Accept connections as they come; trio's own way costs a task and two turns for each."""
    with listening:
        listening.setblocking(False)
        while True:
            await trio.lowlevel.wait_readable(listening)
            try:
                for _ in range(ACCEPTS):
                    accepted(listening.accept()[0])
            except (BlockingIOError, ConnectionAbortedError):
                # All were accepted, or one was gone before it was.
                continue
            except OSError as error:
                failed(error)
                await trio.sleep(BETWEEN_FAILURES)
