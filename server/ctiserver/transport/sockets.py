"""TCP connections as streams of trio: how they are made, who is at the other end, and how they end."""

from __future__ import annotations

import errno
import os
from contextlib import suppress

import trio

from ctiserver.site.endpoints import Endpoint
from ctiserver.transport.socket_options import CONNECT_TIMEOUT, reset_when_closed, set_no_delay


async def connect_tcp(endpoint: Endpoint) -> trio.SocketStream:
    """Connect, without delay for small packets.

    Raises:
        OSError: no connection came about within :data:`CONNECT_TIMEOUT`.
    """
    with trio.move_on_after(CONNECT_TIMEOUT):
        stream = await trio.open_tcp_stream(endpoint.host, endpoint.port)
        set_no_delay(stream)
        return stream
    raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def peer_of(stream: trio.abc.AsyncResource) -> Endpoint:
    """Where a stream comes from; an empty host and port 0 if it is not a socket.

    Raises:
        OSError: the connection is gone.
    """
    if isinstance(stream, trio.SocketStream):
        host, port = stream.socket.getpeername()[:2]
        return Endpoint(str(host), int(port))
    return Endpoint("", 0)


async def reset(stream: trio.abc.AsyncResource) -> None:
    """Close a stream at once; where it is a socket, the other end sees a reset."""
    if isinstance(stream, trio.SocketStream):
        with suppress(OSError):  # the connection may be gone already
            reset_when_closed(stream)
    await trio.aclose_forcefully(stream)
