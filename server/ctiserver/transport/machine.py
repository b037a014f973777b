"""What is driven, and a guard that keeps a mistake of ours to the client or the deadline that met it.

What a client sent, its coming and its going are each dealt with behind a guard.  If that fails, the client's connection
is reset, and the log has the trace.  So nothing has to be right in order that a server stays up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from ctiserver.engine.effects import Effect, HangUp, LogRecord, log_failure
from ctiserver.site.endpoints import Endpoint


class Machine(Protocol):
    """A machine that is driven: it has neither sockets nor a clock.  Each call returns effects, in order.

    Connections have numbers, of which none is used twice.  Times are seconds since 1970 and never go back.
    """

    def connected(self, client: int, listener: str, peer: Endpoint, now: float, /) -> Iterable[Effect]:
        """A connection is there: of a client at a listener, or one that :class:`Connect` asked for (at ``""``)."""

    def received(self, client: int, data: bytes, now: float, /) -> Iterable[Effect]:
        """Bytes arrived, not necessarily whole frames."""

    def lost(self, client: int, now: float, /) -> Iterable[Effect]:
        """A connection is gone, whichever end closed it, or the one that was asked for could not be had."""

    def next_deadline(self) -> float | None:
        """When :meth:`tick` has something to do; ``None``: never, as long as nothing else happens."""

    def tick(self, now: float, /) -> Iterable[Effect]:
        """The deadline is there."""


class GuardedMachine:
    """A machine whose mistakes are logged and end nothing but a connection.

    Args:
        machine: what is guarded.
        note: writes a record of the log.
    """

    def __init__(self, machine: Machine, note: Callable[[LogRecord], None]) -> None:
        self._machine = machine
        self._note = note
        self._failed_at: float | None = None
        self._skipped: float | None = None

    def connected(self, client: int, listener: str, peer: Endpoint, now: float) -> Iterable[Effect]:
        """Pass a new connection on, or reset it."""
        try:
            return self._machine.connected(client, listener, peer, now)
        except Exception as error:  # noqa: BLE001 - a mistake must not end the server, whatever it is; so below
            return self._reset(client, error)

    def received(self, client: int, data: bytes, now: float) -> Iterable[Effect]:
        """Pass on what arrived, or reset the connection."""
        try:
            return self._machine.received(client, data, now)
        except Exception as error:  # noqa: BLE001
            return self._reset(client, error)

    def lost(self, client: int, now: float) -> Iterable[Effect]:
        """Pass on that a connection is gone."""
        try:
            return self._machine.lost(client, now)
        except Exception as error:  # noqa: BLE001
            self._note(log_failure("client_failed", error, client=client))
            return ()

    def _reset(self, client: int, error: Exception) -> Iterable[Effect]:
        self._note(log_failure("client_failed", error, client=client))
        return (HangUp(client),)

    def next_deadline(self) -> float | None:
        """When something is due; one that fails again and again is skipped until another one takes its place."""
        try:
            deadline = self._machine.next_deadline()
        except Exception as error:  # noqa: BLE001
            self._note(log_failure("deadline_failed", error))
            return None
        return None if deadline == self._skipped else deadline

    def tick(self, now: float) -> Iterable[Effect]:
        """Let happen what is due."""
        try:
            return self._machine.tick(now)
        except Exception as error:  # noqa: BLE001
            self._note(log_failure("deadline_failed", error))
            deadline = self.next_deadline()
            # The second time in a row: mostly what failed is out of the way, and something else is due just then.
            self._skipped = deadline if deadline == self._failed_at else None
            self._failed_at = deadline
            return ()
