"""Figures as plain values."""

from __future__ import annotations

from ctiserver.observe.family import Family, Kind, one


def test_a_single_figure_has_no_labels() -> None:
    """It is a family of one."""
    assert one("lag", "Seconds behind.", Kind.GAUGE, 2.5) == Family("lag", "Seconds behind.", Kind.GAUGE, {(): 2.5})
