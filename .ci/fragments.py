"""Holds commits to their fragments: ``fragments.py CHECKOUT`` names those that changed the product and told nobody.

A commit that changes a file of the product brings a fragment in ``docs/changes``, or says in a paragraph of its
message that begins with ``No fragment:`` why users need none.  Commits are judged that are newer than the last
release, which is the last commit that gave the change log a section: it has taken the fragments before it away.

What is on a shared branch cannot be said otherwise any more.  So a later message may make up for it, with a paragraph
that begins with ``No fragment for``, seven or more digits of the commit, and a colon.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PRODUCT = ("server/", "ctiproto/")
CHANGES = "docs/changes/"
LOG = "docs/changelog.md"

_EXCUSE = re.compile(r"^No fragment: *\S", re.MULTILINE)
_LATER = re.compile(r"^No fragment for ([0-9a-f]{7,40}): *\S", re.MULTILINE)


@dataclass(frozen=True)
class Commit:
    """A commit as far as it is judged.

    Args:
        name: its hash.
        message: what it says.
        changes: letter of the change and path of each file.
    """

    name: str
    message: str
    changes: tuple[tuple[str, str], ...]

    @property
    def owes(self) -> bool:
        """Whether it changes the product, brings no fragment, and does not say why."""
        is_product = any(path.startswith(PRODUCT) for _, path in self.changes)
        return is_product and not self._brings_one and not _EXCUSE.search(self.message)

    @property
    def _brings_one(self) -> bool:
        return any(
            kind != "D" and path.startswith(CHANGES) and path.endswith(".md") and not path.endswith("/README.md")
            for kind, path in self.changes
        )


def git(checkout: Path, *words: str) -> str:
    """What git writes; empty where it fails, as it does outside of a checkout."""
    command = ["git", "-c", f"safe.directory={checkout}", "-c", "core.quotepath=off", "-C", str(checkout), *words]
    try:
        return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""


def commits(checkout: Path) -> list[Commit]:
    """Those since the last release, oldest first; merges are left out, because what they bring is judged itself."""
    release = git(checkout, "log", "-1", "--format=%H", "-G^## ", "--", LOG)
    span = f"{release}..HEAD" if release else "HEAD"
    told = git(
        checkout, "log", "--reverse", "--no-merges", "--no-renames", "--name-status", "--format=%x01%H%x00%B%x00", span
    )
    return [_commit(part) for part in told.split("\x01")[1:]]


def _commit(part: str) -> Commit:
    name, message, changes = part.split("\0")
    lines = [line.split("\t", 1) for line in changes.splitlines() if line]
    return Commit(name, message, tuple((kind, path) for kind, path in lines))


def owing(judged: list[Commit]) -> list[Commit]:
    """The commits without a fragment for which no later one makes up."""
    owed: list[Commit] = []
    for commit in judged:
        made_up = tuple(_LATER.findall(commit.message))
        owed = [other for other in owed if not (made_up and other.name.startswith(made_up))]
        owed += [commit] if commit.owes else []
    return owed


def main(checkout: Path) -> int:
    """Judge the commits of a checkout, and return the exit status."""
    if not git(checkout, "rev-parse", "HEAD"):
        print(f"{checkout} is no checkout of git: commits are not judged")
        return 0
    if git(checkout, "rev-parse", "--is-shallow-repository") == "true":
        print(f"{checkout} has no whole history: commits are not judged; git fetch --unshallow brings it")
        return 0
    judged = commits(checkout)
    owed = owing(judged)
    for commit in owed:
        print(f"{commit.name[:12]} changes the product without a fragment: {commit.message.splitlines()[0]}")
    if owed:
        print(f"expected a file in {CHANGES}, or a paragraph of the message that begins with No fragment:")
        return 1
    print(f"commits since the last release: {len(judged)}, none without what users need to know")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
