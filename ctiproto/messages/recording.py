"""Recording, by server applications and in the network."""

from __future__ import annotations

from ctiproto.constants import (
    ConnectionDeviceIDType,
    EchoCancellation,
    InvocationType,
    PlayToneDirection,
    RTPDirection,
    RTPType,
    Tag,
)
from ctiproto.declare import Sender, Service, fixed, floating, message
from ctiproto.messages.parts import Confirmation, Request
from ctiproto.wire import STRING, UINT, USHORT


@message(147, Service.MISCELLANEOUS, sender=Sender.BOTH)
class StartRecordingReq(Request["StartRecordingConf"]):
    """Guide: Miscellaneous Service, "START_RECORDING_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    client_port: int = fixed(UINT)
    bit_rate: int = fixed(UINT)
    packet_size: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    direction: RTPDirection = fixed(USHORT.of(RTPDirection))
    rtp_type: RTPType = fixed(USHORT.of(RTPType))
    echo_cancellation: EchoCancellation = fixed(USHORT.of(EchoCancellation))
    payload_type: int = fixed(USHORT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    client_id: str | None = floating(Tag.CLIENT_ID, STRING(64), default=None)
    client_address: str | None = floating(Tag.CLIENT_ADDRESS, STRING(64), default=None)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    client_address_ipv6: str | None = floating(Tag.CLIENT_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)


@message(148, Service.MISCELLANEOUS, sender=Sender.BOTH)
class StartRecordingConf(Confirmation):
    """Guide: Miscellaneous Service, "START_RECORDING_CONF"."""

    session_id: int = fixed(UINT)
    server_data: int = fixed(UINT)
    client_id: str | None = floating(Tag.CLIENT_ID, STRING(64), default=None)
    client_address: str | None = floating(Tag.CLIENT_ADDRESS, STRING(64), default=None)
    client_address_ipv6: str | None = floating(Tag.CLIENT_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)


@message(149, Service.MISCELLANEOUS, sender=Sender.BOTH)
class StopRecordingReq(Request["StopRecordingConf"]):
    """Guide: Miscellaneous Service, "STOP_RECORDING_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    client_port: int = fixed(UINT)
    session_id: int = fixed(UINT)
    server_data: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    direction: RTPDirection = fixed(USHORT.of(RTPDirection))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    client_id: str | None = floating(Tag.CLIENT_ID, STRING(64), default=None)
    client_address: str | None = floating(Tag.CLIENT_ADDRESS, STRING(64), default=None)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    client_address_ipv6: str | None = floating(Tag.CLIENT_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)


@message(150, Service.MISCELLANEOUS, sender=Sender.BOTH)
class StopRecordingConf(Confirmation):
    """Guide: Miscellaneous Service, "STOP_RECORDING_CONF"."""

    client_id: str | None = floating(Tag.CLIENT_ID, STRING(64), default=None)
    client_address: str | None = floating(Tag.CLIENT_ADDRESS, STRING(64), default=None)
    client_address_ipv6: str | None = floating(Tag.CLIENT_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)


@message(267, Service.CLIENT_CONTROL, since=23)
class StartNetworkRecordingReq(Request["StartNetworkRecordingConf"]):
    """Guide: Client Control Service, "START_NETWORK_RECORDING_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    play_tone_direction: PlayToneDirection | None = floating(
        Tag.PLAY_TONE_DIRECTION, USHORT.of(PlayToneDirection), default=None
    )
    invocation_type: InvocationType | None = floating(Tag.INVOCATION_TYPE, USHORT.of(InvocationType), default=None)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(268, Service.CLIENT_CONTROL, since=23)
class StartNetworkRecordingConf(Confirmation):
    """Guide: Client Control Service, "START_NETWORK_RECORDING_CONF"."""


@message(269, Service.CLIENT_CONTROL, since=23)
class StopNetworkRecordingReq(Request["StopNetworkRecordingConf"]):
    """Guide: Client Control Service, "STOP_NETWORK_RECORDING_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    invocation_type: InvocationType | None = floating(Tag.INVOCATION_TYPE, USHORT.of(InvocationType), default=None)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(270, Service.CLIENT_CONTROL, since=23)
class StopNetworkRecordingConf(Confirmation):
    """Guide: Client Control Service, "STOP_NETWORK_RECORDING_CONF"."""
