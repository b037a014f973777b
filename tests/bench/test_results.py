"""Ratios, goals and tables are made of figures that belong together, without measuring anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import machine, table
from tests.bench.bench import Bench, Goal, Setting
from tests.bench.machine import Machine, Quiet
from tests.bench.results import OURS, Result, Run, find, load, ratio, save

FAST = Result("race", "a mile", "hare", {"s": (1.0, 10.0, 2.0), "calls": (1.0,)}, 1)
SLOW = Result("race", "a mile", OURS, {"s": (3.0, 20.0, 4.0)}, 1)


def _measure(_setting: Setting) -> Iterator[Result]:
    yield SLOW
    yield FAST


BENCH = Bench(
    "race",
    "who is there first",
    _measure,
    ("s",),
    (
        Goal("a mile", "s", 1.5, peer="hare"),
        Goal("a mile", "s", 2.0, at_least=True, peer="hare"),
        Goal("a mile", "s", 5.0),
        Goal("a mile", "s", 1.0, peer="tortoise"),
        Goal("a mile", "s", 1.0, base="a yard"),
        Goal("two miles", "s", 1.0),
    ),
)


def test_a_ratio_is_the_median_of_ratios_within_rounds() -> None:
    """Not the ratio of medians: a round in which the machine was busy slowed both."""
    assert ratio(SLOW, FAST, "s") == 2.0
    assert SLOW.median("s") / FAST.median("s") == 2.0
    busy = Result("race", "a mile", OURS, {"s": (3.0, 20.0, 400.0)})
    assert busy.median("s") / FAST.median("s") == 10.0
    assert ratio(busy, FAST, "s") == 3.0


def test_a_goal_is_met_or_missed_or_was_not_measured() -> None:
    """A figure, or its ratio to a peer or another case; without the peer nothing is said."""
    judged = table.goals(BENCH, [SLOW, FAST])
    assert judged == [
        ("a mile: s <= 1.5 x of hare", "2.00", False),
        ("a mile: s >= 2 x of hare", "2.00", True),
        ("a mile: s <= 5", "4.00", True),
        ("a mile: s <= 1 x of tortoise", "not measured", None),
        ("a mile: s <= 1 x of a yard", "not measured", None),
        ("two miles: s <= 1", "not measured", None),
    ]


def test_a_table_shows_how_many_times_as_much_ours_is() -> None:
    """Beside each figure of a peer, for the measures that are compared."""
    heads, rows = table.rows(BENCH, [SLOW, FAST])
    assert heads == ["case", "who", "s", "ours / its", "calls"]
    assert rows == [["a mile", "ours", "4.00", "", ""], ["", "hare", "2.00", "2.00", "1.00"]]


def test_variants_have_their_turns_in_each_round(tmp_path: Path) -> None:
    """Each once in every round, in an order that is drawn anew and is the same in every run."""
    orders = []
    for _ in range(2):
        calls: list[str] = []

        def does(name: str, calls: list[str] = calls) -> dict[str, float]:
            calls.append(name)
            return {"calls": float(len(calls))}

        jobs = {name: (lambda name=name: does(name)) for name in ("one", "two", "three")}
        results = list(Setting(tmp_path, 20).compare("race", "a mile", jobs, 3))
        assert [result.variant for result in results] == ["one", "two", "three"]
        rounds = [calls[number : number + 3] for number in range(0, 60, 3)]
        assert all(sorted(each) == ["one", "three", "two"] for each in rounds)
        assert len({tuple(each) for each in rounds}) > 1
        orders.append(calls)
    assert orders[0] == orders[1]


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    """All of it, through JSON."""
    where = Machine("a processor", 2, "Linux", "CPython 3.11.7", {"trio": "0.35.0"})
    run = Run("2026-11-29 12:00", where, Quiet(0.0, 0.01), Quiet(0.5, 0.0), 3, False, ("a note",), (SLOW, FAST))
    save(run, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == run
    assert (run.before.is_quiet, run.after.is_quiet, run.is_quiet) == (True, False, False)
    assert "BUSY" in table.quietness(run)
    assert find(run.of("race"), "a mile", "hare") == FAST
    assert run.of("walk") == []


def test_more_connections_than_a_process_may_have_are_not_tried(tmp_path: Path) -> None:
    """Readers of the figures are told which were left out, and why."""
    setting, too_many = Setting(tmp_path, 1), machine.most_connections() + 1
    assert setting.crowds(1, too_many, trial=1) == (1,)
    assert setting.notes == [
        f"{too_many:,} connections were not tried: a process may have {too_many - 1:,} here (ulimit -n)."
    ]
    assert Setting(tmp_path, 1, is_trial=True).crowds(10, too_many, trial=2) == (2,)


@pytest.mark.skipif(not machine.tells_costs(), reason="not Linux, or its kernel does not count costs")
def test_the_machine_says_what_others_took() -> None:
    """A share of the time, of each of two processors."""
    quiet = machine.check(0.01)
    assert 0 <= quiet.server <= 1
    assert 0 <= quiet.load <= 1
