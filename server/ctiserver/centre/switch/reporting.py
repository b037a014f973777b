"""Blocks behind which agents are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from ctiserver.centre.switch.model import Agent
    from ctiserver.centre.switch.state import SwitchState


class Reporting:
    """The context manager of ``SwitchState.reporting``: reports agents once, at the end of the outermost block.

    It is a class because blocks are entered with almost every command, and a generator takes half as long again.

    Args:
        state: the state of the switch.
        agents: the agents, some of whom may be absent.
    """

    __slots__ = ("_agents", "_mine", "_state")

    def __init__(self, state: SwitchState, agents: tuple[Agent | None, ...]) -> None:
        self._state = state
        self._agents = agents
        self._mine: list[Agent] = []

    def __enter__(self) -> None:
        later = self._state.reported_later
        for agent in self._agents:
            if agent is not None and agent not in later:
                later.add(agent)
                self._mine.append(agent)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for agent in self._mine:
            self._state.reported_later.discard(agent)
        if kind is None:
            for agent in self._mine:
                self._state.report(agent)
