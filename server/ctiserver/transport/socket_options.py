"""What every TCP connection of CTI has set, whoever made it and whatever waits for it."""

from __future__ import annotations

import socket
import struct
from typing import Final, Protocol

_LINGER_OFF: Final = struct.pack("ii", 1, 0)
"""SO_LINGER on with no time: closing resets the connection at once.  Guide: Session Management, "TCP/IP Socket"."""


class Socket(Protocol):
    """A socket of Python, trio or asyncio."""

    def setsockopt(self, level: int, option: int, value: int | bytes, /) -> None:
        """Set an option of the system's socket."""


def set_options(connection: Socket) -> None:
    """Send without delay, and reset the connection when it is closed instead of waiting for the other end."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_OFF)
