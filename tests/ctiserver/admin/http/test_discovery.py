"""Control files: who can read them, and what happens to them."""

from __future__ import annotations

import os
import socket
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from ctiserver.admin.http.discovery import ControlFile, default_file, directory, publish, published, read, withdraw

HERE = ControlFile("http://127.0.0.1:8080", "open-sesame")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime directory of one's own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def mode(path: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_it_can_be_read_again() -> None:
    """A published control file can be read again, and no other file is left beside it."""
    path = default_file(42027)
    publish(path, HERE)
    assert (read(path), published()) == (HERE, [path])
    assert [each.name for each in directory().iterdir()] == ["42027.json"]
    assert "open-sesame" not in repr(read(path))


@POSIX
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    """File and directory are for their owner alone, also if the process lets others read its files by default."""
    before = os.umask(0)
    try:
        publish(default_file(42027), HERE)
        publish(tmp_path / "own.json", HERE)
    finally:
        os.umask(before)
    assert (mode(directory()), mode(default_file(42027)), mode(tmp_path / "own.json")) == (0o700, 0o600, 0o600)


def test_a_file_that_is_there_is_replaced() -> None:
    """A server that was killed left it."""
    path = default_file(42027)
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = ControlFile(f"http://127.0.0.1:{server.getsockname()[1]}", "old")
    publish(path, gone)
    publish(path, HERE)
    assert read(path) == HERE


def test_that_of_a_running_server_is_not() -> None:
    """A control file of a running server is not replaced, unless it names the address that is published anyway."""
    path = default_file(42027)
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = ControlFile(f"http://127.0.0.1:{server.getsockname()[1]}", "open-sesame")
        publish(path, there)
        with pytest.raises(FileExistsError, match=f"that of a running server at {there.url}: expected another name"):
            publish(path, HERE)
        assert read(path) == there
        publish(path, ControlFile(there.url, "another"))
    publish(path, HERE)
    assert read(path) == HERE


@pytest.mark.parametrize("text", ["precious", "{}", "[" * 100_000])
def test_what_is_no_control_file_stays(text: str, tmp_path: Path) -> None:
    """A file that is not one of ours is refused and keeps its content."""
    path = tmp_path / "own.json"
    path.write_text(text, "utf-8")
    with pytest.raises(FileExistsError, match="something else is there: expected nothing, or the control file"):
        publish(path, HERE)
    assert path.read_text("utf-8") == text


@POSIX
def test_what_is_no_file_stays(tmp_path: Path) -> None:
    """Links and pipes, and devices as these; they are not even opened."""
    publish(tmp_path / "true.json", HERE)
    link, pipe = tmp_path / "link.json", tmp_path / "pipe.json"
    link.symlink_to("true.json")
    os.mkfifo(pipe)
    for path in (link, pipe):
        with pytest.raises(FileExistsError, match="something else is there"):
            publish(path, HERE)
        withdraw(path, HERE)
        assert path.exists()
    assert link.is_symlink()


@pytest.mark.parametrize("url", ["nonsense", "http://x:y", "http://:80"])
def test_nobody_listens_nowhere(url: str) -> None:
    """A file may say anything."""
    assert not ControlFile(url, "").is_listened_on()


def test_it_goes_with_its_server() -> None:
    """A control file is removed by its own server only, and once."""
    path = default_file(42027)
    publish(path, HERE)
    withdraw(path, ControlFile(HERE.url, "another"))
    assert path.exists()
    withdraw(path, HERE)
    assert not path.exists()
    withdraw(path, HERE)
    path.write_text("{}", "utf-8")
    withdraw(path, HERE)
    assert path.exists()


@POSIX
@pytest.mark.parametrize("rights", [0o777, 0o750, 0o701])
def test_a_directory_that_others_can_enter(rights: int) -> None:
    """Nothing is written there, and nothing that lies there is believed."""
    publish(default_file(1), HERE)
    directory().chmod(rights)
    with pytest.raises(PermissionError, match="no other user can enter"):
        publish(default_file(42027), HERE)
    assert published() == []


@POSIX
def test_what_is_no_directory() -> None:
    """A file in place of the directory is refused, and so is a link to a directory."""
    directory().symlink_to(tempfile.gettempdir())
    assert published() == []
    with pytest.raises(PermissionError):
        publish(default_file(42027), HERE)


def test_nothing_is_left_of_what_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is taken by a directory, or cannot be given."""
    (tmp_path / "own.json").mkdir()
    with pytest.raises(FileExistsError):
        publish(tmp_path / "own.json", HERE)

    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no room"):
        publish(tmp_path / "other.json", HERE)
    assert [each.name for each in tmp_path.iterdir()] == ["own.json"]


def test_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control files are in the user's runtime directory, or in a temporary directory named after the user's number."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", "relative")
    monkeypatch.setattr(os, "getuid", lambda: 1234, raising=False)
    assert directory() == Path(tempfile.gettempdir(), "ctiserver-1234")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert directory() == Path(tempfile.gettempdir(), "ctiserver-1234")
    monkeypatch.delattr(os, "getuid")
    assert directory() == Path(tempfile.gettempdir(), "ctiserver")


def test_where_there_are_no_such_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory is one's own anyway."""
    monkeypatch.delattr(os, "getuid", raising=False)
    publish(default_file(42027), HERE)
    assert published() == [default_file(42027)]


def test_nothing_is_there() -> None:
    """Without the directory of control files, no servers are found."""
    assert published() == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"url": "x"}', '{"url": "x", "token": 1}'])
def test_what_is_no_control_file(text: str, tmp_path: Path) -> None:
    """A file without an address and a token as texts raises ValueError."""
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"expected|Expecting"):
        read(path)
