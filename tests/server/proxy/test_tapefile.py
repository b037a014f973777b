"""Promises of the file of a tape: whatever happens to it, what is in it can be read."""

from __future__ import annotations

import errno
import io
import stat
from pathlib import Path

import pytest

from server.proxy.tapefile import TapeFile
from server.tapes.writing import entry_bytes, header_bytes
from tests.server.tapes.examples import ENTRIES, HEADER, flaws, read

HEAD = header_bytes(HEADER)
LINES = [entry_bytes(entry) for entry in ENTRIES]


class Disk(io.FileIO):
    """A file on a disk that is full when ``room`` bytes were written."""

    room = 1 << 30

    def write(self, data: bytes) -> int:  # type: ignore[override] # bytes is what we write
        """Write as much as there is room for."""
        if not Disk.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = super().write(data[: Disk.room])
        Disk.room -= written
        return written


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> type[Disk]:
    """A disk on which there is room, as long as the test wants it."""
    monkeypatch.setattr("server.proxy.tapefile.io.FileIO", Disk)
    monkeypatch.setattr(Disk, "room", 1 << 30)
    return Disk


def test_lines_are_in_the_file_at_once(tmp_path: Path) -> None:
    """Though nobody closes it: a process may be killed."""
    file = TapeFile(tmp_path / "tape", HEAD)
    file.add(LINES[:2])
    assert read((tmp_path / "tape").read_bytes()) == (HEADER, list(ENTRIES[:2]))
    file.close()
    file.close()
    file.add(LINES[2:])
    assert read((tmp_path / "tape").read_bytes()) == (HEADER, list(ENTRIES))
    file.close()


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    """It has what people said."""
    TapeFile(tmp_path / "tape", HEAD).close()
    assert stat.S_IMODE((tmp_path / "tape").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_lost(tmp_path: Path) -> None:
    """Unless that is wanted."""
    path = tmp_path / "tape"
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        TapeFile(path, HEAD)
    assert path.read_text() == "precious"
    TapeFile(path, HEAD, overwrite=True).close()
    assert path.read_bytes() == HEAD


@pytest.mark.parametrize("room", range(0, len(LINES[0]) + len(LINES[1]) + 10, 9))
def test_a_full_disk_loses_nothing(tmp_path: Path, disk: type[Disk], room: int) -> None:
    """A line that was written in part is written again behind it; what waits is written when there is room."""
    file = TapeFile(tmp_path / "tape", HEAD)
    disk.room = room
    with pytest.raises(OSError, match="No space"):
        file.add(LINES[:3])
    with pytest.raises(OSError, match="No space"):
        file.add([])
    disk.room = 1 << 30
    file.add(LINES[3:])
    file.close()
    header, items = read((tmp_path / "tape").read_bytes())
    assert header == HEADER
    assert len(flaws(items)) <= 1
    assert [item for item in items if str(item) not in flaws(items)] == list(ENTRIES)


def test_a_file_that_was_taken_away_begins_anew(tmp_path: Path, disk: type[Disk]) -> None:
    """With a header: it is a tape, too."""
    path = tmp_path / "tape"
    file = TapeFile(path, HEAD)
    disk.room = 5
    with pytest.raises(OSError, match="No space"):
        file.add(LINES[:1])
    path.unlink()
    disk.room = 1 << 30
    file.add(LINES[1:])
    file.close()
    assert read(path.read_bytes()) == (HEADER, list(ENTRIES))


def test_a_header_that_does_not_fit(tmp_path: Path, disk: type[Disk]) -> None:
    """The file is closed, and nothing is recorded."""
    disk.room = 5
    with pytest.raises(OSError, match="No space"):
        TapeFile(tmp_path / "tape", HEAD)
