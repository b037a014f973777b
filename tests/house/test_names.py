"""Names say what a thing is, and docstrings of tests what is promised."""

from __future__ import annotations

import ast
from typing import Final

from tests.house.tree import ROOT, modules

FEWEST_WORDS: Final = 5
"""A shorter docstring of a test is no promise."""


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


def test_tests_say_what_they_promise() -> None:
    """Docstrings of tests are sentences: from a failing test they say what is broken."""
    riddles = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and len((ast.get_docstring(node) or "").split()) < FEWEST_WORDS
    ]
    assert riddles == []
