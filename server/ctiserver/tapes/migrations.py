"""Older formats of tapes: one small function per format turns a line of it into one of the next.

A function is given the object that a line consists of and returns the next format's.  The header, too, is a line; a
format without headers has one all the same, which says nothing but its number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ctiproto.declare import Sender, messages_of
from ctiproto.jsonvalue import hex_bytes
from ctiproto.versions import Dialect
from ctiserver.tapes.entries import FORMAT, TapeError

Line = dict[str, object]


def migrated(line: Line, written: int) -> Line:
    """Convert a line of the format ``written`` to the present format.

    Raises:
        ValueError: it is no line of that format.
    """
    for number in range(written, FORMAT):
        line = MIGRATIONS[number](line)
    return line


def known_format(number: object) -> int:
    """``number``, if it is a format that can be read.

    Raises:
        TapeError: it is none.
    """
    if type(number) is not int or not 0 <= number <= FORMAT:
        raise TapeError(f"expected a tape of format {FORMAT} or older, not {number!r}")
    return number


def _from_0(line: Line) -> Line:
    """Format 0 is what people have: objects with ``hex``, no header, no sessions; other keys had no meaning.

    ``from`` may be missing where the message itself says who sends it.
    """
    if "tape" in line:
        return {"tape": 1}
    if "hex" not in line:
        raise ValueError("expected hex")
    kept = {key: line[key] for key in ("session", "side", "hex", "note") if line.get(key) not in (None, "")}
    kept["time"] = line.get("time", 0)
    if line.get("version") is not None:
        kept["version"] = line["version"]
    kept["from"] = line["from"] if line.get("from") else _sender(line["hex"])
    return {"session": 1, **kept}


def _sender(text: object) -> str:
    # Format 0 has no header that could name another dialect.
    cls = messages_of(Dialect.UCCE).by_number.get(int.from_bytes(hex_bytes(text)[4:8]))
    if cls is None or cls.declaration.sender is Sender.BOTH:
        raise ValueError("expected from, as the message does not say who sends it")
    return str(cls.declaration.sender.value)


MIGRATIONS: Final[dict[int, Callable[[Line], Line]]] = {0: _from_0}
"""What turns a line of the format into one of the next."""
