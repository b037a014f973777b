"""The table of states: complete, and the one that the guide describes."""

from __future__ import annotations

from itertools import product

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, PeripheralType, PGStatusCode, SessionType, StatusCode
from ctiproto.declare import Kind, Message, Sender, messages_of
from ctiproto.state import DROP, TABLE, Input, State, input_of_client, input_of_server
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import Dialect

FROM_CLIENTS = (
    Input.OPEN_REQ,
    Input.HEARTBEAT_REQ,
    Input.CLOSE_REQ,
    Input.SIDE,
    Input.UNANSWERED,
    Input.REQUEST,
)


def conf(session_type: SessionType) -> m.OpenConf:
    """An OPEN_CONF of a session of that type."""
    return m.OpenConf(
        invoke_id=1,
        services_granted=CTIService(0),
        monitor_id=0,
        pg_status=PGStatusCode(0),
        icm_central_controller_time=0,
        peripheral_online=True,
        peripheral_type=PeripheralType.ENTERPRISE_AGENT,
        agent_state=AgentState.UNKNOWN,
        session_type=session_type,
    )


@pytest.mark.parametrize(("state", "step"), list(product(State, FROM_CLIENTS)))
def test_whatever_a_client_sends_has_an_outcome(state: State, step: Input) -> None:
    """Every message has an outcome in every state."""
    assert (state, step) in TABLE


@pytest.mark.parametrize(
    "cls", list(messages_of(Dialect.UCCE).by_number.values()), ids=lambda cls: cls.declaration.name
)
def test_every_message_means_something(cls: type[Message]) -> None:
    """A message that a client may send is one of the inputs, and what only servers send is answered as a request."""
    step = input_of_client(cls)
    assert step in FROM_CLIENTS
    if cls.declaration.sender is Sender.SERVER:
        assert step is Input.REQUEST
    elif cls.kind is Kind.INDICATION:
        assert step in (Input.UNANSWERED, Input.SIDE)


def test_what_nobody_knows_is_answered_like_a_request() -> None:
    """A message type that does not exist gets an answer."""
    assert input_of_client(UnknownMessage) is Input.REQUEST


WITHOUT_SESSION = {
    Input.OPEN_REQ: State.OPENING,
    Input.HEARTBEAT_REQ: StatusCode.SESSION_NOT_OPEN,
    Input.CLOSE_REQ: StatusCode.SESSION_NOT_OPEN,
    Input.SIDE: DROP,
    Input.UNANSWERED: DROP,
    Input.REQUEST: StatusCode.SESSION_NOT_OPEN,
}
IN_A_SESSION = {
    Input.OPEN_REQ: StatusCode.SESSION_ALREADY_OPEN,
    Input.HEARTBEAT_REQ: State.OPEN,
    Input.CLOSE_REQ: State.CLOSING,
    Input.SIDE: State.OPEN,
    Input.UNANSWERED: State.OPEN,
    Input.REQUEST: State.OPEN,
}
STANDING_BY = {
    Input.OPEN_REQ: StatusCode.SESSION_ALREADY_OPEN,
    Input.HEARTBEAT_REQ: State.STANDBY,
    Input.CLOSE_REQ: State.CLOSING,
    Input.SIDE: DROP,
    Input.UNANSWERED: DROP,
    Input.REQUEST: StatusCode.SERVER_NOT_MASTER,
}


@pytest.mark.fidelity("sessions.states", "sessions.on-standby", "sessions.unexpected-about-sides")
@pytest.mark.parametrize(
    ("state", "outcomes"),
    [(State.CONNECTED, WITHOUT_SESSION), (State.OPEN, IN_A_SESSION), (State.STANDBY, STANDING_BY)],
)
def test_what_may_be_sent_when(state: State, outcomes: dict[Input, object]) -> None:
    """Without a session only OPEN_REQ passes; on standby only heartbeats and the end; in a session all but OPEN_REQ."""
    assert {step: TABLE[state, step] for step in FROM_CLIENTS} == outcomes


@pytest.mark.parametrize(
    ("message", "answers_open", "step"),
    [
        (conf(SessionType.ACTIVE), False, Input.OPEN_CONF),
        (conf(SessionType(0)), False, Input.OPEN_CONF),
        (conf(SessionType.STANDBY), False, Input.STANDBY_CONF),
        (m.FailureConf(invoke_id=1, status=StatusCode.INVALID_VERSION), True, Input.OPEN_REFUSED),
        (m.FailureConf(invoke_id=1, status=StatusCode.INVALID_VERSION), False, None),
        (m.CloseConf(invoke_id=1), False, Input.CLOSE_CONF),
        (m.StandbyActiveEventMsg(), False, Input.STANDBY_ACTIVE),
        (m.HeartbeatConf(invoke_id=1), False, None),
    ],
)
def test_what_a_server_says_about_the_session(message: Message, answers_open: bool, step: Input | None) -> None:
    """Only the answers to OPEN_REQ and CLOSE_REQ, and the switch-over, change a session."""
    assert input_of_server(message, answers_open=answers_open) is step
