"""The bytes of one plain TCP connection, in both directions, without a task of its own: the reactor calls it."""

from __future__ import annotations

import fcntl
import socket
import sys
import termios
from functools import partial
from typing import TYPE_CHECKING, Final

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.outbox import LOW_WATER

if TYPE_CHECKING:
    from ctiserver.transport.reactor import Reactor

READ_SIZE: Final = 512
"""Bytes of a client that are dealt with in one round, about ten requests; then others have theirs."""

PIECE: Final = 65536
"""Bytes that are written in one round to one client, at most: an upload keeps nobody waiting.

What is longer is not copied; what is shorter is joined.
"""

# EPOLLIN and EPOLLOUT, whose names are not there where there is no epoll.
READ: Final = 1
WRITE: Final = 4


class SocketChannel:
    """A channel over a socket of the reactor.

    Most of the time a client has taken all that was sent to it.  Then sending puts bytes aside for the end of a round,
    which costs no system call and no task; only what the system does not take there has to wait.

    Args:
        reactor: what reads and writes it.
        number: the connection.
        connection: its socket; it does not block.
        peer: where it comes from.
    """

    __slots__ = (
        "_interest",
        "_is_ending",
        "_is_paused",
        "_is_slow",
        "_offset",
        "_reactor",
        "_unsent",
        "number",
        "peer",
        "socket",
        "waiting",
    )

    def __init__(self, reactor: Reactor, number: int, connection: socket.socket, peer: Endpoint) -> None:
        self.number = number
        self.peer = peer
        self.socket = connection
        self.waiting = 0
        self._reactor = reactor
        self._unsent: list[bytes] | None = None
        self._offset = 0
        self._interest = READ
        self._is_ending = False
        self._is_paused = False
        self._is_slow = False

    @property
    def backlog(self) -> int:
        """How many bytes wait because the client does not take them."""
        return self.waiting if self._is_slow else 0

    @property
    def in_the_system(self) -> int:
        """How many bytes the system has taken, and the client has not."""
        return int.from_bytes(fcntl.ioctl(self.socket, termios.TIOCOUTQ, bytes(4)), sys.byteorder)

    def send(self, data: bytes) -> bool:
        """Send bytes at the end of the round, or say that there is no room for them."""
        if self._is_ending or not data:
            return True
        unsent = self._unsent
        if unsent is None:
            if len(data) > self._reactor.limit:
                return False
            self._unsent = [data]
            self.waiting = len(data)
            self._reactor.to_write.append(self)
            self._reactor.wake()
            return True
        waiting = self.waiting + len(data)
        if waiting > self._reactor.limit:
            return False
        unsent.append(data)
        self.waiting = waiting
        if self._is_slow:
            self._reactor.backlog.size += len(data)
            if waiting > LOW_WATER:
                self._watch()
        return True

    def read(self) -> bytes | None:
        """Take what arrived: nothing if the connection has ended, ``None`` if nothing arrived."""
        try:
            return self.socket.recv(READ_SIZE)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def hang_up(self, drain: float) -> None:
        """Reset the connection once what waits has been sent, or after ``drain`` seconds at the latest."""
        self._is_ending = True
        if drain > 0:
            self._reactor.call_later(partial(self.hang_up, 0.0), drain)
        else:
            self.drop()
            self._reactor.end(self)

    def write(self) -> None:
        """Let the system have of what waits as much as it takes now."""
        unsent = self._unsent
        if unsent is None:
            return
        is_one = len(unsent) == 1 and not self._offset and self.waiting <= PIECE
        piece, count = (unsent[0], 1) if is_one else self._piece(unsent)
        try:
            sent = self.socket.send(piece)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.hang_up(0.0)
            return
        if sent < self.waiting:
            self._keep_rest(unsent, piece, count, sent)
        elif self._is_slow:
            self.drop()
            self._watch()
        else:
            # This is what happens at nearly every write: drop() and _watch() would do nothing more.
            self._unsent = None
            self.waiting = 0

    def _piece(self, unsent: list[bytes]) -> tuple[bytes | memoryview, int]:
        """The bytes to send first, and of how many entries they are."""
        if self._offset or len(unsent[0]) >= PIECE:
            return memoryview(unsent[0])[self._offset : self._offset + PIECE], 1
        if self.waiting <= PIECE:
            return b"".join(unsent), len(unsent)
        size, count = len(unsent[0]), 1
        while size + len(unsent[count]) <= PIECE:
            size += len(unsent[count])
            count += 1
        return b"".join(unsent[:count]), count

    def _keep_rest(self, unsent: list[bytes], piece: bytes | memoryview, count: int, sent: int) -> None:
        """Keep what was not sent, and go on with it when the system takes more."""
        backlog = self._reactor.backlog
        if not self._is_slow:
            self._is_slow = True
            backlog.size += self.waiting
        self._reactor.note_slow(self)
        self.waiting -= sent
        backlog.size -= sent
        if count > 1 and sent < len(piece):
            unsent[:count] = [bytes(piece)]
            count = 1
        if count > 1 or self._offset + sent == len(unsent[0]):
            del unsent[:count]
            self._offset = 0
        else:
            self._offset += sent
        self._watch()

    def drop(self) -> None:
        """Forget what waits."""
        if self._is_slow:
            self._is_slow = False
            self._reactor.backlog.size -= self.waiting
            self._reactor.note_taken(self)
        self._unsent = None
        self._offset = 0
        self.waiting = 0

    def pause(self, seconds: float) -> None:
        """Read nothing for so long: what the client sends meanwhile waits in the system, and then at the client."""
        self._is_paused = True
        self._watch()
        self._reactor.call_later(self._resume, seconds)

    def _resume(self) -> None:
        self._is_paused = False
        if self.socket.fileno() >= 0:
            self._watch()

    def _watch(self) -> None:
        """Wait for what the connection has to do now: to read, unless too much waits for the client, and to write."""
        interest = WRITE if self._is_slow else 0
        if not self._is_paused and not (self._is_slow and self.waiting > LOW_WATER):
            interest |= READ
        if interest != self._interest:
            self._interest = interest
            self._reactor.watch(self, interest)
