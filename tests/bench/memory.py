"""Memory: what an idle session holds, and whether it is given back.

Memory that was once used is used again, so each round has servers of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.load import load_on
from tests.bench.opens import until_idle
from tests.bench.peers import ServerContext, answering
from tests.bench.results import Result
from tests.bench.sessions import HEARS_STATES

HELD: Final = "kB a session"
LEFT: Final = "MB kept when all left"
AGAIN: Final = "MB more after the same again"
SESSIONS: Final = (1_000, 5_000, 15_000)


def case_of(sessions: int) -> str:
    """What a case is called."""
    return f"{sessions:,} idle sessions"


def _measured(start: Callable[[], ServerContext], sessions: int, setting: Setting) -> Figures:
    with start() as server, load_on(server.port, setting) as load:
        load.sinks(1, HEARS_STATES)
        until_idle(server, load)
        empty = server.memory()
        load.sinks(sessions, HEARS_STATES)
        until_idle(server, load)
        full = server.memory()
        load.drop()
        until_idle(server, load)
        left = server.memory()
        load.sinks(sessions, HEARS_STATES)
        until_idle(server, load)
        again = server.memory()
    return {HELD: (full - empty) / sessions / 1e3, LEFT: (left - empty) / 1e6, AGAIN: (again - full) / 1e6}


def measure(setting: Setting) -> Iterator[Result]:
    """Measure resident memory before, with and after idle sessions; peers give back the OPEN_REQ."""
    servers = answering(setting)
    for sessions in setting.crowds(*SESSIONS, trial=5):
        jobs: dict[str, Callable[[], Figures]] = {
            variant: partial(_measured, start, sessions, setting) for variant, start in servers.items()
        }
        yield from setting.compare("memory", case_of(sessions), jobs, sessions)


BENCH: Final = Bench(
    "memory",
    "what an idle session holds, without the kernel's part",
    measure,
    (HELD,),
    (Goal(case_of(5_000), HELD, 4.0), Goal(case_of(15_000), LEFT, 5.0)),
)
