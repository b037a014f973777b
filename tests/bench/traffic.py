"""Traffic: how many simulated calls a second does one process keep up with?

Callers call 2,000 simulated agents, bridges hear all of it, and the clock of the centre runs faster and faster.  It
keeps up as long as as many calls begin in a second as were asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ctiproto.messages import BeginCallEvent
from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.load import load_on
from tests.bench.peers import CTI, ctiserver
from tests.bench.results import OURS, Result
from tests.bench.sessions import HEARS_ALL, write_site

AGENTS: Final = 2_000
BRIDGES: Final = 20
PER_SECOND: Final = 100
"""Calls in a second of the centre: with ten seconds for each, half of the agents are busy."""

RATES: Final = (100, 200, 300, 400, 600, 800, 1_000, 1_500)
ENOUGH: Final = 0.95
"""The share of calls that have to begin: they come by chance, so it is not always all of them."""

ENOUGH_CALLS: Final = 1_000
"""How many are waited for, so that chance alone does not make it look late."""

SETTLING: Final = 15.0
"""Seconds of the centre until as many calls end as begin."""

CALLS: Final = "calls/s"
DELIVERIES: Final = "deliveries/s"
CPU: Final = "server busy"
KEPT: Final = "share of calls that began"

MOST: Final = "most calls/s that it kept up with"
"""The case of the result that sums up all others."""


def case_of(rate: int) -> str:
    """What a case is called."""
    return f"{rate:,} calls/s asked for"


def _measured(setting: Setting, rate: int, seed: int) -> Figures:
    agents, seconds = (20, 0.5) if setting.is_trial else (AGENTS, max(5.0, ENOUGH_CALLS / rate))
    speed = rate / PER_SECOND
    words = ("--calls-per-hour", str(PER_SECOND * 3600), "--speed", str(speed), "--seed", str(seed))
    with (
        ctiserver(write_site(setting.folder, agents, at_work=True), *words, workload=True) as server,
        load_on(server.port, setting) as load,
    ):
        load.sinks(BRIDGES, HEARS_ALL)
        load.probe(*CTI.probe)
        load.listen(seconds if setting.is_trial else max(2.0, SETTLING / speed), 0)
        before = server.cpu()
        done = load.listen(seconds, BeginCallEvent.declaration.number)
        used = server.cpu() - before
    calls = done.typed / done.seconds
    figures = {CALLS: calls, KEPT: calls / rate, DELIVERIES: done.rate, CPU: used / done.seconds}
    return figures | ({} if done.answers is None else {"heartbeat p99 ms": done.answers.p99 / 1e3})


def measure(setting: Setting) -> Iterator[Result]:
    """Ask for more and more calls until it falls behind."""
    kept = 0.0
    for rate in setting.sizes(*RATES, trial=50):
        rounds = []
        for number in range(setting.rounds):
            setting.say(f"traffic: {case_of(rate)}, round {number + 1} of {setting.rounds}")
            rounds.append(_measured(setting, rate, number))
        measures = [measure for measure in rounds[0] if all(measure in figures for figures in rounds)]
        result = Result(
            "traffic",
            case_of(rate),
            OURS,
            {each: tuple(figures[each] for figures in rounds) for each in measures},
            rate,
        )
        yield result
        if result.median(KEPT) < ENOUGH:
            break
        kept = rate
    yield Result("traffic", MOST, OURS, {CALLS: (float(kept),)})


BENCH: Final = Bench(
    "traffic",
    f"simulated calls among {AGENTS:,} agents, heard by {BRIDGES} bridges",
    measure,
    (),
    (Goal(MOST, CALLS, 1_000, at_least=True),),
)
