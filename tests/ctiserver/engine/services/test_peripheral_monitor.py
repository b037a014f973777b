"""Monitors of devices and calls: what may be asked, and what they tell."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallMsgMask,
    CallVariableMask,
    ConnectionDeviceIDType,
    CTIService,
    DeviceIDType,
    StatusCode,
)
from ctiproto.messages.parts import MonitoredEvent
from ctiserver.site.model import Peripheral, TrunkGroup
from tests.ctiserver.engine.services.requests import control_failure
from tests.ctiserver.engine.services.watchers import MONITOR, monitor_client, started, watch_call, watch_device
from tests.support.harness import BRIDGE, DESKTOP, PG, Client, World, call_req, demo, dial_req, like, state_req
from tests.support.orders import consult, transfer

NONE = ConnectionDeviceIDType.NONE
STATIC = ConnectionDeviceIDType.STATIC
D = DeviceIDType


def copies(client: Client, name: type[m.BeginCallEvent | m.CallDeliveredEvent]) -> list[int]:
    """On which monitors the client heard that."""
    return [message.monitor_id for message in client.heard if isinstance(message, name)]


def change(monitor_id: int, calls: int = 0xFFFFFFFF, agents: int = 0x3FFF) -> m.ChangeMonitorMaskReq:
    """A CHANGE_MONITOR_MASK_REQ for a monitor."""
    return m.ChangeMonitorMaskReq(
        invoke_id=8,
        monitor_id=monitor_id,
        call_msg_mask=CallMsgMask(calls),
        agent_state_mask=AgentStateMask(agents),
    )


def stop(monitor_id: int) -> m.MonitorStopReq:
    """A MONITOR_STOP_REQ for a monitor."""
    return m.MonitorStopReq(invoke_id=9, monitor_id=monitor_id)


# --- what may be asked ------------------------------------------------------------------------------------------------

CALL_AND_DEVICE = {"connection_call_id": 16_777_217, "connection_device_id_type": STATIC}


@pytest.mark.fidelity("monitors.call-or-device")
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"connection_device_id_type": 2}, 33),
        ({"monitored_device_type": 5}, 27),
        (CALL_AND_DEVICE, 54),
        ({"connection_call_id": 16_777_217}, 54),
        ({"connection_device_id_type": STATIC}, 54),
        ({"monitored_device_type": D.NONE}, 6),
        ({"monitored_device_type": D.NONE, "connection_call_id": 0xFFFFFFFF}, 6),
        ({"monitored_device_id": None}, 6),
        ({"monitored_device_type": D.NONE, "connection_device_id_type": STATIC}, 6),
        ({"monitored_device_id": None, "call_msg_mask": CallMsgMask(0xFFFFFFFF), "peripheral_id": 1}, 6),
        ({"agent_state_mask": AgentStateMask(0x4000), "peripheral_id": 1}, 21),
        ({"peripheral_id": 4711, "monitored_device_id": "nobody"}, 7),
        ({"monitored_device_id": "nobody"}, 87),
        ({"monitored_device_type": D.EXTERNAL}, 87),
        ({"monitored_device_type": D.ROUTE_POINT, "monitored_device_id": "8999"}, 87),
        ({"monitored_device_type": D.QUEUE, "monitored_device_id": "2001"}, 87),
        ({"monitored_device_type": D.TRUNK_IDENTIFIER, "monitored_device_id": "25"}, 87),
        ({"monitored_device_type": D.TRUNK_GROUP_IDENTIFIER, "monitored_device_id": "x"}, 87),
    ],
)
def test_what_cannot_be_followed(fields: dict[str, Any], status: int) -> None:
    """Types 33 and 27; both 54, neither or too little 6; masks; peripheral 7; device 87."""
    monitor_client(World()).is_refused(watch_device("2001", **fields), StatusCode(status))


def test_a_trunk_belongs_to_its_peripheral() -> None:
    """A trunk that only another peripheral has cannot be followed: status 87."""
    site = demo()
    others = (*site.trunk_groups, TrunkGroup(1, 5001, (91,)))
    world = World(attrs.evolve(site, peripherals=(*site.peripherals, Peripheral(5001)), trunk_groups=others))
    client = monitor_client(world)
    client.is_refused(watch_device("91", D.TRUNK_IDENTIFIER), StatusCode.INVALID_DEVICE)
    started(client, watch_device("91", D.TRUNK_IDENTIFIER, peripheral_id=5001))


def test_bits_of_later_versions_are_refused() -> None:
    """Version 14 has no bit for greetings: status 20."""
    client = monitor_client(World(), 14)
    client.is_refused(watch_device("2001"), StatusCode.INVALID_CALL_MSG_MASK)


def test_calls_that_are_not_there() -> None:
    """A call that is unknown, or a connection that it does not have: status 13."""
    world = World()
    world.staffed("1001")
    client = monitor_client(world)
    client.is_refused(watch_call(99), StatusCode.INVALID_CALLID)
    client.is_refused(
        watch_call(0, connection_device_id_type=STATIC, connection_device_id="2001"), StatusCode.INVALID_CALLID
    )
    call = world.caller_calls()
    client.is_refused(
        watch_call(call, connection_device_id_type=STATIC, connection_device_id="2002"), StatusCode.INVALID_CALLID
    )
    started(client, watch_call(call, connection_device_id_type=STATIC, connection_device_id="2001"))


@pytest.mark.fidelity("monitors.once")
def test_nothing_is_followed_twice_by_one_session() -> None:
    """Status 89, whatever the device is called; another session may follow it as well."""
    world = World()
    client, other = monitor_client(world), monitor_client(world)
    started(client, watch_device("2001"))
    client.is_refused(watch_device("2001", D.DEVICE_IDENTIFIER), StatusCode.MONITOR_ALREADY_EXISTS)
    started(other, watch_device("2001"))
    started(client, watch_device("8001", D.ROUTE_POINT))
    client.is_refused(watch_device("8001", D.QUEUE), StatusCode.MONITOR_ALREADY_EXISTS)
    call = world.caller_calls()
    started(client, watch_call(call))
    client.forgets()
    client.is_refused(watch_call(call), StatusCode.MONITOR_ALREADY_EXISTS)


@pytest.mark.parametrize("request_", [watch_device("2001"), stop(1), change(1)])
def test_a_monitor_needs_the_service(request_: m.MonitorStartReq) -> None:
    """MONITOR_START_REQ without PERIPHERAL_MONITOR is refused with status 12."""
    World().bridge().is_refused(request_, StatusCode.FUNCTION_NOT_AVAILABLE)


@pytest.mark.fidelity("monitors.ended")
def test_monitors_that_cannot_be_stopped_or_changed() -> None:
    """Unknown, of another session, of another kind, or the session's own: status 55; masks are looked at first."""
    world = World()
    client, other = monitor_client(world), monitor_client(world)
    desktop = world.open(25, DESKTOP | MONITOR, agent_id="1001", agent_extension="2001")
    conf = desktop.asks(m.QueryDeviceInfoReq(invoke_id=1, peripheral_id=PG, reserved=0, agent_instrument="2001"))
    assert isinstance(conf, m.QueryDeviceInfoConf)
    mine = started(client, watch_device("2001"))
    for monitor_id in (mine + 1, 0):
        client.is_refused(stop(monitor_id), StatusCode.INVALID_MONITORID)
        client.is_refused(change(monitor_id), StatusCode.INVALID_MONITORID)
    other.is_refused(stop(mine), StatusCode.INVALID_MONITORID)
    other.is_refused(change(mine), StatusCode.INVALID_MONITORID)
    other.is_refused(change(mine, agents=0x4000), StatusCode.INVALID_AGENT_STATE_MASK)
    own = world.engine.registry[desktop.number].monitor_id
    desktop.is_refused(stop(own), StatusCode.INVALID_MONITORID)
    assert client.asks(stop(mine)) == m.MonitorStopConf(invoke_id=9)
    client.is_refused(stop(mine), StatusCode.INVALID_MONITORID)


# --- what they tell ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (D.AGENT_DEVICE, "2001"),
        (D.DEVICE_IDENTIFIER, "2001"),
        (D.TRUNK_IDENTIFIER, "1"),
        (D.TRUNK_GROUP_IDENTIFIER, "1"),
        (D.ROUTE_POINT, "8001"),
        (D.QUEUE, "8001"),
    ],
)
def test_a_call_through_a_device(kind: DeviceIDType, number: str) -> None:
    """Every kind of device hears of its calls what those who see all hear: BEGIN_CALL first, and END_CALL last.

    A station's association with a call is its own, and so are the two messages that begin and end it.
    """
    world = World()
    bridge = world.staffed("1001")
    client = monitor_client(world)
    monitor = started(client, watch_device(number, kind))
    call = world.caller_calls()
    world.caller_hangs_up(call)
    events = [message for message in client.heard if not isinstance(message, m.AgentStateEvent | m.AgentPreCallEvent)]
    assert isinstance(events[0], m.BeginCallEvent)
    assert isinstance(events[-1], m.EndCallEvent)
    assert all(isinstance(message, MonitoredEvent) and message.monitor_id == monitor for message in client.heard)
    assert any(isinstance(message, m.CallDeliveredEvent) for message in events)
    assert any(isinstance(message, m.CallClearedEvent) for message in events)
    seen = [message.changed(monitor_id=monitor) for message in bridge.heard if isinstance(message, MonitoredEvent)]
    own = [message for message in events if message not in seen]
    assert [type(message) for message in own] == ([m.BeginCallEvent, m.EndCallEvent] if number == "2001" else [])


def test_other_devices_are_not_heard() -> None:
    """A monitor tells of its own device: another trunk, station and route point are silent."""
    world = World()
    world.staffed("1001")
    client = monitor_client(world)
    for kind, number in ((D.AGENT_DEVICE, "2002"), (D.TRUNK_IDENTIFIER, "2"), (D.ROUTE_POINT, "8002")):
        started(client, watch_device(number, kind))
    world.caller_calls()
    client.hears()


@pytest.mark.fidelity("delivery.copy-for-each-monitor")
def test_one_copy_for_each_monitor() -> None:
    """Device, trunk and call, beside the stream of all calls and that of the own station: a copy each."""
    world = World()
    world.staffed("1001")
    every = world.open(25, DESKTOP | BRIDGE | MONITOR, agent_id="1001", agent_extension="2001", peripheral_id=PG)
    own = world.engine.registry[every.number].monitor_id
    device = started(every, watch_device("2001"))
    trunk = started(every, watch_device("1", D.TRUNK_IDENTIFIER))
    call = world.caller_calls()
    at_the_route_point, at_the_agent, of_the_agent = [0, trunk], [0, trunk], [own, device]
    assert copies(every, m.BeginCallEvent) == [*at_the_route_point, *at_the_agent, *of_the_agent]
    monitor = started(every, watch_call(call))
    assert copies(every, m.BeginCallEvent) == [monitor]
    every.forgets()
    every.sends(call_req(m.AnswerCallReq, "2001", call))
    heard = [message.monitor_id for message in every.heard if isinstance(message, m.CallEstablishedEvent)]
    assert heard == [own, device, trunk, monitor]


@pytest.mark.fidelity("monitors.calls-in-progress")
def test_calls_in_progress_begin_with_the_monitor() -> None:
    """After MONITOR_START_CONF: BEGIN_CALL_EVENT for each, by the device's own connection; no agent state."""
    world = World()
    bridge = world.staffed("1001")
    first = world.caller_calls()
    bridge.sends(call_req(m.AnswerCallReq, "2001", first), consult("2001", first, "2002"))
    second = world.centre.switch.calls(PG)[-1]
    client = monitor_client(world)
    monitor = started(client, watch_device("2001"))
    at = {"monitor_id": monitor, "connection_device_id": "2001"}
    client.hears(
        like(m.BeginCallEvent, connection_call_id=first, **at),
        like(m.BeginCallEvent, connection_call_id=second, **at),
    )
    trunk = started(client, watch_device("1", D.TRUNK_IDENTIFIER))
    client.hears(like(m.BeginCallEvent, connection_call_id=first, monitor_id=trunk, connection_device_id="5550100"))
    followed = started(client, watch_call(second))
    client.hears(like(m.BeginCallEvent, connection_call_id=second, monitor_id=followed))


def test_a_monitor_that_does_not_want_beginnings() -> None:
    """Its mask counts from the start, and what the session registered for counts too."""
    world = World()
    world.staffed("1001")
    world.caller_calls(call_variables=("one", "two", *[""] * 8))
    client = monitor_client(world)
    none = CallMsgMask(0xFFFFFFFF) & ~CallMsgMask.BEGIN_CALL_MASK
    started(client, watch_device("2001", call_msg_mask=none))
    client.hears()
    client.asks(m.RegisterVariablesReq(invoke_id=1, call_variable_mask=CallVariableMask(2)))
    started(client, watch_device("1", D.TRUNK_IDENTIFIER))
    client.hears(like(m.BeginCallEvent, call_variable1=None, call_variable2="two"))


def test_agent_states_of_a_monitored_station() -> None:
    """By the mask of the monitor, not that of the session."""
    world = World()
    client = monitor_client(world, agent_state_mask=AgentStateMask(0))
    monitor = started(client, watch_device("2001", agent_state_mask=AgentStateMask.LOGIN_MASK))
    bridge = world.bridge()
    bridge.sends(state_req("1001", AgentState.LOGIN))
    login = like(m.AgentStateEvent, monitor_id=monitor, agent_state=AgentState.LOGIN)
    client.hears(login, login)
    client.asks(change(monitor, 0, 0))
    bridge.sends(state_req("1001", AgentState.AVAILABLE))
    world.caller_calls()
    client.hears()
    client.asks(change(monitor, CallMsgMask.AGENT_PRE_CALL_MASK | CallMsgMask.AGENT_PRE_CALL_ABORT_MASK, 0))
    bridge.sends(state_req("1002", AgentState.LOGIN))
    client.hears()


@pytest.mark.fidelity("monitors.implicit-masks")
def test_the_masks_of_the_implicit_monitor_are_those_of_the_session() -> None:
    """They can be changed, with the service for it."""
    world = World()
    desktop = world.open(25, DESKTOP | MONITOR, agent_id="1001", agent_extension="2001")
    own = world.engine.registry[desktop.number].monitor_id
    assert desktop.asks(change(own, 0, AgentStateMask.LOGIN_MASK)) == m.ChangeMonitorMaskConf(invoke_id=8)
    desktop.sends(state_req("1001", AgentState.LOGIN))
    login = like(m.AgentStateEvent, monitor_id=own, agent_state=AgentState.LOGIN)
    desktop.hears(m.SetAgentStateConf, login, login)


# --- how they end -----------------------------------------------------------------------------------------------------


@pytest.mark.fidelity("monitors.stop-without-end")
def test_after_the_stop_nothing_more() -> None:
    """The stream of a stopped monitor ends without END_CALL_EVENT."""
    world = World()
    world.staffed("1001")
    client = monitor_client(world)
    monitor = started(client, watch_device("2001"))
    call = world.caller_calls()
    client.forgets()
    assert client.asks(stop(monitor)) == m.MonitorStopConf(invoke_id=9)
    world.caller_hangs_up(call)
    client.hears()


@pytest.mark.fidelity("delivery.call-monitors-end")
def test_a_call_monitor_ends_with_its_call() -> None:
    """END_CALL_EVENT is the last; after that the monitor is known to have ended (90), to its session alone."""
    world = World()
    world.staffed("1001")
    client, other = monitor_client(world), monitor_client(world)
    call = world.caller_calls()
    monitor = started(client, watch_call(call))
    client.forgets()
    world.caller_hangs_up(call)
    assert isinstance(client.heard[-1], m.EndCallEvent)
    client.forgets()
    client.is_refused(stop(monitor), StatusCode.MONITOR_TERMINATED)
    client.is_refused(change(monitor), StatusCode.MONITOR_TERMINATED)
    other.is_refused(stop(monitor), StatusCode.INVALID_MONITORID)


def test_a_call_that_becomes_part_of_another() -> None:
    """The monitor on it hears of the join, and ends; the one on the other call goes on."""
    world = World()
    bridge = world.staffed("1001", "1002")
    first = world.caller_calls()
    bridge.sends(call_req(m.AnswerCallReq, "2001", first))
    bridge.asks(state_req("1002", AgentState.NOT_READY))
    bridge.sends(consult("2001", first, "2002"))
    second = world.centre.switch.calls(PG)[-1]
    bridge.sends(call_req(m.AnswerCallReq, "2002", second))
    client = monitor_client(world)
    ends, stays = started(client, watch_call(second)), started(client, watch_call(first))
    client.forgets()
    bridge.sends(transfer("2001", second, first))
    told = {m.CallTransferredEvent: [stays, ends], m.EndCallEvent: [ends]}
    for cls, monitors in told.items():
        assert [each.monitor_id for each in client.heard if isinstance(each, cls)] == monitors  # type: ignore[attr-defined] # both classes have a monitor
    client.forgets()
    client.is_refused(stop(ends), StatusCode.MONITOR_TERMINATED)
    assert client.asks(stop(stays)) == m.MonitorStopConf(invoke_id=9)


def test_monitors_end_with_their_session() -> None:
    """No monitor of a session that ended is left in the registry."""
    world = World()
    client = monitor_client(world)
    started(client, watch_device("2001"))
    started(client, watch_call(world.caller_calls()))
    client.leaves()
    assert len(world.engine.registry.monitors) == 0
    world.caller_calls()


# --- what may be controlled -------------------------------------------------------------------------------------------


@pytest.mark.fidelity("control.monitored-devices")
def test_a_monitor_client_controls_what_it_follows() -> None:
    """With CLIENT_CONTROL: the stations that it has a monitor on, as their own desktops would; others not (8)."""
    world = World()
    client = monitor_client(world, services=MONITOR | CTIService.SERVICE_CLIENT_CONTROL)
    assert control_failure(client, state_req("1001", AgentState.LOGIN)) == (8, 0)
    started(client, watch_device("2001"))
    started(client, watch_device("8001", D.ROUTE_POINT))
    assert isinstance(client.asks(state_req("1001", AgentState.LOGIN)), m.SetAgentStateConf)
    client.forgets()
    assert isinstance(client.asks(dial_req("2001", "2002")), m.MakeCallConf)
    snapshot = m.SnapshotDeviceReq(invoke_id=1, peripheral_id=PG, agent_instrument="2001")
    assert isinstance(client.asks(snapshot), m.SnapshotDeviceConf)
    client.forgets()
    assert control_failure(client, dial_req("2002", "2001")) == (8, 0)
    assert control_failure(client, snapshot.changed(agent_instrument="2002")) == (8, 0)
    assert control_failure(client, state_req("1002", AgentState.LOGIN)) == (8, 0)
    unknown = state_req("1002", AgentState.LOGIN, agent_instrument="nobody")
    assert control_failure(client, unknown) == (8, 0)
    query = m.QueryAgentStateReq(invoke_id=1, peripheral_id=PG, mrd_id=1, icm_agent_id=0, agent_id="1001")
    assert isinstance(client.asks(query), m.QueryAgentStateConf)
    assert control_failure(client, query.changed(agent_id="1002")) == (8, 0)
