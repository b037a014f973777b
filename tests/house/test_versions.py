"""Protocol versions are compared in the library: with what declarations say, or in the one module of rules."""

from __future__ import annotations

import ast

from tests.house.tree import modules

_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def _is_named(side: ast.expr, *names: str) -> bool:
    return getattr(side, "attr", getattr(side, "id", "")) in names


def test_versions_are_compared_where_the_library_keeps_its_rules() -> None:
    """Elsewhere in it only ``since`` and ``until`` are held against a version, and in the emulator nothing is."""
    strangers = []
    for name, module in modules().items():
        for node in ast.walk(module.syntax):
            if not isinstance(node, ast.Compare) or not any(isinstance(order, _ORDERS) for order in node.ops):
                continue
            sides = (node.left, *node.comparators)
            compared = any(_is_named(side, "version") for side in sides)
            declared = name.startswith("ctiproto.") and any(_is_named(side, "since", "until") for side in sides)
            if compared and not declared and name != "ctiproto.version_rules":
                strangers.append(f"{module.place}:{node.lineno}: {ast.unparse(node)}")
    assert strangers == []
