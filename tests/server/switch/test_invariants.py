"""Whatever people do, some things always hold: a state machine that tries."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ctiproto.constants import AgentState, AgentWorkMode, CallMannerType, DeviceIDType, ForcedFlag, LocalConnectionState
from ctiproto.constants.limits import ANY_ALERTING_CALL
from server.site.model import Settings
from server.switch import events as e
from server.switch.calls import MOVES
from server.switch.commands import (
    AnswerCall,
    BringPeripheralOnline,
    CallArrives,
    CallerHangsUp,
    ClearCall,
    ClearConnection,
    Command,
    HoldCall,
    MakeCall,
    ReleaseCall,
    RetrieveCall,
    SetAgentState,
    SetCallData,
    TakePeripheralOffline,
)
from server.switch.errors import Refused
from server.switch.identifiers import ConnectionID, Device
from tests.server.switch.story import PG, WRAPUP, Story, desk

AGENTS = ("1001", "1002", "1003")
STATIONS = ("2001", "2002", "2003", "3001")
NUMBERS = ("8001", "8002", "8003", "8004", *STATIONS, "95550100", "77")
GROUPS = (1, 2, 3)
REACHABLE = {before: {moves[before] for moves in MOVES.values() if before in moves} for before in LocalConnectionState}
TALKING = (
    LocalConnectionState.CONNECT,
    LocalConnectionState.INITIATE,
    LocalConnectionState.QUEUED,
    LocalConnectionState.FAIL,
)

Stream = Device | None


class Listener:
    """Somebody who checks every event against what he has heard before."""

    def __init__(self) -> None:
        self.open: set[tuple[int, Stream]] = set()
        self.begun: Counter[tuple[int, Stream]] = Counter()
        self.ended: set[int] = set()
        self.cleared: set[int] = set()
        self.states: dict[ConnectionID, LocalConnectionState] = {}
        self.gone: set[ConnectionID] = set()
        self.contacts: set[object] = set()

    def hear(self, event: e.Event) -> None:
        """Check one event."""
        if not isinstance(event, e.CallEvent):
            return
        call_id = event.connection.call_id
        assert call_id not in self.ended, "nothing is heard of a call that has ended for everybody"
        streams: list[Stream] = [party for party in event.parties if party.kind is DeviceIDType.AGENT_DEVICE]
        streams += [None] if event.to_all else []
        match event:
            case e.CallBegan():
                self._begins(event, streams)
            case e.CallEnded():
                for stream in streams:
                    self.open.remove((call_id, stream))
                if event.to_all:
                    assert not [key for key in self.open if key[0] == call_id], "the stream of all calls ends last"
                    self.ended.add(call_id)
            case _:
                assert {(call_id, stream) for stream in streams} <= self.open, "BEGIN comes before everything else"
        if isinstance(event, e.ConnectionEvent):
            self._moves(event)
        if isinstance(event, e.CallCleared):
            assert call_id not in self.cleared, "a call is cleared once"
            self.cleared.add(call_id)

    def _begins(self, event: e.CallBegan, streams: list[Stream]) -> None:
        call_id = event.connection.call_id
        for stream in streams:
            assert (call_id, stream) not in self.open, "an association begins once before it ends"
            self.open.add((call_id, stream))
        if event.to_all:
            assert not self.begun[call_id, None], "a call begins once, and its number is never used again"
            self.begun[call_id, None] += 1
            key = event.context.router_call_key
            assert key not in self.contacts or key is None
            self.contacts.add(key)

    def _moves(self, event: e.ConnectionEvent) -> None:
        name = event.connection
        before = self.states.get(name, LocalConnectionState.NULL)
        again = event.local_state is LocalConnectionState.NULL and isinstance(event, e.CallCleared)
        if name in self.gone:
            assert again or event.local_state is LocalConnectionState.ALERTING, "a cleared connection is heard no more"
            self.gone.discard(name)
            before = LocalConnectionState.NULL
        # The caller's connection is answered without an event of its own, hence the second step.
        hidden = {LocalConnectionState.CONNECT} if before is LocalConnectionState.INITIATE else set()
        possible = REACHABLE[before] | {step for middle in hidden for step in REACHABLE[middle]}
        assert again or event.local_state in possible | {before}, f"{before!r} to {event.local_state!r}"
        self.states[name] = event.local_state
        if event.local_state is LocalConnectionState.NULL:
            self.gone.add(name)


class PeopleAtWork(RuleBasedStateMachine):
    """People who do whatever they like."""

    desk = WRAPUP
    site_settings = Settings()

    def __init__(self) -> None:
        super().__init__()
        self.story = Story(self.desk, self.site_settings)
        self.listener = Listener()

    def attempt(self, command: Command) -> None:
        """Let somebody try something; what is refused has changed nothing."""
        pictures = self.pictures()
        try:
            events = self.story.do(command)
        except Refused:
            assert pictures == self.pictures()
            return
        for event in events:
            self.listener.hear(event)

    def pictures(self) -> list[object]:
        """All that can be seen."""
        switch = self.story.switch
        return [
            [switch.call(PG, call_id) for call_id in switch.calls(PG)],
            [(seen.state, seen.groups, seen.reason_code) for seen in (switch.agent(PG, each) for each in AGENTS)],
            [switch.group_figures(PG, number) for number in GROUPS],
            switch.next_deadline(),
        ]

    def some_call(self, data: st.DataObject) -> int:
        """A call that there is, or none."""
        return data.draw(st.sampled_from(self.story.switch.calls(PG) or (1,)))

    @rule(agent=st.sampled_from(AGENTS))
    def comes(self, agent: str) -> None:
        """An agent signs in and wants calls."""
        for state in (AgentState.LOGIN, AgentState.AVAILABLE):
            self.attempt(SetAgentState(peripheral_id=PG, agent_id=agent, state=state, password=agent))

    @rule(
        agent=st.sampled_from(AGENTS),
        state=st.sampled_from([state for state in AgentState if state <= AgentState.WORK_READY]),
        forced=st.sampled_from(ForcedFlag),
        station=st.sampled_from((None, *STATIONS)),
        groups=st.sampled_from(((), (3,))),
        work_mode=st.sampled_from((AgentWorkMode.AWM_UNSPECIFIED, AgentWorkMode.AWM_MANUAL_IN)),
    )
    def wants(self, agent: str, state: AgentState, forced: ForcedFlag, station: str | None, **more: Any) -> None:
        """An agent asks for a state."""
        self.attempt(
            SetAgentState(
                peripheral_id=PG,
                agent_id=agent,
                state=state,
                forced=forced,
                instrument=station,
                password=agent,
                skill_groups=more["groups"],
                work_mode=more["work_mode"],
            )
        )

    @rule(number=st.sampled_from(NUMBERS[:5]))
    def arrives(self, number: str) -> None:
        """Somebody calls."""
        self.attempt(CallArrives(peripheral_id=PG, dialed_number=number))

    @rule(
        station=st.sampled_from(STATIONS),
        number=st.sampled_from(NUMBERS),
        rings=st.sampled_from((0, 1)),
        manner=st.sampled_from((CallMannerType.UNSPECIFIED, CallMannerType.BELLIGERENT)),
    )
    def dials(self, station: str, number: str, rings: int, manner: CallMannerType) -> None:
        """A station places a call."""
        self.attempt(MakeCall(peripheral_id=PG, device=station, dialed_number=number, alert_rings=rings, manner=manner))

    @rule(station=st.sampled_from(STATIONS))
    def answers(self, station: str) -> None:
        """A station answers whatever rings."""
        self.attempt(AnswerCall(peripheral_id=PG, device=station, call_id=ANY_ALERTING_CALL))

    @precondition(lambda self: self.story.switch.calls(PG))
    @rule(
        station=st.sampled_from(STATIONS),
        request=st.sampled_from((AnswerCall, HoldCall, RetrieveCall, ClearConnection, ClearCall, ReleaseCall)),
        data=st.data(),
    )
    def acts(self, station: str, request: type[AnswerCall], data: st.DataObject) -> None:
        """A station does something with a call."""
        self.attempt(request(peripheral_id=PG, device=station, call_id=self.some_call(data)))

    @precondition(lambda self: self.story.switch.calls(PG))
    @rule(data=st.data())
    def hangs_up(self, data: st.DataObject) -> None:
        """Somebody outside hangs up."""
        self.attempt(CallerHangsUp(peripheral_id=PG, call_id=self.some_call(data)))

    @precondition(lambda self: self.story.switch.calls(PG))
    @rule(data=st.data(), text=st.sampled_from(("", "x")))
    def writes(self, data: st.DataObject, text: str) -> None:
        """Somebody writes on a call."""
        self.attempt(SetCallData(peripheral_id=PG, call_id=self.some_call(data), wrapup_data=text))

    @rule(seconds=st.sampled_from((0.0, 1.0, 6.0, 12.0, 130.0)))
    def waits(self, seconds: float) -> None:
        """Time passes."""
        for event in self.story.wait(seconds):
            self.listener.hear(event)

    @rule()
    def link_fails(self) -> None:
        """The link to the peripheral goes down for a moment."""
        self.attempt(TakePeripheralOffline(peripheral_id=PG))
        self.attempt(BringPeripheralOnline(peripheral_id=PG))

    @invariant()
    def agents_do_what_their_connections_say(self) -> None:
        """A talking agent has a call to talk on, an available one has none, and so on."""
        for agent in AGENTS:
            seen = self.story.switch.agent(PG, agent)
            own = [
                each.state for each in self.story.switch.connections_at(PG, seen.extension) if each.agent_id == agent
            ]
            assert (seen.state is AgentState.TALKING) == any(state in TALKING for state in own)
            if seen.state in (AgentState.AVAILABLE, AgentState.LOGOUT):
                assert not own
            if seen.state is AgentState.RESERVED:
                assert LocalConnectionState.ALERTING in own
            if seen.state is AgentState.HOLD:
                assert LocalConnectionState.HOLD in own

    @invariant()
    def figures_are_what_counting_gives(self) -> None:
        """The counters of the groups agree with their agents."""
        seen = [self.story.switch.agent(PG, agent) for agent in AGENTS]
        for number in GROUPS:
            states = Counter(
                group.state
                for agent in seen
                for group in agent.groups
                if group.skill_group.number == number and agent.state is not AgentState.LOGOUT
            )
            figures = self.story.switch.group_figures(PG, number)
            assert figures.logged_on == states.total()
            assert figures.available == states[AgentState.AVAILABLE]
            assert figures.busy_other == states[AgentState.BUSY_OTHER]
            talking = figures.talking_in + figures.talking_out + figures.talking_other
            assert talking == states[AgentState.TALKING]

    @invariant()
    def nobody_waits_for_somebody_who_waits(self) -> None:
        """No call is queued for a group with an available agent."""
        for number in GROUPS:
            figures = self.story.switch.group_figures(PG, number)
            assert not (figures.available and figures.calls_queued)

    @invariant()
    def calls_end_when_nobody_is_left(self) -> None:
        """A call that can be seen lives, or a device is still associated with it."""
        for call_id in self.story.switch.calls(PG):
            view = self.story.switch.call(PG, call_id)
            assert view.connections or view.associated


class PeopleWhoAreHelped(PeopleAtWork):
    """The same where calls are answered by themselves, unanswered ones go elsewhere, and nothing is held by itself."""

    desk = desk(mask=WRAPUP.mask | 0x0004, ring_no_answer_dn=8002, logout_non_activity_time=100)
    site_settings = Settings(
        auto_hold=False, network_progress=False, cce_restrictions=False, logout_from_available=True
    )


_LIMITS = settings(
    max_examples=60,
    stateful_step_count=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestPeopleAtWork = PeopleAtWork.TestCase
TestPeopleAtWork.settings = _LIMITS
TestPeopleWhoAreHelped = PeopleWhoAreHelped.TestCase
TestPeopleWhoAreHelped.settings = _LIMITS
