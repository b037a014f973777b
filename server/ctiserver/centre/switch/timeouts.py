"""The actions of the switch when a timer runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import EventCause
from ctiserver.centre.switch import (
    announced_calls,
    answering,
    associations,
    clearing,
    greeting,
    inbound,
    login,
    outage,
    predictive,
    preview,
    reporting,
    ringing,
    wrapup,
)
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctiserver.centre.switch.model import Agent, Call, Connection, Station
    from ctiserver.centre.switch.state import SwitchState


_ABOUT_REPORTING: Final = (TimerKind.PERIPHERAL_LINGER, TimerKind.AGENT_EVENTS)
"""Timers that go on while the link to their peripheral is down."""


def time_out(state: SwitchState, timer: Timer) -> None:
    """Do what ``timer`` was set for; at a peripheral that is off-line, suspend it until the link is back."""
    if state.online[timer.peripheral_id] or timer.kind in _ABOUT_REPORTING:
        ON_TIMEOUT[timer.kind](state, timer)
    else:
        state.suspended_timers.append(timer)


def _call(state: SwitchState, timer: Timer) -> Call:
    return state.calls[timer.peripheral_id, timer.call_id]


def _connection(state: SwitchState, timer: Timer) -> Connection:
    return _call(state, timer).connections[timer.device]


def _station(state: SwitchState, timer: Timer) -> Station:
    return state.stations[timer.peripheral_id, timer.device]


def _agent(state: SwitchState, timer: Timer) -> Agent:
    return state.agents[timer.peripheral_id, timer.agent_id]


def _auto_answer(state: SwitchState, timer: Timer) -> None:
    answering.auto_answer(state, _connection(state, timer), _station(state, timer))


def _clear_failed_call(state: SwitchState, timer: Timer) -> None:
    clearing.release(state, _connection(state, timer), EventCause.CEC_NONE)


def _end_association(state: SwitchState, timer: Timer) -> None:
    call = _call(state, timer)
    associations.end(state, call, _station(state, timer).device)
    associations.close(state, call)


ON_TIMEOUT: Final[Mapping[TimerKind, Callable[[SwitchState, Timer], None]]] = {
    TimerKind.RING_NO_ANSWER: lambda state, timer: predictive.alerted_too_long(state, _connection(state, timer)),
    TimerKind.AUTO_ANSWER: _auto_answer,
    TimerKind.FAR_END_ANSWERS: lambda state, timer: predictive.far_end_answers(state, _connection(state, timer)),
    TimerKind.FAILED_CALL: _clear_failed_call,
    TimerKind.AFTER_CALL_WORK: lambda state, timer: wrapup.work_timed_out(state, _agent(state, timer)),
    TimerKind.WRAPUP_DATA: _end_association,
    TimerKind.INACTIVITY: lambda state, timer: login.inactive_too_long(state, _agent(state, timer)),
    TimerKind.GREETING: lambda state, timer: greeting.stop(state, _connection(state, timer)),
    TimerKind.ANNOUNCED_CALL: lambda state, timer: announced_calls.did_not_arrive(
        state, timer.peripheral_id, timer.device
    ),
    TimerKind.ANNOUNCED_ARRIVAL: lambda state, timer: inbound.announced_arrives(
        state, timer.peripheral_id, timer.device
    ),
    TimerKind.UNATTENDED: lambda state, timer: clearing.end_call(state, _call(state, timer).caller),
    TimerKind.AGENT_EVENTS: lambda state, _: reporting.tell_delayed(state),
    TimerKind.QUEUE_TIME: lambda state, timer: ringing.waited_too_long(state, _call(state, timer)),
    TimerKind.RESERVATION: lambda state, timer: preview.nobody_answered(state, _connection(state, timer)),
    TimerKind.PERIPHERAL_LINGER: lambda state, timer: outage.drop_calls(state, timer.peripheral_id),
}
"""What is done for each kind of timer."""
