"""Figures of agents and skill groups as fields of confirmations.  Guide: "QUERY_AGENT_STATISTICS_CONF".

A field is named after a figure and the period that it is of: ``avail_time_today``.  So the declaration of a
confirmation says which figures to look up, and no field is named here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypedDict

from ctiproto import messages as m
from ctiproto.constants import AgentState
from ctiproto.declare import Message
from ctiserver.centre.statistics.counters import Period
from ctiserver.centre.statistics.statistics import Statistics
from ctiserver.engine.translate.configuration import StateOf
from ctiserver.site.model import Site, SkillGroup

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


OF_AGENTS: Final = _fields(m.QueryAgentStatisticsConf)
"""The fields that show figures of an agent, by period."""

OF_GROUPS: Final = _fields(m.QuerySkillGroupStatisticsConf)
"""The fields that show figures of a skill group, by period."""

_OF_GROUPS_ON_CCE: Final = {
    period: tuple(field for field in fields if not field[1].startswith(_QUEUE)) for period, fields in OF_GROUPS.items()
}
"""With Unified CCE calls queue outside the ACD: the figures of its queues stay "unavailable"."""


def agent_figures(statistics: Statistics, peripheral_id: int, agent_id: str, now: float) -> dict[str, Any]:
    """All figures of an agent, by field of the confirmation; the agent must have signed in before."""
    found: dict[str, Any] = {}
    for period, fields in OF_AGENTS.items():
        found |= _shown(fields, statistics.agent(peripheral_id, agent_id, period, now))
    return found


def group_figures(statistics: Statistics, group: SkillGroup, now: float, *, is_cce: bool) -> dict[str, Any]:
    """All figures of a skill group, by field of the confirmation."""
    found: dict[str, Any] = {}
    for period, fields in (_OF_GROUPS_ON_CCE if is_cce else OF_GROUPS).items():
        found |= _shown(fields, statistics.group(group.peripheral_id, group.number, period, now))
    return found


# fidelity statistics.unknown-figures: ours: A figure that is not known is the null number, one of which nothing was
# counted 0.
def _shown(fields: Iterable[Field], figures: Mapping[str, int]) -> dict[str, Any]:
    return {attribute: figures.get(figure, 0) for attribute, figure in fields}


class AgentsOfQueue(TypedDict):
    """How many agents of a CSQ are signed in, and in which state, by field of QUERY_QUEUE_STATISTICS_CONF."""

    logged_in_agents: int
    in_session_agents: int
    available_agents: int
    un_available_agents: int
    in_work_agents: int
    selected_agents: int


def agents_of_queue(site: Site, group: SkillGroup, state_of: StateOf) -> AgentsOfQueue:
    """Count the agents of a CSQ by their present states.

    Args:
        site: the contact centre.
        group: the CSQ.
        state_of: the present states of agents.
    """
    agents = site.agents_by_skill_group[group.peripheral_id, group.number]
    states = Counter(state_of(agent.peripheral_id, agent.id) for agent in agents)
    return {
        "logged_in_agents": states.total() - states[AgentState.LOGOUT],
        "in_session_agents": states[AgentState.TALKING],
        "available_agents": states[AgentState.AVAILABLE],
        "un_available_agents": states[AgentState.NOT_READY],
        "in_work_agents": states[AgentState.WORK_NOT_READY] + states[AgentState.WORK_READY],
        "selected_agents": states[AgentState.RESERVED],
    }


def calls_of_queue(statistics: Statistics, group: SkillGroup, now: float) -> tuple[int, int]:
    """How many calls wait for a CSQ, and for how many seconds the oldest one has."""
    figures = statistics.group(group.peripheral_id, group.number, Period.NOW, now)
    return figures["calls_q_now"], figures["longest_call_q_now"]
