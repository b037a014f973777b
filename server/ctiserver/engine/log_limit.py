"""Limits how many log records clients can cause: whatever they send, and however often they come, the disk stays free.

Records are counted by address, so that another connection does not begin anew, and in the clients' time, so that a fast
contact centre does not write more.  It is decided here and not where the log is written: here addresses are known, and
the same inputs give the same records again.
"""

from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import Final

import attrs

from ctiserver.engine.admission import Admission
from ctiserver.engine.effects import LogRecord, log_record

LOG_LIMIT_WINDOW: Final = 10.0
"""Seconds of a client in which records are counted."""


class Budget(Enum):
    """The limit that says how many records of a kind are written about one address in that time."""

    FLAWS = "flaws_per_address"
    """What was wrong with what clients sent."""
    SESSIONS = "session_records_per_address"
    """What sessions and connections do: open, end, call for help."""
    MESSAGES = "message_records_per_address"
    """The messages of sessions that were granted CTI_SERVICE_DEBUG."""


@attrs.define(eq=False)
class LogLimit:
    """Counts the log records about clients.

    Args:
        admission: has the limits, the pace of clients, and counts what is left out.
        since: when the present window began, in seconds of a client.
        counts: how many records there were about each address that was not muted from the first on.
        written: how many were written, of all.
        left_out: how many were not.
    """

    admission: Admission
    since: float = 0.0
    counts: Counter[tuple[str, Budget]] = attrs.field(factory=Counter)
    written: int = 0
    left_out: int = 0

    def limited(self, record: LogRecord, client: int, host: str, budget: Budget, now: float) -> list[LogRecord]:
        """Count a record about a client, and decide what is written.

        Args:
            record: the record.
            client: the client's connection.
            host: its address.
            budget: how many records of this kind are written.
            now: seconds since 1970.

        Returns:
            The record while neither limit is reached; once, that the address or the whole log is muted; then nothing
            until the window is over.  Before the first record of the next window stands how many were left out.
            Records of level debug have the limit of their address alone.
        """
        records = self._begin_window(self.admission.pace.outside(now))
        limits = self.admission.limits
        # What few servers write at all must not keep out what all write.
        is_detail = record.level == "debug"
        if not is_detail and 0 < limits.log_records <= self.written:
            self._leave_out("log_records")
            return records
        key = host, budget
        count = self.counts[key] = self.counts[key] + 1
        most = getattr(limits, budget.value)
        if 0 < most < count:
            self._leave_out(budget.value, is_detail=is_detail)
            if count == most + 1:
                level = "debug" if is_detail else "warning"
                muted = log_record("client_muted", level, client=client, host=host, seconds=LOG_LIMIT_WINDOW)
                records.append(muted)
            return records
        records.append(record)
        if is_detail:
            return records
        self.written += 1
        if self.written == limits.log_records:
            records.append(log_record("clients_muted", "warning", seconds=LOG_LIMIT_WINDOW))
        return records

    def _leave_out(self, limit: str, *, is_detail: bool = False) -> None:
        self.left_out += not is_detail
        self.admission.hits[limit] += 1

    def usage(self, now: float) -> dict[str, int]:
        """How much of each of its limits is used in the window; of those for one address, by the busiest one."""
        used = {budget.value: 0 for budget in Budget} | {"log_records": 0}
        if self.admission.pace.outside(now) - self.since >= LOG_LIMIT_WINDOW:
            return used
        used["log_records"] = self.written
        for (_, budget), count in self.counts.items():
            used[budget.value] = max(used[budget.value], count)
        return used

    def _begin_window(self, moment: float) -> list[LogRecord]:
        """Begin another window if the present one is over; the record, if any, says how many were left out in it."""
        if moment - self.since < LOG_LIMIT_WINDOW:
            return []
        left_out = self.left_out
        self.since, self.written, self.left_out = moment, 0, 0
        self.counts.clear()
        return [log_record("log_records_left_out", "warning", count=left_out)] if left_out else []
