"""Where each message is answered or made in the emulator, and by what that is tested."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import attrs

from ctiproto.declare import Message
from tests.house.fidelity import owner
from tests.house.tree import ROOT, Module, modules

_ENGINE: Final = "ctiserver.engine"
_TABLE: Final = f"{_ENGINE}.services.handlers"
_TOLD_APART: Final = (f"{_ENGINE}.sessions.", f"{_ENGINE}.counts", _TABLE)
"""Modules that only tell messages apart, and the table that is read for itself."""

_TESTS: Final = ("tests/ctiserver/engine", "tests/stories")
"""Tests that look at what a client is sent, in the order in which one of them is shown."""
_TOUR: Final = "tests/stories/test_every_message.py"


@attrs.frozen
class Use:
    """A place in the emulator that a class of messages is named in.

    Args:
        where: the module, and the function or table in it.
        makes: whether the class is called there.
    """

    where: str
    makes: bool


@cache
def handlers() -> dict[str, str]:
    """The function that answers each request, by the name of its class."""
    return {
        request.attr: f"{_ENGINE}.services.{function.value.id}:{function.attr}"
        for node in ast.walk(modules()[_TABLE].syntax)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("answers", "takes")
        for request, function in [node.args[:2]]
        if isinstance(request, ast.Attribute)
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    }


@cache
def _uses() -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = {}
    for name, module in modules().items():
        if name.startswith(f"{_ENGINE}.") and not name.startswith(_TOLD_APART):
            for cls, use in _uses_in(module):
                found.setdefault(cls, []).append(use)
    return found


def _uses_in(module: Module) -> Iterator[tuple[str, Use]]:
    called = {id(node.func) for node in ast.walk(module.syntax) if isinstance(node, ast.Call)}
    for node in _values(module.syntax):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "m":
            where = ".".join(owner(module.syntax, node.lineno))
            yield node.attr, Use(f"{module.name}:{where}" if where else module.name, id(node) in called)


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """What is below a node, but for what only type checkers read."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from _values(child)


def where(cls: str) -> str:
    """The place that answers or makes messages of a class: its handler, or what makes them; ``""``: none."""
    stem = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls).lower().rpartition("_")[0]
    # Of several makers the one that is named after the message is the one to look at.
    uses = sorted(_uses().get(cls, []), key=lambda use: (not use.makes, stem not in use.where))
    return handlers().get(cls) or next((use.where for use in uses), "")


@cache
def _tests() -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for folder in _TESTS:
        for path in sorted((ROOT / folder).rglob("test_*.py")):
            for cls, times in _named_in(path).items():
                found.setdefault(cls, Counter())[path.relative_to(ROOT).as_posix()] += times
    return found


def _named_in(path: Path) -> Counter[str]:
    """In how many of its tests, helpers and tables a file names each class of messages."""
    found: Counter[str] = Counter()
    for part in ast.parse(path.read_text(encoding="utf-8")).body:
        found.update(
            {
                each.attr
                for each in ast.walk(part)
                if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "m"
            }
        )
    return found


def shown_by(cls: type[Message]) -> tuple[int, str]:
    """How many tests name a class of messages, or what it is confirmed by, and the file with most of them.

    What none of them names and a client needs is met by the tour of all services.
    """
    counted = _tests().get(cls.__name__) or _tests().get(re.sub("Req$", "Conf", cls.__name__), Counter())
    if not counted and cls.declaration.name in _toured():
        return 1, _TOUR
    return counted.total(), next((place for place, _ in counted.most_common(1)), "")


@cache
def _toured() -> frozenset[str]:
    """The messages that the tour of all services meets."""
    levels: dict[str, list[str]] = json.loads((ROOT / "fixtures" / "levels.json").read_text(encoding="utf-8"))
    return frozenset(levels["must"] + levels["should"])
