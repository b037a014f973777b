"""A family of figures of one name, as a plain value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

import attrs


class Kind(Enum):
    """What a figure does over time."""

    COUNTER = "counter"
    """It only grows, until the server is started anew."""
    GAUGE = "gauge"
    """It goes up and down."""


@attrs.frozen
class Family:
    """Figures of one name, which differ in their labels.

    Args:
        name: their name; that of a counter has no ``_total``.
        help: what they are, as a sentence.
        kind: what they do over time.
        figures: the figures by the values of their labels.
        labels: the names of the labels.
    """

    name: str
    help: str
    kind: Kind
    figures: Mapping[tuple[str, ...], float]
    labels: tuple[str, ...] = ()


@attrs.frozen
class Distribution:
    """How often something took how long.

    Args:
        name: its name.
        help: what it is, as a sentence.
        bounds: the longest time of each class but the last, in seconds, the shortest first.
        counts: how often it was of each class; one more than there are bounds.
        total: the sum of all times.
    """

    name: str
    help: str
    bounds: Sequence[float]
    counts: Sequence[int]
    total: float


def one(name: str, help_text: str, kind: Kind, figure: float) -> Family:
    """A family of a single figure without labels."""
    return Family(name, help_text, kind, {(): figure})
