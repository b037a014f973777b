"""How many calls may wait for a service, and how long, and where the others go.  Scenario S26.

A call that may not wait leaves its queue for another number of the site, or fails.  No call can go round by that: the
numbers of a site form chains that end.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from ctiproto.constants import CallType, EventCause
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.clearing import fail, leave_queue, queue_timer

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Call, Destination
    from ctiserver.centre.switch.state import SwitchState
    from ctiserver.site.model import Service


def most_waiting(state: SwitchState, call: Call) -> float:
    """How many calls may wait for the service that ``call`` waits for, itself included."""
    return _service(state, call).max_queued or inf


def limit_wait(state: SwitchState, call: Call) -> None:
    """Let ``call``, which waits, do so no longer than its service says now, from when it began to wait."""
    longest = _service(state, call).max_queue_time
    if longest:
        state.timers.start(queue_timer(call), call.queued_at + longest)
    else:
        state.timers.stop(queue_timer(call))


def overflow(state: SwitchState, call: Call) -> Destination | None:
    """Take ``call`` out of a queue in which it has no place.

    Returns:
        Where it is to wait instead; ``None``: nowhere, and it has failed.
    """
    number = _service(state, call).overflow_number
    cause = EventCause.CEC_MAX_QUEUE_EXCEEDED if number is None else EventCause.CEC_OVERFLOW
    return _leave_for(state, call, number, cause)


def time_out(state: SwitchState, call: Call) -> Destination | None:
    """Take ``call`` out of a queue in which it has waited too long; returns what ``overflow`` does."""
    return _leave_for(state, call, _service(state, call).time_out_number, EventCause.CEC_TIME_OUT)


def _service(state: SwitchState, call: Call) -> Service:
    return state.site.services_by_number[call.peripheral_id, call.service.number]


def _leave_for(state: SwitchState, call: Call, number: str | None, cause: EventCause) -> Destination | None:
    left = call.queue_entry
    assert left is not None  # noqa: S101 - it waits where that led
    # fidelity calls.queue-limits: guide CALL_DEQUEUED_EVENT; ours: A call that finds a full queue is queued and leaves
    # at once, with cause 26 for another queue and 62 for none; one that has waited too long leaves with 35.
    leave_queue(state, call, cause)
    there = None if number is None else state.router.destination(call.peripheral_id, number)
    if there is None:
        # fidelity calls.queue-refuses: guide CALL_FAILED_EVENT; ours: With nowhere else to go the call fails with the
        # same cause, because of the number that it came by.
        fail(state, call.caller, cause, left.device)
        return None
    # fidelity calls.overflow: ours: A call that overflows stays the same call; the number that it leaves is the device
    # that redirected it last.
    call.last_redirect = left.device
    before, overflowed = call.context, state.profiles[call.peripheral_id].overflowed
    if overflowed is not None and call.call_type is CallType.CALLTYPE_ACD_IN:
        call.call_type = overflowed
        associations.update(state, call, before)
    return there
