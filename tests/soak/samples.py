"""What a server holds while no client is there, again and again, and whether it grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

GROWTH: Final = 1.10
"""How many times as much memory the end may hold as the beginning; calls in progress make some difference."""

SLACK: Final = 4_000_000
"""Bytes of memory that may be more in any case."""


@attrs.frozen
class Sample:
    """What a server holds at a moment at which all its clients have left.

    Args:
        at: seconds since the beginning.
        memory: bytes.
        tasks: tasks of trio, or threads where the server is another process.
        descriptors: open files and sockets.
        visits: how many there were until then.
    """

    at: float
    memory: int
    tasks: int
    descriptors: int
    visits: int


def flaws(samples: Sequence[Sample]) -> list[str]:
    """What grew from the first sample after the warm-up, a fifth of all, to the last one; empty: nothing did."""
    first, last = samples[len(samples) // 5], samples[-1]
    found: list[str] = []
    if last.memory > first.memory * GROWTH + SLACK:
        found.append(f"memory grew from {first.memory / 1e6:.1f} to {last.memory / 1e6:.1f} MB")
    for name, before, after in (
        ("tasks", first.tasks, last.tasks),
        ("descriptors", first.descriptors, last.descriptors),
    ):
        if after > before:
            found.append(f"{name} grew from {before} to {after}")
    return found
