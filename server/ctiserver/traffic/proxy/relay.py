"""Passes one connection on: what comes from each of two streams goes to the other.

Whatever one end does the other end sees: bytes at once, in pieces as they come; silence as silence, since nothing more
is read from an end than the other one takes; the end of one direction as that; a reset as a reset.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs
import trio

from ctiproto.connection import Role
from ctiserver.transport.socket_options import READ_SIZE
from ctiserver.transport.sockets import reset

LAST_WORDS: Final = 1.0
"""Seconds that an end has to be read out after it was found that it takes nothing any more."""

CLOSED: Final = "closed"
RESET: Final = "reset"

Stream = trio.abc.HalfCloseableStream
Heard = Callable[[Role, bytes], None]


@attrs.frozen
class Outcome:
    """The end of a connection: which end ended it, and how.

    Args:
        sender: who ended it.
        how: ``closed`` or ``reset``.
    """

    sender: Role
    how: str


class Relay:
    """Passes bytes between a client and a server, in both directions.

    Args:
        client: the stream to the client.
        server: the stream to the server.
        heard: is told what came from an end before it goes on.
    """

    def __init__(self, client: Stream, server: Stream, heard: Heard) -> None:
        self._streams = {Role.CLIENT: client, Role.SERVER: server}
        self._heard = heard
        self._outcome: Outcome | None = None
        self._scope = trio.CancelScope()

    async def run(self) -> Outcome:
        """Pass everything on until both ends are done.

        Resource handling: both streams are closed when this returns, and reset if one of them was.
        Cancellation: both are reset.
        """
        outcome = None
        try:
            with self._scope:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._pump, Role.CLIENT, Role.SERVER)
                    nursery.start_soon(self._pump, Role.SERVER, Role.CLIENT)
            outcome = self._outcome
            assert outcome is not None  # noqa: S101 - no pump ends without one
            return outcome
        finally:
            with trio.CancelScope(shield=True):
                for stream in self._streams.values():
                    if outcome is None or outcome.how == RESET:
                        await reset(stream)
                    else:
                        await trio.aclose_forcefully(stream)

    async def _pump(self, sender: Role, receiver: Role) -> None:
        source, sink = self._streams[sender], self._streams[receiver]
        while True:
            try:
                data = bytes(await source.receive_some(READ_SIZE))
            except trio.BrokenResourceError:
                self._outcome = Outcome(sender, RESET)
                self._scope.cancel()
                return
            try:
                if not data:
                    self._outcome = self._outcome or Outcome(sender, CLOSED)
                    await sink.send_eof()
                    return
                self._heard(sender, data)
                await sink.send_all(data)
            except trio.BrokenResourceError:
                # It may have said something before it went: that is still read and passed on.
                self._outcome = Outcome(receiver, RESET)
                self._scope.deadline = trio.current_time() + LAST_WORDS
                return
