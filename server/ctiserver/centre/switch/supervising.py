"""Supervisors on the calls of their agents: they listen, whisper, barge in, intercept and leave.  Scenarios S14 to S17.

A supervisor who listens has a call of his own with nobody else on it; one who barged in is a party of the agent's call,
which he came into by a conference made in the blind with himself answering at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import (
    CallType,
    ControlFailureCode,
    EventCause,
    LineType,
    LocalConnectionState,
    SupervisoryAction,
)
from ctiproto.constants.limits import CURRENT_CALL, NO_SUPERVISOR_CALL
from ctiserver.centre.switch import answering, consulting
from ctiserver.centre.switch import wrapup as after_call
from ctiserver.centre.switch.calls import Blind, Trigger
from ctiserver.centre.switch.clearing import LAST_TWO, release, remove
from ctiserver.centre.switch.dialling import Order, originate, ring_inside
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import CallEstablished
from ctiserver.centre.switch.hold_retrieve import start_media
from ctiserver.centre.switch.lookup import named
from ctiserver.centre.switch.single_step import require_seat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.commands import SuperviseCall
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.state import Floor

LISTENING: Final[Mapping[SupervisoryAction, tuple[CallType, EventCause]]] = {
    SupervisoryAction.MONITOR: (CallType.CALLTYPE_SUPERVISOR_MONITOR, EventCause.CEC_SUPERVISOR_MONITOR),
    SupervisoryAction.WHISPER: (CallType.CALLTYPE_SUPERVISOR_WHISPER, EventCause.CEC_SUPERVISOR_WHISPER),
}
"""What kind of call a supervisor has who hears an agent's call without being a party of it, and why."""


def supervise_call(floor: Floor, command: SuperviseCall) -> None:
    """Do what a supervisor wants about a call of one of his agents."""
    station = floor.station(command.peripheral_id, command.device)
    agent_station = floor.station(command.peripheral_id, command.agent_device)
    _require_supervisor(floor, station, agent_station)
    if command.action is SupervisoryAction.CLEAR:
        release(floor, _leg_to_leave(floor, station, command), EventCause.CEC_SUPERVISOR_CLEAR)
        return
    target = _conversation_of(floor, agent_station, command)
    leg = _leg_on(station, target)
    match command.action:
        case SupervisoryAction.INTERCEPT:
            if leg is None:
                raise Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR, 13_116)
            if leg.call is not target.call:
                _barge_in(floor, station, agent_station, target, leg)
            _intercept(floor, target)
        case SupervisoryAction.BARGE_IN:
            _require_free(station, target, leg)
            _barge_in(floor, station, agent_station, target, leg)
        case SupervisoryAction.MONITOR | SupervisoryAction.WHISPER:
            _require_free(station, target, leg)
            if leg is not None:
                release(floor, leg, EventCause.CEC_SUPERVISOR_CLEAR)
            _listen(floor, station, agent_station, target, command.action)
        case _:
            raise Refused(ControlFailureCode.VALUE_OUT_OF_RANGE)


# --- who and what -------------------------------------------------------------------------------------------------


def _require_supervisor(floor: Floor, station: Station, agent_station: Station) -> None:
    supervisor, agent = station.agent, agent_station.agent
    if supervisor is None:
        raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    team = floor.site.team_by_member.get(agent.key) if agent is not None else None
    if team is None or supervisor.site.id not in team.supervisors:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)


def _conversation_of(floor: Floor, station: Station, command: SuperviseCall) -> Connection:
    """The agent's connection that the command names, on which he talks."""
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_095)
    if command.call_id == CURRENT_CALL:
        active = (each for each in station.connections.values() if each.state is LocalConnectionState.CONNECT)
        connection = next(active, None)
        if connection is None:
            raise nothing
    else:
        connection = named(floor, station, command.call_id, command.connection, nothing)
    call = connection.call
    if connection.state is not LocalConnectionState.CONNECT or not call.established or call.listens_to is not None:
        raise nothing
    return connection


def _leg_on(station: Station, target: Connection) -> Connection | None:
    """The supervisor's connection by which he is on the call of ``target``, or listens to it."""
    barged = station.connections.get(target.call.id)
    return barged or next((each for each in target.listeners if each.station is station), None)


def _leg_to_leave(floor: Floor, station: Station, command: SuperviseCall) -> Connection:
    """The supervisor's connection that ends by CLEAR: on the call named, or the only one that there is."""
    nothing = Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR, 13_116)
    legs = [each for each in station.connections.values() if each.line_type in after_call.SUPERVISION]
    if command.supervisor_call_id != NO_SUPERVISOR_CALL:
        legs = [named(floor, station, command.supervisor_call_id, None, nothing)]
    if command.call_id != CURRENT_CALL:
        call = floor.call(command.peripheral_id, command.call_id)
        legs = [each for each in legs if call in (each.call, each.call.listens_to and each.call.listens_to.call)]
    leg = next((each for each in legs if each.line_type in after_call.SUPERVISION), None)
    if leg is None:
        raise nothing
    return leg


def _require_free(station: Station, target: Connection, leg: Connection | None) -> None:
    if leg is not None and leg.call is target.call:
        raise Refused(ControlFailureCode.INVALID_OBJECT_STATE, 13_096)
    if any(connection is not leg for connection in station.connections.values()):
        raise Refused(ControlFailureCode.RESOURCE_BUSY)


# --- doing it -----------------------------------------------------------------------------------------------------


def _listen(
    floor: Floor, station: Station, agent_station: Station, target: Connection, action: SupervisoryAction
) -> None:
    """Scenario S14: a call of the supervisor alone, of which the agent hears nothing."""
    call_type, cause = LISTENING[action]
    order = Order(data=target.call.data, call_type=call_type, line_type=LineType.SILENT_MONITOR, cause=cause)
    with floor.as_one(station.agent):
        leg = originate(floor, station, agent_station, order)
        call = leg.call
        call.listens_to = target
        target.listeners.append(leg)
        leg.move(Trigger.ANSWERED, floor.now)
        call.established = leg.answered = True
        floor.events.append(
            CallEstablished(
                at=floor.now,
                peripheral_id=call.peripheral_id,
                connection=leg.id,
                parties=call.parties,
                local_state=leg.state,
                cause=cause,
                answering=agent_station.device,
                calling=call.calling,
                called=call.called,
                line_type=leg.line_type,
                line_handle=leg.line_handle,
                skill_group=leg.skill_group,
            )
        )
        start_media(floor, leg)


def _barge_in(
    floor: Floor, station: Station, agent_station: Station, target: Connection, leg: Connection | None
) -> None:
    """Scenario S15; what the supervisor had to listen is over first."""
    require_seat(target)
    if leg is not None:
        release(floor, leg, EventCause.CEC_SUPERVISOR_CLEAR)
    cause = EventCause.CEC_SUPERVISOR_BARGE_IN
    order = Order(
        data=target.call.data, call_type=CallType.CALLTYPE_SUPERVISOR_BARGEIN, cause=cause, blind=Blind(None, cause)
    )
    with floor.as_one(target.agent, station.agent):
        secondary = consulting.begin(floor, agent_station, target, station, order)
        called = ring_inside(floor, secondary.call, station, LineType.SUPERVISOR)
        answering.answer(floor, called, station)


def _intercept(floor: Floor, target: Connection) -> None:
    """Scenario S16: the agent leaves, and the supervisor goes on, unless nobody else is there."""
    if len(target.call.others(target)) < LAST_TWO:
        release(floor, target, EventCause.CEC_SUPERVISOR_INTERCEPT)
        return
    remove(floor, target, EventCause.CEC_SUPERVISOR_INTERCEPT, CallType.CALLTYPE_SUPERVISOR_INTERCEPT)
