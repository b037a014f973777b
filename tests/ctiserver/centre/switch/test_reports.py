"""Events of the switch are made in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ctiserver.centre.switch import events
from tests.house.tree import Module, modules

ROOM = "ctiserver.centre.switch.reports"
EVENTS = {name for name, made in vars(events).items() if isinstance(made, type) and issubclass(made, events.Event)}


def _events_made(module: Module) -> Iterator[str]:
    """Each place of a module where an event is made, by its class."""
    aliases = {
        alias.asname or alias.name
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.ImportFrom) and node.module == "ctiserver.centre.switch"
        for alias in node.names
        if alias.name == "events"
    }
    for node in ast.walk(module.syntax):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in EVENTS:
                yield f"{module.place}:{node.lineno}: {name}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id=alias), attr=name)) if alias in aliases:
                yield f"{module.place}:{node.lineno}: {name}"
            case _:
                pass


def test_only_reports_make_events() -> None:
    """No other module, within the switch or outside, makes one: what happened is said in the same words everywhere."""
    made = {name: list(_events_made(module)) for name, module in modules().items()}
    assert [place for name, places in made.items() if not name.startswith(ROOM) for place in places] == []
    assert [places for name, places in made.items() if name.startswith(f"{ROOM}.") and not places] == []
