"""Sessions on the engine: silence, the end, what may be sent when, system events, options."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, PGStatusCode, StatusCode, SystemEventID
from ctiproto.declare import Message
from ctiproto.unknown import UnknownMessage
from tests.support.frames import CLOSE, HEARTBEAT, UNKNOWN_TAG, ZEROS, frame
from tests.support.harness import BRIDGE, PG, START, World, demo, dial_req, like, open_req
from tests.support.services import ALL, EVENTS, MONITOR, STAYS

# --- silence, and the end --------------------------------------------------------------------------------------------


@pytest.mark.fidelity("sessions.silent-reset")
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


@pytest.mark.fidelity("sessions.sign-of-life")
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
    """Without an idle timeout, or with one of many years, silence ends no session."""
    world = World()
    silent = [world.open(25, idle_timeout=timeout) for timeout in (0xFFFFFFFF, 0x7FFFFFFF)]
    world.passes(86_400)
    for client in silent:
        client.forgets()
        client.heartbeats()


def test_many_messages_leave_nothing_behind() -> None:
    """A client that talks all day costs no more than one that is silent."""
    world = World()
    client = world.open(25, idle_timeout=0x7FFFFFFF)
    for _ in range(500):
        client.sends_bytes(frame(HEARTBEAT, 1))
    for _ in range(50):
        world.open(25, idle_timeout=0x7FFFFFFF).leaves()
    world.passes(7200)
    assert len(world.engine._connections._heap) == 1


@pytest.mark.fidelity("sessions.close-linger", "sessions.any-close-status")
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


def test_whoever_closes_is_let_go() -> None:
    """A CLOSE_REQ ends the session also if there is something wrong with it."""
    client = World().open(15)
    client.sends_bytes(frame(CLOSE, 3, 0, fields=((UNKNOWN_TAG, b""),), version=15))
    client.hears(m.CloseConf(invoke_id=3))


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
    client.heartbeats()


@pytest.mark.fidelity("sessions.refused-stays")
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


@pytest.mark.fidelity("sessions.open-timeout")
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


@pytest.mark.fidelity("sessions.final-drain")
def test_a_stopping_server_says_so_to_all() -> None:
    """Every session gets FAILURE_EVENT 15 and a moment to read it; a connection without a session just ends."""
    world = World(demo(logout_on_disconnect=True))
    world.staffed("1001")
    desktop, silent = world.desktop("1001", 15), world.connects()
    gone = world.open(25, idle_timeout=20)
    world.passes(20)
    assert gone.is_cut_off
    world.do(world.duplex.stop(world.now))
    desktop.hears_the_end(m.FailureEvent(status=StatusCode.CTI_SERVER_OFFLINE))
    assert desktop.last_words == world.site.settings.final_drain
    silent.hears_the_end()
    assert world.centre.switch.agent(PG, "1001").state is AgentState.AVAILABLE
    assert not len(world.engine.registry)


def test_a_lost_client_leaves_its_agent_as_he_is() -> None:
    """Unless the site says otherwise, the agent goes on."""
    world = World()
    bridge = world.staffed("1001")
    world.desktop("1001").leaves()
    bridge.hears()


@pytest.mark.fidelity("agents.lost-client")
def test_a_lost_client_can_make_its_agent_not_ready() -> None:
    """With the switch on, an abnormal end sets the agent NOT_READY with the reason that stands for it."""
    world = World(demo(logout_on_disconnect=True))
    bridge = world.staffed("1001")
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
    world = World(demo(logout_on_disconnect=True, logout_on_peripheral_loss=False))
    world.staffed("1001")
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


@pytest.mark.fidelity("open-conf.all-online")
def test_open_conf_says_that_the_link_is_down() -> None:
    """An agent's session is told of the agent's peripheral, another session of all."""
    world = World()
    world.link_breaks()
    for services, items in ((EVENTS, {"agent_id": "1001"}), (ALL, {})):
        conf = world.connects().opens(25, services, **items)
        assert (conf.peripheral_online, conf.pg_status) == (False, PGStatusCode.PERIPHERAL_OFFLINE)


@pytest.mark.fidelity("system.half-hours")
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
    assert world.duplex.next_deadline() is None
    world.passes(7200)
    client = world.open(25)
    client.hears()
