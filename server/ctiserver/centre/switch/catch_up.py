"""Events that bring clients up to date which did not hear everything: nothing happens, what is there is told again.

Three cases need them.  A client that sees all calls rebuilds them when its side becomes the active one (guide: Session
Management, "Active and Standby").  While the peripheral gateway is out of reach no event of a call or an agent gets
through: what happened meanwhile is not repeated, but clients are told what is different from what they know.  And a
site may want a session that opens told how the calls of its station stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from ctiproto.constants import AgentState, EventCause, LocalConnectionState
from ctiserver.centre.switch import reports
from ctiserver.centre.switch.conditions import Condition
from ctiserver.centre.switch.events import (
    AgentStateChanged,
    CallBegan,
    CallEvent,
    ConnectionEvent,
    Event,
    GroupState,
)
from ctiserver.centre.switch.identifiers import Device

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Agent, Call, Connection
    from ctiserver.centre.switch.state import SwitchState

# fidelity sides.calls-told-again: guide CALL_DELIVERED_EVENT; seen U: After a change of sides those who see all calls
# are told how each connection is, with cause 50.
_CAUSE: Final = EventCause.CEC_CALL_PARTY_UPDATE_IND
"""The guide's cause of events that only rebuild what a client knows of a call."""

Association = tuple[int, int, Device | None]
"""A peripheral, a call there, and the device whose stream knows of it; ``None``: the stream of all calls."""


@frozen
class Picture:
    """The state of calls and agents as clients that hear everything know it at one moment.

    Attributes:
        calls: The beginning of every association that lasts, the oldest call first.
        agents: How every agent who is signed in was reported last.
    """

    calls: dict[Association, CallBegan]
    agents: dict[tuple[int, str], AgentStateChanged]


def call_began(state: SwitchState, call: Call, device: Device | None) -> CallBegan:
    """The CallBegan for a stream that begins to hear of ``call`` now: that of ``device``, or that of all calls."""
    connection = call.reference if device is None else call.associations.get(device, call.reference)
    parties = () if device is None else (device,)
    return reports.call_began(call, connection, parties, state.now, to_all=device is None)


def current_report(state: SwitchState, agent: Agent) -> AgentStateChanged:
    """The event that would report ``agent`` now, with the seconds in the present state.

    An agent who is signed out is reported with all groups that they are assigned to.
    """
    if not agent.signed_in:
        return reports.agent_state(agent, _signed_out_condition(state, agent), agent.state, state.now)
    return reports.agent_state(agent, agent.reported, agent.state, state.now, int(state.now - agent.since))


def _signed_out_condition(state: SwitchState, agent: Agent) -> Condition:
    """The condition of an agent who is signed out, when asked for: out of every group that they are assigned to."""
    numbers = sorted(state.site.groups_at_the_telephone(agent.site))
    refs = (state.router.group(agent.site.peripheral_id, number) for number in numbers)
    groups = tuple(GroupState(group, AgentState.LOGOUT) for group in refs)
    return Condition(groups=groups, reason_code=0 if agent.returns is None else agent.profile.reasons.lost)


def _calls(state: SwitchState) -> list[Call]:
    """All calls that clients hear of, peripheral by peripheral, the oldest of each first."""
    peripherals = [peripheral.id for peripheral in state.site.peripherals]
    heard = [call for key, call in state.calls.items() if key not in state.unheard]
    return [call for peripheral_id in peripherals for call in heard if call.peripheral_id == peripheral_id]


# --- a side that becomes active -----------------------------------------------------------------------------------


def calls_in_progress(state: SwitchState) -> list[CallEvent]:
    """For each call its beginning, then for each connection the events that brought it into its present state."""
    events: list[CallEvent] = []
    for call in _calls(state):
        events.append(call_began(state, call, None))
        for connection in call.connections.values():
            events += _events_to_state(state, connection, _CAUSE)
    return events


def _events_to_state(state: SwitchState, connection: Connection, cause: EventCause) -> list[CallEvent]:
    events: list[ConnectionEvent] = []
    if connection.state is LocalConnectionState.ALERTING:
        events.append(reports.delivered(connection, state.now))
    # One that is being dialled, is queued, has failed, or only hears that it rings at the others has no event: those
    # that follow from that are still to come.
    connected = connection.state in (LocalConnectionState.CONNECT, LocalConnectionState.HOLD)
    # fidelity sides.ringing-calls-told-again: guide CALL_ESTABLISHED_EVENT; ours: A connection is told as established
    # only if the call was answered: a caller who hears it ring is connected, too.
    if connected and connection.call.established:
        established = reports.established(connection, state.now)
        events.append(evolve(established, local_state=LocalConnectionState.CONNECT))
    if connection.state is LocalConnectionState.HOLD:
        events.append(reports.held(connection, state.now))
    return [evolve(event, parties=(connection.device,), cause=cause) for event in events]


# --- a session that opens -----------------------------------------------------------------------------------------


def present_state(state: SwitchState, call: Call, device: Device) -> list[CallEvent]:
    """The events that describe how ``device`` is connected to ``call`` now; none where it is so no longer."""
    # fidelity greetings.resync: ours: The events that tell a session how a call at its station stands have cause 61.
    events: list[CallEvent] = []
    for connection in call.connections.values():
        if connection.device != device:
            continue
        if connection.state is LocalConnectionState.INITIATE:
            initiated = reports.service_initiated(connection, state.now)
            events.append(evolve(initiated, parties=(device,), cause=EventCause.CEC_SNAPSHOT))
        events += _events_to_state(state, connection, EventCause.CEC_SNAPSHOT)
    return events


# --- a peripheral gateway that is back ----------------------------------------------------------------------------


def picture(state: SwitchState) -> Picture:
    """Note the state that clients which have heard everything know now."""
    calls: dict[Association, CallBegan] = {}
    for call in _calls(state):
        for device in (None, *call.entry, *call.associations):
            calls[call.peripheral_id, call.id, device] = call_began(state, call, device)
    agents = {key: current_report(state, agent) for key, agent in state.agents.items()}
    return Picture(calls, {key: agent for key, agent in agents.items() if agent.state is not AgentState.LOGOUT})


def changes_since(state: SwitchState, known: Picture) -> list[Event]:
    """The events for clients that know no more than ``known``.

    Calls that are over end, calls that are new begin, agents who have signed out are reported so, and then every
    agent who is signed in is reported.
    """
    present = picture(state)
    # In the usual order: the stream of all calls hears of the end of a call last.
    over = sorted(known.calls.keys() - present.calls.keys(), key=_devices_first)
    events: list[Event] = [reports.association_ended(known.calls[association], state.now) for association in over]
    events += (beginning for association, beginning in present.calls.items() if association not in known.calls)
    for key, before in known.agents.items():
        # Also at a peripheral that is off-line: they signed out before that, and when its link comes back only agents
        # who are signed in are reported.
        if key not in present.agents:
            agent = state.agents.get(key)
            events.append(_signed_out(before) if agent is None else _where_known(current_report(state, agent), before))
    events += (
        evolve(report, state_duration=0) for report in present.agents.values() if state.online[report.peripheral_id]
    )
    return events


def _devices_first(association: Association) -> tuple[int, int, bool, str]:
    peripheral_id, call_id, device = association
    return peripheral_id, call_id, device is None, "" if device is None else device.id


def _signed_out(before: AgentStateChanged) -> AgentStateChanged:
    """The report of an agent whom the site does not have any more: signed out of the groups known last."""
    groups = tuple(GroupState(group.skill_group, AgentState.LOGOUT) for group in before.groups)
    return evolve(before, state=AgentState.LOGOUT, previous=before.state, groups=groups, tasks=0)


def _where_known(report: AgentStateChanged, before: AgentStateChanged) -> AgentStateChanged:
    """``report`` at the station at which clients know the agent: the session there would not hear it otherwise."""
    return evolve(
        report, device=before.device, extension=before.extension, instrument=before.instrument, state_duration=0
    )
