"""The log: one line an event, for people or for machines."""

from __future__ import annotations

import io
import json

import pytest

from server.log import Level, Log


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
    Log(lambda: 0.25, stream=stream).log("warning", "session_opened", session=1, status=object)
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line) == {
        "timestamp": "1970-01-01T00:00:00.250Z",
        "level": "warning",
        "event": "session_opened",
        "session": 1,
        "status": "<class 'object'>",
    }
    assert list(json.loads(line)) == ["timestamp", "level", "event", "session", "status"]


def test_people_get_words() -> None:
    """On a terminal a line is coloured; what a client wrote cannot break it."""
    stream = Terminal()
    Log(lambda: 0.0, stream=stream).log("info", "client_event_reported", text="a\nb\x1b[2J")
    (line,) = stream.getvalue().splitlines()
    assert "\x1b[" in line
    assert r"a\nb\x1b[2J" in line


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_the_style_may_be_chosen(stream: io.StringIO) -> None:
    """Whatever the stream is."""
    Log(lambda: 0.0, style="json", stream=stream).log("info", "seen")
    Log(lambda: 0.0, style="console", stream=stream).log("info", "seen")
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
    log = Log(lambda: 0.0, level=least, stream=stream)
    for level in ("debug", "info", "warning", "error"):
        log.log(level, level)
    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == written


def test_standard_error_is_the_usual_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output stays empty."""
    Log(lambda: 0.0).log("info", "seen")
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["event"] == "seen"


def test_a_reader_that_is_gone_is_no_reason_to_end() -> None:
    """Whoever reads the log may stop reading it."""
    Log(lambda: 0.0, stream=Broken()).log("info", "seen")
