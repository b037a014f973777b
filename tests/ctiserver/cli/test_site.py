"""Promises of ``ctiserver site``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctiproto.versions import Dialect
from ctiserver.site.load import demo_text

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run


def test_the_demo_site_is_shown(run: Run) -> None:
    """The demo site is written as a file to begin one's own with."""
    assert run("site", "show") == (0, demo_text(), "")


def test_the_demo_site_of_another_dialect_is_shown(run: Run) -> None:
    """It can be read again as a site of that dialect."""
    shown = run("site", "show", "--dialect", "uccx")
    assert shown == (0, demo_text(Dialect.UCCX), "")
    Path("mine.toml").write_text(shown.out, "utf-8")
    assert run("site", "show", "mine.toml").out.startswith("Demo of Unified CCX: peripheral 1, ports 12028 and 13028\n")


def test_a_site_is_shown(run: Run) -> None:
    """The site that was shown can be read again, and its parts are counted."""
    Path("mine.toml").write_text(run("site", "show").out, "utf-8")
    outcome = run("site", "show", "mine.toml")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("Demo: peripheral 5000, ports 42027 and 43027\n")
    assert ["agents", "12"] in [line.split() for line in outcome.out.splitlines()]


def test_a_site_is_checked(run: Run) -> None:
    """The check of a file says how many parts of each kind it has."""
    Path("mine.toml").write_text(run("site", "show").out, "utf-8")
    for words, name in (((), "the demo site"), (("mine.toml",), "mine.toml")):
        outcome = run("site", "check", *words)
        assert (outcome.status, outcome.err) == (0, "")
        assert outcome.out.startswith(f"{name}: nothing is wrong with it (")
        assert "12 agents" in outcome.out


def test_problems_are_told(run: Run) -> None:
    """A line each; to check was to find them, to show is not."""
    Path("bad.toml").write_text('[[peripherals]]\nid = "x"\ncolour = 1\n', "utf-8")
    outcome = run("site", "check", "bad.toml")
    assert (outcome.status, outcome.out) == (1, "")
    problems = outcome.err.splitlines()
    assert len(problems) > 1
    assert all(line.startswith("ctiserver: bad.toml: ") for line in problems)
    assert run("site", "show", "bad.toml") == (2, "", outcome.err)


@pytest.mark.parametrize("value", ["1234567", '"secret\\u0007"', "secret", '"secret', "{secret = 1}", '["secret"]'])
@pytest.mark.parametrize("table", ['agents]]\nid = "7"', 'agents]]\nids = ["1-2"]', 'clients]]\nid = "c"'])
def test_flawed_passwords_are_not_shown(run: Run, value: str, table: str) -> None:
    """Of agents, many agents and clients, whether the value or the line is flawed."""
    Path("bad.toml").write_text(f"[[{table}\npassword = {value}\n", "utf-8")
    outcome = run("site", "check", "bad.toml")
    assert outcome.status == 1
    assert "password: expected" in outcome.err or "expected TOML" in outcome.err
    assert "secret" not in outcome.err
    assert "1234567" not in outcome.err


def test_a_file_that_cannot_be_read(run: Run) -> None:
    """Its verdict is not known."""
    said = "ctiserver: no.toml: expected a readable file: No such file or directory\n"
    assert run("site", "check", "no.toml") == (2, "", said)


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with a name")
@pytest.mark.parametrize("words", [("site", "check"), ("site", "show"), ("serve",)])
def test_a_pipe_is_no_site_file(run: Run, words: tuple[str, ...]) -> None:
    """It is refused at once, in one line, as what cannot be read."""
    os.mkfifo("pipe")
    said = "ctiserver: pipe: expected a readable file: it is a pipe or a device\n"
    assert run(*words, "pipe") == (2, "", said)


@pytest.mark.parametrize(("words", "status"), [(("site", "check"), 1), (("serve",), 2)])
def test_a_file_of_too_many_keys_is_refused_in_one_line(run: Run, words: tuple[str, ...], status: int) -> None:
    """It is refused before time and memory are spent on it."""
    Path("bad.toml").write_text(".".join("a" * 50_000) + " = 1", "utf-8")
    said = "ctiserver: bad.toml: expected at most 10000 dots outside of texts\n"
    assert run(*words, "bad.toml") == (status, "", said)
