"""A storm: thousands of clients connect and open their sessions at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Final

from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.load import Load, load_on
from tests.bench.peers import answering
from tests.bench.processes import Server
from tests.bench.results import Result
from tests.bench.sessions import HEARS_STATES

CPU: Final = "CPU us an open"
RATE: Final = "opens/s"
COUNT: Final = 5_000


def case_of(count: int) -> str:
    """What a case is called."""
    return f"{count:,} clients"


def _measured(server: Server, load: Load, count: int) -> Figures:
    before = server.cpu()
    done = load.sinks(count, HEARS_STATES)
    used = server.cpu() - before
    load.drop()
    until_idle(server, load)
    if done.answers is None:
        raise RuntimeError("nobody was answered")
    return {CPU: used / done.units * 1e6, RATE: done.rate, "p99 ms": done.answers.p99 / 1e3}


def until_idle(server: Server, load: Load) -> None:
    """Wait until the server has dealt with those who left: it is idle for a tenth of a second."""
    before = -1.0
    while server.cpu() - before > 0.01:
        before = server.cpu()
        load.quiet()


def measure(setting: Setting) -> Iterator[Result]:
    """Measure from the first connection to the last OPEN_CONF; peers give the OPEN_REQ back and keep no session."""
    for count in setting.crowds(COUNT, trial=5):
        with ExitStack() as stack:
            jobs: dict[str, Callable[[], Figures]] = {}
            servers = answering(setting)
            for variant, start in servers.items():
                server = stack.enter_context(start())
                load = stack.enter_context(load_on(server.port, setting))
                jobs[variant] = partial(_measured, server, load, count)
            yield from setting.compare("opens", case_of(count), jobs, count)


BENCH: Final = Bench(
    "opens",
    "clients connect and open their sessions, 256 at a time",
    measure,
    (CPU, RATE),
    (Goal(case_of(COUNT), RATE, 10_000, at_least=True), Goal(case_of(COUNT), CPU, 90)),
)
