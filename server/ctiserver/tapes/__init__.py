"""Tapes: what went over connections, as lines that a person can read and edit, and a program can play again.

Read one line by line, whatever its size::

    from ctiserver.tapes import Frame, read_tape

    with open("monday.jsonl", "rb") as file:
        tape = read_tape(file, file.name)
        frames = sum(isinstance(entry, Frame) for entry in tape)

:class:`TapeWriter` writes one.  The names below are public, the modules of this room are not.  The format is described
in docs/reference/tape.md.
"""

from ctiserver.tapes.entries import Begin, End, Entry, Flaw, Frame, Header, Lost, Stray, TapeError
from ctiserver.tapes.reading import Tape, read_tape
from ctiserver.tapes.writing import TapeWriter

__all__ = [
    "Begin",
    "End",
    "Entry",
    "Flaw",
    "Frame",
    "Header",
    "Lost",
    "Stray",
    "Tape",
    "TapeError",
    "TapeWriter",
    "read_tape",
]
