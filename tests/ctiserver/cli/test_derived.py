"""Promises of files that are made of others."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ctiserver.cli.derived import create, permissions


def test_a_file_says_who_may_read_what_is_made_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name or as standard input; it is not executed."""
    path = tmp_path / "x"
    path.touch()
    for mode, expected in ((0o600, 0o600), (0o644, 0o644), (0o755, 0o644)):
        path.chmod(mode)
        assert permissions(str(path)) == expected
        with path.open() as file:
            monkeypatch.setattr(sys, "stdin", file)
            assert permissions("-") == expected


def test_what_is_no_file_is_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, what is not there, and no standard input at all."""
    os.mkfifo(tmp_path / "pipe", 0o644)
    assert permissions(str(tmp_path / "pipe")) == 0o600
    assert permissions(str(tmp_path / "none")) == 0o600
    monkeypatch.setattr(sys, "stdin", None)
    assert permissions("-") == 0o600


def test_files_that_are_there_lose_permissions_and_get_none(tmp_path: Path) -> None:
    """Only if they may be replaced."""
    path = tmp_path / "x"
    path.touch()
    path.chmod(0o604)
    with pytest.raises(FileExistsError):
        create(path, 0o640, overwrite=False)
    with create(path, 0o640, overwrite=True) as file:
        file.write(b"x")
    assert path.stat().st_mode & 0o777 == 0o600
    with create(Path(os.devnull), 0o600, overwrite=True) as file:
        file.write(b"x")


def test_a_file_of_another_owner_is_not_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever can read it now would read what others may not."""

    def forbidden(_descriptor: int, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    path = tmp_path / "x"
    path.write_bytes(b"kept")
    path.chmod(0o644)
    monkeypatch.setattr(os, "fchmod", forbidden)
    with pytest.raises(PermissionError):
        create(path, 0o600, overwrite=True)
    assert path.read_bytes() == b"kept"
