"""Leaving calls: parties that release, calls that end, and what becomes of those who were on them.

The order is the same for every way a call can end: the connection that leaves, the end of the call, the media, the
associations of the devices, that of the stream of all calls, and only then the agents (S1 rows 16 to 22, S2, S4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import AgentState, DispositionCode, EventCause, LocalConnectionState
from server.switch import after_call, agents, associations, signing
from server.switch.calls import Trigger
from server.switch.conversation import stop_media
from server.switch.events import CallCleared, CallConnectionCleared, CallDequeued, CallDiverted, CallFailed
from server.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from server.switch.calls import Call, Connection
    from server.switch.floor import Floor
    from server.switch.identifiers import Device

LAST_TWO = 2


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
    call = connection.call
    if cause is None:
        gives_up = connection.id == call.reference and not call.established and not call.failed
        cause = EventCause.CEC_CALL_CANCELLED if gives_up else EventCause.CEC_NONE
    call.disposition = _disposition(call)
    leave_queue(floor, call, cause)
    parties = call.parties
    remaining = [other for other in call.connections.values() if other is not connection]
    _clear_connection(floor, connection, parties, cause)
    if len(remaining) < LAST_TWO:
        _clear_call(floor, remaining[0] if remaining else connection, parties, cause)
        leavers = list(call.connections.values())
    else:
        leavers = [connection]
    _settle(floor, call, leavers)


def end_call(floor: Floor, first: Connection) -> None:
    """The call ends for everybody: the party that asked leaves first, then the others in the order they joined."""
    call = first.call
    others = [other for other in call.connections.values() if other is not first]
    for connection in (first, *others):
        if not call.cleared:
            release(floor, connection)


def _disposition(call: Call) -> DispositionCode:
    if call.failed:
        return DispositionCode.BUSY
    if call.established:
        return DispositionCode.DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE
    return DispositionCode.ABANDONED_RING if call.line is None else DispositionCode.ABANDONED_IN_LOCAL_QUEUE


def _clear_connection(floor: Floor, connection: Connection, parties: tuple[Device, ...], cause: EventCause) -> None:
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
    if last.state is not LocalConnectionState.NULL:
        last.move(Trigger.RELEASE, floor.now)
    call.cleared = True
    floor.free_trunk(call)
    floor.timers.stop(far_end_timer(call))
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


def _settle(floor: Floor, call: Call, leavers: list[Connection]) -> None:
    """Media, associations and agents of connections that are gone."""
    for connection in leavers:
        stop_media(floor, connection)
    for connection in leavers:
        floor.detach(connection)
    signing_out: dict[agents.Agent, int] = {}
    for connection in leavers:
        agent = connection.agent
        works = False
        if agent is not None and not _talks_elsewhere(agent):
            if agent.choice is not None and agent.choice.state is AgentState.LOGOUT:
                signing_out[agent] = agent.choice.reason_code
            works = after_call.finish(floor, agent, connection)
        if not works or connection.device in call.released:
            associations.end(floor, call, connection.device)
    associations.close(floor, call)
    for connection in leavers:
        agent = connection.agent
        if agent is None:
            continue
        if agent in signing_out:
            signing.sign_out(floor, agent, signing_out[agent])
        else:
            floor.report(agent)


def _talks_elsewhere(agent: agents.Agent) -> bool:
    """Whether another call than the one just gone keeps the agent busy; one that only rings does not."""
    return any(other.state is not LocalConnectionState.ALERTING for other in agent.connections.values())


def divert(floor: Floor, connection: Connection, target: Device, cause: EventCause) -> None:
    """An alerting call leaves its device for ``target``; its agent is not reported yet (S3 rows 1 and 2)."""
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
    floor.detach(connection)
    associations.end(floor, call, connection.device)
    call.last_redirect = connection.device


def withdraw(floor: Floor, connection: Connection, cause: EventCause) -> None:
    """An alerting connection is cleared, and its call goes on without it."""
    parties = connection.call.parties
    _clear_connection(floor, connection, parties, cause)
    _settle(floor, connection.call, [connection])


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
    timer = Timer(TimerKind.FAILED_CALL, call.peripheral_id, call.id, connection.id.device_id)
    floor.timers.start(timer, floor.now + floor.settings.failed_call_linger)


def far_end_timer(call: Call) -> Timer:
    """The timer after which an outside destination answers."""
    return Timer(TimerKind.FAR_END_ANSWERS, call.peripheral_id, call.id)
