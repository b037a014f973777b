"""The process that reads a site file for a server."""

from __future__ import annotations

import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from ctiserver.site import reader
from ctiserver.site.errors import SiteError
from ctiserver.site.load import demo_text, load_demo
from ctiserver.site.model import Site
from ctiserver.site.transfer import joined, read_pieces


class Resource(SimpleNamespace):
    """The limits of a process, which are only written down."""

    RLIMIT_AS, RLIMIT_CPU = "memory", "seconds"

    def __init__(self) -> None:
        super().__init__(limits={})

    def setrlimit(self, limit: str, most: tuple[int, int]) -> None:
        """Write a limit down."""
        self.limits[limit] = most


@pytest.fixture
def resource(monkeypatch: pytest.MonkeyPatch) -> Resource:
    """The limits that the reader sets itself; those of this process stay."""
    found = Resource()
    monkeypatch.setattr(reader, "import_module", lambda _: found)
    return found


def outcome(path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """What the reader writes about a file."""
    written = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(written))
    reader.main(str(path))
    return joined(read_pieces(written.getvalue()))


def test_a_site_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resource: Resource) -> None:
    """It is read within limits that end the process if they are exceeded."""
    path = tmp_path / "site.toml"
    path.write_text(demo_text(), encoding="utf-8")
    assert outcome(path, monkeypatch) == load_demo()
    memory, seconds = reader.MOST_MEMORY, reader.MOST_SECONDS
    assert resource.limits == {"memory": (memory, memory), "seconds": (seconds, seconds)}


@pytest.mark.usefixtures("resource")
def test_flaws_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not there is such a flaw as well."""
    with pytest.raises(SiteError, match="expected a readable file: No such file or directory"):
        outcome(tmp_path / "site.toml", monkeypatch)


@pytest.mark.usefixtures("resource")
def test_memory_that_is_used_up_is_a_flaw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says how much there is."""

    def fail(_: str) -> NoReturn:
        raise MemoryError

    monkeypatch.setattr(reader, "load_site", fail)
    with pytest.raises(SiteError, match=r"^a.toml: expected a site that can be read in 1024 MiB of memory$"):
        outcome(Path("a.toml"), monkeypatch)


@pytest.mark.parametrize("error", [ImportError, ValueError, OSError])
def test_without_limits_it_is_read_all_the_same(
    error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every platform has them."""

    def fail(_: str) -> NoReturn:
        raise error

    monkeypatch.setattr(reader, "import_module", fail)
    path = tmp_path / "site.toml"
    path.write_text(demo_text(), encoding="utf-8")
    assert outcome(path, monkeypatch) == load_demo()
