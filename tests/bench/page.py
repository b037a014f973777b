"""The page about speed and its pictures, made from one run: ``python -m tests.bench.page FILE``.

FILE is what ``python -m tests.bench --json FILE`` wrote.  It is kept beside the pictures, so that a test can see that
the page says what was measured.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.bench import agents, fan_out, memory, traffic
from tests.bench.__main__ import BENCHES
from tests.bench.bench import Bench
from tests.bench.curves import Picture, drawn
from tests.bench.results import Run, load, save
from tests.bench.table import goals, quietness, rows
from tests.house.tree import ROOT

PAGE: Final = ROOT / "docs" / "explanation" / "speed.md"
FOLDER: Final = ROOT / "docs" / "explanation" / "speed"
KEPT: Final = FOLDER / "run.json"

_MARK: Final = "<!-- From here on: python -m tests.bench.page -->\n\n"
"""What stands above it on the page is written by people."""

_ONE, _MANY = "1 event a burst", f"{fan_out.MANY} events a burst"
_SESSIONS: Final = "sessions"

PICTURES: Final = (
    Picture("fan-out-cost", "fan-out", "What a delivery costs, one event a burst", fan_out.CPU, _SESSIONS, _ONE),
    Picture("fan-out-rate", "fan-out", "Deliveries in a second, one event a burst", fan_out.RATE, _SESSIONS, _ONE),
    Picture("fan-out-bursts", "fan-out", f"What a delivery costs, {_MANY}", fan_out.CPU, _SESSIONS, _MANY),
    Picture("memory", "memory", "What an idle session holds", memory.HELD, _SESSIONS),
    Picture("agents-event", "agents", "What an event costs", agents.EVENT, "agents in the site"),
    Picture("agents-start", "agents", "Seconds until a site is served", agents.START, "agents in the site"),
    Picture("traffic", "traffic", "How busy the server is", traffic.CPU, "calls a second that were asked for"),
)


def pages(run: Run) -> dict[Path, str]:
    """The page and its pictures by their places."""
    head, mark, _ = PAGE.read_text("utf-8").partition(_MARK)
    found = {PAGE: head + mark + "\n\n".join(_parts(run)) + "\n"}
    for picture in PICTURES:
        curves = picture.points(run.of(picture.bench))
        if curves:
            found[_place(picture)] = drawn(picture, curves)
    return found


def _place(picture: Picture) -> Path:
    return FOLDER / f"{picture.name}.svg"


def _parts(run: Run) -> Iterator[str]:
    machine = run.machine
    packages = ", ".join(f"{name} {version}" for name, version in machine.packages.items())
    yield (
        f"Measured on {run.started} UTC: {machine.processor}, {machine.processors} processors, {machine.system},"
        f" {machine.python}; {packages}.\nMedians of {run.rounds} rounds.\n{quietness(run)}"
    )
    for bench in BENCHES.values():
        if run.of(bench.name):
            yield from _bench(bench, run)
    if run.notes:
        yield "## What has to be known"
        yield "\n".join(f"- {note}" for note in run.notes)


def _bench(bench: Bench, run: Run) -> Iterator[str]:
    results = run.of(bench.name)
    yield f"## {bench.name}: {bench.title}"
    for picture in PICTURES:
        if picture.bench == bench.name and picture.points(results):
            yield f"![{picture.title}]({FOLDER.name}/{picture.name}.svg)"
    heads, lines = rows(bench, results)
    yield _table(heads, lines, numbers_from=2)
    judged = goals(bench, results)
    if judged:
        verdicts = {True: "met", False: "**missed**", None: ""}
        yield _table(["goal", "came out", ""], [[goal, value, verdicts[is_met]] for goal, value, is_met in judged])


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]], numbers_from: int = 1) -> str:
    ruler = ["---" if place < numbers_from else "--:" for place in range(len(heads))]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, ruler, *lines))


def main(path: str) -> None:
    """Keep a run, and write the page and the pictures anew."""
    run = load(Path(path))
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    save(run, KEPT)
    for place, text in pages(run).items():
        place.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
