"""Reads frames from lines of hexadecimal digits and from hex dumps.

A line holds one frame or several in a row.  Blanks, ``0x`` before a group of digits and what follows a ``#`` do not
count.  A frame may also be laid over several lines, as in a listing with a remark on each: lines that are no whole
frames are kept until they are, or until a line is one by itself, which shows that they never will be.  A hex dump, with
its offsets and its text beside the bytes, counts as one line.
"""

from __future__ import annotations

import re
from typing import Final

from ctiproto.constants.limits import MAX_MESSAGE_SIZE, MHDR_SIZE
from ctiproto.errors import BadLength
from ctiproto.framing import Framer
from ctiproto.versions import Dialect, Profile
from ctiserver.traffic.captures.dumps import LARGEST_DUMP, Dump, dump_line, is_packet_title, tcp_payload
from ctiserver.traffic.captures.items import Captured, Unreadable
from ctiserver.traffic.captures.sync import is_header

_PREFIX: Final = re.compile(r"(?<![0-9A-Fa-f])0[xX]|\\x")
_NO_DIGIT: Final = re.compile(r"[^0-9A-Fa-f\s]")


def hex_bytes(text: str) -> bytes:
    """The bytes that ``text`` stands for.

    Raises:
        ValueError: it has something else than digits and what may stand between them, or half a byte.
    """
    digits = _PREFIX.sub("  ", text.partition("#")[0].replace(",", " "))
    stray = _NO_DIGIT.search(digits)
    if stray is not None:
        raise ValueError(f"expected hex digits, not {stray[0]!a} in column {stray.start() + 1}")
    joined = "".join(digits.split())
    if len(joined) % 2:
        raise ValueError(f"expected pairs of hex digits, not an odd number of them ({len(joined)})")
    return bytes.fromhex(joined)


def digits_only(text: str) -> bytes | None:
    """The bytes of a line that is nothing but their digits, at least a header's; ``None``: it is something else.

    Most files have such lines only, and no line of a dump is one: its offset stands apart from its bytes.
    """
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return None
    return data if 2 * len(data) == len(text) and len(data) >= MHDR_SIZE else None


def split_frames(data: bytes) -> tuple[tuple[bytes, ...], str]:
    """The whole frames that ``data`` begins with, and what is wrong with the rest, which is ``""`` if there is none."""
    if MHDR_SIZE <= len(data) <= MAX_MESSAGE_SIZE and int.from_bytes(data[:4]) == len(data) - MHDR_SIZE:
        return (data,), ""
    framer = Framer()
    frames = []
    try:
        for _, frame in framer.feed(data):
            frames.append(frame)
    except BadLength as error:
        return tuple(frames), f"expected the header of a frame: {error.finding.reason}"
    if not framer.buffered:
        return tuple(frames), ""
    rest = data[-framer.buffered :]
    if len(rest) < MHDR_SIZE:
        return tuple(frames), f"expected whole frames: {len(rest)} bytes are left over, a header has {MHDR_SIZE}"
    size = MHDR_SIZE + int.from_bytes(rest[:4])
    return tuple(frames), f"expected whole frames: the last has {len(rest)} of {size} bytes"


class HexLines:
    """Reads frames from lines, one line after the other.

    Args:
        name: what the input is called.
        dialect: the family of servers.
    """

    def __init__(self, name: str, dialect: Dialect = Dialect.UCCE) -> None:
        self._name = name
        self._dialect = dialect
        self._held = b""
        self._since = 0
        self._dump: Dump | None = None
        self._dumped_since = 0

    def line(self, number: int, text: str) -> list[Captured | Unreadable]:
        """Take the next line.

        Returns:
            The frames that it completes, and what is given up before it.
        """
        data = digits_only(text)
        if data is not None:
            return self._bytes(number, data) if self._dump is None else [*self._end_dump(), *self._bytes(number, data)]
        if self._add_to_dump(text):
            return []
        dumped = dump_line(text)
        if is_packet_title(text):
            return self._end_dump()
        if dumped is not None and dumped.offset == 0 and dumped.data:
            found = self._end_dump()
            self._dump, self._dumped_since = Dump(), number
            self._dump.add(dumped)
            return found
        if dumped is not None and dumped.data and self._dump is not None:
            expected = len(self._dump.data)
            reason = f"expected the line of the dump that begins at byte {expected}, not {dumped.offset}"
            if dumped.offset == expected:
                reason = f"expected a dump of at most {LARGEST_DUMP} bytes, or a line without an offset"
            return [*self.end(), Unreadable(f"{self._name}:{number}", reason)]
        return [*self._end_dump(), *self._plain(number, text)]

    def _add_to_dump(self, text: str) -> bool:
        """Add a line to the dump that is being read; whether it belongs to it."""
        if self._dump is None:
            return False
        if text.strip() == "*":
            self._dump.repeat()
            return True
        line = dump_line(text)
        return line is not None and line.offset > 0 and self._dump.add(line)

    def _end_dump(self) -> list[Captured | Unreadable]:
        """The dump is over, if there is one: take its bytes as a line's."""
        if self._dump is None:
            return []
        data, self._dump = self._dump.data, None
        payload = None if is_header(data, self._dialect) else tcp_payload(data)
        return self._bytes(self._dumped_since, data if payload is None else payload)

    def _plain(self, number: int, text: str) -> list[Captured | Unreadable]:
        """Take a line that is not of a dump; a blank one separates frames."""
        try:
            data = hex_bytes(text)
        except ValueError as error:
            return [*self._give_up(), Unreadable(f"{self._name}:{number}", str(error))]
        if data:
            return self._bytes(number, data)
        return [] if text.strip() else self._give_up()

    def _bytes(self, number: int, data: bytes) -> list[Captured | Unreadable]:
        """Take the bytes of a line: whole frames at once, others together with the lines before."""
        if not data:
            return []
        frames, flaw = split_frames(data)
        if not flaw:
            found = self._captured(number, frames)
            return [*self._give_up(), *found] if self._held else [*found]
        if not self._held:
            self._since = number
        self._held += data
        frames, flaw = split_frames(self._held)
        if not flaw:
            self._held = b""
            return [*self._captured(self._since, frames)]
        return self._give_up() if len(self._held) > MAX_MESSAGE_SIZE else []

    def end(self) -> list[Captured | Unreadable]:
        """Give up what is kept: nothing that belongs to it follows.

        Returns:
            The whole frames in it, and the rest as unreadable.
        """
        return [*self._end_dump(), *self._give_up()]

    def _give_up(self) -> list[Captured | Unreadable]:
        if not self._held:
            return []
        frames, flaw = split_frames(self._held)
        self._held = b""
        return [*self._captured(self._since, frames), Unreadable(f"{self._name}:{self._since}", flaw)]

    def _captured(self, number: int, frames: tuple[bytes, ...]) -> list[Captured]:
        return captured(f"{self._name}:{number}", frames)


def captured(place: str, frames: tuple[bytes, ...], profile: Profile | None = None) -> list[Captured]:
    """The frames that stand together at ``place``, numbered if there are several."""
    if len(frames) == 1:
        return [Captured(place, frames[0], 0, profile)]
    return [Captured(f"{place}, frame {index}", frame, 0, profile) for index, frame in enumerate(frames, 1)]
