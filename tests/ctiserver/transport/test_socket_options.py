"""The options of sockets that the guide asks for."""

from __future__ import annotations

import socket
import struct

from ctiserver.transport.socket_options import set_options


def test_small_messages_are_not_kept_back_and_a_close_is_a_reset() -> None:
    """TCP_NODELAY, and SO_LINGER without a time."""
    with socket.socket() as connection:
        set_options(connection)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
        linger = connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.calcsize("ii"))
    assert struct.unpack("ii", linger) == (1, 0)
