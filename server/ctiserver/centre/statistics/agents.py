"""What is kept of an agent: his state, the calls on his hands, and his figures by period.

A call counts when it is off his hands: when he is done with the work after it, or at its end if there is none.  Work
follows only what leaves him without a call, so there is never more than one that waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field

from ctiproto.constants import AgentState, CallDirection
from ctiserver.centre.statistics.call_categories import SUPERVISION
from ctiserver.centre.statistics.counters import OUT, Account, Amounts, Period
from ctiserver.centre.statistics.groups import HEADS, TALKING, TALKING_OTHER, GroupBook

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ctiserver.centre.statistics.calls import Part

PERIODS: Final = (Period.SESSION, Period.TODAY)

WORKING: Final = frozenset((AgentState.WORK_NOT_READY, AgentState.WORK_READY))


def _account() -> Account:
    return Account(*PERIODS)


@define(eq=False)
class AgentBook:
    """The statistics of one agent.

    Attributes:
        default_group: The group that work of no group is put down to.
        live: The parts that he has in calls.
    """

    account: Account = field(factory=_account)
    default_group: GroupBook | None = None
    live: list[Part] = field(factory=list)
    _state: AgentState = AgentState.LOGOUT
    _direction: CallDirection = CallDirection.NONE
    _groups: dict[GroupBook, AgentState] = field(factory=dict)
    _heads: dict[GroupBook, str] = field(factory=dict)
    _last: Part | None = None

    def figures(self, period: Period, now: int) -> dict[str, int]:
        """Everything of a period that is not 0; an agent of a voice domain is routable as long as he is there."""
        figures = self.account.figures(period, now)
        available, logged_on = figures.get("avail_time", 0), figures.get("logged_on_time", 0)
        return figures | {"icm_available_time": available, "routable_time": logged_on}

    @property
    def groups(self) -> Collection[GroupBook]:
        """The groups that he is signed in to, in ascending order of their numbers."""
        return self._groups

    # --- states -------------------------------------------------------------------------------------------------------

    def sees(
        self, state: AgentState, groups: Mapping[GroupBook, AgentState], direction: CallDirection, now: int
    ) -> None:
        """His state changed, overall or towards a group."""
        if state is AgentState.LOGIN:
            self.account.restart(Period.SESSION, now)
        if state is AgentState.LOGOUT:
            for part in self.live[:]:
                self.ends(part, now)
        if state not in WORKING:
            self._settle(now)
        self.account.moves(self._state, state, now)
        self._state, self._direction = state, direction
        for group in self._groups.keys() | groups.keys():
            before, after = self._groups.get(group, AgentState.LOGOUT), groups.get(group, AgentState.LOGOUT)
            group.account.moves(before, after, now)
        self._groups = {group: own for group, own in groups.items() if own not in OUT}
        self.recount()

    def recount(self) -> None:
        """Count him in each group as he is now."""
        heads = {group: HEADS.get(state) or self._talking() for group, state in self._groups.items()}
        for group in self._heads.keys() | heads.keys():
            group.count(self._heads.get(group), heads.get(group))
        self._heads = heads

    def _talking(self) -> str:
        families = (part.family for part in self.live)
        own = next((family.talking for family in families if family is not None and family.talking), None)
        return own or TALKING.get(self._direction, TALKING_OTHER)

    # --- calls --------------------------------------------------------------------------------------------------------

    def begins(self, part: Part) -> None:
        """He has one more call on his hands; work that he did for another is over."""
        self._settle(part.began)
        self.live.append(part)
        self.recount()

    def ends(self, part: Part, now: int) -> None:
        """He has nothing more to do with a call, but perhaps with the work after it."""
        if part not in self.live:
            return  # he had signed out before
        part.retrieve(now)
        part.ended = now
        self.live.remove(part)
        self._last = part
        if self.live:
            self._settle(now)
        self.recount()

    def is_done(self, amounts: Amounts, group: GroupBook | None, now: int) -> None:
        """Something is over that he did, or that was about him."""
        self.account.add(amounts, now)
        if group is not None:
            group.account.add(amounts, now)

    def _settle(self, now: int) -> None:
        """The call that is over counts, with the work after it if he did any until now."""
        part, self._last = self._last, None
        if part is None:
            return
        if part.supervised is not None:
            part.supervised.is_done(SUPERVISION[part.call_type], part.supervised.default_group, now)
        elif part.family is not None:
            after_call = now - part.ended if self._state in WORKING else 0
            self.is_done(part.family.amounts(part.spans(after_call)), part.group, now)
