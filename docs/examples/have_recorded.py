"""Has the next call that is answered recorded for some seconds; a recorder has to be registered."""

from __future__ import annotations

import argparse

import trio

from ctiproto.constants import CTIService, EchoCancellation, RTPDirection, RTPType
from ctiproto.messages import CallEstablishedEvent, StartRecordingReq, StopRecordingReq
from ctiserver.client import ClientError, Session, Side, open_request, open_session, until_interrupted


async def answered(session: Session) -> CallEstablishedEvent:
    """Wait for the next call that is answered."""
    async for received in session:
        if isinstance(received.message, CallEstablishedEvent):
            return received.message
    raise AssertionError("a session that is lost says so")


async def have_recorded(side: Side, seconds: float) -> None:
    """Wait for a call, and have it recorded for so long."""
    services = CTIService.SERVICE_ALL_EVENTS | CTIService.SERVICE_CLIENT_CONTROL
    request = open_request(version=25, services=services, client_id="have_recorded")
    async with until_interrupted(), open_session([side], request) as session:
        event = await answered(session)
        # The station says whose call it is; what is about voice means nothing here, where there is none.
        start = StartRecordingReq(
            invoke_id=0,
            peripheral_id=event.peripheral_id,
            connection_call_id=event.connection_call_id,
            connection_device_id_type=event.connection_device_id_type,
            connection_device_id=event.connection_device_id,
            agent_extension=event.answering_device_id,
            direction=RTPDirection.BIDIRECTIONAL,
            rtp_type=RTPType.AUDIO,
            echo_cancellation=EchoCancellation.OFF,
            client_port=0,
            bit_rate=0,
            packet_size=0,
            payload_type=0,
        )
        started = await session.request(start)
        print(f"call {event.connection_call_id} at {event.answering_device_id} is being recorded", flush=True)
        with trio.move_on_after(seconds):
            async for _ in session:
                pass  # what else happens is of no interest, but has to be taken
        stop = StopRecordingReq(
            invoke_id=0,
            peripheral_id=start.peripheral_id,
            connection_call_id=start.connection_call_id,
            connection_device_id_type=start.connection_device_id_type,
            connection_device_id=start.connection_device_id,
            agent_extension=start.agent_extension,
            direction=start.direction,
            client_port=0,
            session_id=started.session_id,
            server_data=started.server_data,
        )
        await session.request(stop)
        print("it is recorded no longer", flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", metavar="HOST:PORT")
    parser.add_argument("--for", dest="seconds", type=float, default=5, help="for how many seconds (5)")
    words = parser.parse_args()
    if not words.seconds >= 0:
        parser.error("expected --for of 0 or more seconds")
    try:
        trio.run(have_recorded, Side.at(words.server), words.seconds)
    except ClientError as error:
        raise SystemExit(f"have_recorded: {error}") from None


if __name__ == "__main__":
    main()
