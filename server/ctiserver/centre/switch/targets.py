"""Finds out where a dialled number leads: to a station, to a number of the site, outside, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ctiproto.constants import AgentState, CallPlacementType, ControlFailureCode, DeskSettingsMask, DeviceIDType
from ctiserver.centre.switch.devices import MAX_CALLS_AT_STATION
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import Device
from ctiserver.centre.switch.model import Destination, Station
from ctiserver.site.settings import DIALABLE

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Agent
    from ctiserver.centre.switch.state import SwitchState


@frozen
class Outside:
    """A number that leads out of the site.

    Attributes:
        access: The permission that agents need to dial it.
    """

    device: Device
    access: DeskSettingsMask


@frozen
class Nowhere:
    """A number that leads to nothing."""

    device: Device


Target = Station | Destination | Outside | Nowhere
"""What a dialled number can lead to."""


def find_target(
    state: SwitchState,
    station: Station,
    number: str,
    placement: CallPlacementType = CallPlacementType.UNSPECIFIED,
) -> Target:
    """Where ``number`` leads, dialled at ``station``.

    Args:
        state: the state of the switch.
        station: the station that dials.
        number: what is dialled; what it means depends on ``placement``.
        placement: how the call is placed.

    Raises:
        Refused: the number cannot be read (1009).
    """
    peripheral_id = station.peripheral_id
    nowhere = Nowhere(Device(DeviceIDType.DEVICE_IDENTIFIER, number))
    # fidelity calls.placement: guide MAKE_CALL_REQ; ours: What the digits mean depends on CallPlacementType; how each
    # is looked up is ours.
    if placement is CallPlacementType.DIRECT_AGENT:
        agent = state.agents.get((peripheral_id, number))
        return agent.station if agent is not None and agent.signed_in else nowhere
    if placement is CallPlacementType.SUPERVISOR_ASSIST:
        return _signed_in_supervisor(state, station.agent) or nowhere
    if placement is CallPlacementType.DIRECT_POSITION:
        return state.stations.get((peripheral_id, number)) or nowhere
    if not number or not DIALABLE.issuperset(number):
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    inside = state.stations.get((peripheral_id, number)) or state.router.destination(peripheral_id, number)
    return inside or find_outside(state, number) or nowhere


def find_outside(state: SwitchState, number: str) -> Outside | None:
    """Where ``number`` leads outside; ``None``: it does not."""
    access = state.site.dial_plan.outside_access(number)
    return Outside(Device(DeviceIDType.EXTERNAL, number), access) if access else None


def find_known_target(
    state: SwitchState, station: Station, number: str, placement: CallPlacementType, unknown: Refused
) -> Target:
    """As ``find_target``, but ``unknown`` is raised for a number that leads nowhere or cannot be read."""
    try:
        target = find_target(state, station, number, placement)
    except Refused:
        raise unknown from None
    if isinstance(target, Nowhere):
        raise unknown
    return target


def supervisors(state: SwitchState, agent: Agent) -> list[Agent]:
    """The supervisors of the team of ``agent`` who can be found, the primary supervisor first.

    The others are found by post-routing, which is the central controller's work: without it they are not.
    """
    team = state.site.team_by_member.get(agent.key)
    if team is None:
        return []
    # fidelity supervisors.search: guide SUPERVISOR_ASSIST_REQ: The primary supervisor is asked first, the others are
    # found by the router, and not without it.
    sought = team.supervisors if state.has_controller else (team.primary_supervisor,)
    found = (state.agents.get((team.peripheral_id, each)) for each in sought if each is not None)
    return [supervisor for supervisor in found if supervisor is not None]


def available_supervisor(state: SwitchState, agent: Agent) -> Station | None:
    """The station of the first supervisor of ``agent`` who is available."""
    # fidelity supervisors.available: inferred OS: A supervisor can help who is signed in and AVAILABLE.
    return next((each.station for each in supervisors(state, agent) if each.state is AgentState.AVAILABLE), None)


def _signed_in_supervisor(state: SwitchState, agent: Agent | None) -> Station | None:
    found = supervisors(state, agent) if agent is not None else []
    return next((each.station for each in found if each.signed_in), None)


def require_permission(state: SwitchState, station: Station, target: Target) -> None:
    """Check that the desk settings of whoever is at ``station`` allow a call from there to ``target``.

    Raises:
        Refused: they allow no call from that line (10), or none to such a number (10/10109).
    """
    # fidelity calls.second-line: guide AGENT_DESK_SETTINGS_CONF; ours: Calls from a line that is no ACD line have to be
    # allowed to the agent at that terminal.
    if station.device.kind is DeviceIDType.NON_ACD_DEVICE_IDENTIFIER:
        for each in agents_at_terminal(state, station):
            if not each.settings.mask & DeskSettingsMask.NON_ACD_CALLS_ALLOWED_MASK:
                raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_CALLING_DEVICE)
    agent = station.agent
    if agent is None:
        return
    needed = DeskSettingsMask(0)
    if isinstance(target, Outside):
        needed = target.access
    elif isinstance(target, Station) and (target.agent or target.device.kind is DeviceIDType.AGENT_DEVICE):
        needed = DeskSettingsMask.AGENT_TO_AGENT_CALLS_ALLOWED
    # fidelity calls.desk-settings: guide AGENT_DESK_SETTINGS_CONF: A call that the desk settings do not allow is
    # refused; the codes are ours.
    if needed & ~agent.settings.mask:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_CALLING_DEVICE, 10_109)


def agents_at_terminal(state: SwitchState, station: Station) -> list[Agent]:
    """Who is signed in at a line of the terminal that ``station`` is a line of."""
    terminal = state.site.terminals_by_instrument.get((station.peripheral_id, station.instrument))
    lines = () if terminal is None else terminal.instruments
    stations = (state.stations.get((station.peripheral_id, line)) for line in lines)
    return [each.agent for each in stations if each is not None and each.agent is not None]


def is_busy(state: SwitchState, peripheral_id: int, target: Target) -> bool:
    """Whether ``target`` cannot take one more call: no free line at a station, or no free trunk to the outside."""
    if isinstance(target, Station):
        # fidelity calls.five-at-a-station: ours: A station has one active call and four held ones at most.
        return not target.in_service or len(target.connections) >= MAX_CALLS_AT_STATION
    if isinstance(target, Outside):
        pools = state.trunk_pools(peripheral_id)
        return bool(pools) and not any(pools)
    return False
