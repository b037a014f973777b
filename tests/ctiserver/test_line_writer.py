"""Lines to files and pipes that block or fail."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

import pytest

from ctiserver import line_writer
from ctiserver.line_writer import NOT_READ, LineWriter, failure_of, in_background, lost_by

LINE = "x" * 99_999 + "\n"
"""More than a pipe takes."""


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing takes long."""
    monkeypatch.setattr(line_writer, "FAREWELL", 0.05)
    monkeypatch.setattr(line_writer, "FULL_PAUSE", 0.001)
    monkeypatch.setattr(line_writer, "FAILED_PAUSE", 0.001)


class Pipe:
    """A pipe that a writer writes to."""

    def __init__(self, *, blocks: bool = True) -> None:
        self.reading, self.writing = os.pipe()
        os.set_blocking(self.writing, blocks)
        self.writer = LineWriter(os.fdopen(self.writing, "w", encoding="utf-8", closefd=False))

    def read(self, size: int) -> bytes:
        """So many bytes, as soon as they are there."""
        data = b""
        while len(data) < size:
            data += os.read(self.reading, size - len(data))
        return data

    def close(self) -> None:
        """End it all; a thread that still writes fails, and ends."""
        self.writer.finish()
        os.close(self.writing)
        os.close(self.reading)
        self.writer._thread.join()


@pytest.fixture(params=[True, False], ids=["blocks", "does not block"])
def pipe(request: pytest.FixtureRequest) -> Iterator[Pipe]:
    """One that blocks when it is full, and one that says so."""
    pipe = Pipe(blocks=request.param)
    yield pipe
    pipe.close()


def until(condition: Callable[[], object]) -> None:
    """Let the thread work."""
    for _ in range(2000):
        if condition():
            return
        sleep(0.001)
    pytest.fail("it never came to that")


def test_no_reader_is_waited_for(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full pipe takes nothing more: what is over the limit is lost and counted, what is not comes whole and later."""
    monkeypatch.setattr(line_writer, "MOST_WAITING", 5 * len(LINE))
    pipe.writer.write(LINE)
    until(lambda: not pipe.writer._lines)
    for _ in range(7):
        assert pipe.writer.write(LINE) == len(LINE)
    assert failure_of(pipe.writer) == NOT_READ
    assert lost_by(pipe.writer) == 0, "there is no room yet for a line that says so"
    assert pipe.read(6 * len(LINE)) == LINE.encode() * 6
    until(lambda: not pipe.writer._lines)
    assert lost_by(pipe.writer) == 2
    assert (failure_of(pipe.writer), lost_by(pipe.writer)) == ("", 0)


def test_a_pipe_that_is_full_is_not_asked_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked now and then."""
    monkeypatch.setattr(line_writer, "FULL_PAUSE", 0.02)
    pipe, asked = Pipe(blocks=False), []

    def write(descriptor: int, data: bytes, write: Callable[[int, bytes], int] = os.write) -> int:
        asked.append(len(data))
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    pipe.writer.write(LINE)
    sleep(0.1)
    assert 2 < len(asked) < 20
    pipe.close()


def test_the_last_lines_are_written(pipe: Pipe) -> None:
    """Ending waits for them a moment."""
    lines = [f"line {number}\n" for number in range(100)]
    for line in lines:
        pipe.writer.write(line)
    pipe.writer.finish()
    data = "".join(lines).encode()
    assert pipe.read(len(data)) == data


def test_lines_that_are_not_read_at_the_end_are_given_up(pipe: Pipe) -> None:
    """The thread ends when nothing holds it any more."""
    pipe.writer.write(LINE)
    pipe.writer.write(LINE)
    pipe.writer.finish()
    os.dup2(os.open(os.devnull, os.O_RDONLY), pipe.reading)
    pipe.writer._thread.join(2)
    assert not pipe.writer._thread.is_alive()


def test_a_disk_is_full_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could be written of a line stays, the rest follows when there is room, and no line is lost or torn."""
    room = [3]

    def write(descriptor: int, data: bytes, write: Callable[[int, bytes], int] = os.write) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = write(descriptor, data[: room[0]])
        room[0] -= written
        return written

    monkeypatch.setattr(os, "write", write)
    path = tmp_path / "lines"
    with path.open("w", encoding="utf-8") as file, in_background(file) as stream:
        stream.write("first\n")
        stream.write("second\n")
        until(lambda: failure_of(stream))
        assert failure_of(stream) == "No space left on device"
        assert path.read_text("utf-8") == "fir"
        room[0] = 1000
        until(lambda: not failure_of(stream))
    assert path.read_text("utf-8") == "first\nsecond\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_the_next_reader_goes_on_where_the_last_one_stopped(tmp_path: Path) -> None:
    """Between them, nothing is lost or written twice."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with path.open("w", encoding="utf-8") as file, in_background(file) as stream:
        os.set_blocking(reader, True)
        stream.write(LINE)
        assert os.read(reader, 5) == b"xxxxx"
        os.close(reader)
        until(lambda: failure_of(stream) == "Broken pipe")
        with path.open("rb") as again:
            assert again.read(len(LINE) - 5) == LINE[5:].encode()


def test_a_sink_that_fails_does_not_hold_up_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lines are given up without another try."""
    monkeypatch.setattr(line_writer, "FAREWELL", 10.0)
    monkeypatch.setattr(line_writer, "FAILED_PAUSE", 10.0)

    def write(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "write", write)
    with (tmp_path / "lines").open("w", encoding="utf-8") as file:
        writer = LineWriter(file)
        for _ in range(100):
            writer.write("line\n")
        writer.finish()
    assert not writer._thread.is_alive()


def test_a_person_may_read_it(tmp_path: Path) -> None:
    """It is a terminal if the other stream is one."""
    with (tmp_path / "lines").open("w", encoding="utf-8") as file, in_background(file) as stream:
        assert not stream.isatty()


def test_what_is_no_file_needs_no_thread() -> None:
    """It is written to as it is, loses nothing, and says itself when it fails."""
    stream = io.StringIO()
    with in_background(stream) as same:
        assert same is stream
    assert (lost_by(stream), failure_of(stream)) == (0, "")
