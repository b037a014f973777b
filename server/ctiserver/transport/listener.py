"""Where clients come in: a TCP port that can be closed and opened again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import trio

from ctiserver.site.endpoints import Endpoint


class ListenError(OSError):
    """A port cannot be listened on.

    Args:
        error: why.
        port: which one.
    """

    def __init__(self, error: OSError, port: int) -> None:
        super().__init__(error.errno, error.strerror or str(error))
        self.port = port


class TcpDoor:
    """A TCP port.  :meth:`at` makes one that is open; afterwards it can be opened again.

    Args:
        address: where; port 0 picks a free one when it is opened first.
    """

    def __init__(self, address: Endpoint) -> None:
        self.address = address
        self._ready: Sequence[trio.SocketListener] = ()

    @classmethod
    async def at(cls, host: str, port: int) -> Self:
        """A door that is open already: :meth:`open` only gives its listeners.

        Resource handling: :meth:`close` it, unless they were taken.

        Raises:
            ListenError: it cannot be opened.
        """
        door = cls(Endpoint(host, port))
        door._ready = await door.open()
        return door

    async def open(self) -> Sequence[trio.SocketListener]:
        """Listen, each time at the same port.

        Resource handling: the caller closes the listeners.

        Raises:
            ListenError: it cannot be opened.
        """
        if self._ready:
            ready, self._ready = self._ready, ()
            return ready
        try:
            listeners = await trio.open_tcp_listeners(self.address.port, host=self.address.host)
        except OSError as error:
            raise ListenError(error, self.address.port) from error
        host, port = listeners[0].socket.getsockname()[:2]
        self.address = Endpoint(str(host), int(port))
        return listeners

    async def close(self) -> None:
        """Close listeners that nobody took."""
        for listener in self._ready:
            await listener.aclose()
