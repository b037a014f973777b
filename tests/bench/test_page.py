"""The page about speed says what was measured, in tables and in pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tests.bench import agents, fan_out
from tests.bench.curves import Picture, ceiling, drawn
from tests.bench.machine import Machine, Quiet
from tests.bench.page import FOLDER, KEPT, PAGE, PICTURES, pages
from tests.bench.results import OURS, Result, Run, load

AGAIN = f"write it anew with python -m tests.bench.page {KEPT}"


def _told(sessions: int, variant: str, cost: float) -> Result:
    rounds = {fan_out.CPU: (cost,) * 3, fan_out.RATE: (1e6 / cost,) * 3, fan_out.BUSY: (0.5,) * 3}
    return Result("fan-out", fan_out.case_of(sessions, 1), variant, rounds, sessions)


RUN = Run(
    "2026-11-29 12:00",
    Machine("a processor", 2, "Linux 6", "CPython 3.11.7", {"trio": "0.35.0"}),
    Quiet(0.0, 0.0),
    Quiet(0.0, 0.2),
    3,
    False,
    ("Redis is not here: no redis-server in the PATH.",),
    (
        _told(10, OURS, 6.0),
        _told(10, "C send loop", 4.0),
        _told(1_000, OURS, 6.0),
        _told(1_000, "C send loop", 4.0),
        Result("agents", agents.case_of(10), OURS, {agents.EVENT: (200.0,)}, 10),
    ),
)


def test_the_page_is_what_was_measured() -> None:
    """The run that is kept gives the page and the pictures that are there; without one there are none."""
    if not KEPT.exists():
        assert not FOLDER.exists()
        return
    written = pages(load(KEPT))
    differing = [path.name for path, text in written.items() if not path.exists() or path.read_text("utf-8") != text]
    assert differing == [], AGAIN
    assert set(FOLDER.glob("*.svg")) == set(written) - {PAGE}, AGAIN


def test_a_page_has_the_machine_the_figures_and_the_goals() -> None:
    """And says that the machine was busy, and which peer is not here."""
    page = pages(RUN)[PAGE]
    assert "a processor, 2 processors, Linux 6, CPython 3.11.7; trio 0.35.0." in page
    assert "The machine was BUSY" in page
    assert "- Redis is not here: no redis-server in the PATH.\n" in page
    assert "| 1,000 sessions, 1 event a burst | ours | 6.00 |  | 166,667 |  | 0.50 |\n" in page
    assert "|  | C send loop | 4.00 | 1.50 | 250,000 | 0.67 | 0.50 |\n" in page
    assert "| 1,000 sessions, 1 event a burst: CPU us a delivery <= 1.5 x of C send loop | 1.50 | met |\n" in page
    assert "deliveries/s >= 0.85 x of C send loop | 0.67 | **missed** |\n" in page
    assert "deliveries/s >= 0.95 x of Redis | not measured |  |\n" in page
    assert "## requests" not in page


def test_what_was_measured_over_sizes_is_drawn() -> None:
    """One picture for each, with a curve for each variant; a single size is a dot."""
    written = {path.stem: text for path, text in pages(RUN).items() if path != PAGE}
    assert set(written) == {"fan-out-cost", "fan-out-rate", "agents-event"}
    for text in written.values():
        assert ET.fromstring(text).tag.endswith("svg")  # noqa: S314 - written here
    assert written["fan-out-cost"].count("<circle") == 4
    assert [name in written["fan-out-cost"] for name in (OURS, "C send loop")] == [True, True]
    assert written["agents-event"].count("<circle") == 1


def test_every_picture_has_a_name_of_its_own() -> None:
    """It is the name of a file."""
    assert len({picture.name for picture in PICTURES}) == len(PICTURES)


@pytest.mark.parametrize(("value", "top"), [(0, 1), (0.07, 0.1), (1, 1), (1.1, 2), (23, 25), (30, 50), (60, 100)])
def test_marks_at_the_side_are_round(value: float, top: float) -> None:
    """The highest is the next of 1, 2, 2.5 and 5 times a power of ten."""
    assert ceiling(value) == pytest.approx(top)


def test_ours_comes_first_and_nothing_is_drawn_without_figures() -> None:
    """Whatever the order of the results is; a measure that no result has gives no curve."""
    picture = Picture("cost", "fan-out", "Cost", fan_out.CPU, "sessions")
    assert list(picture.points(RUN.results[::-1])) == [OURS, "C send loop"]
    assert Picture("cost", "fan-out", "Cost", "kg", "sessions").points(RUN.results) == {}
    assert "Cost" in drawn(picture, picture.points(RUN.results))
