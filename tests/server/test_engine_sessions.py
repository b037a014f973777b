"""Sessions on the engine: what follows OPEN_CONF, takeover, silence, the end, and who hears of it."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentFlags,
    AgentState,
    CallMsgMask,
    CTIService,
    PGStatusCode,
    StatusCode,
    SystemEventID,
    TeamConfigOperation,
)
from ctiproto.declare import Message
from ctiproto.unknown import UnknownMessage
from server.site.model import Peripheral
from tests.support.frames import HEARTBEAT, ZEROS, frame
from tests.support.harness import (
    BRIDGE,
    DESKTOP,
    PG,
    START,
    SUPERVISOR,
    Client,
    World,
    call_req,
    demo,
    dial_req,
    like,
    open_req,
    state_req,
)

ALL = CTIService.SERVICE_ALL_EVENTS
EVENTS = CTIService.SERVICE_CLIENT_EVENTS
MONITOR = CTIService.SERVICE_CLIENT_MONITOR
SUPERVISES = CTIService.SERVICE_SUPERVISOR
ALARMS = CTIService.SERVICE_CONNECTION_MONITOR

STAYS = m.CloseReq(invoke_id=3, status=StatusCode.NO_ERROR)


def heartbeats(client: Client, invoke_id: int = 77) -> None:
    """The client is still there, and so is its session."""
    client.hears()
    client.sends(m.HeartbeatReq(invoke_id=invoke_id))
    client.hears(m.HeartbeatConf(invoke_id=invoke_id))


def signed_in(world: World, *agents: str, ready: bool = True) -> Client:
    """A client that sees all, after agents have signed in and perhaps become available."""
    bridge = world.bridge()
    for agent in agents:
        for state in (AgentState.LOGIN, AgentState.AVAILABLE)[: 1 + ready]:
            assert isinstance(bridge.asks(state_req(agent, state)), m.SetAgentStateConf)
    bridge.forgets()
    return bridge


# --- what follows OPEN_CONF ------------------------------------------------------------------------------------------


def test_what_follows_open_conf_comes_in_its_order() -> None:
    """Teams, then peripherals, then other sessions, then calls in progress; others hear of the session last."""
    site = demo()
    world = World(attrs.evolve(site, peripherals=(Peripheral(4000, online=False), *site.peripherals)))
    bridge = signed_in(world, "1000", ready=False)
    other = world.open(25, MONITOR, client_id="other")
    dials = dial_req("2000", "2001")
    call = bridge.asks(dials)
    assert isinstance(call, m.MakeCallConf)
    other.forgets()
    both = world.connects("both")
    conf = both.opens(25, SUPERVISOR | ALL | MONITOR, agent_id="1000", agent_extension="2000")
    both.hears(
        like(m.AgentTeamConfigEvent, team_id=7001),
        like(m.AgentTeamConfigEvent, team_id=7001),
        like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_OFFLINE, system_event_arg1=4000),
        like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_ONLINE, system_event_arg1=PG),
        like(m.ClientSessionOpenedEvent, session_id=1),
        like(m.ClientSessionOpenedEvent, session_id=2),
        like(m.BeginCallEvent, monitor_id=conf.monitor_id, connection_call_id=call.new_connection_call_id),
    )
    other.hears(like(m.ClientSessionOpenedEvent, session_id=3, client_id="client", agent_id="1000"))


def test_a_session_without_services_hears_nothing_more() -> None:
    """Only who asked for something is told something."""
    client = World().connects()
    client.opens(25)
    client.hears()


@pytest.mark.parametrize("version", [9, 15, 25])
def test_each_peripheral_is_told_with_the_present_status(version: int) -> None:
    """One SYSTEM_EVENT per peripheral, ascending, each with the status and the time of now."""
    site = demo()
    world = World(attrs.evolve(site, peripherals=(*site.peripherals, Peripheral(4000, online=False))))
    client = world.connects()
    client.opens(version, ALL)
    told = {"pg_status": PGStatusCode.PERIPHERAL_OFFLINE, "icm_central_controller_time": int(START)}
    first, second = client.hears(
        like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_OFFLINE, system_event_arg1=4000, **told),
        like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_ONLINE, system_event_arg1=PG, **told),
    )
    for event in (first, second):
        assert isinstance(event, m.SystemEvent)
        assert (event.event_device_type, event.event_device_id) == (0xFFFF, None)


def test_a_supervisor_is_told_his_team_and_a_bridge_all_teams() -> None:
    """Members first, then the supervisors of the same team; all with the same operation."""
    world = World()
    signed_in(world, "1001")
    supervisor = world.connects()
    supervisor.opens(25, SUPERVISOR, agent_id="1000")
    members, lead = supervisor.hears(m.AgentTeamConfigEvent, m.AgentTeamConfigEvent)
    assert isinstance(members, m.AgentTeamConfigEvent)
    assert isinstance(lead, m.AgentTeamConfigEvent)
    assert [agent.atc_agent_id for agent in members.agents] == ["1001", "1002", "1003", "1004", "1005"]
    assert members.agents[0].atc_agent_state is AgentState.AVAILABLE
    assert members.agents[1].atc_agent_state is AgentState.LOGOUT
    assert [(agent.atc_agent_id, agent.agent_flags) for agent in lead.agents] == [
        ("1000", AgentFlags.PRIMARY_SUPERVISOR)
    ]
    assert members.config_operation is lead.config_operation is TeamConfigOperation.ADD_AGENT
    bridge = world.connects()
    bridge.opens(15, ALL | SUPERVISES)
    teams = [event.team_id for event in bridge.heard if isinstance(event, m.AgentTeamConfigEvent)]
    assert teams == [7001, 7001, 7002, 7002]
    by_station = world.connects()
    signed_in(world, "1100")
    by_station.opens(25, SUPERVISOR, agent_extension="2100")
    by_station.hears(like(m.AgentTeamConfigEvent, team_id=7002), like(m.AgentTeamConfigEvent, team_id=7002))


def test_masks_hold_from_the_first_message_on() -> None:
    """Teams and calls in progress are not sent to who does not want them; histories are kept all the same."""
    world = World()
    bridge = signed_in(world, "1000", ready=False)
    dials = dial_req("2000", "2001")
    bridge.asks(dials)
    deaf = world.connects()
    deaf.opens(25, SUPERVISOR, agent_id="1000", call_msg_mask=CallMsgMask(0), client_signature="deaf")
    deaf.hears()
    deaf.leaves()
    again = world.connects()
    again.opens(25, DESKTOP, agent_id="1000")
    (begun,) = again.hears(m.BeginCallEvent)
    assert isinstance(begun, m.BeginCallEvent)
    assert [client.cti_client_signature for client in begun.clients] == ["deaf"]


def test_calls_in_progress_are_told_oldest_first_and_end_later() -> None:
    """One BEGIN_CALL_EVENT per call at the station, also for one that the agent is still finishing up."""
    world = World()
    bridge = signed_in(world, "1001")
    call = world.caller_calls("8001")
    bridge.asks(call_req(m.AnswerCallReq, "2001", call))
    desktop = world.connects()
    conf = desktop.opens(25, DESKTOP, agent_id="1001")
    desktop.hears(like(m.BeginCallEvent, monitor_id=conf.monitor_id, connection_call_id=call))
    world.caller_hangs_up(call)
    desktop.leaves()
    assert world.centre.switch.agent(PG, "1001").state is AgentState.WORK_READY
    late = world.connects()
    conf = late.opens(25, DESKTOP, agent_id="1001")
    late.hears(like(m.BeginCallEvent, monitor_id=conf.monitor_id, connection_call_id=call))
    world.passes(10)
    late.hears(
        like(m.EndCallEvent, monitor_id=conf.monitor_id, connection_call_id=call),
        like(m.AgentStateEvent, agent_state=AgentState.AVAILABLE),
        like(m.AgentStateEvent, agent_state=AgentState.AVAILABLE),
    )


# --- sessions that watch sessions ------------------------------------------------------------------------------------


def test_a_client_monitor_hears_of_all_sessions_but_its_own() -> None:
    """Those that are open when it comes, those that open, and those that end, with the status that says why."""
    world = World()
    desktop = world.desktop("1001", name="desktop", client_signature="sig")
    monitor = world.connects("monitor")
    monitor.opens(25, MONITOR)
    about = {"session_id": 1, "client_id": "desktop", "client_signature": "sig", "client_port": 50001}
    who = {"peripheral_id": PG, "agent_id": "1001", "agent_extension": "2001", "agent_instrument": None}
    monitor.hears(
        like(m.ClientSessionOpenedEvent, services_granted=DESKTOP, client_address="192.0.2.1", **about, **who)
    )
    bridge = world.bridge(15)
    monitor.hears(like(m.ClientSessionOpenedEvent, session_id=3, peripheral_id=0xFFFFFFFF, services_granted=BRIDGE))
    desktop.leaves()
    monitor.hears(like(m.ClientSessionClosedEvent, status=StatusCode.CLIENT_DISCONNECTED, **about, **who))
    bridge.sends(STAYS)
    monitor.hears(like(m.ClientSessionClosedEvent, session_id=3, status=StatusCode.NO_ERROR))
    monitor.sends(STAYS)
    monitor.hears(m.CloseConf(invoke_id=3))


def test_sessions_of_all_versions_are_told_at_once() -> None:
    """Every monitor is told in its own version."""
    world = World()
    monitors = [world.open(version, MONITOR) for version in (9, 15, 15, 20, 25)]
    for monitor in monitors:
        monitor.forgets()
    world.bridge(20)
    for monitor in monitors:
        monitor.hears(like(m.ClientSessionOpenedEvent, session_id=6))


def test_a_name_that_fills_its_field_can_be_told_to_others() -> None:
    """A client may leave out the NUL and use the last byte; what others hear has room for theirs."""
    world = World()
    monitor = world.open(25, MONITOR)
    client = world.connects()
    request = open_req(25, ALL, agent_id="x", agent_extension="y", agent_instrument="z")
    fields = ((1, b"c" * 64), (2, b""), (3, b"s" * 64), (4, b"e" * 16), (5, b"i" * 12), (6, b"t" * 64))
    words = (1, 25, 0xFFFFFFFF, 0xFFFFFFFF, int(ALL), 0xFFFFFFFF, 0x3FFF, 0, 0, 0, 0)
    client.sends_bytes(frame(3, *words, fields=fields), opening=request)
    assert isinstance(client.takes(), m.OpenConf)
    monitor.hears(
        like(
            m.ClientSessionOpenedEvent,
            client_id="c" * 63,
            client_signature="s" * 63,
            agent_extension="e" * 15,
            agent_id="i" * 11,
            agent_instrument="t" * 63,
        )
    )


def test_alarms_are_raised_for_who_asks_for_them() -> None:
    """A session with CONNECTION_MONITOR is noted when it comes, when it goes, and when it goes without a word."""
    world = World()
    client = world.open(25, ALARMS)
    assert world.noted() == ["session_opened", "connection_established"]
    client.sends(STAYS)
    assert world.noted() == ["session_closed", "connection_ended"]
    client = world.open(25, ALARMS)
    client.leaves()
    assert world.noted()[-2:] == ["session_closed", "connection_ended_abnormally"]


# --- one station, one session ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("items", [{"agent_id": "1001"}, {"agent_extension": "2001"}, {"agent_instrument": "2001"}])
def test_a_station_has_one_client(items: dict[str, str]) -> None:
    """Another client is refused, and the one that was first goes on undisturbed."""
    world = World()
    signed_in(world, "1001")
    desktop = world.desktop("1001", client_id="first")
    intruder = world.connects("intruder")
    intruder.is_refused(open_req(25, EVENTS, client_id="second", **items), StatusCode.DEVICE_IN_USE)
    heartbeats(desktop)


def test_the_same_client_takes_its_session_over() -> None:
    """The old connection is told why and hung up on; then the new one opens, and the agent notices nothing."""
    world = World(demo(logout_on_disconnect=True))
    signed_in(world, "1001")
    monitor = world.open(25, MONITOR)
    old = world.desktop("1001", client_id="same")
    monitor.forgets()
    new = world.connects("new")
    conf = new.opens(25, DESKTOP, agent_id="1001", client_id="same")
    assert conf.agent_state is AgentState.AVAILABLE
    old.hears_the_end(m.FailureEvent(status=StatusCode.NEW_SESSION_OPENED))
    assert old.last_words == world.site.settings.final_drain
    monitor.hears(like(m.ClientSessionClosedEvent, status=StatusCode.NEW_SESSION_OPENED), m.ClientSessionOpenedEvent)
    old.leaves()
    monitor.hears()
    new.hears()
    assert world.centre.switch.agent(PG, "1001").state is AgentState.AVAILABLE


def test_what_the_old_connection_still_says_is_nobodys() -> None:
    """After a takeover nothing is read from the old connection."""
    world = World()
    old = world.desktop("1001", client_id="same")
    world.desktop("1001", client_id="same")
    old.forgets()
    old.sends_bytes(frame(HEARTBEAT, 1))
    old.sends_bytes(b"\xff" * 100)
    old.hears()


def test_a_refused_takeover_takes_nothing_over() -> None:
    """The session that is there ends only when the new one opens."""
    world = World()
    old = world.desktop("1001", client_id="same")
    client = world.connects()
    client.is_refused(
        open_req(25, EVENTS, agent_id="1001", client_id="same", idle_timeout=1), StatusCode.INVALID_TIMEOUT
    )
    heartbeats(old)


def test_other_sessions_never_conflict() -> None:
    """Any number of sessions without a station may have the same name."""
    world = World()
    clients = [world.open(25, BRIDGE, client_id="same") for _ in range(3)]
    for client in clients:
        heartbeats(client)


def test_a_session_may_wait_for_its_agent() -> None:
    """Named by his id alone, an agent is followed to the station where he signs in, and until he signs out."""
    world = World()
    bridge = world.bridge()
    desktop = world.open(25, DESKTOP, agent_id="1001")
    call = world.caller_calls("8001")
    bridge.asks(state_req("1001", AgentState.LOGIN, agent_instrument="2005"))
    login = like(m.AgentStateEvent, agent_state=AgentState.LOGIN, session_id=2, agent_extension="2005", monitor_id=1)
    not_ready = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY)
    desktop.hears(login, login, not_ready, not_ready)
    bridge.asks(state_req("1001", AgentState.AVAILABLE, agent_instrument="2005"))
    desktop.forgets()
    bridge.asks(call_req(m.AnswerCallReq, "2005", call))
    assert isinstance(desktop.takes(), m.CallEstablishedEvent)
    bridge.asks(call_req(m.ClearConnectionReq, "2005", call))
    world.passes(10)
    bridge.asks(state_req("1001", AgentState.NOT_READY, agent_instrument="2005"))
    desktop.forgets()
    bridge.asks(state_req("1001", AgentState.LOGOUT, agent_instrument="2005", event_reason_code=1))
    logout = like(m.AgentStateEvent, agent_state=AgentState.LOGOUT)
    desktop.hears(logout, logout)
    stranger = world.open(25, DESKTOP, agent_extension="2005", client_id="stranger")
    heartbeats(stranger)
    heartbeats(desktop)


def test_two_clients_cannot_wait_for_the_same_agent() -> None:
    """A waiting session conflicts with another that names the same agent, and with nothing else."""
    world = World()
    waiting = world.open(25, EVENTS, agent_id="1001", client_id="first")
    client = world.connects()
    client.is_refused(open_req(25, EVENTS, agent_id="1001", client_id="second"), StatusCode.DEVICE_IN_USE)
    world.open(25, EVENTS, agent_extension="2001", client_id="second")
    heartbeats(waiting)
    same = world.open(25, EVENTS, agent_id="1001", client_id="first")
    waiting.hears_the_end(m.FailureEvent(status=StatusCode.NEW_SESSION_OPENED))
    heartbeats(same)


def test_a_session_that_waited_ends_where_somebody_else_sits() -> None:
    """The agent signs in at a station that another client follows: the one that waited has to go."""
    world = World()
    bridge = world.bridge()
    waiting = world.open(25, EVENTS, agent_id="1001", client_id="first")
    seated = world.open(25, EVENTS, agent_extension="2001", client_id="second")
    bridge.asks(state_req("1001", AgentState.LOGIN))
    assert isinstance(waiting.heard[-1], m.FailureEvent)
    assert waiting.heard[-1].status is StatusCode.DEVICE_IN_USE
    assert waiting.is_cut_off
    login = like(m.AgentStateEvent, agent_state=AgentState.LOGIN, session_id=3)
    not_ready = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY, session_id=3)
    seated.hears(login, login, not_ready, not_ready)


def test_a_session_that_names_a_station_stays_there() -> None:
    """It hears of whoever sits there, and keeps the station when he goes."""
    world = World()
    bridge = world.bridge()
    desktop = world.desktop("1001")
    for agent in ("1002", "1001"):
        bridge.asks(state_req(agent, AgentState.LOGIN, agent_instrument="2001"))
        bridge.asks(state_req(agent, AgentState.LOGOUT, agent_instrument="2001", event_reason_code=1))
        assert {event.agent_id for event in desktop.heard if isinstance(event, m.AgentStateEvent)} == {agent}
        desktop.forgets()
    intruder = world.connects()
    intruder.is_refused(open_req(25, EVENTS, agent_extension="2001", client_id="x"), StatusCode.DEVICE_IN_USE)


# --- silence, and the end --------------------------------------------------------------------------------------------


def test_a_silent_client_is_reset_without_a_word() -> None:
    """Nothing for the time that the session asked for: the connection is reset, and others hear why."""
    world = World()
    monitor = world.open(25, MONITOR)
    client = world.open(25, ALL, idle_timeout=20)
    monitor.forgets()
    world.passes(19.9)
    client.hears()
    world.passes(0.1)
    client.hears_the_end()
    assert client.last_words == 0.0
    monitor.hears(like(m.ClientSessionClosedEvent, status=StatusCode.TIMEOUT))
    assert "session_idle" in world.noted()


@pytest.mark.parametrize(
    "data",
    [
        frame(HEARTBEAT, 1),
        frame(999, 1),
        frame(HEARTBEAT, 1, 2),
        frame(HEARTBEAT),
        frame(232, 1),
        ZEROS,
        frame(3, 1, 25),
    ],
    ids=["heartbeat", "unknown", "surplus", "short", "dropped", "zeros", "second open"],
)
def test_any_complete_message_is_a_sign_of_life(data: bytes) -> None:
    """Also one that is refused or dropped; half a message is none."""
    world = World()
    client = world.open(25, idle_timeout=20)
    for _ in range(3):
        world.passes(19)
        client.sends_bytes(data)
    client.sends_bytes(data[:-1])
    client.forgets()
    world.passes(19)
    assert not client.is_cut_off
    world.passes(1)
    client.hears_the_end()


def test_a_client_may_be_silent_for_ever() -> None:
    """Without an idle timeout, or with one of many years, nobody counts."""
    world = World()
    silent = [world.open(25, idle_timeout=timeout) for timeout in (0xFFFFFFFF, 0x7FFFFFFF)]
    world.passes(86_400)
    for client in silent:
        client.forgets()
        heartbeats(client)


def test_many_messages_leave_nothing_behind() -> None:
    """A client that talks all day costs no more than one that is silent."""
    world = World()
    client = world.open(25, idle_timeout=0x7FFFFFFF)
    for _ in range(500):
        client.sends_bytes(frame(HEARTBEAT, 1))
    for _ in range(50):
        world.open(25, idle_timeout=0x7FFFFFFF).leaves()
    world.passes(7200)
    assert len(world.engine._peers._heap) == 1


def test_a_session_is_closed_with_the_status_of_its_client() -> None:
    """CLOSE_CONF, then a while to go; any status is passed on."""
    world = World()
    monitor = world.open(25, MONITOR)
    client = world.open(25)
    monitor.forgets()
    client.sends(m.CloseReq(invoke_id=9, status=StatusCode.CTI_SERVER_OFFLINE))
    client.hears(m.CloseConf(invoke_id=9))
    monitor.hears(like(m.ClientSessionClosedEvent, status=StatusCode.CTI_SERVER_OFFLINE))
    world.passes(world.site.settings.close_linger - 0.1)
    assert not client.is_cut_off
    world.passes(0.1)
    client.hears_the_end()
    assert "connection_lingered" in world.noted()
    client.leaves()
    monitor.hears()


def test_a_connection_may_open_one_session_after_the_other() -> None:
    """After CLOSE_CONF, in another version; anything else finds no session."""
    world = World()
    client = world.open(15, ALL)
    client.sends(STAYS)
    client.hears(m.CloseConf)
    client.is_refused(m.HeartbeatReq(invoke_id=4), StatusCode.SESSION_NOT_OPEN)
    client.is_refused(STAYS, StatusCode.SESSION_NOT_OPEN)
    conf = client.opens(25, EVENTS, agent_id="1001")
    assert conf.monitor_id == 1
    world.passes(100)
    heartbeats(client)


def test_a_refused_client_may_try_again_until_it_is_late() -> None:
    """A refusal leaves the connection as it is, but not for ever."""
    world = World()
    client = world.connects()
    world.passes(29)
    client.is_refused(open_req(25, idle_timeout=1), StatusCode.INVALID_TIMEOUT)
    world.passes(0.5)
    client.is_refused(open_req(26), StatusCode.INVALID_VERSION)
    world.passes(0.5)
    client.hears_the_end()
    assert "connection_never_opened" in world.noted()


def test_connections_that_never_speak_are_reset() -> None:
    """Each at its own time."""
    world = World()
    first = world.connects()
    world.passes(10)
    second = world.connects()
    world.passes(20)
    assert (first.is_cut_off, second.is_cut_off) == (True, False)
    world.passes(10)
    assert second.is_cut_off


def test_a_stopping_server_says_so_to_all() -> None:
    """Every session gets FAILURE_EVENT 15 and a moment to read it; a connection without a session just ends."""
    world = World(demo(logout_on_disconnect=True))
    signed_in(world, "1001")
    desktop, silent = world.desktop("1001", 15), world.connects()
    gone = world.open(25, idle_timeout=20)
    world.passes(20)
    assert gone.is_cut_off
    world.do(world.engine.stop(world.now))
    desktop.hears_the_end(m.FailureEvent(status=StatusCode.CTI_SERVER_OFFLINE))
    assert desktop.last_words == world.site.settings.final_drain
    silent.hears_the_end()
    assert world.centre.switch.agent(PG, "1001").state is AgentState.AVAILABLE
    assert not len(world.engine.registry)


def test_a_lost_client_leaves_its_agent_as_he_is() -> None:
    """Unless the site says otherwise, the agent goes on."""
    world = World()
    bridge = signed_in(world, "1001")
    world.desktop("1001").leaves()
    bridge.hears()


def test_a_lost_client_can_make_its_agent_not_ready() -> None:
    """With the switch on, an abnormal end sets the agent NOT_READY with the reason that stands for it."""
    world = World(demo(logout_on_disconnect=True))
    bridge = signed_in(world, "1001")
    world.desktop("1001").sends(STAYS)
    bridge.hears()
    world.desktop("1001").leaves()
    gone = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY, event_reason_code=50002, agent_id="1001")
    bridge.hears(gone, gone)
    world.desktop("1002").leaves()
    world.open(25, EVENTS, agent_id="1002").leaves()
    bridge.hears()
    bridge.asks(dial_req("2001", "2002"))
    bridge.forgets()
    world.desktop("1001").leaves()
    pending = like(m.AgentStateEvent, agent_state=AgentState.TALKING, next_agent_state=AgentState.NOT_READY)
    bridge.hears(pending, pending)


def test_an_agent_behind_a_broken_link_stays_as_he_is() -> None:
    """Nothing can be told to the switch; the log says so."""
    world = World(demo(logout_on_disconnect=True))
    signed_in(world, "1001")
    desktop = world.desktop("1001")
    world.link_breaks()
    world.noted()
    desktop.leaves()
    assert world.noted() == ["session_closed", "agent_kept_state"]


# --- what may be sent when -------------------------------------------------------------------------------------------

QUERY = m.QueryAgentStateReq(invoke_id=12, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001")


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (m.HeartbeatReq(invoke_id=12), StatusCode.SESSION_NOT_OPEN),
        (m.CloseReq(invoke_id=12, status=StatusCode.NO_ERROR), StatusCode.SESSION_NOT_OPEN),
        (QUERY, StatusCode.SESSION_NOT_OPEN),
        (m.HeartbeatConf(invoke_id=12), StatusCode.SESSION_NOT_OPEN),
        (UnknownMessage(999, (12).to_bytes(4)), StatusCode.SESSION_NOT_OPEN),
        (m.ActiveMaintenanceRespMsg(invoke_id=12, maintenance_mode_accepted=True), None),
        (m.StoppingRequestsToThisSideInd(), None),
        (m.ConfigRequestKeyEvent(peripheral_id=PG), None),
    ],
)
def test_without_a_session_only_open_req_is_processed(message: Message, status: StatusCode | None) -> None:
    """Everything else is refused by its InvokeID, or dropped where it has none."""
    client = World().connects()
    client.sends(message)
    client.hears(*([] if status is None else [m.FailureConf(invoke_id=12, status=status)]))


def test_in_a_session_answers_that_nobody_waits_for_are_dropped() -> None:
    """Answers about sides are ignored and noted while no side asked."""
    world = World()
    client = world.open(25)
    client.sends(m.ActiveMaintenanceRespMsg(invoke_id=12, maintenance_mode_accepted=True))
    client.sends(m.StoppingRequestsToThisSideInd())
    client.hears()


@pytest.mark.parametrize("services", [0, BRIDGE])
def test_what_was_not_granted_is_refused(services: int) -> None:
    """A request of a service that the session does not have."""
    client = World().open(25, services)
    request = m.SessionMonitorStartReq(invoke_id=12, session_id=1)
    client.is_refused(request, StatusCode.FUNCTION_NOT_AVAILABLE)


# --- system events ---------------------------------------------------------------------------------------------------


def test_a_link_that_breaks_is_told_to_every_session() -> None:
    """SYSTEM_EVENT with the status as it is then, whatever the session was granted; and again when it is back."""
    world = World()
    clients = [world.open(version, services) for version, services in ((9, 0), (15, ALL), (25, MONITOR))]
    for client in clients:
        client.forgets()
    world.passes(5)
    world.link_breaks()
    world.passes(5)
    world.link_is_back()
    for client in clients:
        client.hears(
            like(
                m.SystemEvent,
                system_event_id=SystemEventID.PERIPHERAL_OFFLINE,
                system_event_arg1=PG,
                pg_status=PGStatusCode.PERIPHERAL_OFFLINE,
                icm_central_controller_time=int(START) + 5,
            ),
            like(
                m.SystemEvent,
                system_event_id=SystemEventID.PERIPHERAL_ONLINE,
                system_event_arg1=PG,
                pg_status=PGStatusCode(0),
                icm_central_controller_time=int(START) + 10,
            ),
        )


def test_open_conf_says_that_the_link_is_down() -> None:
    """An agent's session is told of his own peripheral, another one of all."""
    world = World()
    world.link_breaks()
    for services, items in ((EVENTS, {"agent_id": "1001"}), (ALL, {})):
        conf = world.connects().opens(25, services, **items)
        assert (conf.peripheral_online, conf.pg_status) == (False, PGStatusCode.PERIPHERAL_OFFLINE)


def test_each_half_hour_is_told_to_every_session() -> None:
    """At the half hour and at no other time, also to a session without services."""
    world = World()
    client = world.open(9)
    world.passes(1199)
    client.hears()
    world.passes(1)
    event = like(m.SystemEvent, system_event_id=SystemEventID.HALF_HOUR_CHANGE, system_event_arg1=0)
    (told,) = client.hears(event)
    assert isinstance(told, m.SystemEvent)
    assert told.icm_central_controller_time == START + 1200
    world.passes(3600)
    client.hears(event, event)


def test_nobody_is_woken_for_half_hours_that_nobody_hears() -> None:
    """Without sessions there is nothing to tell."""
    world = World()
    assert world.engine.next_deadline() is None
    world.passes(7200)
    client = world.open(25)
    client.hears()


# --- options of a session --------------------------------------------------------------------------------------------


def test_duplicate_agent_events_can_be_left_out() -> None:
    """Only the first group's event of a change, and nothing when only groups change."""
    world = World()
    plain = world.open(15, BRIDGE)
    terse = world.open(15, BRIDGE | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS)
    deaf = world.open(15, BRIDGE | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS, agent_state_mask=0x4)
    plain.asks(state_req("1001", AgentState.LOGIN))
    login = like(m.AgentStateEvent, agent_state=AgentState.LOGIN)
    not_ready = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY)
    plain.hears(login, login, not_ready, not_ready)
    terse.hears(login, not_ready)
    deaf.hears(not_ready)
    plain.asks(state_req("1001", AgentState.NOT_READY, event_reason_code=7))
    reason = like(m.AgentStateEvent, agent_state=AgentState.NOT_READY, event_reason_code=7, skill_group_number=1)
    terse.hears(reason)
    plain.asks(state_req("1001", AgentState.AVAILABLE))
    deaf.hears(reason)
    plain.asks(state_req("1001", AgentState.NOT_READY, event_reason_code=7))
    deaf.hears()


def test_confirmations_can_be_left_out() -> None:
    """Confirmations of control requests are suppressed; answers to questions, and failures, are not."""
    world = World()
    terse = world.open(14, BRIDGE | CTIService.SERVICE_IGNORE_CONF, agent_state_mask=0)
    terse.sends(state_req("1001", AgentState.LOGIN))
    terse.hears()
    terse.sends(QUERY, m.HeartbeatReq(invoke_id=13), state_req("1001", AgentState.LOGIN, invoke_id=14))
    terse.hears(m.QueryAgentStateConf, m.HeartbeatConf, like(m.ControlFailureConf, invoke_id=14))


def test_the_debug_bit_changes_nothing() -> None:
    """It is granted, and the session goes on as any other."""
    client = World().open(24, BRIDGE | CTIService.SERVICE_DEBUG)
    heartbeats(client)


# --- simulated agents ------------------------------------------------------------------------------------------------


def test_a_session_takes_a_simulated_agent_over() -> None:
    """While a client follows him he does nothing by himself; a while after the last one is gone he does again."""
    world = World(life=True, calls_per_hour=0)
    bridge = world.bridge()
    desktops = [world.desktop(agent, name="same") for agent in ("1003", "1004", "1005")]
    again = world.desktop("1005", name="same")
    assert desktops[2].is_cut_off
    world.passes(20)
    bridge.forgets()
    world.caller_calls("8001")
    world.passes(40)
    assert not [event for event in bridge.heard if isinstance(event, m.CallEstablishedEvent)], "nobody answers"
    for client in (*desktops, again):
        client.leaves()
    world.passes(59)
    bridge.forgets()
    world.passes(1000)
    assert [event for event in bridge.heard if isinstance(event, m.CallEstablishedEvent)], "somebody answers again"


def test_a_control_request_takes_a_simulated_agent_over() -> None:
    """Any request that names him does, until the session that sent it ends."""
    world = World(life=True, calls_per_hour=0)
    bridge = world.bridge()
    for agent in ("1003", "1004", "1005"):
        bridge.asks(state_req(agent, AgentState.AVAILABLE))
    bridge.forgets()
    world.caller_calls("8001")
    world.passes(40)
    assert not [event for event in bridge.heard if isinstance(event, m.CallEstablishedEvent)], "nobody answers"


def test_without_life_nobody_is_taken_over() -> None:
    """An agent who does not work by himself does not begin to."""
    world = World()
    world.desktop("1003").leaves()
    world.passes(60)
    assert world.engine.next_deadline() is None
