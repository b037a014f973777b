"""Nothing is accepted without effect: each key of a site file is asked for outside of the room that reads it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import Final

import attrs
import pytest

from ctiserver.engine.log_limit import Budget
from ctiserver.site import parts
from ctiserver.site.limits import Limits
from ctiserver.site.model import Site
from ctiserver.site.settings import EventOrder, Settings, Span, WorkloadSettings
from tests.house.tree import modules

HELD_AS: Final[dict[type[attrs.AttrsInstance], frozenset[str]]] = {
    Settings: frozenset({"settings"}),
    EventOrder: frozenset({"event_order", "order"}),
    Limits: frozenset({"limits"}),
    WorkloadSettings: frozenset({"settings", "_settings", "workload"}),
    Span: frozenset(),
    Site: frozenset({"site", "before", "after"}),
    **{
        kind: frozenset()
        for kind in vars(parts).values()
        if isinstance(kind, type) and attrs.has(kind) and kind.__module__ == parts.__name__
    },
}
"""The classes that have the keys, and what their instances are called; empty: anything."""

BY_OTHER_NAMES: Final = {
    "Site": {"clients"},
    "Settings": {"unlisted_reason_codes"},
    "Limits": {budget.value for budget in Budget},
    "Team": {"primary_supervisor", "other_supervisors"},
    "WorkloadSettings": {"agents"},
}
"""Keys that are asked for by the name that another value has, or by a look-up, question or property of the site."""


@cache
def _asked() -> frozenset[tuple[str, str]]:
    """What is asked of what, outside of the site: the last name of an expression, and the attribute."""
    return frozenset(
        (_name(node.value), node.attr)
        for name, module in modules().items()
        if name.startswith("ctiserver.") and not name.startswith("ctiserver.site.")
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.Attribute)
    )


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _keys() -> Iterator[tuple[type[attrs.AttrsInstance], str]]:
    for kind in HELD_AS:
        for field in attrs.fields(kind):
            if field.name not in BY_OTHER_NAMES.get(kind.__name__, ()):
                yield kind, field.name


@pytest.mark.parametrize(("kind", "key"), list(_keys()), ids=lambda each: getattr(each, "__name__", each))
def test_each_key_of_a_site_is_asked_for(kind: type[attrs.AttrsInstance], key: str) -> None:
    """A key that nothing asks for has no effect: it is built, or taken out of the site and its reference."""
    names = HELD_AS[kind]
    assert any(attribute == key and (not names or name in names) for name, attribute in _asked())
