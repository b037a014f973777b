"""The servers that are measured: ours, and peers that do as little as can be done.

A peer that is not here is said to be missing, and nothing is made up for it.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Final

import attrs

from tests.bench import processes
from tests.bench.bench import Setting
from tests.bench.load import PROGRAMS, Asker, compiled
from tests.bench.machine import processors
from tests.bench.processes import Server
from tests.bench.results import OURS
from tests.bench.sessions import EVENT_BYTES, HEARS_NOTHING, HEARS_STATES, HEARTBEAT, state_changes, write_site

ServerContext = AbstractContextManager[Server]


def ctiserver(site: Path, *words: str, workload: bool = False) -> ServerContext:
    """The server of this project, as its users start it."""
    quiet = () if workload else ("--no-workload",)
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "ctiserver",
        "serve",
        site,
        "--port",
        "0",
        "--log",
        "json",
        "--no-control",
    ]
    return processes.started([*command, *quiet, *words], processors()[0], logged_port)


def logged_port(said: str) -> int | None:
    """The port of a server of ours that writes its log as JSON lines."""
    for line in said.splitlines(keepends=True):
        if '"listening"' in line and line.endswith("\n"):
            port: int = json.loads(line)["port"]
            return port
    return None


def send_loop(setting: Setting) -> ServerContext | None:
    """A C program that sends each event to all its sessions; ``None``: no compiler is here."""
    program = compiled("send_loop", setting.folder)
    if program is None:
        return None
    return processes.started([program, str(EVENT_BYTES)], processors()[0], processes.first_line)


def redis(_setting: Setting) -> ServerContext | None:
    """Redis, whose subscribers get what is published; ``None``: it is not here."""
    program = shutil.which("redis-server")
    if program is None:
        return None
    port = processes.free_port()
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--maxclients", "16000"]
    return processes.started([program, *words], processors()[0], lambda _: None, port=port)


def echo(kind: str) -> ServerContext:
    """A server that gives back what it gets."""
    return processes.started([sys.executable, PROGRAMS / "echo.py", kind], processors()[0], processes.first_line)


ECHOES: Final = {"trio.socket echo": "trio", "asyncio echo": "asyncio", "uvloop echo": "uvloop"}


def answering(setting: Setting) -> dict[str, Callable[[], ServerContext]]:
    """Ours, and the echo servers that are here, by name."""
    found: dict[str, Callable[[], ServerContext]] = {OURS: partial(ctiserver, write_site(setting.folder, 10))}
    for name, kind in ECHOES.items():
        if importlib.util.find_spec(kind) is None:
            setting.note(f"{name} is not here: pip install {kind}.")
        else:
            found[name] = partial(echo, kind)
    return found


@attrs.frozen
class Speech:
    """What clients say to a server that tells many what one did.

    Args:
        listens: what a client says to hear events.
        talkers: gives the clients that make events.
        probe: what the client whose answers are timed says first, and then.
    """

    listens: bytes
    talkers: Callable[[int], list[Asker]]
    probe: tuple[bytes, bytes]


CTI: Final = Speech(
    HEARS_STATES, lambda count: [state_changes(number) for number in range(count)], (HEARS_NOTHING, HEARTBEAT)
)
_PUBLISH: Final = b"*3\r\n$7\r\nPUBLISH\r\n$1\r\ne\r\n$%d\r\n%s\r\n" % (EVENT_BYTES, bytes(EVENT_BYTES))
RESP: Final = Speech(
    b"SUBSCRIBE e\r\n", lambda count: [Asker(b"", (_PUBLISH, _PUBLISH))] * count, (b"PING\r\n", b"PING\r\n")
)


@attrs.frozen
class Teller:
    """A server that tells many what one did.

    Args:
        server: starts it.
        speech: what its clients say.
    """

    server: ServerContext
    speech: Speech


def tellers(setting: Setting, agents: int) -> dict[str, Teller]:
    """The servers that are here, ours first: it has a site with so many agents."""
    found = {OURS: Teller(ctiserver(write_site(setting.folder, agents)), CTI)}
    for name, server, speech, missing in (
        ("C send loop", send_loop(setting), CTI, "no C compiler"),
        ("Redis", redis(setting), RESP, "no redis-server in the PATH"),
    ):
        if server is None:
            setting.note(f"{name} is not here: {missing}.")
        else:
            found[name] = Teller(server, speech)
    return found
