"""Prints what happens at every station: ``python all_events.py HOST PORT [COUNT]``."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator

from ctiproto import Arrived, Connection, Fault, Message, Role
from ctiproto.constants import AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService, StatusCode
from ctiproto.messages import CloseReq, OpenReq

REQUEST = OpenReq(
    invoke_id=1,
    version_number=25,
    services_requested=CTIService.SERVICE_ALL_EVENTS,
    call_msg_mask=CallMsgMask(0xFFFFFFFF),
    agent_state_mask=AgentStateMask(0x3FFF),
    config_msg_mask=ConfigMsgMask(0),
    client_id="all_events",
    client_password=b"",
)


def incoming(stream: socket.socket, connection: Connection) -> Iterator[Message]:
    """Each message that the server sends, until it hangs up."""
    while data := stream.recv(65536):
        for received in connection.receive_data(data, time.monotonic()):
            if isinstance(received, Arrived):
                yield received.message
            elif isinstance(received, Fault):
                raise SystemExit(f"the server does not speak the protocol: {received.error}")


def main(host: str, port: str, count: str = "10") -> None:
    """Open a session that hears everything, print its first messages, and close it."""
    with socket.create_connection((host, int(port)), timeout=60) as stream:
        connection = Connection(Role.CLIENT, time.monotonic())
        stream.sendall(connection.send(REQUEST))
        for _, message in zip(range(int(count)), incoming(stream, connection), strict=False):
            print(message, flush=True)
        if connection.is_open:
            stream.sendall(connection.send(CloseReq(invoke_id=2, status=StatusCode.NO_ERROR)))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        raise SystemExit("usage: python all_events.py HOST PORT [COUNT]")
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError, OverflowError) as error:
        raise SystemExit(f"all_events: {error}") from None
    except KeyboardInterrupt:
        raise SystemExit("all_events: interrupted") from None
