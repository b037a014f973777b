"""The control interface as long as a server runs: a port of its own, a file that says where, and nobody has to wait.

Its port is listened on and its file is written at once; the rest is imported meanwhile, by a thread, so that the server
answers its clients as if there were none of this.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from traceback import format_exception
from typing import Any, Final

import attrs
import trio

from ctiserver.admin.http.discovery import Whereabouts, default_file, publish, withdraw
from ctiserver.log import Log

HOST: Final = "127.0.0.1"
"""Nobody from elsewhere gets in."""

WAITING: Final = 16
"""Connections that may wait to be accepted."""

HOW_TO_INSTALL: Final = "pip install '.[control]' in the source tree"

_NEEDED: Final = ("fastapi", "hypercorn")
_TOKEN_BYTES: Final = 32


@attrs.frozen
class Wanted:
    """How a server shall be controlled.

    Args:
        port: the port to listen on; 0 picks a free one.
        file: the control file; ``None``: the one for the port of side A, where those of this user are.
        is_required: whether the server shall not run without it.
    """

    port: int = 0
    file: Path | None = None
    is_required: bool = False


class ControlUnavailable(Exception):  # noqa: N818 - what became of a wish
    """A server cannot be controlled; as text it says why.

    Args:
        reason: why.
        event: what the log calls it.
        level: how important that is.
    """

    def __init__(self, reason: str, event: str = "control_unavailable", level: str = "warning") -> None:
        super().__init__(reason)
        self.event = event
        self.level = level


@attrs.frozen
class _Open:
    """A port that is listened on, and a file that says so."""

    listener: trio.SocketListener
    file: Path
    whereabouts: Whereabouts


class Control:
    """The control interface of a server that is about to run.

    Args:
        open_: where it is; ``None``: there is none.
        excuse: why there is none, if there should be one.
    """

    def __init__(self, open_: _Open | None = None, excuse: ControlUnavailable | None = None) -> None:
        self._open = open_
        self._excuse = excuse

    @asynccontextmanager
    async def running(self, door: Callable[[Any], Any], log: Log) -> AsyncIterator[None]:
        """Serve it; afterwards nobody can find it any more.

        Args:
            door: where orders and questions are carried out.
            log: where notes go.
        """
        if self._excuse is not None:
            log.log(self._excuse.level, self._excuse.event, reason=str(self._excuse))
        if self._open is None:
            yield
            return
        async with trio.open_nursery() as nursery, self._open.listener:
            log.log("info", "control_listening", file=str(self._open.file))
            nursery.start_soon(_serve, self._open, door, log)
            try:
                yield
            finally:
                withdraw(self._open.file, self._open.whereabouts)
                nursery.cancel_scope.cancel()


async def open_control(wanted: Wanted | None, port: int) -> Control:
    """Listen, and write the file that says where.

    Args:
        wanted: how the server shall be controlled; ``None``: not at all.
        port: of side A.

    Raises:
        ControlUnavailable: it cannot be, and has to be.
    """
    if wanted is None:
        return Control()
    try:
        return Control(await _opened(wanted, port))
    except ControlUnavailable as excuse:
        if wanted.is_required:
            raise
        return Control(excuse=excuse)


async def _opened(wanted: Wanted, port: int) -> _Open:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        reason = f"{' and '.join(missing)} not installed: {HOW_TO_INSTALL}"
        raise ControlUnavailable(reason, "control_not_installed", "info")
    file = default_file(port) if wanted.file is None else wanted.file
    try:
        (listener,) = await trio.open_tcp_listeners(wanted.port, host=HOST, backlog=WAITING)
    except OSError as error:
        raise ControlUnavailable(f"control port {wanted.port}: {error.strerror or error}") from error
    whereabouts = Whereabouts(f"http://{HOST}:{listener.socket.getsockname()[1]}", secrets.token_urlsafe(_TOKEN_BYTES))
    try:
        publish(file, whereabouts)
    except OSError as error:
        await listener.aclose()
        raise ControlUnavailable(f"control file {file}: {error.strerror or error}") from error
    return _Open(listener, file, whereabouts)


async def _serve(opened: _Open, door: Callable[[Any], Any], log: Log) -> None:
    try:
        serving = await trio.to_thread.run_sync(import_module, "ctiserver.admin.http.serving", abandon_on_cancel=True)
        await serving.serve_control(opened.listener, door, opened.whereabouts.token, log.log)
    except Exception as error:  # noqa: BLE001 - clients of the server have nothing to do with it
        log.log("error", "control_failed", error="".join(format_exception(error)))
