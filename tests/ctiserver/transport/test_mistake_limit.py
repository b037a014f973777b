"""Mistakes fill no disk: so many in a while, and then how many are missing."""

from __future__ import annotations

from trio.testing import MockClock

from ctiserver.engine.effects import LogRecord, log_failure, log_record
from ctiserver.transport.mistake_limit import MOST_MISTAKES, WINDOW, MistakeLimit

MISTAKE = log_failure("client_failed", ZeroDivisionError("a mistake"))
OTHER = log_record("session_opened")


async def test_so_many_are_written(mock_clock: MockClock) -> None:
    """Other records are not counted; the next mistake after a while is preceded by the number of those missing."""
    written: list[LogRecord] = []
    record = MistakeLimit(written.append)
    for _ in range(MOST_MISTAKES + 7):
        record(MISTAKE)
        record(OTHER)
    assert written.count(MISTAKE) == MOST_MISTAKES
    assert written.count(OTHER) == MOST_MISTAKES + 7
    written.clear()
    mock_clock.jump(WINDOW)
    record(MISTAKE)
    assert written == [log_record("mistakes_left_out", "warning", count=7), MISTAKE]
    written.clear()
    mock_clock.jump(WINDOW)
    record(MISTAKE)
    assert written == [MISTAKE]
