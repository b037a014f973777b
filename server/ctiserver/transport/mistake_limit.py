"""Limits how many mistakes of ours are written to the log: one may be met again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import trio

from ctiserver.engine.effects import LogRecord, Mistake, log_record

MOST_MISTAKES: Final = 20
"""Mistakes that are written in each :data:`WINDOW`, each with a trace of some kilobytes."""

WINDOW: Final = 10.0
"""Seconds in which they are counted."""


class MistakeLimit:
    """Writes records of the log, but not more mistakes than a disk has room for.

    Args:
        record: writes a record.
    """

    def __init__(self, record: Callable[[LogRecord], None]) -> None:
        self._record = record
        self._ends_at = 0.0
        self._count = 0

    def __call__(self, line: LogRecord) -> None:
        """Write a record, unless it is of a mistake and there were too many; how many are missing is said later."""
        if isinstance(line, Mistake) and not self._has_room():
            return
        self._record(line)

    def _has_room(self) -> bool:
        now = trio.current_time()
        if now >= self._ends_at:
            left_out, self._count = self._count - MOST_MISTAKES, 0
            self._ends_at = now + WINDOW
            if left_out > 0:
                self._record(log_record("mistakes_left_out", "warning", count=left_out))
        self._count += 1
        return self._count <= MOST_MISTAKES
