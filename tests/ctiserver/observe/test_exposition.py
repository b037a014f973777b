"""Figures as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import parser as open_metrics
from prometheus_client.parser import text_string_to_metric_families as plain

from ctiserver.observe.exposition import Exposition
from ctiserver.observe.family import Distribution, Family, Kind

FIGURES: list[Family | Distribution] = [
    Family("calls", "Calls.", Kind.COUNTER, {("a", "x"): 1, ("b", "y"): 2}, ("side", "kind")),
    Family("open", "Open ones.", Kind.GAUGE, {(): 7}),
    Distribution("turn_seconds", "Turns.", (0.1, 1.0), (3, 2, 1), 4.5),
]


def test_counters_gauges_and_distributions() -> None:
    """With their labels, and with classes that hold all that is shorter."""
    text, content_type = Exposition(lambda: FIGURES).write("")
    assert content_type.startswith("text/plain")
    found = {family.name: family for family in plain(text.decode())}
    assert (found["calls"].type, found["open"].type, found["turn_seconds"].type) == ("counter", "gauge", "histogram")
    assert {(each.labels["side"], each.labels["kind"]): each.value for each in found["calls"].samples} == {
        ("a", "x"): 1,
        ("b", "y"): 2,
    }
    assert [each.value for each in found["open"].samples] == [7]
    told = {(each.name, each.labels.get("le")): each.value for each in found["turn_seconds"].samples}
    assert told == {
        ("turn_seconds_bucket", "0.1"): 3,
        ("turn_seconds_bucket", "1.0"): 5,
        ("turn_seconds_bucket", "+Inf"): 6,
        ("turn_seconds_count", None): 6,
        ("turn_seconds_sum", None): 4.5,
    }
    assert {"python_info", "python_gc_collections"} <= set(found)


def test_what_the_other_end_can_read() -> None:
    """OpenMetrics for those who ask for it; the figures are read anew each time."""
    given = list(FIGURES)
    exposition = Exposition(lambda: given)
    given.append(Family("late", "Added.", Kind.GAUGE, {(): 1}))
    text, content_type = exposition.write("application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text")
    parsed: Iterable[Metric] = open_metrics.text_string_to_metric_families(text.decode())  # type: ignore[no-untyped-call]
    assert {"calls", "open", "turn_seconds", "late"} <= {family.name for family in parsed}
