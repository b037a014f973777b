"""Media, greetings and network recording."""

from __future__ import annotations

from ctiproto.constants import (
    ConnectionDeviceIDType,
    DeviceIDType,
    EchoCancellation,
    GreetingEventCode,
    MediaForkingDeviceType,
    RecorderStatus,
    RecorderType,
    RecordingType,
    RTPDirection,
    RTPType,
    Tag,
)
from ctiproto.declare import BOTH, Differs, Service, fixed, floating, message
from ctiproto.messages.parts import MonitoredEvent
from ctiproto.wire import STRING, UINT, USHORT


@message(116, Service.CLIENT_EVENTS, dialects=BOTH)
class RtpStartedEvent(MonitoredEvent):
    """Guide: Client Events Service, "RTP_STARTED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    client_port: int = fixed(UINT)
    direction: RTPDirection = fixed(USHORT.of(RTPDirection))
    rtp_type: RTPType = fixed(USHORT.of(RTPType))
    bit_rate: int = fixed(UINT)
    echo_cancellation: EchoCancellation = fixed(USHORT.of(EchoCancellation))
    packet_size: int = fixed(UINT)
    payload_type: int = fixed(USHORT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    client_address: str | None = floating(Tag.CLIENT_ADDRESS, STRING(64), default=None, uccx=Differs(required=True))
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    sending_address: str | None = floating(Tag.SENDING_ADDRESS, STRING(64), default=None, since=10)
    sending_port: int | None = floating(Tag.SENDING_PORT, UINT, default=None, since=10)
    client_address_ipv6: str | None = floating(Tag.CLIENT_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)
    sending_address_ipv6: str | None = floating(Tag.SENDING_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)


@message(117, Service.CLIENT_EVENTS, dialects=BOTH)
class RtpStoppedEvent(MonitoredEvent):
    """Guide: Client Events Service, "RTP_STOPPED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    client_port: int = fixed(UINT)
    direction: RTPDirection = fixed(USHORT.of(RTPDirection))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    client_address: str | None = floating(Tag.CLIENT_ADDRESS, STRING(64), default=None, uccx=Differs(required=True))
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    sending_address: str | None = floating(Tag.SENDING_ADDRESS, STRING(64), default=None, since=10)
    sending_port: int | None = floating(Tag.SENDING_PORT, UINT, default=None, since=10)
    client_address_ipv6: str | None = floating(Tag.CLIENT_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)
    sending_address_ipv6: str | None = floating(Tag.SENDING_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)


@message(248, Service.CLIENT_EVENTS, since=15)
class CallAgentGreetingEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_AGENT_GREETING_EVENT"."""

    peripheral_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    event_code: GreetingEventCode = fixed(USHORT.of(GreetingEventCode))
    peripheral_error_code: int = fixed(UINT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    agent_id: str = floating(Tag.AGENT_ID, STRING(12))
    greeting_type: str | None = floating(None, STRING(32), default=None)


@message(271, Service.CLIENT_EVENTS, since=23)
class NetworkRecordingStartedEvent(MonitoredEvent):
    """Guide: Client Events Service, "NETWORK_RECORDING_STARTED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    recording_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    recording_device_id: str | None = floating(Tag.RECORDING_DEVICE_ID, STRING(64), default=None)


@message(272, Service.CLIENT_EVENTS, since=23)
class NetworkRecordingEndedEvent(MonitoredEvent):
    """Guide: Client Events Service, "NETWORK_RECORDING_ENDED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    recording_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    recording_device_id: str | None = floating(Tag.RECORDING_DEVICE_ID, STRING(64), default=None)


@message(273, Service.CLIENT_EVENTS, since=23)
class NetworkRecordingFailedEvent(MonitoredEvent):
    """Guide: Client Events Service, "NETWORK_RECORDING_FAILED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    recording_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    record_failure_cause: int = fixed(USHORT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    recording_device_id: str | None = floating(Tag.RECORDING_DEVICE_ID, STRING(64), default=None)


@message(274, Service.CLIENT_EVENTS, since=23)
class NetworkRecordingTargetInfoEvent(MonitoredEvent):
    """Guide: Client Events Service, "NETWORK_RECORDING_TARGET_INFO_EVENT"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    recording_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    recording_type: RecordingType = fixed(USHORT.of(RecordingType))
    media_forking_device_type: MediaForkingDeviceType = fixed(USHORT.of(MediaForkingDeviceType))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    recording_device_id: str | None = floating(Tag.RECORDING_DEVICE_ID, STRING(64), default=None)
    recorder_address: str | None = floating(Tag.RECORDER_ADDRESS, STRING(64), default=None)
    terminal_name: str | None = floating(Tag.TERMINAL_NAME, STRING(64), default=None)
    media_forking_device_name: str | None = floating(Tag.MEDIA_FORKING_DEVICE_NAME, STRING(64), default=None)
    protocol_reference_guid: str | None = floating(Tag.PROTOCOL_REFERENCE_GUID, STRING(64), default=None)
    media_forking_cluster_id: str | None = floating(Tag.MEDIA_FORKING_CLUSTER_ID, STRING(64), default=None)
    recorder_uri: str | None = floating(Tag.RECORDER_URI, STRING(64), default=None)
    recorder_error_msg: str | None = floating(Tag.RECORDER_ERROR_MSG, STRING(64), default=None)
    recorder_type: RecorderType | None = floating(Tag.RECORDER_TYPE, USHORT.of(RecorderType), default=None)
    recorder_status: RecorderStatus | None = floating(Tag.RECORDER_STATUS, USHORT.of(RecorderStatus), default=None)
