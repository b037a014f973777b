"""The installed packages as a type checker sees them from outside."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.packaging.environments import Environment, run

pytest.importorskip("mypy", reason="mypy is not installed: it comes with the extra lint")

WRONG = """
import ctiserver

ctiserver.nonsense
ctiserver.Options(site="demo.toml")
"""


def test_programs_outside_are_checked_strictly(installed: Environment, tmp_path: Path) -> None:
    """All public names have types, and what is wrong with a program is found."""
    for program in (ROOT / "tests" / "typing").glob("*.py"):
        shutil.copy(program, tmp_path)
    (tmp_path / "__init__.py").unlink()
    programs = sorted(path.name for path in tmp_path.glob("*.py"))
    mypy = [sys.executable, "-m", "mypy", "--strict", "--python-executable", installed.python, "--cache-dir", "cache"]
    assert run([*mypy, *programs], tmp_path).stdout == f"Success: no issues found in {len(programs)} source files\n"
    (tmp_path / "wrong.py").write_text(WRONG, "utf-8")
    found = run([*mypy, "wrong.py"], tmp_path, status=1).stdout
    assert 'Module has no attribute "nonsense"' in found
    assert "[arg-type]" in found
