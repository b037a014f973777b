"""Promises of a connection that goes through.

Rules: streams are in memory and time jumps, but where a reset is to be seen: then they are sockets on the loopback,
nobody waits for a time, and everything has a time limit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from trio.testing import MockClock, lockstep_stream_pair, memory_stream_pair, wait_all_tasks_blocked

from ctiproto.connection import Role
from ctiserver.traffic.proxy.relay import LAST_WORDS, Outcome, Relay
from ctiserver.transport.sockets import reset

CLIENT, SERVER = Role.CLIENT, Role.SERVER


class Through:
    """A relay between two pairs of streams; ``client`` and ``server`` are the far ends, ``to_server`` a near one."""

    def __init__(self, client: tuple[Any, Any], server: tuple[Any, Any]) -> None:
        self.client, self.server = client[0], server[0]
        self.to_server = server[1]
        self.heard: list[tuple[Role, bytes]] = []
        self.outcome: Outcome | None = None
        self.scope = trio.CancelScope()
        self.relay = Relay(client[1], server[1], lambda *said: self.heard.append(said))

    async def run(self) -> None:
        """Relay until both directions have ended."""
        with self.scope:
            self.outcome = await self.relay.run()


@asynccontextmanager
async def memory(pair: Any = memory_stream_pair) -> AsyncIterator[Through]:
    """A relay between streams in memory."""
    through = Through(pair(), pair())
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(through.run)
            yield through


async def sockets() -> tuple[trio.SocketStream, trio.SocketStream]:
    """Two ends of a connection on the loopback."""
    (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with listener:
        one = await trio.open_tcp_stream("127.0.0.1", listener.socket.getsockname()[1])
        return one, await listener.accept()


@asynccontextmanager
async def loopback() -> AsyncIterator[Through]:
    """A relay between sockets on the loopback."""
    through = Through(await sockets(), await sockets())
    try:
        with trio.fail_after(10):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(through.run)
                yield through
    finally:
        for stream in (through.client, through.server):
            await trio.aclose_forcefully(stream)


async def test_bytes_go_both_ways(autojump_clock: MockClock) -> None:
    """As they are, in pieces as they come, and each is heard before it goes on."""
    async with memory() as through:
        await through.client.send_all(b"not even a frame")
        assert await through.server.receive_some() == b"not even a frame"
        await through.server.send_all(b"\xff")
        assert await through.client.receive_some() == b"\xff"
        assert through.heard == [(CLIENT, b"not even a frame"), (SERVER, b"\xff")]
        await through.client.aclose()
        await through.server.aclose()


@pytest.mark.parametrize("first", ["client", "server"])
async def test_the_end_of_one_direction_is_passed_on(autojump_clock: MockClock, first: str) -> None:
    """The other direction goes on until it ends, too."""
    async with memory() as through:
        one, other = (through.client, through.server) if first == "client" else (through.server, through.client)
        await one.send_eof()
        assert await other.receive_some() == b""
        await other.send_all(b"still there")
        assert await one.receive_some() == b"still there"
        await other.send_eof()
        assert await one.receive_some() == b""
    assert through.outcome == Outcome(Role(first), "closed")


async def test_nothing_more_is_read_than_the_other_end_takes(autojump_clock: MockClock) -> None:
    """So a slow end slows the other one, and memory does not grow."""
    async with memory(lockstep_stream_pair) as through:
        sent = 0

        async def flood() -> None:
            nonlocal sent
            while True:
                await through.client.send_all(b"x" * 100)
                sent += 1

        async with trio.open_nursery() as nursery:
            nursery.start_soon(flood)
            await wait_all_tasks_blocked()
            assert sent <= 2
            nursery.cancel_scope.cancel()
        await through.server.aclose()
        await through.client.aclose()


async def test_an_end_that_takes_nothing_has_its_last_words(autojump_clock: MockClock) -> None:
    """What it said before it went arrives; it is not waited for any longer than that."""
    async with memory() as through:
        await through.server.send_all(b"farewell")
        through.server.receive_stream.close()
        await through.client.send_all(b"anybody?")
        assert await through.client.receive_some() == b"farewell"
        begin = trio.current_time()
        assert await through.client.receive_some() == b""
        assert trio.current_time() - begin <= LAST_WORDS
    assert through.outcome == Outcome(SERVER, "reset")


async def test_an_end_that_is_gone_when_the_other_one_ends(autojump_clock: MockClock) -> None:
    """The end of one direction is not passed on to an end that is gone, and no error is raised."""
    async with memory() as through:

        async def fails() -> None:
            raise trio.BrokenResourceError

        through.to_server.send_eof = fails
        await through.client.send_eof()
        await through.server.aclose()
    assert through.outcome == Outcome(SERVER, "reset")


@pytest.mark.parametrize("first", ["client", "server"])
async def test_a_reset_is_passed_on_as_one(first: str) -> None:
    """Whichever end resets, the other sees a reset and not an end; earlier bytes arrive."""
    async with loopback() as through:
        one, other = (through.client, through.server) if first == "client" else (through.server, through.client)
        await one.send_all(b"last")
        assert await other.receive_some() == b"last"
        await reset(one)
        with pytest.raises(trio.BrokenResourceError):
            await other.receive_some()
    assert through.outcome == Outcome(Role(first), "reset")


async def test_an_end_is_passed_on_as_one() -> None:
    """When one end stops sending, the other can still send, and neither connection is reset."""
    async with loopback() as through:
        await through.client.send_eof()
        assert await through.server.receive_some() == b""
        await through.server.send_all(b"bye")
        await through.server.send_eof()
        assert await through.client.receive_some() == b"bye"
        assert await through.client.receive_some() == b""
    assert through.outcome == Outcome(CLIENT, "closed")


async def test_both_ends_are_reset_when_it_is_cancelled() -> None:
    """When the relay is cancelled, both ends see a reset at once."""
    async with loopback() as through:
        await through.client.send_all(b"x")
        await through.server.receive_some()
        through.scope.cancel()
        with pytest.raises(trio.BrokenResourceError):
            await through.client.receive_some()
        with pytest.raises(trio.BrokenResourceError):
            await through.server.receive_some()
    assert through.outcome is None
