"""The turns of a machine: what is due takes nothing from those who ask, nor from those who stop the server."""

from __future__ import annotations

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from ctiserver.alarm_file import recorder
from ctiserver.engine.effects import Effect, HangUp, Send
from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.driver import Driver
from ctiserver.transport.turns import BETWEEN_NOTES, LONGEST_TURN, MOST_IN_A_TURN
from tests.support.harness import START
from tests.support.net import MemoryPort, Notes


class Mill:
    """A machine that always has something to do, as if a thousand years had to pass in a second.

    Args:
        clock: moves only while the machine works.
        cost: the seconds that each deadline takes.
    """

    def __init__(self, clock: MockClock, cost: float) -> None:
        self.done = 0
        self.times = [START]
        self._clock = clock
        self._cost = cost

    def begins(self, now: float) -> list[Effect]:
        """It begins at once."""
        self.times.append(now)
        return []

    def connected(self, client: int, listener: str, peer: Endpoint, now: float) -> list[Effect]:
        """A connection is there."""
        del client, listener, peer
        self.times.append(now)
        return []

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """Say the same back."""
        self.times.append(now)
        return [Send(client, data)]

    def lost(self, client: int, now: float) -> list[Effect]:
        """The connection is gone."""
        del client
        self.times.append(now)
        return []

    def stops(self, now: float) -> list[Effect]:
        """Hang up on the only client."""
        self.times.append(now)
        return [HangUp(1)]

    def next_deadline(self) -> float | None:
        """The next of very many."""
        return START + self.done * 1e-6

    def tick(self, now: float) -> list[Effect]:
        """Work."""
        assert now == self.next_deadline()
        self.times.append(now)
        self.done += 1
        self._clock.jump(self._cost)
        return []


async def test_who_asks_is_answered_between_two_turns(mock_clock: MockClock) -> None:
    """However much is due; time falls behind and never goes back, and the log says so now and then."""
    mill, port, notes = Mill(mock_clock, LONGEST_TURN / 4), MemoryPort(), Notes()
    driver = Driver(mill, TrioClock(START), record=recorder(notes))
    ours, theirs = memory_stream_pair()
    with trio.move_on_after(60) as limit:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(driver.run, {"": port}, mill.begins)
            port.listener.connects(theirs)
            for word in (b"one", b"two", b"three"):
                begin, done = trio.current_time(), mill.done
                await ours.send_all(word)
                assert await ours.receive_some() == word
                assert trio.current_time() - begin < 10 * LONGEST_TURN
                assert mill.done > done
            while trio.current_time() < 2.5 * BETWEEN_NOTES:
                await trio.lowlevel.checkpoint()
            assert driver.lag == pytest.approx(trio.current_time(), abs=1)
            begin = trio.current_time()
            driver.stop(mill.stops)
        assert trio.current_time() - begin < 10 * LONGEST_TURN
    assert not limit.cancelled_caught
    assert mill.times == sorted(mill.times)
    assert notes.events.count("workload_behind") == 3


async def test_a_turn_ends_where_no_clock_goes(mock_clock: MockClock) -> None:
    """Nothing costs time: what is due at once is bounded by its number."""
    mill = Mill(mock_clock, 0)
    driver = Driver(mill, TrioClock(START))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(driver.run)
        mock_clock.jump(0.25)
        while not mill.done:
            await trio.lowlevel.checkpoint()
        assert mill.done == MOST_IN_A_TURN
        nursery.cancel_scope.cancel()
