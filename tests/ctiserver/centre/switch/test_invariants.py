"""Whatever people do, some things always hold: a state machine that tries."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ctiproto.constants import (
    AgentGreetingAction,
    AgentState,
    AgentWorkMode,
    AllocationState,
    AnsweringMachine,
    CallMannerType,
    DeviceIDType,
    EventCause,
    ForcedFlag,
    LocalConnectionState,
    PeripheralType,
    SupervisoryAction,
)
from ctiproto.constants.limits import ANY_ALERTING_CALL, CURRENT_CALL, NO_RELATED_CALL
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.agent_state import condition
from ctiserver.centre.switch.commands import (
    AgentGreetingControl,
    AlternateCall,
    AnnounceCall,
    AnswerCall,
    BringPeripheralOnline,
    CallArrives,
    CallerHangsUp,
    ClearCall,
    ClearConnection,
    Command,
    ConferenceCall,
    ConsultationCall,
    DeflectCall,
    EmergencyCall,
    HoldCall,
    MakeCall,
    MakePredictiveCall,
    OutsideAnswers,
    OutsideRefuses,
    Reconfigure,
    ReconnectCall,
    ReleaseCall,
    RetrieveCall,
    ReturnInstrumentToService,
    SendDTMF,
    SetAgentState,
    SetCallData,
    StartNetworkRecording,
    StopNetworkRecording,
    SuperviseCall,
    SupervisorAssist,
    TakeInstrumentOutOfService,
    TakePeripheralOffline,
    TransferCall,
    TranslationRouteCall,
)
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.routing import groups_of
from ctiserver.site.model import Settings
from tests.ctiserver.centre.switch.listener import Listener
from tests.ctiserver.centre.switch.story import CCX, OTHER, PG, WRAPUP, Story, desk, site
from tests.ctiserver.centre.switch.variants import VARIANTS

LONG_RUN_EXAMPLES = "SWITCH_EXAMPLES"
"""Names the environment variable that says how many examples each machine tries, at random, in a longer run."""

LONG_RUN = LONG_RUN_EXAMPLES in os.environ
AGENTS = ("1001", "1002", "1003", "1000")
STATIONS = ("2001", "2002", "2003", "2000", "3001")
NUMBERS = ("8001", "8002", "8003", "8004", *STATIONS, "95550100", "77")
GROUPS = (1, 2, 3)
TALKING = (
    LocalConnectionState.CONNECT,
    LocalConnectionState.INITIATE,
    LocalConnectionState.QUEUED,
    LocalConnectionState.FAIL,
)
NOT_ON_UNIFIED_CCE = frozenset((3, 5, 8, 11, 14, 16, 22))
"""Call types of which the schema handbook says that they do not apply there."""
RARELY = st.sampled_from((False,) * 15 + (True,))
SOMETIMES = st.sampled_from((False,) * 3 + (True,))
ONE_CALL = (
    AnswerCall,
    HoldCall,
    RetrieveCall,
    ClearConnection,
    ClearCall,
    ReleaseCall,
    StartNetworkRecording,
    StopNetworkRecording,
    SupervisorAssist,
    EmergencyCall,
)


class PeopleAtWork(RuleBasedStateMachine):
    """People who do whatever they like."""

    desk = WRAPUP
    site_settings = Settings()
    kind = PeripheralType.ENTERPRISE_AGENT

    def __init__(self) -> None:
        super().__init__()
        self.story = Story(self.desk, self.site_settings, kind=self.kind)
        self.listener = Listener(hears_of_monitored_alone=self.kind is CCX)

    def attempt(self, command: Command) -> None:
        """Try a command; one that is refused has changed nothing."""
        pictures = self.pictures()
        try:
            events = self.story.do(command)
        except Refused:
            assert pictures == self.pictures()
            return
        for event in events:
            self.listener.hear(event)
            self.is_called_what_it_may_be(event)

    def is_called_what_it_may_be(self, event: e.Event) -> None:
        """On Unified CCE no call is of a type that it does not use."""
        context = getattr(event, "context", None)
        if context is not None and self.kind is PeripheralType.ENTERPRISE_AGENT:
            assert context.call_type not in NOT_ON_UNIFIED_CCE

    def pictures(self) -> list[object]:
        """All that can be seen."""
        switch = self.story.switch
        return [
            [switch.call(PG, call_id) for call_id in switch.calls(PG)],
            [(seen.state, seen.groups, seen.reason_code) for seen in (switch.agent(PG, each) for each in self.agents)],
            [self.story.group(number) for number in self.groups],
            switch.site,
            switch.next_deadline(),
        ]

    @property
    def agents(self) -> list[str]:
        """The agents whom the site has now."""
        return [agent for agent in AGENTS if (PG, agent) in self.story.switch.site.agents_by_id]

    @property
    def stations(self) -> list[str]:
        """The stations that the site has now."""
        site = self.story.switch.site
        return [each for each in STATIONS if {(PG, each)} & (site.agents_by_extension.keys() | site.devices_by_number)]

    @property
    def groups(self) -> list[int]:
        """The skill groups that the site has now."""
        return [number for number in GROUPS if (PG, number) in self.story.switch.site.skill_groups_by_number]

    def some_call(self, data: st.DataObject) -> int:
        """A call that there is, or none."""
        return data.draw(st.sampled_from(self.story.switch.calls(PG) or (1,)))

    def own_call(self, station: str, data: st.DataObject) -> int:
        """A call of a station, if it has any, else some call."""
        there = self.story.switch.connections_at(PG, station) if station in self.stations else ()
        mine = [each.id.call_id for each in there]
        return data.draw(st.sampled_from(mine or self.story.switch.calls(PG) or (1,)))

    def talkers(self) -> list[tuple[str, int]]:
        """Stations that talk, and on which call."""
        return [
            (station, each.id.call_id)
            for station in self.stations
            for each in self.story.switch.connections_at(PG, station)
            if each.state is LocalConnectionState.CONNECT
        ]

    @initialize(agents=st.sets(st.sampled_from(AGENTS)))
    def morning(self, agents: set[str]) -> None:
        """Some agents are signed in from the start."""
        for agent in sorted(agents):
            self.comes(agent)

    @rule(station=st.sampled_from(STATIONS[:3]))
    def somebody_talks(self, station: str) -> None:
        """An agent gets a call and answers it."""
        if station in self.stations:
            self.comes(self.story.switch.site.agents_by_extension[PG, station].id)
        self.attempt(CallArrives(peripheral_id=PG, dialed_number="8004"))
        for each in STATIONS[:3]:
            self.attempt(AnswerCall(peripheral_id=PG, device=each, call_id=ANY_ALERTING_CALL))

    @rule(agent=st.sampled_from(AGENTS))
    def arrives_at_work(self, agent: str) -> None:
        """An agent signs in and wants calls."""
        self.comes(agent)

    def comes(self, agent: str) -> None:
        """Let an agent sign in and want calls."""
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
        """A call arrives from outside."""
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
        request=st.sampled_from(ONE_CALL),
        data=st.data(),
    )
    def acts(self, station: str, request: type[AnswerCall], data: st.DataObject) -> None:
        """A station does something with a call."""
        self.attempt(request(peripheral_id=PG, device=station, call_id=self.some_call(data)))

    @precondition(lambda self: self.story.switch.calls(PG))
    @rule(data=st.data())
    def hangs_up(self, data: st.DataObject) -> None:
        """A party outside hangs up."""
        self.attempt(CallerHangsUp(peripheral_id=PG, call_id=self.some_call(data)))

    @precondition(lambda self: self.talkers())
    @rule(number=st.sampled_from(NUMBERS), rings=st.sampled_from((0, 1)), answers=st.booleans(), data=st.data())
    def consults(self, number: str, rings: int, answers: bool, data: st.DataObject) -> None:
        """A station that talks places a consultation call, and perhaps it is answered at once."""
        station, call_id = data.draw(st.sampled_from(self.talkers()))
        self.attempt(
            ConsultationCall(peripheral_id=PG, device=station, call_id=call_id, dialed_number=number, alert_rings=rings)
        )
        if answers and number in STATIONS:
            self.attempt(AnswerCall(peripheral_id=PG, device=number, call_id=ANY_ALERTING_CALL))

    @precondition(lambda self: self.talkers())
    @rule(number=st.sampled_from(NUMBERS), request=st.sampled_from((TransferCall, ConferenceCall)), data=st.data())
    def sends_on(self, number: str, request: type[TransferCall], data: st.DataObject) -> None:
        """A station that talks transfers its call in a single step, or conferences another party into it."""
        station, call_id = data.draw(st.sampled_from(self.talkers()))
        self.attempt(request(peripheral_id=PG, device=station, active_call_id=call_id, dialed_number=number))

    @precondition(lambda self: self.story.switch.calls(PG))
    @rule(station=st.sampled_from(STATIONS), number=st.sampled_from(NUMBERS), data=st.data())
    def deflects(self, station: str, number: str, data: st.DataObject) -> None:
        """A station sends a call elsewhere that alerts there."""
        call_id = self.own_call(station, data)
        self.attempt(DeflectCall(peripheral_id=PG, device=station, call_id=call_id, dialed_number=number))

    @precondition(lambda self: any(len(self.story.switch.connections_at(PG, each)) > 1 for each in self.stations))
    @rule(kind=st.sampled_from((TransferCall, ConferenceCall, ReconnectCall, AlternateCall)), data=st.data())
    def does_with_two(self, kind: type[TransferCall], data: st.DataObject) -> None:
        """A station does something with two of its calls."""
        several = [each for each in self.stations if len(self.story.switch.connections_at(PG, each)) > 1]
        station = data.draw(st.sampled_from(several))
        mine = [each.id.call_id for each in self.story.switch.connections_at(PG, station)]
        first, second = data.draw(st.sampled_from(((mine[-1], mine[0]), (mine[0], mine[-1]), (mine[0], mine[0]))))
        if issubclass(kind, AlternateCall):
            self.attempt(AlternateCall(peripheral_id=PG, device=station, active_call_id=first, other_call_id=second))
        else:
            self.attempt(kind(peripheral_id=PG, device=station, active_call_id=first, held_call_id=second))

    @precondition(lambda self: self.story.switch.calls(PG))
    @rule(station=st.sampled_from(STATIONS), data=st.data())
    def drops_somebody(self, station: str, data: st.DataObject) -> None:
        """A station wants to take a party out of a call."""
        call_id = self.own_call(station, data)
        live = self.story.switch.call(PG, call_id).connections if call_id in self.story.switch.calls(PG) else ()
        name = data.draw(st.sampled_from([each.id.device_id for each in live] or ["5550100"]))
        self.attempt(ClearConnection(peripheral_id=PG, device=station, call_id=call_id, connection=name))

    @rule(
        action=st.sampled_from(SupervisoryAction),
        device=st.sampled_from(("2000", "2001")),
        agent=st.sampled_from(STATIONS),
        data=st.data(),
    )
    def supervises(self, action: SupervisoryAction, device: str, agent: str, data: st.DataObject) -> None:
        """A supervisor does something about an agent's call."""
        call_id = data.draw(st.sampled_from((CURRENT_CALL, *self.story.switch.calls(PG)[-2:])))
        self.attempt(SuperviseCall(peripheral_id=PG, device=device, agent_device=agent, action=action, call_id=call_id))

    @rule(station=st.sampled_from(STATIONS), request=st.sampled_from((SupervisorAssist, EmergencyCall)))
    def calls_for_help(self, station: str, request: type[EmergencyCall]) -> None:
        """An agent needs a supervisor, about no call."""
        self.attempt(request(peripheral_id=PG, device=station, call_id=NO_RELATED_CALL))

    @rule(
        queue=st.sampled_from(("8001", "8003", "77")),
        allocation=st.sampled_from(AllocationState),
        machine=st.sampled_from((AnsweringMachine.CONNECT, AnsweringMachine.DISCONNECT)),
        rings=st.sampled_from((0, 1)),
    )
    def predicts(self, queue: str, allocation: AllocationState, machine: AnsweringMachine, rings: int) -> None:
        """A dialler places a predictive call, for the next agent who is free; an engine has no request for that."""
        if self.kind is CCX:
            return
        self.attempt(
            MakePredictiveCall(
                peripheral_id=PG,
                originating=queue,
                dialed_number="95550101",
                allocation=allocation,
                answering_machine=machine,
                alert_rings=rings,
            )
        )

    @precondition(lambda self: self.story.switch.calls(PG))
    @rule(answers=st.booleans(), machine=st.booleans(), data=st.data())
    def outside(self, answers: bool, machine: bool, data: st.DataObject) -> None:
        """A party outside who is called answers, or cannot be reached."""
        call_id = self.some_call(data)
        if answers:
            self.attempt(OutsideAnswers(peripheral_id=PG, call_id=call_id, machine=machine))
        else:
            self.attempt(OutsideRefuses(peripheral_id=PG, call_id=call_id, cause=EventCause.CEC_BUSY))

    @rule(
        agent=st.sampled_from((None, *AGENTS)),
        number=st.sampled_from(("8001", "8004")),
        after=st.sampled_from((None, 5)),
    )
    def announces(self, agent: str | None, number: str, after: int | None) -> None:
        """The router announces a call to an agent."""
        self.attempt(AnnounceCall(peripheral_id=PG, dialed_number=number, agent_id=agent, arrives_after=after))

    @rule(number=st.sampled_from(("8001", "8004")), after=st.sampled_from((None, 5)))
    def translation_routes(self, number: str, after: int | None) -> None:
        """The router announces a call that comes by a translation route."""
        self.attempt(TranslationRouteCall(peripheral_id=PG, dialed_number=number, dnis="7001", arrives_after=after))

    @rule(number=st.sampled_from(("7001", *STATIONS[:3])))
    def announced_arrives(self, number: str) -> None:
        """A call that was announced arrives."""
        self.attempt(CallArrives(peripheral_id=PG, dialed_number=number))

    @rule(station=st.sampled_from(STATIONS), disaster=RARELY)
    def breaks(self, station: str, disaster: bool) -> None:
        """A station is removed for a moment."""
        if not disaster:
            return
        self.attempt(TakeInstrumentOutOfService(peripheral_id=PG, device=station))
        self.attempt(ReturnInstrumentToService(peripheral_id=PG, device=station))

    @rule(variants=st.sets(st.sampled_from(sorted(VARIANTS)), max_size=3), happens=SOMETIMES)
    def is_reconfigured(self, variants: set[str], happens: bool) -> None:
        """The site is changed, or changed back."""
        if not happens:
            return
        changed = site(self.desk, self.site_settings, self.kind)
        for variant in sorted(variants):
            changed = VARIANTS[variant](changed)
        self.attempt(Reconfigure(site=changed))

    @rule(agent=st.sampled_from(AGENTS), action=st.sampled_from(AgentGreetingAction))
    def greets(self, agent: str, action: AgentGreetingAction) -> None:
        """An agent controls the agent greeting."""
        self.attempt(AgentGreetingControl(peripheral_id=PG, agent_id=agent, action=action))

    @precondition(lambda self: self.story.switch.calls(PG))
    @rule(station=st.sampled_from(STATIONS), data=st.data())
    def sends_tones(self, station: str, data: st.DataObject) -> None:
        """A station sends tones."""
        self.attempt(SendDTMF(peripheral_id=PG, device=station, call_id=self.own_call(station, data), digits="1"))

    @precondition(lambda self: self.story.switch.calls(PG))
    @rule(data=st.data(), text=st.sampled_from(("", "x")))
    def writes(self, data: st.DataObject, text: str) -> None:
        """A client sets call data."""
        self.attempt(SetCallData(peripheral_id=PG, call_id=self.some_call(data), wrapup_data=text))

    @rule(seconds=st.sampled_from((0.0, 1.0, 6.0, 12.0, 130.0)))
    def waits(self, seconds: float) -> None:
        """Time passes."""
        for event in self.story.wait(seconds):
            self.listener.hear(event)
            self.is_called_what_it_may_be(event)

    @rule(disaster=RARELY)
    def link_fails(self, disaster: bool) -> None:
        """The link to the peripheral goes down for a moment."""
        if not disaster:
            return
        self.attempt(TakePeripheralOffline(peripheral_id=PG))
        self.attempt(BringPeripheralOnline(peripheral_id=PG))

    @invariant()
    def agents_do_what_their_connections_say(self) -> None:
        """A talking agent has a call to talk on, an available one has none, and so on."""
        for agent in self.agents:
            seen = self.story.switch.agent(PG, agent)
            own = [
                each.state for each in self.story.switch.connections_at(PG, seen.extension) if each.agent_id == agent
            ]
            assert (seen.state is AgentState.TALKING) == any(state in TALKING for state in own)
            if seen.state in (AgentState.AVAILABLE, AgentState.LOGOUT):
                assert not own
            if seen.state is AgentState.RESERVED:
                announced = [each.agent for each in self.story.switch._state.announced.values()]
                assert LocalConnectionState.ALERTING in own or any(each and each.site.id == agent for each in announced)
            if seen.state is AgentState.HOLD:
                assert LocalConnectionState.HOLD in own

    @invariant()
    def every_change_of_an_agent_is_reported(self) -> None:
        """The condition of each agent is the one that was reported last."""
        for agent in self.story.switch._state.agents.values():
            assert not agent.signed_in or condition(agent) == agent.reported

    @invariant()
    def figures_are_what_counting_gives(self) -> None:
        """The counters of the groups agree with their agents."""
        seen = [self.story.switch.agent(PG, agent) for agent in self.agents]
        for number in self.groups:
            states = Counter(
                group.state
                for agent in seen
                for group in agent.groups
                if group.skill_group.number == number and agent.state is not AgentState.LOGOUT
            )
            figures = self.story.group(number)
            assert figures["agents_logged_on"] == states.total()
            assert figures["agents_avail"] == states[AgentState.AVAILABLE]
            assert figures["agents_busy_other"] == states[AgentState.BUSY_OTHER]
            talking = sum(count for figure, count in figures.items() if figure.startswith("agents_talking_"))
            assert talking == states[AgentState.TALKING]

    @invariant()
    def nobody_waits_for_somebody_who_waits(self) -> None:
        """No call is queued for a group with an available agent."""
        for number in self.groups:
            figures = self.story.group(number)
            assert not (figures["agents_avail"] and figures["calls_q_now"])

    @invariant()
    def calls_end_when_nobody_is_left(self) -> None:
        """A call that can be seen lives, or a device is still associated with it."""
        for call_id in self.story.switch.calls(PG):
            view = self.story.switch.call(PG, call_id)
            assert view.connections or view.associated

    @invariant()
    def what_is_seen_is_what_was_heard(self) -> None:
        """The connections of a call are those that its events told of, in the states that they told."""
        if not self.site_settings.network_progress:
            return
        for call_id in self.story.switch.calls(PG):
            seen = {each.id: each.state for each in self.story.switch.call(PG, call_id).connections}
            heard = self.listener.live(call_id)
            if self.kind is CCX:
                seen = {name: state for name, state in seen.items() if name in heard}
            assert seen == heard

    @invariant()
    def trunks_are_taken_by_those_outside(self) -> None:
        """Each trunk of the site is free, or belongs to exactly one party outside."""
        state = self.story.switch._state
        trunks = [each.trunk for call in state.calls.values() for each in call.connections.values() if each.trunk]
        assert len(trunks) == len(set(trunks))
        for group in state.site.trunk_groups:
            taken = [trunk.number for trunk in trunks if trunk.number in group.trunks]
            (pool,) = state.trunk_pools(PG)
            assert sorted((*taken, *pool._free)) == list(group.trunks)

    @invariant()
    def nothing_is_left_of_what_is_gone(self) -> None:
        """Calls, agents and stations are those of the site as it is now."""
        state = self.story.switch._state
        for call in state.calls.values():
            for connection in call.connections.values():
                station, agent = connection.station, connection.agent
                assert station is None or state.stations[PG, station.extension] is station
                assert agent is None or state.agents[agent.key] is agent
            assert call.queue is None or call.queue in state.router.queues
            for device in call.associations:
                assert (PG, device.id) in state.stations
        for key, agent in state.agents.items():
            assert agent.site is state.site.agents_by_id[key]
            assert state.stations[agent.site.peripheral_id, agent.station.extension] is agent.station
            assert set(agent.groups) <= set(groups_of(state.site).values())

    def teardown(self) -> None:
        """When all calls are cleared and all agents signed out, the switch keeps nothing."""
        switch = self.story.switch
        self.attempt(BringPeripheralOnline(peripheral_id=PG))
        # Until then calls that were announced arrive by themselves.
        for event in self.story.wait(5):
            self.listener.hear(event)
        for _ in range(100):
            live = [each for call_id in switch.calls(PG) for each in switch.call(PG, call_id).connections]
            if not live:
                break
            gone = live[0]
            if gone.device.kind is DeviceIDType.EXTERNAL:
                self.attempt(CallerHangsUp(peripheral_id=PG, call_id=gone.id.call_id, connection=gone.id.device_id))
            else:
                self.attempt(ClearConnection(peripheral_id=PG, device=gone.device.id, call_id=gone.id.call_id))
        for agent in self.agents:
            for _ in range(2):
                self.attempt(
                    SetAgentState(
                        peripheral_id=PG,
                        agent_id=agent,
                        state=AgentState.LOGOUT,
                        forced=ForcedFlag.TRUE,
                        password=agent,
                        reason_code=1,
                    )
                )
                if switch.agent(PG, agent).state is AgentState.AVAILABLE:
                    self.attempt(SetAgentState(peripheral_id=PG, agent_id=agent, state=AgentState.NOT_READY))
        for event in self.story.wait(1000):
            self.listener.hear(event)
        assert switch.calls(PG) == ()
        assert switch.next_deadline() is None
        assert not self.listener.open
        state = switch._state
        assert not [agent for agent in state.agents.values() if agent.connections or agent.work or agent.reserved]
        assert not [station for station in state.stations.values() if station.connections]
        assert not state.announced
        assert not state.present_legs


class PeopleWhoAreHelped(PeopleAtWork):
    """The same where calls are answered by themselves, unanswered ones go elsewhere, and nothing is held by itself."""

    desk = desk(mask=WRAPUP.mask | 0x0004, ring_no_answer_dn=8002, logout_non_activity_time=100)
    site_settings = Settings(
        auto_hold=False,
        network_progress=False,
        cce_restrictions=False,
        logout_from_available=True,
        agent_greeting=3.0,
        network_recorder="10.0.0.9",
        dtmf_to_ced=True,
    )


class PeopleElsewhere(PeopleAtWork):
    """The same at a peripheral of which nothing more is known than the guide says."""

    kind = OTHER


class PeopleAtAnEngine(PeopleAtWork):
    """The same at a Unified CCX engine, where direct calls are no work."""

    kind = CCX

    @invariant()
    def agents_do_what_their_connections_say(self) -> None:
        """A talking agent has a call to talk on, and an available one has none."""
        for agent in self.agents:
            seen = self.story.switch.agent(PG, agent)
            own = [
                each.state for each in self.story.switch.connections_at(PG, seen.extension) if each.agent_id == agent
            ]
            on_a_call = any(state is not LocalConnectionState.ALERTING for state in own)
            assert on_a_call or seen.state is not AgentState.TALKING
            assert seen.state is not AgentState.AVAILABLE or not own


class PeopleWhoAreFree(PeopleAtWork):
    """The same where nothing is forbidden, and supervisors come into calls in the blind."""

    desk = desk(mask=WRAPUP.mask, supervisor_assist_call_method=1, emergency_call_method=1, work_mode_timer=10)
    site_settings = Settings(cce_restrictions=False, agent_greeting=3.0, network_recorder="10.0.0.9", dtmf_to_ced=True)


class FreeAtAnEngine(PeopleAtAnEngine):
    """The same at an engine where nothing is forbidden."""

    desk = PeopleWhoAreFree.desk
    site_settings = PeopleWhoAreFree.site_settings


_LIMITS = settings(
    max_examples=int(os.environ.get(LONG_RUN_EXAMPLES, "20")),
    stateful_step_count=60,
    deadline=None,
    phases=(Phase.generate,) if LONG_RUN else tuple(Phase),
    derandomize=not LONG_RUN,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestPeopleAtWork = PeopleAtWork.TestCase
TestPeopleAtWork.settings = _LIMITS
TestPeopleWhoAreHelped = PeopleWhoAreHelped.TestCase
TestPeopleWhoAreHelped.settings = _LIMITS
TestPeopleWhoAreFree = PeopleWhoAreFree.TestCase
TestPeopleWhoAreFree.settings = _LIMITS
TestPeopleElsewhere = PeopleElsewhere.TestCase
TestPeopleElsewhere.settings = _LIMITS
TestPeopleAtAnEngine = PeopleAtAnEngine.TestCase
TestPeopleAtAnEngine.settings = _LIMITS

TestFreeAtAnEngine = FreeAtAnEngine.TestCase
TestFreeAtAnEngine.settings = _LIMITS
