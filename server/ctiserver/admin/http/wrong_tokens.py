"""What becomes of requests without the right token: they are counted, logged with a limit, and answered late.

A token has 256 bits, so nobody finds it by trying.  The delay is for programs that try the token of a server that was
started anew in a loop, and the log is for the operator who wants to know that something knocks.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import trio

DELAY: Final = 1.0
"""Seconds until a wrong token is answered."""

MOST_DELAYED: Final = 16
"""Answers that wait at the same time; one more is given at once, so that they do not fill all connections."""

BETWEEN_RECORDS: Final = 10.0
"""Seconds between two records of the log; each says how many requests there were since the last one."""

LONGEST_PATH: Final = 100
"""Characters of a path that the log shows: a request may have thousands."""


class WrongTokens:
    """Counts, logs and delays requests without the right token.

    Attributes:
        count: how many there were.
    """

    def __init__(self) -> None:
        self.count = 0
        self._noted_count = 0
        self._noted_at = -math.inf
        self._delayed = 0

    async def delay(self, path: str, write_log: Callable[..., None]) -> None:
        """Count and log a request, and wait before it is answered.

        Args:
            path: what it asks for.
            write_log: writes a line of the log.
        """
        self.count += 1
        now = trio.current_time()
        if now >= self._noted_at + BETWEEN_RECORDS:
            count, self._noted_count, self._noted_at = self.count - self._noted_count, self.count, now
            write_log("warning", "control_token_wrong", count=count, path=path[:LONGEST_PATH])
        if self._delayed >= MOST_DELAYED:
            return
        self._delayed += 1
        try:
            await trio.sleep(DELAY)
        finally:
            self._delayed -= 1
