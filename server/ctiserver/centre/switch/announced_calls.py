"""Calls that the router announces before they arrive: translation routes and pre-calls.  Scenario S24."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import AgentState, CallDirection, CallType, ControlFailureCode
from ctiserver.centre.switch import reasons, reports
from ctiserver.centre.switch.conditions import Occupation
from ctiserver.centre.switch.context import CallContext
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.model import AnnouncedCall
from ctiserver.centre.switch.state import NO_ROUTER
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import RouteCall
    from ctiserver.centre.switch.model import Agent
    from ctiserver.centre.switch.state import SwitchState


def route_call(state: SwitchState, command: RouteCall) -> None:
    """Announce a call: to the sessions that see all calls, and to the agent whom it is for, who is reserved."""
    peripheral_id = command.peripheral_id
    # fidelity outages.no-router: guide SYSTEM_EVENT: Without the central controller nothing is routed or announced;
    # the code, 71, is ours.
    if not state.has_controller:
        raise Refused(NO_ROUTER)
    destination = state.router.destination(peripheral_id, command.dialed_number)
    if destination is None:
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    if (peripheral_id, command.dnis) in state.announced:
        raise Refused(ControlFailureCode.RESOURCE_BUSY)
    agent = _agent(state, command)
    group = next((each for each in destination.queue.groups if agent and each in agent.groups), None)
    contact = state.new_contact(peripheral_id)
    to_agent = state.profiles[peripheral_id].routed_to_agent
    # fidelity calls.announced-types: ours: A call that is announced to a group has type 2 everywhere.
    kind = CallType.CALLTYPE_PREROUTE_ACD_IN if agent is None else to_agent
    data = evolve(command.data, dnis=command.dnis, dialed_number=command.dialed_number)
    context = CallContext(call_type=kind, router_call_key=contact.next_leg(), data=data)
    default = agent.default_group if agent is not None else None
    call = AnnouncedCall(destination, context, contact, agent, group or default or destination.queue.groups[0])
    state.announced[peripheral_id, command.dnis] = call
    expected_by = state.now + state.profiles[peripheral_id].reservation_timeout
    state.timers.start(_timer(peripheral_id, command.dnis), expected_by)
    state.tell(reports.translation_routed(peripheral_id, command.dnis, context, state.now))
    if agent is not None:
        with state.reporting(agent):
            # fidelity calls.announced-agent-reserved: guide AGENT_PRE_CALL_EVENT: The agent of an announced call is
            # reserved before the call is there.
            agent.reserved = Occupation(call.group, CallDirection.IN)
        state.tell(reports.announced(agent, call, state.now))


def _agent(state: SwitchState, command: RouteCall) -> Agent | None:
    if command.agent_id is None:
        return None
    agent = state.agents.get((command.peripheral_id, command.agent_id))
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_AGENT_ID_SPECIFIED)
    if agent.state is not AgentState.AVAILABLE:
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    return agent


def _timer(peripheral_id: int, dnis: str) -> Timer:
    return Timer(TimerKind.ANNOUNCED_CALL, peripheral_id, device=dnis)


def take_announced(state: SwitchState, peripheral_id: int, dnis: str) -> AnnouncedCall | None:
    """Expect the call that was announced for ``dnis`` no longer, because it arrives or will not.

    Returns:
        The announcement, if there was one.
    """
    state.timers.stop(_timer(peripheral_id, dnis))
    return state.announced.pop((peripheral_id, dnis), None)


def did_not_arrive(state: SwitchState, peripheral_id: int, dnis: str) -> None:
    """Abort an announcement whose time is over; an agent who missed too many in a row is not ready from then on."""
    agent = _abort(state, peripheral_id, dnis)
    if agent is None:
        return
    with state.reporting(agent):
        agent.missed += 1
        # fidelity agents.missed-calls: seen E18, O: Who misses two routed calls in a row is NOT_READY with 50010.
        if agent.missed >= state.options.missed_calls and agent.state is AgentState.RESERVED:
            agent.missed, agent.ready, agent.reason_code = 0, False, reasons.MISSED_CALLS


def cancel(state: SwitchState, peripheral_id: int, dnis: str) -> None:
    """Abort an announcement because the number that the call was for is gone."""
    state.report(_abort(state, peripheral_id, dnis))


def cancel_for(state: SwitchState, agent: Agent) -> None:
    """Abort all announcements to ``agent``, who signs out; reporting the agent is left to the caller."""
    if agent.reserved is None:
        return
    for (peripheral_id, dnis), call in list(state.announced.items()):
        if call.agent is agent:
            _abort(state, peripheral_id, dnis)


def _abort(state: SwitchState, peripheral_id: int, dnis: str) -> Agent | None:
    """Take an announcement back, and tell the agent whom it was made to, if it was made to one.

    Returns:
        That agent, who is not reserved any more and has to be reported.
    """
    call = take_announced(state, peripheral_id, dnis)
    if call is None or call.agent is None or call.context.router_call_key is None:
        return None
    call.agent.reserved = None
    # fidelity calls.announcement-aborted: guide AGENT_PRE_CALL_ABORT_EVENT: A call that was announced and cannot be
    # delivered is taken back under the same key.
    state.tell(reports.announcement_aborted(call.agent, call.context.router_call_key, state.now))
    return call.agent
