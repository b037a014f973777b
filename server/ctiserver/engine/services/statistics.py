"""Figures of agents, skill groups and queues.  Guide: Miscellaneous Service.

Unified CCE has QUERY_AGENT_STATISTICS_REQ and QUERY_SKILL_GROUP_STATISTICS_REQ, Unified CCX QUERY_QUEUE_STATISTICS_REQ
and QUERY_AGENT_QUEUE_STATISTICS_REQ.
"""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiserver.centre.switch.events import AgentStateChanged
from ctiserver.engine.services.checks.agents import named_agent
from ctiserver.engine.services.checks.groups import named_group
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.identity import Identity
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.translate.statistics import agent_figures, agents_of_queue, calls_of_queue, group_figures
from ctiserver.site.model import SkillGroup

# --- agents -----------------------------------------------------------------------------------------------------------


def query_agent_statistics(context: Context, request: m.QueryAgentStatisticsReq) -> m.QueryAgentStatisticsConf:
    """Give what an agent has done since signing in, and today."""
    agent = _agent(context, request)
    figures = agent_figures(context.centre.statistics, agent.peripheral_id, agent.agent_id, context.now)
    return m.QueryAgentStatisticsConf(
        invoke_id=request.invoke_id,
        peripheral_id=agent.peripheral_id,
        agent_extension=agent.extension,
        agent_id=agent.agent_id,
        agent_instrument=agent.instrument,
        **figures,
    )


def _agent(context: Context, request: m.QueryAgentStatisticsReq) -> AgentStateChanged:
    """The present state of the agent named, or of the session's own.

    Raises:
        RequestRefused: no agent is named, and the session follows none (6); the peripheral is unknown (7); the agent is
            unknown, or not the one that the session follows (8); two agents are named (32); the agent is not signed in
            (9).
    """
    items = named_agent(request)
    own = None if items else context.require_own_identity()
    context.peripheral(request.peripheral_id)
    identity = context.identify(request.peripheral_id, items) if own is None else own
    if not _may_ask(context, identity, request.peripheral_id):
        raise RequestRefused(StatusCode.INVALID_AGENT_DATA)
    # fidelity statistics.signed-out: guide E_CTI_AGENT_NOT_LOGGED_ON: There are no statistics of an agent who is
    # signed out.
    if identity.signed_in is None:
        raise RequestRefused(StatusCode.AGENT_NOT_LOGGED_ON)
    return identity.signed_in


def _may_ask(context: Context, identity: Identity, peripheral_id: int) -> bool:
    """Whether the session follows this agent or station, or follows none and may ask about any."""
    own = None if context.controls_any_device() else context.own_identity()
    if own is None:
        return True
    same_agent = identity.agent is not None and identity.agent is own.agent
    same_station = identity.device is not None and identity.device == own.device
    return (same_agent or same_station) and context.session.peripheral_id == peripheral_id


# --- skill groups -----------------------------------------------------------------------------------------------------


def query_skill_group_statistics(
    context: Context, request: m.QuerySkillGroupStatisticsReq
) -> m.QuerySkillGroupStatisticsConf:
    """Give the figures of a skill group: of this moment, and of the five minutes, half hour and day in progress."""
    context.peripheral(request.peripheral_id)
    group = _group(context, request)
    is_cce = context.site.settings.acd_profile == "cce"
    figures = group_figures(context.centre.statistics, group, context.now, is_cce=is_cce)
    return m.QuerySkillGroupStatisticsConf(
        invoke_id=request.invoke_id,
        peripheral_id=group.peripheral_id,
        skill_group_number=group.number,
        skill_group_id=group.id,
        **figures,
    )


def _group(context: Context, request: m.QuerySkillGroupStatisticsReq) -> SkillGroup:
    """The skill group named.

    Raises:
        RequestRefused: none is named, it is unknown, or the agent whom the session follows is not in it (72); number
            and id are of two groups (86).
    """
    group = named_group(context.site, request.peripheral_id, request.skill_group_number, request.skill_group_id)
    # fidelity statistics.own-groups: ours: A desktop sees the groups of its own agent alone, others see all.
    if group is None or not _may_see(context, group):
        raise RequestRefused(StatusCode.INVALID_SKILL_GROUP)
    return group


def _may_see(context: Context, group: SkillGroup) -> bool:
    own = None if context.controls_any_device() else context.own_identity()
    if own is None:
        return True
    agent = own.agent
    return agent is not None and agent.peripheral_id == group.peripheral_id and group.number in agent.skill_groups


# --- queues -----------------------------------------------------------------------------------------------------------


def query_queue_statistics(context: Context, request: m.QueryQueueStatisticsReq) -> m.QueryQueueStatisticsConf:
    """Give how many agents of a CSQ are in which state, and how many calls wait for it."""
    # fidelity uccx.queue-statistics: guide QUERY_QUEUE_STATISTICS_CONF; ours: The agents of a CSQ are counted by their
    # state, and the calls that wait for it; that any session may ask, and that all calls have priority 1, is ours.
    group = context.site.skill_groups_by_number.get((context.site.main_peripheral.id, request.csq_id))
    # fidelity uccx.unknown-csq: guide E_CTI_INVALID_CSQ: A CSQ that is not there is refused with status 93.
    if group is None:
        raise RequestRefused(StatusCode.INVALID_SKILL_GROUP)
    waiting, _ = calls_of_queue(context.centre.statistics, group, context.now)
    return m.QueryQueueStatisticsConf(
        invoke_id=request.invoke_id,
        **agents_of_queue(context.site, group, context.switch.state_of),
        calls_in_priority_queue1=waiting,
    )


def query_agent_queue_statistics(
    context: Context, request: m.QueryAgentQueueStatisticsReq
) -> m.QueryAgentQueueStatisticsConf:
    """Give how many calls wait in the queues of an agent, and for how long the oldest one has."""
    site, peripheral_id = context.site, context.site.main_peripheral.id
    agent = site.agents_by_id.get((peripheral_id, request.agent_id))
    # fidelity uccx.agent-queues: guide QUERY_AGENT_QUEUE_STATISTICS_CONF; ours: The calls are those of all CSQs of the
    # agent together, and the oldest is the one that has waited longest; that it is the same for an agent who is signed
    # out, and that an unknown one is refused with status 8, is ours.
    if agent is None:
        raise RequestRefused(StatusCode.INVALID_AGENT_DATA)
    groups = [site.skill_groups_by_number[peripheral_id, number] for number in agent.skill_groups]
    queues = [calls_of_queue(context.centre.statistics, group, context.now) for group in groups]
    return m.QueryAgentQueueStatisticsConf(
        invoke_id=request.invoke_id,
        calls_in_queue=sum(waiting for waiting, _ in queues),
        oldest_call_in_queue=max((oldest for _, oldest in queues), default=0),
        agent_id=agent.id,
    )
