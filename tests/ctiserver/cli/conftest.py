"""Running the command line without a process of its own."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest

from ctiserver.cli import main

if TYPE_CHECKING:
    from pathlib import Path


class Outcome(NamedTuple):
    """What a command did: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


class Run(Protocol):
    """Runs ``ctiserver`` with these words, ``text`` being its standard input."""

    def __call__(self, *words: str, text: str | bytes = b"") -> Outcome:
        """Run the command line with these words."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """``ctiserver``, in a directory of its own."""
    monkeypatch.chdir(tmp_path)

    def run_main(*words: str, text: str | bytes = b"") -> Outcome:
        data = text.encode() if isinstance(text, str) else text
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        status = main(words)
        captured = capsys.readouterr()
        return Outcome(status, captured.out, captured.err)

    return run_main
