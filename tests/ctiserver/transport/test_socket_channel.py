"""The bytes of one socket of the reactor; what both do together is tested with the reactor."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import trio
from hypothesis import example, given
from hypothesis import strategies as st
from trio.testing import wait_all_tasks_blocked

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.outbox import LOW_WATER, Backlog
from ctiserver.transport.reactor import Reactor
from ctiserver.transport.socket_channel import PIECE, READ, WRITE, SocketChannel
from tests.ctiserver.transport.test_reactor import LIMIT, is_reset, read, running

ALL: Final = 1 << 40


class Sparing(socket.socket):
    """A socket of which the system takes as much as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.room = 0
        self.taken = bytearray()

    def send(  # type: ignore[override] # what it takes has a name since Python 3.12 alone
        self, data: bytes | memoryview, flags: int = 0, /
    ) -> int:
        """Take some of it."""
        del flags
        if not self.room:
            raise BlockingIOError
        taken = bytes(data[: self.room])
        self.room -= len(taken)
        self.taken += taken
        return len(taken)


class Still(Reactor):
    """A reactor without turns, which notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__(lambda _number, _data: None, lambda _number: None, lambda _number: None, Backlog())
        self.interest = READ
        self.slow: set[SocketChannel] = set()

    def wake(self) -> None:
        """There are no turns."""

    def watch(self, channel: SocketChannel, interest: int) -> None:
        """Note what is waited for."""
        del channel
        self.interest = interest

    def note_slow(self, channel: SocketChannel) -> None:
        """Note who takes nothing."""
        self.slow.add(channel)

    def note_taken(self, channel: SocketChannel) -> None:
        """Note who has taken everything."""
        self.slow.discard(channel)


@contextmanager
def channel() -> Iterator[tuple[SocketChannel, Sparing, Still]]:
    """A channel of a client that takes nothing yet."""
    with Sparing() as system:
        reactor = Still()
        yield SocketChannel(reactor, 1, system, Endpoint("127.0.0.1", 1)), system, reactor


sizes = st.one_of(st.integers(1, 300), st.sampled_from((PIECE - 1, PIECE, PIECE + 1)), st.integers(1, 3 * PIECE))
"""How long something is that is sent, or how much of it is taken."""


@given(st.lists(st.tuples(st.sampled_from(("send", "take")), sizes), max_size=40))
# As much is sent as was taken before: what waits is as long as the first of it once was.
@example([("send", 1000), ("take", 400), ("send", 400)])
@example([("send", PIECE), ("take", 1), ("send", 1)])
def test_nothing_is_lost_torn_or_sent_twice(steps: list[tuple[str, int]]) -> None:
    """All that was sent arrives, in order, whatever the system takes in between; and it is counted rightly."""
    with channel() as (client, system, reactor):
        sent = bytearray()
        for number, (step, size) in enumerate(steps):
            if step == "send":
                data = bytes((number % 251, (number + size) % 253)) * (size // 2 + 1)
                assert client.send(data)
                sent += data
            else:
                system.room = size
                client.write()
            assert client.waiting == len(sent) - len(system.taken)
            assert client.backlog == reactor.backlog.size == (client.waiting if client in reactor.slow else 0)
            assert bool(reactor.interest & WRITE) is (client in reactor.slow)
            assert bool(reactor.interest & READ) is (client.backlog <= LOW_WATER)
        system.room = ALL
        while client.waiting:
            client.write()
        assert system.taken == sent
        assert (client.backlog, reactor.backlog.size, reactor.interest, reactor.slow) == (0, 0, READ, set())


async def test_nothing_is_read_in_a_pause() -> None:
    """What a client sends waits until the pause is over, and what is sent to it leaves all the same."""
    async with running() as scene:
        channel, peer = scene.connects()
        arrived = trio.Event()
        scene.on_received = lambda _number: arrived.set()
        channel.pause(0.05)
        peer.send(b"late")
        channel.send(b"out")
        assert await read(peer, 3) == b"out"
        await wait_all_tasks_blocked()
        assert scene.received == []
        with trio.fail_after(5):
            await arrived.wait()
        assert scene.received == [(1, b"late")]


async def test_a_pause_of_a_client_that_does_not_read() -> None:
    """The rest of what waits for it leaves when it reads again, also in a pause."""
    async with running(1 << 24) as scene:
        channel, peer = scene.connects()
        arrived = trio.Event()
        scene.on_received = lambda _number: arrived.set()
        channel.pause(0.05)
        size = 8 << 20
        channel.send(bytes(size))
        with trio.fail_after(10):
            assert await read(peer, size) == bytes(size)
            peer.send(b"late")
            await arrived.wait()


async def test_a_connection_that_ends_in_a_pause() -> None:
    """It is closed at once, and nothing happens when the pause would be over."""
    async with running(LIMIT) as scene:
        channel, peer = scene.connects()
        channel.pause(0.02)
        channel.hang_up(0.0)
        assert await is_reset(peer)
        assert scene.lost == [1]
        await trio.sleep(0.05)
