"""Bounds on what a site file may ask of the program that reads it: its size, its keys, and how deep they go.

Python's reader of TOML takes time and memory with the square of the parts of a dotted key: one of 100 kB took 48
seconds and 9.6 GB.  So a file is looked at before it is read as TOML, in time that grows with its size alone.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import Final

MOST_BYTES: Final = 16 * 1024 * 1024
"""The largest file: there is room for 100,000 agents with a table each."""

MOST_VALUES: Final = 1_500_000
"""Keys with values and values in lists, all together."""

MOST_TABLES: Final = 500_000
"""Tables and lists."""

MOST_PARTS: Final = 16
"""Parts of one dotted key; a site has keys of three."""

MOST_DOTS: Final = 10_000
"""Dots outside texts: each one in a key brings a table of its own, with what the reader remembers about it."""

LONGEST_WORD: Final = 10_000
"""Characters of a key or a number without quotes: for one of 16 MiB the reader takes 2 GB."""

MOST_FLAWS: Final = 1_000
"""Flaws that are looked for.  No reader wants more, and a flaw takes a thousand times the memory of its text."""

# Texts and comments.  Each ends at the end of the file if nothing else ends it, and no part of the pattern gives back
# what it has taken: so every character is looked at once.  Nowhere else in TOML a quote or a # may stand; behind one at
# a wrong place the reader reads nothing any more.
_TEXTS: Final = re.compile(
    r'"""(?:[^"\\]++|\\.?+|"{1,2}+(?!"))*+(?:"{3,5}+|\Z)'
    r"|'''(?:[^']++|'{1,2}+(?!'))*+(?:'{3,5}+|\Z)"
    r'|"(?:[^"\\\n]++|\\.?+)*+"?+'
    r"|'[^'\n]*+'?+"
    r"|#[^\n]*+",
    re.DOTALL,
)
_WORDS: Final = re.compile(r"[^\n=,{}\[\]]++")


def read_bounded(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file of at most ``MOST_BYTES``.

    Raises:
        OSError: it cannot be read, is too large, or is no file but a pipe or a device: these may never end.
    """
    with open(path, "rb", opener=_open_at_once) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device", os.fspath(path))
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it has more than {MOST_BYTES // 1024 // 1024} MiB", os.fspath(path))
    return data


def _open_at_once(path: str, flags: int) -> int:
    # To open a pipe waits for a program at its other end, unless it is opened like this.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def excess(text: str) -> str | None:
    """Which bound a text exceeds, so that it must not be read as TOML, in the words of an error; ``None``: none."""
    plain = _TEXTS.sub("", text)
    for found, most, what in (
        (plain.count("=") + plain.count(","), MOST_VALUES, "values"),
        (plain.count("["), MOST_TABLES, "tables and lists"),
        (plain.count("."), MOST_DOTS, "dots outside of texts"),
    ):
        if found > most:
            return f"expected at most {most} {what}"
    for word in _WORDS.finditer(plain):
        if len(word[0]) > LONGEST_WORD:
            return f"expected keys and numbers of at most {LONGEST_WORD} characters"
        if word[0].count(".") >= MOST_PARTS:
            return f"expected keys of at most {MOST_PARTS} parts"
    return None
