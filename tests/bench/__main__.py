"""Benches, all or some: ``python -m tests.bench [NAME...] [--rounds N] [--json FILE] [--trial]``.

The exit status is 1 if a goal was missed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console

from tests.bench import (
    agents,
    codec,
    fan_out,
    files,
    heartbeat,
    machine,
    memory,
    monitors,
    opens,
    requests,
    start,
    table,
    tapes,
    traffic,
)
from tests.bench.bench import Bench, Setting
from tests.bench.results import Result, Run, save

BENCHES: Final[dict[str, Bench]] = {
    each.BENCH.name: each.BENCH
    for each in (fan_out, heartbeat, requests, opens, memory, agents, traffic, start, files, codec, monitors, tapes)
}

ROUNDS: Final = 5
WIDTH: Final = 120
"""Columns of a table that is no terminal's."""


def run(names: Sequence[str], setting: Setting) -> Run:
    """Measure benches, one after the other."""
    pause = 0.05 if setting.is_trial else 1.0
    started = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M")
    before = machine.check(pause)
    results: list[Result] = []
    for name in names:
        results += BENCHES[name].measure(setting)
    return Run(
        started,
        machine.describe(),
        before,
        machine.check(pause),
        setting.rounds,
        setting.is_trial,
        tuple(setting.notes),
        tuple(results),
    )


def main(words: Sequence[str] | None = None) -> int:
    """Measure, show tables, and say by the exit status whether all goals are met."""
    parser = argparse.ArgumentParser("python -m tests.bench", description="Measure speed and memory against peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each thing is done")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    parser.add_argument("--trial", action="store_true", help="take tiny sizes, to see that all works")
    given = parser.parse_args(words)
    unknown = [name for name in given.names if name not in BENCHES]
    if unknown:
        parser.error(f"{unknown[0]}: expected {', '.join(BENCHES)}")
    if given.rounds < 1:
        parser.error("--rounds: expected at least 1")
    machine.prepare()
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    with TemporaryDirectory() as folder, console.status("tests.bench") as status:
        setting = Setting(Path(folder), given.rounds, given.trial, status.update)
        measured = run(given.names or list(BENCHES), setting)
    benches = [BENCHES[name] for name in given.names or BENCHES]
    table.show(console, measured, benches)
    if given.json is not None:
        save(measured, given.json)
    if measured.is_trial:
        return 0
    verdicts = [verdict for bench in benches for *_, verdict in table.goals(bench, measured.of(bench.name))]
    return 1 if False in verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
