"""The page of the scenarios says what the emulator does."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from tests.scenarios.page import PICTURES, pages
from tests.scenarios.stage import SCENARIOS

AGAIN = "write it anew with python -m tests.scenarios, and look at what has changed"


def test_the_page_and_its_pictures_are_what_is_played() -> None:
    """Each scenario, played now, gives the page and the pictures that are there."""
    differing = [
        path.name for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert differing == [], AGAIN


def test_no_picture_is_left_over() -> None:
    """A picture of a scenario that is gone goes with it."""
    assert set(PICTURES.glob("*")) == {path for path in pages() if path.parent == PICTURES}, AGAIN


def test_the_scenarios_are_numbered_without_gaps() -> None:
    """S1 and so on; docstrings call them by these names."""
    assert set(SCENARIOS) == {f"S{number}" for number in range(1, len(SCENARIOS) + 1)}


def test_pictures_can_be_read() -> None:
    """Each is one document of XML."""
    for path, text in pages().items():
        if path.suffix == ".svg":
            assert ET.fromstring(text).tag.endswith("svg")  # noqa: S314 - written here
