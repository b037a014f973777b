"""Names say what a thing is."""

from __future__ import annotations

import ast

from tests.house.tree import modules


def test_questions_are_answered_with_yes_or_no() -> None:
    """A function that is called ``is_...`` or ``has_...`` returns ``bool``, and says so."""
    others = [
        f"{module.place}:{node.lineno}: {node.name}"
        for module in modules().values()
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.lstrip("_").startswith(("is_", "has_"))
        and not (node.returns is not None and _is_yes_or_no(node.returns))
    ]
    assert others == []


def _is_yes_or_no(returns: ast.expr) -> bool:
    """``bool``, or what tells type checkers more than that."""
    name = returns.value if isinstance(returns, ast.Subscript) else returns
    return isinstance(name, ast.Name) and name.id in ("bool", "TypeGuard", "TypeIs")
