"""Plain TCP connections without a task each: one task waits for all of them, and what is sent leaves once a turn.

A task for each connection costs 4 kB and two wake-ups a request.  Here all sockets stand in one epoll object, for which
trio waits as for a single file.  In a turn some sockets are read and what they sent is dealt with; at its end each
connection that was sent something gets it in one piece.  Then other tasks have their turn.  Where a system has no
epoll, connections are streams (see :mod:`ctiserver.transport.channel`).
"""

from __future__ import annotations

import os
import select
import socket
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import trio

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.clock import stopwatch
from ctiserver.transport.outbox import LOW_WATER, MAX_WAITING, Backlog
from ctiserver.transport.socket_options import set_options

READ_SIZE: Final = 512
"""Bytes of a client that are dealt with in one turn, about ten requests; then others have theirs."""

READS: Final = 64
"""Connections that are read in one turn, at most."""

WRITES: Final = 128
"""Connections that are written to in one turn, at most: about half a millisecond."""

TURN: Final = 0.002
"""Seconds after which a turn ends, however many connections are left for the next one: some requests cost more."""

PIECE: Final = 65536
"""Bytes that are written in one turn to one client, at most: an upload keeps nobody waiting.

What is longer is not copied; what is shorter is joined.
"""

STALLED: Final = 120.0
"""Seconds for which a client may take nothing of what waits for it."""

HAS_EPOLL: Final = hasattr(select, "epoll")
"""Whether the system has what the reactor needs: Linux has."""

# EPOLLIN and EPOLLOUT, whose names are not there where there is no epoll.
_READ: Final = 1
_WRITE: Final = 4
_READ_AND_WRITE: Final = _READ | _WRITE


class Reactor:
    """Reads and writes the sockets of all clients.

    Args:
        received: is called with what arrived at a connection, by its number.
        lost: is called with the number of a connection that is closed now, whichever end wanted it.
        stalled: is called with the number of a connection whose client has taken nothing for :data:`STALLED` seconds.
        backlog: where the bytes are counted that wait for clients.
        limit: how many bytes may wait for one client.

    Attributes:
        backlog: as above.
        limit: as above.
        to_write: the connections that were sent something in this turn.
    """

    def __init__(
        self,
        received: Callable[[int, bytes], None],
        lost: Callable[[int], None],
        stalled: Callable[[int], None],
        backlog: Backlog,
        limit: int = MAX_WAITING,
    ) -> None:
        self.backlog = backlog
        self.limit = limit
        self.to_write: deque[SocketChannel] = deque()
        self._received = received
        self._lost = lost
        self._stalled = stalled
        self._channels: dict[int, SocketChannel] = {}
        self._over: list[SocketChannel] = []
        self._slow: dict[SocketChannel, float] = {}
        self._has_slow = trio.Event()
        self._is_awake = True
        self._reads = 0
        self._epoll: select.epoll | None = None
        self._wake_up = -1
        self._nursery: trio.Nursery | None = None

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Read and write until cancelled; all connections are closed then.

        Args:
            task_status: says when connections can be added.
        """
        with self._opened() as epoll:
            async with trio.open_nursery() as self._nursery:
                self._nursery.start_soon(self._reset_stalled)
                task_status.started()
                await self._take_turns(epoll)

    def add(self, number: int, connection: socket.socket) -> SocketChannel:
        """Read and write a new connection from now on.

        Resource handling: the socket is the reactor's, also if this fails.

        Args:
            number: what ``received`` and ``lost`` are called with.
            connection: its socket.

        Raises:
            OSError: the connection is gone already.
        """
        assert self._epoll is not None  # noqa: S101 - it runs
        try:
            connection.setblocking(False)
            set_options(connection)
            host, port = connection.getpeername()[:2]
        except OSError:
            connection.close()
            raise
        channel = SocketChannel(self, number, connection, Endpoint(str(host), int(port)))
        self._channels[connection.fileno()] = channel
        self._epoll.register(connection.fileno(), _READ)
        return channel

    async def read_all(self) -> None:
        """Wait until each connection was read once that has sent something by now."""
        assert self._epoll is not None  # noqa: S101 - it runs
        enough = self._reads + len(self._channels)
        while True:
            await trio.lowlevel.checkpoint()
            unread = (happened & ~_WRITE for each, happened in self._epoll.poll(0, READS) if each != self._wake_up)
            if self._reads >= enough or not any(unread):
                return

    # --- what channels ask for ---------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Take a turn soon: there is something to write, or to close."""
        if not self._is_awake:
            self._is_awake = True
            os.eventfd_write(self._wake_up, 1)

    def watch(self, channel: SocketChannel, interest: int) -> None:
        """Wait for other things to happen at a connection."""
        assert self._epoll is not None  # noqa: S101 - it runs
        self._epoll.modify(channel.socket.fileno(), interest)

    def end(self, channel: SocketChannel) -> None:
        """Close a connection in the next turn."""
        self._over.append(channel)
        self.wake()

    def end_later(self, channel: SocketChannel, delay: float) -> None:
        """Close a connection after some seconds, unless it is closed before."""
        assert self._nursery is not None  # noqa: S101 - it runs
        self._nursery.start_soon(self._end_later, channel, delay)

    async def _end_later(self, channel: SocketChannel, delay: float) -> None:
        await trio.sleep(delay)
        channel.hang_up(0.0)

    def note_slow(self, channel: SocketChannel) -> None:
        """Watch the time from now on: the client does not take what waits for it, or it took a part just now."""
        self._slow[channel] = trio.current_time()
        self._has_slow.set()

    def note_taken(self, channel: SocketChannel) -> None:
        """Nothing waits for the client any more."""
        self._slow.pop(channel, None)

    # --- turns -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _opened(self) -> Iterator[select.epoll]:
        self._wake_up = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        try:
            with select.epoll() as self._epoll:
                self._epoll.register(self._wake_up, _READ)
                try:
                    yield self._epoll
                finally:
                    for channel in tuple(self._channels.values()):
                        self._close(channel)
        finally:
            os.close(self._wake_up)

    async def _take_turns(self, epoll: select.epoll) -> None:
        while True:
            if self.to_write or self._over:
                await trio.lowlevel.checkpoint()
            else:
                self._is_awake = False
                await trio.lowlevel.wait_readable(epoll.fileno())
            self._is_awake = True
            end = stopwatch() + TURN
            for descriptor, happened in epoll.poll(0, READS):
                if stopwatch() > end:
                    self._write()
                    await trio.lowlevel.checkpoint()
                    end = stopwatch() + TURN
                if descriptor == self._wake_up:
                    os.eventfd_read(descriptor)
                    continue
                # It is still there: connections are closed at the end of a turn alone, or when they were read.
                channel = self._channels[descriptor]
                if happened & _WRITE:
                    channel.write()
                if happened & ~_WRITE:
                    self._read(channel)
            self._write()
            while self._over:
                self._close(self._over.pop())

    def _read(self, channel: SocketChannel) -> None:
        self._reads += 1
        data = channel.read()
        if data:
            self._received(channel.number, data)
        elif data is not None:
            self._close(channel)

    def _write(self) -> None:
        to_write = self.to_write
        for _ in range(min(len(to_write), WRITES)):
            to_write.popleft().write()

    def _close(self, channel: SocketChannel) -> None:
        descriptor = channel.socket.fileno()
        if descriptor < 0:
            return
        channel.drop()
        del self._channels[descriptor]
        channel.socket.close()
        self._lost(channel.number)

    async def _reset_stalled(self) -> None:
        while True:
            self._has_slow = trio.Event()
            await self._has_slow.wait()
            while self._slow:
                await trio.sleep(STALLED / 4)
                limit = trio.current_time() - STALLED
                for channel in [each for each, since in self._slow.items() if since <= limit]:
                    self._stalled(channel.number)


class SocketChannel:
    """A channel over a socket of the reactor.

    Most of the time a client has taken all that was sent to it.  Then sending puts bytes aside for the end of the turn,
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
        self._interest = _READ
        self._is_ending = False
        self._is_slow = False

    def send(self, data: bytes) -> bool:
        """Send bytes at the end of the turn, or say that there is no room for them."""
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
            self._reactor.end_later(self, drain)
        else:
            self.drop()
            self._reactor.end(self)

    def write(self) -> None:
        """Let the system have of what waits as much as it takes now."""
        unsent = self._unsent
        if unsent is None:
            return
        piece, count = (unsent[0], 1) if self.waiting == len(unsent[0]) <= PIECE else self._piece(unsent)
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
            self._watch(_READ)
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
        self._watch(_WRITE if self.waiting > LOW_WATER else _READ_AND_WRITE)

    def drop(self) -> None:
        """Forget what waits."""
        if self._is_slow:
            self._is_slow = False
            self._reactor.backlog.size -= self.waiting
            self._reactor.note_taken(self)
        self._unsent = None
        self._offset = 0
        self.waiting = 0

    def _watch(self, interest: int) -> None:
        if interest != self._interest:
            self._interest = interest
            self._reactor.watch(self, interest)
