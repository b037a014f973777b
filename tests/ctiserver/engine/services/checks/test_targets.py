"""What requests about calls act on; what comes of it is tested with the requests themselves."""

from __future__ import annotations

import pytest

from ctiproto.constants import AgentState, ConnectionDeviceIDType
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.delivery import Delivery
from ctiserver.engine.services.checks.connections import NamedConnection
from ctiserver.engine.services.checks.targets import (
    acting_pair,
    require_pair,
    target_of,
)
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.translate.upload import Upload
from tests.ctiserver.engine.services.scenes import bring
from tests.support.harness import PG, World
from tests.support.orders import DYNAMIC, NONE, STATIC


def _scene() -> tuple[Context, int]:
    """A client that sees all, on its way with a request, and the call that agent 1001 talks on."""
    world = World()
    bridge = world.bridge()
    call = bring(bridge, AgentState.TALKING)
    engine = world.engine
    session = engine.registry[bridge.number]
    delivery, upload = Delivery(world.centre.site, engine.registry), Upload(world.centre.site)
    context = Context(world.centre, engine.registry, delivery, upload, session, world.now)
    return context, call


def test_the_station_and_what_it_acts_on() -> None:
    """The acting station is given by its extension, whatever the request named it by."""
    context, call = _scene()
    target = target_of(context, PG, None, NamedConnection(call, STATIC, "2001"))
    assert target == {"peripheral_id": PG, "device": "2001", "call_id": call, "connection": "2001"}
    unnamed = target_of(context, PG, "2001", NamedConnection(call, NONE, None))
    assert unnamed["connection"] is None


@pytest.mark.parametrize("kind", [STATIC, DYNAMIC])
def test_both_connections_of_a_pair_have_ids(kind: ConnectionDeviceIDType) -> None:
    """Status 6 for the other one as well; and they belong to one station."""
    context, call = _scene()
    own = NamedConnection(call, STATIC, "2001")
    with pytest.raises(RequestRefused):
        require_pair(context, PG, None, own, NamedConnection(call, kind, None))
    require_pair(context, PG, None, own, NamedConnection(call, NONE, None))
    assert acting_pair(context, PG, None, own, own) == "2001"
    with pytest.raises(Refused):
        acting_pair(context, PG, None, own, NamedConnection(call, kind, "5550100"))
