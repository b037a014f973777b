"""Agents call for a supervisor.  Scenarios S18 and S19."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from ctiproto.constants import CallType, ControlFailureCode, DeskSettingsMask, EventCause
from ctiproto.constants.limits import NO_RELATED_CALL
from ctiserver.centre.switch import consulting
from ctiserver.centre.switch.calls import Blind
from ctiserver.centre.switch.context import NO_DATA
from ctiserver.centre.switch.dialling import Order, place, require_idle
from ctiserver.centre.switch.errors import NoSupervisor, Refused
from ctiserver.centre.switch.events import AlarmRaised, EmergencyCalled, SupervisorAssisted
from ctiserver.centre.switch.identifiers import NO_CONNECTION, NO_DEVICE
from ctiserver.centre.switch.lookup import named
from ctiserver.centre.switch.single_step import require_seat
from ctiserver.centre.switch.targets import available_supervisor

if TYPE_CHECKING:
    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.commands import EmergencyCall, SupervisorAssist
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.state import Floor


@frozen
class Help:
    """A call for help that can be placed: by whom, about what, and to whom if there is anybody."""

    station: Station
    agent: Agent
    related: Connection | None
    team_id: int | None
    supervisor: Station | None


def supervisor_assist(floor: Floor, command: SupervisorAssist) -> None:
    """Scenario S18."""
    asked = _prepare(floor, command)
    if asked.supervisor is None:
        raise NoSupervisor(in_team=asked.team_id is not None)
    event = SupervisorAssisted(
        at=floor.now,
        peripheral_id=command.peripheral_id,
        agent_id=asked.agent.site.id,
        icm_agent_id=asked.agent.site.icm_agent_id,
        device=asked.station.device,
        extension=asked.station.extension,
        instrument=asked.station.instrument,
        connection=NO_CONNECTION if asked.related is None else asked.related.id,
        team_id=asked.team_id,
        supervisor=asked.supervisor.device,
    )
    floor.events.append(event)
    blind = bool(asked.agent.settings.supervisor_assist_call_method)
    _call(floor, asked, CallType.CALLTYPE_ASSIST, EventCause.CEC_SUPERVISOR_ASSIST, blind=blind)


def emergency_call(floor: Floor, command: EmergencyCall) -> None:
    """Scenario S19: it is told and becomes an alarm, whether there is a supervisor or not."""
    asked = _prepare(floor, command)
    event = EmergencyCalled(
        at=floor.now,
        peripheral_id=command.peripheral_id,
        agent_id=asked.agent.site.id,
        icm_agent_id=asked.agent.site.icm_agent_id,
        device=asked.station.device,
        extension=asked.station.extension,
        instrument=asked.station.instrument,
        connection=NO_CONNECTION if asked.related is None else asked.related.id,
        team_id=asked.team_id,
        supervisor=NO_DEVICE if asked.supervisor is None else asked.supervisor.device,
        record=bool(asked.agent.settings.auto_record_on_emergency),
    )
    alarm = AlarmRaised(
        at=event.at,
        peripheral_id=event.peripheral_id,
        agent_id=event.agent_id,
        icm_agent_id=event.icm_agent_id,
        device=event.device,
        extension=event.extension,
        instrument=event.instrument,
        connection=event.connection,
    )
    floor.events += (event, alarm)
    blind = bool(asked.agent.settings.emergency_call_method)
    _call(floor, asked, CallType.CALLTYPE_EMERGENCY, EventCause.CEC_EMERGENCY_CALL, blind=blind)


def _prepare(floor: Floor, command: SupervisorAssist | EmergencyCall) -> Help:
    """Refuse what cannot be, and look for a supervisor."""
    station = floor.station(command.peripheral_id, command.device)
    agent = station.agent
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    if not agent.settings.mask & DeskSettingsMask.SUPERVISOR_CALLS_ALLOWED_MASK:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_CALLING_DEVICE)
    related = None
    if command.call_id == NO_RELATED_CALL:
        require_idle(floor, station, belligerent=True)
    else:
        nothing = Refused(ControlFailureCode.NO_ACTIVE_CALL)
        related = named(floor, station, command.call_id, command.connection, nothing)
        if not related.can_hold:
            raise nothing
        consulting.require_can_consult(station, related)
        require_seat(related)
    team = floor.site.team_by_member.get(agent.key)
    return Help(station, agent, related, team.id if team else None, available_supervisor(floor, agent))


def _call(floor: Floor, asked: Help, call_type: CallType, cause: EventCause, *, blind: bool) -> None:
    """The call to the supervisor, on behalf of the one in need if there is one."""
    supervisor, related = asked.supervisor, asked.related
    if supervisor is None:
        return
    data = evolve(related.call.data if related else NO_DATA, dialed_number=supervisor.extension)
    order = Order(data=data, call_type=call_type, cause=cause, blind=Blind(call_type, cause) if blind else None)
    if related is None:
        place(floor, asked.station, supervisor, order)
    elif blind:
        consulting.add_blindly(floor, asked.station, related, supervisor, order)
    else:
        consulting.consult(floor, asked.station, related, supervisor, order)
