"""What a station may do with one of its calls: find the connection that is meant, check its state, and act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import ControlFailureCode, LocalConnectionState
from ctiproto.constants.limits import ANY_ALERTING_CALL
from ctiserver.centre.switch import answering, associations, clearing, recording
from ctiserver.centre.switch.context import DataChanges, written
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.hold_retrieve import hold, hold_others, is_free, retrieve

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import (
        AnswerCall,
        ClearCall,
        ClearConnection,
        HoldCall,
        RetrieveCall,
        SendDTMF,
        StartNetworkRecording,
        StopNetworkRecording,
    )
    from ctiserver.centre.switch.model import Connection, Station
    from ctiserver.centre.switch.state import SwitchState


# --- the connection that a command names --------------------------------------------------------------------------


def find_connection(state: SwitchState, station: Station, call_id: int, name: str | None, over: Refused) -> Connection:
    """The live connection of ``station`` in a call.

    Args:
        state: the state of the switch.
        station: the station that acts.
        call_id: the number of the call.
        name: the ConnectionDeviceID, which need not be given.
        over: the refusal if the call has ended, which differs from request to request.

    Raises:
        Refused: there is no such call (11) or no such connection in it (13), or it is another party's (268).
    """
    connection = find_any_connection(state, station, call_id, name, over)
    if connection.station is not station:
        raise Refused(ControlFailureCode.AGENT_NOT_PARTY_ON_CALL)
    # fidelity uccx.reservation-is-no-call: guide Unified CCX, "Outbound Call Events"; ours: No telephone knows of a
    # reservation call: it cannot be answered or sent on, but its agent can clear their connection.
    if connection.call.customer is not None:
        raise over
    return connection


def find_any_connection(
    state: SwitchState, station: Station, call_id: int, name: str | None, over: Refused
) -> Connection:
    """As ``find_connection``, but ``name`` may be that of another party of a call that ``station`` is on."""
    call = state.call(station.peripheral_id, call_id)
    if call.cleared:
        raise over
    if name is not None and name not in call.connections:
        raise Refused(ControlFailureCode.INVALID_CSTA_CONNECTION_IDENTIFIER)
    own = station.connections.get(call.id)
    if own is None:
        raise Refused(ControlFailureCode.AGENT_NOT_PARTY_ON_CALL)
    return own if name is None else call.connections[name]


def _oldest_alerting(station: Station) -> Connection | None:
    calls = (each for each in station.connections.values() if each.call.customer is None)
    return next((each for each in calls if each.state is LocalConnectionState.ALERTING), None)


# --- requests -----------------------------------------------------------------------------------------------------


def answer_call(state: SwitchState, command: AnswerCall) -> None:
    """Answer the connection named, or the one that has alerted longest (S1, step 2; S4, step 2)."""
    station = state.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_CALL_TO_ANSWER, 20_010)
    # fidelity calls.answer-any: guide ANSWER_CALL_REQ; ours: Without a call id whatever alerts at the station is
    # answered; of several the oldest.
    if command.call_id == ANY_ALERTING_CALL:
        connection = _oldest_alerting(station)
        if connection is None:
            raise nothing
    else:
        connection = find_connection(state, station, command.call_id, command.connection, nothing)
    if connection.state is not LocalConnectionState.ALERTING:
        raise nothing
    if not is_free(state, station):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    answering.answer(state, connection, station)


def hold_call(state: SwitchState, command: HoldCall) -> None:
    """Put the connection named on hold (S1, step 3)."""
    station = state.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL, 20_015)
    connection = find_connection(state, station, command.call_id, command.connection, nothing)
    if not connection.can_hold:
        raise nothing
    with state.reporting(connection.agent):
        hold(state, connection)


def retrieve_call(state: SwitchState, command: RetrieveCall) -> None:
    """Take the connection named back from hold (S1, step 4); the active call goes on hold first."""
    station = state.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_HELD_CALL, 20_017)
    connection = find_connection(state, station, command.call_id, command.connection, nothing)
    if connection.state is not LocalConnectionState.HOLD:
        raise nothing
    if not is_free(state, station):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    with state.reporting(connection.agent):
        hold_others(state, station)
        retrieve(state, connection)


def clear_connection(state: SwitchState, command: ClearConnection) -> None:
    """Clear the connection named (S4, step 3); the controller of a conference may clear any (S8)."""
    station = state.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR, 13_044)
    connection = find_any_connection(state, station, command.call_id, command.connection, nothing)
    # fidelity calls.controller-clears: guide CLEAR_CONNECTION_REQ; inferred OS: The controller of a conference may
    # clear any party, others only their own connection.
    if connection.station is not station and connection.call.controller != station.device:
        raise Refused(ControlFailureCode.DROP_ANY_PARTY_NOT_ENABLED_CTI)
    clearing.release(state, connection)


def clear_call(state: SwitchState, command: ClearCall) -> None:
    """Clear the call for all parties (S1, step 5)."""
    station = state.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_CALL_TO_CLEAR)
    clearing.end_call(state, find_connection(state, station, command.call_id, command.connection, nothing))


def send_dtmf(state: SwitchState, command: SendDTMF) -> None:
    """Send tones (S20): no event says so, but an outside party may take them for the digits that a caller enters."""
    station = state.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_093)
    connection = find_connection(state, station, command.call_id, command.connection, nothing)
    if connection.state is not LocalConnectionState.CONNECT:
        raise nothing
    call = connection.call
    if state.settings.dtmf_to_ced and any(other.station is None for other in call.others(connection)):
        before = call.context
        call.data = written(call.data, DataChanges(caller_entered_digits=command.digits))
        associations.update(state, call, before)


def start_network_recording(state: SwitchState, command: StartNetworkRecording) -> None:
    """Have the network record the connection named (S22, step 1)."""
    station = state.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL)
    connection = find_connection(state, station, command.call_id, command.connection, nothing)
    if connection.state is not LocalConnectionState.CONNECT:
        raise nothing
    if connection.recording is not None:
        raise Refused(ControlFailureCode.INVALID_OBJECT_STATE)
    recording.start(state, connection, station, command.invocation)


def stop_network_recording(state: SwitchState, command: StopNetworkRecording) -> None:
    """Have the network record the connection named no longer (S22, step 2)."""
    station = state.station(command.peripheral_id, command.device)
    inactive = Refused(ControlFailureCode.INVALID_OBJECT_STATE)
    connection = find_connection(state, station, command.call_id, command.connection, inactive)
    if connection.recording is None:
        raise inactive
    # fidelity recording.same-invocation: guide STOP_NETWORK_RECORDING_REQ: A recording is stopped as it was started,
    # else the request fails.
    if connection.recording is not command.invocation:
        raise Refused(ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT)
    recording.stop(state, connection)
