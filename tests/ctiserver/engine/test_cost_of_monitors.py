"""What an event costs among monitors, counted in calls of functions: the same on every machine.

``tests.bench.monitors`` measures it in time.
"""

from __future__ import annotations

import gc
import sys
from types import FrameType

import pytest

from tests.bench.monitors import Deed, House


def work(deed: Deed) -> int:
    """How many functions are called, ours and Python's."""
    deed()  # what is made once is made
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    # Hypothesis measures each collection of garbage with a function of its own, and one may begin at any time.
    gc.disable()
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        deed()
    finally:
        sys.setprofile(before)
        gc.enable()
    return counted


@pytest.mark.parametrize("name", ["agent state", "call"])
def test_what_others_follow_costs_nothing(name: str) -> None:
    """An event is as much work with 60 sessions and 100 monitors of other things as with none."""
    alone, crowd = House(1), House(1, desktops=60, monitors=100)
    registry = crowd.server.sides["A"].engine.registry
    assert (len(registry), len(registry.monitors)) == (62, 102)
    assert work(crowd.deeds[name]) == work(alone.deeds[name])


@pytest.mark.parametrize("name", ["agent state", "call"])
def test_each_copy_costs_the_same(name: str) -> None:
    """Of 1, 24 and 204 sessions that follow what happens, each gets one copy, and each is as much work."""
    houses = {copies: House(copies, desktops=20, monitors=20) for copies in (1, 24, 204)}
    assert [len(house.deeds[name]()) for house in houses.values()] == [1, 24, 204]
    few, some, many = (work(house.deeds[name]) for house in houses.values())
    each = (some - few) / (24 - 1)
    assert 0 < each < few
    assert (many - some) / (204 - 24) == each
