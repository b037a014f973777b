"""Two sides over one contact centre: who is served where, and what becomes of it when a side goes."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    CTIService,
    EventCause,
    LocalConnectionState,
    SessionType,
    StatusCode,
    SystemEventID,
)
from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.centre.statistics.counters import Period
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import HangUp, Listen, LogRecord, StopListening
from ctiserver.engine.sides import SideError
from ctiserver.site.endpoints import Endpoint
from tests.support.harness import BRIDGE, DESKTOP, PG, START, Client, call_req, demo, like, open_req, state_req
from tests.support.two_sides import DUPLEX_BRIDGE, STANDBY, TwoSides, who_is_where

OFFLINE = m.FailureEvent(status=StatusCode.CTI_SERVER_OFFLINE)
NOW_ACTIVE = m.StandbyActiveEventMsg
UPDATED = EventCause.CEC_CALL_PARTY_UPDATE_IND


# --- the side that stands by -----------------------------------------------------------------------------------------


@pytest.mark.fidelity("sessions.standby-for-new-versions")
@pytest.mark.parametrize(
    ("version", "services", "status"),
    [
        (9, BRIDGE, StatusCode.CTI_SERVER_OFFLINE),
        (15, BRIDGE, StatusCode.CTI_SERVER_OFFLINE),
        (23, BRIDGE, StatusCode.CTI_SERVER_OFFLINE),
        (23, DUPLEX_BRIDGE, StatusCode.CTI_SERVER_OFFLINE),
        (24, BRIDGE, StatusCode.INVALID_CLIENT_FOR_STANDBY),
        (25, BRIDGE, StatusCode.INVALID_CLIENT_FOR_STANDBY),
    ],
)
def test_who_does_not_understand_standby_is_left_to_the_active_side(
    version: int, services: int, status: StatusCode
) -> None:
    """Before version 24 with status 15, from then on with 107 unless the client asks for ACTIVE_STANDBY."""
    world = TwoSides()
    client = world.connects(side="B")
    client.is_refused(open_req(version, services), status)
    assert not client.is_cut_off


def test_a_site_that_does_not_grant_standby_sessions_has_none() -> None:
    """Where the site grants no standby sessions, a request for one has no effect."""
    site = demo(grantable=CTIService(0xFFFFFFFF & ~STANDBY))
    client = TwoSides(site).connects(side="B")
    client.is_refused(open_req(25, DUPLEX_BRIDGE), StatusCode.INVALID_CLIENT_FOR_STANDBY)


def test_the_active_side_serves_as_if_it_were_alone() -> None:
    """Every version, with and without ACTIVE_STANDBY; the session is an active one."""
    world = TwoSides()
    for version in range(9, 26):
        conf = world.connects(side="A").opens(version, BRIDGE)
        told = SessionType.ACTIVE if version >= 24 else SessionType.UNKNOWN
        assert (conf.session_type, conf.services_granted) == (told, BRIDGE)
    for version in (24, 25):
        conf = world.connects(side="A").opens(version, DUPLEX_BRIDGE)
        assert (conf.session_type, conf.services_granted) == (SessionType.ACTIVE, DUPLEX_BRIDGE)


@pytest.mark.parametrize("version", [24, 25])
def test_a_session_on_standby_hears_nothing_and_may_ask_for_nothing(version: int) -> None:
    """Heartbeats and the close are answered, requests are refused with 92, and what has no answer is dropped."""
    world = TwoSides()
    waiting = world.waits_at("B", "bridge", version)
    bridge = world.goes_to("A", "bridge", 25, BRIDGE)
    world.caller_calls()
    world.passes(3600)
    bridge.forgets()
    waiting.heartbeats()
    waiting.is_refused(who_is_where("1001"), StatusCode.SERVER_NOT_MASTER)
    waiting.is_refused(open_req(version, DUPLEX_BRIDGE, invoke_id=9), StatusCode.SESSION_ALREADY_OPEN)
    waiting.sends(m.ActiveMaintenanceRespMsg(invoke_id=1, maintenance_mode_accepted=True))
    waiting.sends(m.StoppingRequestsToThisSideInd(), m.ConfigRequestKeyEvent(peripheral_id=PG))
    waiting.hears()
    waiting.sends(m.CloseReq(invoke_id=3, status=StatusCode.NO_ERROR))
    waiting.hears(m.CloseConf(invoke_id=3))
    assert world.noted()[-2:] == ["message_dropped", "session_closed"]


def test_a_session_on_standby_that_is_silent_is_reset() -> None:
    """Its idle timer runs like any other's; the alarm of its end belongs to sessions that were active."""
    world = TwoSides()
    services = DUPLEX_BRIDGE | CTIService.SERVICE_CONNECTION_MONITOR
    waiting = world.waits_at("B", "bridge", services=services, idle_timeout=20)
    world.noted()
    world.passes(20)
    waiting.hears_the_end()
    assert world.noted() == ["session_idle", "session_closed"]


# --- a side goes -----------------------------------------------------------------------------------------------------


class Office:
    """Clients of three generations around a call between a caller and the agent 1001; another caller is in the queue.

    The youngest has a session on both sides.
    """

    def __init__(self) -> None:
        self.world = world = TwoSides()
        self.old = world.goes_to("A", "old", 15, BRIDGE)
        self.desktop = world.goes_to("A", "desktop", 23, DESKTOP, agent_id="1001", agent_extension="2001")
        self.duplex = world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE)
        self.second = world.waits_at("B", "duplex")
        for state in (AgentState.LOGIN, AgentState.AVAILABLE):
            self.old.asks(state_req("1001", state))
        self.call = world.caller_calls("8001", "5550100")
        self.desktop.sends(call_req(m.AnswerCallReq, "2001", self.call))
        self.waiting = world.caller_calls("8001", "5550101")
        for client in (self.old, self.desktop, self.duplex):
            client.forgets()
        self.second.hears()

    @property
    def everybody_at_a(self) -> tuple[Client, ...]:
        """Who is at side A."""
        return self.old, self.desktop, self.duplex

    def hears_how_it_goes_on(self, client: Client) -> None:
        """The calls that are there, for a client that sees all: the talk with two parties, and the one that waits."""
        begun = like(m.BeginCallEvent, connection_call_id=self.call, monitor_id=0)
        established, state = m.CallEstablishedEvent, LocalConnectionState.CONNECT
        each: dict[str, Any] = {
            "event_cause": UPDATED,
            "connection_call_id": self.call,
            "local_connection_state": state,
        }
        client.hears(
            m.SystemEvent,
            begun,
            like(established, **each, connection_device_id="5550100", answering_device_id="5550100"),
            like(established, **each, connection_device_id="2001", answering_device_id="2001"),
            like(m.BeginCallEvent, connection_call_id=self.waiting, monitor_id=0),
        )

    def goes_on_at_b(self) -> None:
        """Who had a session at A finds one at B, and the call is talked on, and cleared."""
        world = self.world
        old = world.goes_to("B", "old", 15, BRIDGE)
        old.hears(m.SystemEvent)
        desktop = world.goes_to("B", "desktop", 23, DESKTOP, agent_id="1001", agent_extension="2001")
        desktop.hears(like(m.BeginCallEvent, connection_call_id=self.call))
        answer = desktop.asks(who_is_where("1001"))
        assert isinstance(answer, m.QueryAgentStateConf)
        assert answer.agent_state is AgentState.TALKING
        assert isinstance(desktop.asks(call_req(m.ClearCallReq, "2001", self.call)), m.ClearCallConf)
        for client in (old, desktop, self.second):
            cleared = [each for each in client.heard if isinstance(each, m.CallClearedEvent)]
            assert [event.connection_call_id for event in cleared] == [self.call], client.name
        assert world.centre.switch.call(PG, self.waiting).connections


@pytest.mark.fidelity("sides.stop-says-so")
def test_a_side_that_is_stopped_takes_its_leave() -> None:
    """Each session hears FAILURE_EVENT 15; who waits at the other side is active at once, and no call is lost."""
    office = Office()
    world = office.world
    world.noted()
    world.stops("A")
    for client in office.everybody_at_a:
        client.hears_the_end(OFFLINE)
        assert client.last_words == world.site.settings.final_drain
        client.leaves()
    assert world.listening == {"B"}
    assert world.roles == "down active"
    office.second.takes()
    office.hears_how_it_goes_on(office.second)
    office.goes_on_at_b()
    assert world.noted()[:5] == [*["session_closed"] * 3, "side_stopped", "side_became_active"]


@pytest.mark.fidelity("sides.becomes-active")
def test_becoming_active_is_the_first_that_is_heard() -> None:
    """STANDBY_ACTIVE_EVENT_MSG comes before anything else, and after it the session is as any other."""
    office = Office()
    office.world.stops("A")
    assert type(office.second.takes()) is NOW_ACTIVE
    office.second.forgets()
    assert isinstance(office.second.asks(who_is_where("1001")), m.QueryAgentStateConf)


def test_a_side_that_dies_says_nothing() -> None:
    """Connections break off; the rest is as after a stop."""
    office = Office()
    world = office.world
    beside = world.goes_to("A", "monitor", 25, CTIService.SERVICE_CLIENT_MONITOR)
    alarmed = world.goes_to("A", "alarmed", 25, CTIService.SERVICE_CONNECTION_MONITOR)
    closing = world.goes_to("A", "closing", 25, 0)
    closing.sends(m.CloseReq(invoke_id=1, status=StatusCode.NO_ERROR))
    closing.forgets()
    beside.forgets()
    alarmed.forgets()
    alarms = list(world.duplex.sides["A"].engine.out.alarms)
    world.noted()
    world.kills("A")
    for client in (*office.everybody_at_a, beside, alarmed, closing):
        client.hears_the_end()
        assert client.last_words == 0
        client.leaves()
    assert world.noted() == [*["session_closed"] * 5, "side_killed", "side_became_active", "session_opened"]
    assert len(list(world.duplex.sides["A"].engine.out.alarms)) == len(alarms) + 1, "in the table that dies with it"
    assert world.listening == {"B"}
    office.second.takes()
    office.hears_how_it_goes_on(office.second)
    office.goes_on_at_b()


def test_the_side_that_stands_by_may_go_as_well() -> None:
    """Its sessions are told, those of the active side notice nothing."""
    world = TwoSides()
    bridge = world.goes_to("A", "bridge", 25, DUPLEX_BRIDGE)
    bridge.forgets()
    waiting = world.waits_at("B", "bridge")
    world.stops("B")
    waiting.hears_the_end(OFFLINE)
    bridge.heartbeats()
    assert world.roles == "active down"


@pytest.mark.fidelity("agents.server-went")
def test_agents_stay_as_they_are_when_a_side_goes() -> None:
    """That the server went says nothing about their clients."""
    world = TwoSides(demo(logout_on_disconnect=True))
    desktop = world.goes_to("A", "desktop", 25, DESKTOP, agent_id="1001", agent_extension="2001")
    for state in (AgentState.LOGIN, AgentState.AVAILABLE):
        desktop.asks(state_req("1001", state))
    world.kills("A")
    desktop.leaves()
    world.stops("B")
    assert world.centre.switch.agent(PG, "1001").state is AgentState.AVAILABLE


def test_statistics_know_nothing_of_sides() -> None:
    """Statistics go on from what was counted before, whichever side tells them."""
    moved, stayed = Office(), Office()
    for office in (moved, stayed):
        office.world.passes(30)
    moved.world.kills("A")
    figures = []
    for office in (moved, stayed):
        world = office.world
        world.passes(30)
        world.caller_hangs_up(office.call)
        figures.append(world.centre.statistics.agent(PG, "1001", Period.TODAY, world.now))
    assert figures[0] == figures[1]
    assert any(figures[0].values())


# --- a side comes back -----------------------------------------------------------------------------------------------


@pytest.mark.fidelity("sides.load-first")
def test_a_side_that_is_started_again_loads_and_then_stands_by() -> None:
    """While it loads it refuses every OPEN_REQ with status 15."""
    world = TwoSides(demo(load_time=3.0))
    world.kills("A")
    world.starts("A")
    assert world.listening == {"A", "B"}
    early = world.connects(side="A")
    early.is_refused(open_req(25, DUPLEX_BRIDGE), StatusCode.CTI_SERVER_OFFLINE)
    assert world.roles == "loading active"
    world.passes(2.9)
    early.is_refused(open_req(15, BRIDGE), StatusCode.CTI_SERVER_OFFLINE)
    world.passes(0.1)
    assert world.roles == "standby active"
    assert world.noted()[-1] == "side_loaded"
    assert early.asks(open_req(25, DUPLEX_BRIDGE)) == like_standby(early)
    world.stops("B")
    assert world.roles == "active down"
    assert type(early.takes()) is NOW_ACTIVE


def like_standby(client: Client) -> m.OpenConf:
    """OPEN_CONF of a session on standby, as the client heard it last."""
    conf = client.feed[-1][1]
    assert isinstance(conf, m.OpenConf)
    assert conf.session_type is SessionType.STANDBY
    return conf


def test_a_side_begins_anew() -> None:
    """Its SessionIDs count from 1; of the connections that it had nothing is left."""
    world = TwoSides(demo(load_time=0.0))
    before = world.goes_to("A", "before", 25, BRIDGE)
    world.stops("A")
    world.stops("B")
    assert world.roles == "down down"
    world.starts("A")
    assert world.roles == "active down"
    before.leaves()
    after = world.goes_to("A", "after", 25, BRIDGE)
    after.forgets()
    assert [session.id for session in world.duplex.sides["A"].engine.registry] == [1]
    after.heartbeats()


def test_half_hours_that_began_while_no_side_was_active_are_not_told() -> None:
    """The next one is, to the sessions that are there by then."""
    world = TwoSides(demo(load_time=1.0))
    world.kills("A")
    world.kills("B")
    world.passes(1900)
    world.starts("A")
    world.passes(1)
    bridge = world.goes_to("A", "bridge", 25, BRIDGE)
    bridge.forgets()
    world.passes(1800)
    bridge.hears(like(m.SystemEvent, system_event_id=SystemEventID.HALF_HOUR_CHANGE))


def test_time_goes_on_while_no_side_is_active() -> None:
    """No client is told meanwhile; one that comes back is told the state of that moment."""
    world = TwoSides()
    bridge = world.staffed("1001")
    call = world.caller_calls()
    world.kills("A")
    bridge.leaves()
    world.kills("B")
    assert world.duplex.active is None
    assert world.duplex.next_deadline() == START + 12, "the telephone rings for so long"
    world.passes(12)
    assert world.centre.switch.agent(PG, "1001").state is AgentState.NOT_READY
    later = world.caller_calls(ani="5550101")
    world.starts("B")
    assert world.duplex.next_deadline() == START + 13
    world.passes(1)
    assert world.roles == "down active"
    assert world.centre.switch.calls(PG) == (world.centre.switch.present_leg(PG, call), later)
    world.goes_to("B", "bridge", 15, BRIDGE).hears(m.SystemEvent)


def test_what_fails_while_no_side_is_active_is_noted() -> None:
    """A link that breaks and comes back while both sides are down adds nothing to the log."""
    world = TwoSides()
    world.kills("B")
    world.kills("A")
    world.link_breaks()
    world.link_is_back()
    assert world.noted() == ["side_killed", "side_killed"]


# --- switching over --------------------------------------------------------------------------------------------------


def test_switching_over() -> None:
    """The old side tells its sessions to go, and stands by; the other one is active.  And back again."""
    office = Office()
    world = office.world
    silent = world.connects("silent", side="A")
    world.switches_over()
    assert world.roles == "standby active"
    assert world.listening == {"A", "B"}
    for client in office.everybody_at_a:
        client.hears_the_end(OFFLINE)
        client.leaves()
    assert not silent.is_cut_off
    office.second.takes()
    office.hears_how_it_goes_on(office.second)
    first = world.waits_at("A", "duplex")
    office.goes_on_at_b()
    world.switches_over()
    assert world.roles == "active standby"
    assert type(first.takes()) is NOW_ACTIVE


def test_simulated_agents_follow_their_clients() -> None:
    """Whom a desktop has taken over at one side its session at the other has taken over after the switch-over."""
    world = TwoSides(workload=True, calls_per_hour=0)
    agent: dict[str, Any] = {"agent_id": "1003", "agent_extension": "2003"}
    services = DESKTOP | STANDBY
    first = world.goes_to("A", "desktop", 25, services, **agent)
    second = world.waits_at("B", "desktop", 25, services, **agent)
    world.switches_over()
    first.leaves()
    second.forgets()
    assert isinstance(second.asks(state_req("1003", AgentState.LOGOUT)), m.SetAgentStateConf)
    world.passes(120)
    assert world.centre.switch.agent(PG, "1003").state is AgentState.LOGOUT
    second.leaves()
    world.passes(120)
    assert world.centre.switch.agent(PG, "1003").state is not AgentState.LOGOUT


# --- what cannot be done ---------------------------------------------------------------------------------------------


def test_one_side_has_no_other() -> None:
    """It can be stopped and started, but there is no side to switch over to."""
    duplex = Duplex(ContactCentre(demo(), seed=1, workload=False), START)
    duplex.start(START)
    for action in (duplex.switch_over, duplex.begin_maintenance):
        with pytest.raises(SideError, match="there is only one side"):
            action(START)
    with pytest.raises(SideError, match="there is no side B, expected A"):
        duplex.start_side("B", START)
    duplex.connected(1, "A", Endpoint("192.0.2.1", 5), START)
    assert duplex.stop_side("A", START) == [
        HangUp(1, 0.5),
        StopListening("A"),
        LogRecord("side_stopped", (("side", "A"),)),
    ]
    assert duplex.active is None
    effects = duplex.start_side("A", START + 1)
    assert effects == [Listen("A"), LogRecord("side_started", (("side", "A"),))]
    assert duplex.tick(START + 2) == [
        LogRecord("side_loaded", (("side", "A"),)),
        LogRecord("side_became_active", (("side", "A"), ("sessions", 0))),
    ]


@pytest.mark.parametrize(
    ("scene", "action", "complaint"),
    [
        ((), "starts B", "side B is not down"),
        (("kills B",), "kills B", "side B is down already"),
        (("kills B",), "stops B", "side B is down already"),
        ((), "stops C", "there is no side C, expected A or B"),
        (("kills B",), "switches_over", "no active side with another that stands by: side A is active, side B is down"),
        (("kills B", "starts B"), "switches_over", "side B is loading"),
        (("kills B", "kills A"), "maintains", "side A is down, side B is down"),
        (("maintains",), "switches_over", "a maintenance of side A is under way"),
        (("maintains",), "maintains", "a maintenance of side A is under way"),
        (("maintains",), "stops A", "a maintenance of side A is under way"),
    ],
)
def test_what_cannot_be_done_changes_nothing(scene: tuple[str, ...], action: str, complaint: str) -> None:
    """One clear error says why."""
    world = TwoSides()
    world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE)
    for step in scene:
        act(world, step)
    roles, listening = world.roles, set(world.listening)
    world.noted()
    with pytest.raises(SideError, match=complaint):
        act(world, action)
    assert (world.roles, world.listening, world.noted()) == (roles, listening, [])


def act(world: TwoSides, step: str) -> None:
    """Have the operator do something."""
    verb, _, side = step.partition(" ")
    getattr(world, verb)(*side)


def test_the_server_as_a_whole_is_stopped() -> None:
    """Both sides tell their clients, no side becomes active, and none can be started any more."""
    world = TwoSides()
    bridge = world.goes_to("A", "bridge", 25, BRIDGE)
    bridge.forgets()
    waiting = world.waits_at("B", "bridge")
    world.do(world.duplex.stop(world.now))
    for client in (bridge, waiting):
        client.hears_the_end(OFFLINE)
    late = world.connects(side="B")
    late.hears_the_end()
    assert world.roles == "down down"
    with pytest.raises(SideError, match="the server is being stopped"):
        world.duplex.start_side("A", world.now)


def test_the_day_is_the_same_whatever_becomes_of_the_sides() -> None:
    """Callers and agents do the same; only clients notice what happens to the sides."""
    restless, quiet = (TwoSides(workload=True, calls_per_hour=300) for _ in range(2))
    for step in ("kills A", "starts A", "switches_over", "kills B", "kills A", "starts B"):
        act(restless, step)
        for world in (restless, quiet):
            world.passes(60)
    assert restless.roles == "down active"
    for world in (restless, quiet):
        assert len(world.centre.switch.calls(PG)) > 1
    assert restless.centre.switch.calls(PG) == quiet.centre.switch.calls(PG)
    for agent in ("1003", "1004", "1005", "1008", "1009", "1010"):
        assert restless.centre.switch.agent(PG, agent) == quiet.centre.switch.agent(PG, agent)
        figures = [each.centre.statistics.agent(PG, agent, Period.TODAY, each.now) for each in (restless, quiet)]
        assert figures[0] == figures[1]


def test_both_sides_go_by_a_site_that_was_read_again() -> None:
    """The one that clients leave during a maintenance, and the one that becomes active later."""
    world = TwoSides()
    here = world.goes_to("A", "duplex", 25, DUPLEX_BRIDGE)
    there = world.waits_at("B", "duplex")
    waiting = world.waits_at("B", "another")
    before = here.asks(m.ConfigRequestKeyEvent(peripheral_id=PG))
    world.maintains()
    here.sends(m.ActiveMaintenanceRespMsg(invoke_id=1, maintenance_mode_accepted=True))
    assert world.roles == "leaving active"
    first, *others = world.site.agents
    world.becomes(attrs.evolve(world.site, agents=(attrs.evolve(first, last_name="New"), *others)))
    keys = [client.asks(m.ConfigRequestKeyEvent(peripheral_id=PG)) for client in (here, there, waiting)]
    assert keys[0] == keys[1] == keys[2] != before


def test_a_side_that_stood_by_goes_by_the_site_of_now() -> None:
    """When it becomes active, whatever the site was when it was started."""
    world = TwoSides()
    here = world.goes_to("A", "here", 25, DUPLEX_BRIDGE)
    before = here.asks(m.ConfigRequestKeyEvent(peripheral_id=PG))
    there = world.waits_at("B", "there")
    first, *others = world.site.agents
    world.becomes(attrs.evolve(world.site, agents=(attrs.evolve(first, last_name="New"), *others)))
    after = here.asks(m.ConfigRequestKeyEvent(peripheral_id=PG))
    world.switches_over()
    assert there.asks(m.ConfigRequestKeyEvent(peripheral_id=PG)) == after != before
