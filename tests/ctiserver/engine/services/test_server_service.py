"""REGISTER_SERVICE and UNREGISTER_SERVICE."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import CTIService, ServerMode, StatusCode
from tests.ctiserver.engine.services.requests import altered, refusal
from tests.ctiserver.engine.services.watchers import RECORDING, SERVER
from tests.support.harness import Client, World, demo

EXCLUSIVE, ROUND_ROBIN, PARALLEL = ServerMode


def register(mode: ServerMode = EXCLUSIVE, name: str = RECORDING) -> m.RegisterServiceReq:
    """A REGISTER_SERVICE_REQ for a service and a mode."""
    return m.RegisterServiceReq(invoke_id=3, server_mode=mode, service_name=name)


def unregister(service_id: int) -> m.UnregisterServiceReq:
    """An UNREGISTER_SERVICE_REQ for a registration."""
    return m.UnregisterServiceReq(invoke_id=4, registered_service_id=service_id)


def registered(client: Client, request: m.RegisterServiceReq) -> int:
    """The RegisteredServiceID that a request got."""
    conf = client.asks(request)
    assert isinstance(conf, m.RegisterServiceConf), conf
    return conf.registered_service_id


def servers(world: World, count: int = 2) -> list[Client]:
    """Clients with the SERVER service."""
    return [world.open(25, SERVER, name=f"server {number}") for number in range(count)]


def test_the_service_is_needed() -> None:
    """REGISTER_SERVICE_REQ without SERVER is refused with status 12."""
    client = World().bridge()
    client.is_refused(register(), StatusCode.FUNCTION_NOT_AVAILABLE)
    client.is_refused(unregister(1), StatusCode.FUNCTION_NOT_AVAILABLE)


def test_a_mode_that_does_not_exist() -> None:
    """A ServerMode that the guide does not list is refused with status 98."""
    (client,) = servers(World(), 1)
    assert refusal(client, altered(register(), server_mode=3)) == StatusCode.INVALID_REQUEST_TYPE


@pytest.mark.fidelity("recording.modes")
@pytest.mark.parametrize("status", [StatusCode.FUNCTION_NOT_AVAILABLE, StatusCode.UNSPECIFIED_FAILURE])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (EXCLUSIVE, EXCLUSIVE),
        (EXCLUSIVE, ROUND_ROBIN),
        (ROUND_ROBIN, PARALLEL),
        (PARALLEL, EXCLUSIVE),
    ],
)
def test_servers_that_cannot_share(first: ServerMode, second: ServerMode, status: StatusCode) -> None:
    """The second one is refused with the status that the site says, until the first one is gone."""
    one, two = servers(World(demo(no_server_status=status)))
    service = registered(one, register(first))
    two.is_refused(register(second), status)
    assert registered(two, register(second, "Other")) != service
    assert one.asks(unregister(service)) == m.UnregisterServiceConf(invoke_id=4)
    registered(two, register(second))


@pytest.mark.parametrize("mode", [ROUND_ROBIN, PARALLEL])
def test_servers_that_share(mode: ServerMode) -> None:
    """Each registration has an id of its own."""
    one, two = servers(World())
    assert registered(one, register(mode)) != registered(two, register(mode))


@pytest.mark.fidelity("recording.registered-twice")
@pytest.mark.parametrize("mode", list(ServerMode))
def test_registering_twice(mode: ServerMode) -> None:
    """The same id again; in another mode it is refused."""
    one, two = servers(World())
    if mode is not EXCLUSIVE:
        registered(two, register(mode))
    assert registered(one, register(mode)) == registered(one, register(mode))
    one.is_refused(register(ServerMode((mode + 1) % 3)), StatusCode.FUNCTION_NOT_AVAILABLE)


def test_what_cannot_be_unregistered() -> None:
    """An unknown registration, one of another session and one that has ended: status 84."""
    one, two = servers(World())
    service = registered(one, register())
    for client, number in ((one, service + 1), (two, service)):
        client.is_refused(unregister(number), StatusCode.INVALID_SERVICE)
    one.asks(unregister(service))
    one.is_refused(unregister(service), StatusCode.INVALID_SERVICE)


def test_a_session_that_ends_serves_no_more() -> None:
    """Others can take its place at once."""
    one, two = servers(World())
    registered(one, register())
    registered(one, register(name="Other"))
    one.leaves()
    registered(two, register())
    assert CTIService.SERVICE_SERVER is SERVER
