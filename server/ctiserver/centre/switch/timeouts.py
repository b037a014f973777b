"""What happens when a timer runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import EventCause
from ctiserver.centre.switch import announced_calls as expecting
from ctiserver.centre.switch import answering, associations, clearing, greeting, outage, predictive
from ctiserver.centre.switch import login as signing
from ctiserver.centre.switch import wrapup as after_call
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Call, Connection
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.state import Floor


def run_out(floor: Floor, timer: Timer) -> None:
    """Do what ``timer`` was set for; at a peripheral that cannot be reached, only once it can."""
    if floor.online[timer.peripheral_id] or timer.kind is TimerKind.PERIPHERAL_LINGER:
        DEEDS[timer.kind](floor, timer)
    else:
        floor.suspended.append(timer)


def _call(floor: Floor, timer: Timer) -> Call:
    return floor.calls[timer.peripheral_id, timer.call_id]


def _connection(floor: Floor, timer: Timer) -> Connection:
    return _call(floor, timer).connections[timer.device]


def _station(floor: Floor, timer: Timer) -> Station:
    return floor.stations[timer.peripheral_id, timer.device]


def _agent(floor: Floor, timer: Timer) -> Agent:
    return floor.agents[timer.peripheral_id, timer.agent_id]


def _auto_answer(floor: Floor, timer: Timer) -> None:
    answering.auto_answer(floor, _connection(floor, timer), _station(floor, timer))


def _failed_call(floor: Floor, timer: Timer) -> None:
    clearing.release(floor, _connection(floor, timer), EventCause.CEC_NONE)


def _wrapup_data(floor: Floor, timer: Timer) -> None:
    call = _call(floor, timer)
    associations.end(floor, call, _station(floor, timer).device)
    associations.close(floor, call)


DEEDS: Final[Mapping[TimerKind, Callable[[Floor, Timer], None]]] = {
    TimerKind.RING_NO_ANSWER: lambda floor, timer: predictive.not_answered(floor, _connection(floor, timer)),
    TimerKind.AUTO_ANSWER: _auto_answer,
    TimerKind.FAR_END_ANSWERS: lambda floor, timer: predictive.far_end_answers(floor, _connection(floor, timer)),
    TimerKind.FAILED_CALL: _failed_call,
    TimerKind.AFTER_CALL_WORK: lambda floor, timer: after_call.work_timed_out(floor, _agent(floor, timer)),
    TimerKind.WRAPUP_DATA: _wrapup_data,
    TimerKind.INACTIVITY: lambda floor, timer: signing.inactive_too_long(floor, _agent(floor, timer)),
    TimerKind.GREETING: lambda floor, timer: greeting.stop(floor, _connection(floor, timer)),
    TimerKind.EXPECTED_CALL: lambda floor, timer: expecting.missed(floor, timer.peripheral_id, timer.device),
    TimerKind.UNATTENDED: lambda floor, timer: clearing.end_call(floor, _call(floor, timer).caller),
    TimerKind.PERIPHERAL_LINGER: lambda floor, timer: outage.drop_calls(floor, timer.peripheral_id),
}
"""What is done for each kind of timer."""
