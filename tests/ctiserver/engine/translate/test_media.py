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


WHERE_FROM: dict[str, Any] = {"client_port": 16_384, "client_address": "198.18.0.1"}
WHERE_TO: dict[str, Any] = {"sending_port": 16_386, "sending_address": "203.0.113.1"}


@pytest.mark.fidelity("clients.rtp-addresses", "clients.rtp-sending", "media.both-directions")
def test_media_starts_in_both_directions() -> None:
    """Input first, with the address of the telephone, whatever session the agent has, and that of the far end."""
    assert translate(event(e.MediaStarted), facts(25, desktop())) == tuple(
        m.RtpStartedEvent(direction=direction, agent_id="1001", **WHERE, **MEDIA, **WHERE_FROM, **WHERE_TO)
        for direction in BOTH
    )


def test_media_stops_in_both_directions() -> None:
    """One event of the switch makes two of RTP_STOPPED_EVENT, input first."""
    assert translate(event(e.MediaStopped), facts(25, desktop())) == tuple(
        m.RtpStoppedEvent(direction=direction, agent_id="1001", **WHERE, **WHERE_FROM, **WHERE_TO) for direction in BOTH
    )


@pytest.mark.fidelity("media.g711")
def test_media_of_a_station_without_agent_and_session() -> None:
    """The event has the same addresses, and no AgentID."""
    addresses = WHERE_FROM | WHERE_TO
    started = translate(event(e.MediaStarted, agent_id=""), facts())
    assert started == tuple(m.RtpStartedEvent(direction=each, **WHERE, **MEDIA, **addresses) for each in BOTH)
    stopped = translate(event(e.MediaStopped, agent_id=""), facts())
    assert stopped == tuple(m.RtpStoppedEvent(direction=each, **WHERE, **addresses) for each in BOTH)
