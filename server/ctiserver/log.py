"""The log: a line for each event on standard error, in colours on a terminal, as JSON elsewhere."""

from __future__ import annotations

import datetime as dt
import io
import logging
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, Literal, Protocol, TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

LEVELS: Final = ("debug", "info", "warning", "error")

MOST_LINES: Final = 10_000
"""How many lines may wait to be written; a reader of standard error can stop to read."""

FAREWELL: Final = 1.0
"""Seconds within which the last lines have to be written when the program ends."""

BETWEEN_ACCEPT_ERRORS: Final = 5.0

Level = Literal["debug", "info", "warning", "error"]
Style = Literal["console", "json"]


class Log(Protocol):
    """What writes what happened; all rooms that tell it something know it as this."""

    def log(self, level: str, event: str, **fields: object) -> None:
        """Write an event.

        Args:
            level: how important it is: one of :data:`LEVELS`.
            event: what happened, in the past tense.
            fields: what it concerns; never a password.
        """


class LogWriter:
    """A log that is lines of a stream.

    Args:
        now: tells the time of an event, in seconds since 1970.
        style: ``console`` or ``json``; ``None``: console if ``stream`` is a terminal.  It has colours there, unless the
            environment has ``NO_COLOR``.
        level: the least important level that is written.
        stream: where to; ``None``: standard error.
    """

    def __init__(
        self,
        now: Callable[[], float],
        *,
        style: Style | None = None,
        level: Level = "info",
        stream: TextIO | None = None,
    ) -> None:
        stream = sys.stderr if stream is None else stream
        is_terminal = stream.isatty()
        shown: Style = ("console" if is_terminal else "json") if style is None else style
        self._least = LEVELS.index(level)
        self._logger = structlog.wrap_logger(
            structlog.WriteLogger(stream),
            processors=[_stamper(now), *_renderers(shown, colors=is_terminal and _wants_colors())],
            wrapper_class=structlog.BoundLogger,
        )

    def log(self, level: str, event: str, **fields: object) -> None:
        """Write a line, if the level is important enough.  Nothing happens if the stream is gone."""
        if LEVELS.index(level) >= self._least:
            with suppress(OSError):
                self._logger.info(event, level=level, **fields)


class _Background(io.TextIOBase):
    """A stream that a thread of its own writes to a file descriptor, so that no writer waits for its reader."""

    def __init__(self, stream: TextIO) -> None:
        self._descriptor = os.dup(stream.fileno())
        self._encoding = stream.encoding
        self._is_terminal = stream.isatty()
        self._lines: queue.Queue[str | None] = queue.Queue(MOST_LINES)
        self._thread = threading.Thread(target=self._write_lines, daemon=True, name="log")
        self._thread.start()

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self._is_terminal

    def write(self, text: str) -> int:
        """Hand a line over to the thread; it is lost if too many wait already."""
        with suppress(queue.Full):
            self._lines.put_nowait(text)
        return len(text)

    def finish(self) -> None:
        """Write the lines that wait, as far as that takes no longer than a second."""
        with suppress(queue.Full):
            self._lines.put(None, timeout=FAREWELL / 2)
            self._thread.join(FAREWELL / 2)

    def _write_lines(self) -> None:
        # The descriptor is a duplicate of our own: the number of another one may be closed and given to another file.
        with suppress(OSError), os.fdopen(self._descriptor, "wb", buffering=0) as file:
            while (line := self._lines.get()) is not None:
                data = line.encode(self._encoding, "backslashreplace")
                while data:
                    data = data[file.write(data) :]


@contextmanager
def in_background(stream: TextIO) -> Iterator[TextIO]:
    """Lend a stream that writes to ``stream`` without ever waiting, also if the reader at its other end does not read.

    A stream without a file descriptor is lent as it is.
    """
    try:
        background = _Background(stream)
    except OSError:
        yield stream
        return
    try:
        yield cast("TextIO", background)
    finally:
        background.finish()


class _Accepting(logging.Handler):
    """Takes what trio logs when a connection cannot be accepted: ten records a second, as long as that lasts."""

    def __init__(self, log: Log, now: Callable[[], float]) -> None:
        super().__init__()
        self._log = log
        self._now = now
        self._next = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        """Write an event, at most one each five seconds."""
        if self._now() >= self._next:
            self._next = self._now() + BETWEEN_ACCEPT_ERRORS
            self._log.log("error", "connection_not_accepted", reason=record.getMessage())


@contextmanager
def accept_errors_noted(log: Log, now: Callable[[], float]) -> Iterator[None]:
    """Have trio's records of connections that cannot be accepted written to ``log``, at most one each five seconds."""
    logger = logging.getLogger("trio.serve_listeners")
    handler = _Accepting(log, now)
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated


def _stamper(now: Callable[[], float]) -> Callable[[WrappedLogger, str, EventDict], EventDict]:
    def stamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        moment = dt.datetime.fromtimestamp(now(), tz=dt.UTC)
        shown = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"timestamp": shown, "level": event.pop("level"), "event": event.pop("event"), **event}

    return stamp


def _escape(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Escape control characters: text from a peer must not control the terminal on which the log is read."""
    for name, value in event.items():
        if isinstance(value, str) and name != "error" and not value.isprintable():
            event[name] = repr(value)[1:-1]
    return event


def _wants_colors() -> bool:
    """Whether the environment does not forbid colours (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _renderers(style: Style, *, colors: bool) -> list[structlog.typing.Processor]:
    if style == "console":
        return [_escape, structlog.dev.ConsoleRenderer(colors=colors, sort_keys=False, pad_event_to=24)]
    return [structlog.processors.JSONRenderer(default=str)]
