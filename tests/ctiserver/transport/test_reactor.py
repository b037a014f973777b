"""Sockets without tasks: real ones on the loopback, and time that jumps where something has to wait."""

from __future__ import annotations

import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from typing import ClassVar

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport import reactor as module
from ctiserver.transport.outbox import LOW_WATER, Backlog
from ctiserver.transport.reactor import READS, STALLED, TURN, WRITES, Reactor
from ctiserver.transport.socket_channel import PIECE, READ_SIZE, SocketChannel

LIMIT = 64 * 1024 * 1024
FULL = 16 * 1024 * 1024
"""More than the system takes for a peer that does not read."""


class Scene:
    """A reactor that runs, and what it said."""

    def __init__(self, limit: int) -> None:
        self.received: list[tuple[int, bytes]] = []
        self.lost: list[int] = []
        self.stalled: list[int] = []
        self.backlog = Backlog()
        self.on_received: Callable[[int], object] = lambda number: number
        self.reactor = Reactor(self._take, self.lost.append, self.stalled.append, self.backlog, limit)
        self._peers: list[socket.socket] = []
        self._heard = trio.Event()

    def _take(self, number: int, data: bytes) -> None:
        self.received.append((number, data))
        self.on_received(number)
        self._heard.set()

    async def hears(self) -> None:
        """Wait until something was received; a busy system may bring it late, even over the loopback."""
        await self._heard.wait()
        await wait_all_tasks_blocked()

    def connects(self, kind: type[socket.socket] = socket.socket) -> tuple[SocketChannel, socket.socket]:
        """Somebody connects; our end, and theirs."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            theirs = socket.create_connection(listening.getsockname())
            ours = kind(fileno=listening.accept()[0].detach())
        theirs.setblocking(False)
        self._peers.append(theirs)
        return self.reactor.add(len(self._peers), ours), theirs

    def close(self) -> None:
        """Close what was not closed."""
        for peer in self._peers:
            peer.close()


@asynccontextmanager
async def running(limit: int = LIMIT) -> AsyncIterator[Scene]:
    """A reactor runs."""
    scene = Scene(limit)
    try:
        async with trio.open_nursery() as nursery:
            await nursery.start(scene.reactor.run)
            yield scene
            nursery.cancel_scope.cancel()
    finally:
        scene.close()


async def read(peer: socket.socket, size: int) -> bytes:
    """Read so many bytes."""
    data = b""
    while len(data) < size:
        try:
            more = peer.recv(size - len(data))
        except BlockingIOError:
            await trio.lowlevel.wait_readable(peer)
            continue
        assert more, f"the end came after {len(data)} bytes"
        data += more
    return data


async def is_reset(peer: socket.socket) -> bool:
    """Whether the connection is reset and not only closed."""
    await trio.lowlevel.wait_readable(peer)
    try:
        return bool(peer.recv(1)) and False
    except ConnectionResetError:
        return True


async def test_bytes_go_in_and_out() -> None:
    """What arrives is handed on with the number of its connection; what is sent arrives, without delay."""
    async with running() as scene:
        channel, peer = scene.connects()
        assert channel.peer.host == "127.0.0.1"
        assert channel.peer.port == peer.getsockname()[1]
        assert channel.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        peer.send(b"in")
        channel.send(b"out")
        assert await read(peer, 3) == b"out"
        await scene.hears()
        assert scene.received == [(1, b"in")]


async def test_what_is_sent_in_one_turn_leaves_in_one_piece() -> None:
    """Nothing leaves before the end of the turn; then nothing waits."""
    async with running() as scene:
        channel, peer = scene.connects()
        assert channel.send(b"one ")
        assert channel.send(b"two ")
        assert channel.send(b"")
        assert channel.send(b"three")
        assert channel.waiting == 13
        assert list(scene.reactor.to_write) == [channel]
        await wait_all_tasks_blocked()
        assert (channel.waiting, scene.backlog.size) == (0, 0)
        assert peer.recv(100) == b"one two three"


async def test_answers_leave_at_the_end_of_the_turn() -> None:
    """What is sent while something is read needs no other turn."""
    async with running() as scene:
        channel, peer = scene.connects()
        scene.on_received = lambda _number: channel.send(b"answer")
        peer.send(b"question")
        assert await read(peer, 6) == b"answer"


async def test_a_flood_is_read_in_pieces() -> None:
    """One client's bytes are dealt with a little at a time, those of others in between."""
    async with running() as scene:
        _, first = scene.connects()
        _, second = scene.connects()
        first.send(bytes(3 * READ_SIZE))
        second.send(b"x")
        await wait_all_tasks_blocked()
        assert [(number, len(data)) for number, data in scene.received][:2] == [(1, READ_SIZE), (2, 1)]
        assert sum(len(data) for number, data in scene.received if number == 1) == 3 * READ_SIZE


async def test_a_turn_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one request takes long, other tasks run before the next one is dealt with."""
    clock = [0.0]
    monkeypatch.setattr(module, "stopwatch", lambda: clock[0])
    order: list[str] = []
    async with running() as scene:
        pairs = [scene.connects() for _ in range(3)]

        def takes_long(number: int) -> None:
            clock[0] += 1.0
            order.append(f"request {number}")

        scene.on_received = takes_long
        for _, peer in pairs:
            peer.send(b"x")

        async def another() -> None:
            while len(order) - order.count("another") < len(pairs):
                await trio.lowlevel.checkpoint()
                order.append("another")

        await another()
    requests = [at for at, what in enumerate(order) if what.startswith("request")]
    assert "another" in order[requests[0] : requests[-1]]


class Noting(socket.socket):
    """A socket that notes what is sent on any of its kind."""

    sent: ClassVar[list[bytes]] = []

    def send(  # type: ignore[override] # what it takes has a name since Python 3.12 alone
        self, data: bytes | memoryview, flags: int = 0, /
    ) -> int:
        """Send, and note it."""
        self.sent.append(bytes(data))
        return super().send(data, flags)


async def test_an_answer_does_not_wait_until_all_were_told_something() -> None:
    """A client that asks while many are told something has its answer before the next round of those."""
    async with running() as scene:
        Noting.sent.clear()
        asking, peer = scene.connects(Noting)
        _, also_asking = scene.connects(Noting)
        others = [scene.connects(Noting)[0] for _ in range(3 * WRITES)]

        def answer(number: int) -> None:
            for channel in others if number == 1 else ():
                channel.send(b"event")
            if number == 1:
                asking.send(b"answer")
            else:
                assert not asking.waiting

        scene.on_received = answer
        peer.send(b"question")
        also_asking.send(b"question without an answer")
        assert await read(peer, 6) == b"answer"
        await wait_all_tasks_blocked()
        assert Noting.sent == [b"answer"] + [b"event"] * len(others)


async def test_a_client_that_does_not_read_is_written_to_when_there_is_room() -> None:
    """It is not tried again at each thing that it asks while many are told something."""
    async with running() as scene:
        slow, peer = scene.connects(Noting)
        others = [scene.connects()[0] for _ in range(3 * WRITES)]
        for _ in range(10):
            with suppress(BlockingIOError):
                while slow.socket.send(bytes(PIECE)):
                    await trio.lowlevel.checkpoint()
            await trio.sleep(0.01)
        Noting.sent.clear()

        def answer(_number: int) -> None:
            for other in others:
                other.send(b"event")
            slow.send(b" and answer")

        scene.on_received = answer
        slow.send(b"event")
        await wait_all_tasks_blocked()
        peer.send(b"question")
        await scene.hears()
        assert scene.received == [(1, b"question")]
        assert Noting.sent == [b"event"]
        assert slow.backlog == len(b"event and answer")


async def test_other_tasks_have_their_turn_while_many_are_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn has as many rounds as there is time for, and not more."""
    clock = [0.0]

    def later() -> float:
        clock[0] += 0.4 * TURN
        return clock[0]

    monkeypatch.setattr(module, "stopwatch", later)
    async with running() as scene:
        for _ in range(10 * WRITES):
            scene.connects()[0].send(b"x")
        left = [len(scene.reactor.to_write)]
        while left[-1]:
            await trio.lowlevel.checkpoint()
            left.append(len(scene.reactor.to_write))
        # Between two looks of this task lie up to two turns, of up to three rounds.
        assert WRITES < max(before - after for before, after in pairwise(left)) <= 6 * WRITES


async def test_many_are_written_to_in_several_rounds() -> None:
    """All get what they were sent, however many they are."""
    async with running() as scene:
        pairs = [scene.connects() for _ in range(WRITES + 10)]
        for channel, _ in pairs:
            channel.send(b"x")
        for _, peer in pairs:
            assert await read(peer, 1) == b"x"


async def test_a_client_that_does_not_read_has_its_bytes_later() -> None:
    """Small and large pieces wait in their order, are counted, and all arrive once it reads."""
    async with running() as scene:
        channel, peer = scene.connects()
        filler = bytes(FULL)
        small = [str(number).encode() * 1000 for number in range(200)]
        large = b"L" * (3 * PIECE)
        channel.send(filler)
        await wait_all_tasks_blocked()
        assert 0 < channel.waiting == scene.backlog.size < FULL
        for each in (*small, large, *small, b"end"):
            assert channel.send(each)
        assert channel.waiting == scene.backlog.size
        expected = b"".join((*small, large, *small, b"end"))
        assert await read(peer, FULL + len(expected)) == filler + expected
        await wait_all_tasks_blocked()
        assert (channel.waiting, scene.backlog.size) == (0, 0)
        channel.send(b"and on")
        assert await read(peer, 6) == b"and on"


async def test_pieces_are_joined_for_a_client_that_reads_slowly() -> None:
    """Where the system took a part of a joined piece, the rest of it comes first."""
    async with running() as scene:
        channel, peer = scene.connects()
        channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        frames = [bytes([number % 256]) * 700 for number in range(2000)]
        for each in frames:
            channel.send(each)
        assert await read(peer, 1_400_000) == b"".join(frames)


class Reluctant(socket.socket):
    """A socket of which the system takes nothing when it is asked first."""

    has_refused = False

    def send(  # type: ignore[override] # what it takes has a name since Python 3.12 alone
        self, data: bytes | memoryview, flags: int = 0, /
    ) -> int:
        """Refuse, or send."""
        if not self.has_refused:
            self.has_refused = True
            raise BlockingIOError
        return super().send(data, flags)


async def test_the_system_takes_nothing_at_all() -> None:
    """All of it waits, and is sent when there is room."""
    async with running() as scene:
        channel, peer = scene.connects(Reluctant)
        channel.send(b"some ")
        channel.send(b"more")
        assert await read(peer, 9) == b"some more"
        assert scene.backlog.size == 0


async def test_a_client_is_read_no_further_than_it_reads() -> None:
    """While much waits for it, its requests wait as well."""
    async with running() as scene:
        channel, peer = scene.connects()
        channel.send(bytes(FULL))
        await wait_all_tasks_blocked()
        assert channel.waiting > LOW_WATER
        peer.send(b"request")
        await wait_all_tasks_blocked()
        assert not scene.received
        await read(peer, FULL)
        await scene.hears()
        assert scene.received == [(1, b"request")]


async def test_each_of_many_is_read_before_any_is_read_twice() -> None:
    """However much each of them has sent: what they sent last may be all that shows that they are there."""
    async with running() as scene:
        peers = [scene.connects()[1] for _ in range(3 * READS)]
        for peer in peers:
            peer.send(bytes(10 * READ_SIZE))
        await scene.reactor.read_all()
        assert {number for number, _ in scene.received} == set(range(1, len(peers) + 1))


async def test_reading_all_leaves_what_has_to_be_written() -> None:
    """A turn that was asked for comes."""
    async with running() as scene:
        channel, peer = scene.connects()
        await wait_all_tasks_blocked()
        channel.send(b"x")
        await scene.reactor.read_all()
        assert await read(peer, 1) == b"x"


async def test_there_is_room_for_so_much() -> None:
    """More is not taken, and nothing of it is sent; what was taken before still is."""
    async with running(limit=10) as scene:
        channel, peer = scene.connects()
        assert not channel.send(bytes(11))
        assert channel.send(bytes(10))
        assert not channel.send(b"x")
        assert await read(peer, 10) == bytes(10)


async def test_a_peer_that_goes_is_lost() -> None:
    """Whether it closes or resets, and also while it is written to."""
    async with running() as scene:
        _, closing = scene.connects()
        _, resetting = scene.connects()
        channel, reading_no_more = scene.connects()
        closing.close()
        resetting.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        resetting.close()
        await wait_all_tasks_blocked()
        assert sorted(scene.lost) == [1, 2]
        channel.send(bytes(FULL))
        await wait_all_tasks_blocked()
        reading_no_more.close()
        await wait_all_tasks_blocked()
        assert sorted(scene.lost) == [1, 2, 3]
        assert scene.backlog.size == 0


async def test_writing_to_a_peer_that_is_gone() -> None:
    """An error while writing ends the connection, once."""
    async with running() as scene:
        channel, _ = scene.connects()
        channel.socket.shutdown(socket.SHUT_WR)
        channel.send(b"x")
        assert channel.send(b"y")
        await wait_all_tasks_blocked()
        assert scene.lost == [1]


async def test_nothing_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading does not wait, and nothing is not the end."""
    async with running() as scene:
        channel, peer = scene.connects()
        assert channel.read() is None
        with monkeypatch.context() as context:
            context.setattr(SocketChannel, "read", lambda _channel: None)
            peer.send(b"x")
            for _ in range(3):
                await trio.lowlevel.checkpoint()
        assert not scene.received
        await wait_all_tasks_blocked()
        assert scene.received == [(1, b"x")]


async def test_hanging_up_at_once() -> None:
    """The peer sees a reset, nothing of what waits is sent, and the loss is told once."""
    async with running() as scene:
        channel, peer = scene.connects()
        channel.send(b"never")
        channel.hang_up(0.0)
        assert channel.send(b"ignored")
        channel.hang_up(0.0)
        await wait_all_tasks_blocked()
        assert scene.lost == [1]
        assert await is_reset(peer)


async def test_last_words_have_time_to_arrive(autojump_clock: MockClock) -> None:
    """What waits is sent, and the connection is reset when its time is over."""
    async with running() as scene:
        channel, peer = scene.connects()
        begin = trio.current_time()
        channel.send(b"goodbye")
        channel.hang_up(0.5)
        channel.send(b"ignored")
        assert await read(peer, 7) == b"goodbye"
        assert not scene.lost
        assert await is_reset(peer)
        assert trio.current_time() - begin == pytest.approx(0.5)
        assert scene.lost == [1]


async def test_a_peer_that_goes_first_is_not_waited_for(autojump_clock: MockClock) -> None:
    """It is lost at once, and not once more when the time is over."""
    async with running() as scene:
        channel, peer = scene.connects()
        channel.hang_up(0.5)
        peer.close()
        await wait_all_tasks_blocked()
        assert scene.lost == [1]
        await trio.sleep(1.0)
        assert scene.lost == [1]


class Queued(SocketChannel):
    """A channel of which the system holds as much as the test says."""

    queued = 1000

    @property
    def in_the_system(self) -> int:
        """So much."""
        return self.queued


async def test_a_client_that_takes_nothing_for_long(autojump_clock: MockClock) -> None:
    """It is told of; a client that takes a little now and then is not, and neither is one that has taken all."""
    async with running() as scene:
        stuck, slow, quick = (Queued(scene.reactor, number, socket.socket(), Endpoint("", 0)) for number in (1, 2, 3))
        for each in (stuck, slow, quick):
            scene.reactor.note_slow(each)
        scene.reactor.note_taken(quick)
        for _ in range(3):
            await trio.sleep(STALLED / 4)
            slow.queued -= 1
        assert not scene.stalled
        for _ in range(5):
            await trio.sleep(STALLED / 4)
            slow.queued -= 1
        assert set(scene.stalled) == {1}
        scene.reactor.note_taken(stuck)
        scene.reactor.note_taken(slow)
        scene.stalled.clear()
        await trio.sleep(2 * STALLED)
        assert not scene.stalled
        for each in (stuck, slow, quick):
            each.socket.close()


async def test_what_the_system_has_taken() -> None:
    """The system knows what it has taken of a client's bytes and could not give to it."""
    async with running() as scene:
        channel, peer = scene.connects()
        assert channel.in_the_system == 0
        channel.send(bytes(FULL))
        await wait_all_tasks_blocked()
        assert 0 < channel.in_the_system < FULL
        await read(peer, FULL)


async def test_a_connection_that_is_gone_already() -> None:
    """It is closed and not added."""
    async with running() as scene:
        never_connected = socket.socket()
        with pytest.raises(OSError, match="not connected"):
            scene.reactor.add(1, never_connected)
        assert never_connected.fileno() == -1


async def test_the_end_closes_all() -> None:
    """A reactor that is cancelled resets its connections, and says so."""
    async with running() as scene:
        _, peer = scene.connects()
    assert scene.lost == [1]
    assert peer.fileno() == -1
