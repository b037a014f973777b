"""The task that turns what waits in a recorder into lines of a file.

Connections never wait for it: lines are made in small steps, with the turn of all other tasks in between, and a thread
writes them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final, Protocol

import trio

from ctiserver.log import Log
from ctiserver.tapes.entries import Entry
from ctiserver.tapes.recorder import Recorder, Scribe

RETRY: Final = 1.0
"""Seconds between two tries to write a file that cannot be written."""

_MOST_AT_ONCE: Final = 32
"""Lines that are written at once: no more are lost if the process is killed."""


class File(Protocol):
    """A file for lines, written to in a thread."""

    @property
    def waiting(self) -> int:
        """How many lines could not be written yet."""

    def add(self, lines: list[bytes]) -> None:
        """Add lines, and keep those that cannot be written."""

    def add_instead(self, line: bytes) -> None:
        """Add a line in place of those that were kept."""

    def take_back(self) -> bool:
        """Take the last line away again, if there is one."""

    def sync(self) -> None:
        """Make sure that everything is on the disk."""


class TapeTask:
    """Writes the entries of a recorder to a file.

    Args:
        recorder: what waits.
        scribe: what makes lines of it.
        file: where they go.
        log: gets a line when they cannot be written, and one when they can again.
    """

    def __init__(self, recorder: Recorder, scribe: Scribe, file: File, log: Log) -> None:
        self._recorder = recorder
        self._scribe = scribe
        self._file = file
        self._log = log
        self._unwritten: list[Entry] = []
        self._last: Entry | None = None
        self._wake = trio.Event()
        self._is_writing = False
        self._is_ending = False

    def notice(self) -> None:
        """Wake up: something waits in the recorder."""
        self._wake.set()

    def end(self) -> None:
        """Let :meth:`run` return when everything is written."""
        self._is_ending = True
        self._wake.set()

    async def run(self) -> None:
        """Write until :meth:`end` was called and nothing waits any more.

        Cancellation: what waits is not written, which :meth:`finish` tells; a line that is being written is written.
        """
        while True:
            if not self._recorder.is_empty:
                await self._add(await self._lines())
            elif self._is_ending:
                await self._sync()
                return
            else:
                self._wake = trio.Event()
                await self._wake.wait()

    def finish(self) -> None:
        """Give up what is not written when :meth:`run` is over: it is counted as lost, and the tape says so.

        On a disk that is full the entry that says it takes the place of the last one that had room.
        """
        missing = self._recorder.give_up(self._unwritten)
        if not missing.frames or self._is_writing:
            # The thread that is still writing is the only one that may touch the file.
            return
        with suppress(OSError):
            try:
                self._file.add_instead(self._scribe.line(missing))
            except OSError:
                if self._last is not None and self._file.take_back():
                    missing = self._recorder.give_up([self._last, missing])
                    self._file.add_instead(self._scribe.line(missing))

    async def _lines(self) -> list[bytes]:
        lines = []
        entries = self._recorder.take(_MOST_AT_ONCE)
        self._unwritten += entries
        for entry in entries:
            lines.append(self._scribe.line(entry))
            await trio.lowlevel.checkpoint()
        return lines

    async def _add(self, lines: list[bytes]) -> None:
        lost_before: int | None = None
        while True:
            try:
                await trio.to_thread.run_sync(self._write, lines, abandon_on_cancel=True)
            except OSError as error:
                if lost_before is None:
                    lost_before = self._recorder.count.lost
                    self._log.log("error", "tape_not_written", reason=error.strerror or str(error), retry=RETRY)
                lines = []
                await trio.sleep(RETRY)
            else:
                if lost_before is not None:
                    missing = self._recorder.count.lost - lost_before
                    self._log.log("info", "tape_written_again", missing=missing)
                return

    def _write(self, lines: list[bytes]) -> None:
        """Add lines, in a thread that goes on when the task is cancelled."""
        self._is_writing = True
        try:
            self._file.add(lines)
        finally:
            # Lines that the file does not keep for another try are written.
            written = max(0, len(self._unwritten) - self._file.waiting)
            self._last = self._unwritten[written - 1] if written else self._last
            del self._unwritten[:written]
            self._is_writing = False

    async def _sync(self) -> None:
        try:
            await trio.to_thread.run_sync(self._file.sync, abandon_on_cancel=True)
        except OSError as error:
            self._recorder.count.is_doubtful = True
            self._log.log("error", "tape_not_written", reason=error.strerror or str(error))
