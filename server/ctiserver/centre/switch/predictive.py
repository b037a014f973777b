"""Predictive calls, and what the outside parties of all calls do who are called.  Scenarios S5, S6 and S23."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import (
    AllocationState,
    AnsweringMachine,
    CallType,
    ControlFailureCode,
    EventCause,
    LineType,
    LocalConnectionState,
)
from ctiproto.constants.limits import DEFAULT_ALERT_RINGS
from ctiserver.centre.switch import associations, legs, reports
from ctiserver.centre.switch.answering import establish
from ctiserver.centre.switch.clearing import fail, leave_queue, release
from ctiserver.centre.switch.connection_states import MOVES, Trigger
from ctiserver.centre.switch.contacts import begin_contact
from ctiserver.centre.switch.dialling import fail_for_trunks, reach_network, seize_trunk
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.inbound import outside_parties
from ctiserver.centre.switch.ringing import enqueue, give_up_after, take_back_unanswered
from ctiserver.centre.switch.targets import find_outside, is_busy

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import MakePredictiveCall, OutsideAnswers, OutsideRefuses
    from ctiserver.centre.switch.model import Connection
    from ctiserver.centre.switch.state import SwitchState


def make_predictive_call(state: SwitchState, command: MakePredictiveCall) -> None:
    """Call an outside number on behalf of a queue (S23)."""
    peripheral_id = command.peripheral_id
    queue = state.router.destination(peripheral_id, command.originating)
    if queue is None:
        raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    target = find_outside(state, command.dialed_number)
    if target is None:
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    data = evolve(command.data, dialed_number=command.dialed_number)
    call = state.new_call(peripheral_id, CallType.CALLTYPE_AUTO_OUT, queue.device, target.device, data)
    begin_contact(state, call)
    call.answering_machine, call.allocate_to = command.answering_machine, queue
    call.enter((queue.device,))
    far_end = state.add_outside_party(call, command.dialed_number, LineType.OUTBOUND_ACD)
    associations.begin(state, call, far_end.id, to_all=True, through=call.entry)
    far_end.move(Trigger.OFF_HOOK, state.now)
    far_end.move(Trigger.DIAL, state.now)
    state.tell(reports.originated(far_end, state.now))
    if is_busy(state, peripheral_id, target):
        fail_for_trunks(state, far_end)
        return
    seize_trunk(state, far_end)
    reach_network(state, far_end, far_end)
    give_up_after(state, far_end, command.alert_rings or DEFAULT_ALERT_RINGS)
    # fidelity calls.predictive-allocation: guide MAKE_PREDICTIVE_CALL_REQ: AllocationState says whether the call is
    # queued when it is delivered or when it is answered.
    if command.allocation is AllocationState.DELIVERED:
        _allocate(state, far_end)


def _allocate(state: SwitchState, far_end: Connection) -> None:
    """Queue a predictive call, unless that is done already; other calls have nowhere to be queued."""
    call = far_end.call
    queue, call.allocate_to = call.allocate_to, None
    if queue is not None:
        enqueue(state, call, queue)


# --- what outside parties do --------------------------------------------------------------------------------------


def outside_answers(state: SwitchState, command: OutsideAnswers) -> None:
    """Let an outside party answer, or an answering machine, whose call may end by that."""
    far_end = _called(state, command)
    # fidelity calls.answering-machine: guide MAKE_PREDICTIVE_CALL_REQ: An answering machine ends the call where the
    # request wants that, with cause 1033, which is ours.
    if command.machine and far_end.call.answering_machine is AnsweringMachine.DISCONNECT:
        release(state, far_end, EventCause.CECX_ANSWERING_MACHINE)
    else:
        far_end_answers(state, far_end)


def outside_refuses(state: SwitchState, command: OutsideRefuses) -> None:
    """Let the call to an outside party not get through."""
    far_end_fails(state, _called(state, command), command.cause)


def _called(state: SwitchState, command: OutsideAnswers | OutsideRefuses) -> Connection:
    call = legs.current(state, command.peripheral_id, command.call_id)
    for party in outside_parties(call, command.connection):
        if party.state is LocalConnectionState.ALERTING:
            return party
    raise Refused(ControlFailureCode.NO_CALL_TO_ANSWER)


def far_end_answers(state: SwitchState, far_end: Connection) -> None:
    """Let an outside party answer; a predictive call is queued now if it was not before."""
    establish(state, far_end, told=state.settings.network_progress)
    _allocate(state, far_end)


def alerted_too_long(state: SwitchState, connection: Connection) -> None:
    """Act upon a connection, inside or outside, that alerted for too long."""
    if connection.station is None:
        far_end_fails(state, connection, EventCause.CEC_CALL_NOT_ANSWERED)
    else:
        take_back_unanswered(state, connection)


def far_end_fails(state: SwitchState, far_end: Connection, cause: EventCause) -> None:
    """Act upon an outside party that is not reached: the call fails, or goes on without it if others are on it."""
    call, others = far_end.call, far_end.call.others(far_end)
    if not others:
        leave_queue(state, call, cause)
        fail(state, far_end, cause, far_end.device)
    elif others == [call.caller] and not call.established and call.caller.state in MOVES[Trigger.FAIL]:
        fail(state, others[0], cause, far_end.device)
        far_end.move(Trigger.RELEASE, state.now)
        before, trunk = call.context, far_end.trunk
        state.detach(far_end)
        associations.update(state, call, before)
        if trunk is not None:
            associations.leave_trunk(state, call, trunk)
    else:
        release(state, far_end, cause)
