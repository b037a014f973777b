"""Which fields of requests the emulator reads: followed from each handler through what it hands them to."""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from types import FunctionType
from typing import Final

from ctiproto import messages as m
from ctiproto.declare import Message
from ctiserver.centre.switch import commands
from ctiserver.engine.opening import Opening
from ctiserver.engine.sessions.grants import grant
from tests.house.coverage_of_messages import handlers
from tests.house.tree import modules

Reader = Callable[..., object]

_OPENING: Final[tuple[tuple[Reader, str], ...]] = (
    (grant, "request"),
    (Opening._known, "request"),
)
"""What reads OPEN_REQ, which has no row in the table of handlers."""

_BY_THE_LIBRARY: Final = {"OpenReq": frozenset({"idle_timeout", "version_number"})}
"""What the states of a session read in ``ctiproto.connection``."""


def _readers(cls: str) -> tuple[tuple[Reader, str], ...]:
    if cls == "OpenReq":
        return _OPENING
    module, _, name = handlers()[cls].partition(":")
    handler = getattr(import_module(module), name)
    return ((handler, list(inspect.signature(handler).parameters)[1]),)


@cache
def unread() -> dict[str, frozenset[str]]:
    """The guide's names of the fields of each request that nothing reads, by the guide's name of the request."""
    found = {}
    for cls in ("OpenReq", *handlers()):
        message: type[Message] = getattr(m, cls)
        declaration = message.declaration
        names = {field.attribute: field.name for field in declaration.fixed}
        names |= {field.attribute: field.name for field in declaration.tags()}
        read = set(_BY_THE_LIBRARY.get(cls, ()))
        for reader, parameter in _readers(cls):
            read |= _read(reader, parameter, frozenset(names), set())
        # Reserved fields are checked; the InvokeID and CTIOSCILClientID are echoed, and counts are of what is counted.
        found[declaration.name] = frozenset(
            name for attribute, name in names.items() if attribute not in read and not _is_for_all(attribute)
        )
    return {name: fields for name, fields in found.items() if fields}


def _is_for_all(attribute: str) -> bool:
    return attribute in ("invoke_id", "ctios_cil_client_id") or attribute.startswith(("reserved", "num_"))


def _read(reader: Reader, parameter: str, every: frozenset[str], seen: set[tuple[Reader, str]]) -> set[str]:
    """The attributes that a function reads of its parameter, itself or by those that it hands it to."""
    if (reader, parameter) in seen:
        return set()
    seen.add((reader, parameter))
    read = set()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(reader)))):
        if isinstance(node, ast.Attribute) and _is(node.value, parameter):
            read.add(node.attr)
        elif isinstance(node, ast.Call):
            read |= _read_by_call(node, reader, parameter, every, seen)
        elif isinstance(node, ast.comprehension) and _is_of(node.iter, parameter) and isinstance(node.target, ast.Name):
            # The entries of a list, which is a field of the request.
            read |= _read_of_entries(reader, node.target.id)
    return read


def _read_of_entries(reader: Reader, entry: str) -> set[str]:
    source = ast.parse(textwrap.dedent(inspect.getsource(reader)))
    return {node.attr for node in ast.walk(source) if isinstance(node, ast.Attribute) and _is(node.value, entry)}


def _read_by_call(
    call: ast.Call, reader: Reader, parameter: str, every: frozenset[str], seen: set[tuple[Reader, str]]
) -> set[str]:
    if isinstance(call.func, ast.Attribute) and _is(call.func.value, parameter) and call.func.attr == "changed":
        # It goes on as a whole, but for what is put into it.
        return set(every) - {keyword.arg for keyword in call.keywords if keyword.arg is not None}
    called = _value(call.func, reader)
    handed = [place for place, argument in enumerate(call.args) if _is(argument, parameter)]
    if called is getattr and handed:
        return {attribute for attribute in every if _is_named_by(call.args[1], attribute)}
    if not isinstance(called, FunctionType):
        return set()
    names = list(inspect.signature(called).parameters)
    read: set[str] = set()
    for name in (
        *(names[place] for place in handed),
        *(keyword.arg for keyword in call.keywords if keyword.arg is not None and _is(keyword.value, parameter)),
    ):
        read |= _read(called, name, every, seen)
    return read


def _is(node: ast.AST, parameter: str) -> bool:
    return isinstance(node, ast.Name) and node.id == parameter


def _is_of(node: ast.AST, parameter: str) -> bool:
    return isinstance(node, ast.Attribute) and _is(node.value, parameter)


def _value(node: ast.AST, reader: Reader) -> object:
    """What a name stands for where a function is; ``None``: it is something else."""
    match node:
        case ast.Name(id=name):
            return getattr(inspect.unwrap(reader), "__globals__", {}).get(name, getattr(builtins, name, None))
        case ast.Attribute(value=value, attr=attribute):
            return getattr(_value(value, reader), attribute, None)
        case _:
            return None


def _is_named_by(name: ast.AST, attribute: str) -> bool:
    """Whether getattr is asked for it by ``f"call_variable{number}"`` or the like; what only checks has a variable."""
    if not isinstance(name, ast.JoinedStr) or not isinstance(name.values[0], ast.Constant):
        return False
    return attribute.startswith(str(name.values[0].value))


# --- what the switch reads of the commands that requests become ------------------------------------------------------

_AS_A_WHOLE: Final = frozenset({"SetCallData"})
"""Commands whose fields are read by their names, which ``switch.context`` takes from a table."""


def unread_of_commands() -> list[str]:
    """The fields of the switch's commands that nothing in the contact centre reads."""
    read = {
        node.attr
        for name, module in modules().items()
        if name.startswith("ctiserver.centre.")
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "command"
    }
    return [f"{cls}.{field}" for cls, fields in _commands() if cls not in _AS_A_WHOLE for field in fields - read]


def _commands() -> Iterator[tuple[str, set[str]]]:
    for name in commands.__all__:
        cls = getattr(commands, name)
        if isinstance(cls, type):
            yield name, {field.name for field in getattr(cls, "__attrs_attrs__", ())}
