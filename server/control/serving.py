"""The control interface on its socket, beside the server and in the same loop."""

from __future__ import annotations

import socket
from typing import Any

from hypercorn.config import Config
from hypercorn.trio import serve

from server.control.application import Door, application
from server.control.gate import Gate, Note

READ_TIMEOUT = 10
"""Seconds that a request has to arrive, and a connection without one has to live."""

WAITING = 16
"""Connections that may wait to be accepted."""


async def serve_control(listening: socket.socket, door: Door, token: str, note: Note) -> None:
    """Serve until cancelled.

    Resource handling: ``listening`` stays the caller's.
    """
    config = Config()
    config.bind = [f"fd://{listening.dup().detach()}"]
    config.accesslog = None
    config.errorlog = None
    config.backlog = WAITING
    config.keep_alive_timeout = READ_TIMEOUT
    config.read_timeout = READ_TIMEOUT
    config.include_server_header = False
    config.websocket_max_message_size = 0
    gate: Any = Gate(application(door), token, note)  # the two name the same protocol in different words
    await serve(gate, config)
