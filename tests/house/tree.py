"""The source tree as data: modules, their syntax, and what they import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import attrs

ROOT: Final = Path(__file__).parents[2]
PRODUCT: Final = (ROOT / "ctiproto", ROOT / "server" / "ctiserver")
"""The packages; ``server`` is a source root: a folder that holds one, and no package."""


@attrs.frozen
class Module:
    """A Python file of the product.

    Args:
        name: as it is imported.
        path: where it is.
        syntax: its syntax tree.
    """

    name: str
    path: Path
    syntax: ast.Module = attrs.field(eq=False, repr=False)

    @property
    def place(self) -> str:
        """The path from the root of the tree, for messages."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def is_package(self) -> bool:
        """Whether it is the front of a package."""
        return self.path.name == "__init__.py"


@attrs.frozen
class Import:
    """An import of one module by another.

    Args:
        module: who imports.
        target: what is imported, as precisely as the statement says.
        function: the function that the statement stands in, or ``""``.
        only_types: whether it is seen by type checkers alone.
        line: where the statement stands.
    """

    module: str
    target: str
    function: str
    only_types: bool
    line: int


@cache
def modules() -> dict[str, Module]:
    """All modules of the product by name."""
    found = {}
    for package in PRODUCT:
        for path in sorted(package.rglob("*.py")):
            parts = path.relative_to(package.parent).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = Module(name, path, ast.parse(path.read_text(encoding="utf-8")))
    return found


@cache
def imports() -> tuple[Import, ...]:
    """All imports of the product."""
    return tuple(found for module in modules().values() for found in _walk(module, module.syntax, "", only_types=False))


def _walk(module: Module, node: ast.AST, function: str, *, only_types: bool) -> Iterator[Import]:
    match node:
        case ast.Import():
            for alias in node.names:
                yield Import(module.name, alias.name, function, only_types, node.lineno)
        case ast.ImportFrom(module=str(source), level=0):
            for alias in node.names:
                full = f"{source}.{alias.name}"
                target = full if full in modules() else source
                yield Import(module.name, target, function, only_types, node.lineno)
        case ast.ImportFrom():
            raise AssertionError(f"{module.place}:{node.lineno}: imports are absolute")
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            for checked in node.body:
                yield from _walk(module, checked, function, only_types=True)
            for otherwise in node.orelse:
                yield from _walk(module, otherwise, function, only_types=only_types)
        case _:
            inside = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
            for child in ast.iter_child_nodes(node):
                yield from _walk(module, child, inside, only_types=only_types)
