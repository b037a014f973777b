"""Plain TCP connections without a task each: one task waits for all of them, and what is sent leaves once a round.

A task for each connection costs 4 kB and two wake-ups a request.  Here all sockets stand in one epoll object, for which
trio waits as for a single file.  In a round some sockets are read and what they sent is dealt with; at its end
connections that were sent something get it, each in one piece.  If more is left, there are other rounds until the time
of a turn is over; then other tasks have theirs.  Where a system has no epoll, connections are streams (see
:mod:`ctiserver.transport.channel`).
"""

from __future__ import annotations

import os
import select
import socket
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import trio

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.clock import stopwatch
from ctiserver.transport.outbox import MAX_WAITING, Backlog
from ctiserver.transport.socket_channel import READ, WRITE, SocketChannel
from ctiserver.transport.socket_options import set_options

READS: Final = 64
"""Connections that are read in one round, at most."""

WRITES: Final = 128
"""Connections that are written to in one round, at most: about half a millisecond, in which no client is answered.

More of them would cost hardly less: 5.2 us a delivery with 64, 4.7 with 128, 4.6 with 256 and 512, in one run.
"""

TURN: Final = 0.002
"""Seconds after which a turn ends, however many connections are left for the next one."""

STALLED: Final = 120.0
"""Seconds for which a client may take nothing of what waits for it."""

HAS_EPOLL: Final = hasattr(select, "epoll")
"""Whether the system has what the reactor needs: Linux has."""


class _Slow(NamedTuple):
    """When a client last took something, and how much of what was sent it had not taken then."""

    since: float
    in_the_system: int


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
        to_write: the connections that were sent something and not written to yet.
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
        self._slow: dict[SocketChannel, _Slow] = {}
        self._has_slow = trio.Event()
        self._is_awake = True
        self._turn_ends = 0.0
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
            self._epoll.register(connection.fileno(), READ)
        except OSError:
            connection.close()
            raise
        channel = SocketChannel(self, number, connection, Endpoint(str(host), int(port)))
        self._channels[connection.fileno()] = channel
        return channel

    async def read_all(self) -> None:
        """Read each connection once that has sent something by now."""
        assert self._epoll is not None  # noqa: S101 - it runs
        await trio.lowlevel.checkpoint()
        self._turn_ends = stopwatch() + TURN
        ready = self._epoll.poll(0, len(self._channels) + 1)
        # The call to wake up is left to the one who has to.
        await self._serve([each for each in ready if each[0] != self._wake_up])

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
        """Close a connection at the end of the round."""
        self._over.append(channel)
        self.wake()

    def call_later(self, action: Callable[[], None], delay: float) -> None:
        """Do something with a connection after some seconds; it may be closed before."""
        assert self._nursery is not None  # noqa: S101 - it runs
        self._nursery.start_soon(self._call_later, action, delay)

    async def _call_later(self, action: Callable[[], None], delay: float) -> None:
        await trio.sleep(delay)
        action()

    def note_slow(self, channel: SocketChannel) -> None:
        """Watch the time from now on: the client does not take what waits for it, or it took a part just now."""
        self._slow[channel] = _Slow(trio.current_time(), channel.in_the_system)
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
                self._epoll.register(self._wake_up, READ)
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
            self._turn_ends = stopwatch() + TURN
            is_more = True
            while is_more and stopwatch() <= self._turn_ends:
                ready = epoll.poll(0, READS)
                await self._serve(ready)
                self._write()
                while self._over:
                    self._close(self._over.pop())
                is_more = bool(self.to_write) or len(ready) == READS

    async def _serve(self, ready: list[tuple[int, int]]) -> None:
        """Read and write what is ready, and let other tasks have their turn when that has taken long enough."""
        for descriptor, happened in ready:
            if stopwatch() > self._turn_ends:
                self._write()
                await trio.lowlevel.checkpoint()
                self._turn_ends = stopwatch() + TURN
            if descriptor == self._wake_up:
                os.eventfd_read(descriptor)
                continue
            # It may be closed by now, or the number another connection's, which has nothing to read or write then.
            channel = self._channels.get(descriptor)
            if channel is not None and happened & WRITE:
                channel.write()
            if channel is not None and happened & ~WRITE:
                self._read(channel)

    def _read(self, channel: SocketChannel) -> None:
        data = channel.read()
        if data:
            self._received(channel.number, data)
            if len(self.to_write) > WRITES and not channel.backlog:
                # An answer does not wait until thousands of others were told something.
                channel.write()
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
            await self._has_slow.wait()
            self._has_slow = trio.Event()
            while self._slow:
                await trio.sleep(STALLED / 4)
                for channel, slow in tuple(self._slow.items()):
                    # The system says that there is room again only when a third of it is free, which may take longer.
                    if channel.in_the_system < slow.in_the_system:
                        self.note_slow(channel)
                    elif slow.since <= trio.current_time() - STALLED:
                        self._stalled(channel.number)
