"""The result of a call of an engine or of a side."""

from __future__ import annotations

from typing import NamedTuple, assert_never

import attrs

from ctiproto import messages as m
from ctiproto.connection import Dropped, Fault
from ctiproto.constants import CTIService, StatusCode
from ctiproto.declare import Kind, Message
from ctiproto.versions import Profile
from ctiserver.centre.switch.events import Event
from ctiserver.engine.admission import Admission
from ctiserver.engine.alarms import AlarmTable
from ctiserver.engine.connections import ClientConnection
from ctiserver.engine.counts import MessageCounts
from ctiserver.engine.dialects.rules import Rules
from ctiserver.engine.effects import (
    Alarm,
    Effect,
    LogRecord,
    Pause,
    Send,
    alarm,
    limit_reached,
    log_failure,
    log_record,
)
from ctiserver.engine.log_limit import Budget, LogLimit
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
        admission: has the limits of the log, and counts what limits kept out.
        counts: where messages are counted.
        rules: what the dialect of the server says.

    Attributes:
        effects: what is to be done so far, in order.
        untold: events that no client was told of so far, in order.
        alarms: what went wrong lately.
        admission: as above.
        counts: as above.
        rules: as above.
    """

    def __init__(self, side: str, admission: Admission, counts: MessageCounts, rules: Rules) -> None:
        self.effects: list[Effect] = []
        self.untold: list[Untold] = []
        self.alarms = AlarmTable()
        self._side = {"side": side} if side else {}
        self.admission = admission
        self.counts = counts
        self.rules = rules
        self._sessionless = Profile.nearest(0, rules.dialect)
        self._log_limit = LogLimit(admission)
        self.follow_site()

    def take(self) -> Outcome:
        """Hand over what was collected since the last call."""
        outcome = Outcome(self.effects, self.untold)
        self.effects, self.untold = [], []
        return outcome

    def send(self, connection: ClientConnection, message: Message) -> None:
        """Send a message on a connection, in the dialect and the version of its session."""
        if self.rules.worded is not None:
            profile = connection.protocol.profile or self._sessionless
            message = self.rules.worded(message, profile, self.admission.site)
        self.counts.count_sent(message)
        self.effects.append(Send(connection.number, connection.protocol.send(message)))

    def log_usage(self, now: float) -> dict[str, int]:
        """How much of the limits of the log is used."""
        return self._log_limit.usage(now)

    def log(self, event: str, level: str = "info", **fields: object) -> None:
        """Add a record to the log."""
        self.effects.append(log_record(event, level, **fields))

    def log_failure(self, event: str, error: Exception, **fields: object) -> None:
        """Log a mistake of ours with its traceback."""
        self.effects.append(log_failure(event, error, **fields))

    def log_session(self, event: str, session: Session, now: float, **fields: object) -> None:
        """Log what became of a session, unless so much becomes of those of its address that it is muted."""
        record = log_record(event, "info", **self._side, **session.as_logged(), **fields)
        self.log_limited(session, record, now, Budget.SESSIONS)

    def log_flaw(
        self, connection: ClientConnection, now: float, event: str, level: str = "info", **fields: object
    ) -> None:
        """Log what was wrong with what a client sent, unless its address is muted."""
        self.log_limited(connection, log_record(event, level, client=connection.number, **fields), now)

    def answer_flaw(self, connection: ClientConnection, item: Fault | Dropped, now: float) -> None:
        """Log what cannot be read of what a client sent, and tell it; of what is dropped no client is told."""
        self.counts.unreadable += 1
        match item:
            case Fault() if item.is_fatal:
                self.log_flaw(connection, now, "stream_broken", "warning", reason=str(item.error))
                self.send(connection, m.FailureEvent(status=item.error.status))
            case Fault():
                self.log_flaw(connection, now, "message_refused", "warning", reason=str(item.error))
                self.send(connection, m.FailureConf(invoke_id=item.error.invoke_id, status=item.error.status))
            case Dropped():
                why = {} if item.error is None else {"reason": str(item.error)}
                self.log_flaw(connection, now, "message_dropped", message_type=item.message_type, **why)
            case _:
                assert_never(item)

    def log_limit_reached(
        self, limit: str, connection: ClientConnection, now: float, budget: Budget = Budget.FLAWS
    ) -> None:
        """Count that a client reached a limit, and log it unless its address is muted."""
        record = limit_reached(limit, client=connection.number, host=connection.address.host)
        self.log_limited(connection, record, now, budget)

    def count_opening(self, connection: ClientConnection, now: float) -> bool:
        """Count an OPEN_REQ, and say whether its address has not sent too many; if it has, that is logged."""
        may_open = self.admission.may_open(connection.address.host, now)
        if not may_open:
            self.log_limit_reached("opens_per_second", connection, now)
        return may_open

    def opened(self, connection: ClientConnection, tolerated: tuple[str, ...], now: float) -> None:
        """Count a session that was opened, and log what was tolerated of its OPEN_REQ."""
        self.admission.opened(connection.number)
        for what in tolerated:
            self.log_flaw(connection, now, "fault_tolerated", what=what)

    def follow_site(self) -> None:
        """Keep what every message needs to know of the site's limits."""
        self._limits_requests = self.admission.limits.requests_per_second > 0

    def count_received(self, connection: ClientConnection, kind: type[Message], now: float) -> None:
        """Count a message of a client, and read no more for a while if it is one too many in a second."""
        self.counts.received[kind] += 1
        if self._limits_requests:
            pause = self.admission.pause_after(connection.number, now)
            if pause is not None:
                self.log_limit_reached("requests_per_second", connection, now)
                self.effects.append(Pause(connection.number, pause))

    def log_limited(
        self, source: ClientConnection | Session, record: LogRecord, now: float, budget: Budget = Budget.FLAWS
    ) -> None:
        """Log what a client did, unless it does so much that the log would be full of it; alarms are kept anyway."""
        if isinstance(record, Alarm):
            self.alarms.add(record)
        self.admission.count(record)
        self.effects += self.limited(source, record, now, budget)

    def limited(
        self, source: ClientConnection | Session, record: LogRecord, now: float, budget: Budget
    ) -> list[LogRecord]:
        """Count a record about what a client did; what of it is to be written, which is left to the caller."""
        client = source.client if isinstance(source, Session) else source.number
        return self._log_limit.limited(record, client, source.address.host, budget, now)

    def raise_alarm(self, alarm: Alarm, session: Session | None = None) -> None:
        """Keep an alarm and log it; if a session is what it is about, it is limited as the session's other records."""
        if session is None:
            self.alarms.add(alarm)
            self.effects.append(alarm)
        else:
            self.log_limited(session, alarm, alarm.at, Budget.SESSIONS)

    def monitor_connection(self, event: str, level: str, session: Session, now: float) -> None:
        """Raise an alarm about the connection of an active session that has CONNECTION_MONITOR."""
        # fidelity alarms.connections: guide Connection Monitor Service; ours: A session with CONNECTION_MONITOR
        # raises an alarm when it is opened and when it ends; the levels are ours.
        if session.has(CTIService.SERVICE_CONNECTION_MONITOR) and not session.is_standby:
            self.raise_alarm(alarm(now, event, level, None, **session.as_logged()), session)

    def fail(self, connection: ClientConnection, message: Message, error: Exception, now: float) -> None:
        """Log a mistake of ours that a message met, and answer a request by E_CTI_UNSPECIFIED_FAILURE."""
        record = log_failure("request_failed", error, client=connection.number, request=message.name)
        self.log_limited(connection, record, now)
        if message.kind is Kind.REQUEST:
            invoke_id = getattr(message, "invoke_id", 0)
            self.send(connection, m.FailureConf(invoke_id=invoke_id, status=StatusCode.UNSPECIFIED_FAILURE))
