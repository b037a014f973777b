"""Cut a stream of bytes into whole frames.  Guide: Messaging Conventions, "Message Formats".

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
from struct import Struct
from typing import Final

from ctiproto.constants import StatusCode
from ctiproto.constants.limits import MAX_MESSAGE_SIZE, MHDR_SIZE
from ctiproto.errors import BadLength, Finding

MAX_MESSAGE_LENGTH: Final = MAX_MESSAGE_SIZE - MHDR_SIZE
_LENGTH_SIZE: Final = 4
_HEADER: Final = Struct(">II")


class Framer:
    """Cuts a stream of bytes into frames, in whatever pieces the bytes arrive."""

    __slots__ = ("_rest", "_too_long")

    def __init__(self) -> None:
        self._rest = b""
        self._too_long: int | None = None

    @property
    def buffered(self) -> int:
        """How many bytes of an incomplete frame are kept."""
        return len(self._rest)

    @property
    def rest(self) -> bytes:
        """The bytes of an incomplete frame that are kept."""
        return self._rest

    @property
    def is_between_frames(self) -> bool:
        """Whether the next bytes begin a frame, as no part of one is kept and the stream can be read on."""
        return not self._rest and self._too_long is None

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Take bytes and yield the MessageType and the bytes of each frame that is complete, header included.

        The bytes are taken when the first frame is asked for.

        Raises:
            BadLength: a header announces more than the largest legal message.  The stream cannot be read on: from now
                on every call raises.  The frames before it have been yielded.
        """
        if self._too_long is not None:
            raise _refusal(self._too_long)
        chunk = self._rest + data if self._rest else data
        size = len(chunk)
        begin = 0
        try:
            while size - begin >= MHDR_SIZE:
                length, number = _HEADER.unpack_from(chunk, begin)
                end = begin + MHDR_SIZE + length
                if end > size or length > MAX_MESSAGE_LENGTH:
                    break
                frame = chunk[begin:end]
                begin = end
                yield number, frame
            if size - begin >= _LENGTH_SIZE:
                length = int.from_bytes(chunk[begin : begin + _LENGTH_SIZE])
                # fidelity wire.too-long: guide E_CTI_INVALID_MESSAGE_LENGTH; ours: What announces more than 12,500
                # bytes cannot be read on: status 2, and the end of the connection.
                if length > MAX_MESSAGE_LENGTH:
                    begin = size
                    self._too_long = length
                    raise _refusal(length)
        finally:
            # also when the caller does not ask for all of the frames: they wait for the next call
            self._rest = chunk[begin:]


def _refusal(length: int) -> BadLength:
    reason = f"a body of {length} bytes is announced, at most {MAX_MESSAGE_LENGTH} are allowed"
    return BadLength(Finding(StatusCode.INVALID_MESSAGE_LENGTH, "", "MessageLength", 0, reason))
