"""Simulated agents: they sign in, answer, talk, wrap up, take breaks, and sometimes do not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field

from ctiproto.constants import AgentState, LocalConnectionState
from ctiserver.centre.switch.commands import (
    AnswerCall,
    ClearConnection,
    HoldCall,
    RetrieveCall,
    SetAgentState,
    SetCallData,
)
from ctiserver.centre.switch.events import (
    AgentStateChanged,
    CallCleared,
    CallConnectionCleared,
    CallDataUpdated,
    ConnectionEvent,
    JoinEvent,
    SiteReconfigured,
)
from ctiserver.centre.workload.schedule import Action, PlannedAction
from ctiserver.site.keys import AgentKey
from ctiserver.site.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctiserver.centre.switch.commands import Command
    from ctiserver.centre.switch.events import Event
    from ctiserver.centre.workload.schedule import Schedule
    from ctiserver.site.model import Agent, Site


# These are chosen so that a working day at the demo site shows every kind of call and of state, and looks believable.
LETS_IT_RING: Final = 0.02
"""The share of calls that an agent does not answer."""

HOLDS: Final = 0.15
"""The share of conversations that an agent puts on hold, at the beginning and after each time on hold."""

HANGS_UP_FIRST: Final = 0.3
"""The share of conversations that an agent ends before the other party does."""

PATIENT: Final = 30.0
"""Seconds after the longest conversation until an agent ends one that the other party does not end."""

BREAKABLE: Final = (AgentState.AVAILABLE, AgentState.TALKING, AgentState.HOLD)
"""States in which an agent can ask for a break; on a call it begins afterwards."""

SETTLING_DOWN: Final = Span(1.0, 5.0)
"""How long an agent is not ready after signing in."""

HOLD_TIME: Final = Span(5.0, 25.0)
"""How long an agent holds a call, and talks before holding it."""

ASIDE: Final = Span(45.0, 120.0)
"""How long an agent stays away who did not answer, or was made not ready or signed out by others."""

TRY_AGAIN: Final = 15.0
"""Seconds until an agent asks for a break again who could not in the present state."""

WRAPUP_CODES: Final = ("resolved", "callback", "order", "complaint")
"""What agents enter as wrap-up data where the site does not say it."""

_STATES: Final = {Action.SIGN_IN: AgentState.LOGIN, Action.GET_READY: AgentState.AVAILABLE}
_CALL_REQUESTS: Final[Mapping[Action, type[AnswerCall | HoldCall | RetrieveCall | ClearConnection]]] = {
    Action.ANSWER: AnswerCall,
    Action.HOLD: HoldCall,
    Action.RETRIEVE: RetrieveCall,
    Action.AGENT_HANGS_UP: ClearConnection,
}


@define(eq=False)
class SimulatedAgent:
    """An agent whom the workload plays, in the state that its events have told.

    Attributes:
        configured: the agent as the site describes them.
        is_released: whether others act for the agent, and the workload does not.
        state: the overall state.
        device: the station at which the agent is signed in.
        calls: the states of the agent's connections, by the number of the call.
        last_call: the call that the agent had last, whose wrap-up data they enter.
        is_resting: whether the agent is on a break of their own, or goes on one after this call.
        reason: the reason code of that break.
    """

    configured: Agent
    is_released: bool = False
    state: AgentState = AgentState.LOGOUT
    device: str = ""
    calls: dict[int, LocalConnectionState] = field(factory=dict)
    last_call: int = 0
    is_resting: bool = False
    reason: int = 0


class SimulatedAgents:
    """All simulated agents.

    Args:
        site: the site; its workload settings say which agents are simulated and how they behave.
        schedule: where they plan what they do.
    """

    def __init__(self, site: Site, schedule: Schedule) -> None:
        self._settings = site.workload
        self._wrapup_codes = _wrapup_codes(site)
        self._schedule = schedule
        self._agents = {agent.key: SimulatedAgent(agent) for agent in site.simulated_agents}
        self._agents_by_station: dict[tuple[int, str], SimulatedAgent] = {}
        for agent in self._agents.values():
            schedule.plan(self._planned(Action.SIGN_IN, agent), 0.0)

    def _reconfigure(self, site: Site, now: float) -> None:
        """Follow another site: agents simulated from now on sign in, and those simulated no more do nothing."""
        self._settings = site.workload
        self._wrapup_codes = _wrapup_codes(site)
        before, self._agents = self._agents, {}
        for configured in site.simulated_agents:
            agent = before.pop(configured.key, None)
            if agent is None:
                agent = SimulatedAgent(configured)
                self._schedule.plan(self._planned(Action.SIGN_IN, agent), now)
            agent.configured = configured
            if not site.allows_reason(agent.reason):
                agent.reason = next(iter(site.workload.break_reason_codes), 0)
            self._agents[configured.key] = agent
        for agent in before.values():
            self._cancel_all(agent)
            self._agents_by_station.pop((agent.configured.peripheral_id, agent.device), None)

    def knows(self, key: AgentKey) -> bool:
        """Whether that agent is simulated, released or not."""
        return key in self._agents

    def has_in_hand(self, key: AgentKey, call_id: int) -> bool:
        """Whether that agent is simulated and knows of a call, which they end sooner or later unless a client does."""
        agent = self._agents.get(key)
        return agent is not None and call_id in agent.calls

    # --- taking over ------------------------------------------------------------------------------------------------

    def release(self, key: AgentKey) -> None:
        """Do nothing more for that agent; their calls stay."""
        agent = self._agents[key]
        agent.is_released = True
        self._cancel_all(agent)

    def take_back(self, key: AgentKey, now: float) -> None:
        """Act for that agent again, from the present state and calls on; nothing happens if they were not released."""
        agent = self._agents[key]
        if not agent.is_released:
            return
        agent.is_released = False
        agent.is_resting = False
        self._plan_within(agent, Action.TAKE_BREAK, self._settings.break_interval, now)
        self._plan_next(agent, agent.state, now)
        for call_id, state in agent.calls.items():
            self._plan_on_call(agent, call_id, state, now)

    def _cancel_all(self, agent: SimulatedAgent) -> None:
        actions = (Action.SIGN_IN, Action.GET_READY, Action.TAKE_BREAK, Action.FINISH_WORK)
        self._schedule.cancel(*(self._planned(action, agent) for action in actions))
        for call_id in agent.calls:
            self._cancel_on_call(agent, call_id)

    def _cancel_on_call(self, agent: SimulatedAgent, call_id: int) -> None:
        actions = (Action.ANSWER, Action.HOLD, Action.RETRIEVE, Action.AGENT_HANGS_UP)
        self._schedule.cancel(*(self._planned(action, agent, call_id) for action in actions))

    def _planned(self, action: Action, agent: SimulatedAgent, call_id: int = 0) -> PlannedAction:
        return PlannedAction(action, agent.configured.peripheral_id, agent.configured.id, call_id)

    # --- acting -----------------------------------------------------------------------------------------------------

    def act(self, planned: PlannedAction, now: float) -> list[Command]:
        """Take a planned action.

        Returns:
            The commands for the switch.
        """
        agent = self._agents[AgentKey(planned.peripheral_id, planned.agent_id)]
        if planned.action is Action.TAKE_BREAK:
            return self._take_break(agent, now)
        if planned.action is Action.FINISH_WORK:
            return self._finish_work(agent)
        if planned.action in _STATES:
            return [self._state_request(agent, _STATES[planned.action])]
        if planned.action is Action.RETRIEVE and LocalConnectionState.CONNECT in agent.calls.values():
            # Retrieving one call holds the other: an agent who went to and fro between them would end neither.
            self._plan_within(agent, Action.RETRIEVE, HOLD_TIME, now, planned.call_id)
            return []
        request = _CALL_REQUESTS[planned.action]
        return [request(peripheral_id=planned.peripheral_id, device=agent.device, call_id=planned.call_id)]

    def refused(self, command: SetAgentState, now: float) -> None:
        """Plan another try for an agent who could not sign in; other states are not tried again."""
        agent = self._agents[AgentKey(command.peripheral_id, command.agent_id)]
        if not agent.is_released and agent.state is AgentState.LOGOUT:
            self._plan_next(agent, AgentState.LOGOUT, now)

    def refused_on_call(self, command: AnswerCall | RetrieveCall | ClearConnection, now: float) -> None:
        """Plan another try for an agent who could not answer, retrieve or hang up, if they still have that call."""
        agent = self._agents_by_station.get((command.peripheral_id, command.device))
        if agent is None or agent.is_released or command.call_id not in agent.calls:
            return
        state = agent.calls[command.call_id]
        if state is LocalConnectionState.ALERTING:
            # Who wants to answer does not begin to let it ring.
            self._plan_within(agent, Action.ANSWER, self._settings.answer_delay, now, command.call_id)
        else:
            self._plan_on_call(agent, command.call_id, state, now)

    def _state_request(self, agent: SimulatedAgent, state: AgentState, reason: int = 0) -> SetAgentState:
        return SetAgentState(
            peripheral_id=agent.configured.peripheral_id,
            agent_id=agent.configured.id,
            state=state,
            reason_code=reason,
            instrument=agent.configured.instrument,
            password=agent.configured.password,
        )

    def _take_break(self, agent: SimulatedAgent, now: float) -> list[Command]:
        if agent.state not in BREAKABLE:
            self._schedule.plan(self._planned(Action.TAKE_BREAK, agent), now + TRY_AGAIN)
            return []
        self._plan_within(
            agent, Action.TAKE_BREAK, self._settings.break_interval, now + self._settings.break_length.longest
        )
        agent.is_resting = True
        codes = self._settings.break_reason_codes
        agent.reason = self._schedule.random.choice(codes) if codes else 0
        return [self._state_request(agent, AgentState.NOT_READY, agent.reason)]

    def _finish_work(self, agent: SimulatedAgent) -> list[Command]:
        code = self._schedule.random.choice(self._wrapup_codes)
        data = SetCallData(peripheral_id=agent.configured.peripheral_id, call_id=agent.last_call, wrapup_data=code)
        if agent.is_resting:
            return [data, self._state_request(agent, AgentState.NOT_READY, agent.reason)]
        return [data, self._state_request(agent, AgentState.AVAILABLE)]

    # --- observing --------------------------------------------------------------------------------------------------

    def observe(self, event: Event, now: float) -> None:
        """React to what happens to simulated agents and to their calls."""
        if isinstance(event, AgentStateChanged):
            agent = self._agents.get(AgentKey(event.peripheral_id, event.agent_id))
            if agent is not None and event.state is not agent.state:
                self._follow_state(agent, event, now)
        elif isinstance(event, SiteReconfigured):
            self._reconfigure(event.after, now)
        elif isinstance(event, CallDataUpdated):
            self._follow_rename(event, now)
        elif isinstance(event, CallConnectionCleared | CallCleared) and event.goes_on_as is not None:
            self._rename(
                event.peripheral_id, event.connection.device_id, event.connection.call_id, event.goes_on_as, now
            )
        elif isinstance(event, CallCleared):
            for party in event.parties:
                self._follow_call(event, event.connection.call_id, party.id, LocalConnectionState.NULL, now)
        elif isinstance(event, ConnectionEvent):
            name = event.connection
            if isinstance(event, JoinEvent):
                over, device = event.secondary, event.connection.device_id
                self._rename(event.peripheral_id, device, event.connection.call_id, event.becomes, now)
                self._follow_call(event, over.call_id, over.device_id, LocalConnectionState.NULL, now)
                name = event.stays_as
            self._follow_call(event, name.call_id, name.device_id, event.local_state, now)

    def _follow_rename(self, event: CallDataUpdated, now: float) -> None:
        """Follow an agent's connection into another call, when two calls became one."""
        before, after = event.connection.call_id, event.new_connection.call_id
        self._rename(event.peripheral_id, event.new_connection.device_id, before, after, now)

    def _rename(self, peripheral_id: int, device: str, before: int, after: int, now: float) -> None:
        agent = self._agents_by_station.get((peripheral_id, device))
        if before == after or agent is None or before not in agent.calls:
            return
        self._cancel_on_call(agent, before)
        state = agent.calls[after] = agent.calls.pop(before)
        agent.last_call = after
        if not agent.is_released:
            self._plan_on_call(agent, after, state, now)

    def _follow_state(self, agent: SimulatedAgent, event: AgentStateChanged, now: float) -> None:
        before, agent.state = agent.state, event.state
        agent.device = event.device.id
        self._agents_by_station[event.peripheral_id, agent.device] = agent
        if event.state is AgentState.LOGOUT:
            del self._agents_by_station[event.peripheral_id, agent.device]
        if event.state is AgentState.AVAILABLE:
            agent.is_resting = False
        if not agent.is_released:
            self._plan_next(agent, before, now)

    def _plan_next(self, agent: SimulatedAgent, before: AgentState, now: float) -> None:
        """Plan what an agent does next who came into the present state from ``before``."""
        self._schedule.cancel(
            *(self._planned(action, agent) for action in (Action.SIGN_IN, Action.GET_READY, Action.FINISH_WORK))
        )
        match agent.state:
            case AgentState.LOGIN:
                self._plan_within(agent, Action.TAKE_BREAK, self._settings.break_interval, now)
            case AgentState.LOGOUT:
                self._plan_within(agent, Action.SIGN_IN, ASIDE, now)
            case AgentState.NOT_READY if agent.is_resting:
                self._plan_within(agent, Action.GET_READY, self._settings.break_length, now)
            case AgentState.NOT_READY:
                self._plan_within(agent, Action.GET_READY, SETTLING_DOWN if before is AgentState.LOGIN else ASIDE, now)
            case AgentState.WORK_READY | AgentState.WORK_NOT_READY:
                self._plan_within(agent, Action.FINISH_WORK, self._settings.wrapup_time, now)
            case _:
                pass

    def _plan_within(self, agent: SimulatedAgent, action: Action, span: Span, now: float, call_id: int = 0) -> None:
        self._schedule.plan(self._planned(action, agent, call_id), now + self._schedule.draw(span))

    def _follow_call(
        self, event: ConnectionEvent, call_id: int, device: str, state: LocalConnectionState, now: float
    ) -> None:
        agent = self._agents_by_station.get((event.peripheral_id, device))
        if agent is None or agent.calls.get(call_id, LocalConnectionState.NULL) is state:
            return
        if state is LocalConnectionState.NULL:
            self._cancel_on_call(agent, call_id)
            del agent.calls[call_id]
            return
        agent.calls[call_id] = state
        agent.last_call = call_id
        if not agent.is_released:
            self._plan_on_call(agent, call_id, state, now)

    def _plan_on_call(self, agent: SimulatedAgent, call_id: int, state: LocalConnectionState, now: float) -> None:
        """Plan what an agent does about a call whose connection came into ``state`` at their telephone."""
        if state is LocalConnectionState.ALERTING:
            if not self._schedule.happens(LETS_IT_RING):
                self._plan_within(agent, Action.ANSWER, self._settings.answer_delay, now, call_id)
        elif state is LocalConnectionState.HOLD:
            self._plan_within(agent, Action.RETRIEVE, HOLD_TIME, now, call_id)
        else:
            talk = self._settings.talk_time
            longest = Span(talk.longest + PATIENT, talk.longest + PATIENT)
            self._plan_within(
                agent, Action.AGENT_HANGS_UP, talk if self._schedule.happens(HANGS_UP_FIRST) else longest, now, call_id
            )
            if self._schedule.happens(HOLDS):
                self._plan_within(agent, Action.HOLD, HOLD_TIME, now, call_id)


def _wrapup_codes(site: Site) -> tuple[str, ...]:
    return tuple(each.code for each in site.wrapup_codes) or WRAPUP_CODES
