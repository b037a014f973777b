"""Agent states and announced calls.  Guide: Client Events Service, "AGENT_STATE_EVENT", "AGENT_PRE_CALL_EVENT"."""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import AgentAvailabilityStatus, AgentMode, AgentState
from ctiproto.constants.limits import MAX_NUM_FLT_SKILL_GROUPS, NO_CLIENT_SESSION
from ctiproto.version_rules import lists_groups_of_agents
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.events import GroupState
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP
from ctiserver.engine.translate import call_context
from ctiserver.engine.translate.calls import group_fields, service_fields
from ctiserver.engine.translate.facts import Facts
from ctiserver.site.keys import AgentKey, DeviceKey

VOICE: Final = 1
"""The media routing domain of telephone calls."""

_ONE_TASK: Final = 1


# fidelity agents.availability: guide AGENT_STATE_EVENT: The router may send work to an agent in AVAILABLE alone, and
# voice has no application that could.
def availability(state: AgentState) -> AgentAvailabilityStatus:
    """Whether the router may send the agent work: ICM_AVAILABLE in state AVAILABLE, else NOT_AVAILABLE.

    APPLICATION_AVAILABLE does not occur: it is for agents to whom the router sends nothing.
    """
    available = state is AgentState.AVAILABLE
    return AgentAvailabilityStatus.ICM_AVAILABLE if available else AgentAvailabilityStatus.NOT_AVAILABLE


def agent_state_changed(event: e.AgentStateChanged, facts: Facts) -> tuple[m.AgentStateEvent, ...]:
    """AGENT_STATE_EVENT, as often as the agent has skill groups, lowest number first.

    With ``agent_state_style = "list"`` in the site, versions that have the list get one message with all groups in it.
    An agent without skill groups is reported once, with the null group.
    """
    # fidelity agents.event-without-groups: ours: An agent without skill groups has one event, with the null group.
    groups = event.groups or (GroupState(NO_SKILL_GROUP, event.state),)
    listed = facts.site.settings.agent_state_style == "list" and lists_groups_of_agents(facts.profile)
    if listed or not facts.tells_each_group:
        return (_message(event, groups[0], facts, event.groups[:MAX_NUM_FLT_SKILL_GROUPS]),)
    # fidelity agents.event-for-each-group: seen H, F: A change is one event for each skill group, without a list.
    return tuple(_message(event, group, facts, ()) for group in groups)


def _message(
    event: e.AgentStateChanged, group: GroupState, facts: Facts, listed: tuple[GroupState, ...]
) -> m.AgentStateEvent:
    agent = AgentKey(event.peripheral_id, event.agent_id)
    session = facts.session_of(agent, DeviceKey(event.peripheral_id, event.device.id))
    # Of an agent who was taken out of the site the last state is still told.
    configured = facts.site.agents_by_id.get(agent)
    return m.AgentStateEvent(
        peripheral_id=event.peripheral_id,
        # fidelity agents.event-session: guide AGENT_STATE_EVENT: SessionID is that of the agent's own session, or 0.
        session_id=NO_CLIENT_SESSION if session is None else session.id,
        peripheral_type=facts.peripheral_type(event.peripheral_id),
        skill_group_state=group.state,
        # fidelity agents.state-duration: guide AGENT_STATE_EVENT: StateDuration is 0 for a new state, and above it
        # where a state is told again.
        state_duration=event.state_duration,
        agent_state=event.state,
        event_reason_code=event.reason_code,
        mrd_id=VOICE,
        num_tasks=event.tasks,
        # fidelity agents.voice-values: seen F, H: Voice is domain 1, an agent is routable there, and has one task at
        # most.
        agent_mode=AgentMode.ROUTABLE,
        max_task_limit=_ONE_TASK,
        icm_agent_id=event.icm_agent_id,
        agent_availability_status=availability(event.state),
        department_id=0 if configured is None else configured.department_id,
        cti_client_signature=None if session is None else session.signature,
        # fidelity agents.event-names: seen R13: AgentID, AgentExtension, AgentInstrument and Direction are in every
        # event.
        agent_id=event.agent_id,
        agent_extension=event.extension,
        active_terminal=event.terminal or None,
        agent_instrument=event.instrument,
        # fidelity agents.wrapup-duration: seen H: Duration and NextAgentState are there in after-call work and with a
        # choice that waits, else they are absent.
        duration=event.duration,
        next_agent_state=event.next_state,
        direction=event.direction,
        max_beyond_task_limit=0,
        skill_groups=tuple(
            m.AgentStateSkillGroup(
                flt_skill_group_number=item.skill_group.number,
                flt_skill_group_id=item.skill_group.id,
                flt_skill_group_priority=item.skill_group.priority,
                flt_skill_group_state=item.state,
            )
            for item in listed
        ),
        **group_fields(group.skill_group),
    )


def pre_call(event: e.PreCall, facts: Facts) -> tuple[m.AgentPreCallEvent, ...]:
    """AGENT_PRE_CALL_EVENT; nothing for a call without a router call key, which is all that names the call to come."""
    # fidelity calls.pre-call-has-a-key: guide AGENT_PRE_CALL_EVENT: A call that the router did not send is not
    # announced.
    key = event.context.router_call_key
    if key is None:
        return ()
    data = event.context.data
    configured = facts.site.agents_by_id.get((event.peripheral_id, event.agent_id))
    return (
        m.AgentPreCallEvent(
            mrd_id=VOICE,
            agent_skill_target_id=event.icm_agent_id,
            agent_instrument=event.instrument,
            router_call_key_day=key.day,
            router_call_key_call_id=key.call_id,
            router_call_key_sequence_number=key.sequence_number,
            flt_call_type_id=event.call_type_id,
            agent_id=event.agent_id,
            # fidelity calls.pre-call-services: guide AGENT_PRE_CALL_EVENT; ours: The services enabled for the call are
            # those of the agent.
            enabled_services=() if configured is None else configured.enabled_services,
            **service_fields(event.service),
            **group_fields(event.skill_group),
            **call_context.numbers(data),
            **call_context.variables(data),
            **call_context.ecc(data),
        ),
    )


def pre_call_aborted(event: e.PreCallAborted) -> m.AgentPreCallAbortEvent:
    """AGENT_PRE_CALL_ABORT_EVENT."""
    key = event.router_call_key
    return m.AgentPreCallAbortEvent(
        mrd_id=VOICE,
        agent_instrument=event.instrument,
        router_call_key_day=key.day,
        router_call_key_call_id=key.call_id,
        router_call_key_sequence_number=key.sequence_number,
    )
