"""Opening what a command reads: a file, or standard input as ``-``."""

from __future__ import annotations

import io
import os
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, cast

from cyclopts import Parameter

from ctiserver.cli.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD_INPUT: Final = "-"

_LONG: Final = 1 << 20
"""Bytes.  Shorter input is read before its progress could be seen."""


def _no_option(_type: object, file: str) -> None:
    """Refuse a mistyped option: a parameter that may be ``-`` takes it for the name of a file.

    Raises:
        ValueError: it begins with a hyphen, and there is no such file.
    """
    if file.startswith("-") and file != STANDARD_INPUT and not Path(file).exists():
        raise ValueError("Expected an option (--help shows them) or a file that exists.")


File = Annotated[str, Parameter(allow_leading_hyphen=True, validator=_no_option)]
"""The type of a parameter that names a file, or standard input."""


def input_name(file: str) -> str:
    """The name of ``file`` in messages."""
    return "standard input" if file == STANDARD_INPUT else file


@contextmanager
def open_input(file: str) -> Iterator[io.BufferedReader]:
    """Open ``file`` while the block runs; standard input is not closed after it.

    The progress through a long file is shown on a terminal to which the command writes nothing else.

    Raises:
        CommandError: it cannot be opened.
    """
    if file == STANDARD_INPUT:
        # A program without a standard input has ``None`` here; a buffer that cannot look ahead is given one that can.
        source = getattr(sys.stdin, "buffer", None) or io.BytesIO()
        yield cast("io.BufferedReader", source) if hasattr(source, "peek") else io.BufferedReader(source)
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CommandError(f"{file!a}: expected a readable file: {reason}") from error
    with stream:
        size = _regular_size(stream)
        if size >= _LONG and sys.stderr.isatty() and not sys.stdout.isatty():
            yield from _with_progress(stream, file, size)
        else:
            yield stream


def is_at_hand(stream: io.BufferedReader) -> bool:
    """Whether reading never waits, as it does where somebody else is still writing."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except OSError:  # it is in memory
        return True


def _regular_size(stream: io.BufferedReader) -> int:
    """The size of a regular file; 0 for anything else."""
    facts = os.fstat(stream.fileno())
    return facts.st_size if stat.S_ISREG(facts.st_mode) else 0


def _with_progress(stream: io.BufferedReader, file: str, size: int) -> Iterator[io.BufferedReader]:
    from rich.console import Console  # noqa: PLC0415 - slow to import, and seldom needed
    from rich.progress import Progress  # noqa: PLC0415 - as above

    # Without being told otherwise rich sends standard output, too, to where the bar is: the file or pipe got nothing.
    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        counted = progress.wrap_file(stream, total=size, description=Path(file).name)
        yield io.BufferedReader(cast("io.RawIOBase", counted))
