"""Calls placed for whoever will be free, and what people outside do who are called.  Scenarios S5, S6 and S23."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import (
    AllocationState,
    AnsweringMachine,
    CallType,
    ControlFailureCode,
    DeviceIDType,
    EventCause,
    LineType,
    LocalConnectionState,
)
from ctiproto.constants.limits import DEFAULT_ALERT_RINGS
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.answering import answered
from ctiserver.centre.switch.calls import MOVES, Trigger
from ctiserver.centre.switch.clearing import fail, leave_queue, release
from ctiserver.centre.switch.dialling import fail_for_trunks, reach_network, seize_trunk, tell_originated
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import Device
from ctiserver.centre.switch.inbound import outside_parties
from ctiserver.centre.switch.ringing import enqueue, give_up_after, no_answer
from ctiserver.centre.switch.targets import Outside, is_busy

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.commands import MakePredictiveCall, OutsideAnswers, OutsideRefuses
    from ctiserver.centre.switch.state import Floor


def make_predictive_call(floor: Floor, command: MakePredictiveCall) -> None:
    """Call somebody outside on behalf of a queue."""
    peripheral_id = command.peripheral_id
    queue = floor.router.destination(peripheral_id, command.originating)
    if queue is None:
        raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    if not floor.site.dial_plan.is_outside(command.dialed_number):
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    target = Outside(Device(DeviceIDType.EXTERNAL, command.dialed_number))
    data = evolve(command.data, dialed_number=command.dialed_number)
    call = floor.new_call(peripheral_id, CallType.CALLTYPE_AUTO_OUT, queue.device, target.device, data)
    call.contact = floor.new_contact()
    call.router_call_key = call.contact.next_leg()
    call.answering_machine, call.queue = command.answering_machine, queue
    call.enter((queue.device,))
    far_end = floor.add_outside_party(call, command.dialed_number, LineType.OUTBOUND_ACD)
    associations.begin(floor, call, far_end.id, to_all=True, through=call.entry)
    far_end.move(Trigger.OFF_HOOK, floor.now)
    far_end.move(Trigger.DIAL, floor.now)
    tell_originated(floor, far_end)
    if is_busy(floor, peripheral_id, target):
        fail_for_trunks(floor, far_end)
        return
    seize_trunk(floor, far_end)
    reach_network(floor, far_end, far_end)
    give_up_after(floor, far_end, command.alert_rings or DEFAULT_ALERT_RINGS)
    if command.allocation is AllocationState.DELIVERED:
        _allocate(floor, far_end)


def _allocate(floor: Floor, far_end: Connection) -> None:
    call = far_end.call
    queue, call.queue = call.queue, None
    if queue is not None:
        enqueue(floor, call, queue)


# --- what people outside do ---------------------------------------------------------------------------------------


def outside_answers(floor: Floor, command: OutsideAnswers) -> None:
    """Somebody outside answers, or his machine does."""
    far_end = _called(floor, command)
    if command.machine and far_end.call.answering_machine is AnsweringMachine.DISCONNECT:
        release(floor, far_end, EventCause.CECX_ANSWERING_MACHINE)
    else:
        far_end_answers(floor, far_end)


def outside_refuses(floor: Floor, command: OutsideRefuses) -> None:
    """Somebody outside cannot be reached."""
    far_end_fails(floor, _called(floor, command), command.cause)


def _called(floor: Floor, command: OutsideAnswers | OutsideRefuses) -> Connection:
    call = floor.call(command.peripheral_id, command.call_id)
    for party in outside_parties(call, command.connection):
        if party.state is LocalConnectionState.ALERTING:
            return party
    raise Refused(ControlFailureCode.NO_CALL_TO_ANSWER)


def far_end_answers(floor: Floor, far_end: Connection) -> None:
    """Somebody outside answers the call that reached him."""
    answered(floor, far_end, told=floor.settings.network_progress)
    _allocate(floor, far_end)


def not_answered(floor: Floor, connection: Connection) -> None:
    """It rang for too long, inside or outside."""
    if connection.station is None:
        far_end_fails(floor, connection, EventCause.CEC_CALL_NOT_ANSWERED)
    else:
        no_answer(floor, connection)


def far_end_fails(floor: Floor, far_end: Connection, cause: EventCause) -> None:
    """Somebody outside is not reached: his call fails, or goes on without him if there are others on it."""
    call, others = far_end.call, far_end.call.others(far_end)
    if not others:
        leave_queue(floor, call, cause)
        fail(floor, far_end, cause, far_end.device)
    elif others == [call.caller] and not call.established and call.caller.state in MOVES[Trigger.FAIL]:
        fail(floor, others[0], cause, far_end.device)
        far_end.move(Trigger.RELEASE, floor.now)
        before, trunk = call.context, far_end.trunk
        floor.detach(far_end)
        associations.update(floor, call, before)
        if trunk is not None:
            associations.leave_trunk(floor, call, trunk)
    else:
        release(floor, far_end, cause)
