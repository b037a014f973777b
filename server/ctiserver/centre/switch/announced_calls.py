"""Calls that the router announces before they arrive.  Scenario S24."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from ctiproto.constants import AgentState, CallDirection, CallType, ControlFailureCode
from ctiproto.constants.limits import NULL_CALL_ID
from ctiserver.centre.switch.agents import Occupation
from ctiserver.centre.switch.context import CallContext
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import PreCall, PreCallAborted, TranslationRouted
from ctiserver.centre.switch.state import NO_ROUTER
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.calls import Contact
    from ctiserver.centre.switch.commands import RouteCall
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.routing import Destination
    from ctiserver.centre.switch.state import Floor

MISSED_CALLS: Final = 50_010
"""Reason of the NOT_READY of an agent whom announced calls did not reach."""


@frozen
class ExpectedCall:
    """A call that will arrive: for which service, for whom, and what is known about it."""

    destination: Destination
    context: CallContext
    contact: Contact
    agent: Agent | None
    group: SkillGroupRef


def route_call(floor: Floor, command: RouteCall) -> None:
    """Announce a call: to whoever sees every call, and to the agent who is to get it."""
    peripheral_id = command.peripheral_id
    if not floor.has_controller:
        raise Refused(NO_ROUTER)
    destination = floor.router.destination(peripheral_id, command.dialed_number)
    if destination is None:
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    if (peripheral_id, command.dnis) in floor.expected:
        raise Refused(ControlFailureCode.RESOURCE_BUSY)
    agent = _agent(floor, command)
    group = next((each for each in destination.line.groups if agent and each in agent.groups), None)
    contact = floor.new_contact()
    kind = CallType.CALLTYPE_PREROUTE_ACD_IN if agent is None else CallType.CALLTYPE_PREROUTE_DIRECT_AGENT
    data = evolve(command.data, dnis=command.dnis, dialed_number=command.dialed_number)
    context = CallContext(call_type=kind, router_call_key=contact.next_leg(), data=data)
    default = agent.default_group if agent is not None else None
    expected = ExpectedCall(destination, context, contact, agent, group or default or destination.line.groups[0])
    floor.expected[peripheral_id, command.dnis] = expected
    floor.timers.start(_timer(peripheral_id, command.dnis), floor.now + floor.settings.precall_timeout)
    floor.events.append(
        TranslationRouted(at=floor.now, peripheral_id=peripheral_id, dnis=command.dnis, context=context)
    )
    if agent is not None:
        agent.reserved = Occupation(expected.group, CallDirection.IN)
        floor.report(agent)
        announce(floor, agent, expected)


def _agent(floor: Floor, command: RouteCall) -> Agent | None:
    if command.agent_id is None:
        return None
    agent = floor.agents.get((command.peripheral_id, command.agent_id))
    if agent is None:
        raise Refused(ControlFailureCode.INVALID_AGENT_ID_SPECIFIED)
    if agent.state is not AgentState.AVAILABLE:
        raise Refused(ControlFailureCode.GENERIC_STATE_INCOMPATIBILITY)
    return agent


def _timer(peripheral_id: int, dnis: str) -> Timer:
    return Timer(TimerKind.EXPECTED_CALL, peripheral_id, device=dnis)


def announce(floor: Floor, agent: Agent, expected: ExpectedCall) -> None:
    """Tell an agent of a call that is on its way to him; it has no number yet."""
    station, destination = agent.station, expected.destination
    floor.events.append(
        PreCall(
            at=floor.now,
            peripheral_id=agent.site.peripheral_id,
            agent_id=agent.site.id,
            icm_agent_id=agent.site.icm_agent_id,
            device=station.device,
            extension=station.extension,
            instrument=station.instrument,
            call_id=NULL_CALL_ID,
            service=destination.line.service,
            skill_group=expected.group,
            context=expected.context,
            call_type_id=destination.call_type_id,
        )
    )


def arrived(floor: Floor, peripheral_id: int, dnis: str) -> ExpectedCall | None:
    """The call that was expected on ``dnis``, which is expected no longer."""
    floor.timers.stop(_timer(peripheral_id, dnis))
    return floor.expected.pop((peripheral_id, dnis), None)


def missed(floor: Floor, peripheral_id: int, dnis: str) -> None:
    """An announced call did not arrive in time; whoever misses too many in a row is not ready any more."""
    agent = _abort(floor, peripheral_id, dnis)
    if agent is None:
        return
    agent.missed += 1
    if agent.missed >= floor.options.missed_calls and agent.state is AgentState.RESERVED:
        agent.missed, agent.ready, agent.reason_code = 0, False, MISSED_CALLS
    floor.report(agent)


def cancel(floor: Floor, peripheral_id: int, dnis: str) -> None:
    """An announced call will not arrive: the number that it was for is gone."""
    agent = _abort(floor, peripheral_id, dnis)
    if agent is not None:
        floor.report(agent)


def cannot_come(floor: Floor, agent: Agent) -> None:
    """Calls announced to an agent who goes will not reach him."""
    if agent.reserved is None:
        return
    for (peripheral_id, dnis), expected in list(floor.expected.items()):
        if expected.agent is agent:
            _abort(floor, peripheral_id, dnis)


def _abort(floor: Floor, peripheral_id: int, dnis: str) -> Agent | None:
    expected = arrived(floor, peripheral_id, dnis)
    if expected is None or expected.agent is None or expected.context.router_call_key is None:
        return None
    agent = expected.agent
    agent.reserved = None
    floor.events.append(
        PreCallAborted(
            at=floor.now,
            peripheral_id=peripheral_id,
            agent_id=agent.site.id,
            icm_agent_id=agent.site.icm_agent_id,
            device=agent.station.device,
            extension=agent.station.extension,
            instrument=agent.station.instrument,
            router_call_key=expected.context.router_call_key,
        )
    )
    return agent
