"""Opens the control interface with a server and closes it again: a port of its own, and the control file.

The port is listened on and the file is written at once.  FastAPI and all it needs are imported meanwhile by a thread:
that takes a while, and clients of the CTI Server must not wait for it.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from traceback import format_exception
from typing import Any, Final

import attrs
import trio

from ctiserver.admin.http.discovery import ControlFile, default_file, publish, withdraw
from ctiserver.admin.http.wrong_tokens import WrongTokens
from ctiserver.log import Log

HOST: Final = "127.0.0.1"
"""Other machines cannot connect."""

WAITING: Final = 16
"""How many connections may wait to be accepted."""

HOW_TO_INSTALL: Final = "pip install '.[control]' in the source tree"

_NEEDED: Final = ("fastapi", "hypercorn")
_NEEDED_FOR_METRICS: Final = "prometheus_client"
_TOKEN_BYTES: Final = 32


@attrs.frozen
class ControlOptions:
    """Options of the control interface.

    Args:
        port: the port to listen on; 0 picks a free one.
        file: the control file; ``None``: the one for the port of side A, in the directory of this user's control files.
        token: what requests need; ``None``: a new one is made.
        is_required: whether the server must not run without the interface.
    """

    port: int = 0
    file: Path | None = None
    token: str | None = attrs.field(default=None, repr=False)
    is_required: bool = False


class ControlUnavailable(Exception):  # noqa: N818 - a condition, which need not be an error
    """The control interface cannot be opened; as text it says why.

    Args:
        reason: why.
        event: the event that the log has for it.
        level: the level of that event.
    """

    def __init__(self, reason: str, event: str = "control_unavailable", level: str = "warning") -> None:
        super().__init__(reason)
        self.event = event
        self.level = level


@attrs.frozen
class _Opened:
    """An open control interface.

    Args:
        listener: listens on its port.
        path: where its control file is.
        content: what the control file holds.
    """

    listener: trio.SocketListener
    path: Path
    content: ControlFile


class ControlInterface:
    """The control interface of a server that is about to run.

    Args:
        opened: the open interface; ``None``: there is none.
        unavailable: why there is none, if one was wanted.

    Attributes:
        wrong_tokens: the requests without the right token.
    """

    def __init__(self, opened: _Opened | None = None, unavailable: ControlUnavailable | None = None) -> None:
        self._opened = opened
        self._unavailable = unavailable
        self.wrong_tokens = WrongTokens()

    @asynccontextmanager
    async def serving(
        self, handle: Callable[[Any], Any], log: Log, read_metrics: Callable[[], Iterable[Any]] = tuple
    ) -> AsyncIterator[None]:
        """Serve it, and remove the control file afterwards.

        Args:
            handle: handles commands and queries.
            log: writes lines of the log.
            read_metrics: reads the figures for Prometheus.
        """
        if self._unavailable is not None:
            log.log(self._unavailable.level, self._unavailable.event, reason=str(self._unavailable))
        if self._opened is None:
            yield
            return
        async with trio.open_nursery() as nursery, self._opened.listener:
            log.log("info", "control_listening", file=str(self._opened.path))
            nursery.start_soon(_serve, self._opened, handle, log, self.wrong_tokens, read_metrics)
            try:
                yield
            finally:
                withdraw(self._opened.path, self._opened.content)
                nursery.cancel_scope.cancel()

    def close(self) -> None:
        """Stop listening and remove the control file: nothing is left to do once it was served."""
        if self._opened is not None:
            withdraw(self._opened.path, self._opened.content)
            self._opened.listener.socket.close()


async def open_control(options: ControlOptions | None, port: int) -> ControlInterface:
    """Listen, and write the control file.

    Resource handling: serve the interface, or close it.

    Args:
        options: the options of the interface; ``None``: there shall be none.
        port: the port of side A.

    Raises:
        ControlUnavailable: the interface cannot be opened, and is required.
    """
    if options is None:
        return ControlInterface()
    try:
        return ControlInterface(await _open(options, port))
    except ControlUnavailable as unavailable:
        if options.is_required:
            raise
        return ControlInterface(unavailable=unavailable)


async def _imported(module: str) -> Any:
    return await trio.to_thread.run_sync(import_module, module, abandon_on_cancel=True)


async def _open(options: ControlOptions, port: int) -> _Opened:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        reason = f"{' and '.join(missing)} not installed: {HOW_TO_INSTALL}"
        raise ControlUnavailable(reason, "control_not_installed", "info")
    path = default_file(port) if options.file is None else options.file
    try:
        (listener,) = await trio.open_tcp_listeners(options.port, host=HOST, backlog=WAITING)
    except OSError as error:
        raise ControlUnavailable(f"control port {options.port}: {error.strerror or error}") from error
    token = secrets.token_urlsafe(_TOKEN_BYTES) if options.token is None else options.token
    content = ControlFile(f"http://{HOST}:{listener.socket.getsockname()[1]}", token)
    try:
        publish(path, content)
    except OSError as error:
        await listener.aclose()
        raise ControlUnavailable(f"control file {path}: {error.strerror or error}") from error
    return _Opened(listener, path, content)


async def _serve(
    opened: _Opened,
    handle: Callable[[Any], Any],
    log: Log,
    wrong_tokens: WrongTokens,
    read_metrics: Callable[[], Iterable[Any]],
) -> None:
    try:
        serving = await _imported("ctiserver.admin.http.serving")
        write_metrics = None
        if find_spec(_NEEDED_FOR_METRICS) is not None:
            write_metrics = (await _imported("ctiserver.observe.exposition")).Exposition(read_metrics).write
        token = opened.content.token
        await serving.serve_control(
            opened.listener, handle, token, log.log, wrong_tokens=wrong_tokens, write_metrics=write_metrics
        )
    except Exception as error:  # noqa: BLE001 - clients of the CTI Server must not notice it
        log.log("error", "control_failed", error="".join(format_exception(error)))
