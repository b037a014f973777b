"""Finds the dialect and version that each captured frame is laid out in.

What the caller says goes before what the input says, and that before what an OPEN_REQ of the same connection
announces.  Frames that come before their OPEN_REQ wait for it, but not without end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from ctiproto.errors import LocalProtocolError
from ctiproto.json_form import from_json
from ctiproto.messages import OpenReq
from ctiproto.versions import Dialect, Profile
from ctiserver.tapes.versions import announced_profile
from ctiserver.traffic.captures.items import Captured, CapturedForm, Ended, Item, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_WAITING: Final = 10_000
"""Most frames that wait for an OPEN_REQ, so that memory does not grow with the capture."""


class Versioned(NamedTuple):
    """A frame, and the profile of its session.

    Args:
        place: where it stands in the input.
        frame: its bytes.
        profile: dialect and version.
    """

    place: str
    frame: bytes
    profile: Profile


@attrs.frozen
class Unversioned:
    """Frames whose version is not known.

    Args:
        place: where the first of them stands in the input.
        count: how many there are.
    """

    place: str
    count: int


def with_versions(
    items: Iterable[Item], version: int | None, dialect: Dialect = Dialect.UCCE
) -> Iterator[Versioned | Unversioned | Unreadable]:
    """Give each frame its profile.

    Args:
        items: what a capture consists of.
        version: the protocol version of all of them; ``None``: the input or an OPEN_REQ tells it.
        dialect: the family of servers, where the input does not say it, as a tape does.
    """
    sessions = _Sessions(version, dialect)
    for item in items:
        if isinstance(item, Unreadable):
            yield item
        elif isinstance(item, Ended):
            yield from sessions.end(item.session)
        else:
            yield from sessions.take(item)
    yield from sessions.end_all()


class _Sessions:
    def __init__(self, version: int | None, dialect: Dialect) -> None:
        self._wanted = None if version is None else Profile(version, dialect)
        self._dialect = dialect
        self._learnt: dict[int, Profile] = {}
        self._waiting: dict[int, list[Captured | CapturedForm]] = {}
        self._count = 0

    def take(self, item: Captured | CapturedForm) -> list[Versioned | Unversioned | Unreadable]:
        """Take the next frame; returns it with its version, or keeps it until the version is known."""
        if self._wanted is not None:
            return [_versioned(item, self._wanted)]
        found: list[Versioned | Unversioned | Unreadable] = []
        announced = _announced(item, self._dialect)
        if announced is not None:
            self._learnt[item.session] = announced
            found += self._release(item.session, announced)
        profile = item.profile or self._learnt.get(item.session)
        if profile is not None:
            return [*found, _versioned(item, profile)]
        self._waiting.setdefault(item.session, []).append(item)
        self._count += 1
        if self._count > MOST_WAITING:
            found += self.end_all()
        return found

    def _release(self, session: int, profile: Profile) -> list[Versioned | Unreadable]:
        waiting = self._waiting.pop(session, [])
        self._count -= len(waiting)
        return [_versioned(item, profile) for item in waiting]

    def end(self, session: int) -> list[Unversioned]:
        """A connection is over: its frames that wait for a version will not get one."""
        self._learnt.pop(session, None)
        waiting = self._waiting.pop(session, [])
        self._count -= len(waiting)
        return [Unversioned(waiting[0].place, len(waiting))] if waiting else []

    def end_all(self) -> list[Unversioned]:
        """Give up the frames of all connections that wait for a version."""
        return [each for session in tuple(self._waiting) for each in self.end(session)]


def _announced(item: Captured | CapturedForm, dialect: Dialect) -> Profile | None:
    if isinstance(item, Captured):
        return announced_profile(item.frame, dialect)
    if OpenReq.declaration.name != item.form.get("message") and OpenReq.declaration.number != item.form.get("type"):
        return None
    try:
        return announced_profile(from_json(item.form), dialect)
    except LocalProtocolError:
        return None


def _versioned(item: Captured | CapturedForm, profile: Profile) -> Versioned | Unreadable:
    if isinstance(item, Captured):
        return Versioned(item.place, item.frame, profile)
    try:
        return Versioned(item.place, from_json(item.form, profile), profile)
    except LocalProtocolError as error:
        return Unreadable(item.place, str(error))
