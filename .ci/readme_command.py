"""Prints a command of the README: ``readme_command.py README.md Test`` the one below the line that begins so."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def command(text: str, word: str) -> str:
    """The first command that stands in a snippet of its own below a line that is ``word`` and a colon.

    Raises:
        ValueError: there is none.
    """
    found = re.search(rf"^{re.escape(word)}:\n+```sh\n(.+)\n```$", text, re.MULTILINE)
    if found is None:
        raise ValueError(f"expected a line {word}: and a snippet with one command below it")
    return found[1]


if __name__ == "__main__":
    print(command(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2]))
