"""The one clock: trio's, counted from a moment on."""

from __future__ import annotations

import math
import time

import pytest
import trio
from trio.testing import MockClock

from ctiserver.transport.clock import TrioClock


async def test_time_begins_where_it_is_told(autojump_clock: MockClock) -> None:
    """And passes as trio's own."""
    await trio.sleep(7)
    clock = TrioClock(1000.0)
    assert clock.now() == 1000.0
    await trio.sleep(5)
    assert clock.now() == pytest.approx(1005.0)


@pytest.mark.parametrize("scale", [1.0, 10.0, 0.5])
async def test_time_may_pass_faster_or_slower(autojump_clock: MockClock, scale: float) -> None:
    """Sleeping until a moment takes as long as the scale says."""
    clock = TrioClock(1000.0, scale)
    begin = trio.current_time()
    await trio.sleep_until(clock.until(1060.0))
    assert trio.current_time() - begin == pytest.approx(60 / scale)
    assert clock.now() == pytest.approx(1060.0)


async def test_for_ever_is_for_ever() -> None:
    """No moment is no moment in trio's time either."""
    assert TrioClock(0.0).until(math.inf) == math.inf


async def test_without_a_beginning_it_is_now() -> None:
    """The real time is asked for once."""
    assert abs(TrioClock().now() - time.time()) < 60
