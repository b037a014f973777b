"""Commits that change the product tell users, or say why not: the script that ``.ci/run`` holds them to that by."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from tests.house.tree import ROOT

SCRIPT: Final = ROOT / ".ci" / "fragments.py"

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not here"),
    pytest.mark.skipif(not SCRIPT.exists(), reason="a source distribution has no .ci"),
]

PRODUCT: Final = "server/ctiserver/log.py"
FRAGMENT: Final = "docs/changes/log.fixed.md"


@pytest.fixture(scope="module")
def fragments() -> ModuleType:
    """The script, which lives outside of the packages."""
    spec = importlib.util.spec_from_file_location("fragments", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


class Checkout:
    """A repository of its own, with one release."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("Begin", PRODUCT)
        self.commit("Release", "docs/changelog.md", text="## 0.1.0\n")

    def git(self, *words: str) -> str:
        """The output of git, without the settings of a user or machine."""
        settings = ("user.name=somebody", "user.email=somebody@example.org", "commit.gpgsign=false")
        command = ["git", "-C", str(self.path), *(word for each in settings for word in ("-c", each)), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603

    def commit(self, message: str, *places: str, text: str | None = None) -> str:
        """Change files and commit that; returns the commit's name."""
        for place in places:
            path = self.path / place
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            path.write_text(before + (text or "more\n"), encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A repository in which nothing was done since the release."""
    return Checkout(tmp_path)


@pytest.mark.parametrize(
    ("message", "places"),
    [
        ("Mend a line", (PRODUCT, FRAGMENT)),
        ("Rename\n\nNo fragment: names within rooms are private.", (PRODUCT,)),
        ("Mend a test", ("tests/test_log.py", "docs/index.md")),
    ],
)
def test_who_tells_users_or_says_why_not_owes_nothing(
    fragments: ModuleType, checkout: Checkout, message: str, places: tuple[str, ...]
) -> None:
    """A fragment, a paragraph that says why there is none, or a change of something else."""
    checkout.commit(message, *places)
    assert fragments.main(checkout.path) == 0


@pytest.mark.parametrize(
    ("message", "places"),
    [
        ("Mend a line", (PRODUCT,)),
        ("Change data", ("server/ctiserver/site/demo.toml",)),
        ("Mend a line\n\nNo fragment:", (PRODUCT,)),
        ("Mend a line, and say: No fragment: is needed", ("ctiproto/wire.py",)),
        ("Tell what fragments are", (PRODUCT, "docs/changes/README.md")),
    ],
)
def test_who_tells_nobody_is_named(
    fragments: ModuleType,
    checkout: Checkout,
    message: str,
    places: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Code and data count alike; an excuse begins a line and gives a reason; the README is no fragment."""
    name = checkout.commit(message, *places)
    assert fragments.main(checkout.path) == 1
    assert f"{name[:12]} changes the product without a fragment" in capsys.readouterr().out


def test_a_fragment_that_is_taken_away_tells_nothing(fragments: ModuleType, checkout: Checkout) -> None:
    """Only what is added or changed does."""
    checkout.commit("Mend a line", PRODUCT, FRAGMENT)
    (checkout.path / FRAGMENT).unlink()
    checkout.commit("Mend it again", PRODUCT)
    assert fragments.main(checkout.path) == 1


def test_what_is_older_than_the_last_release_is_not_judged(fragments: ModuleType, checkout: Checkout) -> None:
    """A new section of the change log ends the matter; a word that is mended in it does not."""
    checkout.commit("Mend a line", PRODUCT)
    checkout.commit("Mend a word", "docs/changelog.md", text="A word.\n")
    assert fragments.main(checkout.path) == 1
    checkout.commit("Release", "docs/changelog.md", text="## 0.2.0\n")
    assert fragments.main(checkout.path) == 0


def test_a_later_message_makes_up_for_it(fragments: ModuleType, checkout: Checkout) -> None:
    """It names the commit and says why; one that comes earlier, or names another, does not."""
    first = checkout.commit("Mend a line", PRODUCT)
    other = checkout.commit("Mend another", PRODUCT)
    checkout.commit(f"Say why\n\nNo fragment for {first[:9]}: the line was a comment.", "README.md")
    assert [commit.name for commit in fragments.owing(fragments.commits(checkout.path))] == [other]


def test_a_tree_that_is_no_checkout_is_not_judged(
    fragments: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without git's history nothing can be judged, and the script says so."""
    assert fragments.main(tmp_path) == 0
    assert "is no checkout of git" in capsys.readouterr().out


def test_a_history_that_is_cut_off_is_not_judged(
    fragments: ModuleType, checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    """The oldest commit of a shallow clone seems to change everything."""
    shallow = checkout.path / "shallow"
    checkout.git("clone", "--quiet", "--depth=1", checkout.path.as_uri(), str(shallow))
    assert fragments.main(shallow) == 0
    assert "has no whole history" in capsys.readouterr().out
