"""SUPERVISOR_ASSIST_REQ, EMERGENCY_CALL_REQ and BAD_CALL_REQ.  Guide: Client Control Service."""

from __future__ import annotations

from typing import TypedDict

from ctiproto import messages as m
from ctiproto.constants import ConnectionDeviceIDType, ControlFailureCode, LineType, StatusCode
from ctiproto.constants.limits import NO_RELATED_CALL
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.errors import NoSupervisor, Refused
from ctiserver.centre.switch.events import EmergencyCalled, Event
from ctiserver.centre.switch.identifiers import NO_DEVICE
from ctiserver.engine.services.checks.agents import named_agent, named_agent_id
from ctiserver.engine.services.checks.connections import NO_CONNECTION, named_connection
from ctiserver.engine.services.checks.stations import acting_station, require_online
from ctiserver.engine.services.checks.targets import Target
from ctiserver.engine.services.context import Context
from ctiserver.engine.services.dialling import placed
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.session import AgentItems


class HelpCall(TypedDict):
    """The fields of the call to the supervisor, as confirmations have them."""

    connection_call_id: int
    connection_device_id_type: ConnectionDeviceIDType
    connection_device_id: str
    line_handle: int
    line_type: LineType


def supervisor_assist(context: Context, request: m.SupervisorAssistReq) -> m.SupervisorAssistConf:
    """Call a supervisor of the agent's team."""
    try:
        events = context.execute(commands.SupervisorAssist(**_in_need(context, request)))
    except NoSupervisor as error:
        raise _no_supervisor(in_team=error.in_team) from None
    return m.SupervisorAssistConf(invoke_id=request.invoke_id, **_help_call(events))


def emergency_call(context: Context, request: m.EmergencyCallReq) -> m.EmergencyCallConf:
    """Call a supervisor of the agent's team; EMERGENCY_CALL_EVENT may be sent even if none can be called."""
    try:
        events = context.execute(commands.EmergencyCall(**_in_need(context, request)))
    except NoSupervisor as error:
        raise _no_supervisor(in_team=error.in_team) from None
    for event in events:
        if isinstance(event, EmergencyCalled) and event.supervisor == NO_DEVICE:
            raise _no_supervisor(in_team=event.team_id is not None)
    return m.EmergencyCallConf(invoke_id=request.invoke_id, **_help_call(events))


def _in_need(context: Context, request: m.SupervisorAssistReq | m.EmergencyCallReq) -> Target:
    """The station of the agent who needs help, and the call that the help is for, if one is named."""
    call = NO_CONNECTION
    if request.connection_call_id != NO_RELATED_CALL:
        call = named_connection(request)
    explicit = call.explicit
    items = named_agent(request)
    own = None if items else context.require_own_identity()
    context.peripheral(request.peripheral_id)
    identity = context.identify(request.peripheral_id, items) if own is None else own
    require_online(context, request.peripheral_id)
    if identity.device is None:
        raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    return Target(
        peripheral_id=request.peripheral_id,
        device=acting_station(context, request.peripheral_id, identity.device.number),
        call_id=call.call_id,
        connection=explicit,
    )


def _no_supervisor(*, in_team: bool) -> RequestRefused:
    # fidelity supervisors.none-found: guide SUPERVISOR_ASSIST_REQ: Without a supervisor the request is refused with
    # 64, without a team with 65.
    return RequestRefused(StatusCode.SUPERVISOR_NOT_FOUND if in_team else StatusCode.TEAM_NOT_FOUND)


def _help_call(events: list[Event]) -> HelpCall:
    event = placed(events)
    return HelpCall(
        connection_call_id=event.connection.call_id,
        connection_device_id_type=event.connection.device_id_type,
        connection_device_id=event.connection.device_id,
        line_handle=event.line_handle,
        line_type=event.line_type,
    )


def bad_call(context: Context, request: m.BadCallReq) -> m.BadCallConf:
    """Put the report of a bad connection into the log; no other session is told."""
    named = named_connection(request)
    explicit = named.explicit
    agent_id = named_agent_id(request)
    own = context.require_own_identity() if agent_id is None else None
    context.peripheral(request.peripheral_id)
    agent = own.agent if own is not None else context.identify(request.peripheral_id, AgentItems(agent_id)).agent
    try:
        call = context.switch.call(request.peripheral_id, named.call_id)
    except KeyError:
        raise Refused(ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER) from None
    if explicit is not None and explicit not in call.known_connections:
        raise Refused(ControlFailureCode.INVALID_CSTA_CONNECTION_IDENTIFIER)
    # fidelity calls.bad-call: ours: The report of a bad call goes to the log, and no client is told.
    context.note(
        "bad_call_reported",
        "warning",
        call=call.id,
        connection=explicit or "",
        agent="" if agent is None else agent.id,
    )
    return m.BadCallConf(invoke_id=request.invoke_id)
