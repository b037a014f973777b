"""The documentation keeps what it promises: its snippets run, its links lead somewhere, its examples work.

Python snippets with ``>>>`` are doctests, all of a page in one name space.  ``console`` snippets are run: a line that
begins with ``$`` is a command, and what follows is what it writes.  ``...`` stands for anything.  ``sh`` snippets are
only shown.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from ctiproto.declare import messages_of
from ctiproto.versions import Dialect
from ctiserver.cli import main
from ctiserver.site.load import load_site
from tests.house.tree import ROOT
from tests.support.served import example, serving

PAGES: Final = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
GENERATED: Final = ROOT / "docs" / "reference" / "generated"
WRITTEN: Final = [page for page in PAGES if GENERATED not in page.parents]

_FENCE: Final = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_FLAGS: Final = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

FILLED: Final = frozenset(("docs/errata.md", "docs/howto/watch.md", "docs/reference/site.md"))
"""Pages whose lines are filled as they were written; none is to be added."""


def _snippets(page: Path, language: str) -> Iterator[str]:
    for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
        if found[1] == language:
            yield found[2]


def _pages_with(language: str, mark: str) -> list[Path]:
    return [page for page in WRITTEN if any(mark in snippet for snippet in _snippets(page, language))]


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def messages_stay_as_they_are() -> Iterator[None]:
    """What a snippet declares is forgotten behind it."""
    known = messages_of(Dialect.UCCE)
    numbers, names = dict(known.by_number), dict(known.by_name)
    yield
    for register, before in ((known.by_number, numbers), (known.by_name, names)):
        register.clear()
        register.update(before)  # type: ignore[arg-type] # each with its own


@pytest.mark.parametrize("page", _pages_with("python", ">>>"), ids=_name)
@pytest.mark.usefixtures("messages_stay_as_they_are")
def test_python_snippets_give_what_they_show(page: Path) -> None:
    """All snippets of a page together are a doctest."""
    text = "\n".join(_snippets(page, "python"))
    test = doctest.DocTestParser().get_doctest(text, {}, _name(page), str(page), 0)
    out = io.StringIO()
    result = doctest.DocTestRunner(optionflags=_FLAGS, verbose=False).run(test, out=out.write)
    assert result.failed == 0, out.getvalue()


@pytest.mark.parametrize("page", _pages_with("console", "$ "), ids=_name)
def test_commands_write_what_the_page_shows(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of a ``console`` snippet writes, on both streams, the lines below it."""
    monkeypatch.chdir(ROOT)
    checker = doctest.OutputChecker()
    for snippet in _snippets(page, "console"):
        for command, expected in _commands(snippet):
            written = _run(command, monkeypatch)
            assert checker.check_output(expected, written, _FLAGS), f"$ {command}\n{written}"


def _commands(snippet: str) -> Iterator[tuple[str, str]]:
    first, *parts = re.split(r"^\$ ", snippet, flags=re.MULTILINE)
    assert not first, "a console snippet begins with a command"
    for part in parts:
        command, _, expected = part.partition("\n")
        yield command, expected


def _run(command: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run one command, or several in a row of which each reads what the one before it wrote."""
    written = ""
    for stage in re.split(r" \| (?=\w)", command):
        words = shlex.split(stage)
        if words[0] == "echo":
            written = f"{' '.join(words[1:])}\n"
            continue
        assert words[0] == "ctiserver", f"cannot run {words[0]} here"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(written.encode())))
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main(words[1:])
        written = out.getvalue()
    return written


@pytest.mark.parametrize("page", _pages_with("toml", "[[peripherals]]"), ids=_name)
def test_sites_in_the_pages_are_sites(page: Path, tmp_path: Path) -> None:
    """A snippet of TOML that has a peripheral is a whole site file."""
    for number, snippet in enumerate(_snippets(page, "toml")):
        if "[[peripherals]]" in snippet:
            path = tmp_path / f"{number}.toml"
            path.write_text(snippet, encoding="utf-8")
            assert load_site(str(path)).peripherals


@pytest.mark.parametrize("page", WRITTEN, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    """Links to files of this tree, relative to the page, name files that are there or that are generated."""
    lost = []
    for link in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        url = urlsplit(link)
        target = (page.parent / url.path).resolve()
        if url.scheme or not url.path or GENERATED in target.parents:
            continue
        if not target.exists():
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", [page for page in WRITTEN if _name(page) not in FILLED], ids=_name)
def test_prose_has_one_sentence_a_line(page: Path) -> None:
    """A line of prose holds one sentence, so that a change shows as one line."""
    prose = _FENCE.sub("", page.read_text(encoding="utf-8"))
    lines = [line for line in prose.splitlines() if not line.lstrip().startswith(("|", "#", "("))]
    crowded = [line for line in lines if re.search(r"[a-z)`][.!?] [A-Z]", line)]
    assert crowded == []


def test_the_readme_says_how_to_run_and_how_to_test() -> None:
    """The two commands stand there word for word, each as a snippet of its own."""
    commands = list(_snippets(ROOT / "README.md", "sh"))
    venv = "python3 -m venv .venv && .venv/bin/pip install"
    assert f"{venv} . && .venv/bin/ctiserver serve\n" in commands
    assert f"{venv} -e '.[test]' && .venv/bin/pytest\n" in commands


def test_every_change_is_told_to_users() -> None:
    """Files in ``docs/changes`` say in their name what kind of change they tell, and end in whole sentences."""
    kinds = {"added", "changed", "fixed", "removed"}
    files = [path for path in (ROOT / "docs/changes").glob("*.md") if path.name != "README.md"]
    assert [path.name for path in files if path.suffixes[-2:-1] not in [[f".{kind}"] for kind in kinds]] == []
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if not line.endswith(".")] == []


def test_versions_of_the_project_are_said_once() -> None:
    """The version stands in ``pyproject.toml`` and nowhere else."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert version not in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_client_shows_events() -> None:
    """``docs/examples/all_events.py`` opens a session with a real server and prints what comes."""
    with serving("--speed", "60") as server, example("all_events", "127.0.0.1", str(server.port), "3") as program:
        status, lines, errors = program.ends()
    assert (status, errors) == (0, [])
    assert lines[0].startswith("OpenConf(invoke_id=1, services_granted=CTIService(0x10)")
    assert len(lines) == 3


def test_sites_among_the_examples_are_sites() -> None:
    """Each site file in docs/examples can be read, and is what its page says."""
    sites = {path.name: load_site(str(path)) for path in (ROOT / "docs" / "examples").glob("*.toml")}
    assert set(sites) == {"branches.toml"}
    branches = sites["branches.toml"]
    assert [(each.id, each.online) for each in branches.peripherals] == [(5000, True), (5001, True), (5002, False)]
    agents, stations = (
        [{value(agent) for agent in branches.agents if agent.peripheral_id == here} for here in (5000, 5001)]
        for value in (attrgetter("id"), attrgetter("extension"))
    )
    assert agents[0] == agents[1] != set()
    assert stations[0] == stations[1] != set()
