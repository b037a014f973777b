"""Alarms as JSON lines."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from ctiproto import messages as m
from ctiproto.constants import ClientEventState
from ctiserver.alarm_file import open_sink, recorder, write_alarm
from ctiserver.engine.effects import alarm, log_record
from tests.support.harness import START, World
from tests.support.net import Notes


@pytest.mark.parametrize(("level", "state"), [("info", "normal"), ("warning", "warning"), ("error", "error")])
def test_a_line(tmp_path: Path, level: str, state: str) -> None:
    """When, what, how bad, which object, and what else is known; each line is there at once, behind older ones."""
    path = tmp_path / "alarms.jsonl"
    path.write_text("{}\n", "utf-8")
    with open_sink(str(path)) as sink:
        write_alarm(sink, alarm(START, "client_event_reported", level, "disk", text="füll\n", session=1))
        first, line = path.read_text("utf-8").splitlines()
    assert first == "{}"
    assert json.loads(line) == {
        "timestamp": "2026-01-05T08:10:00.000Z",
        "alarm": "client_event_reported",
        "state": state,
        "object": "disk",
        "text": "füll\n",
        "session": 1,
    }


def test_a_report_of_a_client(tmp_path: Path) -> None:
    """Its state is in the words that all lines have, not in the guide's."""
    path = tmp_path / "alarms.jsonl"
    client = World().bridge()
    client.sends(m.ClientEventReportReq(invoke_id=1, state=ClientEventState.ERROR, object_name="disk", text="full"))
    with open_sink(str(path)) as sink:
        for each in client.world.engine.out.alarms:
            write_alarm(sink, each)
    line = json.loads(path.read_text("utf-8"))
    assert (line["object"], line["state"], line["text"], line["client_id"]) == ("disk", "error", "full", "bridge")


def test_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is lost and nothing else: the server goes on, the log has the alarm, and the file the next one."""

    def full(_text: str) -> NoReturn:
        raise OSError(28, "No space left on device")

    path, notes = tmp_path / "alarms.jsonl", Notes()
    with open_sink(str(path)) as sink:
        record = recorder(notes, sink)
        with monkeypatch.context() as disk:
            disk.setattr(sink, "write", full, raising=False)
            record(alarm(START, "connection_ended"))
        record(alarm(START, "emergency_called"))
    assert notes.events == ["connection_ended", "emergency_called"]
    assert [json.loads(line)["alarm"] for line in path.read_text("utf-8").splitlines()] == ["emergency_called"]


def test_a_place_that_cannot_be_written_to(tmp_path: Path) -> None:
    """The error of the system."""
    with pytest.raises(IsADirectoryError):
        open_sink(str(tmp_path))


class Failing(io.StringIO):
    """A stream that fails for a while, and loses alarms."""

    failure = ""
    lost = 0

    def take_lost(self) -> int:
        """How many."""
        lost, self.lost = self.lost, 0
        return lost


def test_the_log_says_that_alarms_are_not_written() -> None:
    """Once when it begins and once when it is over, with how many are missing, which the file says as well."""
    notes, sink = Notes(), Failing()
    record = recorder(notes, sink)
    sink.failure = "No space left on device"
    record(log_record("seen"))
    record(alarm(START, "one"))
    record(alarm(START, "two"))
    sink.failure, sink.lost = "", 2
    record(alarm(START, "three"))
    expected = ["seen", "alarms_not_written", "one", "two", "alarms_written_again", "alarms_lost", "three"]
    assert notes.events == expected
    assert (notes.fields[1], notes.fields[5]) == ({"reason": "No space left on device"}, {"count": 2})
    written = [json.loads(line) for line in sink.getvalue().splitlines()]
    assert [line["alarm"] for line in written] == ["one", "two", "alarms_lost", "three"]


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_a_named_pipe_that_no_program_reads(tmp_path: Path) -> None:
    """It is opened all the same, and keeps the first lines for a program that comes."""
    path = tmp_path / "alarms"
    os.mkfifo(path)
    with open_sink(str(path)) as sink:
        write_alarm(sink, alarm(START, "connection_ended"))
        with path.open(encoding="utf-8") as reader:
            assert json.loads(reader.readline())["alarm"] == "connection_ended"
