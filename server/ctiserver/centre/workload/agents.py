"""People who take calls: they sign in, answer, talk, wrap up, take breaks, and sometimes let it ring."""

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
    CallDataUpdated,
    ConnectionEvent,
    JoinEvent,
    SiteReconfigured,
)
from ctiserver.centre.workload.schedule import Deed, Plan
from ctiserver.site.keys import AgentKey
from ctiserver.site.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctiserver.centre.switch.commands import Command
    from ctiserver.centre.switch.events import Event
    from ctiserver.centre.workload.schedule import Agenda
    from ctiserver.site.model import Agent, Site


LETS_IT_RING: Final = 0.02
HOLDS: Final = 0.15
HANGS_UP_FIRST: Final = 0.3
PATIENT: Final = 30.0
"""An agent who leaves it to the other to hang up waits so long for it before he does it himself."""

BREAKABLE: Final = (AgentState.AVAILABLE, AgentState.TALKING, AgentState.HOLD)
"""States in which somebody can ask for a break; on a call he gets it afterwards."""

SETTLING_DOWN: Final = Span(1.0, 5.0)
HOLD_TIME: Final = Span(5.0, 25.0)
ASIDE: Final = Span(45.0, 120.0)
"""How long somebody stays away who did not answer, or was made not ready by others."""

TRY_AGAIN: Final = 15.0
WRAPUP_CODES: Final = ("resolved", "callback", "order", "complaint")

_STATES: Final = {Deed.SIGN_IN: AgentState.LOGIN, Deed.GET_READY: AgentState.AVAILABLE}
_CALL_REQUESTS: Final[Mapping[Deed, type[AnswerCall | HoldCall | RetrieveCall | ClearConnection]]] = {
    Deed.ANSWER: AnswerCall,
    Deed.HOLD: HoldCall,
    Deed.RETRIEVE: RetrieveCall,
    Deed.AGENT_HANGS_UP: ClearConnection,
}


@define(eq=False)
class Worker:
    """What is known about an agent from what was seen of him.

    Attributes:
        free: The simulation acts for him.
        calls: The states of his connections, by call.
        last_call: The call that he had last, for its wrap-up data.
        resting: He takes a break that he has chosen himself.
        reason: Why he does.
    """

    site: Agent
    free: bool = True
    state: AgentState = AgentState.LOGOUT
    device: str = ""
    calls: dict[int, LocalConnectionState] = field(factory=dict)
    last_call: int = 0
    resting: bool = False
    reason: int = 0


class Workers:
    """Every simulated agent."""

    def __init__(self, site: Site, agenda: Agenda) -> None:
        self._habits = site.life
        self._agenda = agenda
        self._workers = {agent.key: Worker(agent) for agent in site.simulated_agents}
        self._at: dict[tuple[int, str], Worker] = {}
        for worker in self._workers.values():
            agenda.plan(self._plan(Deed.SIGN_IN, worker), 0.0)

    def _reconfigure(self, site: Site, now: float) -> None:
        """Act for the simulated agents of another site: who is new signs in, who is not among them is left alone."""
        self._habits = site.life
        before, self._workers = self._workers, {}
        for agent in site.simulated_agents:
            worker = before.pop(agent.key, None)
            if worker is None:
                worker = Worker(agent)
                self._agenda.plan(self._plan(Deed.SIGN_IN, worker), now)
            worker.site = agent
            self._workers[agent.key] = worker
        for worker in before.values():
            self._forget_plans(worker)
            self._at.pop((worker.site.peripheral_id, worker.device), None)

    def knows(self, key: AgentKey) -> bool:
        """Whether that agent is simulated."""
        return key in self._workers

    # --- taking over ------------------------------------------------------------------------------------------------

    def release(self, key: AgentKey) -> None:
        """Do nothing more for that agent; his calls stay."""
        worker = self._workers[key]
        worker.free = False
        self._forget_plans(worker)

    def take_back(self, key: AgentKey, now: float) -> None:
        """Act for that agent again, from whatever he does now."""
        worker = self._workers[key]
        if worker.free:
            return
        worker.free = True
        worker.resting = False
        self._soon(worker, Deed.TAKE_BREAK, self._habits.break_interval, now)
        self._live_on(worker, worker.state, now)
        for call_id, state in worker.calls.items():
            self._attend(worker, call_id, state, now)

    def _forget_plans(self, worker: Worker) -> None:
        deeds = (Deed.SIGN_IN, Deed.GET_READY, Deed.TAKE_BREAK, Deed.FINISH_WORK)
        self._agenda.drop(*(self._plan(deed, worker) for deed in deeds))
        for call_id in worker.calls:
            self._forget_call(worker, call_id)

    def _forget_call(self, worker: Worker, call_id: int) -> None:
        deeds = (Deed.ANSWER, Deed.HOLD, Deed.RETRIEVE, Deed.AGENT_HANGS_UP)
        self._agenda.drop(*(self._plan(deed, worker, call_id) for deed in deeds))

    def _plan(self, deed: Deed, worker: Worker, call_id: int = 0) -> Plan:
        return Plan(deed, worker.site.peripheral_id, worker.site.id, call_id)

    # --- doing ------------------------------------------------------------------------------------------------------

    def act(self, plan: Plan, now: float) -> list[Command]:
        """Do what was planned."""
        worker = self._workers[plan.peripheral_id, plan.agent_id]
        if plan.deed is Deed.TAKE_BREAK:
            return self._take_break(worker, now)
        if plan.deed is Deed.FINISH_WORK:
            return self._finish_work(worker)
        if plan.deed in _STATES:
            return [self._wants(worker, _STATES[plan.deed])]
        request = _CALL_REQUESTS[plan.deed]
        return [request(peripheral_id=plan.peripheral_id, device=worker.device, call_id=plan.call_id)]

    def refused(self, command: SetAgentState, now: float) -> None:
        """Somebody could not get what he wanted; who could not sign in tries again."""
        worker = self._workers[command.peripheral_id, command.agent_id]
        if worker.free and worker.state is AgentState.LOGOUT:
            self._live_on(worker, AgentState.LOGOUT, now)

    def _wants(self, worker: Worker, state: AgentState, reason: int = 0) -> SetAgentState:
        return SetAgentState(
            peripheral_id=worker.site.peripheral_id,
            agent_id=worker.site.id,
            state=state,
            reason_code=reason,
            instrument=worker.site.instrument,
            password=worker.site.password,
        )

    def _take_break(self, worker: Worker, now: float) -> list[Command]:
        if worker.state not in BREAKABLE:
            self._agenda.plan(self._plan(Deed.TAKE_BREAK, worker), now + TRY_AGAIN)
            return []
        self._soon(worker, Deed.TAKE_BREAK, self._habits.break_interval, now + self._habits.break_length.longest)
        worker.resting = True
        codes = self._habits.break_reason_codes
        worker.reason = self._agenda.random.choice(codes) if codes else 0
        return [self._wants(worker, AgentState.NOT_READY, worker.reason)]

    def _finish_work(self, worker: Worker) -> list[Command]:
        code = self._agenda.random.choice(WRAPUP_CODES)
        data = SetCallData(peripheral_id=worker.site.peripheral_id, call_id=worker.last_call, wrapup_data=code)
        if worker.resting:
            return [data, self._wants(worker, AgentState.NOT_READY, worker.reason)]
        return [data, self._wants(worker, AgentState.AVAILABLE)]

    # --- seeing -----------------------------------------------------------------------------------------------------

    def observe(self, event: Event, now: float) -> None:
        """Go by what happens to the agents and to their calls."""
        if isinstance(event, AgentStateChanged):
            worker = self._workers.get((event.peripheral_id, event.agent_id))
            if worker is not None and event.state is not worker.state:
                self._see_state(worker, event, now)
        elif isinstance(event, SiteReconfigured):
            self._reconfigure(event.after, now)
        elif isinstance(event, CallDataUpdated):
            self._see_rename(event, now)
        elif isinstance(event, CallCleared):
            for party in event.parties:
                self._see_call(event, event.connection.call_id, party.id, LocalConnectionState.NULL, now)
        elif isinstance(event, ConnectionEvent):
            name = event.connection
            if isinstance(event, JoinEvent):
                over = event.secondary
                self._see_call(event, over.call_id, over.device_id, LocalConnectionState.NULL, now)
            self._see_call(event, name.call_id, name.device_id, event.local_state, now)

    def _see_rename(self, event: CallDataUpdated, now: float) -> None:
        """Somebody's call was joined to another: he has that one now."""
        before, after = event.connection.call_id, event.new_connection.call_id
        worker = self._at.get((event.peripheral_id, event.new_connection.device_id))
        if before == after or worker is None or before not in worker.calls:
            return
        self._forget_call(worker, before)
        state = worker.calls[after] = worker.calls.pop(before)
        worker.last_call = after
        if worker.free:
            self._attend(worker, after, state, now)

    def _see_state(self, worker: Worker, event: AgentStateChanged, now: float) -> None:
        before, worker.state = worker.state, event.state
        worker.device = event.device.id
        self._at[event.peripheral_id, worker.device] = worker
        if event.state is AgentState.LOGOUT:
            del self._at[event.peripheral_id, worker.device]
        if event.state is AgentState.AVAILABLE:
            worker.resting = False
        if worker.free:
            self._live_on(worker, before, now)

    def _live_on(self, worker: Worker, before: AgentState, now: float) -> None:
        """Plan what somebody does next who came from one state into another."""
        self._agenda.drop(*(self._plan(deed, worker) for deed in (Deed.SIGN_IN, Deed.GET_READY, Deed.FINISH_WORK)))
        match worker.state:
            case AgentState.LOGIN:
                self._soon(worker, Deed.TAKE_BREAK, self._habits.break_interval, now)
            case AgentState.LOGOUT:
                self._soon(worker, Deed.SIGN_IN, ASIDE, now)
            case AgentState.NOT_READY if worker.resting:
                self._soon(worker, Deed.GET_READY, self._habits.break_length, now)
            case AgentState.NOT_READY:
                self._soon(worker, Deed.GET_READY, SETTLING_DOWN if before is AgentState.LOGIN else ASIDE, now)
            case AgentState.WORK_READY | AgentState.WORK_NOT_READY:
                self._soon(worker, Deed.FINISH_WORK, self._habits.wrapup_time, now)
            case _:
                pass

    def _soon(self, worker: Worker, deed: Deed, span: Span, now: float, call_id: int = 0) -> None:
        self._agenda.plan(self._plan(deed, worker, call_id), now + self._agenda.draw(span))

    def _see_call(
        self, event: ConnectionEvent, call_id: int, device: str, state: LocalConnectionState, now: float
    ) -> None:
        worker = self._at.get((event.peripheral_id, device))
        if worker is None or worker.calls.get(call_id, LocalConnectionState.NULL) is state:
            return
        if state is LocalConnectionState.NULL:
            self._forget_call(worker, call_id)
            del worker.calls[call_id]
            return
        worker.calls[call_id] = state
        worker.last_call = call_id
        if worker.free:
            self._attend(worker, call_id, state, now)

    def _attend(self, worker: Worker, call_id: int, state: LocalConnectionState, now: float) -> None:
        """Plan what somebody does about a call that came into ``state`` at his telephone."""
        if state is LocalConnectionState.ALERTING:
            if not self._agenda.happens(LETS_IT_RING):
                self._soon(worker, Deed.ANSWER, self._habits.answer_delay, now, call_id)
        elif state is LocalConnectionState.HOLD:
            self._soon(worker, Deed.RETRIEVE, HOLD_TIME, now, call_id)
        else:
            talk = self._habits.talk_time
            longest = Span(talk.longest + PATIENT, talk.longest + PATIENT)
            self._soon(
                worker, Deed.AGENT_HANGS_UP, talk if self._agenda.happens(HANGS_UP_FIRST) else longest, now, call_id
            )
            if self._agenda.happens(HOLDS):
                self._soon(worker, Deed.HOLD, HOLD_TIME, now, call_id)
