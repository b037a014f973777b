"""What all programs in ``docs/examples`` have in common."""

from __future__ import annotations

import pytest

from tests.house.tree import ROOT
from tests.support.served import example

NAMES = (
    "adherence",
    "agent_asyncio",
    "agent_blocking",
    "agent_trio",
    "bridge",
    "have_recorded",
    "recorder",
    "wallboard",
)


@pytest.mark.parametrize("name", NAMES)
def test_they_say_how_to_use_them(name: str) -> None:
    """With ``--help``; the first sentence of the file is told."""
    with example(name, "--help") as program:
        status, out, err = program.ends()
    first = (ROOT / "docs" / "examples" / f"{name}.py").read_text("utf-8").split('"""')[1]
    assert (status, err) == (0, [])
    assert first in " ".join(out)
    assert "HOST:PORT" in " ".join(out)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_server_they_say_so(name: str, nowhere: str) -> None:
    """Each says in one line that it cannot connect, and ends with exit status 1."""
    with example(name, nowhere) as program:
        assert program.ends() == (1, [], [f"{name}: cannot connect to {nowhere}: connection refused"])


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_address_is_told(name: str) -> None:
    """Each says in one line what an address looks like, and ends with exit status 1."""
    with example(name, "here") as program:
        assert program.ends() == (1, [], [f"{name}: 'here': expected HOST:PORT, such as 127.0.0.1:42027"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("agent_asyncio", "--count 0"),
        ("agent_blocking", "--count 0"),
        ("agent_trio", "--count -1"),
        ("wallboard", "--every -1"),
        ("wallboard", "--every nan"),
        ("wallboard", "--count 0"),
        ("wallboard", "--count -1"),
        ("recorder", "--most 0"),
        ("recorder", "--most -1"),
        ("have_recorded", "--for -1"),
    ],
)
def test_numbers_that_make_no_sense_are_told(name: str, words: str) -> None:
    """Before anything is tried, with what was expected."""
    with example(name, "127.0.0.1:1", *words.split()) as program:
        status, out, err = program.ends()
    assert (status, out) == (2, [])
    assert err[-1].startswith(f"{name}.py: error: ")
    assert "expected" in err[-1]


@pytest.mark.parametrize("name", NAMES)
def test_they_are_short(name: str) -> None:
    """So that they can be read at once: two screens, for one that follows contacts over calls."""
    assert len((ROOT / "docs" / "examples" / f"{name}.py").read_text("utf-8").splitlines()) < 135
