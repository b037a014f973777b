"""Counts and times by period."""

from __future__ import annotations

import pytest

from ctiproto.constants import AgentState
from ctiserver.centre.statistics.counters import SECOND, Amounts, Counters, Period, changed_times

MIDNIGHT = 1_767_571_200 * SECOND
ONE = Amounts(("calls",), (("calls_time", 90 * SECOND),), (("longest", 90 * SECOND),))


@pytest.mark.fidelity("statistics.periods")
@pytest.mark.parametrize(
    ("period", "seconds", "start"),
    [
        (Period.FIVE_MINUTES, 299, 0),
        (Period.FIVE_MINUTES, 300, 300),
        (Period.HALF_HOUR, 1799, 0),
        (Period.HALF_HOUR, 1800, 1800),
        (Period.TODAY, 86_399, 0),
        (Period.TODAY, 86_400, 86_400),
    ],
)
def test_periods_are_aligned_to_the_clock(period: Period, seconds: int, start: int) -> None:
    """Each begins at a multiple of its length from midnight, UTC."""
    assert period.start(MIDNIGHT + seconds * SECOND) == MIDNIGHT + start * SECOND


def test_a_session_begins_whenever() -> None:
    """The clock says nothing of it."""
    assert Period.SESSION.start(MIDNIGHT) == 0


@pytest.mark.parametrize(
    ("state", "times"),
    [
        (AgentState.LOGIN, set()),
        (AgentState.LOGOUT, set()),
        (AgentState.NOT_READY, {"logged_on_time", "not_ready_time"}),
        (AgentState.AVAILABLE, {"logged_on_time", "avail_time"}),
        (AgentState.BUSY_OTHER, {"logged_on_time"}),
    ],
)
def test_times_grow_by_state(state: AgentState, times: set[str]) -> None:
    """The time of a signed-in agent counts as logged on, and as available or not ready by state."""
    ended, begun = changed_times(AgentState.LOGOUT, state)
    assert (ended, set(begun)) == ((), times)
    assert {*changed_times(state, AgentState.LOGOUT)[0]} == times


def test_times_that_go_on() -> None:
    """A time that grows in both states neither ends nor begins."""
    assert changed_times(AgentState.AVAILABLE, AgentState.NOT_READY) == (("avail_time",), ("not_ready_time",))
    assert changed_times(AgentState.TALKING, AgentState.HOLD) == ((), ())


def test_what_is_over_is_added_to_every_period() -> None:
    """Counts by one, times by what they are, the longest only if it is longer."""
    counters = Counters(Period.FIVE_MINUTES, Period.TODAY)
    counters.add(ONE, MIDNIGHT + 280 * SECOND)
    counters.add(Amounts(("calls",), (("calls_time", 500),), (("longest", 500),)), MIDNIGHT + 290 * SECOND)
    expected = {"calls": 2, "calls_time": 90, "longest": 90}
    for period in (Period.FIVE_MINUTES, Period.TODAY):
        assert counters.figures(period, MIDNIGHT + 299 * SECOND) == expected


def test_a_period_begins_by_itself() -> None:
    """With the first millisecond of the next one nothing is there; the longer period goes on."""
    counters = Counters(Period.FIVE_MINUTES, Period.TODAY)
    counters.add(ONE, MIDNIGHT)
    assert counters.figures(Period.FIVE_MINUTES, MIDNIGHT + 300 * SECOND - 1)["calls"] == 1
    assert counters.figures(Period.FIVE_MINUTES, MIDNIGHT + 300 * SECOND) == {}
    assert counters.figures(Period.TODAY, MIDNIGHT + 300 * SECOND)["calls"] == 1
    assert counters.figures(Period.TODAY, MIDNIGHT + 86_400 * SECOND) == {}


@pytest.mark.fidelity("statistics.split-by-period")
def test_times_grow_up_to_now_and_only_within_the_period() -> None:
    """A state that lasts is split where periods begin, however many have passed meanwhile."""
    counters = Counters(Period.FIVE_MINUTES, Period.TODAY)
    counters.change_state(AgentState.LOGOUT, AgentState.AVAILABLE, MIDNIGHT - 100 * SECOND)
    assert counters.figures(Period.TODAY, MIDNIGHT - SECOND) == {"logged_on_time": 99, "avail_time": 99}
    assert counters.figures(Period.TODAY, MIDNIGHT + 7 * SECOND) == {"logged_on_time": 7, "avail_time": 7}
    later = MIDNIGHT + 1_000 * SECOND
    counters.change_state(AgentState.AVAILABLE, AgentState.TALKING, later)
    counters.change_state(AgentState.TALKING, AgentState.HOLD, later)
    assert counters.figures(Period.FIVE_MINUTES, later + 20 * SECOND) == {"logged_on_time": 120, "avail_time": 100}
    assert counters.figures(Period.TODAY, later + 20 * SECOND) == {"logged_on_time": 1_020, "avail_time": 1_000}


def test_several_are_there_at_once() -> None:
    """The time of a group is that of all its agents together."""
    counters = Counters(Period.TODAY)
    for _ in range(3):
        counters.change_state(AgentState.LOGOUT, AgentState.NOT_READY, MIDNIGHT)
    counters.change_state(AgentState.NOT_READY, AgentState.LOGOUT, MIDNIGHT + 1_500)
    figures = counters.figures(Period.TODAY, MIDNIGHT + 2_000)
    assert figures == {"logged_on_time": 5, "not_ready_time": 5}


def test_a_session_begins_when_it_is_told_to() -> None:
    """Everything of the session before is forgotten, and nothing of the day."""
    counters = Counters(Period.SESSION, Period.TODAY)
    counters.change_state(AgentState.LOGOUT, AgentState.NOT_READY, MIDNIGHT)
    counters.add(ONE, MIDNIGHT)
    counters.restart(Period.SESSION, MIDNIGHT + 10 * SECOND)
    now = MIDNIGHT + 15 * SECOND
    assert counters.figures(Period.SESSION, now) == {"logged_on_time": 5, "not_ready_time": 5}
    assert counters.figures(Period.TODAY, now)["calls"] == 1
    assert counters.figures(Period.TODAY, now)["logged_on_time"] == 15
