"""The command line as a module."""

from __future__ import annotations

import subprocess
import sys


def test_the_module_is_the_command() -> None:
    """``python -m ctiserver`` takes the words that ``ctiserver`` takes, and ends with its exit status."""
    module = [sys.executable, "-m", "ctiserver"]
    shown = subprocess.run([*module, "explain", "CLOSE_REQ"], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    refused = subprocess.run([*module, "nothing"], capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert (shown.stdout.startswith("CLOSE_REQ, type 7"), shown.returncode, refused.returncode) == (True, 0, 2)
