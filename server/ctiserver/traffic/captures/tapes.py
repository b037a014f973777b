"""Reads a tape as a capture: its frames, and what is missing on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ctiserver.tapes.entries import Begin, End, Flaw, Frame, Lost, Stray, TapeError
from ctiserver.tapes.reading import read_tape
from ctiserver.traffic.captures.items import Captured, CaptureError, Ended, Item, Seen, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


def read_tape_items(stream: BinaryIO, name: str) -> Iterator[Item]:
    """Read the frames of a tape; what is no frame, or is missing, is an unreadable piece.

    Args:
        stream: the tape.
        name: what to call it.

    Raises:
        CaptureError: it is none, or of a format that is not known.
    """
    try:
        tape = read_tape(stream, name)
    except TapeError as error:
        raise CaptureError(str(error)) from error
    for number, entry in tape.numbered():
        if isinstance(entry, Flaw):
            yield Unreadable(entry.place, entry.reason)
        elif not isinstance(entry, Begin):
            yield _item(f"{name}:{number}", entry, tape.header.start)


def _item(place: str, entry: Frame | Stray | End | Lost, start: float) -> Item:
    match entry:
        case Frame():
            seen = Seen(start + entry.time, by=entry.sender)
            return Captured(place, entry.data, entry.session, entry.profile, seen)
        case Stray():
            return Unreadable(
                place, f"expected a frame: these {len(entry.data)} bytes of the {entry.sender.value} are none"
            )
        case Lost():
            return Unreadable(place, f"{entry.frames} entries are missing on the tape")
        case End():
            return Ended(entry.session)
        case _:
            assert_never(entry)
