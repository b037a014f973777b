"""Statistics.  Guide: Miscellaneous Service, "QUERY_SKILL_GROUP_STATISTICS_REQ"."""

from __future__ import annotations

from typing import Any, Final

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiproto.constants.limits import STATISTIC_UNAVAILABLE
from server.services.context import Context
from server.services.groups import named_group
from server.sessions.refusal import RequestRefused
from server.site.model import SkillGroup

_NAMED: Final = frozenset(("invoke_id", "peripheral_id", "skill_group_number", "skill_group_id"))
_QUEUE: Final = ("calls_q", "longest_call_q", "router_calls_q", "longest_router_call_q")

_ACCUMULATED: Final[dict[str, int]] = {
    field.attribute: STATISTIC_UNAVAILABLE if field.attribute.startswith(_QUEUE) else 0
    for field in m.QuerySkillGroupStatisticsConf.declaration.fixed
    if field.attribute not in _NAMED
}
"""Every figure while nothing is known: queues are unknown, the rest counts from nothing."""


def query_skill_group_statistics(
    context: Context, request: m.QuerySkillGroupStatisticsReq
) -> m.QuerySkillGroupStatisticsConf:
    """How a skill group is doing at this moment.  What accumulates over time is 0 as yet."""
    context.peripheral(request.peripheral_id)
    group = _group(context, request)
    figures: dict[str, Any] = dict(_ACCUMULATED)
    now = context.switch.group_figures(group.peripheral_id, group.number)
    figures |= {
        "agents_logged_on": now.logged_on,
        "agents_avail": now.available,
        "agents_not_ready": now.not_ready,
        "agents_ready": now.ready,
        "agents_talking_in": now.talking_in,
        "agents_talking_out": now.talking_out,
        "agents_talking_other": now.talking_other,
        "agents_work_not_ready": now.work_not_ready,
        "agents_work_ready": now.work_ready,
        "agents_busy_other": now.busy_other,
        "agents_reserved": now.reserved,
        "agents_hold": now.hold,
        "agents_icm_available": now.available,
        "agents_application_available": 0,
    }
    if context.site.settings.acd_profile != "cce":
        figures |= {
            "calls_q_now": now.calls_queued,
            "calls_q_time_now": int(now.queued_time),
            "longest_call_q_now": int(now.longest_queued),
        }
    return m.QuerySkillGroupStatisticsConf(
        invoke_id=request.invoke_id,
        peripheral_id=group.peripheral_id,
        skill_group_number=group.number,
        skill_group_id=group.id,
        **figures,
    )


def _group(context: Context, request: m.QuerySkillGroupStatisticsReq) -> SkillGroup:
    """The group that is asked for.

    Raises:
        RequestRefused: there is none, or it is not one of the session's agent's (72); number and id differ (86).
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
