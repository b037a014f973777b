"""What a station may do with the calls that it has: find the connection meant, check its state, and do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import ControlFailureCode, LocalConnectionState
from ctiproto.constants.limits import ANY_ALERTING_CALL
from ctiserver.centre.switch import answering, associations, clearing
from ctiserver.centre.switch import hold_retrieve as conversation
from ctiserver.centre.switch.context import DataChanges, written
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.lookup import any_named, named

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.commands import (
        AnswerCall,
        ClearCall,
        ClearConnection,
        HoldCall,
        RetrieveCall,
        SendDTMF,
    )
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.state import Floor


def answer_call(floor: Floor, command: AnswerCall) -> None:
    """Scenario S1, step 2, and S4, step 2."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_CALL_TO_ANSWER, 20_010)
    if command.call_id == ANY_ALERTING_CALL:
        connection = _oldest_alerting(station)
        if connection is None:
            raise nothing
    else:
        connection = named(floor, station, command.call_id, command.connection, nothing)
    if connection.state is not LocalConnectionState.ALERTING:
        raise nothing
    if not conversation.is_free(floor, station):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    answering.answer(floor, connection, station)


def hold_call(floor: Floor, command: HoldCall) -> None:
    """Scenario S1, step 3."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL, 20_015)
    connection = named(floor, station, command.call_id, command.connection, nothing)
    if not connection.can_hold:
        raise nothing
    conversation.hold(floor, connection)
    conversation.report_agent(floor, connection)


def retrieve_call(floor: Floor, command: RetrieveCall) -> None:
    """Scenario S1, step 4."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_HELD_CALL, 20_017)
    connection = named(floor, station, command.call_id, command.connection, nothing)
    if connection.state is not LocalConnectionState.HOLD:
        raise nothing
    if not conversation.is_free(floor, station):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    conversation.hold_others(floor, station)
    conversation.retrieve(floor, connection)
    conversation.report_agent(floor, connection)


def clear_connection(floor: Floor, command: ClearConnection) -> None:
    """Scenario S4, step 3; the controller of a conference may take others out (S8)."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR, 13_044)
    connection = any_named(floor, station, command.call_id, command.connection, nothing)
    if connection.station is not station and connection.call.controller != station.device:
        raise Refused(ControlFailureCode.DROP_ANY_PARTY_NOT_ENABLED_CTI)
    clearing.release(floor, connection)


def clear_call(floor: Floor, command: ClearCall) -> None:
    """Scenario S1, step 5."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_CALL_TO_CLEAR)
    clearing.end_call(floor, named(floor, station, command.call_id, command.connection, nothing))


def send_dtmf(floor: Floor, command: SendDTMF) -> None:
    """Scenario S20: tones make no event, but somebody outside may take them for the digits that a caller enters."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_093)
    connection = named(floor, station, command.call_id, command.connection, nothing)
    if connection.state is not LocalConnectionState.CONNECT:
        raise nothing
    call = connection.call
    if floor.settings.dtmf_to_ced and any(other.station is None for other in call.others(connection)):
        before = call.context
        call.data = written(call.data, DataChanges(caller_entered_digits=command.digits))
        associations.update(floor, call, before)


def _oldest_alerting(station: Station) -> Connection | None:
    alerting = (each for each in station.connections.values() if each.state is LocalConnectionState.ALERTING)
    return next(alerting, None)
