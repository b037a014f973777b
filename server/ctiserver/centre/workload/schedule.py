"""What somebody means to do, and when: the agenda that callers and agents share."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from attrs import frozen

from ctiserver.centre.switch.timers import Timers

if TYPE_CHECKING:
    from random import Random

    from ctiserver.site.model import Span


class Deed(Enum):
    """Something to be done."""

    CALL = "somebody calls"
    GIVE_UP = "a caller has waited long enough"
    CALLER_HANGS_UP = "a caller has said all he had to say"
    SIGN_IN = "an agent signs in"
    GET_READY = "an agent wants calls"
    TAKE_BREAK = "an agent wants a break"
    ANSWER = "an agent answers"
    HOLD = "an agent holds"
    RETRIEVE = "an agent retrieves"
    AGENT_HANGS_UP = "an agent has said all he had to say"
    FINISH_WORK = "an agent is done with his after-call work"


@frozen
class Plan:
    """Who means to do what; the agent or the call may be absent."""

    deed: Deed
    peripheral_id: int = 0
    agent_id: str = ""
    call_id: int = 0


class Agenda:
    """All plans, and the chance by which they are made."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._timers: Timers[Plan] = Timers()

    def plan(self, plan: Plan, at: float) -> None:
        """Mean to do ``plan`` at that time, instead of any earlier intention to do the same."""
        self._timers.start(plan, at)

    def drop(self, *plans: Plan) -> None:
        """Think better of ``plans``."""
        for plan in plans:
            self._timers.stop(plan)

    def next_deadline(self) -> float | None:
        """When the next plan is due."""
        return self._timers.next_deadline()

    def take_due(self, now: float) -> Plan | None:
        """A plan whose time has come, if there is one; the earliest first."""
        due = self._timers.take_due(now)
        return None if due is None else due[1]

    def draw(self, span: Span) -> float:
        """A time between the bounds of ``span``."""
        return self.random.uniform(span.shortest, span.longest)

    def happens(self, probability: float) -> bool:
        """Whether something happens that does so with that probability."""
        return self.random.random() < probability
