"""A session between ``watch`` and the emulator: recorded, played to ``watch`` again, and played to the emulator."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable

import trio
from trio.testing import MockClock

from ctiproto.connection import Role
from ctiproto.constants import CTIService
from ctiserver.cli.watching.feed import WatchOptions, follow
from ctiserver.client import ClientOptions, Side, open_request
from ctiserver.tapes.entries import Header
from ctiserver.tapes.reading import read_tape
from ctiserver.tapes.recorder import Recorder, Scribe
from ctiserver.tapes.writing import TapeWriter
from ctiserver.traffic.compare.comparison import compare_halves
from ctiserver.traffic.compare.rules import DEFAULTS
from ctiserver.traffic.replay.as_client import ClientPlayer, ClientPlayerOptions
from ctiserver.traffic.replay.as_server import ServerPlayer, ServerPlayerOptions
from ctiserver.traffic.replay.dialogue import Dialogue, load_dialogue
from ctiserver.traffic.replay.run import play_tape, serve_tape
from ctiserver.transport.clock import TrioClock
from tests.ctiserver.cli.watching.test_feed import Notes
from tests.ctiserver.traffic.compare.plants import places, planted
from tests.support.net import MemoryPort, MemoryServer

OPTIONS = WatchOptions(
    sides=[Side("A", "memory", 1)],
    request=open_request(
        version=25, services=CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL, idle_timeout=120
    ),
    seconds=90,
)


class Tapped(trio.abc.Stream):
    """A client's end of a stream that is recorded."""

    def __init__(self, stream: trio.abc.Stream, recorder: Recorder, now: Callable[[], float]) -> None:
        self._stream = stream
        self._recorder = recorder
        self._now = now
        self._session = recorder.begin("", "", "", now())

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Send, and record it."""
        self._recorder.data(self._session, Role.CLIENT, bytes(data), self._now())
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        """Wait as the stream itself does."""
        await self._stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        """Receive, and record it."""
        data = await self._stream.receive_some(max_bytes)
        self._recorder.data(self._session, Role.SERVER, bytes(data), self._now())
        return data

    async def aclose(self) -> None:
        """Close the stream."""
        await self._stream.aclose()


async def watched(connect: Callable[[Side], Awaitable[trio.abc.Stream]]) -> list[str]:
    """The lines that ``watch`` shows."""
    notes = Notes()
    await follow(OPTIONS, notes, ClientOptions(connect=connect))
    return notes.names


async def recorded(server: MemoryServer) -> tuple[Dialogue, list[str]]:
    """The tape of what ``watch`` hears of the emulator, written and read, and what it shows."""
    clock = server.clock
    recorder = Recorder(clock.now())

    async def connect(_: Side) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        return Tapped(server.connects().stream, recorder, clock.now)

    shown = await watched(connect)
    file = io.BytesIO()
    writer, scribe = TapeWriter(file, Header(start=clock.now())), Scribe()
    for entry in recorder.take():
        writer.write(scribe.entry(entry))
    tape = read_tape(io.BytesIO(file.getvalue()), "x")
    return load_dialogue(tape.header, tape), shown


async def test_what_was_watched(autojump_clock: MockClock) -> None:
    """It is shown again, the emulator is as it was, and three planted differences are found."""
    with trio.fail_after(1000):
        async with trio.open_nursery() as nursery:
            server = MemoryServer()
            nursery.start_soon(server.run)
            dialogue, shown = await recorded(server)
            assert "CONFIG_AGENT_EVENT" in shown
            assert shown.count("QUERY_AGENT_STATE_CONF") == 12

            port = MemoryPort()
            nursery.start_soon(serve_tape, ServerPlayer(dialogue, ServerPlayerOptions()), port, TrioClock(0.0))

            async def to_the_tape(_: Side) -> trio.abc.Stream:
                ours, theirs = trio.testing.memory_stream_pair()
                port.listener.connects(theirs)
                await trio.lowlevel.checkpoint()
                return ours

            assert await watched(to_the_tape) == shown

            async def to_the_emulator() -> trio.abc.Stream:
                await trio.lowlevel.checkpoint()
                return server.connects().stream

            player = ClientPlayer(dialogue, ClientPlayerOptions())
            await play_tape(player, to_the_emulator, server.clock)
            nursery.cancel_scope.cancel()
    assert [(outcome.missing, outcome.unmatched) for outcome in player.outcomes()] == [(0, [])]
    assert compare_halves(dialogue, player.heard, DEFAULTS).percent == 100
    where = list(places(player.heard))
    chosen = [where[3], where[len(where) // 2], where[-2]]
    different = compare_halves(dialogue, planted(player.heard, chosen), DEFAULTS).different
    assert [len(each.fields) for each in different] == [1, 1, 1]
