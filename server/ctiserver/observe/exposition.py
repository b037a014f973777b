"""Figures in the text formats of Prometheus, by the library ``prometheus-client``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from ctiserver.observe.family import Distribution, Family, Kind

Read = Callable[[], Iterable[Family | Distribution]]
"""Reads the figures as they are now."""


class Exposition:
    """Writes the figures of a server, of its process, and of Python's garbage collection.

    Args:
        read: reads those of the server, each time that they are written.
    """

    def __init__(self, read: Read) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_Families(read))
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def write(self, accept: str) -> tuple[bytes, str]:
        """Write all figures.

        Args:
            accept: the header ``Accept`` of the request, which says what the other end can read.

        Returns:
            The text, and its content type.
        """
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type


class _Families(Collector):
    def __init__(self, read: Read) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        """The figures as the library has them."""
        return (_metric(each) for each in self._read())


def _metric(given: Family | Distribution) -> Metric:
    if isinstance(given, Distribution):
        names = (*map(repr, given.bounds), "+Inf")
        counts = accumulate(given.counts)
        return HistogramMetricFamily(
            given.name, given.help, buckets=list(zip(names, counts, strict=True)), sum_value=given.total
        )
    family = (CounterMetricFamily if given.kind is Kind.COUNTER else GaugeMetricFamily)(
        given.name, given.help, labels=given.labels
    )
    for labels, figure in given.figures.items():
        family.add_metric(list(labels), figure)
    return family
