"""Reads JSON lines one by one, each with its number; nothing in them is trusted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, Final

LONGEST_LINE: Final = 1 << 23
"""Bytes.  Room for hundreds of the largest frames; more would be kept in memory for nothing."""

_MOST_DIGITS: Final = 20
_MARK: Final = b"\xef\xbb\xbf"


def numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines of ``stream``, counted from 1, without their end; ``None`` in place of one that is too long."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield number, None
            continue
        yield number, line.removeprefix(_MARK if number == 1 else b"").rstrip(b"\r\n")


def too_long() -> str:
    """The message about a line that is too long."""
    return f"expected a line of fewer than {LONGEST_LINE} bytes"


def json_object(line: bytes) -> dict[str, object]:
    """Parse a line that is a JSON object.

    Raises:
        ValueError: it is none.
    """
    try:
        value = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"expected UTF-8 in column {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"expected a JSON object: {error.msg} in column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("expected a JSON object that is nested less deeply") from error
    if not isinstance(value, dict):
        raise ValueError("expected a JSON object")  # noqa: TRY004 - a flaw of the input
    return value


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"expected numbers of at most {_MOST_DIGITS} digits, not of {len(digits)}")
    return int(digits)


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    whole = dict(pairs)
    if len(whole) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return whole


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_without_doubles, parse_int=_integer)
"""Made once: ``json.loads`` makes a new one each time that it is called with a hook."""
