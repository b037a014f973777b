"""What is kept of a skill group: its agents and its queue now, and its figures by period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from ctiproto.constants import AgentState, CallDirection
from ctiserver.centre.statistics.calls import Call
from ctiserver.centre.statistics.counters import SECOND, Account, Amounts, Period

PERIODS: Final = (Period.FIVE_MINUTES, Period.HALF_HOUR, Period.TODAY)

HEADS: Final[Mapping[AgentState, str]] = {
    AgentState.NOT_READY: "agents_not_ready",
    AgentState.AVAILABLE: "agents_avail",
    AgentState.RESERVED: "agents_reserved",
    AgentState.HOLD: "agents_hold",
    AgentState.WORK_NOT_READY: "agents_work_not_ready",
    AgentState.WORK_READY: "agents_work_ready",
    AgentState.BUSY_OTHER: "agents_busy_other",
}
"""Where an agent is counted by his state towards the group."""

TALKING: Final[Mapping[CallDirection, str]] = {
    CallDirection.IN: "agents_talking_in",
    CallDirection.OUT: "agents_talking_out",
}
"""Where an agent is counted who talks, by the direction of his call."""

TALKING_OTHER: Final = "agents_talking_other"


class GroupBook:
    """The statistics of one skill group.

    Attributes:
        account: What its agents did for it.
    """

    def __init__(self) -> None:
        self.account = Account(*PERIODS)
        self._heads: Counter[str] = Counter()
        self._waiting: dict[Call, None] = {}

    def count(self, before: str | None, after: str | None) -> None:
        """One of its agents is counted elsewhere from now on; ``None``: nowhere."""
        if before is not None:
            self._heads[before] -= 1
        if after is not None:
            self._heads[after] += 1

    def queue(self, call: Call) -> None:
        """A call waits for it."""
        self._waiting[call] = None

    def dequeue(self, call: Call, now: int) -> None:
        """A call does so no longer, for whatever reason: that wait is over and counts."""
        del self._waiting[call]
        wait = now - call.waits_since
        self.account.add(Amounts(("calls_q",), (("calls_q_time", wait),), (("longest_call_q", wait),)), now)

    def figures(self, period: Period, now: int) -> dict[str, int]:
        """Everything of a period, or of this moment, that is not 0."""
        return self._at(now) if period is Period.NOW else self.account.figures(period, now)

    def _at(self, now: int) -> dict[str, int]:
        waits = [now - call.waits_since for call in self._waiting]
        logged_on = self._heads.total()
        available = self._heads["agents_avail"]
        return {
            **self._heads,
            "agents_logged_on": logged_on,
            "agents_ready": logged_on - self._heads["agents_not_ready"],
            "agents_icm_available": available,
            "agents_application_available": 0,
            "calls_q_now": len(waits),
            "calls_q_time_now": sum(waits) // SECOND,
            "longest_call_q_now": max(waits, default=0) // SECOND,
        }
