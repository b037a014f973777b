"""Converts captures to entries of a tape.

A capture may not say who is the client, or when something was said.  The end that begins a connection is the client;
else the first message that only one end may send tells which end that is.  Without times everything happens at the
beginning.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ctiproto.connection import Role
from ctiproto.declare import Sender, messages_of
from ctiproto.errors import LocalProtocolError
from ctiproto.json_form import from_json
from ctiproto.versions import Dialect
from ctiserver.site.endpoints import split_port
from ctiserver.tapes.entries import Begin, End, Entry, Frame
from ctiserver.tapes.versions import Profiles
from ctiserver.traffic.captures.items import Captured, CapturedForm, Ended, Item, Seen, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GUESSED = "who sent it is a guess"
"""The note of a frame that does not say it."""


def tape_entries(
    items: Iterable[Item], version: int | None, dialect: Dialect = Dialect.UCCE
) -> tuple[float, Iterator[Entry | Unreadable]]:
    """Convert a capture to entries of a tape, as it is read.

    Args:
        items: what the capture consists of.
        version: the protocol version of frames that do not say theirs; ``None``: unknown.
        dialect: the family of servers.

    Returns:
        When it begins, in seconds since 1970, and its entries.
    """
    rest = iter(items)
    first: list[Item] = []
    start = 0.0
    for item in rest:
        first.append(item)
        if isinstance(item, Captured):
            start = item.seen.time or 0.0
            break
    return start, _Converter(start, Profiles(dialect, version)).entries(chain(first, rest))


class _Converter:
    def __init__(self, start: float, profiles: Profiles) -> None:
        self._start = start
        self._profiles = profiles
        self._clients: dict[int, str] = {}
        self._now = 0.0

    def entries(self, items: Iterable[Item]) -> Iterator[Entry | Unreadable]:
        """The entries of all items.  Lazy, as a capture may not fit in memory."""
        for item in items:
            if isinstance(item, Unreadable):
                yield item
            elif isinstance(item, Captured):
                yield from self._frame(item)
            elif isinstance(item, CapturedForm):
                yield from self._form(item)
            else:
                yield from self._end(item)

    def _form(self, item: CapturedForm) -> list[Entry | Unreadable]:
        profile = item.profile or self._profiles.of(item.session)
        try:
            frame = from_json(item.form, profile)
        except LocalProtocolError as error:
            return [Unreadable(item.place, str(error))]
        return [*self._frame(Captured(item.place, frame, item.session, item.profile))]

    def _frame(self, item: Captured) -> list[Entry]:
        entries: list[Entry] = []
        time, seen = self._time(item.seen), item.seen
        number = item.session or 1
        sender, note = _told(item, self._profiles.dialect), ""
        if item.session not in self._clients:
            is_client = (sender or _likely(seen)) is Role.CLIENT
            client, server = (seen.sender, seen.receiver) if is_client else (seen.receiver, seen.sender)
            self._clients[item.session] = client
            entries.append(Begin(time, number, "", client, server))
        if seen.sender:
            sender = Role.CLIENT if seen.sender == self._clients[item.session] else Role.SERVER
        elif sender is None:
            sender, note = Role.CLIENT, GUESSED
        profile = item.profile or self._profiles.of(item.session, item.frame)
        return [*entries, Frame(time, number, sender, item.frame, "", profile, note)]

    def _end(self, item: Ended) -> list[Entry]:
        self._profiles.end(item.session)
        client = self._clients.pop(item.session, None)
        if client is None or not item.how:
            return []
        by = Role.CLIENT if item.seen.sender == client else Role.SERVER
        return [End(self._time(item.seen), item.session, "", by, item.how)]

    def _time(self, seen: Seen) -> float:
        if seen.time is not None:
            self._now = max(0.0, seen.time - self._start)
        return self._now


def _told(item: Captured, dialect: Dialect) -> Role | None:
    """The sender of a frame, if the capture says it or only one end may send its message."""
    if item.seen.by is not None:
        return item.seen.by
    cls = messages_of(dialect).by_number.get(int.from_bytes(item.frame[4:8]))
    if cls is None or cls.declaration.sender is Sender.BOTH:
        return None
    return Role(cls.declaration.sender.value)


def _likely(seen: Seen) -> Role:
    """The likely sender of a frame of which nothing says it: servers have the smaller port."""
    ports = [int(split_port(end)[1] or 0) for end in (seen.sender, seen.receiver)]
    return Role.SERVER if ports[0] < ports[1] else Role.CLIENT
