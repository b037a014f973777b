"""Start: how soon is a command done, and how soon is a site served?

The peer is an empty program with the same command-line library, set up as ours is: what a command costs that does
nothing.  All of them run from bytecode, as they do where they are installed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.load import PROGRAMS
from tests.bench.machine import processors
from tests.bench.peers import logged_port
from tests.bench.processes import cost, started
from tests.bench.results import OURS, Result
from tests.bench.sessions import write_site

TIME: Final = "ms"
CPU: Final = "CPU ms"
EMPTY: Final = "empty program"

HELP, EXPLAIN = "--help", "explain AGENT_STATE_EVENT"
AGENTS: Final = (10, 12_000)
"""The last one is the most that Cisco allows."""


def served(agents: int) -> str:
    """What the case of a site that is served is called."""
    return f"serve {agents:,} agents"


def _command(words: Sequence[str | Path], environment: dict[str, str]) -> Figures:
    seconds, used = cost(words, environment=environment)
    return {TIME: seconds * 1e3, CPU: used * 1e3}


def _server(site: Path, environment: dict[str, str]) -> Figures:
    """What it takes until clients can connect, the control interface included."""
    words: list[str | Path] = [
        *_OURS,
        "serve",
        site,
        "--port",
        "0",
        "--log",
        "json",
        "--control-file",
        site.with_suffix(".control"),
    ]
    with started(words, processors()[0], logged_port, environment=environment) as server:
        return {TIME: server.seconds * 1e3, CPU: server.cpu() * 1e3}


_OURS: Final = (sys.executable, "-m", "ctiserver")
_EMPTY: Final = (sys.executable, PROGRAMS / "empty.py", "--help")


def measure(setting: Setting) -> Iterator[Result]:
    """Measure commands and servers against the empty program, each started anew in each round."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(setting.folder / "bytecode")
    jobs: dict[str, Callable[[], Figures]] = {
        HELP: partial(_command, (*_OURS, "--help"), environment),
        EXPLAIN: partial(_command, (*_OURS, "explain", "AGENT_STATE_EVENT"), environment),
    }
    for agents in setting.sizes(*AGENTS, trial=10):
        jobs[served(agents)] = partial(_server, write_site(setting.folder, agents), environment)
    empty = partial(_command, _EMPTY, environment)
    for case, ours in jobs.items():
        ours()
        empty()  # once, so that there is bytecode of all that is imported
        yield from setting.compare("start", case, {OURS: ours, EMPTY: empty})


BENCH: Final = Bench(
    "start",
    "commands and servers from their start on, against an empty program with the same command-line library",
    measure,
    (CPU, TIME),
    (
        Goal(HELP, CPU, 1.2, peer=EMPTY),
        Goal(EXPLAIN, CPU, 2.4, peer=EMPTY),
        Goal(served(12_000), TIME, 1_000),
        Goal(served(12_000), CPU, 1.5, base=served(10)),
    ),
)
