"""Files made of what another file has, such as a tape: only who can read that file can read them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ctiserver.cli.inputs import STANDARD_INPUT

if TYPE_CHECKING:
    from typing import BinaryIO

_OWNER_ALONE: Final = 0o600
"""What comes through a pipe may have been in a file that its owner alone can read, as tapes are."""

_ALL: Final = 0o666


def permissions(source: str) -> int:
    """Who may read and write what is made of a file.

    Args:
        source: the name of the file, or ``-``: standard input.

    Returns:
        The permissions of the source, or those for its owner alone if it is no file.
    """
    try:
        facts = os.fstat(sys.stdin.fileno()) if source == STANDARD_INPUT else Path(source).stat()
    except (OSError, ValueError, AttributeError):
        # A program may be called with a standard input that is no file, or with none at all.
        return _OWNER_ALONE
    return stat.S_IMODE(facts.st_mode) & _ALL if stat.S_ISREG(facts.st_mode) else _OWNER_ALONE


def create(path: Path, mode: int, *, overwrite: bool) -> BinaryIO:
    """Open a file to write to it.

    Args:
        path: where it is.
        mode: its permissions, as far as the process gives them to new files; one that is there loses all others.
        overwrite: whether there may be such a file already.

    Raises:
        OSError: it cannot be opened, or is there already.
    """
    flags = os.O_WRONLY | os.O_CREAT | (0 if overwrite else os.O_EXCL)
    descriptor = os.open(path, flags, mode)
    try:
        facts = os.fstat(descriptor)
        if stat.S_ISREG(facts.st_mode):
            present = stat.S_IMODE(facts.st_mode)
            if present & ~mode:
                os.fchmod(descriptor, present & mode)
            # Not before: a file that must not be written to keeps what it has.
            os.ftruncate(descriptor, 0)
    except OSError:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "wb")
