"""Values that say what an agent does: what the reports of agents are made of."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ctiproto.constants import AgentState, CallDirection
from ctiserver.centre.switch.events import GroupState
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP, SkillGroupRef


@frozen
class Occupation:
    """What an agent is busy with: for which skill group, and in which direction the call goes."""

    skill_group: SkillGroupRef
    direction: CallDirection


IDLE: Final = Occupation(NO_SKILL_GROUP, CallDirection.NONE)


@frozen
class Choice:
    """The state that an agent asked for during a call, for the time after it.

    Attributes:
        works: Whether there may be after-call work before it.
    """

    state: AgentState
    reason_code: int
    works: bool = True


@frozen
class Condition:
    """The part of an agent's report that can change.  Two equal conditions make no event."""

    state: AgentState = AgentState.LOGOUT
    groups: tuple[GroupState, ...] = ()
    reason_code: int = 0
    direction: CallDirection = CallDirection.NONE
    duration: int | None = None
    next_state: AgentState | None = None


NEVER_SIGNED_IN: Final = Condition()
"""The condition of an agent before anything is reported of them."""
