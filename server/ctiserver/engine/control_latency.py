"""Requests of Client Control that wait, because a peripheral takes its time.  Guide: Client Control Service.

The guide has clients expect that an answer takes ten to fifteen seconds.  A request that waits is as one that has just
arrived: it is judged and carried out when its time has come, as the centre is then.
"""

from __future__ import annotations

from collections import deque
from random import Random
from typing import Final

import attrs

from ctiproto.connection import Arrived
from ctiproto.declare import Service
from ctiserver.centre.switch.timers import Timers
from ctiserver.engine.timescale import Timescale
from ctiserver.site.model import Settings

MOST_WAITING: Final = 1_000
"""Requests of one session that wait at the same time; one more is refused."""


@attrs.frozen
class WaitingRequest:
    """A request that waits for the peripheral.

    Args:
        arrived: the request.
        due: when its time has come.
        is_given_up: whether the peripheral takes longer than a client may be kept waiting.
    """

    arrived: Arrived
    due: float
    is_given_up: bool


class ControlLatency:
    """The requests that wait, those of each client in the order in which they came.

    Args:
        seed: what chance comes from.
        pace: how fast the centre's time goes for clients.
    """

    def __init__(self, seed: int, pace: Timescale) -> None:
        self._random = Random(f"control latency {seed}")  # noqa: S311 - a simulation wants to be predictable
        self._pace = pace
        self._waiting: dict[int, deque[WaitingRequest]] = {}
        self._timers: Timers[int] = Timers()

    def concerns(self, client: int, arrived: Arrived, settings: Settings) -> bool:
        """Whether a message has to wait, because the peripheral takes its time or older ones of the client still do."""
        is_slow = settings.control_latency.longest > 0 or client in self._waiting
        return is_slow and arrived.message.declaration.service is Service.CLIENT_CONTROL

    def add(self, client: int, arrived: Arrived, settings: Settings, now: float) -> bool:
        """Let a request wait; ``False``: so many of the client's do already that it has to be refused."""
        waiting = self._waiting.setdefault(client, deque())
        if len(waiting) >= MOST_WAITING:
            return False
        latency = self._random.uniform(settings.control_latency.shortest, settings.control_latency.longest)
        due = self._pace.after(now, min(latency, settings.control_timeout))
        if not waiting:
            # The timer is that of the oldest one: what would be due before it comes right behind it.
            self._timers.start(client, due)
        waiting.append(WaitingRequest(arrived, due, latency > settings.control_timeout))
        return True

    def next_deadline(self) -> float | None:
        """When :meth:`take_due` has something to give; ``None``: never."""
        return self._timers.next_deadline()

    def is_due(self, now: float) -> bool:
        """Whether the time of a request has come."""
        deadline = self.next_deadline()
        return deadline is not None and deadline <= now

    def take_due(self, now: float) -> tuple[int, WaitingRequest] | None:
        """Take out the request whose time came first, with its client; ``None``: none has come yet."""
        due = self._timers.take_due(now)
        if due is None:
            return None
        _, client = due
        waiting = self._waiting[client]
        request = waiting.popleft()
        if waiting:
            self._timers.start(client, waiting[0].due)
        else:
            del self._waiting[client]
        return client, request

    def forget(self, client: int) -> None:
        """Take out what a client waits for whose session is over."""
        if self._waiting.pop(client, None) is not None:
            self._timers.stop(client)
