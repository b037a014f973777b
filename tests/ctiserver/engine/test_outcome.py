"""What a call of an engine gives back: effects in order, events that were not told, and the alarms that stay."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.connection import Connection, Role
from ctiproto.constants import StatusCode
from ctiserver.engine.connections import ClientConnection
from ctiserver.engine.effects import Send, alarm, log_record
from ctiserver.engine.outcome import Collector, Outcome
from ctiserver.site.endpoints import Endpoint
from tests.ctiserver.engine.sessions.people import session

NOW = 1_767_600_000.0


def test_what_is_taken_is_taken_once() -> None:
    """Alarms stay in their table."""
    collector = Collector("A")
    raised = alarm(NOW, "emergency_called", "error")
    collector.raise_alarm(raised)
    collector.log("stream_broken", "warning", client=1)
    assert collector.take() == Outcome([raised, log_record("stream_broken", "warning", client=1)], [])
    assert collector.take() == Outcome([], [])
    assert list(collector.alarms) == [raised]


def test_the_side_is_named_where_there_are_two() -> None:
    """In what the log says of sessions, in front of everything else."""
    one, two = Collector(""), Collector("B")
    for collector in (one, two):
        collector.log_session("session_closed", session(1), NOW)
    (alone,), (named,) = one.effects, two.effects
    assert named == log_record("session_closed", "info", side="B", **session(1).as_logged())
    assert alone == log_record("session_closed", "info", **session(1).as_logged())


def test_a_mistake_of_ours_is_logged_and_answered() -> None:
    """A request gets FAILURE_CONF, an event no answer."""
    connection = ClientConnection(1, Endpoint("", 0), Connection(Role.SERVER, NOW), None)
    collector = Collector("")
    collector.fail(connection, m.StandbyActiveEventMsg(), ValueError("odd"), NOW)
    (record,) = collector.take().effects
    assert record == log_record(
        "request_failed", "error", client=1, request="STANDBY_ACTIVE_EVENT_MSG", error="ValueError: odd\n"
    )
    collector.fail(connection, m.HeartbeatReq(invoke_id=7), ValueError("odd"), NOW)
    (_, answer) = collector.take().effects
    assert isinstance(answer, Send)
    protocol = Connection(Role.CLIENT, NOW)
    (item,) = protocol.receive_data(answer.data, NOW)
    assert item.message == m.FailureConf(invoke_id=7, status=StatusCode.UNSPECIFIED_FAILURE)  # type: ignore[union-attr]
