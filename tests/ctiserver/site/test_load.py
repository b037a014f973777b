"""Site files are read, or refused with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctiserver.site.errors import Problem, SiteError
from ctiserver.site.load import demo_text, load_demo, load_site, parse_site
from ctiserver.site.model import Site
from tests.ctiserver.site.sites import SMALLEST, flaws, site

if TYPE_CHECKING:
    from pathlib import Path


def _refusal(data: bytes) -> str:
    with pytest.raises(SiteError) as caught:
        parse_site(data, "my.toml")
    return str(caught.value)


def test_a_file_is_loaded_from_its_path(tmp_path: Path) -> None:
    """A path is a text or a Path."""
    path = tmp_path / "my.toml"
    path.write_text(SMALLEST)
    assert load_site(path) == load_site(str(path)) == site()


def test_a_file_that_cannot_be_read_is_an_error_like_any_other(tmp_path: Path) -> None:
    """Files that are missing, are folders, or cannot exist are refused in one line with their name."""
    with pytest.raises(SiteError, match=r"none\.toml: expected a readable file: No such file or directory$"):
        load_site(tmp_path / "none.toml")
    with pytest.raises(SiteError, match="expected a readable file: "):
        load_site(tmp_path)
    with pytest.raises(SiteError, match=r"^'a\\x00b': expected the name of a file: "):
        load_site("a\0b")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"name = 'a'\nname = \n", "my.toml:2: expected TOML: Invalid value"),
        (b"name = 'a'\na = [1,\n", "my.toml:3: expected TOML: "),
        (b"name = 'a'\n# \xff\n", "my.toml:2: expected text in UTF-8"),
        (b"a = " + b"[" * 100_000, "my.toml: expected lists and tables to be nested less deeply"),
        (b"a = " + b"9" * 5_000, "my.toml: expected TOML: Exceeds the limit"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(data: bytes, refusal: str) -> None:
    """The line stands where editors look for it, behind the name of the file."""
    assert _refusal(data).startswith(refusal)
    assert "\n" not in _refusal(data)


def test_a_byte_order_mark_is_no_part_of_the_file() -> None:
    """A site file that an editor has begun with one is read as without it."""
    assert parse_site(b"\xef\xbb\xbf" + SMALLEST.encode(), "my.toml") == site()


def test_tables_belong_to_the_main_peripheral_unless_they_say_otherwise() -> None:
    """The first peripheral is the main one, wherever in the file it stands."""
    text = "[[devices]]\nnumber = '1'\n[[devices]]\nnumber = '2'\nperipheral_id = 5001\n[[peripherals]]\nid = 5001\n"
    assert [device.peripheral_id for device in site(text).devices] == [5000, 5001]


@pytest.mark.parametrize(
    "peripherals", ["", "peripherals = 7\n", "peripherals = [{ id = 0 }]\n", "peripherals = [{}]\n"]
)
def test_without_a_main_peripheral_only_that_is_told(peripherals: str) -> None:
    """The flaw is not repeated for everything that would belong there."""
    found = flaws(peripherals + "devices = [{ number = '1' }]\nagents = 7\nteams = [7]\n")
    assert [key for key, _ in found if key.startswith("peripherals")]
    assert [key for key, _ in found if key.startswith("devices")] == []


def test_all_flaws_are_told_at_once() -> None:
    """All flaws of a file are reported together, so that they can be corrected together."""
    text = SMALLEST + "[settings]\nauth = 1\n[[agents]]\nid = 1001\nextension = 2001\nicm_agent_id = 10001\n"
    assert [key for key, _ in flaws(text)] == ["settings.auth", "agents[0].id", "agents[0].extension"]


def test_the_demo_site_is_loaded_once() -> None:
    """It is data and cannot change, so that all can share it."""
    assert load_demo() is load_demo()


def _is_site_or_error(data: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        assert isinstance(parse_site(data, "my.toml"), Site)
    except SiteError as error:
        problems = error.problems
        assert problems, "an error without a reason"
    assert not any("\n" in str(problem) for problem in problems)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_site_or_an_error(data: bytes) -> None:
    """Nothing but SiteError comes out of a file, and every problem is one line."""
    _is_site_or_error(data)


_LINES = demo_text().splitlines()
_VALUES = ["0", "-1", "true", "nan", "1e400", "0x" + "f" * 5000, "1979-05-27"]
_VALUES += ['""', '"1-9"', '"9-1"', "[]", "[[]]", '["a", 1]', "{}"]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.data())
def test_a_damaged_demo_file_is_a_site_or_an_error(data: st.DataObject) -> None:
    """Lines that are lost, doubled, moved or given another value do no other harm."""
    lines = list(_LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        index = data.draw(st.integers(0, len(lines) - 1))
        line = lines.pop(index)
        match data.draw(st.sampled_from(["lose", "double", "move", "change", "garble"])):
            case "double":
                lines[index:index] = [line, line]
            case "move":
                lines.insert(data.draw(st.integers(0, len(lines))), line)
            case "change":
                lines.insert(index, line.split("=")[0] + "= " + data.draw(st.sampled_from(_VALUES)))
            case "garble":
                lines.insert(index, line + data.draw(st.text(max_size=5)))
    _is_site_or_error("\n".join(lines).encode())
