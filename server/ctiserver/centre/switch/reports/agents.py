"""Reports of agents: their states, the calls announced to them, and their calls for help."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ctiproto.constants.limits import NULL_CALL_ID
from ctiserver.centre.switch.events import (
    AgentStateChanged,
    AlarmRaised,
    EmergencyCalled,
    PreCall,
    PreCallAborted,
    SupervisorAssisted,
    TranslationRouted,
)
from ctiserver.centre.switch.identifiers import NO_CONNECTION, NO_DEVICE

if TYPE_CHECKING:
    from ctiproto.constants import AgentState
    from ctiserver.centre.switch.conditions import Condition
    from ctiserver.centre.switch.context import CallContext
    from ctiserver.centre.switch.identifiers import Device, RouterCallKey
    from ctiserver.centre.switch.model import Agent, AnnouncedCall, Call, Connection, Station


class _Who(TypedDict):
    at: float
    peripheral_id: int
    agent_id: str
    icm_agent_id: int
    device: Device
    extension: str
    instrument: str


def _who(agent: Agent, now: float) -> _Who:
    """The fields that all events of ``agent`` share."""
    station = agent.station
    return {
        "at": now,
        "peripheral_id": agent.site.peripheral_id,
        "agent_id": agent.site.id,
        "icm_agent_id": agent.site.icm_agent_id,
        "device": station.device,
        "extension": station.extension,
        "instrument": station.instrument,
    }


def agent_state(
    agent: Agent, condition: Condition, previous: AgentState, now: float, duration: int = 0
) -> AgentStateChanged:
    """``agent`` is in ``condition``, and was in the state ``previous`` before.

    Args:
        agent: the agent.
        condition: what is reported, which need not be what the agent is in now.
        previous: the overall state before.
        now: the time.
        duration: seconds that the agent has been in the state; 0 unless it is reported again.
    """
    station = agent.station
    # The most frequent event by far, so it is written out.
    return AgentStateChanged(
        at=now,
        peripheral_id=agent.site.peripheral_id,
        agent_id=agent.site.id,
        icm_agent_id=agent.site.icm_agent_id,
        device=station.device,
        extension=station.extension,
        instrument=station.instrument,
        state=condition.state,
        previous=previous,
        groups=condition.groups,
        reason_code=condition.reason_code,
        direction=condition.direction,
        tasks=len(agent.connections),
        duration=condition.duration,
        next_state=condition.next_state,
        terminal=agent.terminal,
        state_duration=duration,
    )


def offered(agent: Agent, call: Call, now: float) -> PreCall:
    """The router chose ``agent`` for ``call``, which waits in a queue."""
    return PreCall(
        **_who(agent, now),
        call_id=call.id,
        service=call.service,
        skill_group=call.skill_group,
        context=call.context,
        call_type_id=call.call_type_id,
    )


def announced(agent: Agent, call: AnnouncedCall, now: float) -> PreCall:
    """The router chose ``agent`` for a call that has yet to arrive, and has no number therefore."""
    return PreCall(
        **_who(agent, now),
        call_id=NULL_CALL_ID,
        service=call.destination.queue.service,
        skill_group=call.group,
        context=call.context,
        call_type_id=call.destination.call_type_id,
    )


def announcement_aborted(agent: Agent, router_call_key: RouterCallKey, now: float) -> PreCallAborted:
    """The call announced to ``agent`` under that key will not reach them."""
    return PreCallAborted(**_who(agent, now), router_call_key=router_call_key)


def translation_routed(peripheral_id: int, dnis: str, context: CallContext, now: float) -> TranslationRouted:
    """A call will arrive on ``dnis``."""
    return TranslationRouted(at=now, peripheral_id=peripheral_id, dnis=dnis, context=context)


def supervisor_assisted(
    agent: Agent, related: Connection | None, team_id: int | None, supervisor: Station, now: float
) -> SupervisorAssisted:
    """``agent`` asks ``supervisor`` for help with the call of ``related``."""
    return SupervisorAssisted(
        **_who(agent, now),
        connection=NO_CONNECTION if related is None else related.id,
        team_id=team_id,
        supervisor=supervisor.device,
    )


def emergency_called(
    agent: Agent, related: Connection | None, team_id: int | None, supervisor: Station | None, now: float
) -> EmergencyCalled:
    """``agent`` has an emergency on the call of ``related``; perhaps no ``supervisor`` was found."""
    return EmergencyCalled(
        **_who(agent, now),
        connection=NO_CONNECTION if related is None else related.id,
        team_id=team_id,
        supervisor=NO_DEVICE if supervisor is None else supervisor.device,
        record=bool(agent.settings.auto_record_on_emergency),
    )


def alarm_raised(agent: Agent, related: Connection | None, now: float) -> AlarmRaised:
    """The emergency of ``agent`` on the call of ``related`` goes into the table of alarms."""
    return AlarmRaised(**_who(agent, now), connection=NO_CONNECTION if related is None else related.id)
