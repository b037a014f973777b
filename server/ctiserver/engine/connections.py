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
from ctiserver.engine.log_limit import Complaints
from ctiserver.engine.timescale import REAL_TIME, Timescale
from ctiserver.site.endpoints import Endpoint

_LONGEST_WATCH: Final = 3600.0
"""Clients may ask for an IdleTimeout of many years; what is left of those that went does not stay in the heap so long.
"""


@attrs.define(eq=False)
class Peer:
    """One connection.

    Args:
        number: what the rim calls it.
        address: where it comes from.
        connection: its protocol.
        hang_up_at: when it is reset unless a session is opened before.
        hang_up_reason: what the log then says.
        pace: how fast time goes for its client.
        is_over: whether nothing is heard from it any more.
        watched_at: when it is looked after.
        complaints: how much the log has said about it.
    """

    number: int
    address: Endpoint
    connection: Connection
    hang_up_at: float | None
    hang_up_reason: str = "connection_never_opened"
    pace: Timescale = REAL_TIME
    is_over: bool = False
    watched_at: float = math.inf
    complaints: Complaints = attrs.field(factory=Complaints)

    def receive(self, data: bytes, now: float) -> Iterator[Received]:
        """What the client's bytes mean, frame by frame."""
        return self.connection.receive_data(data, self.pace.outside(now))

    def deadline(self) -> float | None:
        """When the connection has to be reset if nothing happens before."""
        if self.is_over:
            return None
        silent = self.connection.idle_deadline
        times = [at for at in (self.hang_up_at, None if silent is None else self.pace.inside(silent)) if at is not None]
        return min(times, default=None)


class Peers:
    """All connections that are not known to be gone, oldest first."""

    def __init__(self) -> None:
        self._peers: dict[int, Peer] = {}
        self._heap: list[tuple[float, int]] = []

    def __iter__(self) -> Iterator[Peer]:
        """The connections as they are now."""
        return iter(tuple(self._peers.values()))

    def __getitem__(self, number: int) -> Peer:
        """The connection of that number, which is there."""
        return self._peers[number]

    def add(self, peer: Peer, now: float) -> None:
        """Enter a new connection."""
        self._peers[peer.number] = peer
        self.watch(peer, now)

    def get(self, number: int) -> Peer | None:
        """The connection of that number, if it is there."""
        return self._peers.get(number)

    def pop(self, number: int) -> Peer | None:
        """Strike off a connection that is gone."""
        return self._peers.pop(number, None)

    def watch(self, peer: Peer, now: float) -> None:
        """See that the connection turns up in time, whose deadlines may have changed."""
        deadline = peer.deadline()
        if deadline is None:
            return
        at = min(deadline, now + _LONGEST_WATCH)
        if at < peer.watched_at:
            peer.watched_at = at
            heappush(self._heap, (at, peer.number))

    def next_deadline(self) -> float | None:
        """When :meth:`take_due` may have something to give, if nothing changes before."""
        return self._heap[0][0] if self._heap else None

    def take_due(self, now: float) -> Peer | None:
        """A connection whose deadline is there, if there is one."""
        while self._heap and self._heap[0][0] <= now:
            at, number = heappop(self._heap)
            peer = self._peers.get(number)
            if peer is None or at != peer.watched_at:
                continue
            peer.watched_at = math.inf
            deadline = peer.deadline()
            if deadline is not None and deadline <= now:
                return peer
            self.watch(peer, now)
        return None
