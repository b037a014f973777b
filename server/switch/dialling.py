"""Calls that a station places: inside, to a number of the site, outside, or to nowhere.  Scenarios S4, S5 and S6."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from ctiproto.constants import (
    AgentState,
    CallDirection,
    CallMannerType,
    CallPlacementType,
    CallType,
    ControlFailureCode,
    DeskSettingsMask,
    DeviceIDType,
    EventCause,
    LineType,
    LocalConnectionState,
)
from ctiproto.constants.limits import NULL_SKILL_GROUP
from server.switch import associations
from server.switch.agents import AFTER_CALL_WORK
from server.switch.calls import Trigger
from server.switch.clearing import fail, far_end_timer
from server.switch.conversation import establish, report_agent, start_media
from server.switch.devices import MAX_CALLS_AT_STATION, Station
from server.switch.errors import Refused
from server.switch.events import CallOriginated, CallReachedNetwork, CallServiceInitiated
from server.switch.identifiers import NO_DEVICE, NO_SKILL_GROUP, Device
from server.switch.ringing import enqueue, give_up_after, ring, tell_delivered
from server.switch.routing import Destination

if TYPE_CHECKING:
    from server.switch.agents import Agent
    from server.switch.calls import Call, Connection
    from server.switch.commands import MakeCall
    from server.switch.floor import Floor
    from server.switch.identifiers import SkillGroupRef

PLACED_A_CALL: Final = 50_006
"""Reason of the NOT_READY of an agent who was available and placed a call all the same."""

DIALABLE: Final = frozenset("0123456789*#+")

FAR_END_ANSWERS_WITHIN: Final = (2.0, 8.0)
"""Somebody outside takes so many seconds to answer, at least and at most."""


@frozen
class Outside:
    """A number that leads out of the site."""

    device: Device


@frozen
class Nowhere:
    """A number that leads to nothing."""

    device: Device


Target = Station | Destination | Outside | Nowhere


def make_call(floor: Floor, command: MakeCall) -> None:
    """Place the call as far as it goes at once; refused if the station or its agent cannot place one."""
    station = floor.station(command.peripheral_id, command.device)
    agent = station.agent
    _require_caller(floor, station, command)
    target = _find(floor, station, command)
    _require_permission(agent, target)
    group = _group(agent, command.skill_group)
    if agent is not None and agent.state is AgentState.AVAILABLE:
        agent.ready, agent.interrupted, agent.reason_code = False, True, PLACED_A_CALL
        floor.report(agent)
    connection = _originate(floor, station, target, group, command)
    if isinstance(target, Station):
        _to_station(floor, connection, target, command.alert_rings)
    elif isinstance(target, Destination):
        enqueue(floor, connection.call, target)
    elif isinstance(target, Outside):
        _to_outside(floor, connection)
    else:
        fail(floor, connection, EventCause.CEC_DEST_NOT_OBTAINABLE, NO_DEVICE)


# --- may it be placed ---------------------------------------------------------------------------------------------


def _require_caller(floor: Floor, station: Station, command: MakeCall) -> None:
    agent = station.agent
    if agent is None:
        if floor.settings.require_login_for_calls:
            raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    elif agent.state is AgentState.RESERVED:
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY, 10_106)
    elif agent.state in AFTER_CALL_WORK or (
        agent.state is AgentState.AVAILABLE
        and floor.settings.cce_restrictions
        and command.manner is not CallMannerType.BELLIGERENT
    ):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY, 10_103)
    if station.connections:
        raise Refused(ControlFailureCode.RESOURCE_BUSY)


def _find(floor: Floor, station: Station, command: MakeCall) -> Target:
    number, peripheral_id = command.dialed_number, command.peripheral_id
    nowhere = Nowhere(Device(DeviceIDType.DEVICE_IDENTIFIER, number))
    if command.placement is CallPlacementType.DIRECT_AGENT:
        return _station_of_agent(floor, peripheral_id, number) or nowhere
    if command.placement is CallPlacementType.SUPERVISOR_ASSIST:
        return _station_of_supervisor(floor, station.agent) or nowhere
    if command.placement is CallPlacementType.DIRECT_POSITION:
        return floor.stations.get((peripheral_id, number)) or nowhere
    if not number or not DIALABLE.issuperset(number):
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    inside = floor.stations.get((peripheral_id, number)) or floor.router.destination(peripheral_id, number)
    outside = floor.site.dial_plan.is_outside(number)
    return inside or (Outside(Device(DeviceIDType.EXTERNAL, number)) if outside else nowhere)


def _station_of_agent(floor: Floor, peripheral_id: int, agent_id: str) -> Station | None:
    agent = floor.agents.get((peripheral_id, agent_id))
    return agent.station if agent is not None and agent.signed_in else None


def _station_of_supervisor(floor: Floor, agent: Agent | None) -> Station | None:
    team = floor.site.team_by_member.get(agent.key) if agent is not None else None
    stations = [_station_of_agent(floor, team.peripheral_id, each) for each in team.supervisors] if team else []
    return next((station for station in stations if station is not None), None)


def _require_permission(agent: Agent | None, target: Target) -> None:
    if agent is None:
        return
    needed = DeskSettingsMask(0)
    if isinstance(target, Outside):
        needed = DeskSettingsMask.OUTBOUND_ACCESS_PUBLIC_NET_MASK
    elif isinstance(target, Station) and target.device.kind is DeviceIDType.AGENT_DEVICE:
        needed = DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED
    if needed & ~agent.settings.mask:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_CALLING_DEVICE, 10_109)


def _group(agent: Agent | None, number: int) -> SkillGroupRef:
    if number == NULL_SKILL_GROUP:
        return (agent.default_group if agent is not None else None) or NO_SKILL_GROUP
    found = [group for group in agent.groups if group.number == number] if agent is not None else []
    if not found:
        raise Refused(ControlFailureCode.INVALID_SKILL_GROUP_SPECIFIED)
    return found[0]


# --- placing it ---------------------------------------------------------------------------------------------------


def _originate(floor: Floor, station: Station, target: Target, group: SkillGroupRef, command: MakeCall) -> Connection:
    """The rows that every placed call begins with: S4 rows 2 to 5."""
    outside = isinstance(target, Outside)
    call_type = CallType.CALLTYPE_AGENT_INSIDE
    if outside:
        call_type = CallType.CALLTYPE_AGENT_OUT if station.agent is not None else CallType.CALLTYPE_OUT
    data = evolve(command.data, dialed_number=command.dialed_number)
    call = floor.new_call(station.peripheral_id, call_type, station.device, target.device, data)
    if isinstance(target, Destination):
        call.router_call_key = floor.new_contact()
        call.enter((target.device,))
    line_type = LineType.OUTBOUND if outside else LineType.INSIDE
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
            calling=call.calling,
            line_type=line_type,
            line_handle=connection.line_handle,
            skill_group=group,
        )
    )
    connection.move(Trigger.DIAL, floor.now)
    floor.events.append(
        CallOriginated(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=connection.id,
            parties=call.parties,
            local_state=connection.state,
            calling=call.calling,
            called=call.called,
            line_type=line_type,
            line_handle=connection.line_handle,
            skill_group=group,
        )
    )
    report_agent(floor, connection)
    return connection


def _to_station(floor: Floor, caller: Connection, station: Station, alert_rings: int) -> None:
    if len(station.connections) >= MAX_CALLS_AT_STATION or station is caller.station:
        fail(floor, caller, EventCause.CEC_BUSY, station.device)
        return
    agent = station.agent
    group = (agent.default_group if agent is not None else None) or NO_SKILL_GROUP
    called = ring(floor, caller.call, station, LineType.INSIDE, CallDirection.OTHER_IN, group=group)
    if alert_rings:
        give_up_after(floor, called, alert_rings)


def _to_outside(floor: Floor, caller: Connection) -> None:
    call = caller.call
    pools = floor.trunk_pools(call.peripheral_id)
    pool = next((pool for pool in pools if pool), None)
    if pools and pool is None:
        busy = Device(DeviceIDType.TRUNK_GROUP_IDENTIFIER, str(pools[0].number))
        fail(floor, caller, EventCause.CEC_TRUNKS_BUSY, busy)
        return
    if pool is not None:
        devices = floor.occupy_trunk(call, pool)
        associations.begin(floor, call, caller.id, through=devices)
    caller.move(Trigger.REACH_NETWORK, floor.now)
    floor.events.append(
        CallReachedNetwork(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=caller.id,
            parties=call.parties,
            local_state=caller.state,
            trunk=call.trunk,
            trunk_device=call.entry[0] if call.trunk else NO_DEVICE,
            called=call.called,
            line_type=caller.line_type,
            line_handle=caller.line_handle,
        )
    )
    far_end = floor.add_outside_party(call, call.called.id, LineType.OUTBOUND)
    far_end.move(Trigger.PRESENT, floor.now)
    if floor.settings.network_progress:
        tell_delivered(floor, far_end)
    else:
        start_media(floor, caller)
    floor.timers.start(far_end_timer(call), floor.now + floor.random.uniform(*FAR_END_ANSWERS_WITHIN))


def far_end_answers(floor: Floor, call: Call) -> None:
    """Somebody outside answers the call that reached him."""
    far_end = next(party for party in call.connections.values() if party.state is LocalConnectionState.ALERTING)
    establish(floor, far_end, told=floor.settings.network_progress)
