"""Fan-out: one event, many sessions.  What does a delivery cost, and how many are made in a second?

A burst is one order of each of some clients; the next burst begins when every session has all events of the last one.
So nobody gains by joining what belongs to two bursts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Final

from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.load import Load, load_on
from tests.bench.peers import Teller, tellers
from tests.bench.processes import Server
from tests.bench.results import Result

CPU: Final = "CPU us a delivery"
RATE: Final = "deliveries/s"
BUSY: Final = "load busy"

MANY: Final = 16
"""Orders in a large burst."""

SESSIONS: Final = (10, 100, 1_000, 5_000)


def case_of(sessions: int, size: int) -> str:
    """What a case is called."""
    return f"{sessions:,} sessions, {size} event{'s' if size > 1 else ''} a burst"


def opened(stack: ExitStack, teller: Teller, sessions: int, talkers: int, setting: Setting) -> tuple[Server, Load]:
    """A server with so many sessions that hear events, and some that make them; both end with the stack."""
    server = stack.enter_context(teller.server)
    load = stack.enter_context(load_on(server.port, setting))
    load.sinks(sessions, teller.speech.listens)
    load.talkers(teller.speech.talkers(talkers))
    load.learn()
    return server, load


def _measured(server: Server, load: Load, size: int, seconds: float) -> Figures:
    before = server.cpu()
    done = load.burst(size, seconds)
    return {CPU: (server.cpu() - before) / done.units * 1e6, RATE: done.rate, BUSY: done.busy}


def measure(setting: Setting) -> Iterator[Result]:
    """Measure one event a burst over all numbers of sessions, and large bursts."""
    for sessions in setting.crowds(*SESSIONS, trial=3):
        with ExitStack() as stack:
            opens = {
                name: opened(stack, teller, sessions, MANY, setting) for name, teller in tellers(setting, MANY).items()
            }
            for size in (1, MANY):
                jobs: dict[str, Callable[[], Figures]] = {
                    name: partial(_measured, server, load, size, setting.seconds)
                    for name, (server, load) in opens.items()
                }
                yield from setting.compare("fan-out", case_of(sessions, size), jobs, sessions)


BENCH: Final = Bench(
    "fan-out",
    "one AGENT_STATE_EVENT to many sessions",
    measure,
    (CPU, RATE),
    (
        Goal(case_of(1_000, 1), CPU, 1.5, peer="C send loop"),
        Goal(case_of(1_000, 1), RATE, 0.85, at_least=True, peer="C send loop"),
        Goal(case_of(1_000, 1), RATE, 0.95, at_least=True, peer="Redis"),
        Goal(case_of(5_000, 1), CPU, 1.6, peer="C send loop"),
        Goal(case_of(1_000, MANY), CPU, 3.0, peer="C send loop"),
    ),
)
