"""Which connections and openings limits keep out, through the doors of the server."""

from __future__ import annotations

import tracemalloc

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiserver.engine.effects import LogRecord, limit_reached
from ctiserver.engine.timescale import Timescale
from ctiserver.site.limits import Limits
from tests.support.frames import HEARTBEAT, frame
from tests.support.harness import Client, World, demo


def limited(pace: float = 1.0, *, two_sides: bool = False, **limits: int) -> World:
    """A server with limits."""
    world = World(attrs.evolve(demo(), limits=Limits(**limits)), pace=Timescale(pace), two_sides=two_sides)
    world.noted()
    return world


def reached(world: World) -> list[LogRecord]:
    """The limits that the log says were reached."""
    return [note for note in world.notes if note.event == "limit_reached"]


def test_one_connection_too_many_is_reset() -> None:
    """Until another one is gone; those that are there have nothing of it."""
    world = limited(connections=2)
    first, second, third = (world.connects() for _ in range(3))
    assert [each.is_cut_off for each in (first, second, third)] == [False, False, True]
    assert reached(world) == [limit_reached("connections", client=3, host="192.0.2.1")]
    third.leaves()
    first.leaves()
    assert not world.connects().is_cut_off
    second.opens()
    assert world.duplex.admission.hits == {"connections": 1}


def test_an_address_has_so_many_connections() -> None:
    """One more from there is reset, and others are not concerned."""
    world = limited(connections_per_address=1)
    here, more, elsewhere = world.connects(), world.connects(), world.connects(host="192.0.2.2")
    assert [each.is_cut_off for each in (here, more, elsewhere)] == [False, True, False]
    assert world.duplex.admission.usage(world.now)["connections_per_address"] == 1
    here.leaves()
    assert not world.connects().is_cut_off


def test_addresses_of_those_who_left_are_not_kept() -> None:
    """A server that runs for months, with clients from ever new addresses, does not grow by them."""
    admission = limited().duplex.admission

    def visit(clients: range) -> None:
        for client in clients:
            assert admission.enter(client, f"192.0.{client // 250}.{client % 250}") == []
            admission.leave(client)

    visit(range(1000))
    tracemalloc.start()
    try:
        visit(range(1000, 2000))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 20_000


def test_the_oldest_without_a_session_makes_room() -> None:
    """A client that opens its session at once is never that one, however many wait; the other side counts, too."""
    world = limited(unopened_connections=2, two_sides=True)
    waiting, served, gone = world.connects(side="B"), world.connects(), world.connects()
    served.opens()
    gone.leaves()
    others = [world.connects() for _ in range(2)]
    assert waiting.is_cut_off
    assert not any(each.is_cut_off for each in (served, *others))
    assert reached(world) == [limit_reached("unopened_connections", client=1, host="192.0.2.1")]
    assert world.duplex.admission.usage(world.now) == {
        "connections": 4,
        "connections_per_address": 4,
        "unopened_connections": 2,
        "opens_per_second": 1,
        "requests_per_second": 0,
    }


def test_a_connection_that_is_over_makes_no_room_twice() -> None:
    """It is over already, and says so once."""
    world = limited(unopened_connections=1)
    slow = world.connects()
    world.duplex.sides["A"].engine.shed(slow.number, "connections", world.now)
    world.connects()
    world.duplex.sides["A"].engine.shed(4711, "connections", world.now)
    assert reached(world) == [limit_reached("connections", client=1, host="192.0.2.1")]


def test_an_address_opens_so_many_sessions_in_a_second() -> None:
    """The next is refused by status 15, and not the next address, nor in the next second of a client."""
    world = limited(10.0, opens_per_second=1)
    world.open()
    world.refuses(StatusCode.CTI_SERVER_OFFLINE)
    assert reached(world) == [limit_reached("opens_per_second", client=2, host="192.0.2.1")]
    world.connects(host="192.0.2.2").opens()
    world.passes(10.0)
    world.open()


def test_no_limit_is_reached_by_default() -> None:
    """A whole site comes back at once from one address."""
    world = limited()
    for _ in range(300):
        world.connects().opens()
    assert reached(world) == []
    assert world.duplex.admission.usage(world.now)["opens_per_second"] == 300
    world.passes(1.0)
    assert world.duplex.admission.usage(world.now)["opens_per_second"] == 0


def paused(client: Client, count: int) -> list[float]:
    """Send so many heartbeats at once; for how long no more is read then."""
    client.forgets()
    client.pauses = []
    client.sends_bytes(frame(HEARTBEAT, 1) * count)
    client.hears(*[m.HeartbeatConf(invoke_id=1)] * count)
    return client.pauses


def test_a_client_sends_so_much_in_a_second() -> None:
    """What was read is answered, and no more is read until the second of a client is over; others are not concerned."""
    world = limited(10.0, requests_per_second=3)
    client, other = world.open(), world.open()
    world.passes(10.0 - world.now % 10.0)
    assert paused(client, 3) == []
    world.passes(2.5)
    assert paused(client, 2) == [pytest.approx(0.75)]
    assert paused(other, 3) == []
    assert reached(world) == [limit_reached("requests_per_second", client=1, host="192.0.2.1")]
    assert world.duplex.admission.usage(world.now)["requests_per_second"] == 5
    world.passes(7.5)
    assert paused(client, 3) == []


def test_without_the_limit_no_client_is_paused() -> None:
    """Nothing is counted then; the limit of another site holds at once."""
    world = limited()
    assert paused(world.open(), 100) == []
    assert world.duplex.admission.usage(world.now)["requests_per_second"] == 0
    world.becomes(attrs.evolve(world.site, limits=Limits(requests_per_second=7)))
    assert len(paused(world.open(), 100)) == 1
