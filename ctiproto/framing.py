"""Bytes to whole frames.  Guide: Messaging Conventions, "Message Formats".

    0             4             8                                    8 + MessageLength
    +-------------+-------------+------------------------------------+
    |MessageLength| MessageType | body                               |
    +-------------+-------------+------------------------------------+

Strategy: a chunk is never copied as a whole.  Frames are slices of it; only the incomplete frame at its end is kept
and joined with the next chunk.  The length is judged as soon as the four bytes that say it are there, so what is kept
is never larger than one message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ctiproto.constants import StatusCode
from ctiproto.constants.limits import MAX_MESSAGE_SIZE, MHDR_SIZE
from ctiproto.errors import BadLength, Finding

MAX_MESSAGE_LENGTH: Final = MAX_MESSAGE_SIZE - MHDR_SIZE


class Framer:
    """Cuts a stream of bytes into frames, however it arrives."""

    def __init__(self) -> None:
        self._rest = b""
        self._broken: BadLength | None = None

    @property
    def buffered(self) -> int:
        """How many bytes of an incomplete frame are kept."""
        return len(self._rest)

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Take bytes and yield the MessageType and the bytes of each frame that is complete, header included.

        Raises:
            BadLength: a header announces more than the largest legal message.  The stream cannot be read on: from now
                on every call raises.  The frames before it have been yielded.
        """
        if self._broken is not None:
            raise self._broken
        chunk = self._rest + data if self._rest else data
        size = len(chunk)
        begin = 0
        while size - begin >= 4:
            length = int.from_bytes(chunk[begin : begin + 4])
            if length > MAX_MESSAGE_LENGTH:
                self._rest = b""
                reason = f"a body of {length} bytes is announced, at most {MAX_MESSAGE_LENGTH} are allowed"
                self._broken = BadLength(Finding(StatusCode.INVALID_MESSAGE_LENGTH, "", "MessageLength", 0, reason))
                raise self._broken
            end = begin + MHDR_SIZE + length
            if end > size:
                break
            frame = chunk[begin:end]
            begin = end
            yield int.from_bytes(frame[4:8]), frame
        self._rest = chunk[begin:]
