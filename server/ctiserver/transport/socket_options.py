"""Options and limits of all TCP connections of CTI, on either end and with trio, asyncio or blocking sockets."""

from __future__ import annotations

import socket
import struct
from typing import Final, Protocol

READ_SIZE: Final = 65536
"""Bytes that are read at once, at most."""

CONNECT_TIMEOUT: Final = 10
"""Seconds.  A host that is down does not refuse: it says nothing."""

_LINGER_OFF: Final = struct.pack("ii", 1, 0)
"""SO_LINGER on with no time: closing resets the connection at once.  Guide: Session Management, "TCP/IP Socket"."""


class Socket(Protocol):
    """A socket of Python, trio or asyncio."""

    def setsockopt(self, level: int, option: int, value: int | bytes, /) -> None:
        """Set an option of the system's socket."""


def set_options(connection: Socket) -> None:
    """Send without delay, and reset the connection when it is closed instead of waiting for the other end."""
    set_no_delay(connection)
    reset_when_closed(connection)


def set_no_delay(connection: Socket) -> None:
    """Let small packets leave at once."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def reset_when_closed(connection: Socket) -> None:
    """Let closing reset the connection at once."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_OFF)
