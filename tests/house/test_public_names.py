"""Public names: documented, exported, and seen by type checkers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from typing import Final

import pytest

import ctiproto
from tests.house.tree import ROOT, Module, modules

_BASES: Final = frozenset(
    (
        "WireEnum",
        "WireMask",
        "OpaqueConfirmation",
        "OpaqueEvent",
        "OpaqueIndication",
        "OpaqueRequest",
        "OpaqueResponse",
    )
)
"""Classes that others are made of, and that stay in the file that has them."""

_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _public(module: Module) -> Iterator[tuple[str, ast.Module | _DEFINITIONS]]:
    """The module, its public classes and functions, and the public methods and properties of these classes."""
    yield module.place, module.syntax
    for node in module.syntax.body:
        if isinstance(node, _DEFINITIONS) and not node.name.startswith("_") and not _is_overload(node):
            yield f"{module.place}:{node.lineno} {node.name}", node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, _DEFINITIONS) and not inner.name.startswith("_") and not _is_setter(inner):
                        yield f"{module.place}:{inner.lineno} {node.name}.{inner.name}", inner


def _decorators(node: _DEFINITIONS) -> list[str]:
    return [ast.unparse(decorator) for decorator in node.decorator_list]


def _is_overload(node: _DEFINITIONS) -> bool:
    return "overload" in _decorators(node)


def _is_setter(node: _DEFINITIONS) -> bool:
    return any(decorator.endswith(".setter") for decorator in _decorators(node))


@pytest.mark.parametrize("module", modules().values(), ids=modules())
def test_every_public_name_says_what_it_promises(module: Module) -> None:
    """Modules, classes, functions and methods have a docstring whose first line is a whole sentence."""
    silent = [name for name, node in _public(module) if not _first_line(node)]
    halves = [name for name, node in _public(module) if (line := _first_line(node)) and line[-1] not in ".:?"]
    assert (silent, halves) == ([], [])


def _first_line(node: ast.Module | _DEFINITIONS) -> str:
    text = ast.get_docstring(node)
    if isinstance(node, _DEFINITIONS) and text is None and "override" in _decorators(node):
        return "What the base class says."
    return (text or "").partition("\n")[0]


def test_the_front_of_the_library_exports_what_it_says() -> None:
    """``ctiproto.__all__`` is sorted as ruff sorts it, has no doubles, and each name is there."""
    names = ctiproto.__all__
    assert len(set(names)) == len(names)
    assert [name for name in names if not hasattr(ctiproto, name)] == []


def test_the_front_of_the_library_has_nothing_but_names() -> None:
    """``ctiproto/__init__.py`` imports, and does nothing else."""
    body = modules()["ctiproto"].syntax.body
    kinds = [type(node) for node in body]
    assert kinds == [ast.Expr, *[ast.ImportFrom] * (len(body) - 2), ast.Assign]


def test_the_front_of_the_emulator_is_empty() -> None:
    """What it promises is public; all else says that it is private."""
    assert [type(node) for node in modules()["ctiserver"].syntax.body] == [ast.Expr]


@pytest.mark.parametrize("name", ["ctiproto.messages", "ctiproto.constants"])
def test_the_large_rooms_export_all_that_they_hold(name: str) -> None:
    """Every message and every enumeration can be had from the front of its room."""
    room = import_module(name)
    own = {
        node.name
        for module in modules().values()
        if module.name.startswith(f"{name}.")
        for node in module.syntax.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }
    missing = sorted(each for each in own - _BASES if not hasattr(room, each))
    assert missing == []


def test_the_names_that_type_checkers_see_are_all_tried() -> None:
    """``tests/typing/api.py`` uses every name that the library exports."""
    syntax = ast.parse((ROOT / "tests/typing/api.py").read_text(encoding="utf-8"))
    used = {node.attr for node in ast.walk(syntax) if isinstance(node, ast.Attribute)}
    assert sorted(set(ctiproto.__all__) - used) == []
