"""Promises of what is written for people."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from ctiserver.cli import output

COLUMNS = ("call", "peripheral", "type", "skill groups", "waits", "parties")
ROWS: list[list[str | list[str]]] = [
    ["16777217", "5000", "ACD_IN", "1, 3", "", ["device=2001 state=CONNECT", "device=user-with-a-long-name"]],
    ["16777218", "5000", "TRANSFER", "1", "7", []],
]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> io.StringIO:
    """A terminal of so many columns."""
    stream = io.StringIO()
    monkeypatch.setattr(output, "terminal", lambda: Console(file=stream, width=request.param, highlight=False))
    return stream


def lines(screen: io.StringIO) -> list[str]:
    """What stands there, without the blanks that fill it up."""
    return [line.rstrip() for line in screen.getvalue().splitlines()]


@pytest.mark.parametrize("screen", [120], indirect=True)
def test_a_listing_is_a_table_where_there_is_room(screen: io.StringIO) -> None:
    """Whatever is long stands in it, with commas."""
    output.listing(COLUMNS, ROWS)
    head, first, second = lines(screen)
    assert head.split() == ["call", "peripheral", "type", "skill", "groups", "waits", "parties"]
    assert first.endswith("device=2001 state=CONNECT, device=user-with-a-long-name")
    assert second.endswith("7")


@pytest.mark.parametrize("screen", [60], indirect=True)
def test_a_listing_on_a_narrow_terminal(screen: io.StringIO) -> None:
    """What is the same of all stands above it, what is long below."""
    output.listing(COLUMNS, ROWS)
    assert lines(screen) == [
        "  peripheral 5000",
        "  call      type      skill   waits",
        "                      groups",
        "  16777217  ACD_IN    1, 3",
        "    parties device=2001 state=CONNECT",
        "    parties device=user-with-a-long-name",
        "  16777218  TRANSFER  1       7",
    ]


@pytest.mark.parametrize("screen", [24], indirect=True)
def test_a_listing_on_a_very_narrow_terminal(screen: io.StringIO) -> None:
    """What finds no room stands below its row, too; no number and no name is broken, not even where it is too long."""
    output.listing(COLUMNS, ROWS)
    assert lines(screen) == [
        "  peripheral 5000",
        "  call      type",
        "  16777217  ACD_IN",
        "    skill groups 1, 3",
        "    parties device=2001",
        "        state=CONNECT",
        "    parties",
        "        device=user-with-a-long-name",
        "  16777218  TRANSFER",
        "    skill groups 1",
        "        waits 7",
    ]


@pytest.mark.parametrize("screen", [20], indirect=True)
def test_a_listing_of_one(screen: io.StringIO) -> None:
    """Nothing is the same of all; the first column is there whatever it takes."""
    output.listing(("agent", "state"), [["somebody-with-a-long-name", "READY"]])
    assert lines(screen) == ["  agent", "  somebody-with-a-long-name", "    state READY"]


def test_a_listing_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal a listing is a table, however wide it is."""
    output.listing(("call", "parties"), [["1", ["x" * 100, "y"]]])
    assert capsys.readouterr().out.splitlines() == ["  call  parties", f"  1     {'x' * 100}, y"]


def test_a_table_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """Columns are padded, and no line ends with blanks."""
    output.table(("", ""), [("a", "1"), ("long", ""), ("b", "2 ")])
    output.table(("name", "value"), [("a", "1")])
    output.table(("name", "value"), [])
    assert capsys.readouterr().out == "  a     1\n  long\n  b     2\n  name  value\n  a     1\n  name  value\n"


def test_a_section_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """A heading, a table if there are rows, and warnings."""
    output.sections([output.Section("heading", [("a", "1")], ["odd"]), output.Section("empty", [], [])])
    assert capsys.readouterr().out == "heading\n  a  1\n  ! odd\nempty\n"


def test_odd_rows_of_a_section(capsys: pytest.CaptureFixture[str]) -> None:
    """No line ends with blanks, and what would mean something to a template stands for itself."""
    output.sections([output.Section("heading", [("50%s", "%d"), ("a", ""), ("b", "2 ")], [])])
    assert capsys.readouterr().out == "heading\n  50%s  %d\n  a\n  b     2\n"


@pytest.mark.parametrize("screen", [40], indirect=True)
def test_a_section_on_a_terminal(screen: io.StringIO) -> None:
    """The same, with colours where there are any."""
    output.sections([output.Section("heading", [("a", "1")], ["odd"]), output.Section("empty", [], [])])
    assert lines(screen) == ["heading", " a  1", "  ! odd", "empty"]
