"""Messages over a stream: the protocol of one connection, seen from the client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs
import trio

from ctiproto.connection import Arrived, Connection, Fault, Role
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import Message
from ctiproto.errors import Finding
from ctiproto.state import State
from ctiproto.unknown import UnknownMessage
from ctiserver.client.errors import SessionLost

_CHUNK: Final = 65536


@attrs.frozen
class Received:
    """A message of the server.

    Args:
        time: when it arrived, by the clock of the session.
        message: what it says; one whose structure is broken comes as ``UnknownMessage``.
        findings: what is wrong with it.
        frame: its bytes, header included.
    """

    time: float
    message: Message
    findings: tuple[Finding, ...]
    frame: bytes = attrs.field(repr=False)


class Pipe:
    """A stream to a server.

    Args:
        stream: bytes in both directions; the pipe does not close it.
        now: the clock that messages are stamped with.
    """

    def __init__(self, stream: trio.abc.Stream, now: Callable[[], float]) -> None:
        self.last_sent = trio.current_time()
        """When the last message was sent, in trio's own time."""
        self._stream = stream
        self._now = now
        self._connection = Connection(Role.CLIENT, now())
        self._sending = trio.Lock()
        self._broken = ""
        self._unreadable = ""

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self._connection.state

    @property
    def can_close(self) -> bool:
        """Whether the session is open and CLOSE_REQ can be sent."""
        return self._connection.is_open and not self._broken

    async def write(self, message: Message) -> None:
        """Send a message.

        Cancellation: a message that was sent in part cannot be taken back, so nothing can be sent after it.

        Raises:
            LocalProtocolError: the message cannot be written, or not in the session's state.
            SessionLost: the stream is broken.
        """
        async with self._sending:
            if self._broken:
                raise SessionLost(self._broken)
            data = self._connection.send(message)
            self._broken = "a message was sent in part"
            try:
                await self._stream.send_all(data)
            except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
                self._broken = "the connection broke"
                raise SessionLost(self._broken) from error
            self._broken = ""
            self.last_sent = trio.current_time()

    async def read(self) -> list[Received]:
        """What arrives next: no message, one or several.

        Cancellation: loses nothing.

        Raises:
            SessionLost: nothing more will arrive.
        """
        try:
            data = b"" if self._unreadable else await self._stream.receive_some(_CHUNK)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            data = b""
        if not data:
            self._broken = self._unreadable or "the server closed the connection"
            raise SessionLost(self._broken)
        time = self._now()
        arrived = []
        for item in self._connection.receive_data(bytes(data), time):
            if isinstance(item, Arrived):
                arrived.append(Received(time, item.message, item.findings, item.frame))
            elif isinstance(item, Fault) and item.is_fatal:
                self._unreadable = f"the server sent what is no message: {item.error}"
            elif isinstance(item, Fault):  # pragma: no branch - only a server drops messages
                unread = UnknownMessage(item.message_type, item.frame[MHDR_SIZE:])
                arrived.append(Received(time, unread, (item.error.finding,), item.frame))
        return arrived
