"""Promises of writing down what is recorded.  Time jumps; threads are run where they are called."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from server.proxy.taping import RETRY, Taping
from server.tapes.recorder import Recorder, Scribe
from tests.server.tapes.examples import BEAT, CLIENT


class File:
    """A file that can fail."""

    def __init__(self) -> None:
        self.added: list[list[bytes]] = []
        self._kept: list[bytes] = []
        self.fails = False

    def add(self, lines: list[bytes]) -> None:
        """Remember lines."""
        self._kept += lines
        if self.fails:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.added.append(self._kept)
        self._kept = []


class Notes:
    """A log that remembers."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, object]]] = []

    def log(self, level: str, event: str, **fields: object) -> None:
        """Remember an event."""
        del level
        self.said.append((event, fields))


class Scene:
    """A recorder with a session, and what writes it down."""

    def __init__(self, limit: int = 1 << 20) -> None:
        self.recorder = Recorder(0.0, limit)
        self.file, self.notes = File(), Notes()
        self.taping = Taping(self.recorder, Scribe(), self.file, self.notes)
        self.recorder.begin("", "", "s:1", 0.0)

    def beats(self, count: int = 1) -> None:
        """Heartbeats are seen."""
        self.recorder.data(1, CLIENT, BEAT * count, 0.0)
        self.taping.notice()


@pytest.fixture(autouse=True)
def _no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run_sync(function: Callable[..., Any], *args: object, abandon_on_cancel: bool) -> object:
        assert abandon_on_cancel
        await trio.lowlevel.checkpoint()
        return function(*args)

    monkeypatch.setattr(trio.to_thread, "run_sync", run_sync)


async def test_what_is_seen_is_written_at_once(autojump_clock: MockClock) -> None:
    """Few lines at a time, so that few are lost if the process is killed; at the end, all of them."""
    scene = Scene()
    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(scene.taping.run)
            await wait_all_tasks_blocked()
            assert [len(lines) for lines in scene.file.added] == [1]
            scene.beats()
            await wait_all_tasks_blocked()
            assert [len(lines) for lines in scene.file.added] == [1, 1]
            scene.beats(70)
            scene.taping.end()
    assert [len(lines) for lines in scene.file.added] == [1, 1, 32, 32, 6]


async def test_a_tape_that_cannot_be_written_is_told_once(autojump_clock: MockClock) -> None:
    """It is tried again, and told when it works; what had no room meanwhile is missing."""
    scene = Scene(limit=4 * 112)
    scene.file.fails = True
    with trio.fail_after(50):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(scene.taping.run)
            await trio.sleep(5 * RETRY)
            for _ in range(6):
                scene.beats()
            await trio.sleep(5 * RETRY)
            assert [event for event, _ in scene.notes.said] == ["tape_not_written"]
            scene.file.fails = False
            await trio.sleep(2 * RETRY)
            scene.taping.end()
    assert scene.notes.said == [
        ("tape_not_written", {"reason": "No space left on device", "retry": RETRY}),
        ("tape_written_again", {"missing": 2}),
    ]
    assert b'"lost": 2' in scene.file.added[-1][-1]
