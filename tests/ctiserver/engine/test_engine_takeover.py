"""One station, one session: who is refused, who takes over, and who waits for an agent."""

from __future__ import annotations

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, StatusCode
from tests.support.frames import HEARTBEAT, frame
from tests.support.harness import BRIDGE, DESKTOP, PG, World, call_req, demo, like, open_req, state_req
from tests.support.services import EVENTS, MONITOR

# --- one station, one session ----------------------------------------------------------------------------------------


@pytest.mark.fidelity("sessions.one-client-for-a-device")
@pytest.mark.parametrize("items", [{"agent_id": "1001"}, {"agent_extension": "2001"}, {"agent_instrument": "2001"}])
def test_a_station_has_one_client(items: dict[str, str]) -> None:
    """Another client is refused, and the one that was first goes on undisturbed."""
    world = World()
    world.staffed("1001")
    desktop = world.desktop("1001", client_id="first")
    intruder = world.connects("intruder")
    intruder.is_refused(open_req(25, EVENTS, client_id="second", **items), StatusCode.DEVICE_IN_USE)
    desktop.heartbeats()


@pytest.mark.fidelity("sessions.same-client", "sessions.takeover")
def test_the_same_client_takes_its_session_over() -> None:
    """The old connection is told why and hung up on; then the new one opens, and the agent notices nothing."""
    world = World(demo(logout_on_disconnect=True))
    world.staffed("1001")
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
    old.heartbeats()


def test_other_sessions_never_conflict() -> None:
    """Any number of sessions without a station may have the same name."""
    world = World()
    clients = [world.open(25, BRIDGE, client_id="same") for _ in range(3)]
    for client in clients:
        client.heartbeats()


@pytest.mark.fidelity("sessions.waits-for-its-agent")
def test_a_session_may_wait_for_its_agent() -> None:
    """A session that names the agent's id alone follows the agent from login to logout."""
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
    call = world.centre.switch.present_leg(PG, call)
    bridge.asks(call_req(m.AnswerCallReq, "2005", call))
    talking = like(m.AgentStateEvent, agent_state=AgentState.TALKING)
    desktop.hears(talking, talking, m.CallEstablishedEvent, m.RtpStartedEvent, m.RtpStartedEvent)
    bridge.asks(call_req(m.ClearConnectionReq, "2005", call))
    world.passes(10)
    bridge.asks(state_req("1001", AgentState.NOT_READY, agent_instrument="2005"))
    desktop.forgets()
    bridge.asks(state_req("1001", AgentState.LOGOUT, agent_instrument="2005", event_reason_code=1))
    logout = like(m.AgentStateEvent, agent_state=AgentState.LOGOUT)
    desktop.hears(logout, logout)
    stranger = world.open(25, DESKTOP, agent_extension="2005", client_id="stranger")
    stranger.heartbeats()
    desktop.heartbeats()


def test_two_clients_cannot_wait_for_the_same_agent() -> None:
    """A waiting session conflicts with another that names the same agent, and with nothing else."""
    world = World()
    waiting = world.open(25, EVENTS, agent_id="1001", client_id="first")
    client = world.connects()
    client.is_refused(open_req(25, EVENTS, agent_id="1001", client_id="second"), StatusCode.DEVICE_IN_USE)
    world.open(25, EVENTS, agent_extension="2001", client_id="second")
    waiting.heartbeats()
    same = world.open(25, EVENTS, agent_id="1001", client_id="first")
    waiting.hears_the_end(m.FailureEvent(status=StatusCode.NEW_SESSION_OPENED))
    same.heartbeats()


@pytest.mark.fidelity("sessions.waited-in-vain")
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
    """It hears of any agent at the station, and keeps the station when the agent leaves."""
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
