"""Calls that a station places: inside, to a number of the site, outside, or to nowhere.  Scenarios S4, S5 and S6.

``originate`` and ``present`` are how every placed call begins, whoever wants it and what for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from ctiproto.constants import (
    AgentState,
    CallDirection,
    CallMannerType,
    CallType,
    ControlFailureCode,
    DeviceIDType,
    EventCause,
    LineType,
)
from ctiproto.constants.limits import NULL_SKILL_GROUP
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.agents import AFTER_CALL_WORK
from ctiserver.centre.switch.calls import Trigger
from ctiserver.centre.switch.clearing import fail
from ctiserver.centre.switch.devices import Station
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import CallOriginated, CallReachedNetwork, CallServiceInitiated
from ctiserver.centre.switch.hold_retrieve import report_agent, start_media
from ctiserver.centre.switch.identifiers import NO_DEVICE, NO_SKILL_GROUP, Device
from ctiserver.centre.switch.ringing import enqueue, give_up_after, ring, tell_delivered
from ctiserver.centre.switch.routing import Destination
from ctiserver.centre.switch.state import connection_timer
from ctiserver.centre.switch.targets import Outside, find, is_busy, require_permission
from ctiserver.centre.switch.timers import TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Blind, Call, Connection, Consultation
    from ctiserver.centre.switch.commands import MakeCall
    from ctiserver.centre.switch.context import CallData
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.state import Floor
    from ctiserver.centre.switch.targets import Target

PLACED_A_CALL: Final = 50_006
"""Reason of the NOT_READY of an agent who was available and placed a call all the same."""

FAR_END_ANSWERS_WITHIN: Final = (2.0, 8.0)
"""Somebody outside takes so many seconds to answer, at least and at most."""


@frozen(kw_only=True)
class Order:
    """How a call is placed.

    Attributes:
        group: What it is counted for, if not for what the station's calls are in general.
        call_type: What kind of call it is; absent: by its target.
        line_type: On what kind of line the station has it; absent: by its target.
        cause: What the events that set it up give as their cause.
        blind: The conference that comes about by itself if it was placed on behalf of another.
    """

    data: CallData
    group: SkillGroupRef = NO_SKILL_GROUP
    call_type: CallType | None = None
    line_type: LineType | None = None
    cause: EventCause = EventCause.CEC_NONE
    blind: Blind | None = None


def make_call(floor: Floor, command: MakeCall) -> None:
    """Place the call as far as it goes at once; refused if the station or its agent cannot place one."""
    station = floor.station(command.peripheral_id, command.device)
    agent = station.agent
    require_idle(floor, station, belligerent=command.manner is CallMannerType.BELLIGERENT)
    target = find(floor, station, command.dialed_number, command.placement)
    require_permission(agent, target)
    data = evolve(command.data, dialed_number=command.dialed_number)
    order = Order(data=data, group=_group(agent, command.skill_group))
    place(floor, station, target, order, command.alert_rings)


def require_idle(floor: Floor, station: Station, *, belligerent: bool) -> None:
    """Refuse (5, 21, 33) unless a new call can be placed from ``station``, even if its agent is available."""
    agent = station.agent
    if agent is None:
        if floor.settings.require_login_for_calls:
            raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    elif agent.state is AgentState.RESERVED:
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY, 10_106)
    elif agent.state in AFTER_CALL_WORK or (
        agent.state is AgentState.AVAILABLE and floor.settings.cce_restrictions and not belligerent
    ):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY, 10_103)
    if station.connections:
        raise Refused(ControlFailureCode.RESOURCE_BUSY)


def _group(agent: Agent | None, number: int) -> SkillGroupRef:
    if number == NULL_SKILL_GROUP:
        return NO_SKILL_GROUP
    found = [group for group in agent.groups if group.number == number] if agent is not None else []
    if not found:
        raise Refused(ControlFailureCode.INVALID_SKILL_GROUP_SPECIFIED)
    return found[0]


def place(floor: Floor, station: Station, target: Target, order: Order, alert_rings: int = 0) -> None:
    """Place a call that is the only one of its station."""
    agent = station.agent
    if agent is not None and agent.state is AgentState.AVAILABLE:
        agent.ready, agent.interrupted, agent.reason_code = False, True, PLACED_A_CALL
        floor.report(agent)
    present(floor, originate(floor, station, target, order), target, alert_rings)


def originate(
    floor: Floor, station: Station, target: Target, order: Order, consultation: Consultation | None = None
) -> Connection:
    """What every placed call begins with: scenario S4, step 1."""
    outside = isinstance(target, Outside)
    call = floor.new_call(
        station.peripheral_id, _call_type(station, order, outside=outside), station.device, target.device, order.data
    )
    call.cause, call.consultation, call.service = order.cause, consultation, station.attributes.service
    _count_leg(floor, call, target)
    if isinstance(target, Destination):
        call.enter((target.device,))
    agent = station.agent
    group = next(
        (each for each in (order.group, station.attributes.skill_group) if each != NO_SKILL_GROUP),
        (agent.default_group if agent is not None else None) or NO_SKILL_GROUP,
    )
    line_type = order.line_type or (LineType.OUTBOUND if outside else LineType.INSIDE)
    direction = CallDirection.OUT if outside else CallDirection.OTHER_OUT
    connection = floor.add_station(call, station, line_type, direction, group)
    associations.begin(floor, call, connection.id, station=station.device, to_all=True, through=call.entry)
    connection.move(Trigger.OFF_HOOK, floor.now)
    floor.events.append(
        CallServiceInitiated(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=connection.id,
            parties=call.parties,
            local_state=connection.state,
            cause=call.cause,
            calling=call.calling,
            line_type=line_type,
            line_handle=connection.line_handle,
            service=call.service,
            skill_group=group,
        )
    )
    connection.move(Trigger.DIAL, floor.now)
    tell_originated(floor, connection)
    report_agent(floor, connection)
    return connection


def _call_type(station: Station, order: Order, *, outside: bool) -> CallType:
    given = order.call_type or station.attributes.call_type
    if given is not None:
        return given
    if not outside:
        return CallType.CALLTYPE_AGENT_INSIDE
    return CallType.CALLTYPE_AGENT_OUT if station.agent is not None else CallType.CALLTYPE_OUT


def _count_leg(floor: Floor, call: Call, target: Target) -> None:
    """A call on behalf of another is the next leg of its contact; one to the router is a contact of its own."""
    if call.consultation is not None and call.consultation.held.call.contact is not None:
        call.contact = call.consultation.held.call.contact
    elif isinstance(target, Destination):
        call.contact = floor.new_contact()
    else:
        return
    call.router_call_key = call.contact.next_leg()


def tell_originated(floor: Floor, connection: Connection) -> None:
    """Say that the number of ``connection``'s call is dialled."""
    call = connection.call
    floor.events.append(
        CallOriginated(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=connection.id,
            parties=call.parties,
            local_state=connection.state,
            cause=call.cause,
            calling=call.calling,
            called=call.called,
            line_type=connection.line_type,
            line_handle=connection.line_handle,
            service=call.service,
            skill_group=connection.skill_group,
        )
    )


def present(floor: Floor, caller: Connection, target: Target, alert_rings: int = 0) -> None:
    """The call of ``caller`` goes where it is to go, or fails (S6)."""
    call = caller.call
    if isinstance(target, Destination):
        enqueue(floor, call, target)
    elif isinstance(target, Station):
        if is_busy(floor, call.peripheral_id, target) or target is caller.station:
            cause = EventCause.CEC_BUSY if target.in_service else EventCause.CEC_DEST_NOT_OBTAINABLE
            fail(floor, caller, cause, target.device)
            return
        called = ring_inside(floor, call, target)
        if alert_rings:
            give_up_after(floor, called, alert_rings)
    elif isinstance(target, Outside):
        if is_busy(floor, call.peripheral_id, target):
            fail_for_trunks(floor, caller)
            return
        far_end = seize(floor, call, target)
        caller.move(Trigger.REACH_NETWORK, floor.now)
        reach_network(floor, caller, far_end)
        if not floor.settings.network_progress:
            start_media(floor, caller)
    else:
        fail(floor, caller, EventCause.CEC_DEST_NOT_OBTAINABLE, NO_DEVICE)


def ring_inside(floor: Floor, call: Call, station: Station, line_type: LineType = LineType.INSIDE) -> Connection:
    """A call that nobody routed rings at ``station``."""
    agent = station.agent
    group = (agent.default_group if agent is not None else None) or NO_SKILL_GROUP
    return ring(floor, call, station, line_type, CallDirection.OTHER_IN, group=group)


def fail_for_trunks(floor: Floor, caller: Connection) -> None:
    """No trunk is free for the call of ``caller``."""
    (pool, *_) = floor.trunk_pools(caller.call.peripheral_id)
    busy = Device(DeviceIDType.TRUNK_GROUP_IDENTIFIER, str(pool.number))
    fail(floor, caller, EventCause.CEC_TRUNKS_BUSY, busy)


def seize(floor: Floor, call: Call, target: Outside) -> Connection:
    """Somebody outside becomes a party of ``call``, over a trunk if the site has any; he does not alert yet."""
    far_end = floor.add_outside_party(call, target.device.id, LineType.OUTBOUND)
    seize_trunk(floor, far_end)
    return far_end


def seize_trunk(floor: Floor, party: Connection) -> None:
    """Somebody outside is reached over a trunk, if the site has any."""
    pool = next((pool for pool in floor.trunk_pools(party.call.peripheral_id) if pool), None)
    devices = () if pool is None else floor.occupy_trunk(party, pool)
    if devices:
        associations.begin(floor, party.call, party.call.reference, through=devices)


def reach_network(floor: Floor, named: Connection, far_end: Connection) -> None:
    """The call leaves for ``far_end``, told as ``named``; he alerts, and answers before long."""
    call = far_end.call
    if named is far_end:
        far_end.move(Trigger.PRESENT, floor.now)
    floor.events.append(
        CallReachedNetwork(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=named.id,
            parties=call.parties,
            local_state=named.state,
            cause=call.cause,
            trunk=far_end.trunk,
            trunk_device=Device(DeviceIDType.TRUNK_IDENTIFIER, str(far_end.trunk.number))
            if far_end.trunk
            else NO_DEVICE,
            called=call.called,
            line_type=named.line_type,
            line_handle=named.line_handle,
        )
    )
    if named is not far_end:
        far_end.move(Trigger.PRESENT, floor.now)
    if floor.settings.network_progress:
        tell_delivered(floor, far_end)
    deadline = floor.now + floor.random.uniform(*FAR_END_ANSWERS_WITHIN)
    floor.timers.start(connection_timer(TimerKind.FAR_END_ANSWERS, far_end), deadline)
