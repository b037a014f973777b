"""The operator's desk: the one place where orders are carried out and questions answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from traceback import format_exception
from typing import Any, cast

import attrs

from ctiproto.constants import StatusCode
from ctiproto.wire import ENCODING
from server.effects import Effect, noted
from server.engine import Engine
from server.operator.acting import act
from server.operator.answers import Answer, SideNow, SystemNow
from server.operator.looking import look
from server.operator.refusals import Denial, Denied, broken, by_the_switch, invalid
from server.operator.words import HIGHEST, MOST, Order, Question, Request, fields
from server.switch.errors import Refused

Sides = Callable[[], Sequence[SideNow]]
"""Tells which sides of the server run; whoever runs them knows."""


class Desk:
    """Whoever runs an engine hands in what an operator says, and carries out what comes of it.

    Args:
        engine: the CTI Server.
        sides: tells which sides of it run.
    """

    def __init__(self, engine: Engine, sides: Sides = tuple) -> None:
        self._engine = engine
        self._sides = sides

    def hears(self, request: Request, now: float) -> tuple[Answer | Denied, list[Effect]]:
        """Carry out an order, or answer a question.

        Args:
            request: what the operator says.
            now: seconds since 1970.

        Returns:
            The answer, or why there is none; and what is to be done, in any case.
        """
        # Whatever comes of the request, what was due has happened.
        due = self._engine.tick(now)
        try:
            _check(request)
            answer, effects = self._told(request, now)
        except Denial as denial:
            return denial.denied, due + _noted(request, denial.denied)
        except Refused as refused:
            denied = by_the_switch(request.phrase, refused)
            return denied, due + _noted(request, denied)
        except Exception as error:  # noqa: BLE001 - one order must not take the server down, whatever is wrong
            trace = "".join(format_exception(error))
            return broken(request.phrase), [*due, noted("order_failed", "error", order=request.phrase, error=trace)]
        if isinstance(answer, SystemNow):
            answer = attrs.evolve(answer, sides=list(self._sides()))
        return answer, due + effects + _noted(request)

    def _told(self, request: Request, now: float) -> tuple[Answer, list[Effect]]:
        if isinstance(request, Order):
            return act(request, self._engine, now)
        return cast("Answer", look(cast("Question", request), self._engine, now)), []


def _noted(request: Request, denied: Denied | None = None) -> list[Effect]:
    """What the log says of an order: what happened, or why not.  Questions change nothing."""
    if not isinstance(request, Order):
        return []
    said = {name: value for name in fields(type(request)) if (value := getattr(request, name)) not in (None, {}, "")}
    if denied is None:
        return [noted("order_carried_out", order=request.phrase, said=said)]
    return [noted("order_refused", order=request.phrase, said=said, code=denied.code, name=denied.name)]


def _check(request: Request) -> None:
    """Refuse what no message could carry."""
    for name, field in fields(type(request)).items():
        given = getattr(request, name)
        texts: tuple[str, ...] = ()
        if isinstance(given, str):
            texts = (given,)
        elif isinstance(given, dict):
            texts = (*given, *given.values())
        elif isinstance(given, int) and not 0 <= given <= field.metadata[HIGHEST]:
            raise invalid(StatusCode.BAD_MESSAGE_FORMAT, f"{name} is {given}", f"0 to {field.metadata[HIGHEST]}")
        for text in texts:
            _check_text(name, text, field)


def _check_text(name: str, text: str, field: attrs.Attribute[Any]) -> None:
    most = field.metadata[MOST]
    if len(text) > most:
        raise invalid(StatusCode.INVALID_FIELD_LENGTH, f"{name} has {len(text)} characters", f"at most {most}")
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError as error:
        wrong = text[error.start]
        raise invalid(StatusCode.INVALID_CHARACTER, f"{name} has the character {wrong!r}", "Latin-1") from None
    if not text.isprintable() and text:
        raise invalid(StatusCode.INVALID_CHARACTER, f"{name} has a control character", "text that can be printed")
