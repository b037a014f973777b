"""How many messages ``watch`` counts in a second."""

from __future__ import annotations

from ctiserver.cli.watching.meter import Meter


def test_the_rate_is_that_of_the_last_ten_whole_seconds() -> None:
    """The second that has just begun does not count yet, so that the figure does not tremble."""
    meter = Meter()
    assert meter.rate(100) == 0
    for tenth in range(20):
        meter.add(100 + tenth / 10)
    assert meter.rate(100.5) == 0
    assert (meter.rate(101), meter.rate(102)) == (10, 10)
    assert meter.rate(110) == 2
    assert meter.rate(111) == 1
    assert meter.rate(200) == 0
    assert meter.count == 20
