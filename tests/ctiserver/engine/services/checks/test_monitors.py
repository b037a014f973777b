"""How many monitors there may be."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import ControlFailureCode
from ctiserver.site.limits import Limits
from tests.ctiserver.engine.services.test_client_monitor import id_of, stop, watch, watcher
from tests.ctiserver.engine.services.watchers import started
from tests.support.harness import World, demo

FULL = m.ControlFailureConf(
    invoke_id=7, failure_code=ControlFailureCode.OVERALL_MONITOR_LIMIT_EXCEEDED, peripheral_error_code=0
)


@pytest.mark.fidelity("monitors.limits")
def test_a_session_has_so_many_monitors() -> None:
    """One more of any kind is refused by CF 37, is logged, and is counted."""
    world = World(attrs.evolve(demo(), limits=Limits(monitors_per_session=1)))
    client, one, two = watcher(world), world.bridge(), world.bridge()
    client.forgets()
    monitor = started(client, watch(id_of(one)))
    world.noted()
    assert client.asks(watch(id_of(two))) == FULL
    assert world.noted() == ["limit_reached"]
    assert world.duplex.admission.hits == {"monitors_per_session": 1}
    client.asks(stop(monitor))
    started(client, watch(id_of(two)))


def test_all_sessions_have_so_many_monitors() -> None:
    """A session without any has no room, either."""
    world = World(attrs.evolve(demo(), limits=Limits(monitors=1)))
    client, other, bridge = watcher(world), watcher(world), world.bridge()
    started(client, watch(id_of(bridge)))
    assert other.asks(watch(id_of(bridge))) == FULL
    assert world.duplex.admission.hits == {"monitors": 1}
