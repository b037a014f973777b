"""The parts of a tape: a header, and entries in the order in which they happened."""

from __future__ import annotations

from typing import Final

import attrs

from ctiproto.connection import Role
from ctiproto.versions import Dialect, Profile

FORMAT: Final = 1
"""The format that is written.  Older ones are read, too."""

END_OF_TIME: Final = 253_402_300_800.0
"""The end of the year 9999, in seconds since 1970: no later date can be written."""


class TapeError(Exception):
    """The input is no tape, or of a format that is not known; as text it is one line that says what was expected."""


@attrs.frozen(kw_only=True)
class Header:
    """The first line of a tape, which holds for all of it.

    Args:
        start: when it begins, in seconds since 1970; the times of its entries count from there.
        dialect: the family of servers that all sessions belong to.
        version: the protocol version of sessions that do not say theirs; ``None``: unknown.
        notes: whatever people want to know about the site and the occasion.
        seed: what the chance of the recorded server came from, if it had a seed.
        redacted: what was replaced by pseudonyms: names of groups, fields or variables.
    """

    start: float = 0.0
    dialect: Dialect = Dialect.UCCE
    version: int | None = None
    notes: str = ""
    seed: int | None = None
    redacted: tuple[str, ...] = ()


@attrs.frozen
class Begin:
    """A connection was made.

    Args:
        time: when, in seconds from the start of the tape.
        session: the number that all its entries have.
        side: the side of the server, ``"A"`` or ``"B"``, where there are two.
        client: address and port of the client, as far as they are known.
        server: address and port of the server.
        profile: dialect and version of its frames before an OPEN_REQ announces them; ``None``: unknown.
        note: whatever people want to remember.
    """

    time: float
    session: int
    side: str = ""
    client: str = ""
    server: str = ""
    profile: Profile | None = None
    note: str = ""


@attrs.frozen
class Frame:
    """A whole frame was seen.

    Args:
        time: when, in seconds from the start of the tape.
        session: which connection it belongs to.
        sender: who sent it.
        data: its bytes, header included.
        side: the side of the server, where there are two.
        profile: dialect and version that it is laid out in; ``None``: unknown.
        note: whatever people want to remember.
    """

    time: float
    session: int
    sender: Role
    data: bytes
    side: str = ""
    profile: Profile | None = None
    note: str = ""


@attrs.frozen
class Stray:
    """Bytes were seen that are no whole frame: garbage, or the beginning of a frame that was never finished.

    Args:
        time: when, in seconds from the start of the tape.
        session: which connection they belong to.
        sender: who sent them.
        data: the bytes.
        side: the side of the server, where there are two.
        note: whatever people want to remember.
    """

    time: float
    session: int
    sender: Role
    data: bytes
    side: str = ""
    note: str = ""


@attrs.frozen
class End:
    """A connection ended.

    Args:
        time: when, in seconds from the start of the tape.
        session: which one.
        side: the side of the server, where there are two.
        sender: who ended it; ``None``: neither, or it is not known.
        how: ``closed``, ``reset``, or another word for people, such as ``refused``.
        note: whatever people want to remember.
    """

    time: float
    session: int
    side: str = ""
    sender: Role | None = None
    how: str = "closed"
    note: str = ""


@attrs.frozen
class Lost:
    """Entries are missing here: the tape could not be written fast enough, or at all.

    Args:
        time: when it could be told, in seconds from the start of the tape.
        frames: how many; beginnings and ends of sessions count as well.
        note: whatever people want to remember.
    """

    time: float
    frames: int
    note: str = ""


@attrs.frozen
class Flaw:
    """Something in the file that is not as it should be; reading goes on behind it.

    Args:
        place: where: the file and the line.
        reason: what was expected.
    """

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


Entry = Begin | Frame | Stray | End | Lost
