"""The figures of a server."""

from __future__ import annotations

import re
from pathlib import Path

import attrs

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiserver.admin.limits import TransportUse
from ctiserver.observe.families import Outside, families
from ctiserver.observe.family import Distribution, Family
from ctiserver.site.limits import LIMITS
from ctiserver.transport.turn_lengths import BOUNDS, TurnLengths
from tests.support.frames import ZEROS
from tests.support.harness import START, World

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "metrics.md"
USE = TransportUse({"outbox": 5, "all_outboxes": 9, "spare_descriptors": 1}, {"outbox": 2, "stalled": 1})
OUTSIDE = Outside(transport=USE, lag=0.5, turns=TurnLengths(), wrong_tokens=3)


def read(world: World) -> dict[str, Family | Distribution]:
    """The figures by their names."""
    return {each.name: each for each in families(world.duplex, OUTSIDE, world.now)}


def figures(world: World, name: str) -> dict[tuple[str, ...], float]:
    """The figures of one name."""
    family = read(world)[name]
    assert isinstance(family, Family)
    return dict(family.figures)


def test_names_are_as_prometheus_wants_them() -> None:
    """All begin with the program, none of a counter ends in what is added to it, and each is told in a sentence."""
    for name, family in read(World()).items():
        assert re.fullmatch(r"ctiserver_[a-z_]+", name)
        assert not name.endswith("_total")
        assert family.help.endswith(".")


def test_sessions_by_version_and_service() -> None:
    """A session counts once by its version, and once for each of its services."""
    world = World()
    world.bridge(15)
    world.bridge(15)
    world.desktop("1001", 25)
    assert figures(world, "ctiserver_sessions") == {("A", "15"): 2, ("A", "25"): 1}
    services = figures(world, "ctiserver_session_services")
    assert (services["A", "ALL_EVENTS"], services["A", "CLIENT_EVENTS"]) == (2, 1)


def test_messages_and_refusals() -> None:
    """By direction and type, and by code."""
    world = World()
    bridge = world.bridge()
    bridge.forgets()
    bridge.sends_bytes(ZEROS)
    refusal = bridge.takes()
    assert isinstance(refusal, m.FailureConf)
    messages = figures(world, "ctiserver_messages")
    assert messages["received", "OPEN_REQ"] == messages["sent", "OPEN_CONF"] == 1
    assert figures(world, "ctiserver_refusals") == {(StatusCode(refusal.status).guide_name,): 1}
    assert figures(world, "ctiserver_unreadable_frames") == {(): 0}


def test_what_others_know() -> None:
    """Bytes that wait, connections that were reset, the lag, and wrong tokens."""
    world = World()
    assert figures(world, "ctiserver_outbox_bytes") == {(): 9}
    assert figures(world, "ctiserver_largest_outbox_bytes") == {(): 5}
    slow = figures(world, "ctiserver_slow_clients_reset")
    assert slow == {("outbox",): 2, ("all_outboxes",): 0, ("stalled",): 1}
    assert figures(world, "ctiserver_workload_lag_seconds") == {(): 0.5}
    assert figures(world, "ctiserver_control_wrong_tokens") == {(): 3}


def test_how_long_turns_last() -> None:
    """In classes, with the time of all of them."""
    turns = TurnLengths()
    turns.add(0.3)
    (found,) = [
        each
        for each in families(World().duplex, attrs.evolve(OUTSIDE, turns=turns), START)
        if isinstance(each, Distribution)
    ]
    assert (found.bounds, found.counts, found.total) == (BOUNDS, tuple(turns.counts), 0.3)


def test_limits_with_value_use_and_hits() -> None:
    """Each of them, those of the transport as well."""
    world = World()
    world.connects()
    names = {(each.name,) for each in LIMITS}
    assert set(figures(world, "ctiserver_limit")) == names
    assert figures(world, "ctiserver_limit_used")["connections",] == 1
    assert figures(world, "ctiserver_limit_reached")["outbox",] == 2


def test_the_page_lists_them() -> None:
    """With what they do over time, their labels and their sentences, in the same order."""
    told = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert told == [_row(family) for family in read(World()).values()]


def _row(family: Family | Distribution) -> str:
    kind = "histogram" if isinstance(family, Distribution) else family.kind.value
    labels = () if isinstance(family, Distribution) else family.labels
    name = f"{family.name}_total" if kind == "counter" else family.name
    return f"| `{name}` | {kind} | {' '.join(f'`{label}`' for label in labels)} | {family.help} |"
