"""The benches run at all, with tiny sizes; what they measure then says nothing, and nothing is said about it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import load, machine
from tests.bench.__main__ import BENCHES
from tests.bench.bench import Setting
from tests.bench.load import PROGRAMS, compiler
from tests.bench.results import OURS
from tests.bench.results import load as read_run
from tests.house.tree import ROOT

pytestmark = pytest.mark.skipif(not machine.tells_costs(), reason="not Linux, or its kernel does not count costs")


@pytest.fixture
def trial(tmp_path: Path) -> Setting:
    """Tiny sizes, each once."""
    return Setting(tmp_path, 1, is_trial=True)


@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_gives_figures(name: str, trial: Setting) -> None:
    """For each case there is one of ours, and every figure is a number for each round."""
    results = list(BENCHES[name].measure(trial))
    assert {result.case for result in results} == {result.case for result in results if result.variant == OURS}
    assert all(result.bench == name and result.rounds for result in results)
    assert all(len(figures) == 1 for result in results for figures in result.rounds.values())


def test_the_guide_to_checks_lists_all_benches() -> None:
    """The table in docs/howto/check-a-change.md has a row for each bench, and none for another."""
    page = (ROOT / "docs/howto/check-a-change.md").read_text(encoding="utf-8")
    _, _, table = page.partition("| Bench | What it measures |")
    assert set(re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)) == set(BENCHES)


def test_without_a_compiler_the_load_is_played_in_python(trial: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is no send loop in C to compare with, and readers of the figures are told."""
    monkeypatch.setattr(load, "compiler", lambda: None)
    results = list(BENCHES["heartbeat"].measure(trial))
    assert any("the load is played in Python" in note for note in trial.notes)
    assert any(result.variant == OURS for result in results)
    assert all(result.variant != "C send loop" for result in results)


@pytest.mark.skipif(compiler() is None, reason="no C compiler is here")
@pytest.mark.parametrize("source", sorted(PROGRAMS.glob("*.c")), ids=lambda source: source.name)
def test_programs_in_c_compile_without_warnings(source: Path, tmp_path: Path) -> None:
    """With all warnings that the compiler has by ``-Wall -Wextra``."""
    words = [str(compiler()), "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(tmp_path / "program"), str(source)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - the system's compiler
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_command_writes_a_table_and_json(tmp_path: Path) -> None:
    """``python -m tests.bench NAME --json FILE``: all that was measured, and where."""
    path = tmp_path / "run.json"
    words = ["codec", "agents", "--trial", "--rounds", "2", "--json", str(path)]
    ended = subprocess.run(  # noqa: S603 - our own interpreter with our own program
        [sys.executable, "-m", "tests.bench", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("COV_CORE")},
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "codec: messages through the codec" in ended.stdout
    assert "A trial of the benches" in ended.stdout
    run = read_run(path)
    assert (run.rounds, run.is_trial, run.machine) == (2, True, machine.describe())
    assert {result.bench for result in run.results} == {"codec", "agents"}
    assert all(len(figures) == 2 for result in run.results for figures in result.rounds.values())
