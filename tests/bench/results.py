"""What was measured, as data: one file of a run, from which tables, goals and pictures are made."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import attrs
import cattrs

from tests.bench.machine import Machine, Quiet

OURS: Final = "ours"
"""The variant that all others are peers of."""


@attrs.frozen
class Result:
    """What one variant took for one case.

    Args:
        bench: the bench.
        case: what was done, in words.
        variant: who did it: :data:`OURS`, or the name of a peer.
        rounds: the figures of each measure, round by round; those of all variants of a case belong together.
        size: the same as a number, for curves over it.
    """

    bench: str
    case: str
    variant: str
    rounds: Mapping[str, tuple[float, ...]]
    size: float | None = None

    def median(self, measure: str) -> float:
        """The middle figure of all rounds."""
        return statistics.median(self.rounds[measure])


@attrs.frozen
class Run:
    """All that one run measured.

    Args:
        started: when, in UTC.
        machine: where.
        before: how quiet the machine was at the beginning.
        after: and at the end.
        rounds: how often each thing was done.
        is_trial: sizes were tiny, and the figures say nothing.
        notes: peers that are not here, and what else readers have to know.
        results: the figures.
    """

    started: str
    machine: Machine
    before: Quiet
    after: Quiet
    rounds: int
    is_trial: bool
    notes: tuple[str, ...]
    results: tuple[Result, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether other programs left the processors alone."""
        return self.before.is_quiet and self.after.is_quiet

    def of(self, bench: str) -> list[Result]:
        """The results of one bench."""
        return [result for result in self.results if result.bench == bench]


def ratio(one: Result, other: Result, measure: str) -> float:
    """How many times as much the one took: the median of the ratios within each round."""
    pairs = zip(one.rounds[measure], other.rounds[measure], strict=True)
    return statistics.median(mine / its if its else float("inf") for mine, its in pairs)


def find(results: Iterable[Result], case: str, variant: str = OURS) -> Result | None:
    """The result of one case and variant, if it was measured."""
    return next((each for each in results if (each.case, each.variant) == (case, variant)), None)


def save(run: Run, path: Path) -> None:
    """Write a run as JSON."""
    path.write_text(json.dumps(cattrs.unstructure(run), indent=1) + "\n", "utf-8")


def load(path: Path) -> Run:
    """Read a run that :func:`save` wrote."""
    return cattrs.structure(json.loads(path.read_text("utf-8")), Run)
