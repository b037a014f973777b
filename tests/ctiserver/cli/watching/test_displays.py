"""Lines, and the screen that is drawn again and again."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import Any

import pytest
import trio
from rich.console import Console
from trio.testing import MockClock

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import StatusCode
from ctiproto.versions import Profile
from ctiserver.cli.watching.displays import LineDisplay, ScreenDisplay
from ctiserver.client.background import Background
from tests.ctiserver.client.network import A
from tests.ctiserver.client.said import received

SESSION: Any = SimpleNamespace(side=A, version=25, profile=Profile(25))
EVENT = m.FailureEvent(status=StatusCode.TIMEOUT)
RECEIVED = received(EVENT, 0.0, codec(Profile(25)).encode(EVENT))


async def test_lines_are_written_and_trouble_is_told_apart() -> None:
    """The first session goes without saying."""
    written: list[str] = []
    told: list[str] = []
    for as_json in (False, True):
        lines = LineDisplay(written.append, told.append, as_json=as_json)
        lines.began(SESSION)
        lines.show(RECEIVED, None)
        await lines.refresh()
    assert "FAILURE_EVENT Status=TIMEOUT" in written[0]
    assert written[1].startswith('{"time": "1970-01-01T00:00:00.000Z", "message": "FAILURE_EVENT"')
    lines.tell("lost")
    lines.began(SESSION)
    assert told == ["lost", "a:1: there is a new session"]


async def test_the_picture_is_drawn_four_times_a_second(autojump_clock: MockClock) -> None:
    """On a page of its own, which is given back at the end."""
    console = Console(file=io.StringIO(), width=80, height=24, force_terminal=True, legacy_windows=False)
    screen = ScreenDisplay(console, trio.current_time)
    async with Background(screen.refresh):
        screen.began(SESSION)
        screen.show(RECEIVED, None)
        screen.tell("lost")
        await trio.sleep(1.1)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert shown.count("a:1 (side A), version 25") == 5
    assert "FAILURE_EVENT" in shown
    assert "\x1b[?1049h" in shown
    assert shown.rindex("\x1b[?1049l") > shown.rindex("side A")


@pytest.mark.parametrize("is_terminal", [False, True])
async def test_standard_error_that_is_a_file_gets_what_is_written(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch, *, is_terminal: bool
) -> None:
    """Only if it is a terminal, too, the picture takes it in, so that it is not torn."""
    error = io.StringIO()
    monkeypatch.setattr(error, "isatty", lambda: is_terminal)
    monkeypatch.setattr(sys, "stderr", error)
    console = Console(file=io.StringIO(), width=80, height=24, force_terminal=True, legacy_windows=False)
    screen = ScreenDisplay(console, trio.current_time)
    async with Background(screen.refresh):
        screen.began(SESSION)
        await trio.sleep(0.1)
        sys.stderr.write("something odd\n")
    assert isinstance(console.file, io.StringIO)
    found = ("something odd" in error.getvalue(), "something odd" in console.file.getvalue())
    assert found == (not is_terminal, is_terminal)


async def test_the_picture_waits_a_moment_for_the_server(autojump_clock: MockClock) -> None:
    """A server that answers or refuses at once leaves no flash on the terminal."""
    console = Console(file=io.StringIO(), width=80, height=24, force_terminal=True, legacy_windows=False)
    screen = ScreenDisplay(console, trio.current_time)
    async with Background(screen.refresh):
        await trio.sleep(0.2)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == ""
