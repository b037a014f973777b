"""A site, or what is wrong with it, as bytes for another process: in pieces, each of which is quick to read.

The pieces are pickles.  They come from a process that runs nothing but our reader of site files, so they can be trusted
like what this process would make of the file itself.
"""

from __future__ import annotations

import pickle
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import attrs

from ctiserver.site.errors import SiteError
from ctiserver.site.model import Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PARTS: Final = 200
"""Parts of a site in one piece: 200 agents take two milliseconds to read."""

_PROBLEMS: Final = "problems"

Piece = tuple[str, Any]
"""The name of an attribute of a site, and its value, or some of the values of a list."""


def pieces_of(outcome: Site | SiteError) -> Iterator[bytes]:
    """What came of reading a site file, in pieces."""
    if isinstance(outcome, SiteError):
        yield _written(_PROBLEMS, outcome.problems)
        return
    for name, value in attrs.asdict(outcome, recurse=False).items():
        if not isinstance(value, tuple):
            yield _written(name, value)
            continue
        for start in range(0, max(1, len(value)), PARTS):
            yield _written(name, value[start : start + PARTS])


def _written(name: str, value: object) -> bytes:
    return pickle.dumps((name, value), pickle.HIGHEST_PROTOCOL)


def read_pieces(data: bytes) -> Iterator[Piece]:
    """Read the pieces that stand behind each other in ``data``, one at each step."""
    stream = BytesIO(data)
    while stream.tell() < len(data):
        yield pickle.load(stream)  # noqa: S301 - our own process wrote it


def joined(pieces: Iterable[Piece]) -> Site:
    """The site that was taken to pieces.

    Raises:
        SiteError: the pieces are those of an error.
    """
    values: dict[str, Any] = {}
    for name, value in pieces:
        if isinstance(value, tuple):
            values.setdefault(name, []).extend(value)
        else:
            values[name] = value
    if _PROBLEMS in values:
        raise SiteError(values[_PROBLEMS])
    attributes: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    return Site(**attributes)
