"""Timers run out in the order of their deadlines, and in the order in which they were set where those are equal."""

from __future__ import annotations

import tracemalloc

import pytest

from ctiserver.centre.switch.timeouts import ON_TIMEOUT
from ctiserver.centre.switch.timers import Timer, TimerKind, Timers, earlier

ONE, TWO, THREE = (Timer(TimerKind.FAILED_CALL, 1, call_id) for call_id in (1, 2, 3))


def test_equal_deadlines_keep_their_order() -> None:
    """The sequence in which they were started breaks the tie."""
    timers: Timers[Timer] = Timers()
    for timer in (TWO, ONE, THREE):
        timers.start(timer, 5.0)
    assert [timers.take_due(5.0) for _ in range(4)] == [(5.0, TWO), (5.0, ONE), (5.0, THREE), None]


def test_every_kind_of_timer_has_its_deed() -> None:
    """No timer runs out in vain."""
    assert set(ON_TIMEOUT) == set(TimerKind)


def test_a_timer_runs_once() -> None:
    """Starting it anew replaces its deadline; stopping it forgets it; stopping what does not run does nothing."""
    timers: Timers[Timer] = Timers()
    timers.start(ONE, 1.0)
    timers.start(ONE, 9.0)
    timers.start(TWO, 2.0)
    timers.stop(TWO)
    timers.stop(THREE)
    assert timers.next_deadline() == 9.0
    assert timers.take_due(8.9) is None
    assert timers.take_due(9.0) == (9.0, ONE)
    assert timers.next_deadline() is None


def test_a_timer_that_is_renamed_runs_on() -> None:
    """Its deadline stays; one that does not run is not made to."""
    timers: Timers[str] = Timers()
    timers.start("before", 5.0)
    timers.rename("before", "after")
    timers.rename("never", "ever")
    assert timers.take_due(5.0) == (5.0, "after")
    assert timers.next_deadline() is None


def test_a_timer_that_is_started_again_and_again_holds_no_memory() -> None:
    """What it left behind is dropped long before its time; the others run on, in their order."""
    timers: Timers[str] = Timers()
    for name in ("late", "later"):
        timers.start(name, 2000.0)
    tracemalloc.start()
    try:
        for turn in range(5000):
            timers.start("inactivity", 1000.0 + turn)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 50_000
    assert timers.running() == ("late", "later", "inactivity")
    assert [timers.take_due(9e9) for _ in range(4)] == [
        (2000.0, "late"),
        (2000.0, "later"),
        (5999.0, "inactivity"),
        None,
    ]


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [(None, None, None), (1.0, None, 1.0), (None, 2.0, 2.0), (1.0, 2.0, 1.0), (2.0, 1.0, 1.0)],
)
def test_the_earlier_of_two_deadlines(one: float | None, other: float | None, first: float | None) -> None:
    """One that is not set is no deadline."""
    assert earlier(one, other) == first
