"""The installed wheel in a folder that has a ``server.py``, a ``client.py``, a ``site.py`` and a ``switch.py``."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.packaging.conftest import HOSTILE
from tests.packaging.environments import LONGEST, Environment, run

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


@contextmanager
def _serving(installed: Environment, folder: Path) -> Iterator[str]:
    """The address of a server that the installed command serves."""
    words = [
        installed.command,
        "serve",
        "--port",
        "0",
        "--log",
        "json",
        "--no-control",
        *["--speed", "60", "--calls-per-hour", "600"],
    ]
    with subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stderr is not None
            yield f"127.0.0.1:{json.loads(process.stderr.readline())['port']}"
        finally:
            process.terminate()
            process.communicate(timeout=LONGEST)


def test_the_folder_is_hostile(installed: Environment, hostile: Path) -> None:
    """Python finds what is there first, or the tests here would show nothing."""
    for name in HOSTILE:
        if name != "site":  # which Python has imported before it looks anywhere
            run([installed.python, "-c", f"import {name}"], hostile, status=1)


@pytest.mark.parametrize("words", ["", "-m"], ids=["command", "module"])
def test_the_command_works(installed: Environment, hostile: Path, words: str) -> None:
    """As ``ctiserver``, and as ``python -m ctiserver``, which looks for modules in the folder first."""
    program = [installed.python, "-m", "ctiserver"] if words else [installed.command]
    assert run([*program, "--version"], hostile).stdout == f"{VERSION}\n"
    assert run([*program, "explain", "CLOSE_REQ"], hostile).stdout.startswith("CLOSE_REQ, type 7, version 25")


def test_modules_of_python_can_be_hidden_from_the_module_alone(installed: Environment, hostile: Path) -> None:
    """``python -m`` takes a ``calendar.py`` of the folder for Python's, whatever it runs; the command does not."""
    (hostile / "calendar.py").write_text("raise ImportError('the calendar.py of the working folder')\n", "utf-8")
    assert run([installed.command, "--version"], hostile).stdout == f"{VERSION}\n"
    assert run([installed.python, "-P", "-m", "ctiserver", "--version"], hostile).stdout == f"{VERSION}\n"
    failed = run([installed.python, "-m", "ctiserver", "--version"], hostile, status=2)
    assert failed.stderr.splitlines()[-1].endswith("ImportError: the calendar.py of the working folder")


def test_the_packages_are_those_of_the_wheel(installed: Environment, hostile: Path) -> None:
    """Not the checkout, and nothing called ``server``."""
    program = """
import importlib.util, ctiproto, ctiserver, ctiserver.client, ctiserver.client.aio, ctiserver.client.blocking
for package in (ctiproto, ctiserver.client):
    print(package.__file__)
print(ctiserver.load_demo().name)
"""
    *files, site = run([installed.python, "-c", program], hostile).stdout.splitlines()
    assert all(Path(file).is_relative_to(installed.folder) for file in files)
    assert site == "Demo"


def test_programs_with_each_face_work(installed: Environment, hostile: Path) -> None:
    """The three that the documentation shows, beside the hostile modules, against the installed server."""
    with _serving(installed, hostile) as address:
        for face in ("trio", "asyncio", "blocking"):
            program = Path(shutil.copy(ROOT / "docs" / "examples" / f"agent_{face}.py", hostile))
            done = run([installed.python, program.name, address, "--agent", "1008", "--count", "1"], hostile)
            assert [line.partition(": ")[0] for line in done.stdout.splitlines()] == ["1008", "1008"]
