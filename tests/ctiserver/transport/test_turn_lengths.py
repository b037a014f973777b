"""How long turns last."""

from __future__ import annotations

import pytest
import trio

from ctiserver.transport.turn_lengths import BOUNDS, TurnLengths


async def test_turns_of_trio() -> None:
    """They are counted within the block alone."""
    lengths = TurnLengths()
    with lengths.counted():
        for _ in range(5):
            await trio.lowlevel.checkpoint()
    counted = sum(lengths.counts)
    assert counted >= 5
    assert lengths.total > 0
    await trio.lowlevel.checkpoint()
    assert sum(lengths.counts) == counted


def test_each_turn_is_of_one_class() -> None:
    """A bound belongs to the class below it; what is longer than all is counted as well."""
    lengths = TurnLengths()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] * 1.1, 60.0):
        lengths.add(seconds)
    assert lengths.counts[:2] == [2, 1]
    assert lengths.counts[-1] == 1
    assert sum(lengths.counts) == 4
    assert lengths.total == pytest.approx(60.00021)
