"""Requests: every connection asks, and asks again when it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Final

from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.load import Asker, Load, load_on
from tests.bench.peers import answering
from tests.bench.processes import Server
from tests.bench.results import Result
from tests.bench.sessions import heartbeats, queries

CPU: Final = "CPU us a request"
RATE: Final = "requests/s"
P99: Final = "p99 ms"

_REQUESTS: Final[dict[str, Callable[[], Asker]]] = {"HEARTBEAT": heartbeats, "QUERY_AGENT_STATE": queries}


def case_of(name: str, connections: int) -> str:
    """What a case is called."""
    return f"{name}, {connections:,} connections"


def _measured(server: Server, load: Load, seconds: float) -> Figures:
    before = server.cpu()
    done = load.ask(seconds)
    if done.answers is None:
        raise RuntimeError("no request was answered")
    return {
        CPU: (server.cpu() - before) / done.units * 1e6,
        RATE: done.rate,
        "p50 ms": done.answers.p50 / 1e3,
        P99: done.answers.p99 / 1e3,
    }


def measure(setting: Setting) -> Iterator[Result]:
    """Measure both requests; peers give them back as they came."""
    for name, asker in _REQUESTS.items():
        for connections in setting.crowds(100, 1_000, trial=2):
            with ExitStack() as stack:
                jobs: dict[str, Callable[[], Figures]] = {}
                servers = answering(setting)
                for variant, start in servers.items():
                    server = stack.enter_context(start())
                    load = stack.enter_context(load_on(server.port, setting))
                    load.talkers([asker()] * connections)
                    load.quiet()
                    jobs[variant] = partial(_measured, server, load, setting.seconds)
                yield from setting.compare("requests", case_of(name, connections), jobs, connections)


_TRIO: Final = "trio.socket echo"

BENCH: Final = Bench(
    "requests",
    "requests and their answers",
    measure,
    (CPU, RATE),
    (
        Goal(case_of("HEARTBEAT", 1_000), CPU, 1.0, peer=_TRIO),
        Goal(case_of("HEARTBEAT", 1_000), CPU, 2.0, peer="uvloop echo"),
        Goal(case_of("HEARTBEAT", 100), P99, 5.0),
        Goal(case_of("QUERY_AGENT_STATE", 100), CPU, 2.0, peer=_TRIO),
    ),
)
