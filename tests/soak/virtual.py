"""A server in this process among visitors in memory, in virtual time: an hour takes a minute or so."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import trio
from trio.testing import MockClock, memory_stream_pair

from ctiserver.centre.contact_centre import ContactCentre
from ctiserver.site.load import load_demo
from tests.soak.samples import Sample
from tests.soak.visitors import crowd
from tests.support.net import MemoryServer

PAUSE = 60.0
"""Seconds after which nothing is left of clients that have gone."""


def soak(
    minutes: float, pauses: int, visitors: int, seed: int, show: Callable[[Sample], None]
) -> tuple[list[Sample], Counter[str]]:
    """Let visitors come for so long, with pauses in between in which a sample is taken.

    Args:
        minutes: of virtual time, pauses left aside.
        pauses: how many there are.
        visitors: how many come at a time.
        seed: what all chance comes from.
        show: is called with each sample.
    """
    return trio.run(_soak, minutes, pauses, visitors, seed, show, clock=MockClock(autojump_threshold=0))


async def _soak(
    minutes: float, pauses: int, visitors: int, seed: int, show: Callable[[Sample], None]
) -> tuple[list[Sample], Counter[str]]:
    count: Counter[str] = Counter()
    samples: list[Sample] = []
    server = MemoryServer(load_demo(), workload=True)
    assert isinstance(server.duplex.centre, ContactCentre)

    async def connect() -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        ours, theirs = memory_stream_pair()
        server.listener.connects(theirs)
        return ours

    async with trio.open_nursery() as nursery:
        nursery.start_soon(server.run)
        for number in range(pauses):
            await crowd(connect, server.site, visitors, f"{seed} {number}", minutes * 60 / pauses, count)
            await trio.sleep(PAUSE)
            assert not server.driver._channels, "connections are left"
            # The log of a server in memory keeps its lines for tests: they are no growth of the server.
            server.notes.events.clear()
            server.notes.fields.clear()
            samples.append(_sample(count))
            show(samples[-1])
        server.stop()
    return samples, count


def _sample(count: Counter[str]) -> Sample:
    gc.collect()
    return Sample(
        trio.current_time(),
        int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE"),
        trio.lowlevel.current_statistics().tasks_living,
        len(list(Path("/proc/self/fd").iterdir())),
        count.total(),
    )
