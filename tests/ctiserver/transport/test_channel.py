"""One client's tasks: reading, writing, and the end of both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import trio
from trio.testing import MockClock, lockstep_stream_pair, memory_stream_pair, wait_all_tasks_blocked

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.channel import SLICE, StreamChannel
from ctiserver.transport.outbox import LOW_WATER

Pair = Callable[[], tuple[Any, Any]]


class Scene:
    """A client's two ends, and what was read."""

    def __init__(self, pair: Pair = memory_stream_pair) -> None:
        self.peer, self._stream = pair()
        self.read: list[bytes] = []
        self.channel = StreamChannel(self._stream, Endpoint("", 0))

    async def run(self) -> None:
        """Let it send and receive."""
        await self.channel.run(self.read.append)

    def break_reading(self) -> None:
        """Reading fails from now on."""
        self._breaks("receive_stream", "receive_some_hook")

    def break_writing(self) -> None:
        """Writing fails from now on."""
        self._breaks("send_stream", "send_all_hook")

    def _breaks(self, stream: str, hook: str) -> None:
        async def fails() -> None:
            await trio.lowlevel.checkpoint()
            raise trio.BrokenResourceError

        setattr(getattr(self._stream, stream), hook, fails)

    async def is_reset(self) -> None:
        """The peer finds the stream closed, after it has read what was left."""
        with trio.fail_after(0.1):
            assert await self.peer.receive_some() == b""


async def test_bytes_go_in_and_out(autojump_clock: MockClock) -> None:
    """What arrives is handed on, what is put into the box is sent."""
    scene = Scene()
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(scene.run)
            await scene.peer.send_all(b"in")
            scene.channel.send(b"out")
            assert await scene.peer.receive_some() == b"out"
            await wait_all_tasks_blocked()
            await scene.peer.aclose()
    assert scene.read == [b"in"]


async def test_others_have_their_turn_while_one_sends_much(autojump_clock: MockClock) -> None:
    """A flood is read in slices, and no further than its sender reads the answers."""
    scene = Scene()
    scene.channel.send(bytes(LOW_WATER + 1))
    async with trio.open_nursery() as nursery:
        await scene.peer.send_all(bytes(10 * SLICE + 1))
        nursery.start_soon(scene.run)
        with trio.fail_after(5):
            while len(scene.read) < 11:
                await scene.peer.receive_some()
                await trio.sleep(0.1)
        await scene.peer.aclose()
    assert [len(piece) for piece in scene.read] == [SLICE] * 10 + [1]


@pytest.mark.parametrize("pair", [memory_stream_pair, lockstep_stream_pair])
async def test_a_peer_that_goes_ends_everything(pair: Pair, autojump_clock: MockClock) -> None:
    """Also in the middle of writing."""
    scene = Scene(pair)
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(scene.run)
            scene.channel.send(b"x" * 1000)
            await wait_all_tasks_blocked()
            await scene.peer.aclose()


async def test_a_broken_stream_is_an_end_like_any_other(autojump_clock: MockClock) -> None:
    """Nothing is raised when reading or writing fails."""
    for break_it in (Scene.break_reading, Scene.break_writing):
        scene = Scene()
        break_it(scene)
        scene.channel.send(b"x")
        with trio.fail_after(5):
            await scene.run()


async def test_last_words_have_time_to_arrive(autojump_clock: MockClock) -> None:
    """What waits is sent, and the stream stays open for the rest of the time."""
    scene = Scene()
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(scene.run)
            await wait_all_tasks_blocked()
            begin = trio.current_time()
            scene.channel.send(b"goodbye")
            scene.channel.hang_up(0.5)
            assert await scene.peer.receive_some() == b"goodbye"
            assert trio.current_time() == begin
        assert trio.current_time() - begin == pytest.approx(0.5)
        await scene.is_reset()


async def test_a_peer_that_goes_first_is_not_waited_for(autojump_clock: MockClock) -> None:
    """The time for the last bytes ends as soon as the peer has closed."""
    scene = Scene()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(scene.run)
        await wait_all_tasks_blocked()
        begin = trio.current_time()
        scene.channel.hang_up(0.5)
        await scene.peer.aclose()
    assert trio.current_time() == begin


async def test_a_peer_that_does_not_read_is_waited_for_no_longer(autojump_clock: MockClock) -> None:
    """Hanging up while a write is stuck ends it when the time is over, or at once without any."""
    for drain in (0.5, 0.0):
        scene = Scene(lockstep_stream_pair)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(scene.run)
            scene.channel.send(b"x" * 1000)
            await wait_all_tasks_blocked()
            begin = trio.current_time()
            scene.channel.hang_up(drain)
        assert trio.current_time() - begin == pytest.approx(drain)


async def test_hanging_up_twice_ends_at_the_earlier_time(autojump_clock: MockClock) -> None:
    """Asking for patience later gives no more of it."""
    scene = Scene()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(scene.run)
        await wait_all_tasks_blocked()
        begin = trio.current_time()
        scene.channel.hang_up(0.5)
        scene.channel.hang_up(60)
    assert trio.current_time() - begin == pytest.approx(0.5)


@pytest.mark.parametrize("drain", [0.0, 0.5])
async def test_hanging_up_before_the_beginning(drain: float, autojump_clock: MockClock) -> None:
    """A client that was hung up on before its tasks ran ends all the same."""
    scene = Scene()
    scene.channel.send(b"x")
    scene.channel.hang_up(drain)
    with trio.fail_after(1):
        await scene.run()


async def test_nothing_is_read_in_a_pause(autojump_clock: MockClock) -> None:
    """What the other end sends waits until the pause is over."""
    ours, theirs = memory_stream_pair()
    channel = StreamChannel(ours, Endpoint("", 0))
    heard: list[tuple[float, bytes]] = []

    def received(data: bytes) -> None:
        heard.append((trio.current_time() - begin, data))
        channel.pause(3.0)

    begin = trio.current_time()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(channel.run, received)
        await theirs.send_all(b"first")
        await wait_all_tasks_blocked()
        await theirs.send_all(b"second")
        await trio.sleep(5.0)
        nursery.cancel_scope.cancel()
    assert heard == [(0.0, b"first"), (3.0, b"second")]
