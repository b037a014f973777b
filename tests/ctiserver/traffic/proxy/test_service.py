"""Promises of the proxy: its listeners, its connections to servers, its end.

Rules: streams are in memory and time jumps; what needs a socket is on the loopback, and everything has a time limit.
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import attrs
import pytest
import trio
from trio.testing import MockClock, memory_stream_pair, wait_all_tasks_blocked

from ctiserver.site.endpoints import Endpoint
from ctiserver.tapes.entries import Begin, End, Entry, Frame, Header, Lost
from ctiserver.tapes.recorder import Recorder, Scribe
from ctiserver.tapes.writing import header_bytes
from ctiserver.traffic.proxy import service
from ctiserver.traffic.proxy.service import FAREWELL, Proxy, Route, stop_on_signals
from ctiserver.traffic.proxy.tape_task import TapeTask
from tests.ctiserver.tapes.examples import BEAT, BEAT_CONF, CLIENT, SERVER, read
from tests.ctiserver.traffic.proxy.test_tape_task import Notes
from tests.support.net import MemoryListener

ROUTE = Route("A", Endpoint("127.0.0.1", 0), Endpoint("cti-a", 42027))


class Sheet:
    """A file that remembers; writing may take its time."""

    def __init__(self) -> None:
        self.data = header_bytes(Header())
        self.waiting = 0

    def add(self, lines: list[bytes]) -> None:
        """Keep lines."""
        self.data += b"".join(lines)

    def add_instead(self, line: bytes) -> None:
        """Keep a line."""
        self.add([line])

    def take_back(self) -> bool:
        """Do nothing: there is always room."""
        raise NotImplementedError

    def sync(self) -> None:
        """Keep that it was synced."""


class Scene:
    """A proxy for one route, with servers in memory."""

    def __init__(self) -> None:
        self.listener, self.notes, self.sheet = MemoryListener(), Notes(), Sheet()
        self.servers: list[Any] = []
        self.error: OSError | None = None
        recorder = Recorder(0.0)
        self.proxy = Proxy(
            recorder, TapeTask(recorder, Scribe(), self.sheet, self.notes), trio.current_time, self.notes, self.connect
        )

    async def connect(self, server: Endpoint) -> Any:
        """A stream to a server."""
        assert server == ROUTE.server
        await trio.sleep(1)
        if self.error is not None:
            raise self.error
        ours, theirs = memory_stream_pair()
        self.servers.append(theirs)
        return ours

    async def connects(self) -> Any:
        """A client; its connection to the server takes a second."""
        ours, theirs = memory_stream_pair()
        self.listener.connects(theirs)
        await trio.sleep(2)
        return ours

    def tape(self) -> list[Entry]:
        """The tape that was recorded."""
        entries: list[Any] = read(self.sheet.data)[1]
        return [attrs.evolve(entry, time=0.0) for entry in entries]


@asynccontextmanager
async def proxying(scene: Scene) -> AsyncIterator[Scene]:
    """The proxy runs, and is stopped at the end."""
    with trio.fail_after(100):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(scene.proxy.run, [(ROUTE, scene.listener)])
            yield scene
            scene.proxy.stop()


@pytest.fixture(autouse=True)
def _no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run_sync(function: Callable[..., Any], *args: object, abandon_on_cancel: bool) -> object:
        assert abandon_on_cancel
        await trio.lowlevel.checkpoint()
        return function(*args)

    monkeypatch.setattr(trio.to_thread, "run_sync", run_sync)


async def test_everybody_has_a_connection_of_his_own(autojump_clock: MockClock) -> None:
    """What is said on each is recorded with its number."""
    scene = Scene()
    async with proxying(scene):
        one, other = await scene.connects(), await scene.connects()
        await other.send_all(BEAT)
        assert await scene.servers[1].receive_some() == BEAT
        await scene.servers[0].send_all(BEAT_CONF)
        assert await one.receive_some() == BEAT_CONF
        await one.aclose()
        await scene.servers[0].aclose()
        await wait_all_tasks_blocked()
    assert scene.tape() == [
        Begin(0.0, 1, "A", "", "cti-a:42027"),
        Begin(0.0, 2, "A", "", "cti-a:42027"),
        Frame(0.0, 2, CLIENT, BEAT, "A"),
        Frame(0.0, 1, SERVER, BEAT_CONF, "A"),
        End(0.0, 1, "A", CLIENT, "closed"),
        End(0.0, 2, "A", None, "stopped"),
    ]
    assert scene.listener.is_closed


async def test_a_server_that_is_not_there_is_told_once(autojump_clock: MockClock) -> None:
    """Its clients are cut off; when it is there again that is told, too."""
    scene = Scene()
    async with proxying(scene):
        scene.error = ConnectionRefusedError(errno.ECONNREFUSED, "")
        for _ in range(2):
            client = await scene.connects()
            assert await client.receive_some() == b""
        scene.error = None
        await scene.connects()
        await scene.connects()
    assert scene.notes.said == [
        ("server_unreachable", {"server": "cti-a:42027", "reason": "connection refused"}),
        ("server_reached", {"server": "cti-a:42027"}),
    ]
    assert scene.tape()[1] == End(0.0, 1, "A", None, "refused")


async def test_it_ends_while_somebody_is_connected_through(autojump_clock: MockClock) -> None:
    """A client whose connection to the server is not there yet is let go."""
    scene = Scene()
    async with proxying(scene):
        ours, theirs = memory_stream_pair()
        scene.listener.connects(theirs)
        await wait_all_tasks_blocked()
    assert await ours.receive_some() == b""
    assert scene.tape() == [Begin(0.0, 1, "A", "", "cti-a:42027"), End(0.0, 1, "A", None, "stopped")]


async def test_a_tape_that_takes_too_long_does_not_hold_up_the_end(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last lines have two seconds; then the tape says that they are missing."""

    async def never(*_: object, abandon_on_cancel: bool) -> None:
        assert abandon_on_cancel
        await trio.sleep_forever()

    monkeypatch.setattr(trio.to_thread, "run_sync", never)
    scene = Scene()
    async with proxying(scene):
        await scene.connects()
        begin = trio.current_time()
    assert trio.current_time() - begin == FAREWELL
    assert scene.tape() == [Lost(0.0, 2)]


async def test_over_sockets() -> None:
    """With the addresses of both ends."""
    async with trio.open_nursery() as nursery:
        with trio.fail_after(10):
            (server,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
            (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
            scene = Scene()
            recorder = Recorder(0.0)
            tape_task = TapeTask(recorder, Scribe(), scene.sheet, scene.notes)
            proxy = Proxy(recorder, tape_task, trio.current_time, scene.notes)
            port = server.socket.getsockname()[1]
            nursery.start_soon(
                proxy.run, [(Route("", Endpoint("127.0.0.1", 0), Endpoint("127.0.0.1", port)), listener)]
            )
            client = await trio.open_tcp_stream("127.0.0.1", listener.socket.getsockname()[1])
            async with server, client, await server.accept() as end:
                await client.send_all(BEAT)
                assert await end.receive_some() == BEAT
                ours = client.socket.getsockname()[1]
                proxy.stop()
                with pytest.raises(trio.BrokenResourceError):
                    await end.receive_some()
    assert scene.tape() == [
        Begin(0.0, 1, "", f"127.0.0.1:{ours}", f"127.0.0.1:{port}"),
        Frame(0.0, 1, CLIENT, BEAT),
        End(0.0, 1, "", None, "stopped"),
    ]


async def test_a_client_that_is_gone_before_it_is_accepted(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection without an address is closed, and nothing is on the tape."""

    def gone(_: object) -> None:
        raise OSError(errno.ENOTCONN, "")

    monkeypatch.setattr(service, "peer_of", gone)
    scene = Scene()
    async with proxying(scene):
        client = await scene.connects()
        assert await client.receive_some() == b""
    assert scene.tape() == []


async def test_signals_stop_it() -> None:
    """SIGTERM calls what stops the service, once."""
    stopped: list[int] = []
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:

            def stop() -> None:
                stopped.append(1)
                nursery.cancel_scope.cancel()

            nursery.start_soon(stop_on_signals, stop)
            await wait_all_tasks_blocked()
            os.kill(os.getpid(), signal.SIGTERM)
    assert stopped == [1]
