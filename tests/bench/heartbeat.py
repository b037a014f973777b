"""Heartbeat during a fan-out: how long does one client wait while all others are told something?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Final

from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.fan_out import opened
from tests.bench.load import Load
from tests.bench.peers import tellers
from tests.bench.results import Result

SESSIONS: Final = 1_000
MEASURES: Final = ("p50 ms", "p99 ms", "max ms")


def case_of(sessions: int) -> str:
    """What a case is called."""
    return f"{sessions:,} sessions are told"


def _measured(load: Load, seconds: float) -> Figures:
    done = load.burst(1, seconds, rests=False)
    times = done.answers
    if times is None:
        raise RuntimeError("no heartbeat was answered during the fan-out")
    return dict(zip(MEASURES, (times.p50 / 1e3, times.p99 / 1e3, times.max / 1e3), strict=True))


def measure(setting: Setting) -> Iterator[Result]:
    """Time the answers to one more client; for Redis, to PING."""
    for sessions in setting.crowds(SESSIONS, trial=3):
        with ExitStack() as stack:
            jobs: dict[str, Callable[[], Figures]] = {}
            for name, teller in tellers(setting, 1).items():
                _, load = opened(stack, teller, sessions, 1, setting)
                load.probe(*teller.speech.probe)
                jobs[name] = partial(_measured, load, 2 * setting.seconds)
            yield from setting.compare("heartbeat", case_of(sessions), jobs)


BENCH: Final = Bench(
    "heartbeat",
    "a heartbeat of one session while others are told events, one burst after the other",
    measure,
    ("max ms",),
    (Goal(case_of(SESSIONS), "max ms", 5.0), Goal(case_of(SESSIONS), "p99 ms", 2.0)),
)
