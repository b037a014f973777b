"""Promises of what the commands that play tapes have in common."""

from __future__ import annotations

import io
import json
import math
import signal
import sys
from pathlib import Path

import pytest
import trio

from ctiproto.connection import Role
from ctiserver.cli.errors import CommandError
from ctiserver.cli.options import endpoint
from ctiserver.cli.playing import Progress, at_least, open_tape, playing_speed, run, step_by
from ctiserver.site.endpoints import Endpoint
from ctiserver.traffic.replay.speed import Speed
from tests.support.frames import frame, named, open_frame

OPEN = {"from": "client", "hex": open_frame(15, 0, *named()).hex()}
BEAT = {"from": "client", "hex": frame(5, 1).hex()}
ANSWER = {"from": "server", "hex": frame(6, 1).hex()}


def tape(folder: Path, *lines: object) -> str:
    """A file of lines."""
    path = folder / "t.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8")
    return str(path)


def test_a_tape_is_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is odd about it is told in lines of their own, with its name."""
    name = tape(tmp_path, OPEN, BEAT, "{", ANSWER, {"from": "server", "session": 2, **ANSWER})
    dialogue = open_tape(name, (Role.CLIENT, Role.SERVER))
    assert [taped.name for taped in dialogue.frames] == ["OPEN_REQ", "HEARTBEAT_REQ", "HEARTBEAT_CONF"]
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"ctiserver: {name}:3: expected a JSON object")
    assert second == f"ctiserver: {name}: session 2 is left out, as its client does not begin with OPEN_REQ"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ((), "expected a tape, found nothing"),
        (("x",), "expected a tape, which begins with its header"),
        (({"tape": 99},), "expected a tape of format 1 or older, not 99"),
        (({"tape": 1},), "expected a tape with frames, found none"),
        ((OPEN,), "expected frames of the server, found none"),
        ((ANSWER,), "expected frames of the client, found none"),
        ((BEAT, ANSWER), "expected a session that begins with OPEN_REQ, found none"),
        (("{}",), "expected a tape"),
    ],
)
def test_what_is_no_tape(lines: tuple[object, ...], reason: str, tmp_path: Path) -> None:
    """A file that is no tape is one line of error."""
    name = tape(tmp_path, *lines)
    with pytest.raises(CommandError) as caught:
        open_tape(name, (Role.CLIENT, Role.SERVER))
    assert str(caught.value).startswith(name)
    assert reason in str(caught.value)


def test_options() -> None:
    """What they mean, and what is wrong with them."""
    assert playing_speed(speed=2.0, fast=False) == Speed(2.0)
    assert playing_speed(speed=2.0, fast=True, step=True) == Speed(math.inf, by_step=True)
    assert endpoint("--to ", "[::1]:5") == Endpoint("::1", 5)
    assert endpoint("--listen ", ":0", host="127.0.0.1") == Endpoint("127.0.0.1", 0)
    assert at_least("--x", 1, 1) == 1
    with pytest.raises(CommandError, match=r"^--speed 0: expected more than 0 and at most 10000$"):
        playing_speed(speed=0, fast=False)
    with pytest.raises(CommandError, match=r"^--to 'a:0': expected HOST:PORT, such as cti-a:42027$"):
        endpoint("--to ", "a:0")
    with pytest.raises(CommandError, match=r"^--listen '5': expected \[HOST\]:PORT, such as :42027$"):
        endpoint("--listen ", "5", host="127.0.0.1")
    with pytest.raises(CommandError, match=r"^--x nan: expected at least 1$"):
        at_least("--x", math.nan, 1)


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, which is taken away in the end."""
    terminal, file = io.StringIO(), io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    for stream in (terminal, file):
        progress = Progress(stream)
        progress.tell("sent OPEN_REQ")
        progress.end()
    assert (terminal.getvalue(), file.getvalue()) == ("\r\x1b[Ksent OPEN_REQ\r\x1b[K", "")


async def test_steps_are_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of standard input is the end of stepping."""
    assert step_by(step=False) is None
    steps = step_by(step=True)
    assert steps is not None
    monkeypatch.setattr(sys, "stdin", io.StringIO("\nx\n"))
    assert [await steps() for _ in range(3)] == [True, True, False]


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")
def test_a_signal_ends_it() -> None:
    """In an orderly way; whatever fails on the way is told in one line."""

    async def forever() -> None:
        signal.raise_signal(signal.SIGTERM)
        await trio.sleep_forever()

    async def at_once() -> None:
        await trio.lowlevel.checkpoint()

    async def fails() -> None:
        async with trio.open_nursery():
            raise ConnectionRefusedError(111, "refused")

    assert not run(forever, cannot="x")
    assert run(at_once, cannot="x")
    with pytest.raises(CommandError, match=r"^cannot connect: connection refused$"):
        run(fails, cannot="cannot connect")
