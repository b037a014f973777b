"""Servers that give back what they get: what a request, an open and an idle connection cost without a CTI Server.

``python echo.py trio|asyncio|uvloop`` prints its port.  Each is written as its documentation teaches.
"""

from __future__ import annotations

import asyncio
import importlib
import socket
import sys
from contextlib import suppress
from typing import Final, cast

import trio

BACKLOG: Final = 4096
SIZE: Final = 65536


def _say(port: int) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


async def _echo(client: trio.socket.SocketType) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with client, suppress(ConnectionResetError):
        while data := await client.recv(SIZE):
            sent = 0
            while sent < len(data):
                sent += await client.send(data[sent:])


async def serve_with_trio() -> None:
    """A task for each connection, over ``trio.socket``."""
    with trio.socket.socket() as listener:
        await listener.bind(("127.0.0.1", 0))
        listener.listen(BACKLOG)
        _say(listener.getsockname()[1])
        async with trio.open_nursery() as nursery:
            while True:
                client, _ = await listener.accept()
                nursery.start_soon(_echo, client)


class Echo(asyncio.Protocol):
    """A protocol for each connection, over asyncio's transports."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        """Give it back."""
        self.transport.write(data)


async def serve_with_asyncio() -> None:
    """Over the transports of whichever loop runs."""
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0, backlog=BACKLOG)
    _say(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def main(kind: str) -> None:
    """Serve until the process is ended."""
    if kind == "trio":
        trio.run(serve_with_trio)
    elif kind == "asyncio":
        asyncio.run(serve_with_asyncio())
    else:
        importlib.import_module("uvloop").run(serve_with_asyncio())


if __name__ == "__main__":
    main(sys.argv[1])
