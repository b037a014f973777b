"""Serves the control interface on its socket, in the same trio loop as the CTI Server.

A connection carries one request and ends, so that a client without the token cannot keep others out for long.
"""

from __future__ import annotations

from traceback import format_exception
from typing import Any, Final

import trio
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.config import Config
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.trio.worker_context import WorkerContext

from ctiserver.admin.http.application import Handle, WriteMetrics, application
from ctiserver.admin.http.auth import AuthMiddleware, WriteLog
from ctiserver.admin.http.wrong_tokens import WrongTokens
from ctiserver.transport.descriptors import is_spare

READ_TIMEOUT: Final = 10
"""Seconds within which some bytes of a request have to arrive."""

LIFETIME: Final = 30
"""Seconds that a connection lasts at most, its request and the answer included."""

MOST_CONNECTIONS: Final = 64
"""Connections at the same time; one more takes the place of the oldest."""

LAST_DESCRIPTORS: Final = 8
"""Descriptors that connections leave to others: one that would take one of them takes the place of the oldest, too."""


async def serve_control(
    listener: trio.abc.Listener[Any],
    handle: Handle,
    token: str,
    write_log: WriteLog,
    *,
    wrong_tokens: WrongTokens,
    write_metrics: WriteMetrics | None = None,
) -> None:
    """Serve until cancelled.

    Args:
        listener: where connections come in.
        handle: handles commands and queries.
        token: the token that requests need.
        write_log: writes a line of the log.
        wrong_tokens: counts and delays the requests without it.
        write_metrics: writes the figures for Prometheus; ``None``: what it needs is not installed.

    Resource handling: ``listener`` stays the caller's.
    """
    gate = AuthMiddleware(application(handle, write_metrics), token, write_log, wrong_tokens)
    await trio.serve_listeners(_Connections(gate, write_log).serve, [listener])


class _Connections:
    """The open connections.

    Args:
        app: the application that answers requests.
        write_log: writes a line of the log.
    """

    def __init__(self, app: AuthMiddleware, write_log: WriteLog) -> None:
        inner: Any = app  # the two name the same protocol in different words
        self._app = ASGIWrapper(inner)
        self._write_log = write_log
        self._config = _config()
        self._context = WorkerContext(None)
        self._open: list[trio.CancelScope] = []

    async def serve(self, stream: Any) -> None:
        """Serve one connection to its end."""
        async with trio.open_nursery() as nursery:
            scope = nursery.cancel_scope
            scope.deadline = trio.current_time() + LIFETIME
            if self._is_full(stream):
                self._open.pop(0).cancel()
            self._open.append(scope)
            nursery.start_soon(_close_at_the_end, stream)
            try:
                await _HTTP1(self._app, self._config, self._context, {}, stream)
            except Exception as error:  # noqa: BLE001 - one connection must not take the others down
                self._write_log("error", "control_failed", error="".join(format_exception(error)))
            finally:
                if scope in self._open:
                    self._open.remove(scope)
                scope.cancel()

    def _is_full(self, stream: Any) -> bool:
        """Whether a new connection has to take the place of the oldest: there is one, and there is no room for more."""
        too_many = len(self._open) >= MOST_CONNECTIONS or is_spare(stream.socket.fileno(), LAST_DESCRIPTORS)
        return bool(self._open) and too_many


class _HTTP1(TCPServer):
    """A connection that speaks HTTP/1.1 alone, as limits and closing rely on one request for each connection."""

    async def _read_data(self) -> None:
        protocol: Any = self.protocol.protocol
        protocol._check_protocol = _stay  # noqa: SLF001 - no option of it switches HTTP/2 off
        await super()._read_data()


async def _stay(_request: object) -> None:
    """Ignore the wish to change the protocol."""


async def _close_at_the_end(stream: trio.abc.AsyncResource) -> None:
    """Close the stream when cancelled: a task that waits for the client to read ends in no other way."""
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
