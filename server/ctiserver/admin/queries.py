"""The queries of an operator."""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import frozen

from ctiserver.admin import results
from ctiserver.admin.fields import Query, described


@frozen(kw_only=True)
class Status(Query):
    """Show the state of the server: the site, the time, the links, the sides."""

    phrase: ClassVar = "status"
    result: ClassVar = results.SystemNow


@frozen(kw_only=True)
class Sessions(Query):
    """Show the open sessions."""

    phrase: ClassVar = "sessions"
    result: ClassVar = results.Sessions


@frozen(kw_only=True)
class Agents(Query):
    """Show the agents: their states and their calls."""

    phrase: ClassVar = "agents"
    result: ClassVar = results.Agents
    agent: str | None = described("Only the agent of this login id.", default=None, example="1001")
    peripheral: int | None = described("Only those of this peripheral.", default=None)


@frozen(kw_only=True)
class Calls(Query):
    """Show the calls: who is on them, and what is written on them."""

    phrase: ClassVar = "calls"
    result: ClassVar = results.Calls
    call: int | None = described("Only the call of this number.", default=None)
    peripheral: int | None = described("Only those of this peripheral.", default=None)


@frozen(kw_only=True)
class Queues(Query):
    """Show how many calls wait for each service, and for how long."""

    phrase: ClassVar = "queues"
    result: ClassVar = results.Queues


@frozen(kw_only=True)
class SkillGroups(Query):
    """Show the skill groups, and what their agents do."""

    phrase: ClassVar = "skill-groups"
    result: ClassVar = results.SkillGroups


@frozen(kw_only=True)
class ReasonCodes(Query):
    """Show the reasons that agents may give, and what they are called."""

    phrase: ClassVar = "reason-codes"
    result: ClassVar = results.ReasonCodes


@frozen(kw_only=True)
class WrapupCodes(Query):
    """Show what agents enter as wrap-up data, and what it is called."""

    phrase: ClassVar = "wrapup-codes"
    result: ClassVar = results.WrapupCodes


@frozen(kw_only=True)
class Alarms(Query):
    """Show the latest alarms."""

    phrase: ClassVar = "alarms"
    result: ClassVar = results.Alarms


@frozen(kw_only=True)
class Limits(Query):
    """Show the limits of the server, how much of each is used, and how often it was reached."""

    phrase: ClassVar = "limits"
    result: ClassVar = results.Limits


@frozen(kw_only=True)
class AgentStatistics(Query):
    """Show what an agent has done since signing in, and today."""

    phrase: ClassVar = "statistics agent"
    result: ClassVar = results.Figures
    agent: str = described("The agent's login id.", example="1001")
    peripheral: int | None = described("The agent's peripheral; without it, the first one of the site.", default=None)


@frozen(kw_only=True)
class SkillGroupStatistics(Query):
    """Show how a skill group is doing now, and what it has done so far."""

    phrase: ClassVar = "statistics skill-group"
    result: ClassVar = results.Figures
    skill_group: int = described("Its number.", example="1")
    peripheral: int | None = described("The group's peripheral; without it, the first one of the site.", default=None)


QUERIES: Final[tuple[type[Query], ...]] = (
    Status,
    Sessions,
    Agents,
    Calls,
    Queues,
    SkillGroups,
    ReasonCodes,
    WrapupCodes,
    Alarms,
    Limits,
    AgentStatistics,
    SkillGroupStatistics,
)
"""All queries, in the order in which they are listed."""
