"""Scenes that bring agent 1001 of the demo site into a state, and connection requests about the calls in them."""

from __future__ import annotations

from typing import Any, Final

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConnectionDeviceIDType
from ctiproto.constants.limits import NULL_CALL_ID, NULL_SKILL_GROUP
from ctiproto.declare import Message
from tests.support.harness import PG, Client, state_req

STATIC: Final = ConnectionDeviceIDType.STATIC
DYNAMIC: Final = ConnectionDeviceIDType.DYNAMIC
NONE: Final = ConnectionDeviceIDType.NONE


def confirmed(client: Client, request: Message) -> None:
    """The request is confirmed; the events after it are forgotten."""
    conf = client.asks(request)
    assert not isinstance(conf, m.FailureConf | m.ControlFailureConf), conf
    client.forgets()


def agent_events(client: Client) -> list[m.AgentStateEvent]:
    """What the client heard of agents; the rest is forgotten."""
    heard, client.heard = client.heard, []
    return [event for event in heard if isinstance(event, m.AgentStateEvent)]


def bring(client: Client, state: AgentState, agent_id: str = "1001", number: str = "8001") -> int:
    """Bring an agent into a state; returns the last call that took, or the null call."""
    instrument = str(int(agent_id) + 1000)
    if state is AgentState.LOGOUT:
        return NULL_CALL_ID
    confirmed(client, state_req(agent_id, AgentState.LOGIN))
    if state is AgentState.NOT_READY:
        return NULL_CALL_ID
    confirmed(client, state_req(agent_id, AgentState.AVAILABLE))
    if state is AgentState.AVAILABLE:
        return NULL_CALL_ID
    call_id = client.world.caller_calls(number)
    client.forgets()
    if state is AgentState.RESERVED:
        return call_id
    confirmed(client, answer(instrument))
    if state is AgentState.HOLD:
        confirmed(client, hold(call_id, instrument))
    if state is AgentState.WORK_NOT_READY:
        confirmed(client, state_req(agent_id, AgentState.NOT_READY))
    if state in (AgentState.WORK_READY, AgentState.WORK_NOT_READY):
        client.world.caller_hangs_up(call_id)
        client.forgets()
    return call_id


def _named(call_id: int, device_id: str, **fields: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "invoke_id": 9,
        "peripheral_id": PG,
        "connection_call_id": call_id,
        "connection_device_id_type": STATIC,
        "connection_device_id": device_id,
    }
    return given | fields


def answer(instrument: str, call_id: int = NULL_CALL_ID, **fields: Any) -> m.AnswerCallReq:
    """ANSWER_CALL_REQ, of whatever alerts unless a call is named."""
    named = _named(call_id, instrument, agent_instrument=instrument)
    if call_id == NULL_CALL_ID:
        named["connection_device_id"] = None
    return m.AnswerCallReq(**named | fields)


def hold(call_id: int, device_id: str = "2001", **fields: Any) -> m.HoldCallReq:
    """A HOLD_CALL_REQ for a call at a station."""
    return m.HoldCallReq(**_named(call_id, device_id, reservation=False) | fields)


def retrieve(call_id: int, device_id: str = "2001", **fields: Any) -> m.RetrieveCallReq:
    """A RETRIEVE_CALL_REQ for a call at a station."""
    given: dict[str, Any] = {
        "invoke_id": 9,
        "peripheral_id": PG,
        "held_connection_call_id": call_id,
        "held_connection_device_id_type": STATIC,
        "held_connection_device_id": device_id,
    }
    return m.RetrieveCallReq(**given | fields)


def clear(call_id: int, device_id: str = "2001", **fields: Any) -> m.ClearConnectionReq:
    """A CLEAR_CONNECTION_REQ for a call at a station."""
    return m.ClearConnectionReq(**_named(call_id, device_id) | fields)


def clear_call(call_id: int, device_id: str = "2001", **fields: Any) -> m.ClearCallReq:
    """A CLEAR_CALL_REQ for a call at a station."""
    return m.ClearCallReq(**_named(call_id, device_id) | fields)


def make_call(number: str = "2002", instrument: str | None = "2001", **fields: Any) -> m.MakeCallReq:
    """A MAKE_CALL_REQ from a station to a number."""
    given: dict[str, Any] = {
        "invoke_id": 9,
        "peripheral_id": PG,
        "skill_group_number": NULL_SKILL_GROUP,
        "agent_instrument": instrument,
        "dialed_number": number,
    }
    return m.MakeCallReq(**given | fields)


def query(**fields: Any) -> m.QueryAgentStateReq:
    """A QUERY_AGENT_STATE_REQ for an agent."""
    return m.QueryAgentStateReq(**{"invoke_id": 9, "peripheral_id": PG, "mrd_id": 1, "icm_agent_id": 0} | fields)
