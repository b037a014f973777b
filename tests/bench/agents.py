"""Growth: what an event, a start and a site cost with more and more agents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Final

from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.load import Load, load_on
from tests.bench.peers import CTI, ctiserver
from tests.bench.processes import Server
from tests.bench.results import OURS, Result
from tests.bench.sessions import write_site

EVENT: Final = "CPU us an event"
START: Final = "start s"
MEMORY: Final = "MB"
AGENTS: Final = (10, 100, 1_000, 12_000)
"""The last one is the most that Cisco allows."""

LISTENERS: Final = 5


def case_of(agents: int) -> str:
    """What a case is called."""
    return f"{agents:,} agents"


def _measured(server: Server, load: Load, seconds: float) -> Figures:
    before = server.cpu()
    done = load.burst(1, seconds, rests=False)
    used = server.cpu() - before
    return {EVENT: used / done.bursts * 1e6, START: server.seconds, MEMORY: server.memory() / 1e6}


def measure(setting: Setting) -> Iterator[Result]:
    """Measure an agent's events for a few sessions; all sites are served at once, and have their turns."""
    with ExitStack() as stack:
        jobs: dict[str, Callable[[], Figures]] = {}
        for agents in setting.sizes(*AGENTS, trial=10):
            server = stack.enter_context(ctiserver(write_site(setting.folder, agents)))
            load = stack.enter_context(load_on(server.port, setting))
            load.sinks(LISTENERS, CTI.listens)
            load.talkers(CTI.talkers(1))
            load.learn()
            jobs[case_of(agents)] = partial(_measured, server, load, setting.seconds)
        results = list(setting.compare("agents", "sites of all sizes", jobs))
    for result, agents in zip(results, setting.sizes(*AGENTS, trial=10), strict=True):
        yield Result(result.bench, result.variant, OURS, result.rounds, agents)


BENCH: Final = Bench(
    "agents",
    f"events to {LISTENERS} sessions, the start, and the memory of a site, over its agents",
    measure,
    (),
    (
        Goal(case_of(12_000), EVENT, 1.25, base=case_of(10)),
        Goal(case_of(12_000), START, 1.0),
    ),
)
