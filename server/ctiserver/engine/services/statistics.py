"""QUERY_AGENT_STATISTICS_REQ and QUERY_SKILL_GROUP_STATISTICS_REQ.  Guide: Miscellaneous Service."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiserver.centre.switch.events import AgentStateChanged
from ctiserver.engine.services.checks.agents import named_agent
from ctiserver.engine.services.checks.groups import named_group
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.identity import Identity
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.translate.statistics import agent_figures, group_figures
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
