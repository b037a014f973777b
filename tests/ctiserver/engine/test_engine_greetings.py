"""What a session hears right after OPEN_CONF, and who hears of the session."""

from __future__ import annotations

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentFlags,
    AgentState,
    CallMsgMask,
    CTIService,
    EventCause,
    PGStatusCode,
    StatusCode,
    SystemEventID,
    TeamConfigOperation,
)
from ctiproto.constants import LocalConnectionState as L
from ctiproto.declare import Message
from ctiserver.centre.switch.commands import EmergencyCall
from ctiserver.site.model import Peripheral
from tests.support.frames import frame
from tests.support.harness import (
    BRIDGE,
    DESKTOP,
    PG,
    START,
    SUPERVISOR,
    World,
    call_req,
    demo,
    dial_req,
    like,
    open_req,
)
from tests.support.orders import emergency
from tests.support.services import ALARMS, ALL, MONITOR, STAYS, SUPERVISES

# --- what follows OPEN_CONF ------------------------------------------------------------------------------------------


@pytest.mark.fidelity(
    "greetings.teams-first", "greetings.order", "sessions.open-conf-first", "sessions.others-hear-last"
)
def test_what_follows_open_conf_comes_in_its_order() -> None:
    """Teams, then peripherals, then other sessions, then calls in progress; others hear of the session last."""
    site = demo()
    world = World(attrs.evolve(site, peripherals=(Peripheral(4000, online=False), *site.peripherals)))
    bridge = world.staffed("1000", ready=False)
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


@pytest.mark.fidelity("greetings.before-answers")
@pytest.mark.parametrize("version", [14, 15, 24])
def test_an_answer_comes_behind_what_follows_open_conf(version: int) -> None:
    """Also if the client sent its next messages in the same segment as OPEN_REQ."""
    site = demo()
    world = World(attrs.evolve(site, peripherals=(Peripheral(4000, online=False), *site.peripherals)))
    client = world.connects()
    client.sends(
        open_req(version, ALL | SUPERVISES),
        m.HeartbeatReq(invoke_id=0),
        m.ConfigRequestKeyEvent(peripheral_id=PG),
    )
    client.hears(
        m.OpenConf,
        *[like(m.AgentTeamConfigEvent, team_id=7001)] * 2,
        *[like(m.AgentTeamConfigEvent, team_id=7002)] * 2,
        like(m.SystemEvent, system_event_arg1=4000),
        like(m.SystemEvent, system_event_arg1=PG),
        m.HeartbeatConf(invoke_id=0),
        m.ConfigKeyEvent,
    )


def test_a_session_without_services_hears_nothing_more() -> None:
    """Only who asked for something is told something."""
    client = World().connects()
    client.opens(25)
    client.hears()


@pytest.mark.fidelity("greetings.peripherals", "greetings.ascending")
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
    world.staffed("1001")
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
    world.staffed("1100")
    by_station.opens(25, SUPERVISOR, agent_extension="2100")
    by_station.hears(like(m.AgentTeamConfigEvent, team_id=7002), like(m.AgentTeamConfigEvent, team_id=7002))


def test_masks_hold_from_the_first_message_on() -> None:
    """Teams and calls in progress are not sent to who does not want them; histories are kept all the same."""
    world = World()
    bridge = world.staffed("1000", ready=False)
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


@pytest.mark.fidelity("greetings.calls-in-progress", "greetings.no-call-events")
def test_calls_in_progress_are_told_oldest_first_and_end_later() -> None:
    """One BEGIN_CALL_EVENT per call at the station, also for one that the agent is still finishing up."""
    world = World()
    bridge = world.staffed("1001")
    world.caller_calls("8002")
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


@pytest.mark.fidelity("greetings.resync")
def test_a_site_may_have_the_state_of_calls_told() -> None:
    """Behind the beginning of each call stands how the station is connected to it, with cause 61, and no more."""
    world = World(demo(resync_state_events=True))
    bridge = world.staffed("1001")
    call = world.caller_calls("8001")

    def hears(*state: tuple[type[Message], L]) -> None:
        desktop = world.connects()
        monitor = desktop.opens(25, DESKTOP, agent_id="1001").monitor_id
        about = {"monitor_id": monitor, "connection_call_id": call, "connection_device_id": "2001"}
        told = [
            like(kind, local_connection_state=local, event_cause=EventCause.CEC_SNAPSHOT, **about)
            for kind, local in state
        ]
        desktop.hears(like(m.BeginCallEvent, monitor_id=monitor, connection_call_id=call), *told)
        desktop.leaves()
        bridge.forgets()

    hears((m.CallDeliveredEvent, L.ALERTING))
    bridge.asks(call_req(m.AnswerCallReq, "2001", call))
    hears((m.CallEstablishedEvent, L.CONNECT))
    bridge.asks(call_req(m.HoldCallReq, "2001", call))
    hears((m.CallEstablishedEvent, L.CONNECT), (m.CallHeldEvent, L.HOLD))
    world.caller_hangs_up(call)
    hears()


def test_a_call_that_is_being_placed_is_told_as_such() -> None:
    """While the far end rings, the caller's connection is the one that got dial tone."""
    world = World(demo(resync_state_events=True))
    bridge = world.staffed("1001", ready=False)
    conf = bridge.asks(dial_req("2001", "2002"))
    assert isinstance(conf, m.MakeCallConf)
    desktop = world.connects()
    desktop.opens(25, DESKTOP, agent_id="1001")
    about = {"connection_call_id": conf.new_connection_call_id, "connection_device_id": "2001"}
    desktop.hears(
        like(m.BeginCallEvent, connection_call_id=conf.new_connection_call_id),
        like(
            m.CallServiceInitiatedEvent,
            local_connection_state=L.INITIATE,
            event_cause=EventCause.CEC_SNAPSHOT,
            calling_device_id="2001",
            **about,
        ),
    )


def test_the_mask_of_a_session_holds_for_the_state_of_calls_too() -> None:
    """A session that wants no CALL_DELIVERED_EVENT is told the beginning alone."""
    world = World(demo(resync_state_events=True))
    world.staffed("1001")
    call = world.caller_calls("8001")
    desktop = world.connects()
    desktop.opens(25, DESKTOP, agent_id="1001", call_msg_mask=CallMsgMask.BEGIN_CALL_MASK)
    desktop.hears(like(m.BeginCallEvent, connection_call_id=call))


# --- sessions that watch sessions ------------------------------------------------------------------------------------


@pytest.mark.fidelity("greetings.sessions", "sessions.end-told")
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


@pytest.mark.fidelity("sessions.name-that-fills-its-field")
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


@pytest.mark.fidelity("alarms.connections")
def test_connections_are_alarms() -> None:
    """Established and ended well: normal; ended badly: an error.  Sessions without the service are none."""
    world = World()
    for leaves in (False, True):
        client = world.open(25, CTIService.SERVICE_CONNECTION_MONITOR)
        if leaves:
            client.leaves()
        else:
            client.asks(m.CloseReq(invoke_id=1, status=StatusCode.NO_ERROR))
    world.open(25, 0).leaves()
    alarms = [(alarm.event, alarm.level) for alarm in world.engine.out.alarms]
    assert alarms == [
        ("connection_established", "info"),
        ("connection_ended", "info"),
        ("connection_established", "info"),
        ("connection_ended_abnormally", "error"),
    ]
    (first, *_) = world.engine.out.alarms
    assert {"client_id", "signature", "host"} <= {name for name, _ in first.fields}


@pytest.mark.parametrize("by_client", [True, False])
def test_an_emergency_is_an_alarm(by_client: bool) -> None:
    """An emergency call raises an alarm, with the client that asked or without one."""
    world = World()
    bridge = world.staffed("1001", ready=False)
    if by_client:
        bridge.asks(emergency(None, agent_id="1001"))
    else:
        world.happens(EmergencyCall(peripheral_id=PG, device="2001"))
    (alarm,) = world.engine.out.alarms
    assert (alarm.event, alarm.level) == ("emergency_called", "error")
    assert dict(alarm.fields) == {"agent": "1001", "client_id": "bridge" if by_client else None}
