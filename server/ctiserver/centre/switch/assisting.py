"""Agents call for a supervisor.  Scenarios S18 and S19."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from ctiproto.constants import CallType, ControlFailureCode, DeskSettingsMask, EventCause
from ctiproto.constants.limits import NO_RELATED_CALL
from ctiserver.centre.switch import reports
from ctiserver.centre.switch.call_requests import find_connection
from ctiserver.centre.switch.context import NO_DATA
from ctiserver.centre.switch.dialling import NewCall, place, require_idle
from ctiserver.centre.switch.errors import NoSupervisor, Refused
from ctiserver.centre.switch.model import BlindConference
from ctiserver.centre.switch.single_step import require_seat
from ctiserver.centre.switch.targets import available_supervisor
from ctiserver.centre.switch.two_calls import add_blindly, consult, require_can_consult

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import EmergencyCall, SupervisorAssist
    from ctiserver.centre.switch.model import Agent, Connection, Station
    from ctiserver.centre.switch.state import SwitchState


@frozen
class HelpCall:
    """A call for help that can be placed.

    Attributes:
        related: The agent's connection in the call in need, if there is one.
        team_id: The agent's team, if the agent is in one.
        supervisor: The station to be called, if a supervisor was found.
    """

    station: Station
    agent: Agent
    related: Connection | None
    team_id: int | None
    supervisor: Station | None


def supervisor_assist(state: SwitchState, command: SupervisorAssist) -> None:
    """Tell that an agent asks for assistance, and call the supervisor (S18)."""
    help_call = _prepare(state, command)
    agent, supervisor = help_call.agent, help_call.supervisor
    if supervisor is None:
        raise NoSupervisor(in_team=help_call.team_id is not None)
    state.tell(reports.supervisor_assisted(agent, help_call.related, help_call.team_id, supervisor, state.now))
    # fidelity supervisors.assist-method: guide AGENT_DESK_SETTINGS_CONF: Desk settings say whether a supervisor is
    # consulted or comes in by a blind conference.
    blind = bool(agent.settings.supervisor_assist_call_method)
    _call(state, help_call, CallType.CALLTYPE_ASSIST, EventCause.CEC_SUPERVISOR_ASSIST, blind=blind)


def emergency_call(state: SwitchState, command: EmergencyCall) -> None:
    """Tell and raise the alarm that an agent has an emergency, and call the supervisor if one is found (S19)."""
    help_call = _prepare(state, command)
    agent, related = help_call.agent, help_call.related
    if help_call.supervisor is None and state.profiles[command.peripheral_id].needs_supervisor:
        raise NoSupervisor(in_team=help_call.team_id is not None)
    state.tell(reports.emergency_called(agent, related, help_call.team_id, help_call.supervisor, state.now))
    # fidelity supervisors.emergency-always-told: guide EMERGENCY_CALL_REQ: An emergency is told and raises the alarm
    # also where no supervisor is found.
    state.tell(reports.alarm_raised(agent, related, state.now))
    blind = bool(agent.settings.emergency_call_method)
    _call(state, help_call, CallType.CALLTYPE_EMERGENCY, EventCause.CEC_EMERGENCY_CALL, blind=blind)


def _prepare(state: SwitchState, command: SupervisorAssist | EmergencyCall) -> HelpCall:
    """Refuse what is not possible, and look for a supervisor."""
    station = state.station(command.peripheral_id, command.device)
    agent = station.agent
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    if not agent.settings.mask & DeskSettingsMask.SUPERVISOR_CALLS_ALLOWED_MASK:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_CALLING_DEVICE)
    related = None
    if command.call_id == NO_RELATED_CALL:
        require_idle(state, station, belligerent=True)
    else:
        nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL)
        related = find_connection(state, station, command.call_id, command.connection, nothing)
        if not related.can_hold:
            raise nothing
        require_can_consult(station, related)
        require_seat(related)
    team = state.site.team_by_member.get(agent.key)
    return HelpCall(station, agent, related, team.id if team else None, available_supervisor(state, agent))


def _call(state: SwitchState, help_call: HelpCall, call_type: CallType, cause: EventCause, *, blind: bool) -> None:
    """Call the supervisor: on behalf of the call in need if there is one, as a blind conference if ``blind``."""
    supervisor, related, station = help_call.supervisor, help_call.related, help_call.station
    if supervisor is None:
        return
    data = evolve(related.call.data if related else NO_DATA, dialed_number=supervisor.extension)
    conference = BlindConference(call_type, cause) if blind else None
    new = NewCall(data=data, call_type=call_type, cause=cause, blind=conference)
    if related is None:
        place(state, station, supervisor, new)
    elif blind:
        add_blindly(state, station, related, supervisor, new)
    else:
        consult(state, station, related, supervisor, new)
