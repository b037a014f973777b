"""QUERY_DEVICE_INFO, SNAPSHOT_CALL and SNAPSHOT_DEVICE: what they show, and every refusal."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallControlMask,
    CallMsgMask,
    CallType,
    ClassOfDevice,
    ConnectionDeviceIDType,
    CTIService,
    DeviceIDType,
    LocalConnectionState,
    OtherFeatures,
    StatusCode,
    Tag,
    TransferConferenceSetup,
    TypeOfDevice,
)
from tests.ctiserver.engine.services.requests import altered, control_failure, refusal
from tests.ctiserver.engine.services.scenes import bring, confirmed, hold
from tests.support.harness import DESKTOP, PG, Client, World, demo
from tests.support.orders import NONE, one_of, write

S = AgentState
L = LocalConnectionState
A = "2001"


# --- devices ----------------------------------------------------------------------------------------------------------


def _info(**fields: Any) -> m.QueryDeviceInfoReq:
    given: dict[str, Any] = {"invoke_id": 9, "peripheral_id": PG, "agent_instrument": A}
    return m.QueryDeviceInfoReq(**given | fields)


@pytest.mark.fidelity("devices.features")
@pytest.mark.parametrize("version", [9, 15, 25])
def test_what_a_station_can_do(version: int) -> None:
    """Everything is supported; masks have the bits of the session's version."""
    conf = World().bridge(version).asks(_info())
    assert isinstance(conf, m.QueryDeviceInfoConf)
    assert (conf.type_of_device, conf.class_of_device) == (TypeOfDevice.STATION, ClassOfDevice.VOICE)
    assert (conf.max_active_calls, conf.max_held_calls, conf.max_devices_in_conference) == (1, 4, 16)
    assert [(line.line_handle, line.line_type) for line in conf.lines] == [(1, 3)]
    assert conf.call_control_supported == CallControlMask(0x7FFFF)
    assert conf.other_features_supported == OtherFeatures.POST_ROUTE | OtherFeatures.UNIQUE_CONSULT_CALLID
    assert bool(conf.call_events_supported & CallMsgMask.CALL_AGENT_GREETING_MASK) is (version >= 15)
    assert bool(conf.call_events_supported & CallMsgMask.NETWORK_RECORDING_ENDED_MASK) is (version >= 23)
    assert conf.call_events_supported & CallMsgMask.CALL_QUEUED_MASK


@pytest.mark.fidelity("devices.setup-of-transfers", "devices.events-supported")
def test_a_site_decides_what_is_supported() -> None:
    """Unified CCE has no queue events; without its restrictions a conference takes one step."""
    conf = World(demo(acd_profile="cce")).bridge().asks(_info())
    assert isinstance(conf, m.QueryDeviceInfoConf)
    missing = (
        CallMsgMask.CALL_QUEUED_MASK
        | CallMsgMask.CALL_DEQUEUED_MASK
        | CallMsgMask.CALL_DIVERTED_MASK
        | CallMsgMask.CALL_TRANSLATION_ROUTE_MASK
    )
    assert not conf.call_events_supported & missing
    assert conf.transfer_conference_setup == TransferConferenceSetup(0x82)
    assert conf.make_call_setup == AgentStateMask.NOT_READY_MASK | AgentStateMask.LOGOUT_MASK
    conf = World(demo(cce_restrictions=False, require_login_for_calls=True)).bridge().asks(_info())
    assert isinstance(conf, m.QueryDeviceInfoConf)
    assert conf.transfer_conference_setup == TransferConferenceSetup(0xC2)
    assert conf.make_call_setup == AgentStateMask.NOT_READY_MASK | AgentStateMask.AVAILABLE_MASK


def test_which_device() -> None:
    """Status 6 without one, 7, 22; CF12 unknown, CF267 while the link is down; limited control suffices."""
    world = World()
    bridge = world.bridge()
    assert refusal(bridge, altered(_info(), without={Tag.AGENT_INSTRUMENT})) == StatusCode.REQUIRED_DATA_MISSING
    bridge.is_refused(_info(peripheral_id=1), StatusCode.INVALID_PERIPHERAL_ID)
    bridge.is_refused(_info(reserved=1), StatusCode.INVALID_RESERVED_FIELD)
    assert control_failure(bridge, _info(agent_instrument="nobody")) == (12, 0)
    limited = world.bridge(services=CTIService.SERVICE_ALL_EVENTS | CTIService.AGENT_STATE_CONTROL_ONLY, name="limited")
    assert isinstance(limited.asks(_info()), m.QueryDeviceInfoConf)
    world.link_breaks()
    bridge.forgets()
    assert control_failure(bridge, _info()) == (267, 0)


# --- calls ------------------------------------------------------------------------------------------------------------


def _call(call: int, device: str = A, **fields: Any) -> m.SnapshotCallReq:
    return m.SnapshotCallReq(**{"invoke_id": 9, "peripheral_id": PG} | one_of(device, call) | fields)


@pytest.mark.parametrize("version", [9, 15, 25])
def test_a_call_as_it_is(version: int) -> None:
    """Its data, who is on it and how, and whose clients know it; device types in the words of the version."""
    world = World()
    client = world.desktop("1001", version)
    call = bring(client, S.HOLD)
    confirmed(client, write(A, call, call_variable2="two", call_wrapup_data="done"))
    conf = client.asks(_call(call))
    assert isinstance(conf, m.SnapshotCallConf)
    assert (conf.call_type, conf.ani, conf.dnis) == (CallType.CALLTYPE_PREROUTE_ACD_IN, "5550100", A)
    assert (conf.call_variable1, conf.call_variable2, conf.call_wrapup_data) == (None, "two", "done")
    assert conf.router_call_key_day is not None
    assert [each.cti_client_signature for each in conf.clients] == ["desktop 1001"]
    agent = DeviceIDType.AGENT_DEVICE if version >= 11 else DeviceIDType.DEVICE_IDENTIFIER
    assert [
        (each.call_connection_device_id, each.call_device_type, each.call_device_id, each.call_device_connection_state)
        for each in conf.devices
    ] == [("5550100", DeviceIDType.EXTERNAL, "5550100", L.CONNECT), (A, agent, A, L.HOLD)]
    assert {each.call_connection_call_id for each in conf.devices} == {call}


def test_which_call() -> None:
    """Status 6, 7, 33; CF11 unknown call, CF13 unknown connection; the type NONE asks for the call alone."""
    world = World()
    bridge = world.bridge()
    call = bring(bridge, S.TALKING)
    tag = {Tag.CONNECTION_DEVID}
    assert refusal(bridge, altered(_call(call), without=tag)) == StatusCode.REQUIRED_DATA_MISSING
    bridge.is_refused(_call(call, peripheral_id=1), StatusCode.INVALID_PERIPHERAL_ID)
    kind = ConnectionDeviceIDType(7)
    bridge.is_refused(_call(call, connection_device_id_type=kind), StatusCode.INVALID_CONNECTION_ID_TYPE)
    assert control_failure(bridge, _call(99)) == (11, 0)
    assert control_failure(bridge, _call(call, "nobody")) == (13, 0)
    bridge.sends_bytes(altered(_call(call, connection_device_id_type=NONE), without=tag))
    assert isinstance(bridge.takes(), m.SnapshotCallConf)


def test_a_call_that_the_agent_still_works_on() -> None:
    """SNAPSHOT_CALL_CONF of a cleared call lists no device."""
    world = World()
    bridge = world.bridge()
    call = bring(bridge, S.WORK_READY)
    conf = bridge.asks(_call(call, connection_device_id_type=NONE))
    assert isinstance(conf, m.SnapshotCallConf)
    assert conf.devices == ()
    assert control_failure(bridge, _call(call)) == (13, 0)


# --- what goes on at a device -----------------------------------------------------------------------------------------


def _device(instrument: str = A, kind: int = DeviceIDType.NONE, **fields: Any) -> m.SnapshotDeviceReq:
    given: dict[str, Any] = {
        "invoke_id": 9,
        "peripheral_id": PG,
        "snapshot_device_type": kind,
        "agent_instrument": instrument,
    }
    return m.SnapshotDeviceReq(**given | fields)


def _calls(client: Client, *args: Any) -> list[tuple[int | None, str | None, LocalConnectionState | None]]:
    conf = client.asks(_device(*args))
    assert isinstance(conf, m.SnapshotDeviceConf), conf
    return [(each.call_connection_call_id, each.call_connection_device_id, each.call_state) for each in conf.calls]


def test_the_calls_of_a_station() -> None:
    """Each with the state of the station's connection; nothing where nothing goes on."""
    world = World()
    bridge, desktop = world.bridge(), world.desktop("1001")
    assert _calls(desktop) == []
    call = bring(desktop, S.TALKING)
    assert _calls(desktop) == [(call, A, L.CONNECT)]
    confirmed(desktop, hold(call))
    assert _calls(bridge, A, DeviceIDType.AGENT_DEVICE) == [(call, A, L.HOLD)]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("8001", DeviceIDType.ROUTE_POINT),
        ("1", DeviceIDType.TRUNK_IDENTIFIER),
        ("1", DeviceIDType.TRUNK_GROUP_IDENTIFIER),
    ],
)
def test_calls_that_go_through(number: str, kind: DeviceIDType) -> None:
    """A route point, a trunk and its group: by the connection that the call is known by; not for a desktop."""
    world = World()
    bridge, desktop = world.bridge(), world.desktop("1001")
    assert _calls(bridge, number, kind) == []
    call = bring(bridge, S.TALKING)
    # At the route point it is no more, where it was another call.
    shown = [] if kind is DeviceIDType.ROUTE_POINT else [(call, "5550100", L.CONNECT)]
    assert _calls(bridge, number, kind) == shown
    assert control_failure(desktop, _device(number, kind)) == (8, 0)
    assert control_failure(bridge, _device("77777", kind)) == (12, 0)
    assert control_failure(bridge, _device("x", kind)) == (12, 0)


def test_calls_that_went_another_way() -> None:
    """Of two calls over one trunk group, each is shown where it went through, and both at the group."""
    world = World()
    bridge = world.bridge()
    first, second = world.caller_calls("8001"), world.caller_calls("8002", ani="5550101")
    bridge.forgets()
    one, two = (first, "5550100", L.QUEUED), (second, "5550101", L.QUEUED)
    assert _calls(bridge, "8001", DeviceIDType.ROUTE_POINT) == [one]
    assert _calls(bridge, "8002", DeviceIDType.ROUTE_POINT) == [two]
    assert _calls(bridge, "2", DeviceIDType.TRUNK_IDENTIFIER) == [two]
    assert _calls(bridge, "1", DeviceIDType.TRUNK_GROUP_IDENTIFIER) == [one, two]


def test_whose_device() -> None:
    """CF8 another's, CF12 unknown, CF267; status 6, 7, 27."""
    world = World()
    bridge, desktop = world.bridge(), world.desktop("1001")
    assert control_failure(desktop, _device("2002")) == (8, 0)
    assert control_failure(bridge, _device("nobody")) == (12, 0)
    without = altered(_device(), without={Tag.AGENT_INSTRUMENT})
    assert refusal(bridge, without) == StatusCode.REQUIRED_DATA_MISSING
    bridge.is_refused(_device(peripheral_id=1), StatusCode.INVALID_PERIPHERAL_ID)
    bridge.is_refused(_device(kind=DeviceIDType(99)), StatusCode.INVALID_DEVICE_ID_TYPE)
    world.link_breaks()
    bridge.forgets()
    assert control_failure(bridge, _device()) == (267, 0)


@pytest.mark.fidelity("devices.primary-line")
def test_whoever_wants_the_primary_line_sees_it() -> None:
    """ACD_LINE_ONLY leaves out calls on other lines, of which an agent has none here."""
    world = World()
    desktop = world.desktop("1001", services=DESKTOP | CTIService.SERVICE_ACD_LINE_ONLY)
    call = bring(desktop, S.TALKING)
    assert _calls(desktop) == [(call, A, L.CONNECT)]
