"""Events that bring clients up to date which did not hear everything: nothing happens, what is there is told again.

Two cases need them.  A client that sees all calls rebuilds them when its side becomes the active one (guide: Session
Management, "Active and Standby").  And while the peripheral gateway is out of reach no event of a call or an agent
gets through: what happened meanwhile is not repeated, but clients are told what is different from what they know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from ctiproto.constants import AgentState, EventCause, LocalConnectionState
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.events import (
    AgentStateChanged,
    CallBegan,
    CallDelivered,
    CallEnded,
    CallEstablished,
    CallEvent,
    CallHeld,
    Event,
    GroupState,
)
from ctiserver.centre.switch.identifiers import Device
from ctiserver.centre.switch.state import state_event

if TYPE_CHECKING:
    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Call, Connection
    from ctiserver.centre.switch.state import Floor

_CAUSE: Final = EventCause.CEC_CALL_PARTY_UPDATE_IND
"""The guide's cause of events that only rebuild what a client knows of a call."""

Association = tuple[int, int, Device | None]
"""A peripheral, a call there, and the device whose stream knows of it; ``None``: the stream of all calls."""


@frozen
class Picture:
    """What clients that hear everything know at one moment.

    Attributes:
        calls: The beginning of every association that lasts, the oldest call first.
        agents: How every agent who is signed in was reported last.
    """

    calls: dict[Association, CallBegan]
    agents: dict[tuple[int, str], AgentStateChanged]


def began(floor: Floor, call: Call, device: Device | None) -> CallBegan:
    """The CallBegan for a stream that begins to hear of ``call`` now: that of ``device``, or that of all calls."""
    connection = call.reference if device is None else call.associations.get(device, call.reference)
    parties = () if device is None else (device,)
    return associations.began(floor, call, connection, parties, to_all=device is None)


def current_report(floor: Floor, agent: Agent) -> AgentStateChanged:
    """The event that would report ``agent`` now, with the seconds in the present state.

    An agent who is signed out is reported with all groups that they are assigned to.
    """
    if not agent.signed_in:
        return state_event(agent, floor.signed_out(agent), agent.state, floor.now)
    return state_event(agent, agent.reported, agent.state, floor.now, int(floor.now - agent.since))


# --- a side that becomes active -----------------------------------------------------------------------------------


def calls_in_progress(floor: Floor) -> list[CallEvent]:
    """For each call its beginning, then for each connection the events that brought it into its present state."""
    events: list[CallEvent] = []
    for peripheral in floor.site.peripherals:
        for call in floor.calls.values():
            if call.peripheral_id == peripheral.id:
                events.append(began(floor, call, None))
                for connection in call.connections.values():
                    events += _events_to_state(floor, connection)
    return events


def _events_to_state(floor: Floor, connection: Connection) -> list[CallEvent]:
    match connection.state:
        case LocalConnectionState.ALERTING:
            return [_delivered(floor, connection)]
        case LocalConnectionState.CONNECT:
            return [_established(floor, connection)]
        case LocalConnectionState.HOLD:
            return [_established(floor, connection), _held(floor, connection)]
        case _:
            # It is being dialled, is queued, or has failed: the events that follow from that are still to come.
            return []


def _delivered(floor: Floor, connection: Connection) -> CallDelivered:
    call = connection.call
    return CallDelivered(
        at=floor.now,
        peripheral_id=call.peripheral_id,
        connection=connection.id,
        parties=(connection.device,),
        local_state=connection.state,
        cause=_CAUSE,
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


def _established(floor: Floor, connection: Connection) -> CallEstablished:
    call = connection.call
    return CallEstablished(
        at=floor.now,
        peripheral_id=call.peripheral_id,
        connection=connection.id,
        parties=(connection.device,),
        # A connection that is on hold now was connected when it was established.
        local_state=LocalConnectionState.CONNECT,
        cause=_CAUSE,
        answering=connection.device,
        calling=call.calling,
        called=call.called,
        last_redirect=call.last_redirect,
        line_type=connection.line_type,
        line_handle=connection.line_handle,
        service=call.service,
        skill_group=call.skill_group,
        trunk=call.trunk,
    )


def _held(floor: Floor, connection: Connection) -> CallHeld:
    return CallHeld(
        at=floor.now,
        peripheral_id=connection.call.peripheral_id,
        connection=connection.id,
        parties=(connection.device,),
        local_state=connection.state,
        cause=_CAUSE,
        holding=connection.device,
    )


# --- a peripheral gateway that is back ----------------------------------------------------------------------------


def picture(floor: Floor) -> Picture:
    """What clients that have heard everything know now."""
    calls: dict[Association, CallBegan] = {}
    for peripheral in floor.site.peripherals:
        for call in floor.calls.values():
            if call.peripheral_id == peripheral.id:
                for device in (None, *call.entry, *call.associations):
                    calls[call.peripheral_id, call.id, device] = began(floor, call, device)
    agents = {key: current_report(floor, agent) for key, agent in floor.agents.items()}
    return Picture(calls, {key: agent for key, agent in agents.items() if agent.state is not AgentState.LOGOUT})


def changes_since(floor: Floor, known: Picture) -> list[Event]:
    """The events for clients that know no more than ``known``.

    Calls that are over end, calls that are new begin, agents who have signed out are reported so, and then every
    agent who is signed in is reported.
    """
    present = picture(floor)
    # In the usual order: the stream of all calls hears of the end of a call last.
    over = sorted(known.calls.keys() - present.calls.keys(), key=_devices_first)
    events: list[Event] = [_ended(known.calls[association], floor.now) for association in over]
    events += (beginning for association, beginning in present.calls.items() if association not in known.calls)
    for key, before in known.agents.items():
        # Also at a peripheral that is off-line: they signed out before that, and when its link comes back only agents
        # who are signed in are reported.
        if key not in present.agents:
            agent = floor.agents.get(key)
            events.append(_signed_out(before) if agent is None else _where_known(current_report(floor, agent), before))
    events += (
        evolve(report, state_duration=0) for report in present.agents.values() if floor.online[report.peripheral_id]
    )
    return events


def _devices_first(association: Association) -> tuple[int, int, bool, str]:
    peripheral_id, call_id, device = association
    return peripheral_id, call_id, device is None, "" if device is None else device.id


def _ended(beginning: CallBegan, now: float) -> CallEnded:
    return CallEnded(
        at=now,
        peripheral_id=beginning.peripheral_id,
        connection=beginning.connection,
        parties=beginning.parties,
        to_all=beginning.to_all,
    )


def _signed_out(before: AgentStateChanged) -> AgentStateChanged:
    """The report of an agent whom the site does not have any more: signed out of the groups known last."""
    groups = tuple(GroupState(group.skill_group, AgentState.LOGOUT) for group in before.groups)
    return evolve(before, state=AgentState.LOGOUT, previous=before.state, groups=groups, tasks=0)


def _where_known(report: AgentStateChanged, before: AgentStateChanged) -> AgentStateChanged:
    """``report`` at the station at which clients know the agent: the session there would not hear it otherwise."""
    return evolve(
        report, device=before.device, extension=before.extension, instrument=before.instrument, state_duration=0
    )
