"""Both ends of a connection, joined by bytes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.connection import Arrived, Connection, Dropped, Fault, Received, Role, is_heartbeat
from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallMsgMask,
    ConfigMsgMask,
    CTIService,
    PeripheralType,
    PGStatusCode,
    SessionType,
    StatusCode,
)
from ctiproto.constants.limits import IDLE_TIMEOUT_DISABLED
from ctiproto.declare import Message
from ctiproto.errors import BadLength, LocalProtocolError
from ctiproto.state import State
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import Dialect, Profile


def open_req(version: int = 25, **fields: Any) -> m.OpenReq:
    """A plain OPEN_REQ."""
    given: dict[str, Any] = {
        "invoke_id": 7,
        "version_number": version,
        "services_requested": CTIService(0),
        "call_msg_mask": CallMsgMask(0),
        "agent_state_mask": AgentStateMask(0),
        "config_msg_mask": ConfigMsgMask(0),
        "client_id": "client",
        "client_password": b"",
    }
    return m.OpenReq(**given | fields)


def open_conf(session_type: SessionType = SessionType.ACTIVE) -> m.OpenConf:
    """The OPEN_CONF that answers it."""
    return m.OpenConf(
        invoke_id=7,
        services_granted=CTIService(0),
        monitor_id=0,
        pg_status=PGStatusCode(0),
        icm_central_controller_time=0,
        peripheral_online=True,
        peripheral_type=PeripheralType.ENTERPRISE_AGENT,
        agent_state=AgentState.UNKNOWN,
        session_type=session_type,
    )


def refusal(invoke_id: int = 7) -> m.FailureConf:
    """A FAILURE_CONF."""
    return m.FailureConf(invoke_id=invoke_id, status=StatusCode.INVALID_VERSION)


class Pair:
    """A client and a server; what one sends arrives at the other at once."""

    def __init__(self) -> None:
        self.now = 100.0
        self.client = Connection(Role.CLIENT, self.now)
        self.server = Connection(Role.SERVER, self.now)

    def asks(self, message: Message) -> list[Received]:
        """The client sends; what the server makes of it."""
        return list(self.server.receive_data(self.client.send(message), self.now))

    def answers(self, message: Message) -> list[Received]:
        """The server sends; what the client makes of it."""
        return list(self.client.receive_data(self.server.send(message), self.now))

    def server_gets(self, data: bytes) -> list[Received]:
        """Bytes arrive at the server."""
        return list(self.server.receive_data(data, self.now))

    def opened(self, version: int = 25, **fields: Any) -> Pair:
        """A session is opened."""
        self.asks(open_req(version, **fields))
        self.answers(open_conf())
        return self

    @property
    def states(self) -> tuple[State, State]:
        """The session as the client and as the server see it."""
        return self.client.state, self.server.state


def has_session(connection: Connection) -> bool:
    """Whether requests can be made."""
    return connection.is_open


def deadline(pair: Pair) -> float | None:
    """When the server has waited long enough."""
    return pair.server.idle_deadline


def messages(received: list[Received]) -> list[Message]:
    """The messages, if nothing else arrived."""
    assert all(isinstance(item, Arrived) for item in received), received
    return [item.message for item in received if isinstance(item, Arrived)]


# --- sessions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [9, 15, 19, 20, 25])
def test_a_session_is_opened_and_closed(version: int) -> None:
    """Both ends see the same states, and messages are laid out in the version that OPEN_REQ announced."""
    pair = Pair()
    assert pair.states == (State.CONNECTED, State.CONNECTED)
    request = open_req(version)
    assert messages(pair.asks(request)) == [request]
    assert pair.states == (State.OPENING, State.OPENING)
    assert has_session(pair.server) is False
    pair.answers(open_conf())
    assert pair.states == (State.OPEN, State.OPEN)
    assert (pair.client.version, pair.server.version) == (version, version)
    assert has_session(pair.server)
    assert messages(pair.asks(m.CloseReq(invoke_id=8, status=StatusCode.NO_ERROR)))
    assert pair.states == (State.CLOSING, State.CLOSING)
    assert messages(pair.answers(m.CloseConf(invoke_id=8))) == [m.CloseConf(invoke_id=8)]
    assert pair.states == (State.CONNECTED, State.CONNECTED)
    assert pair.server.version is None


def test_a_refused_session_may_be_asked_for_again() -> None:
    """After FAILURE_CONF the connection is as new, and another version may be tried."""
    pair = Pair()
    pair.asks(open_req(24))
    pair.answers(refusal())
    assert pair.states == (State.CONNECTED, State.CONNECTED)
    pair.opened(15)
    assert pair.states == (State.OPEN, State.OPEN)
    assert pair.client.version == 15


def test_only_the_failure_that_answers_open_req_refuses_it() -> None:
    """A FAILURE_CONF with another InvokeID, or later, leaves the session as it is."""
    pair = Pair()
    pair.asks(open_req())
    pair.answers(refusal(invoke_id=6))
    assert pair.states == (State.OPENING, State.OPENING)
    pair.answers(open_conf())
    pair.answers(refusal())
    assert pair.states == (State.OPEN, State.OPEN)


def test_a_standby_session_becomes_active() -> None:
    """A session may begin on standby, which is a session, and turns active when the server says so."""
    pair = Pair()
    pair.asks(open_req(24))
    pair.answers(open_conf(SessionType.STANDBY))
    assert pair.states == (State.STANDBY, State.STANDBY)
    assert has_session(pair.server)
    assert messages(pair.asks(m.HeartbeatReq(invoke_id=1)))
    pair.answers(m.StandbyActiveEventMsg())
    assert pair.states == (State.OPEN, State.OPEN)


def test_a_switch_over_of_an_active_session_changes_nothing() -> None:
    """What the table does not know leaves the state as it is."""
    pair = Pair().opened()
    pair.answers(m.StandbyActiveEventMsg())
    assert pair.states == (State.OPEN, State.OPEN)


def test_an_absurd_version_is_laid_out_as_the_nearest() -> None:
    """The server refuses a version that does not exist; the connection itself reads on."""
    pair = Pair()
    pair.asks(open_req(99))
    assert pair.server.version == 25


# --- what is not allowed ---------------------------------------------------------------------------------------------


def test_a_server_answers_what_comes_too_early_with_a_status() -> None:
    """A request before OPEN_REQ is a fault with the InvokeID of the request, whatever its body."""
    pair = Pair()
    frame = codec(Profile(25)).encode(m.HeartbeatReq(invoke_id=77))
    (fault,) = pair.server_gets(frame)
    assert isinstance(fault, Fault)
    assert (fault.error.status, fault.error.invoke_id) == (StatusCode.SESSION_NOT_OPEN, 77)
    assert (fault.message_type, fault.frame, fault.is_fatal) == (5, frame, False)


def test_a_message_that_is_too_short_for_an_invoke_id_has_the_invoke_id_0() -> None:
    """The answer needs a number, and there is none."""
    (fault,) = Pair().server_gets(bytes.fromhex("00000003 00000005 010203"))
    assert isinstance(fault, Fault)
    assert fault.error.invoke_id == 0


@pytest.mark.parametrize("number", [4, 30, 0, 999])
def test_what_only_servers_send_and_what_nobody_knows_is_answered_without_a_session(number: int) -> None:
    """A client that sends it waits for an answer: a refusal."""
    (fault,) = Pair().server_gets((4).to_bytes(4) + number.to_bytes(4) + (9).to_bytes(4))
    assert isinstance(fault, Fault)
    assert (fault.error.status, fault.error.invoke_id) == (StatusCode.SESSION_NOT_OPEN, 9)


@pytest.mark.parametrize("message", [m.ConfigRequestKeyEvent, m.ActiveMaintenanceRespMsg])
def test_what_has_no_invoke_id_is_dropped_without_a_session(message: type[Message]) -> None:
    """A message without an InvokeID cannot be answered."""
    number = message.declaration.number
    assert Pair().server_gets(bytes(4) + number.to_bytes(4)) == [Dropped(number)]


def test_what_has_no_invoke_id_is_dropped_when_it_is_broken() -> None:
    """Its first bytes are no InvokeID, so no answer would find its way."""
    (dropped,) = Pair().opened().server_gets(bytes.fromhex("00000002 000000e8 0000"))
    assert isinstance(dropped, Dropped)
    assert dropped.message_type == 232
    assert dropped.error is not None
    assert dropped.error.status is StatusCode.BAD_MESSAGE_FORMAT


def test_a_broken_request_is_a_fault_with_its_invoke_id() -> None:
    """A body that does not have the structure of its message is answered, and the session goes on."""
    pair = Pair().opened()
    (fault,) = pair.server_gets(bytes.fromhex("00000006 00000005 00000042 ffff"))
    assert isinstance(fault, Fault)
    assert (fault.error.status, fault.error.invoke_id) == (StatusCode.BAD_MESSAGE_FORMAT, 0x42)
    assert pair.states == (State.OPEN, State.OPEN)


def test_a_broken_message_that_only_servers_send_is_refused_for_that() -> None:
    """That it is broken as well does not count; its InvokeID is whatever the body begins with."""
    pair = Pair().opened()
    (fault,) = pair.server_gets(bytes.fromhex("00000004 00000009 0000004d"))
    assert isinstance(fault, Fault)
    assert (fault.error.status, fault.error.invoke_id) == (StatusCode.INVALID_MSG_TYPE_FOR_VERSION, 0x4D)


def test_a_giant_length_is_fatal() -> None:
    """Nothing can be read after a header that announces too much."""
    pair = Pair().opened()
    (fault,) = pair.server_gets(bytes.fromhex("7fffffff"))
    assert isinstance(fault, Fault)
    assert fault.is_fatal
    assert isinstance(fault.error, BadLength)
    assert [type(item) for item in pair.server_gets(b"")] == [Fault]


def test_a_client_may_not_send_what_its_session_forbids() -> None:
    """It is our own mistake, and nothing is written."""
    client = Connection(Role.CLIENT, 0.0)
    with pytest.raises(LocalProtocolError, match="HEARTBEAT_REQ: not allowed while the session is connected"):
        client.send(m.HeartbeatReq(invoke_id=1))
    with pytest.raises(LocalProtocolError, match="not allowed"):
        client.send(m.ActiveMaintenanceRespMsg(invoke_id=1, maintenance_mode_accepted=True))
    assert client.state is State.CONNECTED


def test_a_message_that_cannot_be_written_changes_nothing() -> None:
    """The state follows what was written, not what was meant."""
    client = Connection(Role.CLIENT, 0.0)
    with pytest.raises(LocalProtocolError, match="ClientID"):
        client.send(open_req(client_id="x" * 64))
    assert client.state is State.CONNECTED


def test_a_client_tells_of_a_server_that_breaks_the_protocol() -> None:
    """A client reads whatever comes, and says what it cannot read."""
    pair = Pair().opened()
    (fault,) = pair.client.receive_data(bytes.fromhex("00000002 00000006 0000"), pair.now)
    assert isinstance(fault, Fault)
    assert fault.error.status is StatusCode.BAD_MESSAGE_FORMAT


def test_findings_stand_beside_the_message() -> None:
    """What is wrong short of the structure is for the server to judge."""
    pair = Pair().opened()
    (arrived,) = pair.server_gets(codec(Profile(25)).encode(UnknownMessage(999, b"\0\0\0\1")))
    assert isinstance(arrived, Arrived)
    assert [finding.status for finding in arrived.findings] == [StatusCode.INVALID_MESSAGE_TYPE]
    assert arrived.frame == codec(Profile(25)).encode(arrived.message)


# --- silence ---------------------------------------------------------------------------------------------------------


def test_a_heartbeat_can_be_taken_without_being_read() -> None:
    """It counts as what was heard last; without a session, or within a frame, it is left to be read."""
    pair = Pair()
    beat = codec(Profile(25)).encode(m.HeartbeatReq(invoke_id=3))
    assert is_heartbeat(beat)
    assert not any(map(is_heartbeat, (beat + beat, beat[:-1], beat[:7] + b"\7" + beat[8:])))
    assert not pair.server.take_heartbeat(101.0)
    pair.opened(idle_timeout=20)
    assert pair.server.take_heartbeat(105.0)
    assert pair.server.idle_deadline == 125.0
    assert list(pair.server.receive_data(beat[:9], 106.0)) == []
    assert not pair.server.take_heartbeat(107.0)
    assert pair.server.idle_deadline == 125.0


def test_silence_is_counted_from_the_last_complete_message() -> None:
    """The deadline is the session's IdleTimeout after the last whole message, also one that is refused."""
    pair = Pair()
    assert deadline(pair) is None
    pair.opened(idle_timeout=20)
    assert deadline(pair) == 120.0
    heartbeat = codec(Profile(25)).encode(m.HeartbeatReq(invoke_id=1))
    pair.now = 110.0
    pair.server_gets(heartbeat[:-1])
    assert deadline(pair) == 120.0
    pair.now = 115.0
    pair.server_gets(heartbeat[-1:])
    assert deadline(pair) == 135.0
    pair.now = 116.0
    pair.server_gets(bytes.fromhex("00000000 00000005"))
    assert deadline(pair) == 136.0


@pytest.mark.parametrize(("timeout", "deadline"), [(IDLE_TIMEOUT_DISABLED, None), (0x7FFFFFFF, 100.0 + 0x7FFFFFFF)])
def test_a_client_may_be_silent_for_ever(timeout: int, deadline: float | None) -> None:
    """One number stands for ever; another that real clients send stands for sixty-eight years."""
    assert Pair().opened(idle_timeout=timeout).server.idle_deadline == deadline


def test_without_a_session_nobody_counts() -> None:
    """A closed session has no idle timeout."""
    pair = Pair().opened(idle_timeout=20)
    pair.asks(m.CloseReq(invoke_id=1, status=StatusCode.NO_ERROR))
    assert deadline(pair) is None
    pair.answers(m.CloseConf(invoke_id=1))
    assert deadline(pair) is None


# --- pieces ----------------------------------------------------------------------------------------------------------

SEGMENT = b"".join(
    (
        codec(Profile(15)).encode(open_req(15)),
        codec(Profile(15)).encode(m.HeartbeatReq(invoke_id=1)),
        bytes.fromhex("00000002 00000005 0000"),
        codec(Profile(15)).encode(m.CloseReq(invoke_id=2, status=StatusCode.NO_ERROR)),
        bytes(8),
    )
)


def _server_story(pieces: list[bytes]) -> list[object]:
    """A server that confirms at once; what it makes of the pieces."""
    server = Connection(Role.SERVER, 0.0)
    seen: list[object] = []
    for piece in pieces:
        for item in server.receive_data(piece, 0.0):
            seen.append(item.message if isinstance(item, Arrived) else (type(item), item.message_type))
            if isinstance(item, Arrived) and isinstance(item.message, m.OpenReq):
                server.send(open_conf())
            elif isinstance(item, Arrived) and isinstance(item.message, m.CloseReq):
                server.send(m.CloseConf(invoke_id=2))
    return seen


@given(st.lists(st.integers(0, len(SEGMENT)), max_size=8))
def test_pieces_do_not_matter(cuts: list[int]) -> None:
    """However the bytes are cut, the same arrives; what follows OPEN_REQ in its segment finds the session open."""
    edges = [0, *sorted(cuts), len(SEGMENT)]
    pieces = [SEGMENT[begin:end] for begin, end in pairwise(edges)]
    assert _server_story(pieces) == [
        open_req(15),
        m.HeartbeatReq(invoke_id=1),
        (Fault, 5),
        m.CloseReq(invoke_id=2, status=StatusCode.NO_ERROR),
        (Fault, 0),
    ]


def test_a_session_has_the_dialect_of_its_connection() -> None:
    """The version that OPEN_REQ announces is one of that dialect."""
    other = Dialect.UCCX
    client, server = (Connection(role, 0.0, other) for role in Role)
    assert (server.profile, server.version) == (None, None)
    (arrived,) = server.receive_data(client.send(open_req(25)), 0.0)
    assert isinstance(arrived, Arrived)
    assert client.profile == server.profile == Profile(18, other)
    assert server.version == 18
    (unknown,) = server.receive_data(codec(Profile(18)).encode(m.ListAgentTeamReq(invoke_id=1, supervisor_id=1)), 0.0)
    assert isinstance(unknown, Fault)
    assert unknown.error.finding.message == "133", "it is no message of this dialect"
