"""What is counted for a skill group: its agents and its queue at this moment, and its figures by period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from ctiproto.constants import AgentState, CallDirection
from ctiserver.centre.statistics.counters import SECOND, Amounts, Counters, Period

PERIODS: Final = (Period.FIVE_MINUTES, Period.HALF_HOUR, Period.TODAY)

# fidelity statistics.headcount: guide QUERY_SKILL_GROUP_STATISTICS_CONF: Each agent counts in one figure of a group,
# by their state towards it.
HEADCOUNT: Final[Mapping[AgentState, str]] = {
    AgentState.NOT_READY: "agents_not_ready",
    AgentState.AVAILABLE: "agents_avail",
    AgentState.RESERVED: "agents_reserved",
    AgentState.HOLD: "agents_hold",
    AgentState.WORK_NOT_READY: "agents_work_not_ready",
    AgentState.WORK_READY: "agents_work_ready",
    AgentState.BUSY_OTHER: "agents_busy_other",
}
"""The figure of the group that counts an agent, by the agent's state towards the group."""

TALKING_HEADCOUNT: Final[Mapping[CallDirection, str]] = {
    CallDirection.IN: "agents_talking_in",
    CallDirection.OUT: "agents_talking_out",
}
"""The figure that counts a talking agent, by the direction of the agent's call."""

TALKING_OTHER: Final = "agents_talking_other"
"""The figure that counts a talking agent whose call has any other direction."""


class GroupStatistics:
    """The statistics of one skill group.

    Attributes:
        counters: what its agents did for it, and how long calls waited for it.
    """

    def __init__(self) -> None:
        self.counters = Counters(*PERIODS)
        self._headcount: Counter[str] = Counter()
        self._waiting: dict[int, int] = {}
        """When each call in its queue began to wait, by the number of the call."""

    def move_agent(self, before: str | None, after: str | None) -> None:
        """Count one agent in another figure of the headcount from now on; ``None`` is no figure."""
        if before is not None:
            self._headcount[before] -= 1
        if after is not None:
            self._headcount[after] += 1

    def queue(self, call_id: int, now: int) -> None:
        """Put a call into the queue: its wait begins."""
        self._waiting[call_id] = now

    def dequeue(self, call_id: int, now: int) -> None:
        """Take a call out of the queue and count its wait, whether it was answered, abandoned or sent elsewhere."""
        # fidelity statistics.waits: ours: A wait counts however it ended.
        wait = now - self._waiting.pop(call_id)
        self.counters.add(Amounts(("calls_q",), (("calls_q_time", wait),), (("longest_call_q", wait),)), now)

    def figures(self, period: Period, now: int) -> dict[str, int]:
        """All figures of a period, or of this moment, that are not 0."""
        return self._present(now) if period is Period.NOW else self.counters.figures(period, now)

    def _present(self, now: int) -> dict[str, int]:
        waits = [now - since for since in self._waiting.values()]
        logged_on = self._headcount.total()
        available = self._headcount["agents_avail"]
        return {
            **self._headcount,
            "agents_logged_on": logged_on,
            "agents_ready": logged_on - self._headcount["agents_not_ready"],
            "agents_icm_available": available,
            # Work that comes through an application instead of a peripheral is not simulated.
            "agents_application_available": 0,
            "calls_q_now": len(waits),
            "calls_q_time_now": sum(waits) // SECOND,
            "longest_call_q_now": max(waits, default=0) // SECOND,
        }
