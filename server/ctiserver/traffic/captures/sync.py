"""Finds where frames begin in bytes that were captured from the middle of a connection.

A header alone proves little: eight zeros look like one.  So a frame has to be as large as its message must be, and what
follows it has to be a frame again, up to the end of the bytes.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import ctiproto.messages  # noqa: F401 - declares them all
from ctiproto.constants.limits import MHDR_SIZE
from ctiproto.declare import messages_of
from ctiproto.framing import MAX_MESSAGE_LENGTH
from ctiproto.layout import layout_of
from ctiproto.messages.parts import Opaque
from ctiproto.versions import Dialect, Profile

_KNOWN_BYTES: Final = b"\0\0"
"""What every MessageType begins with, and every MessageLength: both are small."""


def is_header(data: bytes, dialect: Dialect = Dialect.UCCE) -> bool:
    """Whether ``data`` begins with a header whose MessageType exists and whose MessageLength is possible."""
    if len(data) < MHDR_SIZE:
        return False
    return (
        int.from_bytes(data[:4]) <= MAX_MESSAGE_LENGTH
        and int.from_bytes(data[4:MHDR_SIZE]) in messages_of(dialect).by_number
    )


def find_frame(data: bytes, dialect: Dialect = Dialect.UCCE) -> int | None:
    """Find the first frame behind which only frames follow.

    The last one may be cut off, as long as it is not the only one, or ``data`` begins with it.

    Returns:
        Where it begins; ``None``: there is none.
    """
    at = data.find(_KNOWN_BYTES)
    while at >= 0:
        if _only_frames_follow(data, at, dialect):
            return at
        at = data.find(_KNOWN_BYTES, at + 1)
    return 0 if is_header(data, dialect) and _is_large_enough(data, dialect) else None


def _only_frames_follow(data: bytes, at: int, dialect: Dialect) -> bool:
    whole = 0
    size = len(data)
    while size - at >= MHDR_SIZE:
        header = data[at : at + MHDR_SIZE]
        if not (is_header(header, dialect) and _is_large_enough(header, dialect)):
            return False
        at += MHDR_SIZE + int.from_bytes(header[:4])
        whole += at <= size
    return whole > 0


def _is_large_enough(header: bytes, dialect: Dialect) -> bool:
    return int.from_bytes(header[:4]) >= _least_body(int.from_bytes(header[4:MHDR_SIZE]), dialect)


@cache
def _least_body(number: int, dialect: Dialect) -> int:
    """The size of the smallest body that the message has in any version."""
    cls = messages_of(dialect).by_number[number]
    if issubclass(cls, Opaque):
        return 1
    profiles = (Profile(version, dialect) for version in dialect.versions)
    return min(layout_of(cls, profile).fixed_size for profile in profiles if cls.is_in(profile))
