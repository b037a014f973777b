"""One client: a task that reads, a task that writes, and the end of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import trio

from ctiserver.transport.outbox import Outbox
from ctiserver.transport.socket_options import set_options

CHUNK: Final = 65536

SLICE: Final = 256
"""So many bytes of what a client sent are dealt with before others have their turn, and before it takes its answers."""


class Client:
    """One end of a stream that somebody else is the client of.

    Args:
        stream: bytes in both directions.
        on_data: called with what arrives.
        outbox: what is to be sent.
    """

    def __init__(self, stream: trio.abc.Stream, on_data: Callable[[bytes], None], outbox: Outbox) -> None:
        self.outbox = outbox
        self._stream = stream
        self._on_data = on_data
        self._scope = trio.CancelScope()
        self._drain: float | None = None

    def hang_up(self, drain: float) -> None:
        """Reset the connection once what waits has been sent, or after ``drain`` seconds at the latest."""
        self._drain = drain
        self.outbox.close()
        if drain <= 0:
            self._scope.cancel()
        else:
            self._scope.deadline = min(self._scope.deadline, trio.current_time() + drain)

    async def run(self) -> None:
        """Serve the client until either end is done with it.

        Resource handling: the stream is closed when this returns, however it does.
        Error handling: a broken connection is an end like any other.
        """
        try:
            with self._scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._write, nursery.cancel_scope)
                    await self._read()
                    nursery.cancel_scope.cancel()
        finally:
            await trio.aclose_forcefully(self._stream)

    async def _read(self) -> None:
        while True:
            try:
                data = await self._stream.receive_some(CHUNK)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                return
            if not data:
                return
            for at in range(0, len(data), SLICE):
                self._on_data(bytes(data[at : at + SLICE]))
                await self.outbox.until_low()

    async def _write(self, scope: trio.CancelScope) -> None:
        while data := await self.outbox.take():
            try:
                await self._stream.send_all(data)
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                break
        # Nothing more will be sent: give the last bytes their time to arrive, then end the reading as well.
        if self._drain is not None and self._scope.deadline > trio.current_time():
            await trio.sleep_until(self._scope.deadline)
        scope.cancel()


def set_socket_options(stream: trio.abc.Stream) -> None:
    """No delay, and a reset instead of a slow farewell, where the stream is a socket."""
    if isinstance(stream, trio.SocketStream):
        set_options(stream)
