"""A side that becomes the active one: what its sessions are told, and whom they follow then."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CTIService, EventCause, LocalConnectionState, StatusCode, SystemEventID
from ctiserver.engine.sessions.grants import Grant, grant
from ctiserver.site.keys import DeviceKey
from tests.support.harness import (
    BRIDGE,
    DESKTOP,
    PG,
    SUPERVISOR,
    Client,
    Like,
    call_req,
    demo,
    dial_req,
    every_call_event,
    like,
    state_req,
)
from tests.support.two_sides import DUPLEX_BRIDGE, DUPLEX_DESKTOP, STANDBY, TwoSides

NOW_ACTIVE = m.StandbyActiveEventMsg
CAUSE = EventCause.CEC_CALL_PARTY_UPDATE_IND
MONITOR = CTIService.SERVICE_CLIENT_MONITOR


def signed_in(world: TwoSides, *agents: str, station: str | None = None) -> Client:
    """Agents are available; a client at side A that had them do so."""
    bridge = world.goes_to("A", "bridge", 15, BRIDGE)
    for agent in agents:
        where = {} if station is None else {"agent_instrument": station}
        for state in (AgentState.LOGIN, AgentState.AVAILABLE):
            conf = bridge.asks(state_req(agent, state, **where))
            assert isinstance(conf, m.SetAgentStateConf), conf
    return bridge


# --- sessions that see all -------------------------------------------------------------------------------------------


@pytest.mark.fidelity("sides.calls-told-again", "sides.ringing-calls-told-again")
def test_who_sees_all_learns_how_each_connection_is() -> None:
    """A call that is talked on, one on hold, and one that only rings; only one who sees all is told so."""
    world = TwoSides()
    bridge = signed_in(world, "1001", "1006")
    talked = world.caller_calls("8001", ani="5550100")
    bridge.asks(call_req(m.AnswerCallReq, "2001", talked))
    held = world.caller_calls("8002", ani="5550101")
    bridge.asks(call_req(m.AnswerCallReq, "2006", held))
    bridge.asks(call_req(m.HoldCallReq, "2006", held))
    bridge.asks(state_req("1002", AgentState.LOGIN))
    bridge.asks(state_req("1002", AgentState.AVAILABLE))
    ringing = world.caller_calls("8001", ani="5550102")
    watching = world.waits_at("B", "watching")
    plain = world.waits_at("B", "plain", services=STANDBY)
    world.kills("A")
    watching.hears(
        NOW_ACTIVE,
        like(m.SystemEvent, system_event_id=SystemEventID.PERIPHERAL_ONLINE),
        begun(talked),
        established(talked, "5550100", "5550100"),
        established(talked, "2001", "2001"),
        begun(held),
        established(held, "5550101", "5550101"),
        established(held, "2006", "2006"),
        like(m.CallHeldEvent, connection_call_id=held, holding_device_id="2006", event_cause=CAUSE),
        begun(ringing),
        like(m.CallDeliveredEvent, connection_call_id=ringing, alerting_device_id="2002", event_cause=CAUSE),
    )
    plain.hears(NOW_ACTIVE)


def begun(call: int) -> Like:
    """BEGIN_CALL_EVENT for those who see all."""
    return like(m.BeginCallEvent, connection_call_id=call, monitor_id=0)


def established(call: int, connection: str, device: str) -> Like:
    """CALL_ESTABLISHED_EVENT that says how a connection is."""
    return like(
        m.CallEstablishedEvent,
        connection_call_id=call,
        connection_device_id=connection,
        answering_device_id=device,
        local_connection_state=LocalConnectionState.CONNECT,
        event_cause=CAUSE,
    )


def test_what_is_masked_is_not_told() -> None:
    """The masks of OPEN_REQ hold for the new beginning as for all else."""
    world = TwoSides()
    signed_in(world, "1001")
    world.caller_calls()
    mask = every_call_event(25) & ~0x2000
    waiting = world.waits_at("B", "watching", call_msg_mask=mask)
    world.kills("A")
    waiting.hears(NOW_ACTIVE, m.SystemEvent, m.CallDeliveredEvent)


def test_one_who_sees_all_and_follows_a_station() -> None:
    """Its own part carries its own monitor, and both streams begin."""
    world = TwoSides()
    signed_in(world, "1001")
    call = world.caller_calls()
    both = DUPLEX_BRIDGE | CTIService.SERVICE_CLIENT_EVENTS
    waiting = world.desk_at("B", "1001", services=both)
    world.kills("A")
    (session,) = world.duplex.sides["B"].engine.registry
    own = session.monitor_id
    assert own
    waiting.hears(
        NOW_ACTIVE,
        m.SystemEvent,
        like(m.BeginCallEvent, monitor_id=own, connection_call_id=call),
        like(m.BeginCallEvent, monitor_id=0, connection_call_id=call),
        like(m.CallDeliveredEvent, monitor_id=own),
    )


# --- sessions that follow an agent -----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [24, 25])
def test_a_desktop_on_standby_follows_its_agent_from_then_on(version: int) -> None:
    """It has its monitor and its calls as if it had just been opened."""
    world = TwoSides()
    first = world.goes_to("A", "desktop 1001", 25, DESKTOP, agent_id="1001", agent_extension="2001")
    second = world.desk_at("B", "1001", version)
    first.asks(state_req("1001", AgentState.LOGIN))
    first.asks(state_req("1001", AgentState.AVAILABLE))
    call = world.caller_calls()
    world.stops("A")
    (session,) = world.duplex.sides["B"].engine.registry
    second.hears(NOW_ACTIVE, like(m.BeginCallEvent, monitor_id=session.monitor_id, connection_call_id=call))
    assert isinstance(second.asks(call_req(m.AnswerCallReq, "2001", call)), m.AnswerCallConf)
    assert like(m.CallEstablishedEvent, monitor_id=session.monitor_id).cls in map(type, second.heard)


def test_an_agent_who_signed_in_meanwhile_is_found() -> None:
    """An agent who is named by id alone is followed to the station of that moment."""
    world = TwoSides()
    waiting = world.waits_at("B", "desktop", services=DUPLEX_DESKTOP, agent_id="1001")
    signed_in(world, "1001", station="2002")
    world.kills("A")
    (session,) = world.duplex.sides["B"].engine.registry
    assert session.device == (PG, "2002")
    waiting.hears(NOW_ACTIVE)
    assert isinstance(
        waiting.asks(state_req("1001", AgentState.NOT_READY, agent_instrument="2002")), m.SetAgentStateConf
    )


def test_an_agent_who_is_elsewhere_by_then() -> None:
    """A session that names the old station ends with the status that an OPEN_REQ would get."""
    world = TwoSides()
    waiting = world.desk_at("B", "1001")
    signed_in(world, "1001", station="2002")
    world.kills("A")
    waiting.hears_the_end(NOW_ACTIVE, m.FailureEvent(status=StatusCode.INCONSISTENT_AGENT_DATA))
    assert world.duplex.sides["B"].engine.registry.at_device(DeviceKey(PG, "2002")) is None


def test_two_clients_that_wait_for_one_station() -> None:
    """The first has it; another client is told that it is taken, the same client takes it over."""
    world = TwoSides()
    first = world.desk_at("B", "1001")
    rival = world.waits_at("B", "rival", services=DUPLEX_DESKTOP, agent_id="1001", agent_extension="2001")
    again = world.desk_at("B", "1001")
    world.kills("A")
    first.hears_the_end(NOW_ACTIVE, m.FailureEvent(status=StatusCode.NEW_SESSION_OPENED))
    rival.hears_the_end(NOW_ACTIVE, m.FailureEvent(status=StatusCode.DEVICE_IN_USE))
    again.hears(NOW_ACTIVE)
    again.heartbeats()


def test_a_supervisor_hears_of_her_team() -> None:
    """When a supervisor's session becomes active it gets AGENT_TEAM_CONFIG_EVENTs, as behind OPEN_CONF."""
    world = TwoSides()
    waiting = world.desk_at("B", "1000", services=SUPERVISOR | STANDBY)
    world.kills("A")
    waiting.hears(NOW_ACTIVE, m.AgentTeamConfigEvent, m.AgentTeamConfigEvent)


# --- sessions that watch sessions ------------------------------------------------------------------------------------


def test_who_watches_sessions_hears_of_each_once() -> None:
    """Sessions before it at once, later ones at their turn; sessions on standby are not reported."""
    world = TwoSides()
    before = world.waits_at("B", "before", services=STANDBY)
    monitor = world.waits_at("B", "monitor", services=STANDBY | MONITOR)
    world.waits_at("B", "after", services=STANDBY)
    before.sends(m.HeartbeatReq(invoke_id=1))
    before.forgets()
    monitor.hears()
    world.kills("A")
    opened = [like(m.ClientSessionOpenedEvent, client_id=name) for name in ("before", "after")]
    monitor.hears(NOW_ACTIVE, *opened)
    before.leaves()
    monitor.hears(like(m.ClientSessionClosedEvent, client_id="before"))


def test_alarms_are_raised_when_the_session_is_active() -> None:
    """Alarms are raised once the session is active, and not while it is on standby."""
    world = TwoSides()
    world.waits_at("B", "watched", services=STANDBY | CTIService.SERVICE_CONNECTION_MONITOR)
    assert list(world.duplex.sides["B"].engine.out.alarms) == []
    world.kills("A")
    assert [alarm.event for alarm in world.duplex.sides["B"].engine.out.alarms] == ["connection_established"]


def test_half_hours_are_told_by_the_active_side() -> None:
    """The active side tells the end of a half-hour once, to its own sessions."""
    world = TwoSides()
    bridge = world.goes_to("A", "bridge", 15, 0)
    waiting = world.waits_at("B", "bridge")
    world.passes(1800)
    bridge.hears(like(m.SystemEvent, system_event_id=SystemEventID.HALF_HOUR_CHANGE))
    waiting.hears()


def test_a_call_is_heard_once_however_often_the_sides_change() -> None:
    """Back at the first side nothing is left of what that knew."""
    world = TwoSides(demo(load_time=0.0))
    signed_in(world, "1001")
    call = world.caller_calls()
    for here, there in (("B", "A"), ("A", "B")):
        desk = world.desk_at(here, "1001")
        world.kills(there)
        world.starts(there)
        (begun,) = [message for message in desk.heard if isinstance(message, m.BeginCallEvent)]
        assert (begun.connection_call_id, begun.clients) == (call, ())
        desk.forgets()
    world.caller_hangs_up(call)
    assert [type(message) for message in desk.heard].count(m.EndCallEvent) == 1


def test_dialling_is_not_retold() -> None:
    """A connection that is neither ringing nor talked on has no event of its own; the call begins all the same."""
    world = TwoSides()
    bridge = signed_in(world, "1001")
    bridge.asks(state_req("1001", AgentState.NOT_READY))
    bridge.asks(dial_req("2001", "2002"))
    waiting = world.waits_at("B", "bridge")
    world.kills("A")
    waiting.hears(NOW_ACTIVE, m.SystemEvent, m.BeginCallEvent, m.CallDeliveredEvent)


def test_a_mistake_of_ours_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others become active; the log says what went wrong."""
    world = TwoSides()
    world.is_allowed_to_fail = True
    broken = world.waits_at("B", "broken")
    well = world.waits_at("B", "well")

    def fail(request: m.OpenReq, *arguments: Any, **more: Any) -> Grant:
        if request.client_id == "broken":
            raise ZeroDivisionError
        return grant(request, *arguments, **more)

    monkeypatch.setattr("ctiserver.engine.engine.grant", fail)
    world.kills("A")
    broken.hears(NOW_ACTIVE)
    well.hears(NOW_ACTIVE, m.SystemEvent)
    assert world.noted().count("request_failed") == 1
    assert world.roles == "down active"
