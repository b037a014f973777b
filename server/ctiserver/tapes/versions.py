"""Which protocol version the frames of a session are laid out in: learnt from its OPEN_REQ."""

from __future__ import annotations

from typing import Final

from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.messages import OpenReq
from ctiproto.versions import Profile

_ANNOUNCED: Final = slice(MHDR_SIZE + 4, MHDR_SIZE + 8)


def announced_version(frame: bytes) -> int | None:
    """The version whose layouts a session follows that begins with this frame; ``None`` if it is no OPEN_REQ."""
    if int.from_bytes(frame[4:MHDR_SIZE]) != OpenReq.declaration.number or len(frame) < _ANNOUNCED.stop:
        return None
    return Profile.nearest(int.from_bytes(frame[_ANNOUNCED])).version


MOST_SESSIONS: Final = 65_536
"""Sessions that are remembered; of more, the oldest is taken to have ended."""


class Versions:
    """The versions of the sessions that are there.

    Args:
        default: the one of a session that says none; ``None``: unknown.
    """

    def __init__(self, default: int | None = None) -> None:
        self._default = default
        self._learnt: dict[int, int] = {}

    def begin(self, session: int, version: int | None) -> None:
        """Note that a session begins; ``version`` is that of its frames before OPEN_REQ, if it is known."""
        self._learnt.pop(session, None)
        if version is not None:
            self._learn(session, version)

    def of(self, session: int, frame: bytes = b"") -> int | None:
        """The version of a frame of a session, which may announce it for all that follow."""
        announced = announced_version(frame)
        if announced is not None:
            self._learn(session, announced)
        return self._learnt.get(session, self._default)

    def _learn(self, session: int, version: int) -> None:
        self._learnt[session] = version
        if len(self._learnt) > MOST_SESSIONS:
            del self._learnt[next(iter(self._learnt))]

    def end(self, session: int) -> None:
        """Forget a session that ended: its number may come again."""
        self._learnt.pop(session, None)
