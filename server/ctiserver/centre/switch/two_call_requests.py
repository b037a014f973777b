"""What a station may do with two of its calls.  Scenarios S7, S8, S11 and S12; restrictions taken from Unified CCE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import CallType, ControlFailureCode, EventCause, LocalConnectionState
from ctiserver.centre.switch import answering, clearing, single_step
from ctiserver.centre.switch import hold_retrieve as conversation
from ctiserver.centre.switch.commands import TransferCall
from ctiserver.centre.switch.consulting import consult, require_can_consult
from ctiserver.centre.switch.context import written
from ctiserver.centre.switch.dialling import Order
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.lookup import named
from ctiserver.centre.switch.targets import find, require_permission
from ctiserver.centre.switch.transfer_conference import Conference, Transfer, fits, join

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.commands import AlternateCall, ConferenceCall, ConsultationCall, ReconnectCall
    from ctiserver.centre.switch.state import Floor

_CONNECT = LocalConnectionState.CONNECT
_HOLD = LocalConnectionState.HOLD
_ALERTING = LocalConnectionState.ALERTING
_INITIATE = LocalConnectionState.INITIATE
_MISMATCH = ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT


def consultation_call(floor: Floor, command: ConsultationCall) -> None:
    """Scenario S7, step 1."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_063)
    active = named(floor, station, command.call_id, command.connection, nothing)
    if not active.can_hold:
        raise nothing
    require_can_consult(station, active)
    target = find(floor, station, command.dialed_number, command.placement)
    require_permission(station.agent, target)
    data = evolve(written(active.call.data, command.changes), dialed_number=command.dialed_number)
    order = Order(data=data, call_type=CallType.CALLTYPE_CONSULT)
    consult(floor, station, active, target, order, alert_rings=command.alert_rings)


def transfer_call(floor: Floor, command: TransferCall) -> None:
    """Scenario S7, step 3, or S9."""
    no_active = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_121)
    if command.held_call_id is None:
        single_step.transfer(floor, command, no_active)
        return
    no_held = Refused(ControlFailureCode.NO_HELD_CALL, 13_125)
    held, active = _two_calls(floor, command, command.held_call_id, no_active, no_held)
    moving = active.call.others(active)
    outside = any(party.station is None for party in moving)
    if outside and len(held.call.connections) > clearing.LAST_TWO and floor.settings.cce_restrictions:
        raise Refused(_MISMATCH)
    _require_room(held, moving, staying=False)
    join(floor, held, active, Transfer(changes=command.changes))


def conference_call(floor: Floor, command: ConferenceCall) -> None:
    """Scenario S8, or S10."""
    no_active = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_045)
    if command.held_call_id is None:
        single_step.conference(floor, command, no_active)
        return
    no_held = Refused(ControlFailureCode.NO_HELD_CALL, 13_056)
    held, active = _two_calls(floor, command, command.held_call_id, no_active, no_held)
    single_step.require_control(floor, held)
    _require_room(held, active.call.others(active), staying=True)
    consulted = active.call.consultation is not None
    call_type = CallType.CALLTYPE_CONSULT_CONFERENCE if consulted else CallType.CALLTYPE_CONFERENCE
    join(floor, held, active, Conference(call_type=call_type, changes=command.changes))


def _two_calls(
    floor: Floor, command: TransferCall | ConferenceCall, held_call_id: int, no_active: Refused, no_held: Refused
) -> tuple[Connection, Connection]:
    """The held and the active connection, if they may become one."""
    station = floor.station(command.peripheral_id, command.device)
    active = named(floor, station, command.active_call_id, command.active_connection, no_active)
    held = named(floor, station, held_call_id, command.held_connection, no_held)
    others = active.call.others(active)
    rings = any(other.state is _ALERTING for other in others)
    strict = floor.settings.cce_restrictions
    may_ring = not strict and isinstance(command, TransferCall)
    if not (active.state is _CONNECT or (active.state is _INITIATE and rings)) or (rings and not may_ring):
        raise no_active
    if any(other.state is _HOLD for other in others):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    if held.state is not _HOLD:
        raise no_held
    if active.call.listens_to is not None or held.call.listens_to is not None:
        raise Refused(_MISMATCH)
    if strict:
        _require_consultation(held, active, no_held)
    return held, active


def _require_consultation(held: Connection, active: Connection, no_held: Refused) -> None:
    """On Unified CCE the active call is the consultation, the held one its original, and nothing joined that since."""
    consultation, other_way = active.call.consultation, held.call.consultation
    if other_way is not None and other_way.held is active:
        raise no_held
    if consultation is None or consultation.held is not held or consultation.joined != held.call.joined:
        raise Refused(_MISMATCH)


def _require_room(held: Connection, moving: list[Connection], *, staying: bool) -> None:
    if fits(held, moving, staying=staying):
        return
    if any(party.id.device_id in held.call.connections for party in moving):
        raise Refused(_MISMATCH)
    raise Refused(ControlFailureCode.CONFERENCE_MEMBER_LIMIT_EXCEEDED)


def alternate_call(floor: Floor, command: AlternateCall) -> None:
    """Scenario S11."""
    station = floor.station(command.peripheral_id, command.device)
    no_active = Refused(ControlFailureCode.INVALID_CONNECTION_ID_FOR_ACTIVE_CALL)
    no_other = Refused(ControlFailureCode.NO_HELD_CALL)
    active = named(floor, station, command.active_call_id, command.active_connection, no_active)
    other = named(floor, station, command.other_call_id, command.other_connection, no_other)
    if not active.can_hold:
        raise no_active
    if other.state not in (_HOLD, _ALERTING):
        raise no_other
    with floor.as_one(station.agent):
        conversation.hold(floor, active, EventCause.CEC_ALTERNATE)
        if other.state is _HOLD:
            conversation.retrieve(floor, other, EventCause.CEC_ALTERNATE)
        else:
            answering.answer(floor, other, station)


def reconnect_call(floor: Floor, command: ReconnectCall) -> None:
    """Scenario S12."""
    station = floor.station(command.peripheral_id, command.device)
    no_active = Refused(ControlFailureCode.INVALID_CONNECTION_ID_FOR_ACTIVE_CALL)
    no_held = Refused(ControlFailureCode.NO_HELD_CALL)
    active = named(floor, station, command.active_call_id, command.active_connection, no_active)
    held = named(floor, station, command.held_call_id, command.held_connection, no_held)
    if active.state is _HOLD:
        raise no_active
    if held.state is not _HOLD:
        raise no_held
    with floor.as_one(station.agent):
        clearing.release(floor, active)
        if held.state is _HOLD and conversation.is_free(floor, station):
            conversation.hold_others(floor, station)
            conversation.retrieve(floor, held)
