"""The log: one line an event, for people or for machines."""

from __future__ import annotations

import io
import json
import logging

import pytest

from ctiserver.log import CentreLog, Level, LogWriter, accept_errors_noted


class Terminal(io.StringIO):
    """A stream with people in front of it."""

    def isatty(self) -> bool:
        """Whether people are there."""
        return True


class Broken(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, _text: str) -> int:
        """Fail."""
        raise BrokenPipeError


def test_machines_get_json() -> None:
    """Time, level and event first, then the fields in their order; what JSON does not know is written as text."""
    stream = io.StringIO()
    LogWriter(lambda: 0.25, stream=stream).log("warning", "session_opened", session=1, status=object)
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line) == {
        "timestamp": "1970-01-01T00:00:00.250Z",
        "level": "warning",
        "event": "session_opened",
        "session": 1,
        "status": "<class 'object'>",
    }
    assert list(json.loads(line)) == ["timestamp", "level", "event", "session", "status"]


def test_people_get_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a line is coloured; what a client wrote cannot break it."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    LogWriter(lambda: 0.0, stream=stream).log("info", "client_event_reported", text="a\nb\x1b[2J")
    (line,) = stream.getvalue().splitlines()
    assert "\x1b[" in line
    assert r"a\nb\x1b[2J" in line


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_people_may_do_without_colours(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They say so in the environment."""
    monkeypatch.setenv(name, value)
    stream = Terminal()
    LogWriter(lambda: 0.0, stream=stream).log("info", "seen")
    assert "\x1b[" not in stream.getvalue()
    assert "seen" in stream.getvalue()


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_the_style_may_be_chosen(stream: io.StringIO) -> None:
    """JSON and text are written as asked for, whether the stream is a terminal or not."""
    LogWriter(lambda: 0.0, style="json", stream=stream).log("info", "seen")
    LogWriter(lambda: 0.0, style="console", stream=stream).log("info", "seen")
    as_json, as_text = stream.getvalue().splitlines()
    assert json.loads(as_json)["event"] == "seen"
    assert "seen" in as_text
    assert not as_text.startswith("{")


@pytest.mark.parametrize(
    ("least", "written"),
    [("debug", ["debug", "info", "warning", "error"]), ("info", ["info", "warning", "error"]), ("error", ["error"])],
)
def test_what_is_less_important_is_left_out(least: Level, written: list[str]) -> None:
    """Only events of the level or above are written."""
    stream = io.StringIO()
    log = LogWriter(lambda: 0.0, level=least, stream=stream)
    for level in ("debug", "info", "warning", "error"):
        log.log(level, level)
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == written


def test_standard_error_is_the_usual_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a stream, lines go to standard error, and standard output stays empty."""
    LogWriter(lambda: 0.0).log("info", "seen")
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["event"] == "seen"


def test_a_reader_that_is_gone_is_no_reason_to_end() -> None:
    """Whoever reads the log may stop reading it."""
    LogWriter(lambda: 0.0, stream=Broken()).log("info", "seen")


class Shedding(io.StringIO):
    """A stream that has lost lines."""

    lost = 3

    def take_lost(self) -> int:
        """How many."""
        lost, self.lost = self.lost, 0
        return lost


def test_lines_that_were_lost_are_counted() -> None:
    """A line says how many, before the next one."""
    stream = Shedding()
    log = LogWriter(lambda: 0.0, stream=stream)
    log.log("info", "seen")
    log.log("info", "seen")
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["event"], line.get("count")) for line in lines] == [
        ("log_lines_lost", 3),
        ("seen", None),
        ("seen", None),
    ]


def test_connections_that_cannot_be_accepted_are_noted_now_and_then() -> None:
    """One event in a while, without a trace; what others log elsewhere is none of ours."""
    stream, times = io.StringIO(), iter((10.0, 10.0, 12.0, 16.0, 16.0))
    log = LogWriter(lambda: 0.0, stream=stream)
    logger = logging.getLogger("trio.serve_listeners")
    with accept_errors_noted(log, lambda: next(times)):
        for _ in range(3):
            logger.error("accept returned %s", "EMFILE")
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["connection_not_accepted"] * 2
    assert logger.propagate
    assert not logger.handlers


def test_one_of_several_contact_centres() -> None:
    """Its lines say which one before all that they are about; levels are those of the log of all."""
    stream = io.StringIO()
    log = CentreLog(LogWriter(lambda: 0.0, stream=stream), "Branch")
    log.log("debug", "message_sent")
    log.log("info", "session_opened", session=1)
    line = '{"timestamp": "1970-01-01T00:00:00.000Z", "level": "info", "event": "session_opened"'
    assert stream.getvalue() == f'{line}, "centre": "Branch", "session": 1}}\n'
