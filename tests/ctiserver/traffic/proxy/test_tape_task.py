"""Promises of writing down what is recorded.  Time jumps; threads are run where they are called."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from ctiserver.tapes.recorder import Recorder, Scribe
from ctiserver.traffic.proxy.tape_task import RETRY, TapeTask
from tests.ctiserver.tapes.examples import BEAT, CLIENT


class File:
    """A file that can fail."""

    def __init__(self) -> None:
        self.added: list[list[bytes]] = []
        self._kept: list[bytes] = []
        self.fails = False
        self.is_full = False
        self.lacks_quota = False

    @property
    def waiting(self) -> int:
        """How many entries are kept."""
        return len(self._kept)

    def add(self, lines: list[bytes]) -> None:
        """Keep lines."""
        self._kept += lines
        if self.is_full and self._kept:
            self.added.append([self._kept.pop(0)])
        if self.fails:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.added.append(self._kept)
        self._kept = []

    def add_instead(self, line: bytes) -> None:
        """Drop the lines that are kept."""
        self._kept = []
        self.is_full = False
        self.add([line])

    def take_back(self) -> bool:
        """Make room."""
        self.fails = False
        return bool(self.added and self.added.pop())

    def sync(self) -> None:
        """Say what a disk says at the end."""
        if self.lacks_quota:
            raise OSError(errno.EDQUOT, "Disk quota exceeded")


class Notes:
    """A log that keeps its lines."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, object]]] = []

    def log(self, level: str, event: str, **fields: object) -> None:
        """Keep a line."""
        del level
        self.said.append((event, fields))


class Scene:
    """A recorder with a session, and what writes it down."""

    def __init__(self, limit: int = 1 << 20) -> None:
        self.recorder = Recorder(0.0, limit)
        self.file, self.notes = File(), Notes()
        self.tape_task = TapeTask(self.recorder, Scribe(), self.file, self.notes)
        self.recorder.begin("", "", "s:1", 0.0)

    def beats(self, count: int = 1) -> None:
        """Record heartbeats."""
        self.recorder.data(1, CLIENT, BEAT * count, 0.0)
        self.tape_task.notice()


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
            nursery.start_soon(scene.tape_task.run)
            await wait_all_tasks_blocked()
            assert [len(lines) for lines in scene.file.added] == [1]
            scene.beats()
            await wait_all_tasks_blocked()
            assert [len(lines) for lines in scene.file.added] == [1, 1]
            scene.beats(70)
            scene.tape_task.end()
    assert [len(lines) for lines in scene.file.added] == [1, 1, 32, 32, 6]


async def test_a_tape_that_cannot_be_written_is_told_once(autojump_clock: MockClock) -> None:
    """It is tried again, and told when it works; what had no room meanwhile is missing."""
    scene = Scene(limit=4 * 112)
    scene.file.fails = True
    with trio.fail_after(50):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(scene.tape_task.run)
            await trio.sleep(5 * RETRY)
            for _ in range(6):
                scene.beats()
            await trio.sleep(5 * RETRY)
            assert [event for event, _ in scene.notes.said] == ["tape_not_written"]
            scene.file.fails = False
            await trio.sleep(2 * RETRY)
            scene.tape_task.end()
    assert scene.notes.said == [
        ("tape_not_written", {"reason": "No space left on device", "retry": RETRY}),
        ("tape_written_again", {"missing": 2}),
    ]
    assert b'"lost": 2' in scene.file.added[-1][-1]


async def _given_up(scene: Scene) -> None:
    """It ends, and has some time for that, but not for ever."""
    scene.tape_task.end()
    with trio.move_on_after(2.5 * RETRY):
        await scene.tape_task.run()
    scene.tape_task.finish()


async def test_what_cannot_be_written_at_the_end_is_missing(autojump_clock: MockClock) -> None:
    """Counted; where there is no room to say so, the last entry that had some makes place."""
    scene = Scene()
    scene.file.fails = scene.file.is_full = True
    scene.beats(40)
    await _given_up(scene)
    # Three tries wrote one line each; the last of them had to go.
    assert scene.recorder.count.lost == 41 - 3 + 1
    assert [b"begin" in line for lines in scene.file.added[:-1] for line in lines] == [True, False]
    assert scene.file.added[-1] == [b'{"time": 0.0, "lost": 39}\n']


async def test_a_tape_without_any_entry_has_none_to_give(autojump_clock: MockClock) -> None:
    """What is missing is counted all the same."""
    scene = Scene()
    scene.file.fails = True
    await _given_up(scene)
    assert (scene.recorder.count.lost, scene.file.added) == (1, [])


async def test_a_last_entry_that_is_gone_cannot_make_place(autojump_clock: MockClock) -> None:
    """If the last entry is gone from the file, it cannot be taken back to make room."""
    scene = Scene()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(scene.tape_task.run)
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    scene.file.added.clear()
    scene.file.fails = True
    scene.beats()
    await _given_up(scene)
    assert (scene.recorder.count.lost, scene.file.added) == (1, [])


async def test_a_hole_before_the_end_is_part_of_what_is_missing(autojump_clock: MockClock) -> None:
    """It is told in one sum, and counted once."""
    scene = Scene(limit=2 * 112)
    scene.beats()
    scene.beats()
    await _given_up_at_once(scene)
    assert scene.recorder.count.lost == 3
    assert scene.file.added == [[b'{"time": 0.0, "lost": 3}\n']]


async def _given_up_at_once(scene: Scene) -> None:
    with trio.CancelScope() as scope:
        scope.cancel()
        await scene.tape_task.run()
    scene.tape_task.finish()


async def test_lines_that_were_made_when_it_was_given_up(autojump_clock: MockClock) -> None:
    """They are missing as well."""
    scene = Scene()
    await _given_up_at_once(scene)
    assert scene.recorder.count.lost == 1
    assert scene.file.added == [[b'{"time": 0.0, "lost": 1}\n']]


async def test_a_file_that_a_thread_is_at_is_left_alone(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it was about to write counts as missing."""

    def hang(_: list[bytes]) -> None:
        # What the thread would do if it went on.
        scene.tape_task.finish()

    scene = Scene()
    monkeypatch.setattr(scene.file, "add", hang)
    monkeypatch.setattr(File, "waiting", 1)
    scene.tape_task.end()
    with trio.move_on_after(RETRY):
        await scene.tape_task.run()
    assert scene.recorder.count.lost == 1
    assert scene.file.added == []


async def test_a_disk_that_says_only_at_the_end_that_it_is_full(autojump_clock: MockClock) -> None:
    """If closing fails, the count is doubtful, as an unknown number of lines is missing."""
    scene = Scene()
    scene.file.lacks_quota = True
    await _given_up(scene)
    assert (scene.recorder.count.lost, scene.recorder.count.is_doubtful) == (0, True)
    assert scene.notes.said == [("tape_not_written", {"reason": "Disk quota exceeded"})]
