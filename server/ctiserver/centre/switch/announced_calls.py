"""Calls that the router announces before they arrive: translation routes and pre-calls.  Scenario S24.

Each is expected on a number, the DNIS of its translation route or the extension of the agent whom it is for, until it
comes in there, its time is over, or what it is for is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiproto.constants import AgentState, CallDirection, CallType, ControlFailureCode
from ctiserver.centre.switch import reasons, reports
from ctiserver.centre.switch.conditions import Occupation
from ctiserver.centre.switch.errors import NO_ROUTER, Refused
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP
from ctiserver.centre.switch.model import AnnouncedCall
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import AnnounceCall, TranslationRouteCall
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.model import Agent, Destination
    from ctiserver.centre.switch.state import SwitchState

# fidelity agents.missed-calls: seen E18, O: Who misses two routed calls in a row is NOT_READY with 50010.
MOST_MISSED: Final = 2
"""How many announced calls in a row an agent misses before they are not ready."""


# --- announcing ---------------------------------------------------------------------------------------------------


def announce_call(state: SwitchState, command: AnnounceCall) -> None:
    """Announce a call to the agent whom it is for, who is reserved."""
    destination = _destination(state, command)
    if not (state.settings.pre_call_events and state.profiles[command.peripheral_id].announces_calls):
        raise Refused(NO_ROUTER)
    agent, group = _agent(state, command, destination)
    # fidelity calls.announced-number: ours: A call that was announced to an agent is the one that comes in on the
    # extension of their telephone.
    number = agent.station.extension
    kind = state.profiles[command.peripheral_id].routed_to_agent
    data = evolve(command.data, dnis=command.data.dnis or command.dialed_number, dialed_number=command.dialed_number)
    contact = state.new_contact(command.peripheral_id)
    call = AnnouncedCall(destination, kind, data, contact, contact.next_leg(), agent, group)
    _expect(state, command, number, call)
    with state.reporting(agent):
        # fidelity calls.announced-agent-reserved: guide AGENT_PRE_CALL_EVENT: The agent of an announced call is
        # reserved before the call is there.
        agent.reserved = Occupation(group, CallDirection.IN)
    state.tell(reports.announced(agent, call, state.now))


def translation_route_call(state: SwitchState, command: TranslationRouteCall) -> None:
    """Announce a call that comes by a translation route, to the sessions that see all calls."""
    destination = _destination(state, command)
    dnis = _dnis(state, command)
    # fidelity calls.announced-types: ours: A call that is announced to a group has type 2 everywhere.
    kind = CallType.CALLTYPE_PREROUTE_ACD_IN
    # fidelity calls.translation-route: guide CALL_TRANSLATION_ROUTE_EVENT, AGENT_PRE_CALL_EVENT: A translation route
    # tells the number that the call will come in on, and is no pre-call: no agent hears of it.
    data = evolve(command.data, dnis=dnis, dialed_number=command.dialed_number)
    contact = state.new_contact(command.peripheral_id)
    call = AnnouncedCall(destination, kind, data, contact, contact.next_leg())
    _expect(state, command, dnis, call)
    state.tell(reports.translation_routed(command.peripheral_id, dnis, call.context, state.now))


def _destination(state: SwitchState, command: AnnounceCall | TranslationRouteCall) -> Destination:
    # fidelity outages.no-router: guide SYSTEM_EVENT: Without the central controller nothing is routed or announced;
    # the code, 71, is ours.
    if not state.has_controller:
        raise Refused(NO_ROUTER)
    destination = state.router.destination(command.peripheral_id, command.dialed_number)
    if destination is None:
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    return destination


def _agent(state: SwitchState, command: AnnounceCall, destination: Destination) -> tuple[Agent, SkillGroupRef]:
    """The agent whom a call goes to, and the group for which they get it."""
    if command.agent_id is None:
        found = state.router.agent_for(destination.queue)
        if found is None:
            raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
        return found
    agent = state.agents.get((command.peripheral_id, command.agent_id))
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_AGENT_ID_SPECIFIED)
    if agent.state is not AgentState.AVAILABLE:
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    group = next((each for each in destination.queue.groups if each in agent.groups), agent.default_group)
    return agent, group or NO_SKILL_GROUP


def _dnis(state: SwitchState, command: TranslationRouteCall) -> str:
    """The number that a call by a translation route comes in on."""
    peripheral_id, given = command.peripheral_id, command.dnis
    dialed = state.site.dialed_numbers_by_number[peripheral_id, command.dialed_number]
    for dnis in (given,) if given else dialed.translation_routes:
        key = (peripheral_id, dnis)
        if key not in state.announced and key not in state.stations and state.router.destination(*key) is None:
            return dnis
    raise Refused(ControlFailureCode.RESOURCE_BUSY)


def _expect(state: SwitchState, command: AnnounceCall | TranslationRouteCall, number: str, call: AnnouncedCall) -> None:
    """Expect an announced call on ``number``, for as long as an agent is reserved for one."""
    peripheral_id = command.peripheral_id
    state.announced[peripheral_id, number] = call
    # fidelity calls.announced-for: seen E18, O; ours: A call by a translation route is expected for as long as one that
    # an agent is reserved for.
    deadline = state.now + state.profiles[peripheral_id].reservation_timeout
    state.timers.start(Timer(TimerKind.ANNOUNCED_CALL, peripheral_id, device=number), deadline)
    if command.arrives_after is not None:
        arrival = Timer(TimerKind.ANNOUNCED_ARRIVAL, peripheral_id, device=number)
        state.timers.start(arrival, state.now + command.arrives_after)


# --- the call comes -----------------------------------------------------------------------------------------------


def take_announced(state: SwitchState, peripheral_id: int, number: str) -> AnnouncedCall | None:
    """Expect the call that was announced for ``number`` no longer, because it arrives or will not.

    Returns:
        The announcement, if there was one.
    """
    for kind in (TimerKind.ANNOUNCED_CALL, TimerKind.ANNOUNCED_ARRIVAL):
        state.timers.stop(Timer(kind, peripheral_id, device=number))
    return state.announced.pop((peripheral_id, number), None)


def reached(state: SwitchState, announced: AnnouncedCall) -> Agent | None:
    """The agent whom a call reaches that was announced and has arrived; ``None``: it goes into the queue.

    An announcement to an agent who has another call by now, or takes none any more, is taken back.
    """
    agent = announced.agent
    if agent is None or (agent.state is AgentState.RESERVED and not agent.connections):
        return agent
    with state.reporting(agent):
        _release(state, announced, agent)
    return None


# --- it does not come ---------------------------------------------------------------------------------------------


def did_not_arrive(state: SwitchState, peripheral_id: int, number: str) -> None:
    """Abort an announcement whose time is over; an agent who missed too many in a row is not ready from then on."""
    agent = _abort(state, peripheral_id, number)
    if agent is None:
        return
    with state.reporting(agent):
        agent.missed += 1
        if agent.missed >= MOST_MISSED and agent.state is AgentState.RESERVED:
            agent.missed, agent.ready, agent.reason_code = 0, False, reasons.MISSED_CALLS


def cancel(state: SwitchState, peripheral_id: int, number: str) -> None:
    """Abort an announcement because the number that the caller dialled is gone."""
    state.report(_abort(state, peripheral_id, number))


def cancel_for(state: SwitchState, agent: Agent) -> None:
    """Abort the announcement to ``agent``, who signs out, if there is one; reporting them is left to the caller."""
    announced = state.announced.get((agent.site.peripheral_id, agent.station.extension))
    if announced is not None and announced.agent is agent:
        _abort(state, agent.site.peripheral_id, agent.station.extension)


def cancel_at(state: SwitchState, peripheral_id: int) -> None:
    """Abort all announcements of a peripheral whose link is lost; its agents are reported when that is back."""
    # fidelity outages.announced-calls: ours: What was announced for a peripheral that is lost is taken back at once.
    for owner, number in [key for key in state.announced if key[0] == peripheral_id]:
        _abort(state, owner, number)


def _abort(state: SwitchState, peripheral_id: int, number: str) -> Agent | None:
    """Take an announcement back, and tell the agent whom it was made to, if it was made to one.

    Returns:
        That agent, who is not reserved any more and has to be reported.
    """
    call = take_announced(state, peripheral_id, number)
    if call is None or call.agent is None:
        return None
    _release(state, call, call.agent)
    return call.agent


def _release(state: SwitchState, call: AnnouncedCall, agent: Agent) -> None:
    agent.reserved = None
    # fidelity calls.announcement-aborted: guide AGENT_PRE_CALL_ABORT_EVENT: A call that was announced and cannot be
    # delivered is taken back under the same key.
    state.tell(reports.announcement_aborted(agent, call.router_call_key, state.now))
