"""Promises of ``ctiserver dissector``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ctiproto.versions import Dialect
from ctiserver.wireshark.script import script

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run


def test_it_writes_the_script(run: Run) -> None:
    """To standard output, and nothing else."""
    assert run("dissector") == (0, script(), "")


def test_it_writes_one_dialect_alone(run: Run) -> None:
    """With ``--dialect``; without it the script knows them all."""
    for dialect in Dialect:
        assert run("dissector", "--dialect", dialect.value).out == script(dialects=(dialect,))


def test_it_writes_a_file(run: Run, tmp_path: Path) -> None:
    """With ``--output`` or ``-o``; standard output stays empty."""
    for option in ("--output", "-o"):
        path = tmp_path / f"{option}.lua"
        assert run("dissector", option, str(path)) == (0, "", "")
        assert path.read_text("utf-8") == script()


def test_a_file_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """One line says which, with exit status 2."""
    outcome = run("dissector", "-o", str(tmp_path / "nowhere" / "ged188.lua"))
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.endswith("nowhere/ged188.lua: No such file or directory\n")


def test_the_help_says_where_it_belongs(run: Run) -> None:
    """Where Wireshark looks for plugins, and how to try it."""
    said = " ".join(run("dissector", "--help").out.split())
    assert "tshark -G folders" in said
    assert "~/.local/lib/wireshark/plugins" in said
    assert "tshark -X lua_script:ged188.lua" in said
