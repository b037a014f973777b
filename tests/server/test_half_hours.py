"""Half hours begin at the full and the half hour."""

from __future__ import annotations

import pytest

from server.half_hours import HalfHours


@pytest.mark.parametrize(("now", "first"), [(0.0, 1800.0), (1799.9, 1800.0), (1800.0, 3600.0), (5000.0, 5400.0)])
def test_the_next_one(now: float, first: float) -> None:
    """Never the one that has just begun."""
    assert HalfHours(now).next == first


def test_each_is_taken_once() -> None:
    """All that began meanwhile, in their order."""
    half_hours = HalfHours(1000.0)
    assert list(half_hours.take_due(1799.9)) == []
    assert list(half_hours.take_due(5400.0)) == [1800.0, 3600.0, 5400.0]
    assert list(half_hours.take_due(5400.0)) == []
    assert half_hours.next == 7200.0
