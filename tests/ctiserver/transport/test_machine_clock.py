"""The time of a machine: it waits for the machine, and catches up no faster than clients can follow."""

from __future__ import annotations

import math

import pytest
from trio.testing import MockClock

from ctiserver.transport.clock import TrioClock
from ctiserver.transport.machine_clock import CATCH_UP, UNHURRIED, MachineClock
from tests.support.harness import START


class Timetable:
    """A machine's clock over deadlines that a test writes down."""

    def __init__(self, *deadlines: float, scale: float = 1.0) -> None:
        self.deadlines = [START + deadline for deadline in deadlines]
        self.clock = MachineClock(TrioClock(START, scale), lambda: self.deadlines[0] if self.deadlines else None)

    def takes(self) -> list[float]:
        """The times that a turn goes to, since the beginning."""
        taken = []
        self.clock.begin_turn()
        while (due := self.clock.take_due()) is not None:
            self.deadlines.pop(0)
            taken.append(due - START)
        return taken

    @property
    def now(self) -> float:
        """The time of what comes in, since the beginning."""
        return self.clock.now() - START


@pytest.mark.parametrize("scale", [1.0, 1000.0, 0.5])
async def test_time_is_the_real_one_while_nothing_is_late(mock_clock: MockClock, scale: float) -> None:
    """As fast as the real clock goes."""
    timetable = Timetable(100 * scale, scale=scale)
    mock_clock.jump(7)
    assert timetable.now == pytest.approx(7 * scale)
    assert timetable.takes() == []
    assert timetable.clock.lag == 0
    assert timetable.clock.next_turn() == pytest.approx(100)


async def test_nothing_due_is_never(mock_clock: MockClock) -> None:
    """Then time is the real one, however long nothing happened."""
    timetable = Timetable()
    assert timetable.clock.next_turn() == math.inf
    mock_clock.jump(1_000_000)
    assert timetable.takes() == []
    assert timetable.now == pytest.approx(1_000_000)
    assert timetable.clock.lag == 0


async def test_what_comes_in_comes_before_what_is_due(mock_clock: MockClock) -> None:
    """The deadline is a little late: a client that speaks in that moment has spoken in time."""
    timetable = Timetable(10.0)
    timetable.clock.next_turn()
    mock_clock.jump(10.25)
    assert timetable.clock.now() == math.nextafter(START + 10, 0)
    assert timetable.takes() == [10.0]
    assert timetable.now == pytest.approx(10.25)


async def test_a_little_lateness_is_made_up_for_at_once(mock_clock: MockClock) -> None:
    """Each deadline at its own time, in one turn."""
    timetable = Timetable(1.0, 1.1, 1.2, 5.0)
    mock_clock.jump(1 + UNHURRIED)
    assert timetable.takes() == [pytest.approx(each) for each in (1.0, 1.1, 1.2)]
    assert timetable.clock.lag == 0


@pytest.mark.parametrize("scale", [1.0, 1000.0])
async def test_time_waits_for_what_is_late(mock_clock: MockClock, scale: float) -> None:
    """Then it goes faster than the real one, until it has caught up with it."""
    timetable = Timetable(*(at * scale for at in (10.0, 10.5, 16.0, 500.0)), scale=scale)
    timetable.clock.next_turn()
    mock_clock.jump(20)
    assert timetable.clock.lag == 10
    assert timetable.takes() == [pytest.approx(10 * scale)]
    assert timetable.now == pytest.approx(10 * scale)
    assert timetable.clock.lag == 10
    assert timetable.clock.next_turn() == pytest.approx(20 + 0.5 / CATCH_UP)
    mock_clock.jump(0.5)
    assert timetable.takes() == [pytest.approx(10.5 * scale)]
    assert timetable.now == pytest.approx((10 + 0.5 * CATCH_UP) * scale)
    mock_clock.jump(3.75)
    assert timetable.takes() == [pytest.approx(16 * scale)]
    assert timetable.clock.lag == pytest.approx(10 - 4.25 * (CATCH_UP - 1))
    mock_clock.jump(20)
    assert timetable.clock.lag == 0
    assert timetable.now == pytest.approx(44.25 * scale)


async def test_time_never_goes_back(mock_clock: MockClock) -> None:
    """Not for a deadline either that was over before it was set."""
    timetable = Timetable(math.inf)
    mock_clock.jump(100)
    assert timetable.now == pytest.approx(100)
    timetable.deadlines = [0.0, START + 200]
    assert timetable.takes() == [pytest.approx(100)]
    assert timetable.now == pytest.approx(100)
    mock_clock.jump(1)
    assert timetable.now == pytest.approx(101)
