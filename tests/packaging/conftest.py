"""Distributions and environments, each made once."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.packaging.environments import Environment, build, copied_tree

HOSTILE = ("server", "client", "site", "switch")
"""Modules that people have in their folders, and that were, or could be thought to be, modules of ours."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot be built here."""
    missing = [name for name in ("hatchling", "pip") if find_spec(name) is None]
    reason = "not on Windows" if os.name == "nt" else f"{' and '.join(missing)} not installed" if missing else ""
    for item in items:
        if reason and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources."""
    return copied_tree(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="session")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel."""
    return build("wheel", tree, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel."""
    return Environment.having(wheel, tmp_path_factory.mktemp("installed"))


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A working folder with modules that must not be imported."""
    for name in HOSTILE:
        (tmp_path / f"{name}.py").write_text(f"raise ImportError('the {name}.py of the working folder')\n", "utf-8")
    return tmp_path
