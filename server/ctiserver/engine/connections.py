"""Keeps the connections of a side, and finds those whose time is over.

A connection has two deadlines that move all the time: the moment at which it is reset because it has no session, and
the one at which its client has been silent for too long.  Both mostly move into the future, so each connection stands
in a heap once, possibly too early: when its time comes and nothing is due, it is entered again.  Moving it at every
message instead would cost a search of the heap for each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from typing import Final

import attrs

from ctiproto.connection import Connection, Received
from ctiserver.engine.effects import LogRecord, log_record
from ctiserver.engine.timescale import REAL_TIME, Timescale
from ctiserver.site.endpoints import Endpoint

_LONGEST_WATCH: Final = 3600.0
"""Seconds that a connection stands in the heap at most.

Clients may ask for an IdleTimeout of many years, and what is due so late need not be looked for among the rest.
"""

_SPARE: Final = 64
"""Entries of the heap, beside two for each connection, that nothing has to be done for any more."""


@attrs.define(eq=False, weakref_slot=False)
class ClientConnection:
    """One connection of a client.

    Args:
        number: its number, which the transport gave it.
        address: where the client is connected from.
        protocol: how bytes become messages, and back.
        hang_up_at: when it is reset unless a session is opened before.
        hang_up_reason: the event of the log record then.
        pace: how fast the centre's time goes for the client.
        is_over: whether what it still sends is ignored.
        watched_at: the time at which it stands in the heap; infinite: it does not.
    """

    number: int
    address: Endpoint
    protocol: Connection
    hang_up_at: float | None
    hang_up_reason: str = "connection_never_opened"
    pace: Timescale = REAL_TIME
    is_over: bool = False
    watched_at: float = math.inf

    def receive(self, data: bytes, now: float) -> Iterator[Received]:
        """Read what the client sent, frame by frame; each frame in the state that the answer to the one before left."""
        return self.protocol.receive_data(data, self.pace.outside(now))

    def take_heartbeat(self, now: float) -> bool:
        """Take a HEARTBEAT_REQ without reading it, if it is from a session; ``False``: it is for :meth:`receive`."""
        return not self.is_over and self.protocol.take_heartbeat(self.pace.outside(now))

    def deadline(self) -> float | None:
        """When the connection has to be reset if nothing happens before; ``None``: never."""
        if self.is_over:
            return None
        silent = self.protocol.idle_deadline
        if silent is None:
            return self.hang_up_at
        silent_for_too_long = self.pace.inside(silent)
        return silent_for_too_long if self.hang_up_at is None else min(self.hang_up_at, silent_for_too_long)

    def why_it_is_due(self) -> LogRecord:
        """The record of the log about the reset of a connection whose deadline is over."""
        if self.hang_up_at is None:
            # fidelity sessions.silent-reset: guide Session Management, "Heartbeat": A client that is silent for its
            # IdleTimeout is reset without a message.
            return log_record("session_idle", "warning", client=self.number)
        return log_record(self.hang_up_reason, client=self.number)


class ClientConnections:
    """The connections that are not lost yet, oldest first."""

    def __init__(self) -> None:
        self._connections: dict[int, ClientConnection] = {}
        self._heap: list[tuple[float, int]] = []

    def __iter__(self) -> Iterator[ClientConnection]:
        """The connections as they are now."""
        return iter(tuple(self._connections.values()))

    def __getitem__(self, number: int) -> ClientConnection:
        """The connection of that number.

        Raises:
            KeyError: there is none.
        """
        return self._connections[number]

    def add(self, connection: ClientConnection, now: float) -> None:
        """Add a new connection, and watch its deadline."""
        self._connections[connection.number] = connection
        self.watch(connection, now)

    def get(self, number: int) -> ClientConnection | None:
        """The connection of that number; ``None``: there is none."""
        return self._connections.get(number)

    def pop(self, number: int) -> ClientConnection | None:
        """Remove a connection that is lost, and return it; ``None``: there is none."""
        lost = self._connections.pop(number, None)
        if len(self._heap) > 2 * len(self._connections) + _SPARE:
            # Of thousands who leave at once nothing stays: the heap is made anew, each time of half the size.
            self._heap = [
                (each.watched_at, each.number) for each in self._connections.values() if each.watched_at < math.inf
            ]
            heapify(self._heap)
        return lost

    def watch(self, connection: ClientConnection, now: float) -> None:
        """Enter a connection into the heap if its deadline, which may have changed, is earlier than where it stands."""
        deadline = connection.deadline()
        if deadline is None:
            return
        at = min(deadline, now + _LONGEST_WATCH)
        if at < connection.watched_at:
            connection.watched_at = at
            heappush(self._heap, (at, connection.number))

    def next_deadline(self) -> float | None:
        """When :meth:`take_due` may find one, if nothing changes before; ``None``: never."""
        return self._heap[0][0] if self._heap else None

    def is_due(self, now: float) -> bool:
        """Whether :meth:`take_due` may find one."""
        return bool(self._heap) and self._heap[0][0] <= now

    def take_due(self, now: float) -> ClientConnection | None:
        """Take a connection whose deadline is over out of the heap; ``None``: there is none."""
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
