"""The states of a session, as one table.  Guide: Session Management.

Both ends keep the same state: the client from what it sends and then receives, the server from what it receives and
then sends.  A row says what a message does in a state: the state that follows, the status that refuses it, or that it
is dropped without an answer, because it has no InvokeID by which the sender could tell an answer::

    CONNECTED --OPEN_REQ--> OPENING --OPEN_CONF--> OPEN or STANDBY --CLOSE_REQ--> CLOSING --CLOSE_CONF--> CONNECTED
                  ^             |
                  +-FAILURE_CONF+

A connection whose session was closed, or refused, may open another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from ctiproto.constants import SessionType, StatusCode
from ctiproto.declare import Kind, Message, Sender
from ctiproto.messages import (
    ActiveMaintenanceRespMsg,
    CloseConf,
    CloseReq,
    HeartbeatReq,
    OpenConf,
    OpenReq,
    StandbyActiveEventMsg,
    StoppingRequestsToThisSideInd,
)
from ctiproto.unknown import UnknownMessage


class _Member(Enum):
    """A member of a row's key: looked up at every message, so its hash is not that of its name, made in Python."""

    __hash__ = object.__hash__


class State(_Member):
    """The state of a session."""

    CONNECTED = "connected"
    OPENING = "opening"
    OPEN = "open"
    STANDBY = "standby"
    CLOSING = "closing"


class Input(_Member):
    """The kinds of messages that the table of states tells apart."""

    OPEN_REQ = "OPEN_REQ"
    OPEN_CONF = "OPEN_CONF"
    STANDBY_CONF = "OPEN_CONF of a standby session"
    OPEN_REFUSED = "FAILURE_CONF that answers OPEN_REQ"
    STANDBY_ACTIVE = "STANDBY_ACTIVE_EVENT_MSG"
    HEARTBEAT_REQ = "HEARTBEAT_REQ"
    CLOSE_REQ = "CLOSE_REQ"
    CLOSE_CONF = "CLOSE_CONF"
    SIDE = "answers about active and standby sides"
    UNANSWERED = "messages without InvokeID"
    REQUEST = "every other request"


class Drop(Enum):
    """The message is ignored."""

    DROP = "drop"


DROP: Final = Drop.DROP

Outcome = State | StatusCode | Drop

_NOT_OPEN: Final = StatusCode.SESSION_NOT_OPEN
_ALREADY_OPEN: Final = StatusCode.SESSION_ALREADY_OPEN
_NOT_MASTER: Final = StatusCode.SERVER_NOT_MASTER

# fidelity sessions.states: guide Session Management: What may be sent depends on the state of the session, by this
# table.
TABLE: Final[Mapping[tuple[State, Input], Outcome]] = MappingProxyType(
    {
        (State.CONNECTED, Input.OPEN_REQ): State.OPENING,
        (State.CONNECTED, Input.HEARTBEAT_REQ): _NOT_OPEN,
        (State.CONNECTED, Input.CLOSE_REQ): _NOT_OPEN,
        # fidelity sessions.unexpected-about-sides: ours: What is said about sides without being asked is dropped.
        (State.CONNECTED, Input.SIDE): DROP,
        (State.CONNECTED, Input.UNANSWERED): DROP,
        (State.CONNECTED, Input.REQUEST): _NOT_OPEN,
        (State.OPENING, Input.OPEN_CONF): State.OPEN,
        (State.OPENING, Input.STANDBY_CONF): State.STANDBY,
        (State.OPENING, Input.OPEN_REFUSED): State.CONNECTED,
        (State.OPENING, Input.OPEN_REQ): _ALREADY_OPEN,
        (State.OPENING, Input.HEARTBEAT_REQ): _NOT_OPEN,
        (State.OPENING, Input.CLOSE_REQ): _NOT_OPEN,
        (State.OPENING, Input.SIDE): DROP,
        (State.OPENING, Input.UNANSWERED): DROP,
        (State.OPENING, Input.REQUEST): _NOT_OPEN,
        (State.OPEN, Input.OPEN_REQ): _ALREADY_OPEN,
        (State.OPEN, Input.HEARTBEAT_REQ): State.OPEN,
        (State.OPEN, Input.CLOSE_REQ): State.CLOSING,
        (State.OPEN, Input.SIDE): State.OPEN,
        (State.OPEN, Input.UNANSWERED): State.OPEN,
        (State.OPEN, Input.REQUEST): State.OPEN,
        (State.STANDBY, Input.OPEN_REQ): _ALREADY_OPEN,
        (State.STANDBY, Input.STANDBY_ACTIVE): State.OPEN,
        (State.STANDBY, Input.HEARTBEAT_REQ): State.STANDBY,
        (State.STANDBY, Input.CLOSE_REQ): State.CLOSING,
        (State.STANDBY, Input.SIDE): DROP,
        (State.STANDBY, Input.UNANSWERED): DROP,
        # fidelity sessions.on-standby: guide Session Management, "Active and Standby"; ours: On standby a request is
        # refused; that its status is 92 is ours.
        (State.STANDBY, Input.REQUEST): _NOT_MASTER,
        (State.CLOSING, Input.CLOSE_CONF): State.CONNECTED,
        (State.CLOSING, Input.OPEN_REQ): _ALREADY_OPEN,
        (State.CLOSING, Input.HEARTBEAT_REQ): _NOT_OPEN,
        (State.CLOSING, Input.CLOSE_REQ): _NOT_OPEN,
        (State.CLOSING, Input.SIDE): DROP,
        (State.CLOSING, Input.UNANSWERED): DROP,
        (State.CLOSING, Input.REQUEST): _NOT_OPEN,
    }
)

_INPUT_OF_CLIENT: Final[Mapping[type[Message], Input]] = MappingProxyType(
    {
        OpenReq: Input.OPEN_REQ,
        HeartbeatReq: Input.HEARTBEAT_REQ,
        CloseReq: Input.CLOSE_REQ,
        ActiveMaintenanceRespMsg: Input.SIDE,
        StoppingRequestsToThisSideInd: Input.SIDE,
    }
)


def input_of_client(cls: type[Message]) -> Input:
    """The input that a message of the client is for the table of states.

    A message of an unknown type, and one that only servers send, counts as a request: it is refused like one.
    """
    special = _INPUT_OF_CLIENT.get(cls)
    if special is not None:
        return special
    declaration = cls.declaration
    if cls is UnknownMessage or declaration.kind is Kind.REQUEST or declaration.sender is Sender.SERVER:
        return Input.REQUEST
    return Input.UNANSWERED


def input_of_server(message: Message, *, answers_open: bool) -> Input | None:
    """The input that a message of the server is for the table of states; ``None``: the state stays.

    Args:
        message: what is sent.
        answers_open: whether it is a FAILURE_CONF with the InvokeID of the OPEN_REQ.
    """
    if answers_open:
        return Input.OPEN_REFUSED
    if isinstance(message, OpenConf):
        standby = message.session_type == SessionType.STANDBY
        return Input.STANDBY_CONF if standby else Input.OPEN_CONF
    if isinstance(message, CloseConf):
        return Input.CLOSE_CONF
    if isinstance(message, StandbyActiveEventMsg):
        return Input.STANDBY_ACTIVE
    return None
