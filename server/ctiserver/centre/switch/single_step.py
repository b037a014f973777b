"""A call goes to another party, or gets one more, in a single step.  Scenarios S9, S10 and S13."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
from ctiserver.centre.switch import associations, reports, second_call
from ctiserver.centre.switch.call_requests import find_connection
from ctiserver.centre.switch.clearing import (
    begin_wrapup,
    detach_listeners,
    divert,
    report_departure,
    start_unattended_timer,
    stop_features,
)
from ctiserver.centre.switch.connection_states import MOVES, Trigger
from ctiserver.centre.switch.context import written
from ctiserver.centre.switch.dialling import NewCall, reach_network, require_manner, ring_inside, seize
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.media import stop_media
from ctiserver.centre.switch.model import BlindConference, Destination, Station
from ctiserver.centre.switch.ringing import enqueue_again, give_up_after
from ctiserver.centre.switch.targets import Outside, find_known_target, find_target, is_busy, require_permission
from ctiserver.centre.switch.transfer_conference import Transfer, change_context
from ctiserver.centre.switch.two_calls import add_blindly, require_can_consult

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import ConferenceCall, DeflectCall, TransferCall
    from ctiserver.centre.switch.model import Call, Connection
    from ctiserver.centre.switch.state import SwitchState
    from ctiserver.centre.switch.targets import Target

_MISMATCH: Final = ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT


# --- transfer -----------------------------------------------------------------------------------------------------


def transfer(state: SwitchState, command: TransferCall) -> None:
    """Let the target take the place of the station in its call (S9).

    The target rings before CALL_TRANSFERRED is told, which never comes before a CALL_DELIVERED; a queue is entered
    last, when the station has left.
    """
    station = state.station(command.peripheral_id, command.device)
    no_active = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_121)
    active = find_connection(state, station, command.active_call_id, command.active_connection, no_active)
    call = active.call
    others = call.others(active)
    # A party that only rings cannot be transferred: the call has not come to it yet.
    all_ring = all(other.state is LocalConnectionState.ALERTING for other in others)
    if active.state is not LocalConnectionState.CONNECT or not call.established or all_ring:
        raise no_active
    require_manner(station, command.manner)
    unknown = Refused(ControlFailureCode.INVALID_CALLED_DEVICE, 20_011)
    target = find_known_target(state, station, command.dialed_number, command.placement, unknown)
    require_permission(state, station, target)
    _require_reachable(state, active, target, Refused(ControlFailureCode.RESOURCE_BUSY, 20_013))
    profile = state.profiles[call.peripheral_id]
    if profile.transfers_by_second_call:
        second_call.transfer(state, active, station, target, command)
        return
    before = call.context
    call.data = written(call.data, command.changes)
    call.last_redirect, call.called = active.device, target.device
    if call.calling == active.device:
        call.calling = others[0].device
    added = _bring_in(state, call, target, command.alert_rings)
    joining = Transfer(
        call_type=profile.single_step_transfer,
        disposition=DispositionCode.BLIND_TRANSFER,
        changes=command.changes,
    )
    parties = call.parties
    stop_features(state, active)
    active.move(Trigger.TRANSFER, state.now)
    state.detach(active)
    state.tell(reports.transferred(active, added or target.device, parties, joining.cause, state.now))
    stop_media(state, active)
    change_context(state, call, joining)
    associations.end(state, call, active.device)
    associations.update(state, call, before)
    start_unattended_timer(state, call)
    begin_wrapup(state, active)
    report_departure(state, active)
    detach_listeners(state, active)
    if isinstance(target, Destination):
        enqueue_again(state, call, target)


def _require_reachable(state: SwitchState, leaving: Connection, target: Target, busy: Refused) -> None:
    """Refuse a target to which the call of ``leaving`` cannot go.

    Raises:
        Refused: ``busy`` if the target is, or is on the call already; several parties cannot be queued or go outside
            (2); the other party cannot be queued, because it holds (21).
    """
    call = leaving.call
    on_it = isinstance(target, Station) and target.extension in call.connections
    if on_it or is_busy(state, call.peripheral_id, target):
        raise busy
    others = call.others(leaving)
    if not isinstance(target, Station) and len(others) > 1:
        raise Refused(_MISMATCH)
    if isinstance(target, Destination) and others[0].state not in MOVES[Trigger.ENQUEUE]:
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)


def _bring_in(state: SwitchState, call: Call, target: Target, alert_rings: int = 0) -> Connection | None:
    """Let the target ring, here or outside.

    Returns:
        Its connection; ``None`` for a queue, which the call can enter only when the station has left.
    """
    if isinstance(target, Station):
        added = ring_inside(state, call, target)
        if alert_rings:
            give_up_after(state, added, alert_rings)
        return added
    if isinstance(target, Outside):
        far_end = seize(state, call, target)
        reach_network(state, far_end, far_end)
        return far_end
    return None


# --- deflection ---------------------------------------------------------------------------------------------------


def deflect_call(state: SwitchState, command: DeflectCall) -> None:
    """Let an alerting call ring elsewhere instead (S13)."""
    station = state.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.INVALID_OBJECT_STATE)
    alerting = find_connection(state, station, command.call_id, command.connection, nothing)
    if alerting.state is not LocalConnectionState.ALERTING:
        raise nothing
    unknown = Refused(ControlFailureCode.INVALID_FORWARDING_DESTINATION, 20_052)
    target = find_known_target(state, station, command.dialed_number, CallPlacementType.UNSPECIFIED, unknown)
    require_permission(state, station, target)
    _require_reachable(state, alerting, target, Refused(ControlFailureCode.RESOURCE_BUSY))
    call = alerting.call
    with state.reporting(alerting.agent):
        divert(state, alerting, target.device, EventCause.CEC_REDIRECTED)
    # fidelity calls.deflected: ours: A call that an agent deflects to another station keeps its number, type and DNIS;
    # one that is deflected into a queue goes on as another.
    _bring_in(state, call, target)
    if isinstance(target, Destination):
        enqueue_again(state, call, target)


# --- conference ---------------------------------------------------------------------------------------------------


def conference(state: SwitchState, command: ConferenceCall) -> None:
    """Call the target, who comes into the call as soon as they answer (S10)."""
    station = state.station(command.peripheral_id, command.device)
    no_active = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_045)
    active = find_connection(state, station, command.active_call_id, command.active_connection, no_active)
    # On Unified CCE agents have no such conference; only assist, emergency and barge-in use it.
    if state.settings.cce_restrictions:
        raise Refused(ControlFailureCode.GENERIC_OPERATION_REJECTION)
    if not active.can_hold:
        raise no_active
    require_manner(station, command.manner)
    require_can_consult(station, active)
    require_seat(active)
    target = find_target(state, station, command.dialed_number, command.placement)
    require_permission(state, station, target)
    data = evolve(written(active.call.data, command.changes), dialed_number=command.dialed_number)
    conference_type = CallType.CALLTYPE_CONFERENCE
    new = NewCall(data=data, call_type=conference_type, blind=BlindConference(conference_type))
    add_blindly(state, station, active, target, new, alert_rings=command.alert_rings)


def require_seat(active: Connection) -> None:
    """Refuse (38) one more party on a call that has as many as a call can have."""
    if len(active.call.connections) >= MAX_NUM_PARTIES:
        raise Refused(ControlFailureCode.CONFERENCE_MEMBER_LIMIT_EXCEEDED)
