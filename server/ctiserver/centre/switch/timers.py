"""Timers in a heap, in which equal deadlines keep the order in which they were set.

A timer is named by a value and is never a function, so the timers of a switch can be written down like the rest of
its state.
"""

from __future__ import annotations

from enum import Enum
from heapq import heapify, heappop, heappush
from typing import Final, Generic, TypeVar

from attrs import frozen

Name = TypeVar("Name")

_STOPPED: Final = 64
"""Entries of timers that do not run any more which may stand in the heap beside as many as do run."""


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
    ANNOUNCED_ARRIVAL = "announced call arrives"
    UNATTENDED = "unattended"
    AGENT_EVENTS = "agent events"
    QUEUE_TIME = "queue time"
    RESERVATION = "reservation"


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


def earlier(one: float | None, other: float | None) -> float | None:
    """The earlier of two deadlines, of which either may not be set."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


class Timers(Generic[Name]):
    """The timers that run, by name: each name at most once."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Name]] = []
        self._running: dict[Name, tuple[int, float]] = {}
        self._stopped: set[int] = set()
        self._sequence = 0

    def start(self, timer: Name, deadline: float) -> None:
        """Let ``timer`` run out at ``deadline``; if it runs already, the new deadline replaces the old one."""
        self.stop(timer)
        self._sequence += 1
        self._running[timer] = self._sequence, deadline
        heappush(self._heap, (deadline, self._sequence, timer))

    def stop(self, timer: Name) -> None:
        """Forget ``timer``; nothing happens if it does not run."""
        running = self._running.pop(timer, None)
        if running is not None:
            self._forget(running[0])

    def _forget(self, sequence: int) -> None:
        """Skip an entry of the heap when its time comes, or drop all such entries if they are many.

        A timer that is started again and again, long before it runs out, would fill the heap with them.
        """
        self._stopped.add(sequence)
        if len(self._stopped) > len(self._running) + _STOPPED:
            self._heap = [entry for entry in self._heap if entry[1] not in self._stopped]
            heapify(self._heap)
            self._stopped.clear()

    def rename(self, timer: Name, name: Name) -> None:
        """Give ``timer`` another name; nothing happens if it does not run."""
        running = self._running.get(timer)
        if running is not None:
            self.stop(timer)
            self.start(name, running[1])

    def running(self) -> tuple[Name, ...]:
        """The timers that run."""
        return tuple(self._running)

    def next_deadline(self) -> float | None:
        """When the next timer runs out; ``None`` if none runs."""
        # Asked for before every request, so nothing is looked up by a name, whose hash is made in Python.
        while self._heap and self._heap[0][1] in self._stopped:
            self._stopped.remove(heappop(self._heap)[1])
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
