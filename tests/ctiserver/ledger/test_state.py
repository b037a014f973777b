"""Copies of the state of a server: whole, apart from the server, and read strictly."""

from __future__ import annotations

import gc
import pickle
import time
from copy import deepcopy
from pathlib import Path

import attrs
import pytest

from ctiproto.codec import codec
from ctiproto.versions import Profile
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect
from ctiserver.ledger import state as room
from ctiserver.ledger.state import State, copy, restore
from tests.house.tree import modules
from tests.support.harness import PG, World
from tests.support.two_sides import DUPLEX_BRIDGE, TwoSides


def busy(world: World) -> World:
    """Clients of both kinds hear what simulated people do for a quarter of an hour."""
    world.bridge(25)
    world.bridge(13, name="old")
    world.desktop("1001")
    world.passes(900)
    return world


def day(duplex: Duplex, now: float, seconds: int) -> list[Effect]:
    """All effects of a while in which only time passes."""
    return [effect for at in range(seconds) for effect in duplex.tick(now + at)]


def test_a_copy_goes_on_as_the_server_does() -> None:
    """A copy goes on as the server does, also a second copy, and a copy of the copy."""
    world = busy(World(workload=True))
    state = copy(world.duplex)
    expected = day(world.duplex, world.now, 900)
    assert len(expected) > 100
    assert day(restore(state), world.now, 900) == expected
    assert day(restore(copy(restore(state))), world.now, 900) == expected


def test_a_copy_is_apart_from_the_server() -> None:
    """What becomes of one is nothing to the other."""
    world = busy(World(workload=True))
    state = copy(world.duplex)
    calls = world.centre.switch.calls(PG)
    world.passes(900)
    world.becomes(attrs.evolve(world.site, name="Other"))
    restored = restore(state)
    assert restored.centre.switch.calls(PG) == calls != world.centre.switch.calls(PG)
    assert restored.centre.site.name == "Demo"
    assert restored.centre.site == restored.sides["A"].engine.centre.site


def test_both_sides_are_copied() -> None:
    """A copy has both sides, also while a maintenance is under way."""
    world = TwoSides()
    world.goes_to("A", "bridge", 25, DUPLEX_BRIDGE).forgets()
    world.waits_at("B", "other")
    world.maintains()
    restored = restore(copy(world.duplex))
    assert [side.role for side in restored.sides.values()] == [side.role for side in world.duplex.sides.values()]
    assert day(restored, world.now, 60) == day(world.duplex, world.now, 60)


def test_what_never_changes_is_shared() -> None:
    """The site, above all: it is most of a large server."""
    world = World()
    restored = restore(copy(world.duplex))
    assert restored.centre.site is world.centre.site
    assert restored is not world.duplex


def test_shared_classes_are_frozen() -> None:
    """A class whose values could change would let a copy change with the server."""
    changeable = {
        kind.__qualname__
        for name in modules()
        if f"{name}.".startswith(room._UNCHANGING)
        for kind in vars(__import__(name, fromlist=["_"])).values()
        if isinstance(kind, type) and room._never_changes(kind) and attrs.has(kind)
        if kind.__setattr__ is object.__setattr__
    }
    assert changeable == set()


def test_a_codec_is_no_part_of_a_copy() -> None:
    """The functions that it generated cannot be written; its copy is the codec itself."""
    writer = codec(Profile(20))
    assert pickle.loads(pickle.dumps(writer)) is writer  # noqa: S301 - our own bytes
    assert deepcopy(writer) is writer


def test_a_foreign_class_has_no_place_in_a_copy() -> None:
    """The reader calls nothing that it does not know."""
    for foreign in (time.sleep, Path(), gc.collect):
        with pytest.raises(pickle.UnpicklingError, match="has no place in the state of a server"):
            restore(State(pickle.dumps(foreign), []))


def test_a_stand_in_is_never_called() -> None:
    """The reader puts the value in its place."""
    with pytest.raises(NotImplementedError):
        room._shared(0)


@pytest.mark.parametrize("collects", [True, False])
def test_the_garbage_collector_is_as_it_was(collects: bool) -> None:
    """It does not run while thousands of objects come into being that all stay."""
    world = World()
    was = gc.isenabled()
    try:
        (gc.enable if collects else gc.disable)()
        restore(copy(world.duplex))
        assert gc.isenabled() is collects
    finally:
        (gc.enable if was else gc.disable)()


def test_copies_take_milliseconds() -> None:
    """Of the demo site with all that goes on there; ten times as long as on an idle machine."""
    world = busy(World(workload=True))
    begin = time.perf_counter()
    restore(copy(world.duplex))
    assert time.perf_counter() - begin < 0.1
