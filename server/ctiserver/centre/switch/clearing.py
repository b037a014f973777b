"""Leaving calls: parties that release, calls that end, and what becomes of the agents who were on them.

The order is the same for every way in which a call can end: what runs on the connection (a recording, a greeting, the
media), the connection itself, the end of the call, the associations of the devices, that of the stream of all calls,
and only then the agents (S1, step 5; S2; S4, step 3); last of all the supervisors who listened (S17).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import EventCause, LocalConnectionState
from ctiserver.centre.switch import associations, cti_ports, dispositions, greeting, login, recording, reports, wrapup
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.hold_retrieve import is_free, retrieve
from ctiserver.centre.switch.media import stop_media
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from ctiproto.constants import CallType
    from ctiserver.centre.switch.context import CallContext
    from ctiserver.centre.switch.identifiers import Device
    from ctiserver.centre.switch.model import Agent, Call, Connection
    from ctiserver.centre.switch.state import SwitchState

LAST_TWO: Final = 2
"""A call of so many parties ends when one of them leaves."""

OUTSIDE_TALK: Final = (30.0, 240.0)
"""Outside parties who were left to each other talk for so many seconds, at least and at most."""


# --- ways to leave ------------------------------------------------------------------------------------------------


def leave_queue(
    state: SwitchState, call: Call, cause: EventCause = EventCause.CEC_NONE, target: Device | None = None
) -> None:
    """Take ``call`` out of the queue that it waits in, if it does; ``target`` is the agent whom it goes to."""
    queue = call.queue
    if queue is None:
        return
    queue.leave(call)
    call.queue = None
    state.timers.stop(queue_timer(call))
    waited = cti_ports.waiting(call)
    waited.move(Trigger.DEQUEUE, state.now)
    if target is not None and state.profiles[call.peripheral_id].by_cti_port:
        cti_ports.leave(state, call, target)
        return
    waiting = state.router.calls_waiting(queue.peripheral_id, queue.service.number)
    state.tell(reports.dequeued(waited, queue, waiting, cause, state.now))


def release(state: SwitchState, connection: Connection, cause: EventCause | None = None) -> None:
    """Let ``connection`` leave its call; if only one party would remain, the call ends.

    Args:
        state: the state of the switch.
        connection: the connection that leaves.
        cause: why; ``None``: CALL_CANCELLED for a caller who gives up before the call is answered, else NONE.
    """
    others = connection.call.others(connection)
    if len(others) < LAST_TWO:
        _end(state, [connection, *others], cause)
        return
    remove(state, connection, EventCause.CEC_NONE if cause is None else cause)


def remove(state: SwitchState, connection: Connection, cause: EventCause, call_type: CallType | None = None) -> None:
    """Let ``connection`` leave a call that goes on, with another ``call_type`` if one is given (S8, step 4; S16)."""
    call = connection.call
    before = call.context
    call.call_type = call_type or call.call_type
    _clear_connection(state, connection, call.parties, cause)
    _settle(state, call, [connection], before)


def withdraw(state: SwitchState, connection: Connection, cause: EventCause) -> None:
    """Clear an alerting connection; its call goes on without it, however few parties remain."""
    _clear_connection(state, connection, connection.call.parties, cause)
    _settle(state, connection.call, [connection])


def end_call(state: SwitchState, first: Connection) -> None:
    """End a call for all parties: ``first`` leaves first, then the others in the order in which they joined."""
    _end(state, [first, *first.call.others(first)], None)


def drop(state: SwitchState, call: Call, cause: EventCause) -> None:
    """End a call of which nothing more can be heard; what becomes of its agents is neither decided nor told."""
    if call.queue is not None:
        call.queue.leave(call)
        call.queue = None
        state.timers.stop(queue_timer(call))
    parties, leavers = call.parties, list(call.connections.values())
    _clear(state, leavers, parties, cause)
    for connection in leavers:
        stop_media(state, connection)
        state.detach(connection)
        if connection.agent is not None:
            connection.agent.choice = None


def divert(state: SwitchState, connection: Connection, target: Device, cause: EventCause) -> None:
    """Let an alerting call leave its device for ``target`` (S3).

    Reporting the agent is left to the caller, who knows what state they are to be in.
    """
    call = connection.call
    connection.move(Trigger.DIVERT, state.now)
    state.tell(reports.diverted(connection, target, cause, state.now))
    before = call.context
    state.detach(connection)
    associations.update(state, call, before)
    associations.end(state, call, connection.device)
    call.last_redirect = connection.device


def fail(state: SwitchState, connection: Connection, cause: EventCause, failing: Device) -> None:
    """Let the call of an originator fail, because of the device ``failing``.

    The originator hears a tone for as long as the site says, and is cleared then (S6).
    """
    connection.call.failed, connection.call.failure = True, cause
    connection.move(Trigger.FAIL, state.now)
    state.tell(reports.failed(connection, failing, cause, state.now))
    stop_media(state, connection)
    state.stop_timers(connection, TimerKind.RING_NO_ANSWER, TimerKind.FAR_END_ANSWERS)
    # fidelity calls.failed-call: inferred OS: A call that failed is told, heard for a while, and cleared.
    state.start_timer(TimerKind.FAILED_CALL, connection, state.now + state.settings.failed_call_linger)


# --- connections and calls that end -------------------------------------------------------------------------------


def _end(state: SwitchState, leavers: list[Connection], cause: EventCause | None) -> None:
    first, call = leavers[0], leavers[0].call
    if cause is None:
        # fidelity calls.cause-of-giving-up: ours: A caller who gives up before an answer gives CALL_CANCELLED as the
        # cause, all else NONE.
        gives_up = first.id == call.reference and not call.established and not call.failed
        cause = EventCause.CEC_CALL_CANCELLED if gives_up else EventCause.CEC_NONE
    call.disposition = dispositions.at_the_end(state, call, first)
    leave_queue(state, call, cause)
    _clear(state, leavers, call.parties, cause)
    _settle(state, call, leavers)


def _clear(state: SwitchState, leavers: list[Connection], parties: tuple[Device, ...], cause: EventCause) -> None:
    """Clear the connections ``leavers``, which are all that there are, and with the last one their call."""
    # Each party but the last has an event of its own; the last leaves with the call.  A call of one party has both.
    # fidelity calls.last-party: inferred OS: Each party but the last has a CALL_CONNECTION_CLEARED_EVENT, and the
    # last goes with CALL_CLEARED_EVENT.
    for connection in leavers[:-1] or leavers:
        _clear_connection(state, connection, parties, cause)
    _clear_call(state, leavers[-1], parties, cause)


def stop_features(state: SwitchState, connection: Connection) -> None:
    """Stop the greeting, the recording and the media of ``connection``, while clients still know its call."""
    greeting.stop(state, connection)
    recording.stop(state, connection)
    # fidelity clients.rtp-stopped-first: seen X1: The media of a connection stops before the connection is cleared.
    # The guide leaves it open; recorders forget a call when it is cleared, and would miss the end of its media.
    if state.settings.event_order.rtp_stopped == "before":
        stop_media(state, connection)


def _clear_connection(
    state: SwitchState, connection: Connection, parties: tuple[Device, ...], cause: EventCause
) -> None:
    stop_features(state, connection)
    connection.move(Trigger.RELEASE, state.now)
    state.tell(reports.connection_cleared(connection, parties, cause, state.now))


def _clear_call(state: SwitchState, last: Connection, parties: tuple[Device, ...], cause: EventCause) -> None:
    call = last.call
    state.timers.stop(unattended_timer(call))
    stop_features(state, last)
    if last.state is not LocalConnectionState.NULL:
        last.move(Trigger.RELEASE, state.now)
    call.cleared = True
    state.tell(reports.call_cleared(last, parties, cause, state.now))


# --- what follows -------------------------------------------------------------------------------------------------


def _settle(state: SwitchState, call: Call, leavers: list[Connection], before: CallContext | None = None) -> None:
    """Do all that follows when connections of ``call`` are cleared: media, associations, agents, listeners.

    Args:
        state: the state of the switch.
        call: the call, which may be over.
        leavers: the connections that are cleared.
        before: the context of the call as told last, if it has changed since.
    """
    for connection in leavers:
        stop_media(state, connection)
    for connection in leavers:
        state.detach(connection)
    if not call.cleared:
        told = {connection.device for connection in leavers}
        associations.update(state, call, before or call.context, told)
        for connection in leavers:
            if connection.trunk is not None:
                associations.leave_trunk(state, call, connection.trunk)
        start_unattended_timer(state, call)
    for connection in leavers:
        works = begin_wrapup(state, connection)
        if not works or connection.device in call.released:
            associations.end(state, call, connection.device)
    associations.close(state, call)
    _return_to_held(state, call)
    # fidelity agents.state-after-the-end: seen E11, B, C: Connections are cleared, and the call ends, before the agent
    # is told to be in the state that follows.
    for connection in leavers:
        report_departure(state, connection)
    for connection in leavers:
        detach_listeners(state, connection)


def begin_wrapup(state: SwitchState, connection: Connection) -> bool:
    """Decide what follows for the agent of a connection that is gone, if it was their last.

    Nothing is reported yet: ``report_departure`` does it, when all that concerns the call has been told.

    Returns:
        Whether the agent has after-call work now, which keeps the device associated with the call.
    """
    agent = connection.agent
    if agent is None or _talks_elsewhere(agent):
        return False
    return wrapup.decide_after_call(state, agent, connection) and agent.profile.work_keeps_calls


def _talks_elsewhere(agent: Agent) -> bool:
    """Whether another call than the one just gone keeps the agent busy; one that only rings does not."""
    return any(other.state is not LocalConnectionState.ALERTING for other in agent.connections.values())


def report_departure(state: SwitchState, connection: Connection) -> None:
    """Report the agent of a connection that is gone, or sign them out if they had asked for that."""
    agent = connection.agent
    if agent is None:
        return
    reason, agent.sign_out_reason = agent.sign_out_reason, None
    if reason is None:
        state.report(agent)
    else:
        login.sign_out(state, agent, reason)


def detach_listeners(state: SwitchState, connection: Connection) -> None:
    """Release the supervisors who listened to a connection that is gone (S17).

    If the connection was that of a supervisor who listened, the other one is not listened to any more.
    """
    if connection.call.listens_to is not None:
        connection.call.listens_to.listeners.remove(connection)
    for listener in list(connection.listeners):
        release(state, listener, EventCause.CEC_SUPERVISOR_CLEAR)


def start_unattended_timer(state: SwitchState, call: Call) -> None:
    """Limit a call on which only outside parties are left: they talk for a while, and then hang up."""
    parties = call.connections.values()
    if len(parties) >= LAST_TWO and all(party.station is None for party in parties):
        # fidelity calls.unattended: ours: Outside parties that are left to each other hang up after a while.
        state.timers.start(unattended_timer(call), state.now + state.random.uniform(*OUTSIDE_TALK))


def queue_timer(call: Call) -> Timer:
    """The timer that ends the wait of a queued call."""
    return Timer(TimerKind.QUEUE_TIME, call.peripheral_id, call.id)


def unattended_timer(call: Call) -> Timer:
    """The timer that ends a call on which no station of the site is left."""
    return Timer(TimerKind.UNATTENDED, call.peripheral_id, call.id)


def _return_to_held(state: SwitchState, call: Call) -> None:
    """Retrieve the held call of a device whose call for a blind conference is over, with no party added (S10)."""
    consultation = call.consultation
    if not call.cleared or consultation is None or consultation.blind is None:
        return
    held = consultation.held
    if held.station is not None and held.state is LocalConnectionState.HOLD and is_free(state, held.station):
        retrieve(state, held)
