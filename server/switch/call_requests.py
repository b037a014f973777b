"""What a station may do with the calls that it has: find the connection meant, check its state, and do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import ControlFailureCode, LocalConnectionState
from ctiproto.constants.limits import ANY_ALERTING_CALL
from server.switch import clearing, conversation, ringing
from server.switch.errors import Refused

if TYPE_CHECKING:
    from server.switch.calls import Connection
    from server.switch.commands import AnswerCall, ClearCall, ClearConnection, HoldCall, RetrieveCall
    from server.switch.devices import Station
    from server.switch.floor import Floor


def answer_call(floor: Floor, command: AnswerCall) -> None:
    """Scenario S1 rows 9 to 11, S4 rows 10 and 11."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_CALL_TO_ANSWER, 20_010)
    if command.call_id == ANY_ALERTING_CALL:
        connection = _oldest_alerting(station)
        if connection is None:
            raise nothing
    else:
        connection = _connection(floor, station, command, nothing)
    if connection.state is not LocalConnectionState.ALERTING:
        raise nothing
    if not conversation.is_free(floor, station):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    ringing.answer(floor, connection, station)


def hold_call(floor: Floor, command: HoldCall) -> None:
    """Scenario S1 rows 12 and 13."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL, 20_015)
    connection = _connection(floor, station, command, nothing)
    if not connection.can_hold:
        raise nothing
    conversation.hold(floor, connection)
    conversation.report_agent(floor, connection)


def retrieve_call(floor: Floor, command: RetrieveCall) -> None:
    """Scenario S1 rows 14 and 15."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_HELD_CALL, 20_017)
    connection = _connection(floor, station, command, nothing)
    if connection.state is not LocalConnectionState.HOLD:
        raise nothing
    if not conversation.is_free(floor, station):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    conversation.hold_others(floor, station)
    conversation.retrieve(floor, connection)
    conversation.report_agent(floor, connection)


def clear_connection(floor: Floor, command: ClearConnection) -> None:
    """Scenario S4 rows 13 to 16."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR, 13_044)
    clearing.release(floor, _connection(floor, station, command, nothing))


def clear_call(floor: Floor, command: ClearCall) -> None:
    """Scenario S1 rows 16 to 22."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_CALL_TO_CLEAR)
    clearing.end_call(floor, _connection(floor, station, command, nothing))


def _oldest_alerting(station: Station) -> Connection | None:
    alerting = (each for each in station.connections.values() if each.state is LocalConnectionState.ALERTING)
    return next(alerting, None)


def _connection(
    floor: Floor,
    station: Station,
    command: AnswerCall | HoldCall | RetrieveCall | ClearConnection | ClearCall,
    over: Refused,
) -> Connection:
    """The live connection that a command names; ``over`` is raised if its call has ended."""
    call = floor.call(command.peripheral_id, command.call_id)
    if call.cleared:
        raise over
    if command.connection is not None and command.connection not in call.connections:
        raise Refused(ControlFailureCode.INVALID_CSTA_CONNECTION_IDENTIFIER)
    connection = station.connections.get(call.id)
    if connection is None or command.connection not in (None, connection.id.device_id):
        raise Refused(ControlFailureCode.AGENT_NOT_PARTY_ON_CALL)
    return connection
