"""What comes in decides what comes out: in another process, with sets in another order, and after a copy."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

STORIES = ("test_inbound_call.py", "test_conference.py", "test_supervision.py", "test_outside.py")


def runs(*words: str) -> str:
    """What a program of ours says."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "0"},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        timeout=120,
    )
    return done.stdout


def test_stories_are_the_same_in_every_process(tmp_path: Path) -> None:
    """Recorded in one process and replayed in another, every seventh input by a copy of the server.

    ``pytest --record-inputs DIR`` does it with all tests.
    """
    stories = [f"tests/stories/{name}" for name in STORIES]
    runs("pytest", "-q", "-p", "no:cacheprovider", "--no-cov", "--record-inputs", str(tmp_path), *stories)
    said = runs("tests.support.replay_inputs", str(tmp_path), "1")
    told = re.fullmatch(r"hash seed 1: (\d+) servers, \d+ inputs: (\d+) servers equal, .* 0 not recorded\n", said)
    assert told is not None, said
    assert int(told[1]) == int(told[2]) > 50
