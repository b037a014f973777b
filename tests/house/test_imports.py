"""Who may import whom: the table in ``rooms`` holds."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.house.rooms import ASYNC, IN_FUNCTIONS, OUTSIDE, ROOMS, allowed, belongs, is_ours, room_of
from tests.house.tree import ROOT, imports, modules


def test_every_module_has_a_room() -> None:
    """A new module outside the known rooms needs a line in the table, with a sentence."""
    assert [name for name in modules() if room_of(name) is None] == []


def test_the_table_names_only_rooms_that_it_has() -> None:
    """A misspelt room would allow nothing and forbid nothing."""
    names = {room.name for room in ROOMS}
    assert [(room.name, other) for room in ROOMS for other in allowed(room) if other not in names] == []


def test_rooms_import_only_what_the_table_allows() -> None:
    """Each import leads into the own room or into one that the table names."""
    strangers = []
    for found in imports():
        mine, other = room_of(found.module), room_of(found.target)
        if mine is None or other is None or not is_ours(found.target) or other is mine:
            continue
        if other.name not in set(allowed(mine)):
            strangers.append(f"{modules()[found.module].place}:{found.line}: {mine.name} may not import {other.name}")
    assert strangers == []


def test_rooms_are_entered_by_their_doors() -> None:
    """Where a room names its doors, others import from these modules alone."""
    strangers = []
    for found in imports():
        mine, other = room_of(found.module), room_of(found.target)
        if mine is not None and other is not None and other is not mine and not other.opens(found.target):
            strangers.append(f"{modules()[found.module].place}:{found.line}: {found.target} is no door of {other.name}")
    assert strangers == []


def test_the_table_allows_nothing_that_nobody_needs() -> None:
    """An edge that no import uses any more is taken out of the table."""
    used = defaultdict(set)
    for found in imports():
        mine, other = room_of(found.module), room_of(found.target)
        if mine is not None and other is not None:
            used[mine.name].add(other.name)
    there = {room.name for name in modules() if (room := room_of(name)) is not None}
    idle = [
        f"{room.name} may import {other}, and does not"
        for room in ROOMS
        if room.name in there
        for other in room.may
        if not other.endswith("*") and other in there and other not in used[room.name]
    ]
    assert idle == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    """There is an order in which each module imports only earlier ones; imports for type checkers do not count."""
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    for found in imports():
        if not found.only_types and is_ours(found.target) and found.target != found.module:
            graph[found.module].add(found.target)
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" <- ".join(error.args[1]))


@pytest.mark.parametrize("package", OUTSIDE)
def test_what_comes_from_elsewhere_stays_in_its_place(package: str) -> None:
    """What waits stays at the rim, the log in its file, construct in the reference codec, and so on."""
    strangers = [
        f"{modules()[found.module].place}:{found.line}"
        for found in imports()
        if found.target.split(".")[0] == package and not belongs(found.module, OUTSIDE[package])
    ]
    assert strangers == []


def test_chance_has_a_seed() -> None:
    """Only the class ``Random`` is imported: the module's own functions share a generator without a seed."""
    whole = [
        f"{modules()[found.module].place}:{found.line}"
        for found in imports()
        if found.target == "random" and "random" in _bound_names(modules()[found.module].syntax)
    ]
    assert whole == []


def _bound_names(syntax: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name for node in ast.walk(syntax) if isinstance(node, ast.Import) for alias in node.names
    }


def test_imports_stand_at_the_top() -> None:
    """No import stands inside a function, save those that are listed with their reason."""
    inside = {(found.module, found.target.split(".")[0]) for found in imports() if found.function}
    assert inside - IN_FUNCTIONS.keys() == set()
    assert IN_FUNCTIONS.keys() - inside == set(), "listed, but not there any more"


def test_only_the_rim_waits() -> None:
    """``async`` and ``await`` stand where trio may stand, and nowhere else."""
    waiting = (ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await)
    strangers = [
        module.place
        for module in modules().values()
        if not belongs(module.name, ASYNC) and any(isinstance(node, waiting) for node in ast.walk(module.syntax))
    ]
    assert strangers == []


def test_the_source_root_is_no_package() -> None:
    """``server`` is a folder that holds ``ctiserver``: nothing is imported or run by its name, anywhere."""
    told = re.compile(r"\b(?:import|from) server\b|\bserver\.ctiserver\b|-m server\b")
    places = [ROOT / "README.md", ROOT / "pyproject.toml", *(ROOT / ".ci").glob("*")]
    for folder in ("ctiproto", "server", "tests", "docs", "fixtures"):
        places += [path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".md", ".toml", ".json")]
    lost = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in places
        if path != Path(__file__) and path.is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if told.search(line)
    ]
    assert lost == []
    assert not (ROOT / "server" / "__init__.py").exists()
