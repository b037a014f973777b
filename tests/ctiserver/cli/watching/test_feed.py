"""Following a server: the real one, over memory streams and in virtual time."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import attrs
import pytest
import trio
from trio.testing import MockClock

from ctiproto import messages as m
from ctiproto.constants import CTIService, StatusCode
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import MessageClass
from ctiserver.cli.watching.feed import WatchOptions, follow
from ctiserver.client import NotConnected, Received, Session, Side, open_request
from ctiserver.client.model import AgentKey
from ctiserver.engine.effects import Effect
from tests.ctiserver.client.network import OPEN, A, B, Network
from tests.support.emulator import Emulator
from tests.support.net import operate


class Notes:
    """A display that only remembers."""

    def __init__(self) -> None:
        self.sessions: list[Side] = []
        self.received: list[Received] = []
        self.about: list[AgentKey] = []
        self.told: list[str] = []

    def began(self, session: Session) -> None:
        """Keep the side."""
        self.sessions.append(session.side)

    def show(self, received: Received, about: AgentKey | None) -> None:
        """Keep the message."""
        self.received.append(received)
        if about is not None:
            self.about.append(about)

    def tell(self, text: str) -> None:
        """Keep the text."""
        self.told.append(text)

    async def refresh(self) -> None:
        """Do nothing."""

    @property
    def names(self) -> list[str]:
        """The names of the messages shown."""
        return [received.message.name for received in self.received]


def watching(**changes: object) -> WatchOptions:
    """Options to follow this."""
    return attrs.evolve(WatchOptions(sides=(A,), request=OPEN), **cast("Any", changes))


async def test_the_agents_are_asked_about_and_then_calls_are_followed(autojump_clock: MockClock) -> None:
    """Agents are asked for, calls are followed as long as wanted, and then the session is closed in order."""
    emulator, notes = Emulator(), Notes()
    async with emulator.running():
        assert await follow(watching(seconds=60.0), notes, emulator.options) == 1
    assert trio.current_time() == pytest.approx(60)
    assert notes.names[:2] == ["OPEN_CONF", "SYSTEM_EVENT"]
    assert len(notes.about) == notes.names.count("QUERY_AGENT_STATE_CONF") == 12
    assert {"CONFIG_END_EVENT", "BEGIN_CALL_EVENT", "END_CALL_EVENT", "AGENT_STATE_EVENT"} <= set(notes.names)
    assert notes.received[0].time == pytest.approx(1767600000.0)
    assert notes.told == []


async def test_who_only_listens_asks_nothing(autojump_clock: MockClock) -> None:
    """With --no-ask, and to wait for a number of messages, no agents are asked for."""
    emulator, notes = Emulator(), Notes()
    async with emulator.running():
        await follow(watching(ask=False, seconds=5.0), notes, emulator.options)
        await follow(watching(count=2), notes, emulator.options)
    assert "CONFIG_BEGIN_EVENT" not in notes.names
    assert notes.names[-2:] == ["OPEN_CONF", "SYSTEM_EVENT"]


@pytest.mark.parametrize("version", [9, 10, 20])
async def test_old_versions_are_followed_as_far_as_they_go(version: int, autojump_clock: MockClock) -> None:
    """Version 9 has no configuration, so that no agents can be asked for."""
    emulator, notes = Emulator(), Notes()
    request = open_request(version=version, services=CTIService(0x14))
    async with emulator.running():
        await follow(watching(request=request, seconds=30.0), notes, emulator.options)
    assert len(notes.about) == (0 if version == 9 else 12)
    assert "BEGIN_CALL_EVENT" in notes.names


async def test_only_one_peripheral_is_shown_when_it_is_wished(autojump_clock: MockClock) -> None:
    """Messages that name another one are left out; those that name none are not."""
    emulator, notes = Emulator(), Notes()
    async with emulator.running():
        await follow(watching(peripheral_id=1, ask=False, seconds=30.0), notes, emulator.options)
    assert set(notes.names) == {"OPEN_CONF", "SYSTEM_EVENT", "AGENT_PRE_CALL_EVENT"}
    assert watching().peripheral_id == NULL_PERIPHERAL_ID


async def test_only_messages_of_some_classes_are_shown_when_it_is_wished(autojump_clock: MockClock) -> None:
    """The agents are asked for all the same; only what is shown counts."""
    emulator, notes = Emulator(), Notes()
    wanted = (MessageClass.AGENT_STATE, MessageClass.CALL_EVENTS)
    async with emulator.running():
        await follow(watching(classes=wanted, seconds=30.0), notes, emulator.options)
        assert (len(notes.about), notes.names.count("QUERY_AGENT_STATE_CONF")) == (12, 12)
        assert "BEGIN_CALL_EVENT" in notes.names
        assert {received.message.declaration.message_class for received in notes.received} == set(wanted)
        notes.received.clear()
        await follow(watching(classes=wanted, count=2), notes, emulator.options)
    assert len(notes.names) == 2


async def test_a_lost_session_is_told_and_followed_by_another(autojump_clock: MockClock) -> None:
    """On the other side, if that is the one that answers."""
    network, notes = Network(), Notes()
    options = attrs.evolve(network.options, tell=notes.tell)

    async def serve() -> None:
        peer = await network.accept()
        await peer.open()
        network.down.add(A)
        await peer.stream.aclose()
        peer = await network.accept()
        await peer.open()
        while not isinstance(message := await peer.hear(), m.CloseReq):
            pass
        assert message.status is StatusCode.NO_ERROR
        await peer.say(m.CloseConf(invoke_id=message.invoke_id))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        assert await follow(watching(sides=(A, B), count=2), notes, options) == 2
    assert notes.sessions == [A, B]
    assert len(notes.told) == 1
    assert notes.told[0].startswith("a:1: ")


@pytest.mark.parametrize("services", [CTIService(0x14), CTIService(0x14) | CTIService.SERVICE_ACTIVE_STANDBY])
@pytest.mark.parametrize("event", ["stop", "kill", "switch over", "maintain"])
async def test_it_follows_the_active_side(event: str, services: CTIService, autojump_clock: MockClock) -> None:
    """However that comes to be another one, and also if the client knows of two sides."""
    emulator, notes = Emulator(two_sides=True), Notes()
    actions: dict[str, Callable[[float], list[Effect]]] = {
        "stop": partial(emulator.duplex.stop_side, "A"),
        "kill": partial(emulator.duplex.kill_side, "A"),
        "switch over": emulator.duplex.switch_over,
        "maintain": emulator.duplex.begin_maintenance,
    }
    knows = bool(services & CTIService.SERVICE_ACTIVE_STANDBY)

    async def go() -> None:
        await trio.sleep(60)
        notes.received.clear()
        operate(emulator.driver, actions[event])

    async with emulator.running(), trio.open_nursery() as nursery:
        nursery.start_soon(go)
        request = open_request(version=25, services=services)
        await follow(watching(sides=(A, B), request=request, seconds=120.0), notes, emulator.options)
    assert emulator.duplex.active == "B"
    # One who knows of two sides is welcome at A again, which stands by, and stays there: its B is the wrong one.
    back = knows and event in ("switch over", "maintain")
    assert notes.sessions == ([A, A] if back else [A, B])
    assert ("BEGIN_CALL_EVENT" in notes.names) is not back


async def test_a_session_on_standby_begins_when_its_side_does(autojump_clock: MockClock) -> None:
    """It asks its questions then, not before."""
    emulator, notes = Emulator(two_sides=True), Notes()

    async def go() -> None:
        await trio.sleep(60)
        assert notes.names == ["OPEN_CONF"]
        operate(emulator.driver, partial(emulator.duplex.kill_side, "A"))

    async with emulator.running(), trio.open_nursery() as nursery:
        nursery.start_soon(go)
        services = CTIService(0x14) | CTIService.SERVICE_ACTIVE_STANDBY
        request = open_request(version=25, services=services)
        await follow(watching(sides=(B,), request=request, seconds=90.0), notes, emulator.options)
    assert notes.names[:3] == ["OPEN_CONF", "STANDBY_ACTIVE_EVENT_MSG", "SYSTEM_EVENT"]
    assert len(notes.about) == 12


async def test_without_a_server_it_fails_unless_it_may_wait(autojump_clock: MockClock) -> None:
    """Who waits is told that it waits."""
    network, notes = Network(), Notes()
    network.down.add(A)
    options = attrs.evolve(network.options, tell=notes.tell)
    with pytest.raises(NotConnected):
        await follow(watching(), notes, options)
    assert await follow(watching(patient=True, seconds=10.0), notes, options) == 0
    assert notes.told == ["cannot connect to a:1: connection refused; trying again in 1 s"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_in_an_orderly_way(number: signal.Signals, autojump_clock: MockClock) -> None:
    """With CLOSE_REQ; another one meanwhile changes nothing."""
    network, notes = Network(), Notes()

    async def serve() -> None:
        peer = await network.accept()
        await peer.open()
        await trio.testing.wait_all_tasks_blocked()
        os.kill(os.getpid(), number)
        while not isinstance(message := await peer.hear(), m.CloseReq):
            pass
        os.kill(os.getpid(), number)
        await trio.sleep(0.1)
        await peer.say(m.CloseConf(invoke_id=message.invoke_id))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(serve)
        assert await follow(watching(seconds=math.inf), notes, network.options) == 1
