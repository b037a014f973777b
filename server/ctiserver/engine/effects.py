"""Effects: what the server wants done, as values.  The transport carries them out in their order."""

from __future__ import annotations

from traceback import format_exception
from typing import Final

import attrs


@attrs.frozen
class Send:
    """Bytes for a client, after all that were sent to it before.

    Args:
        client: the connection.
        data: one or more whole frames.
    """

    client: int
    data: bytes = attrs.field(repr=False)


@attrs.frozen
class Broadcast:
    """The same bytes for several clients, after all that were sent to them before.

    Args:
        clients: the connections.
        data: one or more whole frames.
    """

    clients: tuple[int, ...] = attrs.field(repr=lambda clients: str(len(clients)))
    data: bytes = attrs.field(repr=False)


@attrs.frozen
class HangUp:
    """Reset a client's connection once its last bytes have had ``drain`` seconds to leave.

    Args:
        client: the connection.
        drain: seconds; 0 resets at once.
    """

    client: int
    drain: float = 0.0


@attrs.frozen
class Pause:
    """Read nothing from a client for a while: what it sends meanwhile waits, in the end at the client itself.

    Args:
        client: the connection.
        seconds: real seconds.
    """

    client: int
    seconds: float


@attrs.frozen
class LogRecord:
    """Write a record to the log.

    Args:
        event: what happened, in the past tense.
        fields: what it concerns; never a password.
        level: the log's own name of its importance.
    """

    event: str
    fields: tuple[tuple[str, object], ...] = ()
    level: str = "info"


@attrs.frozen(kw_only=True)
class Alarm(LogRecord):
    """Write a record to the log, and to the file of alarms if there is one.

    Args:
        at: when, in seconds since 1970.
        object_name: the object that is now in the state of ``level``; ``None``: it concerns none.
    """

    at: float
    object_name: str | None = None


@attrs.frozen
class Mistake(LogRecord):
    """Write a record about a mistake of ours to the log, with its traceback; only so many are written in a while."""


@attrs.frozen
class Listen:
    """Accept connections to a side again, at the address that it had.

    Args:
        side: the side's name.
    """

    side: str


@attrs.frozen
class StopListening:
    """Accept no more connections to a side.

    Args:
        side: the side's name.
    """

    side: str


@attrs.frozen
class Connect:
    """Make a connection to the server behind this end; the CTI Server itself makes none, a client does.

    Args:
        client: the number that the connection will have.
    """

    client: int


Effect = Send | Broadcast | HangUp | Pause | LogRecord | Listen | StopListening | Connect


def log_record(event: str, level: str = "info", **fields: object) -> LogRecord:
    """A record of the log with fields in the order in which they are given."""
    return LogRecord(event, tuple(fields.items()), level)


LIMIT_REACHED: Final = "limit_reached"
"""The event of the log record that says that a limit was reached."""


def limit_reached(limit: str, **fields: object) -> LogRecord:
    """The log record that says that a limit was reached; it is named as in a site file."""
    return log_record(LIMIT_REACHED, "warning", **fields, limit=limit)


def log_failure(event: str, error: Exception, **fields: object) -> Mistake:
    """A record of a mistake of ours, with its traceback as the last field."""
    return Mistake(event, (*fields.items(), ("error", "".join(format_exception(error)))), "error")


def alarm(at: float, event: str, level: str = "info", object_name: str | None = None, **fields: object) -> Alarm:
    """An alarm with fields in the order in which they are given."""
    return Alarm(event, tuple(fields.items()), level, at=at, object_name=object_name)
