"""The log: one line an event on standard error, for people on a terminal, as JSON for machines."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Literal, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

LEVELS: Final = ("debug", "info", "warning", "error")

Level = Literal["debug", "info", "warning", "error"]
Style = Literal["console", "json"]


class Log:
    """Where the rim writes what happened.

    Args:
        now: tells the time of an event, in seconds since 1970.
        style: ``console`` or ``json``; ``None``: console if ``stream`` is a terminal.
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
            structlog.PrintLogger(stream),
            processors=[_stamper(now), *_renderers(shown, colors=is_terminal)],
            wrapper_class=structlog.BoundLogger,
        )

    def log(self, level: str, event: str, **fields: object) -> None:
        """Write an event.  Nothing happens if nobody can read it any more.

        Args:
            level: how important it is.
            event: what happened, in the past tense.
            fields: what it concerns; never a password.
        """
        if LEVELS.index(level) >= self._least:
            with suppress(OSError):
                self._logger.info(event, level=level, **fields)


def _stamper(now: Callable[[], float]) -> Callable[[WrappedLogger, str, EventDict], EventDict]:
    def stamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        moment = dt.datetime.fromtimestamp(now(), tz=dt.UTC)
        shown = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"timestamp": shown, "level": event.pop("level"), "event": event.pop("event"), **event}

    return stamp


def _renderers(style: Style, *, colors: bool) -> list[structlog.typing.Processor]:
    if style == "console":
        return [structlog.dev.ConsoleRenderer(colors=colors, sort_keys=False, pad_event_to=24)]
    return [structlog.processors.JSONRenderer(default=str)]
