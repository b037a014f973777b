"""Calls that a station places: inside, to a number of the site, outside, or to nowhere.  Scenarios S4, S5 and S6.

Requests, consultations, calls for help and supervisors all begin a call by ``originate``; what is dialled is then
reached by ``present``, except by a supervisor.
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
from ctiserver.centre.switch import associations, reports
from ctiserver.centre.switch.agent_state import WORK_STATES
from ctiserver.centre.switch.clearing import fail
from ctiserver.centre.switch.conditions import Occupation
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.contacts import begin_contact
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import NO_DEVICE, NO_SKILL_GROUP, Device
from ctiserver.centre.switch.media import start_media
from ctiserver.centre.switch.model import Destination, Station
from ctiserver.centre.switch.reporting import report_first
from ctiserver.centre.switch.reserving import reserve
from ctiserver.centre.switch.ringing import enqueue, give_up_after, ring
from ctiserver.centre.switch.targets import Outside, find_target, is_busy, require_permission
from ctiserver.centre.switch.timers import TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import MakeCall
    from ctiserver.centre.switch.context import CallData
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.model import Agent, BlindConference, Call, Connection, Consultation
    from ctiserver.centre.switch.state import SwitchState
    from ctiserver.centre.switch.targets import Target

_LONGEST_ANI: Final = 39
_LONGEST_DNIS: Final = 31
"""Characters of ANI and of DNIS."""

FAR_END_ANSWERS_WITHIN: Final = (2.0, 8.0)
"""An outside party takes so many seconds to answer, at least and at most."""


_POLITE: Final = frozenset((CallMannerType.POLITE, CallMannerType.SEMI_POLITE))
"""Manners of a call that is placed only from a station without any; nobody goes off-hook before dialling here."""


@frozen(kw_only=True)
class NewCall:
    """The properties of a call that a station is about to place.

    Attributes:
        group: What it is counted for; NO_SKILL_GROUP: what the station's calls are counted for in general.
        call_type: What kind of call it is; ``None``: as the station and the target have it.
        line_type: On what kind of line the station has it; ``None``: as the target has it.
        cause: The cause of the events that set it up.
        blind: The conference that comes about by itself, if it is placed on behalf of another call.
    """

    data: CallData
    group: SkillGroupRef = NO_SKILL_GROUP
    call_type: CallType | None = None
    line_type: LineType | None = None
    cause: EventCause = EventCause.CEC_NONE
    blind: BlindConference | None = None


# --- the request --------------------------------------------------------------------------------------------------


def make_call(state: SwitchState, command: MakeCall) -> None:
    """Place the call as far as it goes at once (S4, step 1; S5; S6)."""
    station = state.station(command.peripheral_id, command.device)
    agent = station.agent
    profile = state.profiles[station.peripheral_id]
    by_hand = command.by_hand and profile.calls_by_hand
    # fidelity uccx.calls-while-ready: guide Unified CCX, "Reason Codes for Agent State Change": An available agent may
    # place a call.
    may_call = by_hand or profile.routed_calls_alone or command.manner is CallMannerType.BELLIGERENT
    require_idle(state, station, belligerent=may_call)
    target = find_target(state, station, command.dialed_number, command.placement)
    require_permission(state, station, target)
    # fidelity calls.context-of-the-request: ours: A call that is placed has the data of the request and no others.
    data = evolve(command.data, dialed_number=command.dialed_number)
    new = NewCall(data=data, group=_group(agent, command.skill_group))
    place(state, station, target, new, command.alert_rings, by_hand=by_hand)


def require_idle(state: SwitchState, station: Station, *, belligerent: bool) -> None:
    """Refuse a new call from a station that is busy, or whose agent may not place one now.

    Args:
        state: the state of the switch.
        station: the station.
        belligerent: whether the call may be placed although the agent is available.

    Raises:
        Refused: no agent is signed in where one must be (5), the agent is reserved (21/10106), in after-call work or
            available (21/10103), or the station has a call (33).
    """
    agent = station.agent
    if agent is None:
        if state.settings.require_login_for_calls:
            raise Refused(ControlFailureCode.INVALID_CALLING_DEVICE)
    elif agent.state is AgentState.RESERVED:
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY, 10_106)
    elif agent.state in WORK_STATES or (
        # fidelity agents.calls-while-not-ready: inferred OS: On Unified CCE an agent has to be NOT_READY to place a
        # call.
        agent.state is AgentState.AVAILABLE and state.settings.cce_restrictions and not belligerent
    ):
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY, 10_103)
    if station.connections:
        raise Refused(ControlFailureCode.RESOURCE_BUSY)


def require_manner(station: Station, manner: CallMannerType) -> None:
    """Refuse (33) a second call of ``station`` that is wanted only if the station is idle."""
    # fidelity calls.polite: guide CONSULTATION_CALL_REQ; ours: POLITE and SEMI_POLITE place no call beside another
    # one, so no consultation and no target of a single step; code 33 is ours.
    if manner in _POLITE and station.connections:
        raise Refused(ControlFailureCode.RESOURCE_BUSY)


def _group(agent: Agent | None, number: int) -> SkillGroupRef:
    if number == NULL_SKILL_GROUP:
        return NO_SKILL_GROUP
    found = [group for group in agent.groups if group.number == number] if agent is not None else []
    if not found:
        raise Refused(ControlFailureCode.INVALID_SKILL_GROUP_SPECIFIED)
    return found[0]


# --- placing a call -----------------------------------------------------------------------------------------------


def place(
    state: SwitchState, station: Station, target: Target, new: NewCall, alert_rings: int = 0, *, by_hand: bool = False
) -> None:
    """Place a call that is the only one of its station.

    An agent who was available is not ready from then on, unless they dial ``by_hand``.
    """
    agent = station.agent
    if agent is not None and agent.state is AgentState.AVAILABLE and not by_hand:
        with state.reporting(agent):
            # fidelity agents.belligerent: guide MAKE_CALL_REQ: An available agent who calls with CMT_BELLIGERENT is
            # NOT_READY with 50006 first, and available afterwards.
            agent.ready, agent.interrupted = False, True
            agent.reason_code = state.profiles[station.peripheral_id].reasons.placed_a_call
    present(state, originate(state, station, target, new), target, alert_rings)


def originate(
    state: SwitchState, station: Station, target: Target, new: NewCall, consultation: Consultation | None = None
) -> Connection:
    """Begin a call as far as its number is dialled, and report the agent (S4, step 1).

    Returns:
        The connection of ``station``.
    """
    outside = isinstance(target, Outside)
    call_type = _call_type(state, station, target, new)
    data = new.data
    if state.profiles[station.peripheral_id].calling_number_is_ani:
        # fidelity uccx.long-numbers: ours: A number that has no room as ANI or DNIS is cut off.
        data = evolve(data, ani=station.extension[:_LONGEST_ANI], dnis=data.dialed_number[:_LONGEST_DNIS])
    call = state.new_call(station.peripheral_id, call_type, station.device, target.device, data)
    call.cause, call.consultation, call.service = new.cause, consultation, station.attributes.service
    _count_leg(state, call, target)
    if isinstance(target, Destination):
        call.enter((target.device,))
    agent = station.agent
    # fidelity groups.placed-call: seen E20, P: A new call of an agent counts for the group that was asked for, else for
    # the agent's default or first one.
    group = next(
        (each for each in (new.group, station.attributes.skill_group) if each != NO_SKILL_GROUP),
        _own_group(state, agent, consultation),
    )
    line_type = new.line_type or (LineType.OUTBOUND if outside else LineType.INSIDE)
    direction = CallDirection.OUT if outside else CallDirection.OTHER_OUT
    connection = state.add_station(call, station, line_type, direction, group)
    # The software dials, so dial tone and dialled number come in one; the agent talks from then on.
    connection.move(Trigger.OFF_HOOK, state.now)
    # fidelity agents.talking-at-off-hook: seen E11, E12, B: An agent is told to talk as soon as they are off-hook, just
    # before the call begins and before anything is dialled.
    report_first(state, connection.agent)
    with state.reporting(connection.agent):
        associations.begin(state, call, connection.id, station=station.device, to_all=True, through=call.entry)
        # fidelity calls.service-initiated: inferred OS: A call that software dials is told by
        # CALL_SERVICE_INITIATED_EVENT and CALL_ORIGINATED_EVENT at once.
        state.tell(reports.service_initiated(connection, state.now))
        if consultation is not None and isinstance(target, Station):
            _reserve_consulted(state, target, group)
        connection.move(Trigger.DIAL, state.now)
        state.tell(reports.originated(connection, state.now))
    return connection


def _own_group(state: SwitchState, agent: Agent | None, consultation: Consultation | None) -> SkillGroupRef:
    """The group that a call counts for at the station that places it, if nothing else says which."""
    if agent is None:
        return NO_SKILL_GROUP
    if state.profiles[agent.site.peripheral_id].counts_own_calls:
        return agent.default_group or NO_SKILL_GROUP
    return NO_SKILL_GROUP if consultation is None else consultation.held.skill_group


def _reserve_consulted(state: SwitchState, target: Station, group: SkillGroupRef) -> None:
    """Reserve the agent who is going to be consulted, where that comes before the call is dialled."""
    agent, peripheral_id = target.agent, target.peripheral_id
    if agent is None or agent.state is not AgentState.AVAILABLE or is_busy(state, peripheral_id, target):
        return
    if state.profiles[peripheral_id].reserves_consulted:
        with state.reporting(agent):
            agent.reserved = Occupation(group, CallDirection.OTHER_IN)


def _call_type(state: SwitchState, station: Station, target: Target, new: NewCall) -> CallType:
    given = new.call_type or station.attributes.call_type
    if given is not None:
        return given
    profile = state.profiles[station.peripheral_id]
    if station.agent is None and profile.inside_by_nobody is not None and not isinstance(target, Outside):
        return profile.inside_by_nobody
    if isinstance(target, Destination) and profile.to_queue_from_inside is not None:
        return profile.to_queue_from_inside
    is_routed = isinstance(target, Destination) and state.has_controller
    if is_routed and profile.call_per_leg:
        # fidelity calls.dialled-route-point: seen A: A call of a station to a route point has type 1 there.
        return CallType.CALLTYPE_ACD_IN
    if not isinstance(target, Outside) or profile.out_after_network:
        return CallType.CALLTYPE_AGENT_INSIDE
    return CallType.CALLTYPE_AGENT_OUT if station.agent is not None else CallType.CALLTYPE_OUT


def _count_leg(state: SwitchState, call: Call, target: Target) -> None:
    """Make ``call`` the next leg of the contact that it is about; a call to a number of the site begins a contact."""
    if call.consultation is not None and call.consultation.held.call.contact is not None:
        call.contact = call.consultation.held.call.contact
        call.router_call_key = call.contact.next_leg()
    elif isinstance(target, Destination):
        begin_contact(state, call)


# --- presenting it to the target ----------------------------------------------------------------------------------


def present(state: SwitchState, caller: Connection, target: Target, alert_rings: int = 0) -> None:
    """Queue the call of ``caller``, let it ring, let it leave on a trunk, or let it fail (S6)."""
    call = caller.call
    if isinstance(target, Destination):
        enqueue(state, call, target)
    elif isinstance(target, Station):
        if is_busy(state, call.peripheral_id, target) or target is caller.station:
            cause = EventCause.CEC_BUSY if target.in_service else EventCause.CEC_DEST_NOT_OBTAINABLE
            fail(state, caller, cause, target.device)
            return
        if reserve(state, call, target):
            return
        called = ring_inside(state, call, target)
        if alert_rings:
            give_up_after(state, called, alert_rings)
    elif isinstance(target, Outside):
        if is_busy(state, call.peripheral_id, target):
            fail_for_trunks(state, caller)
            return
        far_end = seize(state, call, target)
        caller.move(Trigger.REACH_NETWORK, state.now)
        reach_network(state, caller, far_end)
        if not state.settings.network_progress:
            start_media(state, caller)
    else:
        fail(state, caller, EventCause.CEC_DEST_NOT_OBTAINABLE, NO_DEVICE)


def ring_inside(state: SwitchState, call: Call, station: Station, line_type: LineType = LineType.INSIDE) -> Connection:
    """Let a call that was not routed ring at ``station``; it counts for the default group of the agent there."""
    profile = state.profiles[call.peripheral_id]
    group = _own_group(state, station.agent, call.consultation)
    if profile.names_called_agents_group:
        call.skill_group = group
    if profile.called_inside is not None:
        call.called_as[station.device] = profile.called_inside
    return ring(state, call, station, line_type, CallDirection.OTHER_IN, group=group)


def fail_for_trunks(state: SwitchState, caller: Connection) -> None:
    """Let the call of ``caller`` fail because no trunk is free: the first trunk group is the failing device."""
    (pool, *_) = state.trunk_pools(caller.call.peripheral_id)
    busy = Device(DeviceIDType.TRUNK_GROUP_IDENTIFIER, str(pool.number))
    fail(state, caller, EventCause.CEC_TRUNKS_BUSY, busy)


def seize(state: SwitchState, call: Call, target: Outside) -> Connection:
    """Make the outside ``target`` a party of ``call``, over a trunk if the site has any; it does not alert yet."""
    far_end = state.add_outside_party(call, target.device.id, LineType.OUTBOUND)
    seize_trunk(state, far_end)
    return far_end


def seize_trunk(state: SwitchState, party: Connection) -> None:
    """Give an outside ``party`` a free trunk, if the site has any, and associate the trunk with the call."""
    pool = next((pool for pool in state.trunk_pools(party.call.peripheral_id) if pool), None)
    devices = () if pool is None else state.occupy_trunk(party, pool)
    if devices:
        associations.begin(state, party.call, party.call.reference, through=devices)


def reach_network(state: SwitchState, named: Connection, far_end: Connection) -> None:
    """Let a call leave for ``far_end``, which alerts and answers before long (S5, step 1).

    Args:
        state: the state of the switch.
        named: the connection that CALL_REACHED_NETWORK names: the caller's, or ``far_end`` where no station calls.
        far_end: the outside party.
    """
    # The event says the state that the named connection has after it, so ``far_end`` alerts first if it is the one.
    if named is far_end:
        far_end.move(Trigger.PRESENT, state.now)
    # fidelity calls.reached-network: guide CALL_REACHED_NETWORK_EVENT: A call that leaves on a trunk is told with
    # that trunk.
    state.tell(reports.reached_network(named, far_end, state.now))
    call = named.call
    if state.profiles[call.peripheral_id].out_after_network and call.call_type is CallType.CALLTYPE_AGENT_INSIDE:
        before, call.call_type = call.context, CallType.CALLTYPE_OUT
        associations.update(state, call, before)
    if named is not far_end:
        far_end.move(Trigger.PRESENT, state.now)
    # fidelity calls.network-progress: guide CALL_REACHED_NETWORK_EVENT; ours: What happens beyond the network is told
    # or not, as the site says.
    if state.settings.network_progress:
        state.tell(reports.delivered(far_end, state.now))
    deadline = state.now + state.random.uniform(*FAR_END_ANSWERS_WITHIN)
    state.start_timer(TimerKind.FAR_END_ANSWERS, far_end, deadline)
