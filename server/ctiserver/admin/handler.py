"""The door of the room: handles every admin command and query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from traceback import format_exception
from typing import Any, cast

import attrs

from ctiproto.constants import StatusCode
from ctiproto.wire import ENCODING
from ctiserver.admin.commands import ReloadSite
from ctiserver.admin.errors import Denied, DeniedError, impossible, internal_error, invalid, refused_by_switch
from ctiserver.admin.execute import execute
from ctiserver.admin.fields import HIGHEST, MOST, Command, Query, Request, fields
from ctiserver.admin.limits import TransportUse, with_transport
from ctiserver.admin.query import answer
from ctiserver.admin.results import Limits, Result, SideNow, SiteTaken, SystemNow
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.duplex import Duplex
from ctiserver.engine.effects import Effect, log_record
from ctiserver.site.changes import SiteChanges
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.errors import NoSiteFileError, SiteError

Addresses = Callable[[], Mapping[str, Endpoint]]
"""Returns where each side listens; the sides themselves do not know."""

Reload = Callable[[], SiteChanges]
"""Takes over what the site file described when it was just read again, and returns what changed, or raises a
``SiteError``."""


class AdminHandler:
    """Handles what an operator commands or asks.

    Args:
        duplex: the CTI Server.
        addresses: returns where its sides listen.
        reload: takes over the site that was read from its file, which the caller has done before: it takes a while.
        transport: tells the use of the limits that the transport keeps; ``None``: there is no transport.
    """

    def __init__(
        self,
        duplex: Duplex,
        addresses: Addresses,
        reload: Reload,
        transport: Callable[[], TransportUse] | None = None,
    ) -> None:
        self._duplex = duplex
        self._addresses = addresses
        self._reload = reload
        self._transport = transport

    def handle(self, request: Request, now: float) -> tuple[Result | Denied, list[Effect]]:
        """Carry out a command, or answer a query.

        Args:
            request: the command or query.
            now: seconds since 1970.

        Returns:
            The result, or why there is none; and the effects that the caller has to carry out in either case.
        """
        # What was due by now happens before the request, and whatever becomes of it.  Taking over a site ticks by
        # itself.
        due = [] if isinstance(request, ReloadSite) else self._duplex.tick(now)
        try:
            _check(request)
            result, effects = self._handle(request, now)
        except DeniedError as error:
            return error.denied, due + _log_records(request, error.denied)
        except Refused as refused:
            denied = refused_by_switch(request.phrase, refused)
            return denied, due + _log_records(request, denied)
        except Exception as error:  # noqa: BLE001 - one request must not take the server down, whatever is wrong
            trace = "".join(format_exception(error))
            failed = log_record("order_failed", "error", order=request.phrase, error=trace)
            return internal_error(request.phrase), [*due, failed]
        if isinstance(result, SystemNow):
            result = attrs.evolve(result, sides=self._sides())
        if isinstance(result, Limits) and self._transport is not None:
            result = with_transport(result, self._transport())
        return result, due + effects + _log_records(request)

    def _handle(self, request: Request, now: float) -> tuple[Result, list[Effect]]:
        if isinstance(request, ReloadSite):
            return self._reloaded(), []
        if isinstance(request, Command):
            return execute(request, self._duplex, now)
        return cast("Result", answer(cast("Query", request), self._duplex, now)), []

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


def _log_records(request: Request, denied: Denied | None = None) -> list[Effect]:
    """The line of the log on a command: that it was carried out, or why not.  Queries change nothing and have none."""
    if not isinstance(request, Command):
        return []
    given = {name: getattr(request, name) for name in fields(type(request))}
    plain = {name: value.value if isinstance(value, Enum) else value for name, value in given.items()}
    said = {name: value for name, value in plain.items() if value not in (None, {}, "")}
    if denied is None:
        return [log_record("order_carried_out", order=request.phrase, said=said)]
    return [log_record("order_refused", order=request.phrase, said=said, code=denied.code, name=denied.name)]


def _check(request: Request) -> None:
    """Check the values of a request against the limits of their fields, and for characters that no message can carry.

    Raises:
        DeniedError: one of them is wrong.
    """
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
