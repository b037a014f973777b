"""The result of a call of an engine or of a side."""

from __future__ import annotations

from typing import NamedTuple

import attrs

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiproto.declare import Kind, Message
from ctiserver.centre.switch.events import Event
from ctiserver.engine.alarms import AlarmTable
from ctiserver.engine.connections import ClientConnection
from ctiserver.engine.effects import Alarm, Effect, LogRecord, Send, log_failure, log_record
from ctiserver.engine.sessions.session import Session


class Untold(NamedTuple):
    """Events that a side caused while it was not the active one: the other side tells its clients of them.

    Args:
        events: what happened, in order.
        asker: the session whose request caused it; ``None``: no request did.
    """

    events: list[Event]
    asker: Session | None


@attrs.frozen
class Outcome:
    """The effects of a call, and the events that no client was told of yet.

    Args:
        effects: what is to be done, in order.
        untold: events that no client was told of yet, in order.
    """

    effects: list[Effect]
    untold: list[Untold]


class Collector:
    """Collects what the calls of an engine give back, and the alarms of its table.

    Args:
        side: what the log calls the side; empty: there is no other.

    Attributes:
        effects: what is to be done so far, in order.
        untold: events that no client was told of so far, in order.
        alarms: what went wrong lately.
    """

    def __init__(self, side: str) -> None:
        self.effects: list[Effect] = []
        self.untold: list[Untold] = []
        self.alarms = AlarmTable()
        self._side = {"side": side} if side else {}

    def take(self) -> Outcome:
        """Hand over what was collected since the last call."""
        outcome = Outcome(self.effects, self.untold)
        self.effects, self.untold = [], []
        return outcome

    def send(self, connection: ClientConnection, message: Message) -> None:
        """Send a message on a connection, in the version of its session."""
        self.effects.append(Send(connection.number, connection.protocol.send(message)))

    def log(self, event: str, level: str = "info", **fields: object) -> None:
        """Add a record to the log."""
        self.effects.append(log_record(event, level, **fields))

    def log_failure(self, event: str, error: Exception, **fields: object) -> None:
        """Log a mistake of ours with its traceback."""
        self.effects.append(log_failure(event, error, **fields))

    def log_session(self, event: str, session: Session, **fields: object) -> None:
        """Add a record about a session to the log."""
        self.log(event, "info", **self._side, **session.as_logged(), **fields)

    def log_limited(self, connection: ClientConnection, record: LogRecord, now: float) -> None:
        """Log what a client did, unless it does so much that the log would be full of it; alarms are kept anyway."""
        if isinstance(record, Alarm):
            self.alarms.add(record)
        self.effects += connection.log_limit.limited(connection.number, record, now)

    def raise_alarm(self, alarm: Alarm) -> None:
        """Keep an alarm and log it."""
        self.alarms.add(alarm)
        self.effects.append(alarm)

    def fail(self, connection: ClientConnection, message: Message, error: Exception) -> None:
        """Log a mistake of ours that a message met, and answer a request by E_CTI_UNSPECIFIED_FAILURE."""
        self.log_failure("request_failed", error, client=connection.number, request=message.name)
        if message.kind is Kind.REQUEST:
            invoke_id = getattr(message, "invoke_id", 0)
            self.send(connection, m.FailureConf(invoke_id=invoke_id, status=StatusCode.UNSPECIFIED_FAILURE))
