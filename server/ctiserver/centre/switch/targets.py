"""Where a dialled number leads: to a station, to a number of the site, outside, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from ctiproto.constants import AgentState, CallPlacementType, ControlFailureCode, DeskSettingsMask, DeviceIDType
from ctiserver.centre.switch.devices import MAX_CALLS_AT_STATION, Station
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import Device
from ctiserver.centre.switch.routing import Destination

if TYPE_CHECKING:
    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.state import Floor

DIALABLE: Final = frozenset("0123456789*#+")


@frozen
class Outside:
    """A number that leads out of the site."""

    device: Device


@frozen
class Nowhere:
    """A number that leads to nothing."""

    device: Device


Target = Station | Destination | Outside | Nowhere


def find(
    floor: Floor,
    station: Station,
    number: str,
    placement: CallPlacementType = CallPlacementType.UNSPECIFIED,
) -> Target:
    """Where ``number`` leads that is dialled at ``station``; refused (1009) if it cannot be read."""
    peripheral_id = station.peripheral_id
    nowhere = Nowhere(Device(DeviceIDType.DEVICE_IDENTIFIER, number))
    if placement is CallPlacementType.DIRECT_AGENT:
        agent = floor.agents.get((peripheral_id, number))
        return agent.station if agent is not None and agent.signed_in else nowhere
    if placement is CallPlacementType.SUPERVISOR_ASSIST:
        return _signed_in_supervisor(floor, station.agent) or nowhere
    if placement is CallPlacementType.DIRECT_POSITION:
        return floor.stations.get((peripheral_id, number)) or nowhere
    if not number or not DIALABLE.issuperset(number):
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    inside = floor.stations.get((peripheral_id, number)) or floor.router.destination(peripheral_id, number)
    outside = floor.site.dial_plan.is_outside(number)
    return inside or (Outside(Device(DeviceIDType.EXTERNAL, number)) if outside else nowhere)


def known(floor: Floor, station: Station, number: str, placement: CallPlacementType, unknown: Refused) -> Target:
    """As ``find``, but ``unknown`` is raised for a number that leads nowhere or cannot be read."""
    try:
        target = find(floor, station, number, placement)
    except Refused:
        raise unknown from None
    if isinstance(target, Nowhere):
        raise unknown
    return target


def supervisors(floor: Floor, agent: Agent) -> list[Agent]:
    """Who is found to supervise the team of ``agent``, the primary supervisor first.

    The others are found by post-routing, which is the central controller's work: without it they are not.
    """
    team = floor.site.team_by_member.get(agent.key)
    if team is None:
        return []
    sought = team.supervisors if floor.has_controller else (team.primary_supervisor,)
    found = (floor.agents.get((team.peripheral_id, each)) for each in sought if each is not None)
    return [supervisor for supervisor in found if supervisor is not None]


def available_supervisor(floor: Floor, agent: Agent) -> Station | None:
    """The first of them who is there and has nothing to do."""
    return next((each.station for each in supervisors(floor, agent) if each.state is AgentState.AVAILABLE), None)


def _signed_in_supervisor(floor: Floor, agent: Agent | None) -> Station | None:
    found = supervisors(floor, agent) if agent is not None else []
    return next((each.station for each in found if each.signed_in), None)


def require_permission(agent: Agent | None, target: Target) -> None:
    """Refuse (10) what the agent's desk settings do not allow."""
    if agent is None:
        return
    needed = DeskSettingsMask(0)
    if isinstance(target, Outside):
        needed = DeskSettingsMask.OUTBOUND_ACCESS_PUBLIC_NET_MASK
    elif isinstance(target, Station) and target.device.kind is DeviceIDType.AGENT_DEVICE:
        needed = DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED
    if needed & ~agent.settings.mask:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_CALLING_DEVICE, 10_109)


def is_busy(floor: Floor, peripheral_id: int, target: Target) -> bool:
    """Whether one more call cannot get through to ``target``."""
    if isinstance(target, Station):
        return not target.in_service or len(target.connections) >= MAX_CALLS_AT_STATION
    if isinstance(target, Outside):
        pools = floor.trunk_pools(peripheral_id)
        return bool(pools) and not any(pools)
    return False
