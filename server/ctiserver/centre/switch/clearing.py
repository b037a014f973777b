"""Leaving calls: parties that release, calls that end, and what becomes of those who were on them.

The order is the same for every way a call can end: what runs on the connection (a recording, a greeting), the
connection itself, the end of the call, the media, the associations of the devices, that of the stream of all calls, and
only then the agents (S1, step 5; S2; S4, step 3); last of all those who listened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import DispositionCode, EventCause, LocalConnectionState
from ctiserver.centre.switch import associations, greeting, recording
from ctiserver.centre.switch import login as signing
from ctiserver.centre.switch import wrapup as after_call
from ctiserver.centre.switch.calls import Trigger
from ctiserver.centre.switch.events import CallCleared, CallConnectionCleared, CallDequeued, CallDiverted, CallFailed
from ctiserver.centre.switch.hold_retrieve import is_free, retrieve, stop_media
from ctiserver.centre.switch.state import connection_timer
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from ctiproto.constants import CallType
    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Call, Connection
    from ctiserver.centre.switch.context import CallContext
    from ctiserver.centre.switch.identifiers import Device
    from ctiserver.centre.switch.state import Floor

LAST_TWO = 2

OUTSIDE_TALK = (30.0, 240.0)
"""People outside who were connected to each other talk so many seconds, at least and at most."""


def leave_queue(floor: Floor, call: Call, cause: EventCause = EventCause.CEC_NONE) -> None:
    """A call that waits does so no longer."""
    line = call.line
    if line is None:
        return
    line.leave(call)
    call.line = None
    caller = call.caller
    caller.move(Trigger.DEQUEUE, floor.now)
    floor.events.append(
        CallDequeued(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=caller.id,
            parties=call.parties,
            local_state=caller.state,
            cause=cause,
            service=line.service,
            queued=floor.router.waiting(line.peripheral_id, line.service.number),
        )
    )


def release(floor: Floor, connection: Connection, cause: EventCause | None = None) -> None:
    """``connection`` leaves its call; if only one party would remain, the call ends.

    Without a ``cause``, a caller who gives up before anybody answered gives that as the cause.
    """
    others = connection.call.others(connection)
    if len(others) < LAST_TWO:
        _end(floor, [connection, *others], cause)
        return
    remove(floor, connection, EventCause.CEC_NONE if cause is None else cause)


def remove(floor: Floor, connection: Connection, cause: EventCause, call_type: CallType | None = None) -> None:
    """``connection`` leaves a call that goes on without it, perhaps as another kind of call (S8, step 4; S16)."""
    call = connection.call
    before = call.context
    call.call_type = call_type or call.call_type
    _clear_connection(floor, connection, call.parties, cause)
    settle(floor, call, [connection], before)


def end_call(floor: Floor, first: Connection) -> None:
    """The call ends for everybody: the party that asked leaves first, then the others in the order they joined."""
    _end(floor, [first, *first.call.others(first)], None)


def _end(floor: Floor, leavers: list[Connection], cause: EventCause | None) -> None:
    first, last, call = leavers[0], leavers[-1], leavers[0].call
    if cause is None:
        gives_up = first.id == call.reference and not call.established and not call.failed
        cause = EventCause.CEC_CALL_CANCELLED if gives_up else EventCause.CEC_NONE
    call.disposition = _disposition(call)
    leave_queue(floor, call, cause)
    parties = call.parties
    for connection in leavers[:-1] or leavers:
        _clear_connection(floor, connection, parties, cause)
    _clear_call(floor, last, parties, cause)
    settle(floor, call, leavers)


def _disposition(call: Call) -> DispositionCode:
    if call.failed:
        return DispositionCode.BUSY
    if call.established:
        return DispositionCode.DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE
    return DispositionCode.ABANDONED_RING if call.line is None else DispositionCode.ABANDONED_IN_LOCAL_QUEUE


def wind_up(floor: Floor, connection: Connection) -> None:
    """What runs on ``connection`` ends with it, and is told while the connection still has its name."""
    greeting.stop(floor, connection)
    recording.end(floor, connection)


def _clear_connection(floor: Floor, connection: Connection, parties: tuple[Device, ...], cause: EventCause) -> None:
    wind_up(floor, connection)
    connection.move(Trigger.RELEASE, floor.now)
    floor.events.append(
        CallConnectionCleared(
            at=floor.now,
            peripheral_id=connection.call.peripheral_id,
            connection=connection.id,
            parties=parties,
            local_state=connection.state,
            cause=cause,
            releasing=connection.device,
        )
    )


def _clear_call(floor: Floor, last: Connection, parties: tuple[Device, ...], cause: EventCause) -> None:
    call = last.call
    floor.timers.stop(unattended_timer(call))
    wind_up(floor, last)
    if last.state is not LocalConnectionState.NULL:
        last.move(Trigger.RELEASE, floor.now)
    call.cleared = True
    floor.events.append(
        CallCleared(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=last.id,
            parties=parties,
            local_state=last.state,
            cause=cause,
        )
    )


def settle(floor: Floor, call: Call, leavers: list[Connection], before: CallContext | None = None) -> None:
    """Media, associations and agents of connections that are gone; ``before``: the context as it was told last."""
    for connection in leavers:
        stop_media(floor, connection)
    for connection in leavers:
        floor.detach(connection)
    if not call.cleared:
        told = {connection.device for connection in leavers}
        associations.update(floor, call, before or call.context, told)
        for connection in leavers:
            if connection.trunk is not None:
                associations.leave_trunk(floor, call, connection.trunk)
        attend(floor, call)
    for connection in leavers:
        works = conclude(floor, connection)
        if not works or connection.device in call.released:
            associations.end(floor, call, connection.device)
    associations.close(floor, call)
    _return_to_held(floor, call)
    for connection in leavers:
        bow_out(floor, connection)
    for connection in leavers:
        leave_unheard(floor, connection)


def conclude(floor: Floor, connection: Connection) -> bool:
    """Settle what the agent of a connection that is gone does next; whether it is work that the call caused."""
    agent = connection.agent
    if agent is None or _talks_elsewhere(agent):
        return False
    return after_call.finish(floor, agent, connection)


def _talks_elsewhere(agent: Agent) -> bool:
    """Whether another call than the one just gone keeps the agent busy; one that only rings does not."""
    return any(other.state is not LocalConnectionState.ALERTING for other in agent.connections.values())


def bow_out(floor: Floor, connection: Connection) -> None:
    """Report the agent of a connection that is gone, or sign him out if he had asked for that."""
    agent = connection.agent
    if agent is None:
        return
    reason, agent.sign_out_reason = agent.sign_out_reason, None
    if reason is None:
        floor.report(agent)
    else:
        signing.sign_out(floor, agent, reason)


def leave_unheard(floor: Floor, connection: Connection) -> None:
    """There is nothing left to listen to on a connection that is gone (S17), and who was listened to is again alone."""
    if connection.call.listens_to is not None:
        connection.call.listens_to.listeners.remove(connection)
    for listener in list(connection.listeners):
        release(floor, listener, EventCause.CEC_SUPERVISOR_CLEAR)


def attend(floor: Floor, call: Call) -> None:
    """People outside whom everybody here has left to each other talk for a while, and then hang up."""
    parties = call.connections.values()
    if len(parties) >= LAST_TWO and all(party.station is None for party in parties):
        floor.timers.start(unattended_timer(call), floor.now + floor.random.uniform(*OUTSIDE_TALK))


def unattended_timer(call: Call) -> Timer:
    """The timer that ends a call on which nobody of the site is left."""
    return Timer(TimerKind.UNATTENDED, call.peripheral_id, call.id)


def _return_to_held(floor: Floor, call: Call) -> None:
    """A call for a blind conference is over before anybody was added: its device goes on with the other (S10)."""
    consultation = call.consultation
    if not call.cleared or consultation is None or consultation.blind is None:
        return
    held = consultation.held
    if held.station is not None and held.state is LocalConnectionState.HOLD and is_free(floor, held.station):
        retrieve(floor, held)


def divert(floor: Floor, connection: Connection, target: Device, cause: EventCause) -> None:
    """An alerting call leaves its device for ``target``; its agent is not reported yet (S3)."""
    call = connection.call
    parties = call.parties
    connection.move(Trigger.DIVERT, floor.now)
    floor.events.append(
        CallDiverted(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=connection.id,
            parties=parties,
            local_state=connection.state,
            cause=cause,
            diverting=connection.device,
            called=target,
            service=call.service,
        )
    )
    before = call.context
    floor.detach(connection)
    associations.update(floor, call, before)
    associations.end(floor, call, connection.device)
    call.last_redirect = connection.device


def withdraw(floor: Floor, connection: Connection, cause: EventCause) -> None:
    """An alerting connection is cleared, and its call goes on without it."""
    _clear_connection(floor, connection, connection.call.parties, cause)
    settle(floor, connection.call, [connection])


def fail(floor: Floor, connection: Connection, cause: EventCause, failing: Device) -> None:
    """The call of an originator cannot be completed: he hears a tone for a while (S6)."""
    call = connection.call
    call.failed = True
    connection.move(Trigger.FAIL, floor.now)
    floor.events.append(
        CallFailed(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=connection.id,
            parties=call.parties,
            local_state=connection.state,
            cause=cause,
            failing=failing,
            called=call.called,
        )
    )
    stop_media(floor, connection)
    for kind in (TimerKind.RING_NO_ANSWER, TimerKind.FAR_END_ANSWERS):
        floor.timers.stop(connection_timer(kind, connection))
    timer = connection_timer(TimerKind.FAILED_CALL, connection)
    floor.timers.start(timer, floor.now + floor.settings.failed_call_linger)
