"""Supervisors on the calls of their agents: they listen, whisper, barge in, intercept and leave.  Scenarios S14 to S17.

A supervisor who listens has a call of their own, with no other party on it.  A supervisor who barged in is a party of
the agent's call, which they came into by a blind conference that the agent's station makes and they answer at once.
The supervisor's connection by which they are on the agent's call, or listen to it, is called their *leg*.
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
from ctiserver.centre.switch import answering, reports, two_calls
from ctiserver.centre.switch.call_requests import find_connection
from ctiserver.centre.switch.clearing import LAST_TWO, release, remove
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.dialling import NewCall, originate, ring_inside
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.media import start_media
from ctiserver.centre.switch.model import BlindConference
from ctiserver.centre.switch.single_step import require_seat
from ctiserver.centre.switch.wrapup import SUPERVISION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctiserver.centre.switch.commands import SuperviseCall
    from ctiserver.centre.switch.model import Connection, Station
    from ctiserver.centre.switch.state import SwitchState

# fidelity supervisors.causes: ours: Events that a supervisor causes have the cause of what they do.
LISTENING: Final[Mapping[SupervisoryAction, EventCause]] = {
    SupervisoryAction.MONITOR: EventCause.CEC_SUPERVISOR_MONITOR,
    SupervisoryAction.WHISPER: EventCause.CEC_SUPERVISOR_WHISPER,
}
"""Cause of the call by which a supervisor hears an agent's call without being a party of it."""


def supervise_call(state: SwitchState, command: SuperviseCall) -> None:
    """Do what a supervisor wants about a call of an agent of theirs."""
    station = state.station(command.peripheral_id, command.device)
    agent_station = state.station(command.peripheral_id, command.agent_device)
    # fidelity supervisors.own-team: guide Supervisor Service; ours: A supervisor acts on agents of their own team,
    # others are refused with code 8.
    _require_supervisor(state, station, agent_station)
    if command.action is SupervisoryAction.CLEAR:
        release(state, _leg_to_leave(state, station, command), EventCause.CEC_SUPERVISOR_CLEAR)
        return
    target = _conversation_of(state, agent_station, command)
    leg = _leg_on(station, target)
    match command.action:
        case SupervisoryAction.INTERCEPT:
            if leg is None:
                raise Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR, 13_116)
            # fidelity supervisors.intercept-barges-in: inferred OS: A supervisor who only listens barges in before
            # they intercept.
            if leg.call is not target.call:
                _barge_in(state, station, agent_station, target, leg)
            _intercept(state, target)
        case SupervisoryAction.BARGE_IN:
            _require_free(station, target, leg)
            _barge_in(state, station, agent_station, target, leg)
        case SupervisoryAction.MONITOR | SupervisoryAction.WHISPER:
            _require_free(station, target, leg)
            if leg is not None:
                release(state, leg, EventCause.CEC_SUPERVISOR_CLEAR)
            _listen(state, station, agent_station, target, command.action)
        case _:
            raise Refused(ControlFailureCode.VALUE_OUT_OF_RANGE)


# --- who and what -------------------------------------------------------------------------------------------------


def _require_supervisor(state: SwitchState, station: Station, agent_station: Station) -> None:
    supervisor, agent = station.agent, agent_station.agent
    if supervisor is None:
        raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    team = state.site.team_by_member.get(agent.key) if agent is not None else None
    if team is None or supervisor.site.id not in team.supervisors:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)


def _conversation_of(state: SwitchState, station: Station, command: SuperviseCall) -> Connection:
    """The agent's connection that the command names, on which the agent talks."""
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_095)
    if command.call_id == CURRENT_CALL:
        active = (each for each in station.connections.values() if each.state is LocalConnectionState.CONNECT)
        connection = next(active, None)
        if connection is None:
            raise nothing
    else:
        connection = find_connection(state, station, command.call_id, command.connection, nothing)
    call = connection.call
    if connection.state is not LocalConnectionState.CONNECT or not call.established or call.listens_to is not None:
        raise nothing
    return connection


def _leg_on(station: Station, target: Connection) -> Connection | None:
    """The supervisor's leg on the call of ``target``, if there is one."""
    barged = station.connections.get(target.call.id)
    return barged or next((each for each in target.listeners if each.station is station), None)


def _leg_to_leave(state: SwitchState, station: Station, command: SuperviseCall) -> Connection:
    """The supervisor's leg that ends by CLEAR: on the call named, or the only one."""
    nothing = Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR, 13_116)
    legs = [each for each in station.connections.values() if each.line_type in SUPERVISION]
    if command.supervisor_call_id != NO_SUPERVISOR_CALL:
        legs = [find_connection(state, station, command.supervisor_call_id, None, nothing)]
    if command.call_id != CURRENT_CALL:
        call = state.call(command.peripheral_id, command.call_id)
        legs = [each for each in legs if call in (each.call, each.call.listens_to and each.call.listens_to.call)]
    leg = next((each for each in legs if each.line_type in SUPERVISION), None)
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
    state: SwitchState, station: Station, agent_station: Station, target: Connection, action: SupervisoryAction
) -> None:
    """Place a call that has the supervisor alone, of which the agent hears nothing (S14)."""
    whispers = action is SupervisoryAction.WHISPER
    whisper = state.profiles[station.peripheral_id].whisper
    call_type = whisper if whispers else CallType.CALLTYPE_SUPERVISOR_MONITOR
    cause = LISTENING[action]
    new = NewCall(data=target.call.data, call_type=call_type, line_type=LineType.SILENT_MONITOR, cause=cause)
    with state.reporting(station.agent):
        leg = originate(state, station, agent_station, new)
        # fidelity supervisors.listen-apart: inferred OS: Who listens has a call of their own, of which the agent
        # hears nothing.
        leg.call.listens_to = target
        target.listeners.append(leg)
        leg.move(Trigger.ANSWERED, state.now)
        leg.call.established = leg.answered = True
        state.tell(reports.listening(leg, agent_station.device, state.now))
        start_media(state, leg)


def _barge_in(
    state: SwitchState, station: Station, agent_station: Station, target: Connection, leg: Connection | None
) -> None:
    """Bring the supervisor into the agent's call (S15); the call by which they listened is over first."""
    require_seat(target)
    if leg is not None:
        release(state, leg, EventCause.CEC_SUPERVISOR_CLEAR)
    cause = EventCause.CEC_SUPERVISOR_BARGE_IN
    # fidelity calls.barge-in-leg-type: inferred E6: The call by which a supervisor barges in begins with type 23; what
    # was seen to be 15 instead is the type of the call in the end.
    call_type = CallType.CALLTYPE_SUPERVISOR_BARGEIN
    conference = BlindConference(state.profiles[station.peripheral_id].barged_in, cause)
    new = NewCall(data=target.call.data, call_type=call_type, cause=cause, blind=conference)
    with state.reporting(target.agent, station.agent):
        # fidelity supervisors.barge-in: inferred OS: Barging in is a conference of a single step whose controller is
        # the agent, and which the supervisor answers at once.
        secondary = two_calls.begin_consultation(state, agent_station, target, station, new)
        called = ring_inside(state, secondary.call, station, LineType.SUPERVISOR)
        answering.answer(state, called, station)


def _intercept(state: SwitchState, target: Connection) -> None:
    """Let the agent leave and the supervisor go on (S16); a call on which no other party would remain ends."""
    if len(target.call.others(target)) < LAST_TWO:
        release(state, target, EventCause.CEC_SUPERVISOR_INTERCEPT)
        return
    remove(state, target, EventCause.CEC_SUPERVISOR_INTERCEPT, CallType.CALLTYPE_SUPERVISOR_INTERCEPT)
