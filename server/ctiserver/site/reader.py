"""Reads a site file for a server that runs, in a process of its own.

A server cannot read it itself.  A thread of the server would share the interpreter with its clients, who would wait for
it in turn, and it could not be stopped; a process can be, and has limits of its own beside the bounds that every site
file has.  It writes what came of it to standard output, for the server alone.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Final

from ctiserver.site.errors import Problem, SiteError
from ctiserver.site.load import load_site
from ctiserver.site.transfer import pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctiserver.site.model import Site

MOST_MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of memory that the process may have: several times what the largest site needs."""

MOST_SECONDS: Final = 20
"""Seconds of processor time; the server waits no longer than that, whatever the process waits for."""


def main(path: str) -> None:
    """Read a site file, and write what came of it."""
    _limit()
    for piece in _pieces(path):
        sys.stdout.buffer.write(piece)


def _pieces(path: str) -> Iterator[bytes]:
    try:
        yield from pieces_of(_read(path))
    except MemoryError:
        reason = f"expected a site that can be read in {MOST_MEMORY // 1024 // 1024} MiB of memory"
        yield from pieces_of(SiteError([Problem(path, "", reason)]))


def _read(path: str) -> Site | SiteError:
    try:
        return load_site(path)
    except SiteError as error:
        return error


def _limit() -> None:
    # Not every platform has such limits, or all of them; then there are only the bounds of the file and the server's
    # patience.
    with suppress(ImportError, ValueError, OSError):
        resource = import_module("resource")
        for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
            resource.setrlimit(limit, (most, most))
