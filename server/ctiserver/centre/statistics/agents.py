"""What is counted for an agent: the agent's state, the parts in calls, and figures by period.

A part in a call counts when the agent is done with the work after the call, or when it ends if there is no such work.
After-call work begins only when an agent is left without any call, so at most one part waits for it to end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field

from ctiproto.constants import AgentState, CallDirection
from ctiserver.centre.statistics.call_categories import CALL_CATEGORIES, SUPERVISION, CallCategory, Durations, Origin
from ctiserver.centre.statistics.counters import OUT, Amounts, Counters, Period
from ctiserver.centre.statistics.groups import HEADCOUNT, TALKING_HEADCOUNT, TALKING_OTHER, GroupStatistics

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ctiproto.constants import CallType

PERIODS: Final = (Period.SESSION, Period.TODAY)

WORKING: Final = frozenset((AgentState.WORK_NOT_READY, AgentState.WORK_READY))


@define(eq=False, kw_only=True)
class Part:
    """An agent's part in a call, from placing or answering it until the agent has left it.

    Attributes:
        agent: whose part it is.
        group: the skill group that the agent takes part for; ``None``: the agent is in none.
        origin: whether the agent placed or answered the call.
        call_type: the CallType that the part counts as.
        began: when the agent placed or answered the call, in milliseconds since 1970.
        ended: when the agent left it, or it was over.
        failed: whether the call reached no party: then the part is counted nowhere.
        supervised: the agent whom the part is about, if it is a supervisor's.
    """

    agent: AgentStatistics
    group: GroupStatistics | None
    origin: Origin
    call_type: CallType
    began: int
    ended: int = 0
    failed: bool = False
    supervised: AgentStatistics | None = None
    _held: int | None = None
    _held_since: int | None = None

    @property
    def category(self) -> CallCategory | None:
        """The figures that it counts in; ``None``: in none."""
        if self.failed or self.supervised is not None:
            return None
        return CALL_CATEGORIES.get((self.call_type, self.origin))

    def hold(self, now: int) -> None:
        """Begin a time on hold."""
        self._held_since = now
        self._held = self._held or 0

    def retrieve(self, now: int) -> None:
        """End the time on hold, if there is one."""
        if self._held_since is not None and self._held is not None:
            self._held += now - self._held_since
        self._held_since = None

    def durations(self, after_call: int) -> Durations:
        """How long the parts of a call lasted for the agent, once it is over.

        Args:
            after_call: the work after it, in milliseconds.
        """
        return Durations(self.ended - self.began, after_call, self._held)


def _counters() -> Counters:
    return Counters(*PERIODS)


@define(eq=False)
class AgentStatistics:
    """The statistics of one agent.

    Attributes:
        counters: the agent's figures.
        default_group: the skill group that work for no group is counted for; ``None``: there is none.
        parts: the agent's parts in calls that the agent has not left, oldest first.
    """

    counters: Counters = field(factory=_counters)
    default_group: GroupStatistics | None = None
    parts: list[Part] = field(factory=list)
    _state: AgentState = AgentState.LOGOUT
    _direction: CallDirection = CallDirection.NONE
    _groups: dict[GroupStatistics, AgentState] = field(factory=dict)
    _headcount: dict[GroupStatistics, str] = field(factory=dict)
    _ended_part: Part | None = None

    def figures(self, period: Period, now: int) -> dict[str, int]:
        """All figures of a period that are not 0.

        A voice agent is routable as long as the agent is signed in, and available to the router when AVAILABLE.
        """
        figures = self.counters.figures(period, now)
        # fidelity statistics.icm-available: ours: An agent of voice is available to the router when AVAILABLE, and
        # routable while signed in.
        available, logged_on = figures.get("avail_time", 0), figures.get("logged_on_time", 0)
        return figures | {"icm_available_time": available, "routable_time": logged_on}

    @property
    def groups(self) -> Collection[GroupStatistics]:
        """The skill groups that the agent is signed in to, in ascending order of their numbers."""
        return self._groups

    # --- states -------------------------------------------------------------------------------------------------------

    def change_state(
        self, state: AgentState, groups: Mapping[GroupStatistics, AgentState], direction: CallDirection, now: int
    ) -> None:
        """Take over a new state of the agent.

        A session begins with LOGIN; LOGOUT ends the agent's parts in all calls.

        Args:
            state: the overall state.
            groups: the state towards each skill group.
            direction: the direction of the call that the agent talks on.
            now: milliseconds since 1970.
        """
        # fidelity statistics.session: guide QUERY_AGENT_STATISTICS_CONF: Figures of the session begin with the login,
        # those of the day go on.
        if state is AgentState.LOGIN:
            self.counters.restart(Period.SESSION, now)
        if state is AgentState.LOGOUT:
            for part in self.parts[:]:
                self.end_part(part, now)
        # fidelity statistics.counted-after-the-work: guide QUERY_AGENT_STATISTICS_CONF: A handled call counts when
        # the work after it is over.
        if state not in WORKING:
            self._count_ended_part(now)
        self.counters.change_state(self._state, state, now)
        self._state, self._direction = state, direction
        for group in _either(self._groups, groups):
            before, after = self._groups.get(group, AgentState.LOGOUT), groups.get(group, AgentState.LOGOUT)
            group.counters.change_state(before, after, now)
        self._groups = {group: own for group, own in groups.items() if own not in OUT}
        self.update_headcount()

    def update_headcount(self) -> None:
        """Count the agent in one figure of each skill group, by the agent's state towards it."""
        headcount = {group: HEADCOUNT.get(state) or self._talking() for group, state in self._groups.items()}
        for group in _either(self._headcount, headcount):
            group.move_agent(self._headcount.get(group), headcount.get(group))
        self._headcount = headcount

    def _talking(self) -> str:
        """The figure that counts the agent as talking: that of a dialler's call, or by the call's direction."""
        categories = (part.category for part in self.parts)
        own = next((category.talking for category in categories if category is not None and category.talking), None)
        return own or TALKING_HEADCOUNT.get(self._direction, TALKING_OTHER)

    # --- calls --------------------------------------------------------------------------------------------------------

    def begin_part(self, part: Part) -> None:
        """Add a part in a call; the work after another call is over by that."""
        self._count_ended_part(part.began)
        self.parts.append(part)
        self.update_headcount()

    def end_part(self, part: Part, now: int) -> None:
        """End a part in a call; it counts at once if the agent has another call, else after the work.

        Nothing happens if the part has ended before, as it has if the agent signed out during the call.
        """
        if part not in self.parts:
            return
        part.retrieve(now)
        part.ended = now
        self.parts.remove(part)
        self._ended_part = part
        if self.parts:
            self._count_ended_part(now)
        self.update_headcount()

    def add(self, amounts: Amounts, group: GroupStatistics | None, now: int) -> None:
        """Add amounts to the counters of the agent, and to those of a skill group if one is given."""
        self.counters.add(amounts, now)
        if group is not None:
            group.counters.add(amounts, now)

    def _count_ended_part(self, now: int) -> None:
        """Count the part that has ended, if there is one, with the work after it up to now."""
        part, self._ended_part = self._ended_part, None
        if part is None:
            return
        if part.supervised is not None:
            # fidelity statistics.supervision: ours: What a supervisor does counts for the agent whom it was done to.
            part.supervised.add(SUPERVISION[part.call_type], part.supervised.default_group, now)
        elif part.category is not None:
            after_call = now - part.ended if self._state in WORKING else 0
            self.add(part.category.amounts(part.durations(after_call)), part.group, now)


def _either(
    some: Mapping[GroupStatistics, object], others: Mapping[GroupStatistics, object]
) -> Collection[GroupStatistics]:
    """The groups of both, each once and in an order that is the same in every process, as that of a set is not."""
    return dict.fromkeys((*some, *others))
