"""Public names: documented, exported, and seen by type checkers."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Final

import pytest

import ctiproto
import ctiserver
from tests.house.public import PUBLIC, WHOLE
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


_IMPORT: Final = re.compile(r"^(?:>>> |\.\.\. )? *((?:from|import) cti\w+.*)$", re.MULTILINE)

PAGES_FOR_USERS: Final = [
    ROOT / "README.md",
    *(page for room in ("tutorial", "reference") for page in (ROOT / "docs" / room).glob("*.md")),
    *(page for page in (ROOT / "docs" / "howto").glob("*.md") if not page.stem.startswith("add-a-")),
]
"""All but those for people who change the product, which show its inside."""


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


@pytest.mark.parametrize("module", PUBLIC)
def test_public_modules_have_exactly_these_names(module: str) -> None:
    """A name is added here, documented and tried, or it is private."""
    names = import_module(module).__all__
    assert set(names) == set(PUBLIC[module].split())
    assert [name for name in names if not hasattr(import_module(module), name)] == []


def test_the_front_of_the_emulator_imports_nothing_until_it_is_asked() -> None:
    """Who wants the client or the library does not pay for the server."""
    program = """
import sys, ctiserver
assert not [name for name in sys.modules if name.startswith(("ctiserver.", "ctiproto", "trio", "attr"))]
assert set(ctiserver.__all__) <= set(dir(ctiserver))
assert ctiserver.load_demo is ctiserver.load_demo
assert not hasattr(ctiserver, "nonsense")
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, cwd=ROOT / "server", timeout=60)  # noqa: S603


def test_the_front_of_the_emulator_has_what_type_checkers_see() -> None:
    """A name that is imported for type checkers is found in the same place when it is asked for."""
    seen = {
        alias.name: node.module
        for node in ast.walk(modules()["ctiserver"].syntax)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ctiserver.")
        for alias in node.names
    }
    assert seen == vars(ctiserver)["_HOMES"]
    assert set(seen) == set(ctiserver.__all__)


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_are_documented(module: str) -> None:
    """Each has its place in the reference of the library."""
    page = (ROOT / "docs/reference/library.md").read_text(encoding="utf-8")
    places = set(re.findall(r"^\.\. (?:auto|py:)\w+:: (\S+)$", page, re.MULTILINE))
    places |= {f"ctiproto.{name}" for name in re.findall(r"`(?:ctiproto\.)?(\w+)`", page)}
    assert [name for name in PUBLIC[module].split() if f"{module}.{name}" not in places] == []


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_have_an_example_that_is_run(module: str) -> None:
    """In a program of ``docs/examples``, or in a snippet of a page for users."""
    examples = [path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "examples").glob("*.py")]
    for page in PAGES_FOR_USERS:
        examples += re.findall(r"^(?:>>>|\.\.\.) (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    used = set(re.findall(r"\w+", "\n".join(examples)))
    assert [name for name in PUBLIC[module].split() if name not in used] == []


def test_examples_use_public_names_alone() -> None:
    """What pages and example programs show can be relied on."""
    private = [
        f"{path.name}: {name}"
        for path in (ROOT / "docs" / "examples").glob("*.py")
        for name in _private(ast.parse(path.read_text(encoding="utf-8")))
    ]
    for page in PAGES_FOR_USERS:
        for line in _IMPORT.findall(page.read_text("utf-8")):
            private += [f"{page.name}: {name}" for name in _private(ast.parse(line.replace("(", "*")))]
    assert private == []


def _private(syntax: ast.Module) -> Iterator[str]:
    """The modules of ours that a program imports from, and that are not public."""
    for node in ast.walk(syntax):
        names = [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            if name.split(".")[0] in ("ctiproto", "ctiserver") and name not in (*PUBLIC, *WHOLE):
                yield name


@pytest.mark.parametrize("name", ["ctiproto.messages", "ctiproto.constants"])
def test_the_large_rooms_export_all_that_they_hold(name: str) -> None:
    """Every message and every enumeration can be had from the front of its room."""
    room = import_module(name)
    own = {
        node.name
        for module in modules().values()
        # The numbers of Unified CCX have the names of others: they are had from their own module.
        if module.name.startswith(f"{name}.") and not module.name.startswith("ctiproto.constants.uccx")
        for node in module.syntax.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }
    missing = sorted(each for each in own - _BASES if not hasattr(room, each))
    assert missing == []


@pytest.mark.parametrize("module", PUBLIC)
def test_the_names_that_type_checkers_see_are_all_tried(module: str) -> None:
    """``tests/typing`` uses every public name as a type checker sees it."""
    used = {
        ast.unparse(node)
        for path in (ROOT / "tests" / "typing").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert [name for name in PUBLIC[module].split() if f"{module}.{name}" not in used] == []
