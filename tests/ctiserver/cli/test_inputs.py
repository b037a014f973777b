"""Promises of opening what a command reads."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from ctiserver.cli import inputs
from ctiserver.cli.inputs import input_name, is_at_hand, open_input

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ctiserver.cli.conftest import Run


def test_standard_input_is_not_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it can look ahead or not, and where there is none it is empty."""
    for raw in (io.BytesIO(b"abc"), io.BufferedReader(io.BytesIO(b"abc"))):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))
        with open_input("-") as stream:
            assert stream.peek() == b"abc"
        assert not raw.closed
    monkeypatch.setattr(sys, "stdin", None)
    with open_input("-") as stream:
        assert stream.read() == b""
    assert input_name("-") == "standard input"


def test_what_is_at_hand(tmp_path: Path) -> None:
    """Reading a file or memory never waits; reading a pipe may."""
    path = tmp_path / "x"
    path.touch()
    with open_input(str(path)) as stream:
        assert is_at_hand(stream)
    assert is_at_hand(io.BufferedReader(io.BytesIO()))
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as stream, os.fdopen(write_end, "wb"):
        assert not is_at_hand(stream)


def test_files_are_closed(tmp_path: Path) -> None:
    """Files are closed after the block, and messages call them by their names."""
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    with open_input(str(path)) as stream:
        assert stream.read() == b"abc"
    assert stream.closed
    assert input_name("x") == "x"


def test_progress_is_shown_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For long files only, and not where the output goes to the same screen."""
    path = tmp_path / "long.hex"
    path.write_bytes(b"0" * 100)
    monkeypatch.setattr(inputs, "_LONG", 100)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with open_input(str(path)) as stream:
        assert stream.peek(4)[:1] == b"0"
        assert stream.read() == b"0" * 100
    assert "long.hex" in capsys.readouterr().err
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with open_input(str(path)) as stream:
        stream.read()
    assert capsys.readouterr().err == ""


LONG = 1 << 20
"""Bytes.  Of files as long as this the progress is shown."""
FRAME = "000000040000000500000001"
FORM = '{"message": "HEARTBEAT_REQ", "fixed": {"InvokeID": 1}}'


@pytest.mark.parametrize(
    ("words", "line", "expected"),
    [
        ("decode long --version 15", FRAME, "HEARTBEAT_REQ, type 5, version 15, 12 bytes"),
        ("decode long --version 15 --json", FRAME, '"message": "HEARTBEAT_REQ"'),
        ("encode long --version 15", FORM, f"{FRAME}\n"),
        ("convert long - --to hex", FRAME, f"\n{FRAME} # "),
        ("convert long - --to jsonl", FRAME, f'"hex": "{FRAME}"'),
    ],
)
def test_progress_takes_nothing_from_standard_output(tmp_path: Path, words: str, line: str, expected: str) -> None:
    """While it is shown on the terminal that is standard error, all results go to the file or pipe."""
    (tmp_path / "long").write_text((" " * 1023 + "\n") * 1024 + line)
    terminal, error = pty.openpty()
    command = [sys.executable, "-m", "ctiserver", *words.split()]
    environment = {**os.environ, "TERM": "xterm"}
    with (tmp_path / "out").open("wb") as out, os.fdopen(terminal, "rb", buffering=0) as terminal_file:
        with os.fdopen(error, "wb") as stderr:
            process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=out, stderr=stderr)  # noqa: S603 - our own program
        told = b"".join(_said(terminal_file))
    assert process.wait() == 0
    assert b"long" in told
    assert expected in (tmp_path / "out").read_text()


def _said(terminal: io.FileIO) -> Iterator[bytes]:
    """Read a terminal until its other end is closed, which Linux reports as an error."""
    with suppress(OSError):
        while data := terminal.read(LONG):
            yield data


def test_what_is_no_file_has_no_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe is read without progress, as its length is not known."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR)
    os.write(writer, b"abc")
    with open_input(str(path)) as stream:
        os.close(writer)
        assert stream.read() == b"abc"


def test_a_file_may_begin_like_an_option(tmp_path: Path, run: Run) -> None:
    """If a file of that name exists, it is read as a file."""
    (tmp_path / "-x").write_text("000000040000000500000001")
    assert run("decode", "--version", "15", "-x").out.startswith("-x:1: HEARTBEAT_REQ")
