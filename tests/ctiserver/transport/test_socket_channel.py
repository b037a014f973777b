"""The bytes of one socket of the reactor; what both do together is tested with the reactor."""

from __future__ import annotations

import trio
from trio.testing import wait_all_tasks_blocked

from tests.ctiserver.transport.test_reactor import LIMIT, is_reset, read, running


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
