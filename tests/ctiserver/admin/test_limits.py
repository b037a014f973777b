"""The limits as an operator sees them."""

from __future__ import annotations

import attrs

from ctiserver.admin import queries, results
from ctiserver.admin.handler import AdminHandler
from ctiserver.admin.limits import TransportUse
from ctiserver.admin.results import LimitNow
from ctiserver.site.limits import LIMITS, Limits
from tests.ctiserver.admin.console import Operator
from tests.support.harness import HERE, World, demo, no_file


def limits(world: World) -> dict[str, LimitNow]:
    """The limits by their names."""
    return {each.limit: each for each in Operator(world).gets(results.Limits, queries.Limits()).limits}


def test_all_are_shown() -> None:
    """In the order of the reference, with what they bound and their values; nothing is used yet."""
    world = World(attrs.evolve(demo(), limits=Limits(connections=9)))
    shown = limits(world)
    assert [(name, each.what) for name, each in shown.items()] == [(each.name, each.what) for each in LIMITS]
    assert shown["connections"] == LimitNow(
        limit="connections", value=9, current=0, hits=0, what="connections of clients"
    )
    assert not any(each.current or each.hits for each in shown.values())


def test_what_is_used_and_reached() -> None:
    """Of limits that are off as well."""
    world = World(attrs.evolve(demo(), limits=Limits(connections_per_address=2)))
    world.bridge()
    world.connects()
    world.connects()
    shown = limits(world)
    assert (shown["connections"].value, shown["connections"].current, shown["connections"].hits) == (0, 2, 0)
    assert (shown["connections_per_address"].current, shown["connections_per_address"].hits) == (2, 1)
    assert shown["unopened_connections"].current == 1
    assert shown["log_records"].current == shown["session_records_per_address"].current == 2


def test_what_the_transport_knows() -> None:
    """Its use of the limits is shown with the others, where there is a transport."""
    world = World()
    use = TransportUse({"outbox": 7, "all_outboxes": 9}, {"outbox": 2, "stalled": 1})
    handler = AdminHandler(world.duplex, lambda: HERE, no_file, lambda: use)
    result, _ = handler.handle(queries.Limits(), world.now)
    assert isinstance(result, results.Limits)
    shown = {each.limit: (each.current, each.hits) for each in result.limits}
    assert (shown["outbox"], shown["all_outboxes"], shown["monitors"]) == ((7, 2), (9, 0), (0, 0))
