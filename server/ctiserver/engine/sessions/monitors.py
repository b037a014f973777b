"""Keeps the monitors that sessions have on devices, calls and other sessions.

Guide: Peripheral Monitor Service, Client Monitor Service.

Each kind is found by what it watches, so that an event costs as much as there are monitors of its devices and its
call, however many there are of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import attrs

from ctiproto.constants import AgentStateMask, CallMsgMask
from ctiserver.centre.switch.identifiers import Device
from ctiserver.engine.sessions.session import Session

Target = tuple[int, Device | int]
"""What a monitor watches: a device or a call, on its peripheral."""

K = TypeVar("K")
V = TypeVar("V")


@attrs.define(eq=False)
class Monitor:
    """A monitor on a device or a call.

    Args:
        id: its MonitorID.
        session: the session that asked for it.
        target: the device or the call.
        call_mask: the call events that are sent on it.
        agent_mask: the agent states that are sent on it.
    """

    id: int
    session: Session
    target: Target
    call_mask: CallMsgMask
    agent_mask: AgentStateMask


@attrs.frozen(eq=False)
class SessionMonitor:
    """A monitor on a session: what that hears is copied to another one.

    Args:
        id: its MonitorID.
        session: the session that asked for it, and gets the copies.
        watched: the session whose messages are copied.
    """

    id: int
    session: Session
    watched: Session


class Monitors:
    """The monitors of all sessions, by what they watch and by the session that asked for them.

    Attributes:
        forgotten: how many monitors that ended with their calls were forgotten before their sessions ended.
        watch_changes: how often a session monitor was started or stopped.
    """

    def __init__(self) -> None:
        self.watch_changes = 0
        self.forgotten = 0
        self._by_target: dict[Target, dict[int, Monitor]] = {}
        self._by_owner: dict[Session, dict[Target, Monitor]] = {}
        self._by_id: dict[int, Monitor] = {}
        self._ended: dict[Session, dict[int, None]] = {}
        self._of_sessions: dict[int, SessionMonitor] = {}
        self._watching: dict[Session, dict[int, SessionMonitor]] = {}
        self._watched_by: dict[Session, dict[int, SessionMonitor]] = {}

    def __len__(self) -> int:
        """How many monitors there are of any kind."""
        return len(self._by_id) + len(self._of_sessions)

    # --- devices and calls -------------------------------------------------------------------------------------------

    def start(self, monitor: Monitor) -> None:
        """Start a monitor; its session has none on the same target."""
        self._by_id[monitor.id] = monitor
        self._by_target.setdefault(monitor.target, {})[monitor.id] = monitor
        self._by_owner.setdefault(monitor.session, {})[monitor.target] = monitor

    def stop(self, monitor: Monitor) -> None:
        """Stop a monitor on a device or a call."""
        del self._by_id[monitor.id]
        _drop(self._by_target, monitor.target, monitor.id)
        _drop(self._by_owner, monitor.session, monitor.target)
        monitor.session.last_agent_states.pop(monitor.id, None)

    @property
    def has_targets(self) -> bool:
        """Whether there is a monitor on any device or call: mostly there is none, and each event asks for several."""
        return bool(self._by_target)

    def of(self, target: Target) -> Iterator[Monitor]:
        """The monitors on a device or a call, oldest first."""
        if not self._by_target:
            return iter(())
        return iter(self._by_target.get(target, {}).values())

    def on_devices(self) -> list[tuple[Monitor, Device]]:
        """The monitors on devices, oldest first, each with its device."""
        found = ((monitor, monitor.target[1]) for monitor in self._by_id.values())
        return [(monitor, watched) for monitor, watched in found if isinstance(watched, Device)]

    def has(self, session: Session, target: Target) -> bool:
        """Whether the session has a monitor on a device or a call."""
        return target in self._by_owner.get(session, {})

    def get(self, session: Session, monitor_id: int) -> Monitor | None:
        """The monitor of a session with that MonitorID; ``None``: it has no such monitor."""
        monitor = self._by_id.get(monitor_id)
        return monitor if monitor is not None and monitor.session is session else None

    def count(self, session: Session) -> int:
        """How many monitors a session has."""
        return len(self._by_owner.get(session, ())) + len(self._watching.get(session, ()))

    def most(self) -> int:
        """How many monitors the session with most of them has."""
        return max(map(self.count, {*self._by_owner, *self._watching}), default=0)

    def most_ended(self) -> int:
        """How many monitors that ended with their calls are remembered of the session with most of them."""
        return max(map(len, self._ended.values()), default=0)

    def end_call(self, target: Target, remembered: int) -> None:
        """Stop the monitors on a call that is over, and remember that they ended so.

        Args:
            target: the call.
            remembered: how many such monitors of one session are remembered, the latest ones; 0: all.
        """
        for monitor in tuple(self.of(target)):
            self.stop(monitor)
            ended = self._ended.setdefault(monitor.session, {})
            ended[monitor.id] = None
            if 0 < remembered < len(ended):
                del ended[next(iter(ended))]
                self.forgotten += 1

    def has_ended(self, session: Session, monitor_id: int) -> bool:
        """Whether a session had a monitor with that MonitorID that ended with its call."""
        return monitor_id in self._ended.get(session, {})

    # --- sessions ----------------------------------------------------------------------------------------------------

    def watch(self, monitor: SessionMonitor) -> None:
        """Start a session monitor; no session watches itself."""
        self.watch_changes += 1
        self._of_sessions[monitor.id] = monitor
        self._watching.setdefault(monitor.session, {})[monitor.id] = monitor
        self._watched_by.setdefault(monitor.watched, {})[monitor.id] = monitor

    def unwatch(self, monitor: SessionMonitor) -> None:
        """Stop a session monitor."""
        self.watch_changes += 1
        del self._of_sessions[monitor.id]
        _drop(self._watching, monitor.session, monitor.id)
        _drop(self._watched_by, monitor.watched, monitor.id)

    def watching(self, session: Session) -> Iterator[SessionMonitor]:
        """The session monitors that a session asked for, oldest first."""
        return iter(self._watching.get(session, {}).values())

    def on_session(self, session: Session) -> Iterator[SessionMonitor]:
        """The session monitors on a session, oldest first."""
        return iter(self._watched_by.get(session, {}).values())

    def is_watched(self, session: Session) -> bool:
        """Whether another session has a monitor on it."""
        return session in self._watched_by

    # --- the end -----------------------------------------------------------------------------------------------------

    def forget(self, session: Session) -> None:
        """Stop all monitors of a session that is over, and those on it."""
        for monitor in tuple(self._by_owner.get(session, {}).values()):
            self.stop(monitor)
        for watch in (*self.watching(session), *self.on_session(session)):
            self.unwatch(watch)
        self._ended.pop(session, None)


def _drop(index: dict[K, dict[V, Monitor]] | dict[K, dict[V, SessionMonitor]], key: K, entry: V) -> None:
    """Remove an entry from an index, and the key if nothing is left there."""
    entries = index[key]
    del entries[entry]
    if not entries:
        del index[key]
