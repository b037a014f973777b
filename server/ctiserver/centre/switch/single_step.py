"""A call goes to another party, or gets one more, in a single step.  Scenarios S9, S10 and S13."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import (
    CallPlacementType,
    CallType,
    ControlFailureCode,
    DispositionCode,
    EventCause,
    LocalConnectionState,
)
from ctiproto.constants.limits import MAX_NUM_PARTIES
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.calls import MOVES, Blind, Trigger
from ctiserver.centre.switch.clearing import attend, bow_out, conclude, divert, leave_unheard, wind_up
from ctiserver.centre.switch.consulting import add_blindly, require_can_consult
from ctiserver.centre.switch.context import written
from ctiserver.centre.switch.devices import Station
from ctiserver.centre.switch.dialling import Order, reach_network, ring_inside, seize
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.hold_retrieve import report_agent, stop_media
from ctiserver.centre.switch.lookup import named
from ctiserver.centre.switch.ringing import enqueue, give_up_after
from ctiserver.centre.switch.routing import Destination
from ctiserver.centre.switch.targets import Outside, find, is_busy, known, require_permission
from ctiserver.centre.switch.transfer_conference import Transfer, change, tell_joined

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Call, Connection
    from ctiserver.centre.switch.commands import ConferenceCall, DeflectCall, TransferCall
    from ctiserver.centre.switch.state import Floor
    from ctiserver.centre.switch.targets import Target

_MISMATCH = ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT


# --- transfer -----------------------------------------------------------------------------------------------------


def transfer(floor: Floor, command: TransferCall, no_active: Refused) -> None:
    """Scenario S9: the target takes the place of the station."""
    station = floor.station(command.peripheral_id, command.device)
    active = named(floor, station, command.active_call_id, command.active_connection, no_active)
    call = active.call
    others = call.others(active)
    # Whoever only rings is nobody to be transferred: the call has not come to him yet.
    nobody = all(other.state is LocalConnectionState.ALERTING for other in others)
    if active.state is not LocalConnectionState.CONNECT or not call.established or nobody:
        raise no_active
    unknown = Refused(ControlFailureCode.INVALID_CALLED_DEVICE, 20_011)
    target = known(floor, station, command.dialed_number, command.placement, unknown)
    require_permission(station.agent, target)
    _require_reachable(floor, active, target, Refused(ControlFailureCode.RESOURCE_BUSY, 20_013))
    before = call.context
    call.data = written(call.data, command.changes)
    call.last_redirect, call.called = active.device, target.device
    if call.calling == active.device:
        call.calling = others[0].device
    added = _bring_in(floor, call, target, command.alert_rings)
    joining = Transfer(
        call_type=CallType.CALLTYPE_OFFERED,
        disposition=DispositionCode.BLIND_TRANSFER,
        changes=command.changes,
    )
    parties = call.parties
    wind_up(floor, active)
    active.move(Trigger.TRANSFER, floor.now)
    floor.detach(active)
    tell_joined(floor, active, joining, parties=parties, added=added, target=target.device)
    stop_media(floor, active)
    change(call, joining)
    associations.end(floor, call, active.device)
    associations.update(floor, call, before)
    attend(floor, call)
    conclude(floor, active)
    bow_out(floor, active)
    leave_unheard(floor, active)
    if isinstance(target, Destination):
        enqueue(floor, call, target)


def _require_reachable(floor: Floor, leaving: Connection, target: Target, busy: Refused) -> None:
    """Refuse a target that cannot be reached, and (2, 21) to send somewhere who cannot wait or go outside."""
    call = leaving.call
    on_it = isinstance(target, Station) and target.extension in call.connections
    if on_it or is_busy(floor, call.peripheral_id, target):
        raise busy
    others = call.others(leaving)
    if not isinstance(target, Station) and len(others) > 1:
        raise Refused(_MISMATCH)
    if isinstance(target, Destination) and others[0].state not in MOVES[Trigger.ENQUEUE]:
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)


def _bring_in(floor: Floor, call: Call, target: Target, alert_rings: int = 0) -> Connection | None:
    """The target rings, here or outside; one that is a queue has to wait until there is room."""
    if isinstance(target, Station):
        added = ring_inside(floor, call, target)
        if alert_rings:
            give_up_after(floor, added, alert_rings)
        return added
    if isinstance(target, Outside):
        far_end = seize(floor, call, target)
        reach_network(floor, far_end, far_end)
        return far_end
    return None


# --- deflection ---------------------------------------------------------------------------------------------------


def deflect_call(floor: Floor, command: DeflectCall) -> None:
    """Scenario S13: the call rings elsewhere instead."""
    station = floor.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.INVALID_OBJECT_STATE)
    alerting = named(floor, station, command.call_id, command.connection, nothing)
    if alerting.state is not LocalConnectionState.ALERTING:
        raise nothing
    unknown = Refused(ControlFailureCode.INVALID_FORWARDING_DESTINATION, 20_052)
    target = known(floor, station, command.dialed_number, CallPlacementType.UNSPECIFIED, unknown)
    require_permission(station.agent, target)
    _require_reachable(floor, alerting, target, Refused(ControlFailureCode.RESOURCE_BUSY))
    call = alerting.call
    divert(floor, alerting, target.device, EventCause.CEC_REDIRECTED)
    report_agent(floor, alerting)
    _bring_in(floor, call, target)
    if isinstance(target, Destination):
        enqueue(floor, call, target)


# --- conference ---------------------------------------------------------------------------------------------------


def require_control(floor: Floor, connection: Connection) -> None:
    """Refuse (2) whoever is not the controller of the conference, once there is one."""
    if floor.settings.cce_restrictions and connection.call.controller not in (None, connection.device):
        raise Refused(_MISMATCH)


def conference(floor: Floor, command: ConferenceCall, no_active: Refused) -> None:
    """Scenario S10: the target comes in as soon as it answers."""
    station = floor.station(command.peripheral_id, command.device)
    active = named(floor, station, command.active_call_id, command.active_connection, no_active)
    if floor.settings.cce_restrictions:
        raise Refused(ControlFailureCode.GENERIC_OPERATION_REJECTION)
    if not active.can_hold:
        raise no_active
    require_can_consult(station, active)
    require_seat(active)
    target = find(floor, station, command.dialed_number, command.placement)
    require_permission(station.agent, target)
    data = evolve(written(active.call.data, command.changes), dialed_number=command.dialed_number)
    conference_type = CallType.CALLTYPE_CONFERENCE
    order = Order(data=data, call_type=conference_type, blind=Blind(conference_type))
    add_blindly(floor, station, active, target, order, alert_rings=command.alert_rings)


def require_seat(active: Connection) -> None:
    """Refuse (38) a seventeenth party."""
    if len(active.call.connections) >= MAX_NUM_PARTIES:
        raise Refused(ControlFailureCode.CONFERENCE_MEMBER_LIMIT_EXCEEDED)
