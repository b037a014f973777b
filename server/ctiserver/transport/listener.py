"""Listens for clients: an interface that can be closed and opened again, and the TCP port that implements it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import trio

from ctiserver.site.endpoints import Endpoint

Handler = Callable[[trio.abc.Stream], Awaitable[object]]
"""What serves one client; it closes the stream."""


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

    async def serve(self, handler: Handler, nursery: trio.Nursery) -> None:
        """Accept clients for ever; it has to be open.

        Resource handling: it is closed when this is cancelled.  Clients that were accepted stay.

        Args:
            handler: serves a client.
            nursery: where clients are served.
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
        self._listeners: Sequence[trio.SocketListener] = ()

    @property
    def endpoints(self) -> list[Endpoint]:
        """All places where it listens now: a name may stand for several addresses."""
        return [Endpoint(*listener.socket.getsockname()[:2]) for listener in self._listeners]

    async def open(self) -> None:
        """Listen, each time at the same port.  Nothing happens if it is open already.

        Resource handling: :meth:`close` it, unless :meth:`serve` was called.

        Raises:
            ListenError: the port cannot be listened on.
        """
        if self._listeners:
            return
        try:
            self._listeners = await trio.open_tcp_listeners(self.endpoint.port, host=self.endpoint.host)
        except OSError as error:
            raise ListenError(error, self.endpoint.port) from error
        self.endpoint = self.endpoints[0]

    async def serve(self, handler: Handler, nursery: trio.Nursery) -> None:
        """Accept clients until cancelled; it is closed then."""
        listeners, self._listeners = list(self._listeners), ()
        await trio.serve_listeners(handler, listeners, handler_nursery=nursery)

    async def close(self) -> None:
        """Close the port, unless :meth:`serve` has it."""
        for listener in self._listeners:
            await listener.aclose()
        self._listeners = ()
