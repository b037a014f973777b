"""One session as plain function calls: bytes and the time go in; bytes, messages and deadlines come out."""

from __future__ import annotations

import json
import math

import pytest

from ctiproto import messages as m
from ctiproto.connection import Arrived, Connection, Role
from ctiproto.constants import PGStatusCode, StatusCode, SystemEventID
from ctiproto.declare import Message
from ctiproto.errors import LocalProtocolError
from ctiproto.versions import Dialect, Profile
from ctiserver.client import RequestRefused, SessionLost, SessionRefused, Side, json_line, open_request
from ctiserver.client.core import SessionCore
from tests.ctiserver.client.network import ALL, OPEN, A, open_conf

QUERY = m.QueryAgentStateReq(invoke_id=0, peripheral_id=1, mrd_id=1, icm_agent_id=0, agent_id="1")


class Ends:
    """A core and the server's end of its connection."""

    def __init__(self, max_waiting: int = 100, side: Side = A) -> None:
        self.core = SessionCore(side, 0.0, max_waiting)
        self.server = Connection(Role.SERVER, 0, side.dialect)
        self.heard: list[Message] = []

    def writes(self, message: Message, now: float = 0.0) -> None:
        """The client sends a message, and the server reads it."""
        for item in self.server.receive_data(self.core.send(message), now):
            assert isinstance(item, Arrived)
            self.heard.append(item.message)
        self.core.sent(now)

    def hears(self, *messages: Message) -> list[int]:
        """The server sends messages, in one segment."""
        return self.core.receive_data(b"".join(map(self.server.send, messages)), 0.0)


def opened(idle_timeout: int | None = None, max_waiting: int = 100) -> Ends:
    """An open session, of which OPEN_CONF was taken."""
    ends = Ends(max_waiting)
    ends.writes(ends.core.open(OPEN if idle_timeout is None else OPEN.changed(idle_timeout=idle_timeout)))
    ends.hears(open_conf())
    assert ends.core.is_opened()
    assert ends.core.take() is not None
    ends.heard.clear()
    return ends


def test_a_session_opens_with_its_confirmation() -> None:
    """What comes before it is kept; FAILURE_CONF and the end of the connection are why there is none."""
    ends = Ends()
    ends.writes(ends.core.open(OPEN))
    assert (ends.core.is_opened(), ends.core.is_active) == (False, False)
    ends.hears(m.FailureEvent(status=StatusCode.TIMEOUT), open_conf())
    assert (ends.core.is_opened(), ends.core.is_active) == (True, True)
    assert (ends.core.profile, ends.core.opened) == (Profile(25), open_conf())
    refused = Ends()
    refused.writes(refused.core.open(OPEN))
    refused.hears(m.FailureConf(invoke_id=1, status=StatusCode.INVALID_PASSWORD))
    with pytest.raises(SessionRefused, match="a:1 refused the session with status 36"):
        refused.core.is_opened()
    lost = Ends()
    lost.core.receive_data(b"", 0)
    with pytest.raises(SessionLost, match="closed the connection"):
        lost.core.is_opened()


def test_a_session_speaks_the_dialect_of_its_side() -> None:
    """In version 18 of the second dialect a length has one byte; version 25 of UCCE has two."""
    side = Side("A", "a", 1, Dialect.UCCX)
    ends = Ends(side=side)
    ends.writes(ends.core.open(open_request(version=18, services=ALL, dialect=side.dialect)))
    ends.hears(open_conf(agent_id="1001"))
    received = ends.core.take()
    assert (ends.core.is_opened(), ends.core.profile) == (True, Profile(18, side.dialect))
    assert received is not None
    assert isinstance(received.message, m.OpenConf)
    assert (received.message.agent_id, received.findings) == ("1001", ())
    assert bytes.fromhex("00c2 05") + b"1001\0" in received.frame
    line = json.loads(json_line(received, Profile(18, side.dialect)))
    assert (line["dialect"], line["version"], line["floating"][0]) == ("uccx", 18, ["AgentID", "1001"])


def test_requests_are_numbered_and_answers_find_them() -> None:
    """Answers that are not waited for are messages like any other; numbers begin again before the largest one."""
    ends = opened()
    assert ends.core.numbered(m.UserMessageConf(invoke_id=70)) == (0, m.UserMessageConf(invoke_id=70))
    number, request = ends.core.numbered(QUERY)
    assert (number, request) == (2, QUERY.changed(invoke_id=2))
    ends.core.answers[number] = None
    ends.writes(request)
    failure = m.FailureConf(invoke_id=2, status=StatusCode.FUNCTION_NOT_AVAILABLE)
    assert ends.core.answer_to(QUERY, 2) is None
    assert ends.hears(failure.changed(invoke_id=9), failure) == [2]
    with pytest.raises(RequestRefused):
        ends.core.answer_to(QUERY, 2)
    ends.core._invoke_id = 0xFFFFFFFE
    assert ends.core.numbered(QUERY)[0] == 1


def test_heartbeats_are_due_when_nothing_else_was_sent() -> None:
    """Their interval is a quarter of the IdleTimeout; without one there are none."""
    assert opened().core.next_deadline() == math.inf
    ends = opened(idle_timeout=40)
    assert ends.core.next_deadline() == 10
    assert ends.core.heartbeat(9.9) is None
    ends.writes(QUERY, now=5)
    assert ends.core.next_deadline() == 15
    for now in (15, 25, 35):
        beat = ends.core.heartbeat(now)
        assert beat is not None
        ends.writes(beat, now)
    assert ends.core.heartbeat(45) is None
    assert ends.core.lost().status is StatusCode.TIMEOUT
    assert ends.core.next_deadline() == math.inf


def test_one_answer_says_that_the_server_is_there() -> None:
    """Heartbeats before it that were never answered count no longer: only three in a row end the session."""
    ends = opened(idle_timeout=40)

    def beats(now: float) -> int:
        beat = ends.core.heartbeat(now)
        assert beat is not None
        ends.writes(beat, now)
        return beat.invoke_id

    *_, last = [beats(now) for now in (10, 20, 30)]
    ends.hears(m.HeartbeatConf(invoke_id=last))
    for now in (40, 50, 60):
        beats(now)
    assert ends.core.heartbeat(70) is None
    assert ends.core.is_over


def test_an_interval_is_not_too_short() -> None:
    """The guide's least is five seconds."""
    assert opened(idle_timeout=4).core.next_deadline() == 5


def test_nothing_follows_a_message_that_was_sent_in_part() -> None:
    """When a message has been sent in part, nothing else is sent on the connection, CLOSE_REQ included."""
    ends = opened()
    ends.core.send(QUERY)
    with pytest.raises(SessionLost, match="in part"):
        ends.core.send(QUERY)
    assert ends.core.close() is None


@pytest.mark.parametrize(
    ("reason", "farewell"),
    [
        (None, StatusCode.NO_ERROR),
        (StatusCode.CTI_SERVER_OFFLINE, StatusCode.CTI_SERVER_OFFLINE),
        (StatusCode.TIMEOUT, StatusCode.TIMEOUT),
        (StatusCode.DEVICE_IN_USE, StatusCode.NO_ERROR),
    ],
)
def test_closing_names_a_reason_that_the_guide_allows(reason: StatusCode | None, farewell: StatusCode) -> None:
    """All others are the end of the session, without being told to the server."""
    ends = opened()
    if reason is not None:
        ends.core.finish("for the test", reason)
    close = ends.core.close()
    assert close is not None
    assert close.status is farewell
    ends.writes(close)
    closing = [ends.core.is_closing]
    ends.hears(m.CloseConf(invoke_id=close.invoke_id))
    closing.append(ends.core.is_closing)
    assert closing == [True, False]
    assert ends.core.take() is None


def test_a_session_that_is_being_closed_sends_nothing_else() -> None:
    """What it still owes is not said any more: nothing may follow CLOSE_REQ."""
    ends = opened()
    ends.hears(m.ActiveMaintenanceReqMsg(invoke_id=5))
    close = ends.core.close()
    assert close is not None
    assert ends.core.take_replies() == []
    ends.writes(close)
    ends.hears(m.ActiveMaintenanceReqMsg(invoke_id=6))
    assert ends.core.take_replies() == []
    with pytest.raises(SessionLost, match="was closed"):
        ends.core.send(QUERY)


def test_a_session_that_is_not_open_says_no_farewell() -> None:
    """The server would not know of what."""
    ends = Ends()
    assert ends.core.close() is None
    with pytest.raises(LocalProtocolError):
        Ends().core.send(QUERY)


def test_maintenance_is_agreed_to() -> None:
    """Maintenance is agreed to, and the end that follows has it as its reason."""
    ends = opened()
    ends.hears(
        m.ActiveMaintenanceReqMsg(invoke_id=5),
        m.ActiveMaintenanceEventMsg(maintenance_mode_status=False),
        m.ActiveMaintenanceEventMsg(maintenance_mode_status=True),
    )
    assert ends.core.take_replies() == [
        m.ActiveMaintenanceRespMsg(invoke_id=5, maintenance_mode_accepted=True),
        m.StoppingRequestsToThisSideInd(),
    ]
    assert ends.core.take_replies() == []
    ends.core.write_failed()
    assert ends.core.lost().status is StatusCode.SERVER_IN_MAINTENANCE_MODE


def test_messages_that_are_never_taken_end_the_session() -> None:
    """Those that had room can still be taken."""
    ends = opened(max_waiting=2)
    ends.hears(*[m.FailureEvent(status=StatusCode.TIMEOUT)] * 4)
    assert ends.core.is_over
    assert [ends.core.take() is None for _ in range(3)] == [False, False, True]
    assert str(ends.core.lost()).startswith("messages arrived faster than they were taken")


def test_each_caller_gets_an_error_of_its_own() -> None:
    """One that is raised in two places would show both ways."""
    ends = opened()
    ends.core.read_failed()
    assert ends.core.lost() is not ends.core.lost()


@pytest.mark.parametrize("dialect", Dialect)
def test_a_server_that_goes_off_line(dialect: Dialect) -> None:
    """SYSTEM_EVENT 4 ends a session with Unified CCX; in Unified CCE it is about one of the peripherals."""
    ends = Ends(side=Side("A", "a", 1, dialect))
    ends.writes(ends.core.open(open_request(version=18, services=ALL, dialect=dialect)))
    ends.hears(open_conf())
    event = m.SystemEvent(
        pg_status=PGStatusCode(0),
        icm_central_controller_time=0,
        system_event_id=SystemEventID.PERIPHERAL_OFFLINE,
        system_event_arg1=0,
        system_event_arg2=0,
        system_event_arg3=0,
    )
    ends.hears(event.changed(system_event_id=SystemEventID.PERIPHERAL_ONLINE), event)
    assert ends.core.is_over is (dialect is Dialect.UCCX)
