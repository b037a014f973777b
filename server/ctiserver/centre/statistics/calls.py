"""The calls that there are, and the parts that agents have in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from ctiserver.centre.statistics.call_categories import FAMILIES, Family, Side, Spans

if TYPE_CHECKING:
    from ctiproto.constants import CallType
    from ctiserver.centre.statistics.agents import AgentBook
    from ctiserver.centre.statistics.groups import GroupBook


@define(eq=False, kw_only=True)
class Part:
    """What an agent has to do with a call, from placing or answering it until it is off his hands.

    Attributes:
        agent: Who has it.
        group: The group for which he has it; absent if he is in none.
        call_type: The kind of call that it counts as.
        began: When he placed or answered it.
        ended: When he left it, or it was over.
        failed: Whether it reached nobody: it is counted nowhere.
        supervised: The agent whom it is about, if it is that of a supervisor.
    """

    agent: AgentBook
    group: GroupBook | None
    side: Side
    call_type: CallType
    began: int
    ended: int = 0
    failed: bool = False
    supervised: AgentBook | None = None
    _held: int | None = None
    _held_since: int | None = None

    @property
    def family(self) -> Family | None:
        """What it counts as; ``None``: nothing."""
        return None if self.failed or self.supervised is not None else FAMILIES.get((self.call_type, self.side))

    def hold(self, now: int) -> None:
        """He puts the call on hold."""
        self._held_since = now
        self._held = self._held or 0

    def retrieve(self, now: int) -> None:
        """He takes the call back, if it was on hold."""
        if self._held_since is not None and self._held is not None:
            self._held += now - self._held_since
        self._held_since = None

    def spans(self, after_call: int) -> Spans:
        """How long it was, once it is over."""
        return Spans(self.ended - self.began, after_call, self._held)


@define(eq=False)
class Call:
    """A call that is not over.

    Attributes:
        call_type: What it counts as for who comes into it.
        parts: Those of agents, by the device's part of the connection's name.
        queued: The groups for which it waits.
        waits_since: When it began to.
    """

    call_type: CallType
    parts: dict[str, Part] = field(factory=dict)
    queued: tuple[GroupBook, ...] = ()
    waits_since: int = 0
