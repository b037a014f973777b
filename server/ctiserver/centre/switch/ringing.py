"""Calls on their way to a station: they are queued, offered to an agent, ring, and are perhaps not answered.

Scenarios S1, step 1; S3; S4, step 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import (
    AgentState,
    CallDirection,
    DeskSettingsMask,
    DispositionCode,
    EventCause,
    LineType,
    LocalConnectionState,
)
from ctiproto.constants.limits import DEFAULT_ALERT_RINGS
from ctiserver.centre.switch import associations, cti_ports, dispositions, legs, queue_limits, reports
from ctiserver.centre.switch.clearing import divert, fail, leave_queue, release, withdraw
from ctiserver.centre.switch.conditions import Occupation
from ctiserver.centre.switch.connection_states import MOVES, Trigger
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP
from ctiserver.centre.switch.media import stop_media
from ctiserver.centre.switch.timers import TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.model import Agent, Call, Connection, Destination, Station
    from ctiserver.centre.switch.state import SwitchState

# fidelity calls.six-seconds-a-ring: ours: A ring of AlertRings takes six seconds.
SECONDS_PER_RING: Final = 6


# --- queues -------------------------------------------------------------------------------------------------------


def enqueue(state: SwitchState, call: Call, destination: Destination, *, in_front: bool = False) -> None:
    """Put ``call`` into the queue of ``destination``; it goes to an agent at once if one is available.

    If none is, and as many calls wait as may, it goes on to the next number, or fails.

    Args:
        state: the state of the switch.
        call: the call.
        destination: the number by which it comes into the queue.
        in_front: whether it is served before all others, with the time that it has waited already.
    """
    there: Destination | None = destination
    while there is not None:
        there = _enter_queue(state, call, there, in_front=in_front)


def _enter_queue(state: SwitchState, call: Call, destination: Destination, *, in_front: bool) -> Destination | None:
    """Put ``call`` into a queue, as ``enqueue`` does.

    Returns:
        The number that it goes on to because it may not wait there; ``None``: it does not go on.
    """
    caller, queue = call.caller, destination.queue
    if destination.device not in call.entry:
        associations.begin(state, call, caller.id, through=(destination.device,))
        call.enter((destination.device,))
    call.service = queue.service
    if state.profiles[call.peripheral_id].by_cti_port:
        cti_ports.take(state, call)
    waits = cti_ports.waiting(call)
    waits.move(Trigger.ENQUEUE, state.now)
    stop_media(state, waits)
    call.skill_group = NO_SKILL_GROUP
    if not in_front:
        call.queued_at = state.now
    call.queue, call.queue_entry, call.call_type_id = queue, destination, destination.call_type_id
    queue.join(call, in_front=in_front)
    waiting = state.router.calls_waiting(queue.peripheral_id, queue.service.number)
    state.tell(reports.queued(waits, queue, waiting, state.now))
    found = state.router.agent_for(queue)
    if found is not None:
        _send(state, call, *found)
        return None
    if not in_front and waiting > queue_limits.most_waiting(state, call):
        return queue_limits.overflow(state, call)
    queue_limits.limit_wait(state, call)
    return None


def waited_too_long(state: SwitchState, call: Call) -> None:
    """Let a call that has waited for as long as its service lets it go on elsewhere, or fail."""
    there = queue_limits.time_out(state, call)
    if there is not None:
        enqueue(state, call, there)


def enqueue_again(
    state: SwitchState,
    call: Call,
    destination: Destination,
    disposition: DispositionCode = DispositionCode.REDIRECTED,
    *,
    dialed: bool = True,
    in_front: bool = False,
) -> None:
    """Put a call into a queue that was somewhere else before; where legs are calls, it goes on as another one.

    Args:
        state: the state of the switch.
        call: the call, on which only the party is left that is to wait.
        destination: the number by which it comes into the queue.
        disposition: what became of the call so far.
        dialed: whether somebody dialled that number to send the call there.
        in_front: as for ``enqueue``.
    """
    if legs.has_legs(state, call):
        leg = legs.to_queue(state, call, destination, dialed=dialed)
        (party,) = call.connections.values()
        legs.go_on(state, party, leg, disposition, queue=destination)
        call = leg
    enqueue(state, call, destination, in_front=in_front)


def serve_available(state: SwitchState) -> None:
    """Give each agent who has become available the call that has waited longest for one of their groups."""
    while state.became_available:
        agent = state.became_available.popleft()
        found = state.router.call_for(agent) if agent.state is AgentState.AVAILABLE else None
        if found is not None:
            _send(state, found[0], agent, found[1])


def _send(state: SwitchState, call: Call, agent: Agent, group: SkillGroupRef) -> None:
    """Send a queued call to ``agent``, as the next leg of its contact where legs are calls."""
    if legs.has_legs(state, call):
        offer(state, legs.to_agent(state, call, agent.station), agent, group, waiting=call)
    else:
        offer(state, call, agent, group)


def offer(state: SwitchState, call: Call, agent: Agent, group: SkillGroupRef, *, waiting: Call | None = None) -> None:
    """Reserve ``agent`` for a call, announce it where the router does that, and let it ring (S1, step 1).

    Args:
        state: the state of the switch.
        call: the call that is to ring.
        agent: the agent.
        group: the skill group for which they get it.
        waiting: the call that waits in the queue if it is another one, which goes on as ``call``.
    """
    with state.reporting(agent):
        agent.reserved = Occupation(group, CallDirection.IN)
    call.skill_group = group
    announces = state.settings.pre_call_events and state.profiles[call.peripheral_id].announces_calls
    if announces and state.has_controller and call.router_call_key is not None:
        state.tell(reports.offered(agent, call, state.now))
    leave_queue(state, waiting or call, target=agent.station.device)
    if waiting is not None:
        legs.go_on(state, waiting.caller, call)
    ring(state, call, agent.station, LineType.INBOUND_ACD, CallDirection.IN, group=group)


# --- ringing ------------------------------------------------------------------------------------------------------


def ring(
    state: SwitchState,
    call: Call,
    station: Station,
    line_type: LineType,
    direction: CallDirection,
    *,
    group: SkillGroupRef,
) -> Connection:
    """Let ``call`` alert at ``station``, and start the timers of its agent's desk settings.

    The agent is reported before the call is, if it reserves them (S4, step 1).

    Returns:
        The connection that alerts.
    """
    connection = state.add_station(call, station, line_type, direction, group)
    agent = connection.agent
    profile = state.profiles[call.peripheral_id]
    with state.reporting(agent):
        connection.move(Trigger.PRESENT, state.now)
        # A direct call does not take the place of one that the router announced.
        if agent is not None and (direction is CallDirection.IN or profile.reserves_consulted):
            agent.reserved, agent.missed = None, 0
        if agent is not None and agent.state is AgentState.AVAILABLE and not connection.is_work:
            _interrupt(agent, profile.reasons.called_directly)
    # fidelity calls.begun-unattended: ours: The station's own stream is told that the call begins even where nobody is
    # signed in, so that a program can answer it there.
    associations.begin(state, call, connection.id, station=station.device)
    if agent is not None or profile.delivers_unattended:
        state.tell(reports.delivered(connection, state.now))
    if agent is not None and agent.settings.mask & DeskSettingsMask.AUTO_ANSWER_ENABLED_MASK:
        state.start_timer(TimerKind.AUTO_ANSWER, connection, state.now)
    # fidelity calls.ring-no-answer-time: guide AGENT_DESK_SETTINGS_CONF; ours: The time of the desk settings limits
    # every call that rings for the agent, whether the router sent it or somebody dialled the station.
    if agent is not None and agent.settings.ring_no_answer_time:
        deadline = state.now + agent.settings.ring_no_answer_time
        state.start_timer(TimerKind.RING_NO_ANSWER, connection, deadline)
    elif direction is CallDirection.OTHER_IN:
        # fidelity calls.ten-rings: guide MAKE_CALL_REQ: Where nobody says for how long a dialled station rings, it is
        # ten times.
        give_up_after(state, connection, DEFAULT_ALERT_RINGS)
    return connection


def _interrupt(agent: Agent, reason: int) -> None:
    """Let an available agent not be ready as long as somebody's direct call lasts, where that makes a difference."""
    if reason:
        agent.ready, agent.interrupted, agent.reason_code = False, True, reason


def give_up_after(state: SwitchState, connection: Connection, rings: int) -> None:
    """Limit the time for which ``connection`` alerts to a number of rings."""
    deadline = state.now + rings * SECONDS_PER_RING
    state.start_timer(TimerKind.RING_NO_ANSWER, connection, deadline)


# --- no answer ----------------------------------------------------------------------------------------------------


def _fallback(state: SwitchState, call: Call, agent: Agent | None) -> Destination | None:
    """Where a call goes that is not answered: the number of the agent's desk settings, else the one it came by."""
    number = agent.settings.ring_no_answer_dn if agent is not None else 0
    # fidelity calls.where-unanswered-calls-go: guide AGENT_DESK_SETTINGS_CONF; ours: A call that is not answered goes
    # to the number of the desk settings, else back to where it waited.
    other = state.router.destination(call.peripheral_id, str(number)) if number else None
    entry = call.queue_entry
    came_by = state.router.destination(call.peripheral_id, entry.device.id) if entry is not None else None
    return other or came_by


def take_back_unanswered(state: SwitchState, connection: Connection) -> None:
    """Take a call away from a station that did not answer.

    It goes on without that party, goes back into a queue (S3), ends, or fails (S6).  An agent who was reserved for it
    is not ready from then on.
    """
    call, agent = connection.call, connection.agent
    call.disposition = dispositions.on_the_way(state, call, DispositionCode.RING_NO_ANSWER)
    # fidelity agents.no-answer: inferred DB: An agent who does not answer a call that they were reserved for is
    # NOT_READY with 32767.
    if agent is not None and agent.state is AgentState.RESERVED:
        agent.ready, agent.reason_code = False, state.profiles[call.peripheral_id].reasons.not_answered
    others = call.others(connection)
    destination = _fallback(state, call, agent)
    if len(others) > 1:
        withdraw(state, connection, EventCause.CEC_CALL_NOT_ANSWERED)
    elif destination is not None and can_be_queued(others[0]):
        with state.reporting(agent):
            divert(state, connection, destination.device, EventCause.CEC_CALL_NOT_ANSWERED)
        in_front = destination is call.queue_entry
        enqueue_again(state, call, destination, call.disposition, dialed=False, in_front=in_front)
    elif call.established or others[0].state is LocalConnectionState.ALERTING:
        release(state, connection, EventCause.CEC_CALL_NOT_ANSWERED)
    else:
        withdraw(state, connection, EventCause.CEC_CALL_NOT_ANSWERED)
        fail(state, call.caller, EventCause.CEC_CALL_NOT_ANSWERED, connection.device)


def can_be_queued(party: Connection) -> bool:
    """Whether the only party that remains on a call may be put into a queue: it placed the call, and does not hold."""
    return party.state in MOVES[Trigger.ENQUEUE] and party is party.call.caller
