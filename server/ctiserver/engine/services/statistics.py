"""QUERY_AGENT_STATISTICS_REQ and QUERY_SKILL_GROUP_STATISTICS_REQ.  Guide: Miscellaneous Service.

A field of their confirmations is named after a figure and the period that it is of: ``avail_time_today``.  So the
declaration of a confirmation says which figures to look up, and no field is named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiproto.declare import Message
from ctiserver.centre.statistics.counters import Period
from ctiserver.centre.statistics.statistics import Statistics
from ctiserver.centre.switch.events import AgentStateChanged
from ctiserver.engine.services.checks.agents import named_agent
from ctiserver.engine.services.checks.groups import named_group
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.identity import Identity
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.site.model import SkillGroup

_ENDINGS: Final = {
    "_session": Period.SESSION,
    "_to5": Period.FIVE_MINUTES,
    "_to_half": Period.HALF_HOUR,
    "_today": Period.TODAY,
    # Figures of queues have other endings.
    "_half": Period.HALF_HOUR,
    "5": Period.FIVE_MINUTES,
}
_NAMED: Final = frozenset(("invoke_id", "peripheral_id", "skill_group_number", "skill_group_id"))
_ROUTER: Final = ("router_", "longest_router_")
"""Figures of the router's own queues: nothing simulates them, so they stay at their default, "unavailable"."""
_QUEUE: Final = ("calls_q", "longest_call_q")

Field = tuple[str, str]
"""A field of a message, and the figure that it shows."""


def _fields(message: type[Message]) -> Mapping[Period, tuple[Field, ...]]:
    """The fields of a message that show figures, by period."""
    found: dict[Period, tuple[Field, ...]] = {}
    for field in message.declaration.fixed:
        attribute = field.attribute
        if attribute not in _NAMED and not attribute.startswith(_ROUTER):
            ending = next((ending for ending in _ENDINGS if attribute.endswith(ending)), "")
            period = _ENDINGS.get(ending, Period.NOW)
            found[period] = (*found.get(period, ()), (attribute, attribute.removesuffix(ending)))
    return found


_OF_AGENTS: Final = _fields(m.QueryAgentStatisticsConf)
_OF_GROUPS: Final = _fields(m.QuerySkillGroupStatisticsConf)
_OF_GROUPS_ON_CCE: Final = {
    period: tuple(field for field in fields if not field[1].startswith(_QUEUE)) for period, fields in _OF_GROUPS.items()
}
"""With Unified CCE calls queue outside the ACD: the figures of its queues stay "unavailable"."""


def agent_figures(statistics: Statistics, peripheral_id: int, agent_id: str, now: float) -> dict[str, Any]:
    """All figures of an agent, by field of the confirmation; the agent must have signed in before."""
    found: dict[str, Any] = {}
    for period, fields in _OF_AGENTS.items():
        found |= _shown(fields, statistics.agent(peripheral_id, agent_id, period, now))
    return found


def group_figures(statistics: Statistics, group: SkillGroup, now: float, *, is_cce: bool) -> dict[str, Any]:
    """All figures of a skill group, by field of the confirmation."""
    found: dict[str, Any] = {}
    for period, fields in (_OF_GROUPS_ON_CCE if is_cce else _OF_GROUPS).items():
        found |= _shown(fields, statistics.group(group.peripheral_id, group.number, period, now))
    return found


def _shown(fields: Iterable[Field], figures: Mapping[str, int]) -> dict[str, Any]:
    return {attribute: figures.get(figure, 0) for attribute, figure in fields}


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
    if group is None or not _may_see(context, group):
        raise RequestRefused(StatusCode.INVALID_SKILL_GROUP)
    return group


def _may_see(context: Context, group: SkillGroup) -> bool:
    own = None if context.controls_any_device() else context.own_identity()
    if own is None:
        return True
    agent = own.agent
    return agent is not None and agent.peripheral_id == group.peripheral_id and group.number in agent.skill_groups
