"""What a station may do with two of its calls, or to make a second one of the first: consult, join, alternate.

Scenarios S7, S8, S11 and S12; restrictions taken from Unified CCE.  ``consult``, ``add_blindly`` and
``begin_consultation`` place the second call for other modules as well: scenarios S10, S15, S18 and S19.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiproto.constants import CallType, ControlFailureCode, EventCause, LocalConnectionState
from ctiserver.centre.switch import answering, clearing
from ctiserver.centre.switch.call_requests import find_connection
from ctiserver.centre.switch.commands import TransferCall
from ctiserver.centre.switch.context import written
from ctiserver.centre.switch.devices import MAX_CALLS_AT_STATION
from ctiserver.centre.switch.dialling import NewCall, originate, present, require_manner
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.hold_retrieve import hold, hold_others, is_free, retrieve
from ctiserver.centre.switch.model import Consultation
from ctiserver.centre.switch.targets import find_target, require_permission
from ctiserver.centre.switch.transfer_conference import Conference, Transfer, fits, join

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import AlternateCall, ConferenceCall, ConsultationCall, ReconnectCall
    from ctiserver.centre.switch.model import Connection, Station
    from ctiserver.centre.switch.state import SwitchState
    from ctiserver.centre.switch.targets import Target

_CONNECT = LocalConnectionState.CONNECT
_HOLD = LocalConnectionState.HOLD
_ALERTING = LocalConnectionState.ALERTING
_INITIATE = LocalConnectionState.INITIATE
_MISMATCH: Final = ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT


# --- a second call on behalf of the first -------------------------------------------------------------------------


def consultation_call(state: SwitchState, command: ConsultationCall) -> None:
    """Hold the active call and place another on behalf of it (S7, step 1)."""
    station = state.station(command.peripheral_id, command.device)
    nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_063)
    active = find_connection(state, station, command.call_id, command.connection, nothing)
    if not active.can_hold:
        raise nothing
    require_manner(station, command.manner)
    require_can_consult(station, active)
    target = find_target(state, station, command.dialed_number, command.placement)
    require_permission(state, station, target)
    # fidelity calls.consultation-context: guide CONSULTATION_CALL_REQ; inferred CX: A consultation has the context of
    # the active call, and over it what the request brings.
    data = evolve(written(active.call.data, command.changes), dialed_number=command.dialed_number)
    new = NewCall(data=data, call_type=CallType.CALLTYPE_CONSULT)
    consult(state, station, active, target, new, alert_rings=command.alert_rings)


def require_can_consult(station: Station, active: Connection) -> None:
    """Refuse a second call on behalf of ``active``.

    Raises:
        Refused: the station consults about a call already, or only listens to this one (2); it has no free line (291).
    """
    consulting = any(
        each.call.consultation is not None and each.call.consultation.held.station is station
        for each in station.connections.values()
    )
    if consulting or active.call.listens_to is not None:
        raise Refused(_MISMATCH)
    if len(station.connections) >= MAX_CALLS_AT_STATION:
        raise Refused(ControlFailureCode.MAXIMUM_LINE_LIMIT_EXCEEDED)


def consult(
    state: SwitchState, station: Station, active: Connection, target: Target, new: NewCall, *, alert_rings: int = 0
) -> None:
    """Hold the active call and place another, which the agent completes; to the agent it is all one conversation."""
    present(state, begin_consultation(state, station, active, target, new), target, alert_rings)


def add_blindly(
    state: SwitchState, station: Station, active: Connection, target: Target, new: NewCall, *, alert_rings: int = 0
) -> None:
    """Hold the active call and place another, whose party comes into the first as soon as it answers (S10).

    Unlike a consultation it lets the agent be in HOLD before they talk again (S10, step 1).
    """
    with state.reporting(active.agent):
        hold(state, active, new.cause)
    present(state, _on_behalf(state, station, active, target, new), target, alert_rings)


def begin_consultation(
    state: SwitchState, station: Station, active: Connection, target: Target, new: NewCall
) -> Connection:
    """Hold the active call and place another as far as it is dialled; the agent stays TALKING (S7, step 1).

    Returns:
        The station's connection in the new call.
    """
    # fidelity calls.consulting-is-talking: inferred CX: An agent who consults stays TALKING.
    with state.reporting(active.agent):
        hold(state, active, new.cause)
        return _on_behalf(state, station, active, target, new)


def _on_behalf(state: SwitchState, station: Station, held: Connection, target: Target, new: NewCall) -> Connection:
    # fidelity calls.consultation-id: seen J: A consultation is a call with an id of its own.
    return originate(state, station, target, new, Consultation(held, held.call.joined, new.blind))


# --- one call of two ----------------------------------------------------------------------------------------------


def transfer_call(state: SwitchState, command: TransferCall, held_call_id: int) -> None:
    """Leave the parties of two calls to each other (S7, step 3)."""
    no_active = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_121)
    no_held = Refused(ControlFailureCode.NO_HELD_CALL, 13_125)
    held, active = _two_calls(state, command, held_call_id, no_active, no_held)
    moving = active.call.others(active)
    outside = any(party.station is None for party in moving)
    # fidelity calls.conference-to-nobody-outside: inferred OS: On Unified CCE a conference is not left to a party
    # that is not monitored.
    if outside and len(held.call.connections) > clearing.LAST_TWO and state.settings.cce_restrictions:
        raise Refused(_MISMATCH)
    _require_room(held, moving, staying=False)
    call_type = state.profiles[held.call.peripheral_id].consult_transfer
    join(state, held, active, Transfer(call_type=call_type, changes=command.changes))


def conference_call(state: SwitchState, command: ConferenceCall, held_call_id: int) -> None:
    """Make one call of two (S8, step 3)."""
    no_active = Refused(ControlFailureCode.NO_ACTIVE_CALL, 13_045)
    no_held = Refused(ControlFailureCode.NO_HELD_CALL, 13_056)
    held, active = _two_calls(state, command, held_call_id, no_active, no_held)
    # fidelity calls.controller-alone: inferred OS: On Unified CCE the controller of a conference alone adds parties.
    if state.settings.cce_restrictions and held.call.controller not in (None, held.device):
        raise Refused(_MISMATCH)
    _require_room(held, active.call.others(active), staying=True)
    consulted = active.call.consultation is not None
    profile = state.profiles[held.call.peripheral_id]
    call_type = profile.consult_conference if consulted else CallType.CALLTYPE_CONFERENCE
    conference = Conference(call_type=call_type, cause=profile.conference_cause, changes=command.changes)
    join(state, held, active, conference)


def _two_calls(
    state: SwitchState,
    command: TransferCall | ConferenceCall,
    held_call_id: int,
    no_active: Refused,
    no_held: Refused,
) -> tuple[Connection, Connection]:
    """The held and the active connection that a command names, if their calls may become one."""
    station = state.station(command.peripheral_id, command.device)
    active = find_connection(state, station, command.active_call_id, command.active_connection, no_active)
    held = find_connection(state, station, held_call_id, command.held_connection, no_held)
    others = active.call.others(active)
    # fidelity calls.consulted-party-answers-first: inferred OS: On Unified CCE a transfer or conference is completed
    # when the consulted party has answered.
    rings = any(other.state is _ALERTING for other in others)
    strict = state.settings.cce_restrictions
    may_ring = not strict and isinstance(command, TransferCall)
    if (
        active.call.queue is not None
        or not (active.state is _CONNECT or (active.state is _INITIATE and rings))
        or (rings and not may_ring)
    ):
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
    # fidelity calls.consultation-alone: inferred OS: On Unified CCE only a consultation and the call that it is about
    # can be joined.
    if consultation is None or consultation.held is not held or consultation.joined != held.call.joined:
        raise Refused(_MISMATCH)


def _require_room(held: Connection, moving: list[Connection], *, staying: bool) -> None:
    if fits(held, moving, staying=staying):
        return
    if any(party.id.device_id in held.call.connections for party in moving if party.station is not None):
        raise Refused(_MISMATCH)
    raise Refused(ControlFailureCode.CONFERENCE_MEMBER_LIMIT_EXCEEDED)


# --- from one call to the other -----------------------------------------------------------------------------------


def alternate_call(state: SwitchState, command: AlternateCall) -> None:
    """Hold the active call and retrieve, or answer, the other (S11); the agent stays TALKING."""
    station = state.station(command.peripheral_id, command.device)
    no_active = Refused(ControlFailureCode.INVALID_CONNECTION_ID_FOR_ACTIVE_CALL)
    no_other = Refused(ControlFailureCode.NO_HELD_CALL)
    active = find_connection(state, station, command.active_call_id, command.active_connection, no_active)
    other = find_connection(state, station, command.other_call_id, command.other_connection, no_other)
    if not active.can_hold:
        raise no_active
    if other.state not in (_HOLD, _ALERTING):
        raise no_other
    with state.reporting(station.agent):
        # fidelity calls.alternate: guide ALTERNATE_CALL_REQ; inferred OS: The active call is held and the other
        # retrieved, both with cause 2; one that alerts is answered.
        hold(state, active, EventCause.CEC_ALTERNATE)
        if other.state is _HOLD:
            retrieve(state, other, EventCause.CEC_ALTERNATE)
        else:
            answering.answer(state, other, station)


def reconnect_call(state: SwitchState, command: ReconnectCall) -> None:
    """Clear the active call and retrieve the held one (S12); the agent stays TALKING."""
    station = state.station(command.peripheral_id, command.device)
    no_active = Refused(ControlFailureCode.INVALID_CONNECTION_ID_FOR_ACTIVE_CALL)
    no_held = Refused(ControlFailureCode.NO_HELD_CALL)
    active = find_connection(state, station, command.active_call_id, command.active_connection, no_active)
    held = find_connection(state, station, command.held_call_id, command.held_connection, no_held)
    if active.state is _HOLD:
        raise no_active
    if held.state is not _HOLD:
        raise no_held
    with state.reporting(station.agent):
        # fidelity calls.reconnect: guide RECONNECT_CALL_REQ; inferred OS: The active call is cleared, then the held
        # one retrieved, and the agent stays TALKING.
        clearing.release(state, active)
        # Clearing a call for a blind conference has retrieved it already.
        if held.state is _HOLD and is_free(state, station):
            hold_others(state, station)
            retrieve(state, held)
