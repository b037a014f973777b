"""People who do at their desktops whatever comes to their minds, each day the same for the same seed.

They hold and retrieve, consult, transfer, confer and call outside; a supervisor listens, barges in and intercepts.
What they may not do is refused, and they do something else next time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallMsgMask,
    CallType,
    LocalConnectionState,
    SupervisoryAction,
)
from ctiproto.declare import Message
from ctiserver.centre.switch.views import ConnectionView
from tests.support import orders
from tests.support.harness import PG, Client, World, call_req, dial_req, state_req

AGENTS: Final = ("1001", "1002", "1006", "1007")
SUPERVISOR: Final = "1000"
NUMBERS: Final = ("2001", "2002", "2006", "2007", "2003", "90012345", "90054321", "8001", "8002", "4711")
TYPES: Final = (7, 17, 18, 27, 32, 34, 1)

S = AgentState
Deed = Callable[[], Message]


class People:
    """Some agents and their supervisor.

    Args:
        world: where they are.
        seed: what all their ideas come from.
    """

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = Random(seed)  # noqa: S311 - a test wants to be repeated
        self.bridge = world.bridge(name="people", call_msg_mask=CallMsgMask(0), agent_state_mask=AgentStateMask(0))
        self.supervisor: Client = world.supervisor(SUPERVISOR)

    def live(self, until: float, pause: float) -> None:
        """Let time pass; each ``pause`` seconds on average an agent or a caller acts."""
        while (at := self.world.now + self.random.expovariate(1 / pause)) < until:
            self.world.passes(at - self.world.now)
            self.acts()
        self.world.passes(until - self.world.now)

    def acts(self) -> None:
        """One agent or caller acts."""
        for client in self.world.clients.values():
            client.forgets()
        agent = self.random.choice((*AGENTS, SUPERVISOR))
        ideas = self._ideas(agent)
        if ideas:
            client = self.supervisor if agent == SUPERVISOR else self.bridge
            client.sends(self.random.choice(ideas)())

    def _ideas(self, agent: str) -> Sequence[Deed]:
        switch = self.world.centre.switch
        state, device = switch.agent(PG, agent).state, str(int(agent) + 1000)
        calls = [each.connection for each in switch.snapshot(PG, device)]
        if state is S.LOGOUT:
            return [lambda: state_req(agent, S.LOGIN)]
        if agent == SUPERVISOR:
            return self._supervises(state)
        ringing = [call for call in calls if call.state is LocalConnectionState.ALERTING]
        if ringing and self.random.random() < 0.7:
            return [lambda: call_req(m.AnswerCallReq, device, ringing[0].id.call_id)]
        if not calls:
            return self._idles(agent, state, device)
        if len(calls) > 1:
            return self._has_two(device, calls)
        return self._has_one(device, calls[0])

    def _idles(self, agent: str, state: AgentState, device: str) -> Sequence[Deed]:
        ready, not_ready = (lambda: state_req(agent, S.AVAILABLE)), (lambda: state_req(agent, S.NOT_READY))
        work = lambda: state_req(agent, self.random.choice((S.WORK_READY, S.WORK_NOT_READY)))  # noqa: E731 - as the others
        if state is S.AVAILABLE:
            return [not_ready, *[lambda: call_req(m.AnswerCallReq, device, 1)] * 9]
        if state is S.NOT_READY:
            out = lambda: state_req(agent, S.LOGOUT, event_reason_code=1)  # noqa: E731 - as the others
            return [ready, ready, ready, out, *[lambda: dial_req(device, self.random.choice(NUMBERS))] * 3]
        return [ready, not_ready, work]

    def _has_one(self, device: str, call: ConnectionView) -> Sequence[Deed]:
        number, call_id = self.random.choice(NUMBERS), call.id.call_id
        leave = lambda: call_req(m.ClearConnectionReq, device, call_id)  # noqa: E731 - as the others
        if call.state is LocalConnectionState.HOLD:
            retrieve = lambda: call_req(m.RetrieveCallReq, device, call_id)  # noqa: E731 - as the others
            return [retrieve, retrieve, retrieve, leave]
        return [
            leave,
            lambda: call_req(m.HoldCallReq, device, call_id),
            lambda: orders.consult(device, call_id, number),
            lambda: orders.consult(device, call_id, number),
            lambda: orders.blind_transfer(device, call_id, number),
            lambda: orders.write(device, call_id, call_type=CallType(self.random.choice(TYPES))),
            lambda: orders.emergency(device, call_id, agent_extension=device),
            lambda: orders.emergency(device, call_id, agent_extension=device),
        ]

    def _has_two(self, device: str, calls: Sequence[ConnectionView]) -> Sequence[Deed]:
        held = sorted(calls, key=lambda call: call.state is LocalConnectionState.HOLD)
        active, other = held[0].id.call_id, held[-1].id.call_id
        return [
            lambda: orders.transfer(device, active, other),
            lambda: orders.transfer(device, active, other),
            lambda: orders.conference(device, active, other),
            lambda: orders.conference(device, active, other),
            lambda: orders.alternate(device, active, other),
            lambda: orders.reconnect(device, active, other),
            lambda: call_req(m.ClearConnectionReq, device, active),
            lambda: call_req(m.ClearConnectionReq, device, other),
        ]

    def _supervises(self, state: AgentState) -> Sequence[Deed]:
        agent = self.random.choice(("1001", "1002", "1003", "1004", "1005"))
        actions = (
            SupervisoryAction.MONITOR,
            SupervisoryAction.WHISPER,
            SupervisoryAction.BARGE_IN,
            SupervisoryAction.INTERCEPT,
        )
        station = str(int(SUPERVISOR) + 1000)
        calls = [each.connection for each in self.world.centre.switch.snapshot(PG, station)]
        ringing = [call for call in calls if call.state is LocalConnectionState.ALERTING]
        if ringing:
            return [lambda: call_req(m.AnswerCallReq, station, ringing[0].id.call_id)]
        deeds: list[Deed] = [lambda: orders.supervise(self.random.choice(actions), agent)]
        if calls:
            deeds.append(lambda: call_req(m.ClearConnectionReq, station, calls[0].id.call_id))
        elif state is not S.AVAILABLE:
            deeds.append(lambda: state_req(SUPERVISOR, S.AVAILABLE))
        return deeds
