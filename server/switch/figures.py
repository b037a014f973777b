"""Counters of agents by skill group, kept up to date with every change so that nobody has to count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import AgentState, CallDirection
from server.switch.views import GroupFigures, QueueFigures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.switch.floor import Floor

_FIGURES: Final[Mapping[AgentState, str]] = {
    AgentState.NOT_READY: "not_ready",
    AgentState.AVAILABLE: "available",
    AgentState.RESERVED: "reserved",
    AgentState.HOLD: "hold",
    AgentState.WORK_NOT_READY: "work_not_ready",
    AgentState.WORK_READY: "work_ready",
    AgentState.BUSY_OTHER: "busy_other",
}
_TALKING: Final[Mapping[CallDirection, str]] = {CallDirection.IN: "talking_in", CallDirection.OUT: "talking_out"}


class GroupCounts:
    """How many agents of a skill group are in which state towards it."""

    def __init__(self) -> None:
        self.figures: dict[str, int] = {}

    def add(self, state: AgentState, direction: CallDirection, change: int = 1) -> None:
        """One agent more is in ``state``, busy with a call of that ``direction``; signing in and out do not count."""
        if state in (AgentState.LOGIN, AgentState.LOGOUT):
            return
        talking = _TALKING.get(direction, "talking_other")
        for figure in (_FIGURES.get(state, talking), "logged_on"):
            self.figures[figure] = self.figures.get(figure, 0) + change

    def subtract(self, state: AgentState, direction: CallDirection) -> None:
        """One agent less is in ``state``."""
        self.add(state, direction, -1)


def group_figures(floor: Floor, peripheral_id: int, number: int) -> GroupFigures:
    """How the agents of a skill group are doing, and the calls that wait for it."""
    lines = floor.router.lines_of_group(peripheral_id, number)
    return GroupFigures(
        calls_queued=sum(len(line) for line in lines),
        queued_time=sum(floor.now - call.queued_at for line in lines for call in line),
        longest_queued=max((floor.now - head.queued_at for line in lines if (head := line.head())), default=0.0),
        **floor.counts[peripheral_id, number].figures,
    )


def queue_figures(floor: Floor, peripheral_id: int, service_number: int) -> QueueFigures:
    """The calls that wait for a service."""
    heads = floor.router.heads_of_service(peripheral_id, service_number)
    return QueueFigures(
        calls_queued=floor.router.waiting(peripheral_id, service_number),
        longest_queued=max((floor.now - head.queued_at for head in heads), default=0.0),
    )
