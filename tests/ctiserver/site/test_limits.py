"""The limits as data, and the page that lists them."""

from __future__ import annotations

from pathlib import Path

from ctiserver.site.limits import LIMITS, Limits
from ctiserver.site.load import parse_site
from tests.ctiserver.site.sites import SMALLEST, flaws

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "limits.md"


def test_a_site_sets_some_of_them() -> None:
    """The others keep their defaults; none is negative."""
    site = parse_site(f"{SMALLEST}[limits]\nconnections = 7\n".encode(), "site")
    assert site.limits == Limits(connections=7)
    ((key, _),) = flaws(f"{SMALLEST}[limits]\nconnections = -1\n")
    assert key == "limits.connections"


def test_the_page_says_the_same() -> None:
    """What each bounds, its default, what happens, and why; in the order of the code."""
    told = [f"| `{each.name}` | {each.what} | {each.default} | {each.then} | {each.why} |" for each in LIMITS]
    assert [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")] == told
