"""References lead somewhere: those of docstrings and comments, and those of pages to the source.

``Scenario S4, step 2`` or ``(S22)`` is a scenario of ``docs/reference/scenarios.md``; ``Guide: ...`` names chapters
and headings that ``docs/reference/guide.md`` lists, or messages and numbers of the library; a page or a file is named
by its path.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from ctiproto import constants
from ctiproto.constants import StatusCode, uccx
from ctiproto.constants.enumeration import WireEnum
from ctiproto.declare import messages_of
from ctiproto.versions import Dialect
from tests.house.test_docs import GENERATED, WRITTEN
from tests.house.tree import ROOT, Module, modules

SCENARIOS: Final = ROOT / "docs" / "reference" / "scenarios.md"
GUIDE: Final = ROOT / "docs" / "reference" / "guide.md"

_SCENARIO: Final = re.compile(r"\bS(\d{1,2})\b(?:,? (row|step)s? (\d+)(?: (?:to|and) (\d+))?)?")
_GUIDE: Final = re.compile(r"Guide: ([^.:]+)")
_PAGE: Final = re.compile(r"\bdocs/[\w/-]+(?:\.\w+)+")
_PLACE: Final = re.compile(r"`((?:server|ctiproto|tests|docs|fixtures|\.ci)/[\w./-]*)`")
_DOTTED: Final = re.compile(r"`((?:ctiserver|ctiproto|tests)(?:\.\w+)+)(?:\(\))?`")
_CAPITALS: Final = re.compile(r"[A-Z][A-Z0-9_]+")


def _texts(module: Module) -> Iterator[str]:
    """The docstrings of a module, with those behind names, and its comments."""
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield " ".join(node.value.value.split())
    for line in module.path.read_text(encoding="utf-8").splitlines():
        _, mark, comment = line.partition("# ")
        if mark:
            yield comment


def _all_texts() -> Iterator[tuple[str, str]]:
    for module in modules().values():
        for text in _texts(module):
            yield module.place, text


def _steps() -> dict[str, int]:
    """The scenarios of the page, and how many steps each has."""
    found: dict[str, int] = {}
    current = ""
    for line in SCENARIOS.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## S(\d+)", line):
            current = heading[1]
            found[current] = 0
        elif step := re.match(r"\*\*Step (\d+)\.\*\*", line):
            found[current] = max(found[current], int(step[1]))
    return found


def test_scenarios_that_the_source_names_are_on_the_page() -> None:
    """With the steps that it names; rows are not named, because their numbers change."""
    steps, lost = _steps(), []
    for place, text in _all_texts():
        for found in _SCENARIO.finditer(text):
            name, kind, *numbers = found.groups()
            last = max((int(number) for number in numbers if number), default=0)
            if kind == "row" or last > steps.get(name, -1):
                lost.append(f"{place}: {found[0]}")
    assert lost == []


@cache
def _listed() -> tuple[frozenset[str], frozenset[str]]:
    """The chapters and the headings that the page of the guide lists."""
    items = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("- **")]
    chapters = (chapter for item in items for chapter in re.findall(r"\*\*(.+?)\*\*", item))
    headings = (heading for item in items for heading in re.findall(r'"(.+?)"', item))
    return frozenset(chapters), frozenset(headings)


@cache
def _numbers() -> frozenset[str]:
    """The names of all numbers of the library."""
    found = {status.guide_name for status in (*StatusCode, *uccx.StatusCode)}
    for value in (*vars(constants).values(), *vars(uccx).values()):
        if isinstance(value, type) and issubclass(value, WireEnum):
            found.update(value.__members__)
    return frozenset(found)


def test_references_to_the_guide_name_what_it_has() -> None:
    """Chapters, headings, messages and numbers; what begins with a small letter is a remark."""
    lost = []
    for place, text in _all_texts():
        for found in _GUIDE.finditer(text):
            lost += [f"{place}: Guide: {found[1]}: {name}" for name in unknown_to_the_guide(found[1])]
    assert lost == []


def unknown_to_the_guide(reference: str) -> list[str]:
    """The names of a reference that the guide does not have."""
    (chapters, headings), numbers = _listed(), _numbers()
    quoted = re.findall(r'"([^"]+)"', reference)
    plain = re.split(r"[;,]|\band (?=[A-Z]+_)", re.sub(r'"[^"]+"', "", reference))
    names = [name for part in plain if (name := part.strip().removeprefix("and "))]
    strangers = [name for name in quoted if name not in headings and not _is_message(name)]
    return strangers + [name for name in names if not _is_known(name, chapters, numbers)]


def _is_message(name: str) -> bool:
    return any(name in messages_of(dialect).by_name for dialect in Dialect)


def _is_known(name: str, chapters: frozenset[str], numbers: frozenset[str]) -> bool:
    if _CAPITALS.fullmatch(name):
        return _is_message(name) or name in numbers
    return name[0].islower() or name in chapters


def test_no_docstring_names_a_document_that_nobody_has() -> None:
    """``Behaviour: ...`` was one; a page is named by its path."""
    assert [f"{place}: {text}" for place, text in _all_texts() if re.search(r"(?:^|[.;] +)[Bb]ehaviour: ", text)] == []


def test_pages_that_the_source_names_are_there() -> None:
    """In the product and in the tests."""
    lost = []
    for path in sorted(
        path for folder in ("ctiproto", "server", "tests", ".ci") for path in (ROOT / folder).rglob("*")
    ):
        if path.suffix not in (".py", ".toml") or path.name in ("test_references.py", "test_fragments.py"):
            continue
        for found in _PAGE.finditer(path.read_text(encoding="utf-8")):
            target = ROOT / found[0]
            if not target.exists() and GENERATED not in target.parents:
                lost.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert lost == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_places_that_pages_name_are_there(page: Path) -> None:
    """Files and folders by their paths, modules and what is in them by their dotted names."""
    text = page.read_text(encoding="utf-8")
    lost = [place for place in _PLACE.findall(text) if not (ROOT / place).exists()]
    lost += [name for name in _DOTTED.findall(text) if not _is_there(name)]
    assert [place for place in lost if not place.startswith(("docs/reference/generated", "docs/_build"))] == []


def _is_there(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def test_the_readme_lists_what_there_is() -> None:
    """Its listing names folders that are there, and every package and module at the top of the emulator."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listing = next(
        block for block in re.findall(r"```text\n(.*?)```", readme, re.DOTALL) if "server/ctiserver/" in block
    )
    lost, above = [], {-1: ROOT}
    for line in listing.splitlines():
        depth = len(line) - len(line.lstrip())
        name = line.split()[0]
        if name.endswith("/"):
            above[depth] = above[max(known for known in above if known < depth)] / name
            lost += [] if above[depth].is_dir() else [line]
    package = ROOT / "server" / "ctiserver"
    parts = [path for path in package.iterdir() if path.name[0] not in "_." and path.suffix in ("", ".py")]
    lost += [path.name for path in parts if not re.search(rf"\b{path.stem}\b", listing)]
    assert lost == []
