"""The command line as a module."""

from __future__ import annotations

import runpy
import sys

import pytest

import ctiserver


@pytest.mark.parametrize(
    ("words", "status", "begins"), [(["explain", "CLOSE_REQ"], 0, "CLOSE_REQ, type 7"), (["no"], 2, "")]
)
def test_the_module_is_the_command(
    words: list[str], status: int, begins: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``python -m ctiserver`` takes the words that ``ctiserver`` takes, and ends with its exit status."""
    monkeypatch.setattr(sys, "argv", ["ctiserver", *words])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("ctiserver", run_name="__main__")
    assert (ended.value.code, capsys.readouterr().out.startswith(begins)) == (status, True)


def test_the_package_lists_its_names() -> None:
    """The public names are imported when they are asked for first, and shown before by ``dir``."""
    assert set(ctiserver.__all__) <= set(dir(ctiserver))
