"""RTP streams, agent greetings and network recordings.  Guide: Client Events Service."""

from __future__ import annotations

from typing import Final, TypedDict

from ctiproto import messages as m
from ctiproto.constants import (
    ConnectionDeviceIDType,
    DeviceIDType,
    EchoCancellation,
    MediaForkingDeviceType,
    RTPDirection,
    RTPType,
)
from ctiserver.centre.switch import events as e
from ctiserver.engine.translate.facts import Facts, number_of

# fidelity media.g711: ours: All telephones speak G.711 in packets of 20 ms.
_BIT_RATE: Final = 64
_PACKET_SIZE: Final = 20
_PAYLOAD_G711_ULAW: Final = 4
"""The simulated telephones all speak G.711 mu-law in packets of 20 ms."""

# fidelity media.both-directions: guide RTP_STARTED_EVENT: Media has one event for each direction, input first.
_DIRECTIONS: Final = (RTPDirection.INPUT, RTPDirection.OUTPUT)


def media_started(event: e.MediaStarted) -> tuple[m.RtpStartedEvent, ...]:
    """One RTP_STARTED_EVENT for each direction, input first."""
    here, far_end = event.path.here, event.path.far_end
    # fidelity clients.rtp-addresses: inferred X1: ClientAddress and ClientPort are those of the agent's telephone.
    # The guide says "the CTI client", and has the same client send and receive the stream, which programs do not.
    # Recorders find a stream by it, also where the agent has no program.
    return tuple(
        m.RtpStartedEvent(
            peripheral_id=event.peripheral_id,
            client_port=here.port,
            direction=direction,
            rtp_type=RTPType.AUDIO,
            bit_rate=_BIT_RATE,
            echo_cancellation=EchoCancellation.OFF,
            packet_size=_PACKET_SIZE,
            payload_type=_PAYLOAD_G711_ULAW,
            connection_device_id_type=event.connection.device_id_type,
            connection_call_id=event.connection.call_id,
            connection_device_id=event.connection.device_id,
            client_address=here.host,
            agent_id=event.agent_id or None,
            agent_extension=event.device.id,
            agent_instrument=event.instrument,
            # fidelity clients.rtp-sending: guide RTP_STARTED_EVENT: SendingAddress is where the client sends to.
            sending_address=far_end.host,
            sending_port=far_end.port,
        )
        for direction in _DIRECTIONS
    )


def media_stopped(event: e.MediaStopped) -> tuple[m.RtpStoppedEvent, ...]:
    """One RTP_STOPPED_EVENT for each direction, input first, with the addresses of RTP_STARTED_EVENT."""
    here, far_end = event.path.here, event.path.far_end
    return tuple(
        m.RtpStoppedEvent(
            peripheral_id=event.peripheral_id,
            client_port=here.port,
            direction=direction,
            connection_device_id_type=event.connection.device_id_type,
            connection_call_id=event.connection.call_id,
            connection_device_id=event.connection.device_id,
            client_address=here.host,
            agent_id=event.agent_id or None,
            agent_extension=event.device.id,
            agent_instrument=event.instrument,
            sending_address=far_end.host,
            sending_port=far_end.port,
        )
        for direction in _DIRECTIONS
    )


def agent_greeting(event: e.AgentGreeting) -> m.CallAgentGreetingEvent:
    """CALL_AGENT_GREETING_EVENT."""
    return m.CallAgentGreetingEvent(
        peripheral_id=event.peripheral_id,
        connection_device_id_type=event.connection.device_id_type,
        connection_call_id=event.connection.call_id,
        connection_device_id=event.connection.device_id,
        event_code=event.code,
        peripheral_error_code=event.peripheral_error,
        agent_id=event.agent_id,
    )


class _Recorded(TypedDict):
    """The connection that is recorded, and the device that does it."""

    peripheral_id: int
    connection_device_id_type: ConnectionDeviceIDType
    connection_call_id: int
    connection_device_id: str
    recording_device_type: DeviceIDType
    recording_device_id: str | None


def _recorded(event: e.NetworkRecordingEvent, facts: Facts) -> _Recorded:
    return _Recorded(
        peripheral_id=event.peripheral_id,
        connection_device_id_type=event.connection.device_id_type,
        connection_call_id=event.connection.call_id,
        connection_device_id=event.connection.device_id,
        recording_device_type=facts.kind(event.recorder),
        recording_device_id=number_of(event.recorder),
    )


def recording_target(event: e.NetworkRecordingTarget, facts: Facts) -> m.NetworkRecordingTargetInfoEvent:
    """NETWORK_RECORDING_TARGET_INFO_EVENT; the telephone itself sends the media to the recorder."""
    return m.NetworkRecordingTargetInfoEvent(
        **_recorded(event, facts),
        recording_type=event.recording_type,
        media_forking_device_type=MediaForkingDeviceType.PHONE,
        recorder_address=event.address or None,
        terminal_name=event.terminal,
        media_forking_device_name=event.terminal,
    )


def recording_started(event: e.NetworkRecordingStarted, facts: Facts) -> m.NetworkRecordingStartedEvent:
    """NETWORK_RECORDING_STARTED_EVENT."""
    return m.NetworkRecordingStartedEvent(**_recorded(event, facts))


def recording_ended(event: e.NetworkRecordingEnded, facts: Facts) -> m.NetworkRecordingEndedEvent:
    """NETWORK_RECORDING_ENDED_EVENT."""
    return m.NetworkRecordingEndedEvent(**_recorded(event, facts))


def recording_failed(event: e.NetworkRecordingFailed, facts: Facts) -> m.NetworkRecordingFailedEvent:
    """NETWORK_RECORDING_FAILED_EVENT."""
    return m.NetworkRecordingFailedEvent(**_recorded(event, facts), record_failure_cause=event.cause)
