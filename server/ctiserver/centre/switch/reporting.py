"""Reports of agents: blocks behind which they are due, and when they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import AgentState
from ctiserver.centre.switch.profiles import AGENT_EVENTS_DELAY, AgentEvents
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from types import TracebackType

    from ctiserver.centre.switch.events import AgentStateChanged
    from ctiserver.centre.switch.model import Agent
    from ctiserver.centre.switch.state import SwitchState


def comes_first(state: SwitchState, agent: Agent | None) -> bool:
    """Whether ``agent`` is reported before the call by which they come to talk is told of."""
    return agent is not None and state.profiles[agent.site.peripheral_id].agent_events is AgentEvents.FIRST


def report_first(state: SwitchState, agent: Agent | None) -> None:
    """Report ``agent``, who talks from now on, if that comes before the call is told of; in any block."""
    if comes_first(state, agent):
        state.report(agent, at_once=True)


def tell_of_agent(state: SwitchState, report: AgentStateChanged) -> None:
    """Tell ``report`` now or, where the site delays it, a little later; reports keep their order in any case."""
    # fidelity agents.events-delayed: ours: Where reports of agents are delayed, each comes half a second after what it
    # is due to.
    if state.profiles[report.peripheral_id].agent_events is AgentEvents.DELAYED or state.delayed:
        state.delayed.append(evolve(report, at=state.now + AGENT_EVENTS_DELAY))
        if len(state.delayed) == 1:
            _start_timer(state)
    else:
        state.tell(report)


def tell_delayed(state: SwitchState) -> None:
    """Tell the reports whose time has come."""
    while state.delayed and state.delayed[0].at <= state.now:
        state.tell(state.delayed.popleft())
    if state.delayed:
        _start_timer(state)


def _start_timer(state: SwitchState) -> None:
    report = state.delayed[0]
    state.timers.start(Timer(TimerKind.AGENT_EVENTS, report.peripheral_id), report.at)


def watch_inactivity(state: SwitchState, agent: Agent) -> None:
    """Begin anew to count how long ``agent`` is NOT_READY, if they are and their desk settings limit it."""
    limit = agent.settings.logout_non_activity_time
    timer = Timer(TimerKind.INACTIVITY, agent.site.peripheral_id, agent_id=agent.site.id)
    if agent.state is AgentState.NOT_READY and limit:
        state.timers.start(timer, state.now + limit)
    else:
        state.timers.stop(timer)


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
