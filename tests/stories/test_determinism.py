"""The same seed gives the same bytes, in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.day import feeds

ROOT = Path(__file__).parents[2]
AN_HOUR = 3600.0


def elsewhere(hash_seed: str, seed: int) -> str:
    """What another process says, in which sets are ordered otherwise."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "tests.support.day", str(AN_HOUR), str(seed)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return done.stdout.split()[0]


def test_feeds_are_the_same_in_every_process() -> None:
    """Two clients of different versions hear the same bytes of an hour, whatever the order of sets is there."""
    here, frames = feeds(AN_HOUR, 7)
    assert frames > 1000
    assert elsewhere("1", 7) == elsewhere("2", 7) == here


def test_another_seed_gives_another_day() -> None:
    """Chance comes from the seed."""
    assert feeds(AN_HOUR, 7) != feeds(AN_HOUR, 8)
