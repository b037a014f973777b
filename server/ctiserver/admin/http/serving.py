"""The control interface on its socket, beside the server and in the same loop.

A connection carries one request, and ends: whoever has no token cannot take anything away for long.
"""

from __future__ import annotations

from traceback import format_exception
from typing import Any, Final

import trio
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.config import Config
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.trio.worker_context import WorkerContext

from ctiserver.admin.http.application import Door, application
from ctiserver.admin.http.auth import Gate, Note

READ_TIMEOUT: Final = 10
"""Seconds in which something of a request has to arrive."""

LIFETIME: Final = 30
"""Seconds that a connection has in all, for its request and the answer."""

MOST_CONNECTIONS: Final = 64
"""At the same time; one more takes the place of the oldest."""


async def serve_control(listener: trio.abc.Listener[Any], door: Door, token: str, note: Note) -> None:
    """Serve until cancelled.

    Resource handling: ``listener`` stays the caller's.
    """
    await trio.serve_listeners(_Connections(Gate(application(door), token, note), note).serve, [listener])


class _Connections:
    """Those that are open.

    Args:
        gate: what answers.
        note: tells the log.
    """

    def __init__(self, gate: Gate, note: Note) -> None:
        inner: Any = gate  # the two name the same protocol in different words
        self._app = ASGIWrapper(inner)
        self._note = note
        self._config = _config()
        self._context = WorkerContext(None)
        self._open: list[trio.CancelScope] = []

    async def serve(self, stream: Any) -> None:
        """Serve one of them, to its end."""
        async with trio.open_nursery() as nursery:
            scope = nursery.cancel_scope
            scope.deadline = trio.current_time() + LIFETIME
            if len(self._open) >= MOST_CONNECTIONS:
                self._open.pop(0).cancel()
            self._open.append(scope)
            nursery.start_soon(_close_at_the_end, stream)
            try:
                await _HTTP1(self._app, self._config, self._context, {}, stream)
            except Exception as error:  # noqa: BLE001 - one connection must not take the others down
                self._note("error", "control_failed", error="".join(format_exception(error)))
            finally:
                if scope in self._open:
                    self._open.remove(scope)
                scope.cancel()


class _HTTP1(TCPServer):
    """A connection that speaks HTTP/1.1, whatever it is asked to speak instead."""

    async def _read_data(self) -> None:
        protocol: Any = self.protocol.protocol
        protocol._check_protocol = _stay  # noqa: SLF001 - nothing else tells it not to speak HTTP/2
        await super()._read_data()


async def _stay(_request: object) -> None:
    """Change to no other protocol."""


async def _close_at_the_end(stream: trio.abc.AsyncResource) -> None:
    """Close, however the end comes: what waits for the other to read on can be ended in no other way."""
    try:
        await trio.sleep_forever()
    finally:
        await trio.aclose_forcefully(stream)


def _config() -> Config:
    config = Config()
    config.accesslog = None
    config.errorlog = None
    config.keep_alive_max_requests = 1
    config.keep_alive_timeout = READ_TIMEOUT
    config.read_timeout = READ_TIMEOUT
    config.include_server_header = False
    config.websocket_max_message_size = 0
    return config
