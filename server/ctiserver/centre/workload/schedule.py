"""The schedule of the workload: what simulated callers and agents will do, and when."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from attrs import frozen

from ctiserver.centre.switch.timers import Timers

if TYPE_CHECKING:
    from random import Random

    from ctiserver.site.model import Span


class Action(Enum):
    """Something that a simulated caller or agent does."""

    CALL = "a caller calls"
    ARRIVE = "a call that the router sent here arrives"
    GIVE_UP = "a caller who was not answered hangs up"
    CALLER_HANGS_UP = "a caller ends the conversation"
    SIGN_IN = "an agent signs in"
    GET_READY = "an agent becomes available"
    TAKE_BREAK = "an agent takes a break"
    ANSWER = "an agent answers"
    HOLD = "an agent holds"
    RETRIEVE = "an agent retrieves"
    AGENT_HANGS_UP = "an agent ends the conversation"
    FINISH_WORK = "an agent ends the after-call work"

    # Planned actions are looked up by it; the hash of Enum, that of the name, is made in Python.
    __hash__ = object.__hash__


@frozen
class PlannedAction:
    """An action of one caller or agent, on one call if it concerns a call.

    Args:
        action: what is done.
        peripheral_id: where; 0 for the next call, whose peripheral is drawn when it is made.
        agent_id: who; ``""``: a caller.
        call_id: on which call; 0: on none.
        number: the number that a call arrives on; ``""``: none does.
    """

    action: Action
    peripheral_id: int = 0
    agent_id: str = ""
    call_id: int = 0
    number: str = ""


class Schedule:
    """All planned actions, and the random numbers that the workload draws.

    Callers and agents share one generator, so the order in which they draw decides what each of them gets: it follows
    from the order of planned actions and of the switch's events alone.

    Args:
        random: the generator.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self._timers: Timers[PlannedAction] = Timers()

    def plan(self, planned: PlannedAction, at: float) -> None:
        """Plan an action for that time, instead of any earlier time for the same one."""
        self._timers.start(planned, at)

    def rename(self, planned: PlannedAction, into: PlannedAction) -> None:
        """Plan another action for the time of one, which is cancelled; nothing happens if that is not planned."""
        self._timers.rename(planned, into)

    def cancel(self, *planned: PlannedAction) -> None:
        """Cancel actions, if they are planned."""
        for each in planned:
            self._timers.stop(each)

    def next_deadline(self) -> float | None:
        """When the next action is due; ``None``: none is planned."""
        return self._timers.next_deadline()

    def take_due(self, now: float) -> PlannedAction | None:
        """Remove the earliest action that is due and return it; ``None``: none is due."""
        due = self._timers.take_due(now)
        return None if due is None else due[1]

    def draw(self, span: Span) -> float:
        """Draw a time between the bounds of ``span``."""
        return self.random.uniform(span.shortest, span.longest)

    def happens(self, probability: float) -> bool:
        """Draw whether something happens that does so with that probability."""
        return self.random.random() < probability
