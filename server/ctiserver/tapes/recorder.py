"""Records connections as entries of a tape and their lines, without input, output or a clock.

A :class:`Recorder` is told what happens while it happens, which takes no longer than cutting bytes into frames.  Its
entries wait, within bounds, until a :class:`Scribe` has the time to turn them into lines.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from functools import partial
from itertools import chain
from typing import Final

import attrs

from ctiproto.connection import Role
from ctiproto.errors import BadLength
from ctiproto.framing import Framer
from ctiserver.tapes.entries import Begin, End, Entry, Frame, Lost, Stray
from ctiserver.tapes.redaction import Redactor
from ctiserver.tapes.versions import Profiles
from ctiserver.tapes.writing import entry_bytes

MOST_WAITING: Final = 64 * 1024 * 1024
"""Bytes that may wait to be written; what comes when there are more is not on the tape."""

_GIVEN_UP_AT_ONCE: Final = 1000
"""Entries that are taken at once to be given up: all that wait may be a million."""

_OVERHEAD: Final = 100
"""Bytes that an entry takes beside those of its frame."""


@attrs.define
class Count:
    """The numbers of sessions, frames and bytes that were recorded so far.

    Args:
        sessions: connections.
        open: those of them that are there now.
        frames: whole frames of both directions.
        bytes: bytes of both directions.
        lost: entries that are not on the tape.
        is_doubtful: whether others, which seemed to be written, may be missing as well.
    """

    sessions: int = 0
    open: int = 0
    frames: int = 0
    bytes: int = 0
    lost: int = 0
    is_doubtful: bool = False


class Recorder:
    """Makes entries of what happens on many connections, and keeps them until they are taken.

    Args:
        start: when the tape begins, by the clock that tells the times below.
        limit: bytes that may wait.
    """

    def __init__(self, start: float, limit: int = MOST_WAITING) -> None:
        self.count = Count()
        self._start = start
        self._limit = limit
        self._waiting: deque[Entry | _Frames] = deque()
        self._taken: deque[Entry] = deque()
        self._size = 0
        self._lost = 0
        self._last = 0.0
        self._framers: dict[tuple[int, Role], Framer | None] = {}
        self._sides: dict[int, str] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self._taken or self._waiting or self._lost)

    def begin(self, side: str, client: str, server: str, now: float) -> int:
        """Record that a connection was made.

        Returns:
            The number of the session.
        """
        self.count.sessions += 1
        self.count.open += 1
        session = self.count.sessions
        self._sides[session] = side
        for role in Role:
            self._framers[session, role] = Framer()
        self._put(Begin(self._time(now), session, side, client, server))
        return session

    def data(self, session: int, sender: Role, data: bytes, now: float) -> None:
        """Record bytes: whole frames one by one, and what is no frame as it is."""
        self.count.bytes += len(data)
        time, side = self._time(now), self._sides[session]
        framer = self._framers[session, sender]
        if framer is None:
            self._put(Stray(time, session, sender, data, side))
            return
        held = framer.rest
        frames: list[bytes] = []
        try:
            for _, frame in framer.feed(data):
                frames.append(frame)
        except BadLength:
            # Nothing behind a length that is none can be told apart.
            self._framers[session, sender] = None
        if frames:
            self.count.frames += len(frames)
            self._put(_Frames(time, session, sender, frames, side))
        if self._framers[session, sender] is None:
            self._put(Stray(time, session, sender, (held + data)[sum(map(len, frames)) :], side))

    def end(self, session: int, sender: Role | None, how: str, now: float) -> None:
        """Record that a connection ended, and before it the piece of a frame that was never finished."""
        self.count.open -= 1
        time, side = self._time(now), self._sides.pop(session)
        for role in Role:
            framer = self._framers.pop((session, role))
            if framer is not None and framer.rest:
                self._put(Stray(time, session, role, framer.rest, side))
        self._put(End(time, session, side, sender, how))

    def take(self, most: float = math.inf) -> list[Entry]:
        """Take the entries that wait longest, which makes room for others.

        Args:
            most: how many are taken at most; without it all.
        """
        taken: list[Entry] = []
        while len(taken) < most:
            if not self._taken and self._waiting:
                entry = self._waiting.popleft()
                self._size -= _size(entry)
                self._taken.extend(entry.entries() if isinstance(entry, _Frames) else (entry,))
            if self._taken:
                taken.append(self._taken.popleft())
            elif self._lost:
                lost, self._lost = self._lost, 0
                taken.append(Lost(self._last, lost))
            else:
                break
        return taken

    def give_up(self, taken: Iterable[Entry]) -> Lost:
        """Count what waits as lost, and entries that were taken and not written.

        Args:
            taken: entries that were taken and not written.  A :class:`Lost` among them was counted before.

        Returns:
            The entry that says so on the tape; with 0 frames, nothing was lost.
        """
        time, lost = 0.0, 0
        for entry in chain(taken, chain.from_iterable(iter(partial(self.take, _GIVEN_UP_AT_ONCE), []))):
            time = max(time, entry.time)
            if isinstance(entry, Lost):
                lost += entry.frames
            else:
                lost += 1
                self.count.lost += 1
        return Lost(time, lost)

    def _time(self, now: float) -> float:
        return max(0.0, now - self._start)

    def _put(self, entry: Entry | _Frames) -> None:
        size = _size(entry)
        # Once there was no room, half of it has to be free again: what is missing is missing in one place.
        limit = self._limit // 2 if self._lost else self._limit
        if self._size + size > limit:
            lost = len(entry.frames) if isinstance(entry, _Frames) else 1
            self._lost += lost
            self._last = entry.time
            self.count.lost += lost
            return
        if self._lost:
            self._waiting.append(Lost(self._last, self._lost))
            self._size += _OVERHEAD
            self._lost = 0
        self._size += size
        self._waiting.append(entry)


@attrs.frozen
class _Frames:
    """Frames that came at once: they wait as one, and are taken apart when they are taken."""

    time: float
    session: int
    sender: Role
    frames: list[bytes]
    side: str

    def entries(self) -> list[Frame]:
        """Each frame as an entry of its own."""
        return [Frame(self.time, self.session, self.sender, data, self.side) for data in self.frames]


def _size(entry: Entry | _Frames) -> int:
    if isinstance(entry, _Frames):
        return sum(map(len, entry.frames)) + _OVERHEAD * len(entry.frames)
    return _OVERHEAD + (len(entry.data) if isinstance(entry, Stray) else 0)


class Scribe:
    """Turns the entries of one tape into lines, in their order.

    Args:
        profiles: dialect of all sessions, and version of sessions before their OPEN_REQ; ``None``: UCCE, unknown.
        redactor: replaces values by pseudonyms; ``None``: everything stays.
    """

    def __init__(self, profiles: Profiles | None = None, redactor: Redactor | None = None) -> None:
        self._profiles = Profiles() if profiles is None else profiles
        self._redactor = redactor

    def line(self, entry: Entry) -> bytes:
        """The line of an entry, with its end; a frame gets the profile of its session."""
        return entry_bytes(self.entry(entry))

    def entry(self, entry: Entry) -> Entry:
        """The entry as it stands on the tape: a frame with the profile of its session, values redacted."""
        match entry:
            case Begin():
                self._profiles.begin(entry.session, entry.profile)
            case End():
                self._profiles.end(entry.session)
            case Frame():
                learnt = self._profiles.of(entry.session, entry.data)
                entry = attrs.evolve(entry, profile=entry.profile or learnt)
        return entry if self._redactor is None else self._redactor.redacted(entry)
