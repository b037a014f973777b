"""Connections, and when they have to be looked after."""

from __future__ import annotations

import pytest

from ctiproto.connection import Connection, Role
from ctiserver.engine.connections import ClientConnection, ClientConnections
from ctiserver.site.endpoints import Endpoint
from tests.support.frames import named, open_frame

NOW = 1000.0


def connection(number: int, hang_up_at: float | None) -> ClientConnection:
    """A connection."""
    return ClientConnection(number, Endpoint("", 0), Connection(Role.SERVER, NOW), hang_up_at)


def due(connections: ClientConnections, now: float) -> list[int]:
    """The connections that have to be looked after by ``now``."""
    found = []
    while (late := connections.take_due(now)) is not None:
        found.append(late.number)
        late.is_over = True
    return found


def test_connections_turn_up_in_the_order_of_their_deadlines() -> None:
    """Each once, and not before its time."""
    connections = ClientConnections()
    for number, after in ((1, 30), (2, 10), (3, 20)):
        connections.add(connection(number, NOW + after), NOW)
    assert connections.next_deadline() == NOW + 10
    assert due(connections, NOW + 9.9) == []
    assert due(connections, NOW + 20) == [2, 3]
    assert connections.next_deadline() == NOW + 30
    assert [each.number for each in connections] == [1, 2, 3]


def test_a_deadline_that_moved_away_is_looked_for_again() -> None:
    """A deadline that became later is taken later, and one that became earlier is not missed."""
    connections = ClientConnections()
    moving = connection(1, NOW + 10)
    connections.add(moving, NOW)
    moving.hang_up_at = NOW + 50
    connections.watch(moving, NOW)
    assert due(connections, NOW + 10) == []
    moving.hang_up_at = NOW + 20
    connections.watch(moving, NOW + 10)
    assert due(connections, NOW + 20) == [1]
    assert due(connections, NOW + 100) == []


def test_what_is_gone_or_over_does_not_turn_up() -> None:
    """Connections that are gone, or have no deadline any more, are not taken."""
    connections = ClientConnections()
    gone, over, opened = (connection(number, NOW + 10) for number in (1, 2, 3))
    for each in (gone, over, opened):
        connections.add(each, NOW)
    assert connections.pop(1) is gone
    assert connections.pop(1) is None
    assert connections.get(1) is None
    over.is_over = True
    opened.hang_up_at = None
    assert due(connections, NOW + 10) == []
    assert connections.next_deadline() is None
    assert connections[3] is opened


def test_many_who_leave_do_not_keep_the_others_from_their_turn() -> None:
    """Those who stay turn up at their times; of those who left before their time nothing is looked at."""
    connections = ClientConnections()
    for number in range(1, 1001):
        connections.add(connection(number, NOW + number), NOW)
    over = connections[999]
    over.hang_up_at = None
    assert due(connections, NOW + 10) == list(range(1, 11))
    for number in range(1, 999):
        connections.pop(number)
    assert connections.next_deadline() is not None
    assert due(connections, NOW + 2000) == [1000]
    assert connections.next_deadline() is None


@pytest.mark.parametrize("timeout", [20, 0x7FFFFFFF])
def test_silence_and_lateness_count_together(timeout: int) -> None:
    """The earlier of the two; one far away is looked after now and then, which is not late for anything."""
    connections = ClientConnections()
    opening = connection(1, NOW + 30)
    connections.add(opening, NOW)
    list(opening.protocol.receive_data(open_frame(25, 0, *named(), idle_timeout=timeout), NOW))
    assert opening.deadline() == NOW + 30, "the session is not open yet"
    opening.protocol.state = type(opening.protocol.state).OPEN
    assert opening.deadline() == NOW + min(30, timeout)
    opening.hang_up_at = None
    connections.watch(opening, NOW)
    assert due(connections, NOW + timeout - 1) == []
    assert due(connections, NOW + timeout) == [1]
