"""Small sites to test with, as the files that describe them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctiserver.site.errors import SiteError
from ctiserver.site.load import demo_text, parse_site

if TYPE_CHECKING:
    from ctiserver.site.model import Site

SMALLEST = "[[peripherals]]\nid = 5000\n"


def site(more: str = "") -> Site:
    """The smallest site, with ``more`` at its end."""
    return parse_site((SMALLEST + more).encode(), "my.toml")


def flaws(text: str) -> list[tuple[str, str]]:
    """The keys and texts of all problems of the file ``text``."""
    with pytest.raises(SiteError) as caught:
        parse_site(text.encode(), "my.toml")
    return [(problem.key, problem.text) for problem in caught.value.problems]


def changed_demo(old: str, new: str) -> str:
    """The file of the demo site with ``new`` in place of ``old``, wherever it stands."""
    text = demo_text()
    assert old in text
    return text.replace(old, new)
