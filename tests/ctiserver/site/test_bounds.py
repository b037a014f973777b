"""What a site file may ask of its reader."""

from __future__ import annotations

import errno
import os
import sys
import tomllib
from pathlib import Path

import pytest

from ctiserver.site import bounds
from ctiserver.site.bounds import MOST_FLAWS, MOST_PARTS, excess, read_bounded
from ctiserver.site.errors import SiteError
from ctiserver.site.load import demo_text, load_site, parse_site

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no such files")


def flaws(text: str) -> list[str]:
    """What is wrong with the text of a site file, a line each."""
    with pytest.raises(SiteError) as raised:
        parse_site(text.encode(), "a.toml")
    return str(raised.value).splitlines()


@POSIX
@pytest.mark.parametrize("has_writer", [False, True])
def test_a_pipe_is_refused_at_once(tmp_path: Path, *, has_writer: bool) -> None:
    """Whoever reads it would wait for a writer, and for the end of what that writes."""
    path = tmp_path / "site.toml"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR) if has_writer else None
    with pytest.raises(SiteError, match=r"site.toml: expected a readable file: it is a pipe or a device$"):
        load_site(path)
    if writer is not None:
        os.close(writer)


@POSIX
def test_a_device_is_refused_at_once() -> None:
    """Some devices have no end."""
    with pytest.raises(OSError, match="it is a pipe or a device"):
        read_bounded("/dev/zero")


def test_a_file_has_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the largest size is read; of a larger one no more than that is read."""
    monkeypatch.setattr(bounds, "MOST_BYTES", 1024 * 1024)
    path = tmp_path / "site.toml"
    path.write_bytes(b"\n" * 1024 * 1024)
    assert read_bounded(path) == path.read_bytes()
    with path.open("ab") as file:
        file.write(b"\n")
    with pytest.raises(OSError, match="it has more than 1 MiB") as raised:
        read_bounded(path)
    assert raised.value.errno == errno.EFBIG


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".".join("a" * 50_000) + " = 1", "at most 10000 dots outside of texts"),
        (".".join("a" * (MOST_PARTS + 1)) + " = 1", "keys of at most 16 parts"),
        (' . "" . '.join("a" * MOST_PARTS) + " = 1", "keys of at most 16 parts"),
        ("[" + ".".join("a" * (MOST_PARTS + 1)) + "]", "keys of at most 16 parts"),
        ("x = { " + ".".join("a" * (MOST_PARTS + 1)) + " = 1 }", "keys of at most 16 parts"),
        ("[[agents]]\n" * 250_001, "at most 500000 tables and lists"),
        ("name = [" + "1," * 1_500_000 + "]", "at most 1500000 values"),
        ("name = 0x" + "f" * 10_000, "keys and numbers of at most 10000 characters"),
        ("x = " + "[" * 10_000 + "]" * 10_000, "lists and tables to be nested less deeply"),
    ],
    ids=lambda value: value[:30],
)
def test_too_much_is_refused_before_it_is_read(text: str, expected: str) -> None:
    """One line says what there is too much of."""
    assert flaws(text) == [f"a.toml: expected {expected}"]


DOTS = "." * 20


@pytest.mark.parametrize(
    "text",
    [
        f'name = "{DOTS}"',
        f'name = "\\"{DOTS}\\\\"',
        f"name = '\"{DOTS}\\'",
        f'name = """\n{DOTS}\n\\""" "" {DOTS} """""',
        f"name = '''\n{DOTS}\n'' {DOTS} '''''",
        f'name = "" # {DOTS} "',
        f"name = '' # {DOTS} '''",
        f'"{DOTS}" = 1',
        f"x = [{', '.join(['1.5'] * 20)}]",
        ".".join("a" * MOST_PARTS) + " = 1",
        demo_text(),
    ],
)
def test_texts_and_comments_have_as_many_dots_as_they_like(text: str) -> None:
    """Only what is a key or a number for the reader counts."""
    assert tomllib.loads(text)
    assert excess(text) is None
    assert excess(f"{text}\nb.{'.'.join('a' * MOST_PARTS)} = 1") is not None


@pytest.mark.parametrize("text", ['"', "'", '"""', "'''", '"\\', '"""\\', '"""""\\', "#", '"a\n', 'a = """"' + "x" * 9])
def test_what_does_not_end_ends_with_the_file(text: str) -> None:
    """It is the reader of TOML that says what is wrong with it."""
    assert excess(text + DOTS if text == "#" else text) is None


@pytest.mark.parametrize(
    "text",
    [
        "[[agents]]\nx = 1\n" * 2000,
        "\n".join(f"k{number} = 1" for number in range(2000)),
        f"k{'x' * 9000} = 1\n" + "\n".join(f"[k{number}]" for number in range(2000)),
    ],
    ids=["agents", "keys", "tables"],
)
def test_very_many_flaws_are_not_all_looked_for(text: str) -> None:
    """The last line says that there may be more than were counted."""
    lines = flaws(text)
    assert len(lines) == 21
    assert lines[-1].startswith("a.toml: and at least ")
    assert lines[-1].removeprefix("a.toml: and at least ").split()[0] in (f"{MOST_FLAWS - each}" for each in (19, 20))


def test_very_many_parts_that_do_not_fit_together_are_not_all_looked_for() -> None:
    """Two tables of agents with the same numbers clash in each of them."""
    agents = '[[agents]]\nids = "1-2000"\nextensions = "{0}0001-{0}2000"\nicm_agent_ids = "1-2000"\n'
    lines = flaws("[[peripherals]]\nid = 5000\n" + agents.format(1) + agents.format(2))
    assert lines[0] == 'a.toml: agents[1].ids: "1" stands already in agents[0].ids'
    assert lines[-1] == f"a.toml: and at least {MOST_FLAWS - 20} more problems"
