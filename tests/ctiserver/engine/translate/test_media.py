"""RTP events: a pair each time, one for each direction."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import ConnectionDeviceIDType, EchoCancellation, RTPDirection, RTPType
from ctiserver.centre.switch import events as e
from ctiserver.engine.translate.events import translate
from tests.ctiserver.engine.translate.happenings import CALL, desktop, event, facts
from tests.support.harness import PG

WHERE: dict[str, Any] = {
    "peripheral_id": PG,
    "connection_device_id_type": ConnectionDeviceIDType.STATIC,
    "connection_call_id": CALL,
    "connection_device_id": "2001",
    "agent_extension": "2001",
    "agent_instrument": "SEP2001",
}
MEDIA: dict[str, Any] = {
    "rtp_type": RTPType.AUDIO,
    "bit_rate": 64,
    "echo_cancellation": EchoCancellation.OFF,
    "packet_size": 20,
    "payload_type": 4,
}
BOTH = (RTPDirection.INPUT, RTPDirection.OUTPUT)


@pytest.mark.fidelity("media.both-directions")
def test_media_starts_in_both_directions() -> None:
    """Input first, with the address of the agent's own session."""
    client: dict[str, Any] = {"client_port": 50_007, "client_address": "192.0.2.7"}
    assert translate(event(e.MediaStarted), facts(25, desktop())) == tuple(
        m.RtpStartedEvent(direction=direction, agent_id="1001", **WHERE, **MEDIA, **client) for direction in BOTH
    )


def test_media_stops_in_both_directions() -> None:
    """One event of the switch makes two of RTP_STOPPED_EVENT, input first."""
    client: dict[str, Any] = {"client_port": 50_007, "client_address": "192.0.2.7"}
    assert translate(event(e.MediaStopped), facts(25, desktop())) == tuple(
        m.RtpStoppedEvent(direction=direction, agent_id="1001", **WHERE, **client) for direction in BOTH
    )


@pytest.mark.fidelity("media.g711")
def test_media_of_a_station_without_agent_and_session() -> None:
    """The event has an empty address, port 0, and no AgentID."""
    nobody: dict[str, Any] = {"client_port": 0, "client_address": ""}
    started = translate(event(e.MediaStarted, agent_id=""), facts())
    assert started == tuple(m.RtpStartedEvent(direction=each, **WHERE, **MEDIA, **nobody) for each in BOTH)
    stopped = translate(event(e.MediaStopped, agent_id=""), facts())
    assert stopped == tuple(m.RtpStoppedEvent(direction=each, **WHERE, **nobody) for each in BOTH)
