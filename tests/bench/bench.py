"""What a bench is, and what it is given to measure with."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import attrs

from tests.bench.machine import most_connections
from tests.bench.results import OURS, Result, find, ratio

Figures = Mapping[str, float]
"""What one round of one variant gave, by measure."""

SEED: Final = 1
"""Of the order of the variants within a round, so that two runs do the same."""


@attrs.frozen
class Goal:
    """A bound of one figure, or of its ratio to another one of the same run.

    Args:
        case: the case that it is about.
        measure: the figure.
        bound: the bound.
        at_least: the figure may not be below it, rather than above.
        peer: the variant that it is a multiple of.
        base: the case that it is a multiple of.
    """

    case: str
    measure: str
    bound: float
    at_least: bool = False
    peer: str | None = None
    base: str | None = None

    def __str__(self) -> str:
        of = next((f" of {each}" for each in (self.peer, self.base) if each is not None), "")
        sign = " x" if of else ""
        return f"{self.case}: {self.measure} {'>=' if self.at_least else '<='} {self.bound:g}{sign}{of}"

    def judge(self, results: list[Result]) -> tuple[float, bool] | None:
        """The figure and whether it keeps the bound; ``None``: it, or what it is compared with, was not measured."""
        ours = find(results, self.case)
        if ours is None or self.measure not in ours.rounds:
            return None
        if self.peer is None and self.base is None:
            value = ours.median(self.measure)
        else:
            other = find(results, self.base or self.case, self.peer or OURS)
            if other is None:
                return None
            value = ratio(ours, other, self.measure)
        return value, value >= self.bound if self.at_least else value <= self.bound


@attrs.frozen
class Bench:
    """One bench.

    Args:
        name: what it is called on the command line.
        title: what it measures, in a line.
        measure: does it.
        compared: the measures whose ratios to peers are shown.
        goals: what should come out.
    """

    name: str
    title: str
    measure: Callable[[Setting], Iterator[Result]]
    compared: tuple[str, ...]
    goals: tuple[Goal, ...] = ()


@attrs.define
class Setting:
    """What benches measure with.

    Args:
        folder: where they put what they make: compiled programs, sites, files.
        rounds: how often each thing is done.
        is_trial: take tiny sizes, to see that the bench works.
        say: tells the user what is done now.
        notes: what readers of the figures have to know.
    """

    folder: Path
    rounds: int
    is_trial: bool = False
    say: Callable[[str], None] = lambda _: None
    notes: list[str] = attrs.Factory(list)

    @property
    def seconds(self) -> float:
        """How long one variant works in one round."""
        return 0.05 if self.is_trial else 1.0

    def often(self) -> Setting:
        """The same with more rounds, for what is measured in this process and takes a hundredth of the time."""
        return self if self.is_trial else attrs.evolve(self, rounds=8 * self.rounds)

    def note(self, text: str) -> None:
        """Let readers know, once."""
        if text not in self.notes:
            self.notes.append(text)

    def sizes(self, *full: int, trial: int) -> tuple[int, ...]:
        """The sizes to measure: all, or a tiny one."""
        return (trial,) if self.is_trial else full

    def crowds(self, *full: int, trial: int) -> tuple[int, ...]:
        """The same for numbers of connections, as far as a process may have so many."""
        sizes, most = self.sizes(*full, trial=trial), most_connections()
        for size in sizes:
            if size > most:
                self.note(f"{size:,} connections were not tried: a process may have {most:,} here (ulimit -n).")
        return tuple(size for size in sizes if size <= most)

    def compare(
        self, bench: str, case: str, variants: Mapping[str, Callable[[], Figures]], size: float | None = None
    ) -> Iterator[Result]:
        """Let all variants do the same in each round, in an order drawn anew, so that a busy machine slows all."""
        order, dice = list(variants), random.Random(SEED)  # noqa: S311 - no secret
        taken: dict[str, list[Figures]] = {name: [] for name in variants}
        for number in range(self.rounds):
            self.say(f"{bench}: {case}, round {number + 1} of {self.rounds}")
            dice.shuffle(order)
            for name in order:
                taken[name].append(variants[name]())
        for name, rounds in taken.items():
            yield Result(
                bench, case, name, {measure: tuple(each[measure] for each in rounds) for measure in rounds[0]}, size
            )
