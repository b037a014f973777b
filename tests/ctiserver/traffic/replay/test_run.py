"""Promises of the rim: players among streams in memory, and time that jumps."""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import attrgetter

import pytest
import trio
from trio.testing import MockClock, memory_stream_pair

from ctiserver.tapes.entries import Header
from ctiserver.traffic.compare.comparison import compare_halves
from ctiserver.traffic.compare.rules import DEFAULTS
from ctiserver.traffic.replay.as_client import ClientPlayer, ClientPlayerOptions
from ctiserver.traffic.replay.as_server import ServerPlayer, ServerPlayerOptions
from ctiserver.traffic.replay.dialogue import Dialogue, load_dialogue
from ctiserver.traffic.replay.run import play_tape, serve_tape
from ctiserver.traffic.replay.speed import Speed
from ctiserver.transport.clock import TrioClock
from ctiserver.transport.outbox import MAX_WAITING
from tests.ctiserver.traffic.replay.dialogues import (
    CLIENT,
    CLOSE,
    CLOSE_CONF,
    OPEN,
    OPEN_CONF,
    SERVER,
    entries,
    opened,
    query,
    state,
    system,
    tape,
)
from tests.support.net import MemoryPort, MemoryServer, NetClient
from tests.support.taping import office

TALK = opened(
    (2.0, CLIENT, query("1")),
    (3.0, SERVER, state("1")),
    (60.0, SERVER, system(1)),
    (70.0, CLIENT, CLOSE),
    (70.0, SERVER, CLOSE_CONF),
)


class Listening:
    """A tape as a server on a listener in memory."""

    def __init__(self, dialogue: Dialogue, **more: object) -> None:
        self.port = MemoryPort()
        self.limit = MAX_WAITING
        self.player = ServerPlayer(dialogue, ServerPlayerOptions(**more))  # type: ignore[arg-type] # as they came

    async def run(self, steps: Callable[[], object] | None = None) -> None:
        """Serve the tape."""
        await serve_tape(self.player, self.port, TrioClock(0.0), steps, limit=self.limit)  # type: ignore[arg-type] # as it came

    async def connect(self) -> trio.abc.Stream:
        """A client connects."""
        ours, theirs = memory_stream_pair()
        self.port.listener.connects(theirs)
        await trio.lowlevel.checkpoint()
        return ours


async def test_a_tape_among_streams(autojump_clock: MockClock) -> None:
    """One half talks to the other, as long as the tape lasts, and both end by themselves."""
    server = Listening(TALK)
    player = ClientPlayer(TALK, ClientPlayerOptions())
    with trio.fail_after(100):
        begin = trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(server.run)
            await play_tape(player, server.connect, TrioClock(0.0))
        assert 69 < trio.current_time() - begin < 75
    assert compare_halves(TALK, player.heard, DEFAULTS).percent == 100
    assert (player.outcomes()[0].missing, server.player.outcomes()[0].missing) == (0, 0)
    assert server.port.listener.is_closed


async def test_a_tape_against_the_emulator(autojump_clock: MockClock) -> None:
    """A tape of the emulator is played to the emulator, which answers as it did."""
    dialogue = office().dialogue
    server = MemoryServer()
    player = ClientPlayer(dialogue, ClientPlayerOptions())

    async def connect() -> trio.abc.Stream:
        return server.connects().stream

    async with trio.open_nursery() as nursery:
        nursery.start_soon(server.run)
        await play_tape(player, connect, server.clock)
        nursery.cancel_scope.cancel()
    assert compare_halves(dialogue, player.heard, DEFAULTS).different == ()


async def test_a_client_that_leaves_and_one_that_does_not_read(autojump_clock: MockClock) -> None:
    """The tape is over when no client is connected any more."""
    server = Listening(TALK)
    server.limit = 8
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(server.run)
            client = NetClient(await server.connect())
            await client.sends(OPEN)
            assert await client.is_cut_off() == b""
    assert server.player.is_over


async def test_steps_let_frames_go(autojump_clock: MockClock) -> None:
    """One each, and all when there are no more steps."""
    server = Listening(TALK, speed=Speed(math.inf, by_step=True))
    give, take = trio.open_memory_channel[bool](math.inf)
    with trio.fail_after(10):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(server.run, take.receive)
            client = NetClient(await server.connect())
            await client.sends(OPEN)
            with trio.move_on_after(5) as scope:
                await client.hears()
            assert scope.cancelled_caught
            give.send_nowait(True)
            assert await client.hears() == OPEN_CONF
            await client.sends(query("1"))
            give.send_nowait(False)
            assert [await client.hears(), await client.hears()] == [state("1"), system(1)]
            await client.stream.aclose()
    stepper = ClientPlayer(TALK, ClientPlayerOptions(speed=Speed(math.inf, by_step=True)))
    other = Listening(TALK, speed=Speed(math.inf))
    give.send_nowait(False)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(other.run)
        await play_tape(stepper, other.connect, TrioClock(0.0), take.receive)
    assert stepper.outcomes()[0].missing == 0


async def test_a_server_that_is_not_there(autojump_clock: MockClock) -> None:
    """The first time it is an error; later, the session is lost."""

    async def refused() -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        raise ConnectionRefusedError

    player = ClientPlayer(TALK, ClientPlayerOptions())
    with pytest.raises(ConnectionRefusedError):
        await play_tape(player, refused, TrioClock(0.0))
    dialogue = office(20).dialogue
    server = Listening(dialogue)
    tries = iter([server.connect, refused, refused])

    async def once() -> trio.abc.Stream:
        return await next(tries)()

    player = ClientPlayer(dialogue, ClientPlayerOptions(patience=0.5))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(server.run)
        await play_tape(player, once, TrioClock(0.0))
        nursery.cancel_scope.cancel()
    assert [bool(outcome.unmatched) for outcome in player.outcomes()] == [False, True, True]


async def test_the_end_does_not_wait_for_connections(autojump_clock: MockClock) -> None:
    """One that is still being made is given up."""
    first = [(0.0, CLIENT, OPEN), (1.0, SERVER, OPEN_CONF), (2.0, CLIENT, query("1"))]
    second = entries((2.5, CLIENT, OPEN), session=2)
    dialogue = load_dialogue(
        Header(), sorted([*entries(*first, (9.0, CLIENT, CLOSE)), *second], key=attrgetter("time"))
    )
    server = Listening(tape(*first, end=(3.0, SERVER)))
    tries = iter([server.connect])

    async def once() -> trio.abc.Stream:
        for connect in tries:
            return await connect()
        await trio.sleep_forever()
        raise AssertionError

    player = ClientPlayer(dialogue, ClientPlayerOptions(stops=True))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(server.run)
        with trio.fail_after(10):
            await play_tape(player, once, TrioClock(0.0))
    assert [bool(outcome.unmatched) for outcome in player.outcomes()] == [True, False]
