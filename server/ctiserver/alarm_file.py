"""Writes alarms to a file for programs, one JSON object a line; the log has them as well."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

from ctiserver.engine.effects import Alarm, LogRecord
from ctiserver.log import Log

_STATES: Final = {"warning": "warning", "error": "error"}


def open_sink(path: str) -> TextIO:
    """Open the file of alarms to append to it; each line leaves the process when it is written.

    Raises:
        OSError: the file cannot be written to.
    """
    return Path(path).open("a", encoding="utf-8", buffering=1)


def recorder(log: Log, sink: TextIO | None = None) -> Callable[[LogRecord], None]:
    """Make the function that writes each record to the log, and alarms to the file as well.

    Args:
        log: where all lines go.
        sink: where alarms go; ``None``: to the log alone.
    """

    def record(line: LogRecord) -> None:
        if sink is not None and isinstance(line, Alarm):
            write_alarm(sink, line)
        log.log(line.level, line.event, **dict(line.fields))

    return record


def write_alarm(sink: TextIO, alarm: Alarm) -> None:
    """Append an alarm to the file; if the disk is full, the line is lost and the server goes on."""
    moment = dt.datetime.fromtimestamp(alarm.at, tz=dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line: dict[str, object] = {
        "timestamp": moment,
        "alarm": alarm.event,
        "state": _STATES.get(alarm.level, "normal"),
        "object": alarm.object_name,
    }
    # A report has a state of its own, in the guide's words: the line keeps the one that all alarms have.
    line |= {name: value for name, value in alarm.fields if name not in line}
    with suppress(OSError):
        sink.write(json.dumps(line, default=str) + "\n")
