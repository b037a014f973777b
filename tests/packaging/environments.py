"""Builds the distributions, and environments that have nothing of ours but them.

Nothing is fetched: hatchling builds with what is installed here, and pip installs one file without its dependencies.
Those are found in the environment that runs the tests, by way of a ``.pth`` file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from tests.house.tree import ROOT

LONGEST: Final = 120
"""Seconds that a program may run."""

SHIPPED: Final = ("ctiproto", "server", "tests", "fixtures", "docs")
"""The folders of a source distribution."""

_LEFT_BEHIND: Final = shutil.ignore_patterns("__pycache__", "_build", "generated", "*.egg-info", ".*_cache")


def copied_tree(folder: Path) -> Path:
    """A copy of the project's sources, so that building leaves nothing in the checkout."""
    for name in SHIPPED:
        shutil.copytree(ROOT / name, folder / name, ignore=_LEFT_BEHIND)
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def build(what: str, tree: Path, folder: Path) -> Path:
    """Build a distribution.

    Args:
        what: ``wheel``, ``sdist`` or ``editable``.
        tree: the sources.
        folder: where the file goes.
    """
    program = f"import sys; from hatchling.build import build_{what}; print(build_{what}(sys.argv[1]))"
    return folder / run([sys.executable, "-c", program, str(folder)], tree).stdout.split()[-1]


def run(words: Sequence[str], folder: Path, *, status: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program that has to end with ``status``.

    Args:
        words: the program and its arguments.
        folder: where it runs.
        status: its exit status.
        variables: of its environment, beside those that are needed everywhere.
    """
    told = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "PYTEST"))}
    done = subprocess.run(  # noqa: S603 - our own program
        words,
        cwd=folder,
        env={**told, "PYTHONNOUSERSITE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    assert done.returncode == status, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done


@attrs.frozen
class Environment:
    """A virtual environment with one distribution of ours.

    Args:
        folder: where it is.
    """

    folder: Path

    @classmethod
    def having(cls, wheel: Path, folder: Path) -> Environment:
        """A new one with what is in a wheel."""
        venv.create(folder, with_pip=False, symlinks=True)
        made = cls(folder)
        packages = Path(
            run([made.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder).stdout.strip()
        )
        # A folder that a .pth file names is searched last, and .pth files in it, such as that of an editable install
        # of the checkout, are not read.
        (packages / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "--python", made.python, "install", "--quiet", "--no-deps", "--no-index"]
        run([*pip, str(wheel)], folder)
        return made

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.folder / "bin" / "python")

    @property
    def command(self) -> str:
        """The installed command."""
        return str(self.folder / "bin" / "ctiserver")
