"""Calls on their way to a station: waiting in line, being offered to an agent, ringing, ringing in vain.

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
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.agents import Occupation
from ctiserver.centre.switch.calls import MOVES, Trigger
from ctiserver.centre.switch.clearing import divert, fail, leave_queue, release, withdraw
from ctiserver.centre.switch.events import CallDelivered, CallQueued, PreCall
from ctiserver.centre.switch.hold_retrieve import stop_media
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP
from ctiserver.centre.switch.state import connection_timer
from ctiserver.centre.switch.timers import TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Call, Connection
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.routing import Destination
    from ctiserver.centre.switch.state import Floor

RING_NO_ANSWER_REASON: Final = 32_767
SECONDS_PER_RING: Final = 6


def enqueue(floor: Floor, call: Call, destination: Destination, *, in_front: bool = False) -> None:
    """``call`` waits where ``destination`` says, and goes to an agent at once if one is available."""
    caller, line = call.caller, destination.line
    if destination.device not in call.entry:
        associations.begin(floor, call, caller.id, through=(destination.device,))
        call.enter((destination.device,))
    caller.move(Trigger.ENQUEUE, floor.now)
    stop_media(floor, caller)
    call.service = line.service
    call.skill_group = NO_SKILL_GROUP
    if not in_front:
        call.queued_at = floor.now
    call.line, call.home, call.call_type_id = line, destination, destination.call_type_id
    line.join(call, in_front=in_front)
    floor.events.append(
        CallQueued(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=caller.id,
            parties=call.parties,
            local_state=caller.state,
            calling=call.calling,
            called=call.called,
            service=line.service,
            skill_groups=line.groups,
            queued=floor.router.waiting(line.peripheral_id, line.service.number),
            last_redirect=call.last_redirect,
        )
    )
    found = floor.router.agent_for(line)
    if found is not None:
        _offer(floor, call, *found)


def serve_freed(floor: Floor) -> None:
    """Everybody who has become available gets the call that has waited longest for him."""
    while floor.freed:
        agent = floor.freed.popleft()
        found = floor.router.call_for(agent) if agent.state is AgentState.AVAILABLE else None
        if found is not None:
            _offer(floor, found[0], agent, found[1])


def _offer(floor: Floor, call: Call, agent: Agent, group: SkillGroupRef) -> None:
    agent.reserved = Occupation(group, CallDirection.IN)
    call.skill_group = group
    floor.report(agent)
    if floor.settings.pre_call_events and floor.has_controller and call.router_call_key is not None:
        _announce(floor, call, agent)
    leave_queue(floor, call)
    ring(floor, call, agent.station, LineType.INBOUND_ACD, CallDirection.IN, group=group)


def _announce(floor: Floor, call: Call, agent: Agent) -> None:
    station = agent.station
    floor.events.append(
        PreCall(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            agent_id=agent.site.id,
            icm_agent_id=agent.site.icm_agent_id,
            device=station.device,
            extension=station.extension,
            instrument=station.instrument,
            call_id=call.id,
            service=call.service,
            skill_group=call.skill_group,
            context=call.context,
            call_type_id=call.call_type_id,
        )
    )


def ring(
    floor: Floor,
    call: Call,
    station: Station,
    line_type: LineType,
    direction: CallDirection,
    *,
    group: SkillGroupRef,
) -> Connection:
    """``call`` alerts at ``station``; who is signed in there is reported before, if it reserves him."""
    connection = floor.add_station(call, station, line_type, direction, group)
    connection.move(Trigger.PRESENT, floor.now)
    agent = connection.agent
    if agent is not None:
        if direction is CallDirection.IN:  # a direct call does not take the place of one that the router announced
            agent.reserved, agent.missed = None, 0
        floor.report(agent)
    associations.begin(floor, call, connection.id, station=station.device)
    tell_delivered(floor, connection)
    if agent is not None and agent.settings.mask & DeskSettingsMask.AUTO_ANSWER_ENABLED_MASK:
        floor.timers.start(connection_timer(TimerKind.AUTO_ANSWER, connection), floor.now)
    if agent is not None and agent.settings.ring_no_answer_time and _fallback(floor, call, agent) is not None:
        deadline = floor.now + agent.settings.ring_no_answer_time
        floor.timers.start(connection_timer(TimerKind.RING_NO_ANSWER, connection), deadline)
    return connection


def tell_delivered(floor: Floor, connection: Connection) -> None:
    """Say that ``connection`` alerts."""
    call = connection.call
    floor.events.append(
        CallDelivered(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=connection.id,
            parties=call.parties,
            local_state=connection.state,
            cause=call.cause,
            alerting=connection.device,
            calling=call.calling,
            called=call.called,
            last_redirect=call.last_redirect,
            line_type=connection.line_type,
            line_handle=connection.line_handle,
            service=call.service,
            skill_group=call.skill_group,
            trunk=call.trunk,
            context=call.context,
        )
    )


def give_up_after(floor: Floor, connection: Connection, rings: int) -> None:
    """Let ``connection`` alert no longer than so many rings."""
    deadline = floor.now + rings * SECONDS_PER_RING
    floor.timers.start(connection_timer(TimerKind.RING_NO_ANSWER, connection), deadline)


def _fallback(floor: Floor, call: Call, agent: Agent | None) -> Destination | None:
    """Where a call goes that nobody answers: the number of the agent's desk settings, else whence it came."""
    number = agent.settings.ring_no_answer_dn if agent is not None else 0
    other = floor.router.destination(call.peripheral_id, str(number)) if number else None
    home = floor.router.destination(call.peripheral_id, call.home.device.id) if call.home is not None else None
    return other or home


def no_answer(floor: Floor, connection: Connection) -> None:
    """It rang too long: the call goes on elsewhere (S3), without the party, or fails (S6)."""
    call, agent = connection.call, connection.agent
    call.disposition = DispositionCode.RING_NO_ANSWER
    if agent is not None and agent.state is AgentState.RESERVED:
        agent.ready, agent.reason_code = False, RING_NO_ANSWER_REASON
    others = call.others(connection)
    destination = _fallback(floor, call, agent)
    if len(others) > 1:
        withdraw(floor, connection, EventCause.CEC_CALL_NOT_ANSWERED)
    elif destination is not None and can_wait(others[0]):
        divert(floor, connection, destination.device, EventCause.CEC_CALL_NOT_ANSWERED)
        if agent is not None:
            floor.report(agent)
        enqueue(floor, call, destination, in_front=destination is call.home)
    elif call.established or others[0].state is LocalConnectionState.ALERTING:
        release(floor, connection, EventCause.CEC_CALL_NOT_ANSWERED)
    else:
        withdraw(floor, connection, EventCause.CEC_CALL_NOT_ANSWERED)
        fail(floor, call.caller, EventCause.CEC_CALL_NOT_ANSWERED, connection.device)


def can_wait(party: Connection) -> bool:
    """Whether the only party of a call may be put into a queue: it is there, and does not hold."""
    return party.state in MOVES[Trigger.ENQUEUE] and party is party.call.caller
