"""SUPERVISE_CALL_REQ.  Guide: Supervisor Service."""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import (
    ControlFailureCode,
    CTIService,
    DeviceIDType,
    LocalConnectionState,
    StatusCode,
    SupervisoryAction,
)
from ctiproto.constants.limits import CURRENT_CALL
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import ConnectionID
from ctiserver.engine.services.checks.agents import named_agent
from ctiserver.engine.services.checks.connections import NamedConnection, party_of
from ctiserver.engine.services.checks.stations import acting_station, require_online
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.session import AgentItems

# fidelity supervisors.named-by-bridges: guide SUPERVISE_CALL_REQ: A session that acts for many stations has to name
# the supervisor's instrument.
_WATCHING: Final = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_PERIPHERAL_MONITOR
"""A session with one of these acts for many stations: the guide has it name the supervisor's."""


def supervise_call(context: Context, request: m.SuperviseCallReq) -> m.SuperviseCallConf:
    """Let a supervisor listen to an agent's call, whisper, barge in, intercept, or leave it again."""
    named = NamedConnection(
        request.agent_connection_call_id, request.agent_connection_device_id_type, request.agent_connection_device_id
    )
    items = named_agent(request)
    _require_fields(context, request, named, items)
    context.peripheral(request.peripheral_id)
    agent = context.identify(request.peripheral_id, items).device if items else None
    require_online(context, request.peripheral_id)
    supervisor = _supervisor(context, request)
    if agent is not None:
        station = agent[1]
    elif items:
        # The agent is not signed in, so that no call can be theirs.
        # fidelity supervisors.no-call: guide E_CTI_NO_CALL_ACTIVE: An agent without a call cannot be supervised.
        raise RequestRefused(StatusCode.NO_CALL_ACTIVE)
    else:
        station = _station_of(context, request.peripheral_id, named)
    supervised = _supervised(context, request, station, named)
    context.execute(
        commands.SuperviseCall(
            peripheral_id=request.peripheral_id,
            device=supervisor,
            agent_device=station,
            action=request.supervisory_action,
            call_id=named.call_id,
            connection=named.explicit if named.call_id != CURRENT_CALL else None,
            supervisor_call_id=request.supervisor_connection_call_id,
        )
    )
    return m.SuperviseCallConf(
        invoke_id=request.invoke_id,
        connection_call_id=supervised.call_id,
        connection_device_id_type=supervised.device_id_type,
        connection_device_id=supervised.device_id,
    )


def _require_fields(context: Context, request: m.SuperviseCallReq, named: NamedConnection, items: AgentItems) -> None:
    """Refuse (6) a request that does not say which agent's call is meant, or for which supervisor."""
    names_call = named.explicit is not None and named.call_id != CURRENT_CALL
    names_supervisor = request.supervisor_instrument is not None or not context.session.has(_WATCHING)
    if not (names_call or items) or not names_supervisor:
        raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)


def _supervisor(context: Context, request: m.SuperviseCallReq) -> str:
    if request.supervisor_instrument is None and context.session.device is None:
        # fidelity supervisors.signed-in: ours: A supervisor has to be signed in to supervise a call.
        raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    return acting_station(context, request.peripheral_id, request.supervisor_instrument)


def _station_of(context: Context, peripheral_id: int, named: NamedConnection) -> str:
    party = party_of(context, peripheral_id, named)
    if party.kind is DeviceIDType.EXTERNAL:
        raise Refused(ControlFailureCode.AGENT_NOT_PARTY_ON_CALL)
    return party.id


def _supervised(context: Context, request: m.SuperviseCallReq, station: str, named: NamedConnection) -> ConnectionID:
    """The agent's connection in the call that the request is about.

    Raises:
        RequestRefused: no call is named, and the agent has none (66).
        Refused: there is no such call (11), or the agent has no part in it (268).
    """
    peripheral_id = request.peripheral_id
    if named.call_id == CURRENT_CALL:
        calls = context.switch.connections_at(peripheral_id, station)
        is_leaving = request.supervisory_action is SupervisoryAction.CLEAR
        for connection in calls:
            if is_leaving or connection.state is LocalConnectionState.CONNECT:
                return connection.id
        raise RequestRefused(StatusCode.NO_CALL_ACTIVE)
    try:
        call = context.switch.call(peripheral_id, named.call_id)
    except KeyError:
        raise Refused(ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER) from None
    device = context.switch.station(peripheral_id, station)
    for connection in call.connections:
        if connection.device == device:
            return connection.id
    raise Refused(ControlFailureCode.AGENT_NOT_PARTY_ON_CALL)
