"""The operator's desk: the one place where orders are carried out and questions answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from traceback import format_exception
from typing import Any, cast

import attrs

from ctiproto.constants import StatusCode
from ctiproto.wire import ENCODING
from ctiserver.admin.commands import ReloadSite
from ctiserver.admin.errors import Denial, Denied, broken, by_the_switch, impossible, invalid
from ctiserver.admin.execute import act
from ctiserver.admin.fields import HIGHEST, MOST, Order, Question, Request, fields
from ctiserver.admin.query import look
from ctiserver.admin.results import Answer, SideNow, SiteTaken, SystemNow
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect, log_record
from ctiserver.site.changes import SiteChanges
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.errors import NoSiteFileError, SiteError

Addresses = Callable[[], Mapping[str, Endpoint]]
"""Tells where the sides of the server listen; whoever runs them knows."""

Reload = Callable[[], SiteChanges]
"""Reads the site again and carries out what comes of it, or raises a ``SiteError``."""


class Desk:
    """Whoever runs the server hands in what an operator says, and carries out what comes of it.

    Args:
        duplex: the CTI Server.
        addresses: tells where its sides listen.
        reload: reads its site again.
    """

    def __init__(self, duplex: Duplex, addresses: Addresses, reload: Reload) -> None:
        self._duplex = duplex
        self._addresses = addresses
        self._reload = reload

    def hears(self, request: Request, now: float) -> tuple[Answer | Denied, list[Effect]]:
        """Carry out an order, or answer a question.

        Args:
            request: what the operator says.
            now: seconds since 1970.

        Returns:
            The answer, or why there is none; and what is to be done, in any case.
        """
        # Whatever comes of the request, what was due has happened; reading the site again sees to that by itself.
        due = [] if isinstance(request, ReloadSite) else self._duplex.tick(now)
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
            return broken(request.phrase), [
                *due,
                log_record("order_failed", "error", order=request.phrase, error=trace),
            ]
        if isinstance(answer, SystemNow):
            answer = attrs.evolve(answer, sides=self._sides())
        return answer, due + effects + _noted(request)

    def _told(self, request: Request, now: float) -> tuple[Answer, list[Effect]]:
        if isinstance(request, ReloadSite):
            return self._reloaded(), []
        if isinstance(request, Order):
            return act(request, self._duplex, now)
        return cast("Answer", look(cast("Question", request), self._duplex, now)), []

    def _reloaded(self) -> SiteTaken:
        try:
            changes = self._reload()
        except NoSiteFileError as error:
            raise impossible(str(error), "a server that was started with a site file") from None
        except SiteError as error:
            # A line for each flaw says what was expected there.
            text = f"{error}\nthe site stays as it is"
            raise impossible(text, "a site file that the running server can take over") from None
        return SiteTaken(
            added=changes.added,
            changed=changes.changed,
            removed=changes.removed,
            settings=list(changes.settings),
            at_next_start=list(changes.at_start),
        )

    def _sides(self) -> list[SideNow]:
        addresses = self._addresses()
        return [
            SideNow(side=name, role=side.role.value, host=addresses[name].host, port=addresses[name].port)
            for name, side in self._duplex.sides.items()
        ]


def _noted(request: Request, denied: Denied | None = None) -> list[Effect]:
    """What the log says of an order: what happened, or why not.  Questions change nothing."""
    if not isinstance(request, Order):
        return []
    given = {name: getattr(request, name) for name in fields(type(request))}
    plain = {name: value.value if isinstance(value, Enum) else value for name, value in given.items()}
    said = {name: value for name, value in plain.items() if value not in (None, {}, "")}
    if denied is None:
        return [log_record("order_carried_out", order=request.phrase, said=said)]
    return [log_record("order_refused", order=request.phrase, said=said, code=denied.code, name=denied.name)]


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
