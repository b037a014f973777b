"""The page of the scenarios and its pictures, as text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from ctiproto import messages as m
from tests.house.tree import ROOT

# Importing them puts their scenarios into the list.
from tests.scenarios import calls, features, supervision, two_calls
from tests.scenarios.ladder import TIMES, drawn
from tests.scenarios.stage import SCENARIOS, Row, Scenario, Stage
from tests.scenarios.wording import group_of

PLAYS: Final = (calls, two_calls, supervision, features)
PAGE: Final = ROOT / "docs" / "reference" / "scenarios.md"
PICTURES: Final = ROOT / "docs" / "reference" / "scenarios"

_OLDEST: Final = 9
_HEARS, _SENDS = "●", "▶"

_MARK: Final = "<!-- From here on: python -m tests.scenarios -->\n\n"
"""What stands above it on the page is written by people."""


def pages() -> dict[Path, str]:
    """The files by their places."""
    head, mark, _ = PAGE.read_text(encoding="utf-8").partition(_MARK)
    in_order = sorted(SCENARIOS.items(), key=lambda each: int(each[0].removeprefix("S")))
    found = {PAGE: head + mark + "".join(_scenario(name, parts) for name, parts in in_order)}
    for name, parts in in_order:
        for number, part in enumerate(parts, 1):
            stage = part.played()
            found[PICTURES / _picture(name, number)] = drawn(
                _chairs(stage), [(step.text, _merged(step.rows)) for step in stage.steps]
            )
    return found


def _picture(name: str, number: int) -> str:
    return f"{name.lower()}-{number}.svg"


def _scenario(name: str, parts: list[Scenario]) -> str:
    text = f"({name.lower()})=\n"
    if len(parts) == 1:
        return text + f"## {name}: {parts[0].title}\n\n" + _part(name, 1, parts[0])
    text += f"## {name}\n\n"
    return text + "".join(
        f"### {name}: {part.title}\n\n{_part(name, number, part)}" for number, part in enumerate(parts, 1)
    )


def _part(name: str, number: int, part: Scenario) -> str:
    stage = part.played()
    chairs = _chairs(stage)
    text = f"![{part.title}, as a ladder](scenarios/{_picture(name, number)})\n\n"
    first = 1
    for place, step in enumerate(stage.steps, 1):
        rows = _merged(step.rows)
        text += f"**Step {place}.** {step.text}\n\n" + _table(chairs, rows, first)
        first += len(rows)
    prose = [part.prose] if part.prose else []
    prose += list(_versions(stage))
    return text + "".join(f"{each}\n\n" for each in prose)


def _chairs(stage: Stage) -> list[str]:
    names = list(stage.chairs)
    return [name for name in names if name != "all"] + ["all"]


def _table(chairs: list[str], rows: list[tuple[Row, str, int]], first: int) -> str:
    lines = [["", "Message", "What it says", *chairs], ["---"] * (3 + len(chairs))]
    for number, (row, says, times) in enumerate(rows, first):
        marks = [_SENDS if chair == row.sends else _HEARS if chair in row.hears else "" for chair in chairs]
        lines.append([str(number), row.name + (f" {TIMES}{times}" if times > 1 else ""), says, *marks])
    return "".join("| " + " | ".join(line) + " |\n" for line in lines) + "\n"


def _merged(rows: list[Row]) -> list[tuple[Row, str, int]]:
    """Rows that differ in the skill group or the direction of the media alone are one.

    Returns:
        For each row that is left: itself, what it says, and how many it stands for.
    """
    return [_one(list(same)) for _, same in groupby(rows, lambda row: (row.name, _plain(row), row.hears, row.sends))]


def _plain(row: Row) -> str:
    return (
        row.says.split(", direction ")[0]
        if isinstance(row.message, m.RtpStartedEvent | m.RtpStoppedEvent)
        else row.says
    )


def _one(rows: list[Row]) -> tuple[Row, str, int]:
    groups = [group_of(row.message) for row in rows if isinstance(row.message, m.AgentStateEvent)]
    says = _plain(rows[0]) if len(rows) > 1 else rows[0].says
    told = [group for group in groups if group]
    return rows[0], "; ".join([says, ", ".join(told)] if told else [says]), len(rows)


def _versions(stage: Stage) -> Iterator[str]:
    """Which of the events are unknown to older versions."""
    since = {
        row.name: row.message.declaration.since
        for step in stage.steps
        for row in step.rows
        if row.hears and (row.message.declaration.since or 0) > _OLDEST
    }
    for name, version in since.items():
        yield f"{name} exists since version {version}; older sessions hear nothing of it."
