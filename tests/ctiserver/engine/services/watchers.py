"""Requests about monitors, services and recordings, and clients that send them."""

from __future__ import annotations

from typing import Any, Final

from ctiproto import messages as m
from ctiproto.constants import (
    AgentStateMask,
    CallMsgMask,
    ConnectionDeviceIDType,
    CTIService,
    DeviceIDType,
    EchoCancellation,
    RTPDirection,
    RTPType,
    ServerMode,
)
from ctiproto.declare import Message
from tests.support.harness import PG, Client, World

MONITOR: Final = CTIService.SERVICE_PERIPHERAL_MONITOR
SERVER: Final = CTIService.SERVICE_SERVER
RECORDING: Final = "Cisco:CallRecording"
ONLY_ME: Final = 0xFFFFFFFF

EVERY_CALL: Final = CallMsgMask(0xFFFFFFFF)
EVERY_STATE: Final = AgentStateMask(0x3FFF)


def watch_device(number: str, kind: DeviceIDType = DeviceIDType.AGENT_DEVICE, **fields: Any) -> m.MonitorStartReq:
    """Start a monitor on a device with MONITOR_START_REQ."""
    given: dict[str, Any] = {
        "invoke_id": 7,
        "peripheral_id": PG,
        "connection_call_id": 0,
        "connection_device_id_type": ConnectionDeviceIDType.NONE,
        "call_msg_mask": EVERY_CALL,
        "agent_state_mask": EVERY_STATE,
        "monitored_device_type": kind,
        "monitored_device_id": number,
    }
    return m.MonitorStartReq(**given | fields)


def watch_call(call: int, **fields: Any) -> m.MonitorStartReq:
    """Start a monitor on a call with MONITOR_START_REQ."""
    given = {"connection_call_id": call, "monitored_device_type": DeviceIDType.NONE, "monitored_device_id": None}
    return watch_device("", **given | fields)


def started(client: Client, request: Message) -> int:
    """The MonitorID that a request to follow something got."""
    conf = client.asks(request)
    assert isinstance(conf, m.MonitorStartConf | m.SessionMonitorStartConf), conf
    return conf.monitor_id


def monitor_client(world: World, version: int = 25, services: int = MONITOR, **fields: Any) -> Client:
    """A client that may follow devices and calls."""
    return world.open(version, services, name="monitor", **{"client_id": "monitor"} | fields)


def recorder(
    world: World, mode: ServerMode = ServerMode.EXCLUSIVE, version: int = 25, name: str = "recorder"
) -> Client:
    """A client that has registered as a recorder."""
    client = world.open(version, SERVER, name=name, client_id=name)
    conf = client.asks(m.RegisterServiceReq(invoke_id=1, server_mode=mode, service_name=RECORDING))
    assert isinstance(conf, m.RegisterServiceConf), conf
    return client


def record(device: str, call: int, **fields: Any) -> m.StartRecordingReq:
    """START_RECORDING_REQ about the part that a station has in a call."""
    given: dict[str, Any] = {
        "invoke_id": 31,
        "peripheral_id": PG,
        "connection_call_id": call,
        "client_port": 4000,
        "bit_rate": 64,
        "packet_size": 20,
        "connection_device_id_type": ConnectionDeviceIDType.STATIC,
        "direction": RTPDirection.BIDIRECTIONAL,
        "rtp_type": RTPType.AUDIO,
        "echo_cancellation": EchoCancellation.OFF,
        "payload_type": 4,
        "connection_device_id": device,
    }
    return m.StartRecordingReq(**given | fields)


def stop_recording(device: str, call: int, session_id: int, server_data: int = 5, **fields: Any) -> m.StopRecordingReq:
    """A STOP_RECORDING_REQ for a call."""
    given: dict[str, Any] = {
        "invoke_id": 32,
        "peripheral_id": PG,
        "connection_call_id": call,
        "client_port": 4000,
        "session_id": session_id,
        "server_data": server_data,
        "connection_device_id_type": ConnectionDeviceIDType.STATIC,
        "direction": RTPDirection.BIDIRECTIONAL,
        "connection_device_id": device,
    }
    return m.StopRecordingReq(**given | fields)


def asked(client: Client) -> m.StartRecordingReq | m.StopRecordingReq:
    """What a recorder is asked for, and nothing else."""
    request = client.takes()
    assert isinstance(request, m.StartRecordingReq | m.StopRecordingReq), request
    client.hears()
    return request


def records(invoke_id: int, session_id: int = ONLY_ME, server_data: int = 5) -> m.StartRecordingConf:
    """The START_RECORDING_CONF of a recorder."""
    return m.StartRecordingConf(invoke_id=invoke_id, session_id=session_id, server_data=server_data)
