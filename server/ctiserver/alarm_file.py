"""Writes alarms to a file for programs, one JSON object a line; the log has them as well."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TextIO

from ctiserver.engine.effects import Alarm, LogRecord, alarm, log_record
from ctiserver.line_writer import failure_of, lost_by
from ctiserver.log import Log

_STATES: Final = {"warning": "warning", "error": "error"}
_WRITTEN_AGAIN: Final = log_record("alarms_written_again")


def open_sink(path: str) -> TextIO:
    """Open the file of alarms to append to it; each line leaves the process when it is written.

    A named pipe need not have a reader yet.

    Raises:
        OSError: the file cannot be written to.
    """
    return open(path, "a", encoding="utf-8", buffering=1, opener=_open_at_once)


def _open_at_once(path: str, flags: int) -> int:
    flags |= getattr(os, "O_NONBLOCK", 0)  # which Windows has not, nor named pipes among its files
    try:
        return os.open(path, flags, 0o666)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        # A named pipe that no program reads: opened for reading as well, it keeps the first lines for one that comes.
        return os.open(path, flags & ~os.O_WRONLY | os.O_RDWR)


def recorder(log: Log, sink: TextIO | None = None) -> Callable[[LogRecord], None]:
    """Make the function that writes each record to the log, and alarms to the file as well.

    With the next alarm the log also says that the file fails or works again, and the file how many alarms it has lost.

    Args:
        log: where all lines go.
        sink: where alarms go; ``None``: to the log alone.
    """
    failure = ""

    def write(line: LogRecord) -> None:
        if sink is not None and isinstance(line, Alarm):
            write_alarm(sink, line)
        log.log(line.level, line.event, **dict(line.fields))

    def record(line: LogRecord) -> None:
        nonlocal failure
        if isinstance(line, Alarm):
            before, failure = failure, failure_of(sink)
            if failure != before:
                write(log_record("alarms_not_written", "warning", reason=failure) if failure else _WRITTEN_AGAIN)
            if lost := lost_by(sink):
                write(alarm(line.at, "alarms_lost", "warning", count=lost))
        write(line)

    return record


def write_alarm(sink: TextIO, line: Alarm) -> None:
    """Append an alarm to the file; if the stream fails, the line is lost and the server goes on."""
    moment = dt.datetime.fromtimestamp(line.at, tz=dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    shown: dict[str, object] = {
        "timestamp": moment,
        "alarm": line.event,
        "state": _STATES.get(line.level, "normal"),
        "object": line.object_name,
    }
    # A report has a state of its own, in the guide's words: the line keeps the one that all alarms have.
    shown |= {name: value for name, value in line.fields if name not in shown}
    with suppress(OSError):
        sink.write(json.dumps(shown, default=str) + "\n")
