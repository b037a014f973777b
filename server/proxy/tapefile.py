"""The file of a tape that is being recorded, which may be full, gone or slow for a while."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path

from server.tapes.writing import write_whole


class TapeFile:
    """A file that lines are added to; nothing of it waits in this process.

    Args:
        path: where it is.
        head: the line that it begins with.
        overwrite: whether there may be such a file already.

    Raises:
        OSError: it cannot be opened or written; there is one already.
    """

    def __init__(self, path: Path, head: bytes, *, overwrite: bool = False) -> None:
        self._path = path
        self._head = head
        self._file: io.FileIO | None = io.FileIO(path, "w" if overwrite else "x", opener=_for_its_owner)
        self._lines: list[bytes] = []
        self._is_torn = False
        self.add([head])

    def add(self, lines: Sequence[bytes]) -> None:
        """Add whole lines, and those that could not be written before them.

        Raises:
            OSError: some are not written.  They are kept, and written when this is called again.
        """
        self._lines += lines
        try:
            file = self._opened()
            if self._is_torn:
                write_whole(file, b"\n")
                self._is_torn = False
            self._write(file)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; it is opened again when there is something to add."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> io.FileIO:
        if self._file is None:
            self._file = io.FileIO(self._path, "a", opener=_for_its_owner)
            if not os.fstat(self._file.fileno()).st_size and self._lines[:1] != [self._head]:
                # Somebody took the file away: this is another tape.
                self._lines.insert(0, self._head)
                self._is_torn = False
        return self._file

    def _write(self, file: io.FileIO) -> None:
        data = b"".join(self._lines)
        counted = _Counted(file)
        try:
            write_whole(counted, data)
        finally:
            self._drop(counted.size)

    def _drop(self, size: int) -> None:
        """Forget lines of so many bytes; one that was written in part will be written again, behind a line's end."""
        written = 0
        while self._lines and written + len(self._lines[0]) <= size:
            written += len(self._lines.pop(0))
        self._is_torn = written < size
        if self._lines and written + len(self._lines[0]) == size + 1:
            # All of it is there but for the end, which comes next.
            del self._lines[0]


def _for_its_owner(path: str, flags: int) -> int:
    """Open a file that, if it is new, nobody else may read: it has what people said."""
    return os.open(path, flags, 0o600)


class _Counted:
    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self.size = 0

    def write(self, data: bytes) -> int:
        """Write some of ``data``."""
        written = self._file.write(data)
        self.size += written
        return written
