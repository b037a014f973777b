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

_IDLE: Final = 0.005
"""Seconds of processor time in a tenth of a second with which a server counts as idle."""

_IDLE_TURNS: Final = 3


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
    """Wait until the server has dealt with those who came or left: it does nothing, several times in a row.

    Once would not do: where other programs are busy, it may just not have had its turn.
    """
    idle = 0
    while idle < _IDLE_TURNS:
        before = server.cpu()
        load.quiet()
        idle = idle + 1 if server.cpu() - before < _IDLE else 0


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
