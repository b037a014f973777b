"""What an OPEN_REQ is granted, and what OPEN_CONF says."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    CTIService,
    MultilineAgentControl,
    PeripheralType,
    PGStatusCode,
    SessionType,
    StatusCode,
)
from ctiserver.engine.outcome import Outcome
from ctiserver.site.model import Client as KnownClient
from ctiserver.site.model import Peripheral, Site
from tests.support.harness import BRIDGE, DESKTOP, PG, START, SUPERVISOR, World, demo, state_req
from tests.support.services import ALL, CONTROL, EVENTS, SUPERVISES

# --- what is granted -------------------------------------------------------------------------------------------------


def granted(world: World, services: int, version: int = 25, **fields: Any) -> int:
    """The services that OPEN_CONF grants."""
    return int(world.connects().opens(version, services, **fields).services_granted)


@pytest.mark.fidelity("sessions.usually-granted")
@pytest.mark.parametrize(
    ("version", "asked", "given"),
    [
        (15, 0x001C0296, 0x001C0296),
        (25, 0x0000C010, 0x00000010),
        (25, 0x00001C10, 0x00000010),
        (25, 0x80000010, 0x80000010),
        (25, 0x00002000, 0x00002000),
        (25, 0x00280014, 0x00280014),
        (9, 0x00000200, 0x00000200),
    ],
)
def test_what_is_granted(version: int, asked: int, given: int) -> None:
    """Everything that was asked for, but what has no effect by our own rule and what has no format."""
    assert granted(World(), asked, version) == given


@pytest.mark.fidelity("sessions.fewer-services")
def test_a_site_says_what_may_be_granted() -> None:
    """What the site does not grant is missing in OPEN_CONF, which is no failure; a client may have its own."""
    narrow = attrs.evolve(
        demo(grantable=CTIService(ALL)), clients=(KnownClient("lead", grantable=CTIService(ALL | CONTROL)),)
    )
    world = World(narrow)
    assert granted(world, ALL | CONTROL) == ALL
    assert granted(world, ALL | CONTROL, client_id="lead") == ALL | CONTROL


@pytest.mark.fidelity("sessions.agent-states-alone")
def test_agent_states_without_call_control() -> None:
    """Where policy allows agent states and no calls, the smaller service stands in for the larger one."""
    limited = CTIService.AGENT_STATE_CONTROL_ONLY
    world = World(demo(grantable=CTIService(ALL | limited)))
    bridge = world.connects("bridge")
    assert int(bridge.opens(25, ALL | CONTROL).services_granted) == ALL | limited
    bridge.forgets()
    assert granted(world, ALL) == ALL
    bridge.asks(state_req("1001", AgentState.LOGIN))
    bridge.forgets()
    conf = bridge.asks(m.QueryAgentStateReq(invoke_id=9, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001"))
    assert isinstance(conf, m.QueryAgentStateConf)
    call = m.MakeCallReq(invoke_id=10, peripheral_id=PG, agent_instrument="2001", dialed_number="2002")
    bridge.is_refused(call, StatusCode.FUNCTION_NOT_AVAILABLE)


@pytest.mark.fidelity("sessions.supervisor-or-nothing")
def test_a_supervisor_must_be_one() -> None:
    """SUPERVISOR without CLIENT_EVENTS or ALL_EVENTS, for a plain agent, or where it is not granted, is refused."""
    world = World()
    world.refuses(StatusCode.FUNCTION_NOT_AVAILABLE, services=SUPERVISES | CONTROL)
    world.refuses(StatusCode.FUNCTION_NOT_AVAILABLE, services=SUPERVISOR, agent_id="1001")
    world.supervisor("1000")
    world.open(15, SUPERVISES | ALL)
    narrow = World(demo(grantable=CTIService(DESKTOP)))
    narrow.refuses(StatusCode.FUNCTION_NOT_AVAILABLE, services=SUPERVISOR, agent_id="1000")


def test_client_events_that_are_not_granted_take_nothing_over() -> None:
    """The agent is checked, but the session follows none and takes no station over."""
    site = attrs.evolve(demo(), clients=(KnownClient("poor", grantable=CTIService(CONTROL)),))
    world = World(site)
    desktop = world.desktop("1001")
    poor = world.connects("poor")
    conf = poor.opens(25, DESKTOP, agent_extension="2001", client_id="poor")
    assert (conf.monitor_id, conf.agent_state) == (0, AgentState.UNKNOWN)
    assert (conf.agent_id, conf.agent_extension) == (None, None)
    desktop.sends(m.HeartbeatReq(invoke_id=1))
    desktop.hears(m.HeartbeatConf)


# --- OPEN_CONF -------------------------------------------------------------------------------------------------------


def two_peripherals(kind: PeripheralType = PeripheralType.ENTERPRISE_AGENT) -> Site:
    """The demo site with a second peripheral, whose link is down."""
    site = demo()
    return attrs.evolve(site, peripherals=(*site.peripherals, Peripheral(5001, type=kind, online=False)))


@pytest.mark.fidelity("open-conf.peripheral-type", "open-conf.session-type")
@pytest.mark.parametrize("version", [9, 13, 14, 15, 18, 19, 20, 22, 23, 24, 25])
def test_open_conf_of_a_session_that_sees_all(version: int) -> None:
    """No monitor, no agent; from version 14 on the CCE peripherals, from 24 on that the session is active."""
    conf = World().connects().opens(version, BRIDGE, invoke_id=0x7FFFFFFF)
    assert conf == m.OpenConf(
        invoke_id=0x7FFFFFFF,
        services_granted=BRIDGE,
        monitor_id=0,
        pg_status=PGStatusCode(0),
        icm_central_controller_time=int(START),
        peripheral_online=True,
        peripheral_type=PeripheralType.ENTERPRISE_AGENT,
        agent_state=AgentState.UNKNOWN,
        department_id=0,
        session_type=SessionType.ACTIVE if version >= 24 else SessionType(0),
        peripherals=_multiline(5000) if version >= 14 else (),
    )


def _multiline(*peripherals: int) -> tuple[m.MultilinePeripheral, ...]:
    single = MultilineAgentControl.SINGLE_LINE_ONLY
    return tuple(
        m.MultilinePeripheral(flt_peripheral_id=number, multiline_agent_control=single) for number in peripherals
    )


@pytest.mark.fidelity("open-conf.listed-peripheral", "open-conf.single-line")
def test_open_conf_lists_the_peripherals() -> None:
    """All that are CCE, just the one that was named, and none that is of another kind."""
    world = World(two_peripherals())
    conf = world.connects().opens(25, ALL)
    assert conf.peripherals == _multiline(5000, 5001)
    assert not conf.peripheral_online
    assert conf.pg_status == PGStatusCode.PERIPHERAL_OFFLINE
    assert world.connects().opens(25, ALL, peripheral_id=5001).peripherals == _multiline(5001)
    other = World(two_peripherals(PeripheralType.MEDIA_ROUTING))
    assert other.connects().opens(25, ALL).peripherals == _multiline(5000)
    conf = other.connects().opens(25, ALL, peripheral_id=5001)
    assert (conf.peripherals, conf.peripheral_type) == ((), PeripheralType.MEDIA_ROUTING)


@pytest.mark.fidelity("open-conf.no-list-for-a-desktop", "open-conf.signed-out")
def test_open_conf_of_an_agent_who_is_not_there() -> None:
    """A monitor of its own, the state of a signed-out agent, and no agent items; no peripherals are listed."""
    world = World(two_peripherals())
    conf = world.connects().opens(25, EVENTS, agent_id="1001", agent_extension="2001")
    assert conf.monitor_id == 1
    assert conf.agent_state is AgentState.LOGOUT
    assert (conf.agent_id, conf.agent_extension, conf.agent_instrument) == (None, None, None)
    assert (conf.num_peripherals, conf.peripherals) == (0, ())
    assert conf.peripheral_online, "the link to the agent's own peripheral is up"
    assert conf.pg_status == PGStatusCode.PERIPHERAL_OFFLINE


@pytest.mark.parametrize("items", [{"agent_id": "1001"}, {"agent_extension": "2001"}, {"agent_instrument": "2001"}])
def test_open_conf_of_an_agent_who_is_there(items: dict[str, str]) -> None:
    """By whichever item the agent is named, OPEN_CONF has the state and all items."""
    world = World()
    bridge = world.bridge()
    bridge.asks(state_req("1001", AgentState.LOGIN))
    bridge.asks(state_req("1001", AgentState.AVAILABLE))
    conf = world.connects().opens(25, EVENTS, **items)
    assert conf.agent_state is AgentState.AVAILABLE
    assert (conf.agent_id, conf.agent_extension, conf.agent_instrument) == ("1001", "2001", "2001")


def test_session_and_monitor_numbers_are_never_given_twice() -> None:
    """Numbers grow, also when the sessions that had them are gone."""
    world = World()
    monitor = world.open(25, CTIService.SERVICE_CLIENT_MONITOR)
    seen: list[tuple[int, int]] = []
    for _ in range(3):
        desktop = world.connects()
        conf = desktop.opens(25, EVENTS, agent_id="1001")
        desktop.leaves()
        opened, closed = monitor.hears(m.ClientSessionOpenedEvent, m.ClientSessionClosedEvent)
        assert isinstance(opened, m.ClientSessionOpenedEvent)
        assert isinstance(closed, m.ClientSessionClosedEvent)
        assert opened.session_id == closed.session_id
        seen.append((opened.session_id, conf.monitor_id))
    assert seen == [(2, 1), (3, 2), (4, 3)]


def test_a_stopping_server_accepts_nobody() -> None:
    """Who connects while the server stops is hung up on at once."""
    world = World()
    world.do(world.duplex.stop(world.now))
    late = world.connects("late")
    late.hears_the_end()
    assert late.last_words == 0.0


def test_the_engine_writes_only_to_who_is_there() -> None:
    """Bytes of an unknown connection are dropped."""
    world = World()
    world.engine.receive(99, b"x", world.now)
    world.engine.lose(99, world.now)
    assert world.engine.out.take() == Outcome([], [])
