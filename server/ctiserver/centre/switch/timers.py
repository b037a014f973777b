"""Timers in a heap, in which equal deadlines keep the order in which they were set.

A timer is named by a value and is never a function, so the timers of a switch can be written down like the rest of
its state.
"""

from __future__ import annotations

from enum import Enum
from heapq import heappop, heappush
from typing import Generic, TypeVar

from attrs import frozen

Name = TypeVar("Name")


class TimerKind(Enum):
    """The purposes of timers in the switch."""

    RING_NO_ANSWER = "ring no answer"
    AUTO_ANSWER = "auto answer"
    FAR_END_ANSWERS = "far end answers"
    FAILED_CALL = "failed call"
    AFTER_CALL_WORK = "after-call work"
    WRAPUP_DATA = "wrap-up data"
    INACTIVITY = "inactivity"
    PERIPHERAL_LINGER = "peripheral linger"
    GREETING = "greeting"
    ANNOUNCED_CALL = "announced call"
    UNATTENDED = "unattended"


@frozen
class Timer:
    """The name of a timer.

    Attributes:
        call_id: The call that it belongs to; 0: none.
        device: A ConnectionDeviceID, an extension or a DNIS, as its kind has it.
        agent_id: The login identifier of the agent that it belongs to.
    """

    kind: TimerKind
    peripheral_id: int
    call_id: int = 0
    device: str = ""
    agent_id: str = ""


class Timers(Generic[Name]):
    """The timers that run, by name: each name at most once."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Name]] = []
        self._running: dict[Name, tuple[int, float]] = {}
        self._sequence = 0

    def start(self, timer: Name, deadline: float) -> None:
        """Let ``timer`` run out at ``deadline``; if it runs already, the new deadline replaces the old one."""
        self._sequence += 1
        self._running[timer] = self._sequence, deadline
        heappush(self._heap, (deadline, self._sequence, timer))

    def stop(self, timer: Name) -> None:
        """Forget ``timer``; nothing happens if it does not run."""
        self._running.pop(timer, None)

    def rename(self, timer: Name, name: Name) -> None:
        """Give ``timer`` another name; nothing happens if it does not run."""
        running = self._running.pop(timer, None)
        if running is not None:
            self.start(name, running[1])

    def next_deadline(self) -> float | None:
        """When the next timer runs out; ``None`` if none runs."""
        while self._heap and self._running.get(self._heap[0][2], (0,))[0] != self._heap[0][1]:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take_due(self, now: float) -> tuple[float, Name] | None:
        """Take out the timer that ran out first by ``now``.

        Returns:
            Its deadline and its name; ``None``: none has run out.
        """
        deadline = self.next_deadline()
        if deadline is None or deadline > now:
            return None
        _, _, timer = heappop(self._heap)
        del self._running[timer]
        return deadline, timer
