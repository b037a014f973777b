"""What a call of an engine gives back: effects in order, events that were not told, and the alarms that stay."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.connection import Connection, Role
from ctiproto.constants import StatusCode
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.engine.admission import Admission
from ctiserver.engine.connections import ClientConnection
from ctiserver.engine.counts import MessageCounts
from ctiserver.engine.dialects.ucce import UCCE
from ctiserver.engine.effects import Send, alarm, log_failure, log_record
from ctiserver.engine.outcome import Collector, Outcome
from ctiserver.engine.timescale import REAL_TIME
from ctiserver.site.endpoints import Endpoint
from tests.ctiserver.engine.sessions.people import session
from tests.support.harness import demo

NOW = 1_767_600_000.0


def collector(side: str) -> Collector:
    """What collects for a side of the demo site."""
    return Collector(side, Admission(ContactCentre(demo(), seed=1), REAL_TIME), MessageCounts(), UCCE)


def test_what_is_taken_is_taken_once() -> None:
    """Alarms stay in their table."""
    ours = collector("A")
    raised = alarm(NOW, "emergency_called", "error")
    ours.raise_alarm(raised)
    ours.log("stream_broken", "warning", client=1)
    assert ours.take() == Outcome([raised, log_record("stream_broken", "warning", client=1)], [])
    assert ours.take() == Outcome([], [])
    assert list(ours.alarms) == [raised]


def test_the_side_is_named_where_there_are_two() -> None:
    """In what the log says of sessions, in front of everything else."""
    one, two = collector(""), collector("B")
    for each in (one, two):
        each.log_session("session_closed", session(1), NOW)
    (alone,), (named,) = one.effects, two.effects
    assert named == log_record("session_closed", "info", side="B", **session(1).as_logged())
    assert alone == log_record("session_closed", "info", **session(1).as_logged())


def test_a_mistake_of_ours_is_logged_and_answered() -> None:
    """A request gets FAILURE_CONF, an event no answer."""
    connection = ClientConnection(1, Endpoint("", 0), Connection(Role.SERVER, NOW), None)
    ours = collector("")
    ours.fail(connection, m.StandbyActiveEventMsg(), ValueError("odd"), NOW)
    (record,) = ours.take().effects
    assert record == log_failure("request_failed", ValueError("odd"), client=1, request="STANDBY_ACTIVE_EVENT_MSG")
    ours.fail(connection, m.HeartbeatReq(invoke_id=7), ValueError("odd"), NOW)
    (_, answer) = ours.take().effects
    assert isinstance(answer, Send)
    protocol = Connection(Role.CLIENT, NOW)
    (item,) = protocol.receive_data(answer.data, NOW)
    assert item.message == m.FailureConf(invoke_id=7, status=StatusCode.UNSPECIFIED_FAILURE)  # type: ignore[union-attr]
