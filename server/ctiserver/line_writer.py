"""Writes lines in a thread of its own: the log and the file of alarms may block or fail, and the server goes on.

A sink that blocks and one that fails are treated alike: what is to be written waits and is tried again, up to a limit.
What comes beyond the limit is lost, and counted.
"""

from __future__ import annotations

import io
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TextIO, cast

MOST_WAITING: Final = 8 * 1024 * 1024
"""Characters that may wait to be written: some 40,000 lines."""

FAREWELL: Final = 0.5
"""Seconds within which the last lines have to be written: with two sinks that block, the server still ends in time."""

FULL_PAUSE: Final = 0.02
"""Seconds after which a full pipe that was set not to block is tried again."""

FAILED_PAUSE: Final = 1.0
"""Seconds after which a sink that failed is tried again: a disk is full for longer than a pipe."""

NOT_READ: Final = "too much waits to be written"


class LineWriter(io.TextIOBase):
    """A text stream that never waits: its lines are written to the file descriptor of another stream by a thread.

    Args:
        stream: the other stream; it may be closed meanwhile.

    Raises:
        OSError: ``stream`` has no file descriptor.
    """

    def __init__(self, stream: TextIO) -> None:
        # A duplicate of our own: the number of the other one may be closed and given to another file.
        self._descriptor = os.dup(stream.fileno())
        self._encoding = stream.encoding
        self._is_terminal = stream.isatty()
        self._lines: deque[str] = deque()
        self._waiting = 0
        self._lost = 0
        self._error = ""
        self._is_finishing = False
        self._is_abandoned = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True, name="lines")
        self._thread.start()

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self._is_terminal

    def write(self, text: str) -> int:
        """Hand a line over to the thread; it is lost if too much waits already."""
        with self._changed:
            if self._waiting + len(text) > MOST_WAITING:
                self._lost += 1
            else:
                self._lines.append(text)
                self._waiting += len(text)
                self._changed.notify()
        return len(text)

    @property
    def failure(self) -> str:
        """Why lines are not written now; empty: they are."""
        return self._error or (NOT_READ if self._lost else "")

    def take_lost(self) -> int:
        """How many lines were lost since the last call; 0 until there is room again, also for a line that says so."""
        with self._changed:
            if self._waiting > MOST_WAITING // 2:
                return 0
            lost, self._lost = self._lost, 0
            return lost

    def finish(self) -> None:
        """Write the lines that wait, as far as that takes no longer than :data:`FAREWELL`."""
        with self._changed:
            self._is_finishing = True
            self._changed.notify()
        self._thread.join(FAREWELL)
        with self._changed:
            self._is_abandoned = True
            self._changed.notify()

    def _run(self) -> None:
        try:
            while (line := self._next()) is not None:
                self._write_whole(line.encode(self._encoding, "backslashreplace"))
        finally:
            os.close(self._descriptor)

    def _next(self) -> str | None:
        with self._changed:
            self._changed.wait_for(lambda: self._lines or self._is_finishing)
            if not self._lines or self._is_abandoned:
                return None
            line = self._lines.popleft()
            self._waiting -= len(line)
            return line

    def _write_whole(self, line: bytes) -> None:
        """Write a line, however often that has to be tried; it is given up when the stream finishes meanwhile."""
        while line:
            try:
                line = line[os.write(self._descriptor, line) :]
            except BlockingIOError:
                if self._waits(lambda: self._is_abandoned, FULL_PAUSE):
                    return
            except OSError as error:
                self._error = error.strerror or str(error)
                if self._waits(lambda: self._is_finishing, FAILED_PAUSE):
                    return
            else:
                self._error = ""

    def _waits(self, condition: Callable[[], bool], seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, seconds)


@contextmanager
def in_background(stream: TextIO) -> Iterator[TextIO]:
    """Lend a stream that writes to ``stream`` without ever waiting for it, and without an error of it.

    A stream without a file descriptor is lent as it is.
    """
    try:
        writer = LineWriter(stream)
    except OSError:
        yield stream
        return
    try:
        yield cast("TextIO", writer)
    finally:
        writer.finish()


def lost_by(stream: object) -> int:
    """How many lines a stream has lost, as :meth:`LineWriter.take_lost`; 0 if it is one that loses nothing."""
    take_lost = getattr(stream, "take_lost", None)
    return take_lost() if take_lost else 0


def failure_of(stream: object) -> str:
    """Why a stream writes nothing now, as :attr:`LineWriter.failure`; empty if it is one that says so itself."""
    return getattr(stream, "failure", "")
