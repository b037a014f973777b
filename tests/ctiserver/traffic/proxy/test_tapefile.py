"""Promises of the file of a tape: whatever happens to it, what is in it can be read."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

import pytest

from ctiserver.tapes.entries import Lost
from ctiserver.tapes.writing import entry_bytes, header_bytes
from ctiserver.traffic.proxy.tapefile import TapeFile
from tests.ctiserver.tapes.examples import ENTRIES, HEADER, flaws, read

HEAD = header_bytes(HEADER)
LINES = [entry_bytes(entry) for entry in ENTRIES]


class Disk(io.FileIO):
    """A file on a disk that is full when ``room`` bytes were written."""

    room = 1 << 30
    can_be_cut = True

    def truncate(self, size: int | None = None, /) -> int:
        """Make it shorter, which makes room, unless it can only grow."""
        if not Disk.can_be_cut:
            raise OSError(errno.EPERM, "Operation not permitted")
        Disk.room += os.fstat(self.fileno()).st_size - (size or 0)
        return super().truncate(size)

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
    monkeypatch.setattr("ctiserver.traffic.proxy.tapefile.io.FileIO", Disk)
    monkeypatch.setattr(Disk, "room", 1 << 30)
    monkeypatch.setattr(Disk, "can_be_cut", True)
    return Disk


def test_lines_are_in_the_file_at_once(tmp_path: Path) -> None:
    """Lines are in the file before it is closed, as a process may be killed."""
    file = TapeFile(tmp_path / "tape", HEAD)
    file.add(LINES[:2])
    assert read((tmp_path / "tape").read_bytes()) == (HEADER, list(ENTRIES[:2]))
    file.close()
    file.close()
    file.add(LINES[2:])
    assert read((tmp_path / "tape").read_bytes()) == (HEADER, list(ENTRIES))
    file.close()


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    """A tape can be read by its owner only, as it has what people said."""
    TapeFile(tmp_path / "tape", HEAD).close()
    assert stat.S_IMODE((tmp_path / "tape").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_lost(tmp_path: Path) -> None:
    """Without overwrite it raises FileExistsError and keeps the file; with it the file is replaced."""
    path = tmp_path / "tape"
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        TapeFile(path, HEAD)
    assert path.read_text() == "precious"
    TapeFile(path, HEAD, overwrite=True).close()
    assert path.read_bytes() == HEAD


@pytest.mark.parametrize("room", range(0, len(LINES[0]) + len(LINES[1]) + 10, 9))
def test_a_full_disk_loses_nothing(tmp_path: Path, disk: type[Disk], room: int) -> None:
    """A line that was written in part is taken away; what waits is written when there is room."""
    file = TapeFile(tmp_path / "tape", HEAD)
    disk.room = room
    for lines in (LINES[:3], []):
        with pytest.raises(OSError, match="No space"):
            file.add(lines)
        data = (tmp_path / "tape").read_bytes()
        assert data.endswith(b"\n")
        assert data.count(b"\n") - 1 + file.waiting == 3
    disk.room = 1 << 30
    file.add(LINES[3:])
    file.close()
    assert file.waiting == 0
    assert (tmp_path / "tape").read_bytes() == HEAD + b"".join(LINES)


@pytest.mark.parametrize("room", range(0, len(LINES[0]) + len(LINES[1]) + 10, 9))
def test_a_file_that_can_only_grow_loses_nothing(tmp_path: Path, disk: type[Disk], room: int) -> None:
    """A line that was written in part is written again behind it."""
    disk.can_be_cut = False
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


@pytest.mark.parametrize("room", range(len(LINES[0]) + 1))
def test_there_is_room_to_say_what_is_missing(tmp_path: Path, disk: type[Disk], room: int) -> None:
    """If need be in place of the last line that had room."""
    lost = entry_bytes(Lost(0.0, 1))
    file = TapeFile(tmp_path / "tape", HEAD)
    file.add(LINES[:1])
    disk.room = room
    if room < len(LINES[1]):
        with pytest.raises(OSError, match="No space"):
            file.add(LINES[1:2])
    if room < len(lost):
        with pytest.raises(OSError, match="No space"):
            file.add_instead(lost)
        assert file.take_back()
        assert not file.take_back()
    file.add_instead(lost)
    file.close()
    kept = LINES[:1] if room >= len(lost) else []
    kept += LINES[1:2] if room >= len(LINES[1]) else []
    assert (tmp_path / "tape").read_bytes() == HEAD + b"".join(kept) + lost


def test_a_header_is_not_taken_back(tmp_path: Path, disk: type[Disk]) -> None:
    """The header is never taken back, and a file that was removed begins with it again."""
    path = tmp_path / "tape"
    file = TapeFile(path, HEAD)
    assert not file.take_back()
    file.add(LINES[:1])
    file.close()
    path.unlink()
    disk.room = 0
    with pytest.raises(OSError, match="No space"):
        file.add(LINES[1:2])
    assert file.waiting == 2
    assert not file.take_back()
    disk.room = 1 << 30
    file.add_instead(LINES[2])
    file.close()
    assert path.read_bytes() == HEAD + LINES[2]


def test_what_the_disk_says_at_the_end_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some tell only then that there was no room; the file is closed all the same."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    file = TapeFile(tmp_path / "tape", HEAD)
    file.sync()
    file.sync()
    assert len(synced) == 1

    def full(_: int) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(os, "fsync", full)
    file.add(LINES[:1])
    with pytest.raises(OSError, match="quota"):
        file.sync()
    file.sync()


def test_what_is_no_file_on_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not asked whether it is there."""
    monkeypatch.delattr(os, "fsync")
    file = TapeFile(Path(os.devnull), HEAD, overwrite=True)
    file.sync()


def test_a_header_that_does_not_fit(tmp_path: Path, disk: type[Disk]) -> None:
    """The file is closed, and nothing is recorded."""
    disk.room = 5
    with pytest.raises(OSError, match="No space"):
        TapeFile(tmp_path / "tape", HEAD)


def test_a_tape_has_so_many_bytes(tmp_path: Path) -> None:
    """What would make it longer is kept for another try, as on a full disk; another file has room for it."""
    path = tmp_path / "tape"
    file = TapeFile(path, HEAD, most=len(HEAD) + len(LINES[0]))
    file.add(LINES[:1])
    with pytest.raises(OSError, match="too large"):
        file.add(LINES[1:2])
    assert (path.read_bytes(), file.waiting) == (HEAD + LINES[0], 1)
    path.rename(tmp_path / "first")
    file._most = 1 << 20
    file.add([])
    assert (path.read_bytes(), file.waiting) == (HEAD + LINES[1], 0)
    file.close()
