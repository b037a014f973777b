"""Which protocol version a captured frame is laid out in.

What the caller says goes before what the input says, and that before what an OPEN_REQ of the same connection
announces.  Frames that come before their OPEN_REQ wait for it, but not without end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from ctiproto.errors import LocalProtocolError
from ctiproto.json_form import from_json
from ctiproto.messages import OpenReq
from ctiproto.versions import Profile
from ctiserver.tapes.versions import announced_version
from ctiserver.traffic.captures.items import Captured, CapturedForm, Ended, Item, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_WAITING: Final = 10_000
"""Frames that wait for an OPEN_REQ."""


@attrs.frozen
class Versioned:
    """A frame, and the protocol version of its session.

    Args:
        place: where it stands in the input.
        frame: its bytes.
        version: the version.
    """

    place: str
    frame: bytes
    version: int


@attrs.frozen
class Unversioned:
    """Frames whose version nothing tells.

    Args:
        place: where the first of them stands in the input.
        count: how many there are.
    """

    place: str
    count: int


def with_versions(items: Iterable[Item], version: int | None) -> Iterator[Versioned | Unversioned | Unreadable]:
    """Give each frame its version.

    Args:
        items: what a capture consists of.
        version: the version of all of them, or ``None``.
    """
    sessions = _Sessions(version)
    for item in items:
        if isinstance(item, Unreadable):
            yield item
        elif isinstance(item, Ended):
            yield from sessions.end(item.session)
        else:
            yield from sessions.take(item)
    yield from sessions.end_all()


class _Sessions:
    def __init__(self, version: int | None) -> None:
        self._version = version
        self._learnt: dict[int, int] = {}
        self._waiting: dict[int, list[Captured | CapturedForm]] = {}
        self._count = 0

    def take(self, item: Captured | CapturedForm) -> Iterator[Versioned | Unversioned | Unreadable]:
        announced = _announced(item)
        if announced is not None:
            self._learnt[item.session] = announced
            yield from self._release(item.session, announced)
        version = self._version or item.version or self._learnt.get(item.session)
        if version is not None:
            yield _versioned(item, version)
            return
        self._waiting.setdefault(item.session, []).append(item)
        self._count += 1
        if self._count > MOST_WAITING:
            yield from self.end_all()

    def _release(self, session: int, version: int) -> Iterator[Versioned | Unreadable]:
        waiting = self._waiting.pop(session, [])
        self._count -= len(waiting)
        for item in waiting:
            yield _versioned(item, version)

    def end(self, session: int) -> Iterator[Unversioned]:
        self._learnt.pop(session, None)
        waiting = self._waiting.pop(session, [])
        self._count -= len(waiting)
        if waiting:
            yield Unversioned(waiting[0].place, len(waiting))

    def end_all(self) -> Iterator[Unversioned]:
        for session in tuple(self._waiting):
            yield from self.end(session)


def _announced(item: Captured | CapturedForm) -> int | None:
    if isinstance(item, Captured):
        return announced_version(item.frame)
    if OpenReq.declaration.name != item.form.get("message") and OpenReq.declaration.number != item.form.get("type"):
        return None
    try:
        return announced_version(from_json(item.form))
    except LocalProtocolError:
        return None


def _versioned(item: Captured | CapturedForm, version: int) -> Versioned | Unreadable:
    if isinstance(item, Captured):
        return Versioned(item.place, item.frame, version)
    try:
        return Versioned(item.place, from_json(item.form, Profile(version)), version)
    except LocalProtocolError as error:
        return Unreadable(item.place, str(error))
