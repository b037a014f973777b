"""Agents and queue of a group at this moment."""

from __future__ import annotations

import pytest

from ctiserver.centre.statistics.counters import Period
from ctiserver.centre.statistics.groups import GroupStatistics

NOON = 1_767_614_400_000


@pytest.mark.fidelity("statistics.headcount")
def test_agents_are_counted_where_they_are() -> None:
    """Each agent counts once; each one signed in and not NOT_READY counts as ready."""
    group = GroupStatistics()
    for figure in ("agents_avail", "agents_avail", "agents_not_ready"):
        group.move_agent(None, figure)
    group.move_agent("agents_avail", "agents_hold")
    group.move_agent("agents_avail", None)
    figures = group.figures(Period.NOW, NOON)
    assert {name: value for name, value in figures.items() if value} == {
        "agents_logged_on": 2,
        "agents_not_ready": 1,
        "agents_ready": 1,
        "agents_hold": 1,
    }


@pytest.mark.fidelity("statistics.waits")
def test_calls_wait_and_cease_to() -> None:
    """As long as a call waits it is in the queue; afterwards its wait is a figure of the period."""
    group = GroupStatistics()
    began = {201: NOON, 202: NOON + 500, 203: NOON + 4_000}
    for call_id, since in began.items():
        group.queue(call_id, since)
    now = group.figures(Period.NOW, NOON + 5_000)
    assert [now[f"{name}_now"] for name in ("calls_q", "calls_q_time", "longest_call_q")] == [3, 10, 5]
    for call_id in began:
        group.dequeue(call_id, NOON + 5_000)
    now = group.figures(Period.NOW, NOON + 5_000)
    assert [now[f"{name}_now"] for name in ("calls_q", "calls_q_time", "longest_call_q")] == [0, 0, 0]
    assert group.figures(Period.HALF_HOUR, NOON + 5_000) == {"calls_q": 3, "calls_q_time": 10, "longest_call_q": 5}
