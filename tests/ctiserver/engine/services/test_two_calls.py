"""ALTERNATE, RECONNECT, TRANSFER, CONFERENCE and CONSULTATION: what each needs before the switch is asked.

What they do is told from the chairs, in tests/stories.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    CallMannerType,
    CallPlacementType,
    ConnectionDeviceIDType,
    StatusCode,
    Tag,
)
from ctiproto.wire import NamedVariable
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import CallTransferred
from ctiserver.engine.services import two_calls
from tests.ctiserver.engine.services.requests import altered, control_failure, refusal
from tests.ctiserver.engine.services.scenes import answer, bring, confirmed
from tests.support.harness import Client, World, demo
from tests.support.orders import (
    NONE,
    alternate,
    blind_conference,
    blind_transfer,
    conference,
    consult,
    reconnect,
    transfer,
)

S = AgentState
A, B = "2001", "2002"

ORDERS: Final[dict[str, Callable[..., Any]]] = {
    "alternate": alternate,
    "reconnect": reconnect,
    "transfer": transfer,
    "conference": conference,
    "consult": consult,
}
CARRYING: Final = ("transfer", "conference", "consult")
EVERY = pytest.mark.parametrize("name", ORDERS)
TWO = pytest.mark.parametrize("name", [name for name in ORDERS if name != "consult"])


@pytest.fixture
def world() -> World:
    """A contact centre without signed-in agents."""
    return World()


def _scene(client: Client, name: str) -> tuple[Any, ...]:
    """A request that would be done, if nothing were wrong with it: station, calls, or the number to consult."""
    c1 = bring(client, S.TALKING)
    if name == "consult":
        return (A, c1, B)
    bring(client, S.NOT_READY, "1002")
    conf = client.asks(consult(A, c1, B, agent_instrument=None))
    assert isinstance(conf, m.ConsultationCallConf)
    c2 = conf.new_connection_call_id
    confirmed(client, answer(B, c2))
    return (A, c2, c1)


@EVERY
@pytest.mark.parametrize("naming", ["ids", "instrument", "own"])
def test_stations_are_named_as_in_requests_about_one_call(world: World, name: str, naming: str) -> None:
    """By the ids, by the instrument with the type NONE, or not at all where a session follows one."""
    bridge = world.bridge()
    args = _scene(bridge, name)
    request = ORDERS[name](*args)
    nameless = {
        field.attribute: ConnectionDeviceIDType.NONE
        for field in request.declaration.fixed
        if field.attribute.endswith("connection_device_id_type")
    }
    if naming == "ids":
        confirmed(bridge, request)
    elif naming == "instrument":
        confirmed(bridge, request.changed(agent_instrument=A, **nameless))
    else:
        confirmed(world.desktop("1001"), request.changed(**nameless))


@EVERY
def test_what_is_missing(world: World, name: str) -> None:
    """Status 6: an id that its type announces, or any way to tell the station; before the peripheral is looked at."""
    bridge = world.bridge()
    request = ORDERS[name](*_scene(bridge, name))
    tags = {Tag.ACTIVE_CONN_DEVID, Tag.HELD_CONN_DEVID, Tag.OTHER_CONN_DEVID}
    present = [tag for tag in tags if any(field.tag == tag for field in request.declaration.tags())]
    for tag in present:
        with_station = request.changed(agent_instrument=A)
        assert (
            refusal(bridge, altered(with_station, without={tag}, peripheral_id=1)) == StatusCode.REQUIRED_DATA_MISSING
        )
    nowhere = request.changed(active_connection_device_id_type=NONE)
    assert refusal(bridge, altered(nowhere)) == StatusCode.REQUIRED_DATA_MISSING


@EVERY
def test_who_and_where(world: World, name: str) -> None:
    """Status 7 and 33; CF12, CF8, CF11, CF13, CF268 and CF267."""
    bridge, other = world.bridge(), world.desktop("1003")
    request = ORDERS[name](*_scene(bridge, name))
    bridge.is_refused(request.changed(peripheral_id=1), StatusCode.INVALID_PERIPHERAL_ID)
    kind = ConnectionDeviceIDType(7)
    bridge.is_refused(request.changed(active_connection_device_id_type=kind), StatusCode.INVALID_CONNECTION_ID_TYPE)
    for client, fields, code in (
        (bridge, {"agent_instrument": "nobody"}, 12),
        (other, {"agent_instrument": A}, 8),
        (bridge, {"active_connection_call_id": 99}, 11),
        (bridge, {"active_connection_device_id": "nobody"}, 13),
        (bridge, {"agent_instrument": "2003"}, 268),
    ):
        assert control_failure(client, request.changed(**fields)) == (code, 0)
    world.link_breaks()
    bridge.forgets()
    assert control_failure(bridge, request) == (267, 0)


@pytest.mark.fidelity("control.two-calls-one-device")
@TWO
def test_two_stations_have_no_two_calls(world: World, name: str) -> None:
    """CF2: the active connection is one station's, the other connection another station's."""
    bridge = world.bridge()
    request = ORDERS[name](*_scene(bridge, name))
    other = "other" if name == "alternate" else "held"
    assert control_failure(bridge, request.changed(active_connection_device_id=B)) == (2, 0)
    assert control_failure(bridge, request.changed(**{f"{other}_connection_device_id": "5550100"})) == (2, 0)
    assert control_failure(bridge, request.changed(**{f"{other}_connection_call_id": 99})) == (11, 0)


@pytest.mark.parametrize("name", CARRYING)
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"named_variables": (NamedVariable("user.none", ""),)}, StatusCode.NAMED_VARIABLE_NOT_CONFIGURED),
        ({"call_placement_type": CallPlacementType(99)}, StatusCode.INVALID_CALL_PLACEMENT_TYPE),
        ({"call_manner_type": 4}, StatusCode.INVALID_CALL_MANNER_TYPE),
        ({"answering_machine": 99}, StatusCode.INVALID_ANSWERING_MACHINE),
        ({"call_option": 99}, StatusCode.INVALID_CALL_OPTION),
        ({"facility_type": 99}, StatusCode.INVALID_FACILITY_TYPE),
        ({"call_variable1": "\x02"}, StatusCode.INVALID_CHARACTER),
    ],
)
def test_what_requests_carry_is_looked_at(world: World, name: str, fields: dict[str, Any], status: StatusCode) -> None:
    """Numbers of the fixed part and call data, before the call is looked for."""
    request = ORDERS[name](A, 99, 98 if name != "consult" else B)
    world.bridge().is_refused(request.changed(**fields), status)


@pytest.mark.fidelity("calls.polite")
@pytest.mark.parametrize("manner", [CallMannerType.POLITE, CallMannerType.SEMI_POLITE])
@pytest.mark.parametrize("order", [consult, blind_transfer, blind_conference])
def test_a_polite_call_is_not_placed_beside_another(order: Callable[..., Any], manner: CallMannerType) -> None:
    """CF33: it wants a station without calls; in any other manner it is placed."""
    site = demo()
    bridge = World(attrs.evolve(site, settings=attrs.evolve(site.settings, cce_restrictions=False))).bridge()
    (station, call, number) = _scene(bridge, "consult")
    request = order(station, call, number)
    assert control_failure(bridge, request.changed(call_manner_type=manner)) == (33, 0)
    confirmed(bridge, request.changed(call_manner_type=CallMannerType.BELLIGERENT))


@pytest.mark.parametrize("name", ["transfer", "conference"])
def test_the_manner_says_nothing_of_two_calls(world: World, name: str) -> None:
    """Calls that are there already are joined in any manner."""
    bridge = world.bridge()
    confirmed(bridge, ORDERS[name](*_scene(bridge, name)).changed(call_manner_type=CallMannerType.POLITE))


def test_nothing_was_joined() -> None:
    """A switch that joins nothing is refused with the code for all else."""
    with pytest.raises(Refused) as refused:
        two_calls._joined(CallTransferred, [])
    assert refused.value.code == 70
