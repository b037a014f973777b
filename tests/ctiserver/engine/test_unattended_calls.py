"""Every call ends, by somebody or by time, also when all clients have gone."""

from __future__ import annotations

from random import Random
from typing import Final, NoReturn

import pytest
from attrs import evolve

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    CallMannerType,
    CTIService,
    EventCause,
    ForcedFlag,
    LocalConnectionState,
    SupervisoryAction,
)
from ctiproto.constants.limits import ANY_ALERTING_CALL
from ctiproto.declare import Message
from ctiserver.centre.switch.commands import AnnounceCall, CallerHangsUp, Command, TranslationRouteCall
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.timers import TimerKind
from ctiserver.engine.unattended_calls import UnattendedCalls
from ctiserver.site.keys import CallKey
from ctiserver.site.model import Site
from tests.support import orders
from tests.support.harness import PG, Client, World, call_req, demo, dial_req, state_req

S = AgentState
HOURS: Final = 2 * 3600.0
AGENTS: Final = ("1001", "1002", "1003", "1006", "1000")
STATIONS: Final = tuple(str(int(agent) + 1000) for agent in AGENTS)
NUMBERS: Final = (*STATIONS, "8001", "8002", "95550100", "77")


def calls(world: World) -> tuple[int, ...]:
    """The calls that there are."""
    return world.centre.switch.calls(PG)


def patient(site: Site) -> Site:
    """The site with no time for which a call rings at an agent."""
    return evolve(site, desk_settings=tuple(evolve(each, ring_no_answer_time=0) for each in site.desk_settings))


def talking(site: Site | None = None) -> tuple[World, Client, Client]:
    """1001 has called 1002, who has answered."""
    world = World(site)
    a, b = world.desktop("1001"), world.desktop("1002")
    a.sends(state_req("1001", S.LOGIN), dial_req("2001", "2002"))
    b.sends(state_req("1002", S.LOGIN), call_req(m.AnswerCallReq, "2002", calls(world)[0]))
    return world, a, b


# --- calls that ring --------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.ring-no-answer-time")
def test_a_call_to_an_agent_rings_no_longer_than_the_desk_settings_say() -> None:
    """1001 calls 1002, and nobody answers: after 12 seconds the call fails, and 1002 is not ready."""
    world = World()
    watching = world.staffed("1002")
    a = world.desktop("1001")
    a.sends(state_req("1001", S.LOGIN), dial_req("2001", "2002"))
    a.leaves()
    watching.forgets()
    world.passes(11.9)
    assert not watching.heard
    world.passes(0.1)
    failed = next(each for each in watching.heard if isinstance(each, m.CallFailedEvent))
    assert (failed.event_cause, failed.failing_device_id) == (EventCause.CEC_CALL_NOT_ANSWERED, "2002")
    assert world.centre.switch.agent(PG, "1002").state is S.NOT_READY
    world.passes(2)
    assert calls(world) == ()


@pytest.mark.fidelity("calls.ten-rings")
@pytest.mark.parametrize(("rings", "seconds"), [(0, 60), (2, 12), (20, 120)])
def test_a_telephone_without_an_agent_rings_ten_times(rings: int, seconds: float) -> None:
    """A station rings for as many rings as the request says, or ten, of six seconds each; then the call fails."""
    world = World()
    bridge = world.bridge()
    bridge.sends(dial_req("2001", "2002", alert_rings=rings))
    world.passes(seconds - 0.1)
    assert not [each for each in bridge.heard if isinstance(each, m.CallFailedEvent)]
    world.passes(0.1)
    assert [each for each in bridge.heard if isinstance(each, m.CallFailedEvent)]
    world.passes(2)
    assert calls(world) == ()


def test_a_call_that_the_router_sent_rings_on() -> None:
    """Where the desk settings have no time for it, it rings for as long as the caller waits."""
    world = World(patient(demo()))
    desktop = world.desktop("1001")
    desktop.sends(state_req("1001", S.LOGIN), state_req("1001", S.AVAILABLE))
    world.caller_calls()
    world.passes(500)
    assert [each.state for each in world.centre.switch.connections_at(PG, "2001")] == [LocalConnectionState.ALERTING]


# --- calls at which nobody is -----------------------------------------------------------------------------------------


@pytest.mark.fidelity("calls.unattended-stations")
def test_a_conversation_of_agents_whose_clients_are_gone_ends() -> None:
    """It lasts for the time of the site at least, and for twice as long at most; one client is enough to keep it."""
    world, a, b = talking()
    a.leaves()
    world.passes(HOURS)
    assert len(calls(world)) == 1, "1002 is there"
    b.leaves()
    world.passes(600)
    assert len(calls(world)) == 1
    world.passes(600)
    assert calls(world) == ()
    assert world.centre.switch.agent(PG, "1001").state is S.NOT_READY


@pytest.mark.fidelity("calls.unattended-stations")
def test_a_client_that_comes_back_finds_its_call() -> None:
    """Between two looks nobody was there, which is no reason to end a call."""
    world, a, b = talking()
    a.leaves()
    b.leaves()
    world.passes(700)
    again = world.desktop("1001", name="desktop 1001")
    world.passes(HOURS)
    assert len(calls(world)) == 1
    again.leaves()
    world.passes(1200)
    assert calls(world) == ()


@pytest.mark.fidelity("calls.unattended-stations")
def test_a_session_that_sees_all_keeps_the_calls_that_it_acted_for() -> None:
    """A bridge speaks for the stations of its requests, and not for all others."""
    world, a, b = talking()
    watching, acting = world.bridge(name="watching"), world.bridge(name="acting")
    acting.sends(call_req(m.HoldCallReq, "2001", calls(world)[0]))
    a.leaves()
    b.leaves()
    world.passes(HOURS)
    assert len(calls(world)) == 1
    acting.leaves()
    world.passes(1200)
    assert calls(world) == ()
    assert watching.heard


@pytest.mark.fidelity("calls.unattended-stations")
def test_a_call_that_was_attended_in_between_was_not_left_alone() -> None:
    """Two looks count only if they follow each other."""
    world, a, b = talking()
    a.leaves()
    b.leaves()
    world.passes(700)
    again = world.desktop("1001", name="desktop 1001")
    world.passes(600)
    again.leaves()
    world.passes(600)
    assert len(calls(world)) == 1
    world.passes(600)
    assert calls(world) == ()


def test_a_simulated_agent_keeps_the_call_of_an_operator() -> None:
    """They hang up when the conversation is over, however often the calls are looked at meanwhile."""
    world = World(demo(unattended_timeout=1), workload=True, calls_per_hour=0)
    world.passes(60)
    bridge = world.bridge()
    world.caller_calls()
    world.passes(29)
    assert [each for each in bridge.heard if isinstance(each, m.CallEstablishedEvent)]
    assert len(calls(world)) == 1
    world.passes(600)
    assert calls(world) == ()


def test_the_time_is_the_site_s_and_may_be_none() -> None:
    """``unattended_timeout`` is looked at whenever a look is planned; with 0 a call stays until somebody ends it."""
    world, a, b = talking(demo(unattended_timeout=0))
    a.leaves()
    b.leaves()
    world.passes(HOURS)
    assert len(calls(world)) == 1
    assert world.duplex._unattended.next_deadline() is None
    world.becomes(demo(unattended_timeout=5))
    world.passes(10)
    assert calls(world) == ()


@pytest.mark.fidelity("calls.unattended-stations")
def test_a_caller_whom_nobody_answers_hangs_up() -> None:
    """Who waits because a dialler or an operator wanted it gives up; a simulated caller has a patience of their own."""
    world = World()
    world.caller_calls()
    bridge = world.bridge()
    bridge.sends(orders.predict("95550100"))
    assert len(calls(world)) == 2
    world.passes(1200)
    assert calls(world) == ()
    assert world.centre.switch.next_deadline() is None


def test_simulated_people_end_their_calls_themselves() -> None:
    """Where the workload acts nothing is hung up by this, however short its time is."""
    worlds = [World(demo(unattended_timeout=timeout), workload=True, calls_per_hour=300) for timeout in (0, 1)]
    heard = []
    for world in worlds:
        bridge = world.bridge()
        world.passes(1800)
        heard.append([type(each) for each in bridge.heard])
    assert heard[0] == heard[1]
    assert m.CallEstablishedEvent in heard[0]


@pytest.mark.parametrize("seed", range(3))
def test_a_simulated_agent_ends_each_of_several_calls(seed: int) -> None:
    """Three colleagues stay on the line, and the simulated agent answers, holds and retrieves, and hangs up on all."""
    world = World(workload=True, calls_per_hour=0, seed=seed)
    world.passes(60)
    for agent in ("1001", "1002", "1006"):
        desktop = world.desktop(agent)
        desktop.sends(state_req(agent, S.LOGIN), dial_req(str(int(agent) + 1000), "2003"))
        world.passes(11)
    states = [each.state for each in world.centre.switch.connections_at(PG, "2003")]
    assert LocalConnectionState.HOLD in states
    world.passes(3600)
    assert calls(world) == ()


def test_a_simulated_agent_who_was_kept_from_it_tries_again() -> None:
    """Where a second call cannot be had while the first is active, the agent answers, retrieves and hangs up later."""
    world = World(patient(demo(auto_hold=False)), workload=True, calls_per_hour=0)
    bridge = world.bridge()
    world.passes(60)
    for agent in ("1001", "1002", "1006"):
        desktop = world.desktop(agent)
        desktop.sends(state_req(agent, S.LOGIN), dial_req(str(int(agent) + 1000), "2003", alert_rings=200))
    world.passes(3600)
    answered = [each for each in bridge.heard if isinstance(each, m.CallEstablishedEvent)]
    assert {each.answering_device_id for each in answered} == {"2003"}
    assert len({each.connection_call_id for each in answered}) == 3
    assert calls(world) == ()


def test_a_simulated_agent_who_could_not_hang_up_tries_again() -> None:
    """The link to the peripheral was lost when the conversation was over."""
    world = World(demo(peripheral_linger=5000, logout_on_peripheral_loss=False), workload=True, calls_per_hour=0)
    world.passes(60)
    a = world.desktop("1001")
    a.sends(state_req("1001", S.LOGIN), dial_req("2001", "2003"))
    world.passes(11)
    world.link_breaks()
    world.passes(1300)
    world.link_is_back()
    world.passes(600)
    assert calls(world) == ()


def test_a_simulated_agent_does_not_know_of_a_call_from_before_they_signed_in() -> None:
    """They never hang up on it, so that it is nobody's when its client is gone."""
    world = World(workload=True, calls_per_hour=0)
    bridge = world.bridge()
    world.passes(60)
    bridge.sends(state_req("1003", S.NOT_READY), state_req("1003", S.LOGOUT, agent_password="1003"))
    bridge.sends(dial_req("2001", "2003"), call_req(m.AnswerCallReq, "2003", ANY_ALERTING_CALL))
    bridge.sends(state_req("1003", S.LOGIN))
    (call,) = calls(world)
    assert world.centre.switch.agent(PG, "1003").state is S.TALKING
    assert not world.centre.has_in_hand(CallKey(PG, call), ["1003"])
    bridge.leaves()
    world.passes(1200)
    assert calls(world) == ()


def test_a_call_is_left_where_the_peripheral_cannot_be_reached() -> None:
    """Nobody can hang up while the link is down; the call ends afterwards."""
    world, a, b = talking(demo(peripheral_linger=5000))
    a.leaves()
    b.leaves()
    world.link_breaks()
    world.passes(1300)
    assert len(calls(world)) == 1
    world.link_is_back()
    world.passes(600)
    assert calls(world) == ()


def test_nothing_is_planned_without_calls() -> None:
    """Without a call there is nothing to look at, and no deadline."""
    world = World()
    look = UnattendedCalls(world.centre)
    look.follow(world.now)
    assert look.next_deadline() is None
    assert not look.is_due(world.now + HOURS)


# --- whatever clients do ----------------------------------------------------------------------------------------------


class Anybody:
    """Clients that send whatever they like, in any order, and leave in the end."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(f"everybody leaves {seed}")  # noqa: S311 - the same in every run
        self.world = World(
            demo(
                cce_restrictions=self.dice.random() < 0.5,
                auto_hold=self.dice.random() < 0.7,
                peripheral_linger=self.dice.choice((0, 30)),
                agent_greeting=self.dice.choice((0, 3)),
            ),
            seed=seed,
            workload=self.dice.random() < 0.3,
            calls_per_hour=0,
        )
        self.clients: dict[Client, str] = {}
        """The clients that are there, each with the station that it follows; a bridge follows none."""

    def comes(self, agent: str) -> None:
        """The desktop of an agent comes, who signs in, or a client that sees all and may do all."""
        if agent == "bridge":
            services = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL | CTIService.SERVICE_SUPERVISOR
            self.clients[self.world.bridge(services=services, name=f"bridge {len(self.world.clients)}")] = ""
            return
        client = self.world.supervisor() if agent == "1000" else self.world.desktop(agent)
        self.clients[client] = str(int(agent) + 1000)
        client.sends(state_req(agent, S.LOGIN), state_req(agent, S.AVAILABLE))

    def goes(self, client: Client) -> None:
        """A client leaves, unless another one has taken its place."""
        del self.clients[client]
        if not client.is_cut_off:
            client.leaves()

    def station(self, client: Client) -> str:
        """The station for which a client acts: its own, or one with a call, or any."""
        busy = [each for each in STATIONS if self.world.centre.switch.connections_at(PG, each)]
        return self.clients[client] or self.dice.choice(busy or STATIONS)

    def request(self, extension: str) -> Message:
        """A request that may be possible at a station, or now and then any other."""
        dice = self.dice
        agent, number = str(int(extension) - 1000), dice.choice(NUMBERS)
        there = self.world.centre.switch.connections_at(PG, extension)
        states = {each.state for each in there}
        mine = [each.id.call_id for each in there] or [1]
        call, other = dice.choice(mine), dice.choice(mine)
        state = dice.choice((S.AVAILABLE, S.AVAILABLE, S.NOT_READY, S.WORK_READY, S.LOGIN))
        flag = dice.choice(tuple(ForcedFlag))
        on_none: tuple[Message, ...] = (
            state_req(agent, state),
            state_req(agent, S.LOGOUT, forced_flag=flag, agent_password=agent),
            dial_req(extension, number, alert_rings=dice.choice((0, 2))),
            dial_req(extension, number, call_manner_type=CallMannerType.BELLIGERENT),
            orders.supervise(dice.choice(tuple(SupervisoryAction)), dice.choice(AGENTS)),
            orders.predict("95550100", allocation_state=dice.choice((0, 1))),
            orders.assist(),
        )
        ringing: tuple[Message, ...] = (
            call_req(m.AnswerCallReq, extension, call),
            call_req(m.AnswerCallReq, extension, other),
            orders.deflect(extension, call, number),
        )
        talking: tuple[Message, ...] = (
            call_req(m.HoldCallReq, extension, call),
            orders.consult(extension, call, number),
            orders.consult(extension, call, dice.choice(STATIONS)),
            orders.blind_transfer(extension, call, number),
            orders.blind_conference(extension, call, number),
            orders.dtmf(extension, call),
            orders.record(extension, call),
            orders.assist(extension, call),
            orders.emergency(extension, call),
            orders.write(extension, call, call_wrapup_data="x"),
            orders.release(extension, call),
            call_req(m.ClearConnectionReq, extension, call),
            call_req(m.ClearCallReq, extension, call),
        )
        on_two: tuple[Message, ...] = (
            call_req(m.RetrieveCallReq, extension, call),
            orders.transfer(extension, call, other),
            orders.conference(extension, call, other),
            orders.alternate(extension, call, other),
            orders.reconnect(extension, call, other),
        )
        likely: tuple[Message, ...] = ()
        if LocalConnectionState.ALERTING in states:
            likely += ringing
        if LocalConnectionState.CONNECT in states:
            likely += talking
        if LocalConnectionState.HOLD in states:
            likely += on_two
        if dice.random() < 0.1 or not likely:
            likely += on_none
        return dice.choice(likely)

    def acts(self) -> None:
        """Somebody does something, or something happens."""
        world, dice = self.world, self.dice
        some_call = dice.choice(calls(world) or (1,))
        match dice.randrange(25):
            case 0:
                self.comes(dice.choice((*AGENTS, "bridge")))
            case 1 if self.clients:
                self.goes(dice.choice(list(self.clients)))
            case 2 | 3:
                world.caller_calls(dice.choice(("8001", "8002")))
            case 4 | 5:
                self.tries(CallerHangsUp(peripheral_id=PG, call_id=some_call))
            case 6:
                dnis = str(dice.randrange(7000, 7010))
                self.tries(AnnounceCall(peripheral_id=PG, dialed_number="8001"))
                self.tries(TranslationRouteCall(peripheral_id=PG, dialed_number="8001", dnis=dnis))
            case 7 if dice.random() < 0.1:
                world.link_breaks()
                world.passes(dice.choice((1, 60)))
                world.link_is_back()
            case 8 | 9:
                world.passes(dice.choice((0.5, 3, 10, 30)))
            case _ if self.clients:
                client = dice.choice(list(self.clients))
                if not client.is_cut_off:
                    client.sends(self.request(self.station(client)))
            case _:
                self.comes("bridge")

    def tries(self, command: Command) -> None:
        """Something happens outside, if it can."""
        try:
            self.world.happens(command)
        except Refused:
            return

    def leave(self) -> None:
        """All clients leave, and a long time passes."""
        for client in list(self.clients):
            self.goes(client)
        self.world.passes(HOURS)


@pytest.mark.parametrize("seed", range(100))
def test_when_all_have_left_nothing_is_left(seed: int) -> None:
    """No call, no connection, no reserved agent and no timer stays, whatever clients did before they left."""
    anybody = Anybody(seed)
    for agent in (*AGENTS, "bridge"):
        anybody.comes(agent)
    for _ in range(80):
        anybody.acts()
    anybody.leave()
    state = anybody.world.centre.switch._state
    assert not state.calls
    assert not state.present_legs
    assert not state.announced
    assert not state.suspended_timers
    assert not any(station.connections for station in state.stations.values())
    assert not [agent.key for agent in state.agents.values() if agent.reserved is not None or agent.connections]
    assert not [agent.key for agent in state.agents.values() if agent.state in (S.RESERVED, S.TALKING, S.HOLD)]
    assert {timer.kind for timer in state.timers.running()} <= {TimerKind.INACTIVITY}
    assert all(len(queue) == 0 for queue in state.router.queues)
    assert anybody.world.duplex._unattended.next_deadline() is None


def test_a_look_that_fails_keeps_no_client_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried twice and then once a minute, requests are answered meanwhile, and the call ends afterwards."""

    def fails(*_: object) -> NoReturn:
        raise ZeroDivisionError("a mistake")

    world, a, b = talking()
    a.leaves()
    b.leaves()
    other = world.bridge(name="other")
    world.is_allowed_to_fail = True
    with monkeypatch.context() as patch:
        patch.setattr(UnattendedCalls, "look", fails)
        world.passes(600)
        for _ in range(3):
            other.heartbeats()
            other.asks(m.QueryAgentStateReq(invoke_id=1, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001"))
        world.passes(300)
        assert 2 <= world.noted().count("unattended_calls_failed") <= 10
    world.passes(660)
    assert calls(world) == ()
