"""Which fields of the messages that the server makes it never fills: read from the places that make them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final, cast, get_type_hints

from ctiproto import messages as m
from ctiproto.declare import Fixed, Floating, Message, Repeated
from tests.house.tree import modules

_BY_TABLES: Final = {
    "QueryAgentStatisticsConf": "figures",
    "QuerySkillGroupStatisticsConf": "figures",
    "ConfigBeginEvent": "keys",
    "ConfigKeyEvent": "keys",
}
"""Messages whose fields come from a table of names, which tests of their own hold to be complete."""

_FOR_ALL: Final = frozenset({"monitor_id", "invoke_id"})
_BY_NAME: Final = frozenset({"named_variables", "named_arrays"})
"""What a dictionary with a name holds: the named variables of an update, some of which may be left out."""


@cache
def unfilled() -> frozenset[tuple[str, str]]:
    """The guide's names of messages and of those of their fields that the server leaves as they are by default."""
    filled: dict[str, set[str]] = {}
    for name, module in modules().items():
        if name.startswith("ctiserver.engine."):
            for node in ast.walk(module.syntax):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id="m"), attr=cls)):
                        filled.setdefault(cls, set()).update(_given(node, import_module(name)))
    return frozenset(
        (message, field)
        for message, cls, names in _layouts()
        if cls in filled and cls not in _BY_TABLES
        for attribute, fields in names.items()
        if attribute not in filled[cls] | _FOR_ALL and not attribute.startswith("reserved")
        for field in fields
    )


def _layouts() -> Iterator[tuple[str, str, dict[str, tuple[str, ...]]]]:
    """Each message, and each class of entries of its lists, with the guide's names by the names in Python."""
    for cls in vars(m).values():
        if isinstance(cls, type) and issubclass(cls, Message) and hasattr(cls, "declaration"):
            declaration = cls.declaration
            yield declaration.name, cls.__name__, _names(declaration.fixed) | _names(declaration.floating)
            for member in declaration.floating:
                if isinstance(member, Repeated) and member.group is not None:
                    yield declaration.name, member.group.__name__, _names(member.members)


def _names(members: tuple[Fixed | Floating | Repeated, ...]) -> dict[str, tuple[str, ...]]:
    """The guide's names of fields; a list has those of its entries, and what counts one is left out."""
    return {
        member.attribute: _names_in(member.members) if isinstance(member, Repeated) else (member.name,)
        for member in members
        if isinstance(member, Repeated) or member.counts is None
    }


def _names_in(members: tuple[Floating | Repeated, ...]) -> tuple[str, ...]:
    return tuple(name for names in _names(members).values() for name in names)


def _given(call: ast.Call, module: ModuleType) -> set[str]:
    given = set[str]()
    for keyword in call.keywords:
        match keyword:
            case ast.keyword(arg=str(name)):
                given.add(name)
            case ast.keyword(value=ast.Call(func=function)):
                # It gives a dictionary whose keys are those that its annotation says.
                hints = get_type_hints(_function(function, module))
                given |= set(get_type_hints(hints["return"]))
            case _:
                given |= _BY_NAME
    return given


def _function(node: ast.AST, module: ModuleType) -> Callable[..., object]:
    match node:
        case ast.Name(id=name):
            return cast("Callable[..., object]", vars(module)[name])
        case ast.Attribute(value=ast.Name(id=room), attr=name):
            return cast("Callable[..., object]", getattr(vars(module)[room], name))
        case _:
            raise TypeError(ast.unparse(node))
