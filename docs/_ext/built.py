"""What the emulator does with each message: read from its table of handlers and from the messages that it makes."""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path

from myst_text import table, title

import ctiserver.engine
from ctiproto import messages
from ctiproto.declare import Kind, Message, Sender, Service, messages_of
from ctiproto.messages.parts import Opaque
from ctiproto.versions import Dialect
from ctiserver.engine.services.handlers import HANDLERS

_SESSION = frozenset(
    (
        messages.OpenReq,
        messages.HeartbeatReq,
        messages.CloseReq,
        messages.ActiveMaintenanceRespMsg,
        messages.StoppingRequestsToThisSideInd,
    )
)
"""What a side takes care of before any service is asked."""

_MAKERS = ("*.py", "services/*.py", "translate/*.py")
"""The files of the engine that make messages; those of ``sessions`` only tell messages apart."""


def pages() -> dict[str, str]:
    """The pieces by their name; ``conformance.md`` includes them."""
    return {"parts/by-message.md": _messages(), "parts/count.md": _count()}


def _is_request(cls: type[Message]) -> bool:
    declaration = cls.declaration
    return declaration.sender is not Sender.SERVER and declaration.kind in (Kind.REQUEST, Kind.INDICATION, Kind.EVENT)


def _is_answered(cls: type[Message]) -> bool:
    return cls in HANDLERS or cls in _SESSION


def _count() -> str:
    requests = [
        cls for cls in messages_of(Dialect.UCCE).by_number.values() if _is_request(cls) and not issubclass(cls, Opaque)
    ]
    events = [
        cls for cls in messages_of(Dialect.UCCE).by_number.values() if _is_event(cls) and not issubclass(cls, Opaque)
    ]
    answered = sum(map(_is_answered, requests))
    sent = sum(cls.__name__ in _made() for cls in events)
    return (
        f"Of {len(requests)} requests whose layout is published, {answered} are answered for real.\n"
        f"Of {len(events)} events, {sent} are sent.\n"
    )


def _messages() -> str:
    text = ""
    for service in Service:
        classes = [
            cls for _, cls in sorted(messages_of(Dialect.UCCE).by_number.items()) if cls.declaration.service is service
        ]
        rows = [(str(cls.declaration.number), _link(cls), _level(cls), _here(cls)) for cls in classes]
        text += f"### {title(service.value)}\n\n" + table(("Type", "Message", "Level", "Here"), rows)
    return text


def _here(cls: type[Message]) -> str:
    declaration = cls.declaration
    if _is_answered(cls):
        return "answered"
    if declaration.sender is not Sender.SERVER:
        return "refused with 12" if declaration.kind is Kind.REQUEST else "dropped"
    answers = declaration.answers
    if cls.__name__ in _made() or (answers is not None and _is_answered(messages_of(Dialect.UCCE).by_name[answers])):
        return "sent"
    return "never sent"


@cache
def _levels() -> dict[str, str]:
    path = Path(__file__).parents[2] / "fixtures" / "levels.json"
    levels: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return {name: level for level, names in levels.items() for name in names}


def _level(cls: type[Message]) -> str:
    return _levels()[cls.declaration.name]


def _is_event(cls: type[Message]) -> bool:
    return cls.declaration.kind is Kind.EVENT and cls.declaration.sender is not Sender.CLIENT


def _link(cls: type[Message]) -> str:
    return f"[{cls.declaration.name}](#{cls.declaration.name})"


@cache
def _made() -> frozenset[str]:
    """The names of the classes that are called, or handed on to be called, where the emulator makes messages."""
    root = Path(ctiserver.engine.__file__).parent
    return frozenset(
        node.attr
        for pattern in _MAKERS
        for path in root.glob(pattern)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "m"
    )
