"""The sides by their names, and what cannot be done to them."""

from __future__ import annotations

import pytest

from ctiserver.engine.sides import SideError
from tests.support.harness import World
from tests.support.two_sides import TwoSides


def test_the_side_that_tells_is_the_active_one_or_else_side_a() -> None:
    """While no side is active, side A tells nothing, but knows how things are."""
    world = TwoSides()
    sides = world.duplex.sides
    assert (world.duplex.active, world.duplex.telling_side) == ("A", sides["A"])
    world.switches_over()
    assert (world.duplex.active, world.duplex.telling_side) == ("B", sides["B"])
    world.stops("A")
    world.stops("B")
    assert (world.duplex.active, world.duplex.telling_side) == (None, sides["A"])


def test_one_side_has_no_other() -> None:
    """What needs two is refused."""
    duplex = World().duplex
    for order in (duplex.switch_over, duplex.begin_maintenance):
        with pytest.raises(SideError, match="there is only one side"):
            order(World().now)
