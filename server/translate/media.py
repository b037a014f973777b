"""Media events.  Guide: Client Events Service, "RTP_STARTED_EVENT" and "RTP_STOPPED_EVENT"."""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import EchoCancellation, RTPDirection, RTPType
from server.sessions.session import Session
from server.switch import events as e
from server.translate.facts import Facts

_BIT_RATE: Final = 64
_PACKET_SIZE: Final = 20
_PAYLOAD_G711_ULAW: Final = 4
"""The simulated telephones all speak G.711 mu-law in packets of 20 ms."""

_DIRECTIONS: Final = (RTPDirection.INPUT, RTPDirection.OUTPUT)


def _session(event: e.MediaEvent, facts: Facts) -> Session | None:
    return facts.registry.at_device((event.peripheral_id, event.device.id))


def media_started(event: e.MediaStarted, facts: Facts) -> tuple[m.RtpStartedEvent, ...]:
    """One RTP_STARTED_EVENT for each direction."""
    session = _session(event, facts)
    return tuple(
        m.RtpStartedEvent(
            peripheral_id=event.peripheral_id,
            client_port=0 if session is None else session.address.port,
            direction=direction,
            rtp_type=RTPType.AUDIO,
            bit_rate=_BIT_RATE,
            echo_cancellation=EchoCancellation.OFF,
            packet_size=_PACKET_SIZE,
            payload_type=_PAYLOAD_G711_ULAW,
            connection_device_id_type=event.connection.device_id_type,
            connection_call_id=event.connection.call_id,
            connection_device_id=event.connection.device_id,
            client_address="" if session is None else session.address.host,
            agent_id=event.agent_id or None,
            agent_extension=event.device.id,
            agent_instrument=event.instrument,
        )
        for direction in _DIRECTIONS
    )


def media_stopped(event: e.MediaStopped, facts: Facts) -> tuple[m.RtpStoppedEvent, ...]:
    """One RTP_STOPPED_EVENT for each direction."""
    session = _session(event, facts)
    return tuple(
        m.RtpStoppedEvent(
            peripheral_id=event.peripheral_id,
            client_port=0 if session is None else session.address.port,
            direction=direction,
            connection_device_id_type=event.connection.device_id_type,
            connection_call_id=event.connection.call_id,
            connection_device_id=event.connection.device_id,
            client_address="" if session is None else session.address.host,
            agent_id=event.agent_id or None,
            agent_extension=event.device.id,
            agent_instrument=event.instrument,
        )
        for direction in _DIRECTIONS
    )
