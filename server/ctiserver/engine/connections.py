"""The connections of the engine, and when they have to be looked after.

A connection has two deadlines that move all the time: the moment at which it is reset because it has no session, and
the one at which its client has been silent for too long.  Both mostly move into the future, so each connection stands
in the heap once, possibly too early: when its time comes and nothing is due, it is entered anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Final

import attrs

from ctiproto.connection import Connection, Received
from ctiserver.engine.log_limit import LogLimit
from ctiserver.engine.timescale import REAL_TIME, Timescale
from ctiserver.site.endpoints import Endpoint

_LONGEST_WATCH: Final = 3600.0
"""Clients may ask for an IdleTimeout of many years; what is left of those that went does not stay in the heap so long.
"""


@attrs.define(eq=False)
class ClientConnection:
    """One connection.

    Args:
        number: what the rim calls it.
        address: where it comes from.
        protocol: how bytes become messages, and back.
        hang_up_at: when it is reset unless a session is opened before.
        hang_up_reason: what the log then says.
        pace: how fast time goes for its client.
        is_over: whether nothing is heard from it any more.
        watched_at: when it is looked after.
        log_limit: how much the log has said about it.
    """

    number: int
    address: Endpoint
    protocol: Connection
    hang_up_at: float | None
    hang_up_reason: str = "connection_never_opened"
    pace: Timescale = REAL_TIME
    is_over: bool = False
    watched_at: float = math.inf
    log_limit: LogLimit = attrs.field(factory=LogLimit)

    def receive(self, data: bytes, now: float) -> Iterator[Received]:
        """What the client's bytes mean, frame by frame."""
        return self.protocol.receive_data(data, self.pace.outside(now))

    def deadline(self) -> float | None:
        """When the connection has to be reset if nothing happens before."""
        if self.is_over:
            return None
        silent = self.protocol.idle_deadline
        times = [at for at in (self.hang_up_at, None if silent is None else self.pace.inside(silent)) if at is not None]
        return min(times, default=None)


class ClientConnections:
    """All connections that are not known to be gone, oldest first."""

    def __init__(self) -> None:
        self._connections: dict[int, ClientConnection] = {}
        self._heap: list[tuple[float, int]] = []

    def __iter__(self) -> Iterator[ClientConnection]:
        """The connections as they are now."""
        return iter(tuple(self._connections.values()))

    def __getitem__(self, number: int) -> ClientConnection:
        """The connection of that number, which is there."""
        return self._connections[number]

    def add(self, connection: ClientConnection, now: float) -> None:
        """Enter a new connection."""
        self._connections[connection.number] = connection
        self.watch(connection, now)

    def get(self, number: int) -> ClientConnection | None:
        """The connection of that number, if it is there."""
        return self._connections.get(number)

    def pop(self, number: int) -> ClientConnection | None:
        """Strike off a connection that is gone."""
        return self._connections.pop(number, None)

    def watch(self, connection: ClientConnection, now: float) -> None:
        """See that the connection turns up in time, whose deadlines may have changed."""
        deadline = connection.deadline()
        if deadline is None:
            return
        at = min(deadline, now + _LONGEST_WATCH)
        if at < connection.watched_at:
            connection.watched_at = at
            heappush(self._heap, (at, connection.number))

    def next_deadline(self) -> float | None:
        """When :meth:`take_due` may have something to give, if nothing changes before."""
        return self._heap[0][0] if self._heap else None

    def take_due(self, now: float) -> ClientConnection | None:
        """A connection whose deadline is there, if there is one."""
        while self._heap and self._heap[0][0] <= now:
            at, number = heappop(self._heap)
            connection = self._connections.get(number)
            if connection is None or at != connection.watched_at:
                continue
            connection.watched_at = math.inf
            deadline = connection.deadline()
            if deadline is not None and deadline <= now:
                return connection
            self.watch(connection, now)
        return None
