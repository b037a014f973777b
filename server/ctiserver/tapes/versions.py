"""Finds the profile of a session's frames: the version is learnt from its OPEN_REQ."""

from __future__ import annotations

from typing import Final

from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.messages import OpenReq
from ctiproto.versions import Dialect, Profile

_ANNOUNCED: Final = slice(MHDR_SIZE + 4, MHDR_SIZE + 8)


def announced_profile(frame: bytes, dialect: Dialect) -> Profile | None:
    """The profile of a session that begins with this frame; ``None`` if the frame is no OPEN_REQ."""
    if int.from_bytes(frame[4:MHDR_SIZE]) != OpenReq.declaration.number or len(frame) < _ANNOUNCED.stop:
        return None
    return Profile.nearest(int.from_bytes(frame[_ANNOUNCED]), dialect)


MOST_SESSIONS: Final = 65_536
"""Sessions that are remembered; of more, the oldest is taken to have ended."""


class Profiles:
    """The profiles of the sessions that are open.

    Args:
        dialect: of all of them.
        version: of a session before its OPEN_REQ; ``None``: unknown.
    """

    def __init__(self, dialect: Dialect = Dialect.UCCE, version: int | None = None) -> None:
        self.dialect = dialect
        self._default = None if version is None else Profile(version, dialect)
        self._learnt: dict[int, Profile] = {}

    def begin(self, session: int, profile: Profile | None) -> None:
        """Note that a session begins; ``profile`` is that of its frames before OPEN_REQ, if it is known."""
        self._learnt.pop(session, None)
        if profile is not None:
            self._learn(session, profile)

    def of(self, session: int, frame: bytes = b"") -> Profile | None:
        """The profile of a frame of a session; OPEN_REQ announces it for itself and for all frames that follow."""
        announced = announced_profile(frame, self.dialect)
        if announced is not None:
            self._learn(session, announced)
        return self._learnt.get(session, self._default)

    def _learn(self, session: int, profile: Profile) -> None:
        self._learnt[session] = profile
        if len(self._learnt) > MOST_SESSIONS:
            del self._learnt[next(iter(self._learnt))]

    def end(self, session: int) -> None:
        """Forget a session that ended: its number may come again."""
        self._learnt.pop(session, None)
