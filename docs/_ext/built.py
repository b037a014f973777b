"""What the emulator does with each message: read from its table of handlers and from the messages that it makes."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from myst_text import table, title

import server
from ctiproto import messages
from ctiproto.declare import BY_NUMBER, Kind, Message, Sender, Service
from ctiproto.messages.parts import Opaque
from server.services.handlers import HANDLERS

_SESSION = frozenset(
    (messages.OpenReq, messages.HeartbeatReq, messages.CloseReq, messages.StoppingRequestsToThisSideInd)
)
"""Requests that a side answers before any service is asked."""

_SOURCES = ("engine.py", "side.py", "delivery.py", "services", "translate")


def pages() -> dict[str, str]:
    """The pieces by their name; ``conformance.md`` includes them."""
    return {"parts/requests.md": _requests(), "parts/events.md": _events(), "parts/count.md": _count()}


def _is_request(cls: type[Message]) -> bool:
    declaration = cls.declaration
    return declaration.sender is not Sender.SERVER and declaration.kind in (Kind.REQUEST, Kind.INDICATION, Kind.EVENT)


def _is_answered(cls: type[Message]) -> bool:
    return cls in HANDLERS or cls in _SESSION


def _count() -> str:
    requests = [cls for cls in BY_NUMBER.values() if _is_request(cls) and not issubclass(cls, Opaque)]
    events = [cls for cls in BY_NUMBER.values() if _is_event(cls) and not issubclass(cls, Opaque)]
    answered = sum(map(_is_answered, requests))
    sent = sum(cls.__name__ in _made() for cls in events)
    return (
        f"Of {len(requests)} requests whose layout is published, {answered} are answered for real.\n"
        f"Of {len(events)} events, {sent} are sent.\n"
    )


def _requests() -> str:
    text = ""
    for service in Service:
        classes = [cls for _, cls in sorted(BY_NUMBER.items()) if cls.declaration.service is service]
        rows = [(_link(cls), _answer(cls)) for cls in classes if _is_request(cls)]
        if rows:
            text += f"### {title(service.value)}\n\n" + table(("Request", "Answer"), rows)
    return text


def _answer(cls: type[Message]) -> str:
    if _is_answered(cls):
        return "yes"
    if issubclass(cls, Opaque):
        return "refused: its layout is not published" if _has_answer(cls) else "dropped: its layout is not published"
    return "refused with 12 for now" if _has_answer(cls) else "dropped for now"


def _has_answer(cls: type[Message]) -> bool:
    return cls.declaration.kind is Kind.REQUEST


def _is_event(cls: type[Message]) -> bool:
    return cls.declaration.kind is Kind.EVENT and cls.declaration.sender is not Sender.CLIENT


def _events() -> str:
    text = ""
    for service in Service:
        classes = [cls for _, cls in sorted(BY_NUMBER.items()) if cls.declaration.service is service]
        rows = [(_link(cls), _sent(cls)) for cls in classes if _is_event(cls)]
        if rows:
            text += f"### Events: {title(service.value).lower()}\n\n" + table(("Event", "Sent"), rows)
    return text


def _sent(cls: type[Message]) -> str:
    if cls.__name__ in _made():
        return "yes"
    return "no: its layout is not published" if issubclass(cls, Opaque) else "not yet"


def _link(cls: type[Message]) -> str:
    return f"[{cls.declaration.name}](#{cls.declaration.name})"


@cache
def _made() -> frozenset[str]:
    """The names of the classes that are called, or handed on to be called, where the emulator makes messages."""
    root = Path(server.__file__).parent
    files = [
        path
        for source in _SOURCES
        for path in ([root / source] if source.endswith(".py") else (root / source).glob("*.py"))
    ]
    return frozenset(
        node.attr
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "m"
    )
