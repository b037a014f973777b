"""What an operator can ask."""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import frozen

from ctiserver.admin import results as answers
from ctiserver.admin.fields import Question, said


@frozen(kw_only=True)
class Status(Question):
    """Show how the whole is: the site, the time, the links, the sides of the server."""

    phrase: ClassVar = "status"
    answer: ClassVar = answers.SystemNow


@frozen(kw_only=True)
class Sessions(Question):
    """Show who has a session open."""

    phrase: ClassVar = "sessions"
    answer: ClassVar = answers.Sessions


@frozen(kw_only=True)
class Agents(Question):
    """Show the agents: their states and their calls."""

    phrase: ClassVar = "agents"
    answer: ClassVar = answers.Agents
    agent: str | None = said("Only the agent of this login id.", default=None, example="1001")
    peripheral: int | None = said("Only those of this peripheral.", default=None)


@frozen(kw_only=True)
class Calls(Question):
    """Show the calls: who is on them, and what is written on them."""

    phrase: ClassVar = "calls"
    answer: ClassVar = answers.Calls
    call: int | None = said("Only the call of this number.", default=None)
    peripheral: int | None = said("Only those of this peripheral.", default=None)


@frozen(kw_only=True)
class Queues(Question):
    """Show how many calls wait for each service, and for how long."""

    phrase: ClassVar = "queues"
    answer: ClassVar = answers.Queues


@frozen(kw_only=True)
class SkillGroups(Question):
    """Show the skill groups, and what their agents do."""

    phrase: ClassVar = "skill-groups"
    answer: ClassVar = answers.SkillGroups


@frozen(kw_only=True)
class Alarms(Question):
    """Show the latest alarms."""

    phrase: ClassVar = "alarms"
    answer: ClassVar = answers.Alarms


@frozen(kw_only=True)
class AgentStatistics(Question):
    """Show what an agent has done since he signed in, and today."""

    phrase: ClassVar = "statistics agent"
    answer: ClassVar = answers.Figures
    agent: str = said("His login id.", example="1001")
    peripheral: int | None = said("Where he works; without it, at the first peripheral of the site.", default=None)


@frozen(kw_only=True)
class SkillGroupStatistics(Question):
    """Show how a skill group is doing now, and what it has done."""

    phrase: ClassVar = "statistics skill-group"
    answer: ClassVar = answers.Figures
    skill_group: int = said("Its number.", example="1")
    peripheral: int | None = said("Where it is; without it, at the first peripheral of the site.", default=None)


QUESTIONS: Final[tuple[type[Question], ...]] = (
    Status,
    Sessions,
    Agents,
    Calls,
    Queues,
    SkillGroups,
    Alarms,
    AgentStatistics,
    SkillGroupStatistics,
)
"""All questions, in the order in which they are listed."""
