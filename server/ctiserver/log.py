"""The log: a line for each event on standard error, in colours on a terminal, as JSON elsewhere."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, Literal, Protocol, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from ctiserver.line_writer import lost_by

LEVELS: Final = ("debug", "info", "warning", "error")

BETWEEN_ACCEPT_ERRORS: Final = 5.0

Level = Literal["debug", "info", "warning", "error"]
Style = Literal["console", "json"]


class Log(Protocol):
    """The interface to the log for all rooms that write to it."""

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
        self._stream = stream
        is_terminal = stream.isatty()
        shown: Style = ("console" if is_terminal else "json") if style is None else style
        self._least = LEVELS.index(level)
        self._logger = structlog.wrap_logger(
            structlog.WriteLogger(stream),
            processors=[_stamper(now), *_renderers(shown, colors=is_terminal and _wants_colors())],
            wrapper_class=structlog.BoundLogger,
        ).bind()  # made once: one for each line, as otherwise, is a cycle that waits for the search for garbage

    def log(self, level: str, event: str, **fields: object) -> None:
        """Write a line, if the level is important enough; one before it says how many the stream has lost, if any.

        Nothing happens if the stream is gone.
        """
        if LEVELS.index(level) >= self._least:
            with suppress(OSError):
                if lost := lost_by(self._stream):
                    self._logger.info("log_lines_lost", level="warning", count=lost)
                self._logger.info(event, level=level, **fields)


class CentreLog:
    """The log of one of several contact centres: each line says which one.

    Args:
        log: the log of all of them.
        centre: what the lines call it.
    """

    def __init__(self, log: Log, centre: str) -> None:
        self._log = log
        self._centre = centre

    def log(self, level: str, event: str, **fields: object) -> None:
        """Write an event of this contact centre."""
        self._log.log(level, event, centre=self._centre, **fields)


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
