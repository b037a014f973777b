"""Limits how many log records one client can cause: one that sends only nonsense must not fill the disk."""

from __future__ import annotations

from typing import Final

import attrs

from ctiserver.engine.effects import LogRecord, log_record

LOG_LIMIT_WINDOW: Final = 10.0
"""Seconds in which records about a client are counted."""

LOG_LIMIT_RECORDS: Final = 50
"""Records about one client that are written in that time."""


@attrs.define(eq=False)
class LogLimit:
    """Counts the log records about one client.

    Args:
        since: when the present window began.
        count: how many records there have been in it, written or not.
    """

    since: float = 0.0
    count: int = 0

    def limited(self, client: int, record: LogRecord, now: float) -> list[LogRecord]:
        """Count a record about the client, and decide what is written.

        Returns:
            The record while the limit is not reached; once, that the client is muted; then nothing until the window of
            ``LOG_LIMIT_WINDOW`` seconds is over.
        """
        if now - self.since >= LOG_LIMIT_WINDOW:
            self.since, self.count = now, 0
        self.count += 1
        if self.count <= LOG_LIMIT_RECORDS:
            return [record]
        if self.count == LOG_LIMIT_RECORDS + 1:
            return [log_record("client_muted", "warning", client=client, seconds=LOG_LIMIT_WINDOW)]
        return []
