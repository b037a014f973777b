"""Coming back after a loss."""

from __future__ import annotations

from functools import partial

import attrs
import pytest
import trio
from trio.testing import MockClock

from ctiproto.constants import CTIService, StatusCode
from ctiproto.versions import Dialect
from ctiserver.client import NotConnected, Session, SessionRefused, Side, keep_session, open_request
from tests.ctiserver.client.network import OPEN, A, B, Network
from tests.support.emulator import Emulator
from tests.support.express import express
from tests.support.net import operate


async def take_all(session: Session) -> None:
    """Until the session is lost."""
    async for _ in session:
        pass


async def test_the_client_comes_back_to_the_side_that_it_had(autojump_clock: MockClock) -> None:
    """A lost session is followed by another one, refusals are waited out, and returning ends it."""
    network = Network()
    sides: list[str] = []

    async def use(session: Session) -> None:
        sides.append(session.side.name)
        if len(sides) < 3:
            await take_all(session)

    async def serve() -> None:
        peer = await network.accept()
        await peer.open()
        await trio.sleep(60)
        await peer.stream.aclose()
        await (await network.accept()).refuse(StatusCode.DEVICE_IN_USE)
        for _ in range(2):
            peer = await network.accept()
            await peer.open()
            await peer.stream.aclose()

    network.down.add(A)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        await keep_session([A, B], OPEN, use, options=network.options)
    assert sides == ["B", "B", "B"]
    # lost after a minute: at once again, refused: 5 s later, lost at once: not sooner than 5 s after it began
    assert network.tried == [(0, "A"), (0, "B"), (60, "B"), (65, "B"), (70, "B")]
    assert network.told == [
        "b:2: the server closed the connection",
        "b:2 refused the session with status 10, E_CTI_DEVICE_IN_USE",
        "b:2: the server closed the connection",
    ]


@pytest.mark.parametrize("end", ["kill_side", "stop_side", "switch_over"])
async def test_the_client_walks_the_nodes_of_a_cluster(end: str, autojump_clock: MockClock) -> None:
    """Unified CCX: the master is lost, says that it is off line, or is the master no more; the next node is it."""
    emulator = Emulator(two_sides=True, site=express())
    nodes = [Side(name, "memory", 1, Dialect.UCCX) for name in ("B", "A")]
    opened: list[str] = []
    told: list[str] = []

    async def use(session: Session) -> None:
        opened.append(session.side.name)
        if len(opened) == 1:
            operate(emulator.driver, partial(getattr(emulator.duplex, end), *(() if end == "switch_over" else "A")))
            await take_all(session)

    options = attrs.evolve(emulator.options, tell=told.append)
    request = open_request(version=18, services=CTIService.SERVICE_ALL_EVENTS, dialect=Dialect.UCCX)
    async with emulator.running():
        await keep_session(nodes, request, use, options=options)
    assert opened == ["A", "B"]
    why = "the server closed the connection" if end == "kill_side" else "the server went off line"
    assert told == [f"memory:1: {why}"]
    assert emulator.duplex.active == "B"


async def test_without_a_first_session_it_fails() -> None:
    """Once around; and a refusal is final even for the patient."""
    network = Network()
    network.down.add(A)
    with pytest.raises(NotConnected):
        await keep_session([A], OPEN, take_all, options=network.options)
    network.down.clear()
    async with trio.open_nursery() as nursery:

        async def serve() -> None:
            await (await network.accept()).refuse(StatusCode.INVALID_VERSION)

        nursery.start_soon(serve)
        with pytest.raises(SessionRefused):
            await keep_session([A], OPEN, take_all, retry=True, options=network.options)
