"""What happens when a timer runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ctiproto.constants import EventCause
from server.switch import after_call, associations, clearing, dialling, outage, ringing, signing
from server.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from server.switch.calls import Call, Connection
    from server.switch.floor import Floor


def run_out(floor: Floor, timer: Timer) -> None:
    """Do what ``timer`` was set for; at a peripheral that cannot be reached, only once it can."""
    if timer.kind is TimerKind.PERIPHERAL_LINGER:
        outage.drop_calls(floor, timer.peripheral_id)
        return
    if not floor.online[timer.peripheral_id]:
        floor.suspended.append(timer)
        return
    match timer.kind:
        case TimerKind.RING_NO_ANSWER:
            ringing.no_answer(floor, _connection(floor, timer))
        case TimerKind.AUTO_ANSWER:
            ringing.auto_answer(floor, _connection(floor, timer))
        case TimerKind.FAR_END_ANSWERS:
            dialling.far_end_answers(floor, _call(floor, timer))
        case TimerKind.FAILED_CALL:
            clearing.release(floor, _connection(floor, timer), EventCause.CEC_NONE)
        case TimerKind.AFTER_CALL_WORK:
            after_call.work_timed_out(floor, floor.agents[timer.peripheral_id, timer.agent_id])
        case TimerKind.WRAPUP_DATA:
            call = _call(floor, timer)
            associations.end(floor, call, floor.stations[timer.peripheral_id, timer.device].device)
            associations.close(floor, call)
        case TimerKind.INACTIVITY:
            signing.inactive_too_long(floor, floor.agents[timer.peripheral_id, timer.agent_id])
        case _:
            assert_never(timer.kind)


def _call(floor: Floor, timer: Timer) -> Call:
    return floor.calls[timer.peripheral_id, timer.call_id]


def _connection(floor: Floor, timer: Timer) -> Connection:
    return _call(floor, timer).connections[timer.device]
