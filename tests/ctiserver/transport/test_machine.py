"""A mistake costs the client that met it its connection, and nobody else anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from ctiproto import messages as m
from ctiproto.codec import Codec
from ctiproto.constants import CTIService
from ctiproto.declare import Message
from ctiserver.engine.effects import Effect, LogRecord
from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.machine import GuardedMachine
from ctiserver.transport.mistake_limit import MOST_MISTAKES
from tests.support.frames import frame
from tests.support.net import MemoryServer, NetClient


def fails(*_: object, **__: object) -> Any:
    """A mistake of ours."""
    raise ZeroDivisionError("a mistake")


def in_reading(patch: pytest.MonkeyPatch) -> None:
    """The codec cannot read a message that this client alone sends."""
    read = Codec.read

    def sometimes(codec: Codec, number: int, data: bytes) -> object:
        return fails() if number == 7 else read(codec, number, data)

    patch.setattr(Codec, "read", sometimes)


def in_refusing(patch: pytest.MonkeyPatch) -> None:
    """The answer to what is refused cannot be written."""
    encode = Codec.encode

    def sometimes(codec: Codec, message: Message) -> bytes:
        return fails() if isinstance(message, m.FailureConf) else encode(codec, message)

    patch.setattr(Codec, "encode", sometimes)


def at_the_end(patch: pytest.MonkeyPatch) -> None:
    """What ends sessions fails."""
    patch.setattr("ctiserver.engine.engine.session_closed", fails)


@pytest.mark.parametrize(
    ("plant", "sent"),
    [
        (in_reading, frame(7, 1, 0)),
        (in_refusing, frame(36, 1, 5000, 0, 0)),
        (at_the_end, b"\xff" * 8),
    ],
)
async def test_who_meets_a_mistake_is_reset(
    plant: Callable[[pytest.MonkeyPatch], None],
    sent: bytes,
    autojump_clock: MockClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The log has the trace, others go on, and the server ends in an orderly way."""
    memory = MemoryServer()
    with trio.fail_after(100):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(memory.run)
            other = await memory.opens(25, CTIService.SERVICE_CLIENT_MONITOR)
            client = await memory.opens(25)
            assert isinstance(await other.hears(), m.ClientSessionOpenedEvent)
            with monkeypatch.context() as patch:
                plant(patch)
                await client.stream.send_all(sent)
                await client.is_cut_off()
                assert {"client_failed", "request_failed"} & set(memory.notes.events)
            await is_alive(other)
            memory.stop()


async def is_alive(client: NetClient) -> None:
    """It is answered, whatever it was told before."""
    await client.sends(m.HeartbeatReq(invoke_id=99))
    while await client.hears() != m.HeartbeatConf(invoke_id=99):
        pass


async def test_who_cannot_be_taken_is_reset(autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many connect: so many traces are written, and no more."""
    memory = MemoryServer()
    with trio.fail_after(100):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(memory.run)
            other = await memory.opens(25)
            with monkeypatch.context() as patch:
                patch.setattr(memory.engine, "connect", fails)
                for _ in range(MOST_MISTAKES + 5):
                    assert await memory.connects().is_cut_off() == b""
            assert memory.notes.events.count("client_failed") == MOST_MISTAKES
            assert "a mistake" in str(memory.notes.fields[memory.notes.events.index("client_failed")]["error"])
            await is_alive(other)
            memory.stop()


async def test_a_farewell_that_fails(autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """All are cut off without it, and the server ends."""
    memory = MemoryServer()
    monkeypatch.setattr(memory.duplex, "stop", fails)
    with trio.fail_after(100):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(memory.run)
            client = await memory.opens(25)
            memory.stop()
            assert await client.is_cut_off() == b""
    assert "farewell_failed" in memory.notes.events


# --- the guard alone -------------------------------------------------------------------------------------------------


class Broken:
    """A machine in which everything fails."""

    def __init__(self) -> None:
        self.deadlines: list[float] | None = [1.0]

    def connected(self, client: int, listener: str, peer: Endpoint, now: float) -> list[Effect]:
        """Fail."""
        del client, listener, peer, now
        raise ZeroDivisionError

    def received(self, client: int, data: bytes, now: float) -> list[Effect]:
        """Fail."""
        del client, data, now
        raise ZeroDivisionError

    def lost(self, client: int, now: float) -> list[Effect]:
        """Fail."""
        del client, now
        raise ZeroDivisionError

    def next_deadline(self) -> float | None:
        """The first of them, if there are any."""
        if self.deadlines is None:
            raise ZeroDivisionError
        return self.deadlines[0]

    def tick(self, now: float) -> list[Effect]:
        """Fail."""
        del now
        raise ZeroDivisionError


def test_a_deadline_that_fails_is_skipped() -> None:
    """The second time; another one is not, and one that cannot be told is none."""
    notes: list[LogRecord] = []
    broken = Broken()
    guarded = GuardedMachine(broken, notes.append)
    assert guarded.next_deadline() == 1.0
    assert list(guarded.tick(1.0)) == []
    assert guarded.next_deadline() == 1.0
    assert list(guarded.tick(1.0)) == []
    assert guarded.next_deadline() is None
    broken.deadlines = [2.0]
    assert guarded.next_deadline() == 2.0
    broken.deadlines = None
    assert guarded.next_deadline() is None
    assert [note.event for note in notes] == ["deadline_failed"] * 3


def test_a_connection_that_is_gone_is_not_reset() -> None:
    """There is nothing to reset."""
    notes: list[LogRecord] = []
    assert list(GuardedMachine(Broken(), notes.append).lost(7, 1.0)) == []
    assert [(note.event, note.fields[0]) for note in notes] == [("client_failed", ("client", 7))]
