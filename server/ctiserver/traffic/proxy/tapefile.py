"""The file of a tape that is being recorded, which may be full, gone or slow for a while."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ctiserver.tapes.writing import write_whole


class TapeFile:
    """A file that lines are added to; nothing of it waits in this process.

    Args:
        path: where it is.
        head: the line that it begins with.
        overwrite: whether there may be such a file already.
        most: how many bytes it may have; 0: as many as there is room for.

    Raises:
        OSError: it cannot be opened or written; there is one already.
    """

    def __init__(self, path: Path, head: bytes, *, overwrite: bool = False, most: int = 0) -> None:
        self._path = path
        self._head = head
        self._most = most
        self._file: io.FileIO | None = io.FileIO(path, "w" if overwrite else "x", opener=_for_its_owner)
        self._lines: list[bytes] = []
        self._last = 0
        self._is_torn = False
        self.add([head])

    @property
    def waiting(self) -> int:
        """How many lines could not be written yet."""
        return len(self._lines)

    def add(self, lines: Sequence[bytes]) -> None:
        """Add whole lines, and those that could not be written before them.

        Raises:
            OSError: some are not written.  They are kept, and written when this is called again.
        """
        self._lines += lines
        try:
            file = self._opened()
            self._require_room(file)
            if self._is_torn:
                write_whole(file, b"\n")
                self._is_torn = False
            self._write(file)
        except OSError:
            self.close()
            raise

    def add_instead(self, line: bytes) -> None:
        """Add a line in place of those that could not be written, which are forgotten.

        Raises:
            OSError: it is not written, either.
        """
        self._lines = [each for each in self._lines if each == self._head]
        self.add([line])

    def take_back(self) -> bool:
        """Take the last line away again, which makes room for another one.

        Returns:
            Whether there was one.

        Raises:
            OSError: it stays.
        """
        file = self._opened()
        if self._last:
            file.truncate(_size(file) - self._last)
        taken, self._last = bool(self._last), 0
        return taken

    def sync(self) -> None:
        """Close the file when everything is on the disk.

        Raises:
            OSError: it is not known what is.  The file is closed.
        """
        try:
            if self._file is not None and stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
                os.fsync(self._file.fileno())
        finally:
            self.close()

    def close(self) -> None:
        """Close the file, whatever becomes of it; it is opened again when there is something to add."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()

    def _opened(self) -> io.FileIO:
        if self._file is None:
            self._file = io.FileIO(self._path, "a", opener=_for_its_owner)
            if not _size(self._file) and self._lines[:1] != [self._head]:
                # The file was moved or removed: this is another tape.
                self._lines.insert(0, self._head)
                self._last = 0
                self._is_torn = False
        return self._file

    def _require_room(self, file: io.FileIO) -> None:
        """Refuse what would make the file longer than it may be, as a disk does that is full.

        Raises:
            OSError: it would.
        """
        if 0 < self._most < _size(file) + sum(map(len, self._lines)):
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))

    def _write(self, file: io.FileIO) -> None:
        begin, counted = _size(file), _Counted(file)
        try:
            write_whole(counted, b"".join(self._lines))
        finally:
            whole = self._drop(counted.size)
            self._is_torn = whole < counted.size and not _cut(file, begin + whole)
            if self._is_torn and whole + len(self._lines[0]) == counted.size + 1:
                # All of it is there but for the end, which comes next.
                del self._lines[0]

    def _drop(self, size: int) -> int:
        """Forget the lines that are whole within so many bytes; the answer is the size of those."""
        whole = 0
        while self._lines and whole + len(self._lines[0]) <= size:
            line = self._lines.pop(0)
            whole += len(line)
            self._last = 0 if line == self._head else len(line)
        return whole


def _for_its_owner(path: str, flags: int) -> int:
    """Open a file to add to; a new one is readable for its owner alone, as it has what people said."""
    return os.open(path, flags | os.O_APPEND, 0o600)


def _size(file: io.FileIO) -> int:
    return os.fstat(file.fileno()).st_size


def _cut(file: io.FileIO, size: int) -> bool:
    """Take away what stands behind ``size``, half a line; not every file can be cut, which the answer says."""
    try:
        file.truncate(size)
    except OSError:
        return False
    return True


class _Counted:
    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self.size = 0

    def write(self, data: bytes) -> int:
        """Write some of ``data``."""
        written = self._file.write(data)
        self.size += written
        return written
