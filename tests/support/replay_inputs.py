"""Replays what ``pytest --record-inputs DIR`` recorded, in other processes with other hash seeds.

``python -m tests.support.replay_inputs DIR [SEED ...]`` makes every server anew, lets in what came in, and compares the
effects.  Every seventh time the server goes on as a copy of itself.  A line for each server that differs says where;
the exit status is 1 if there is one of a test that did not replace a part of the product by something else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from ctiserver.admin.handler import AdminHandler
from ctiserver.engine.duplex import Duplex
from ctiserver.ledger.entrance import enter, found
from ctiserver.ledger.form import read
from ctiserver.ledger.inputs import Founded
from ctiserver.ledger.state import copy, restore
from ctiserver.site.changes import SiteChanges
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.errors import NoSiteFileError
from tests.support.record_inputs import digest, digest_of

SEEDS: Final = (1, 2, 3)
"""The hash seeds of the processes, unless others are asked for."""

_COPIED: Final = 7
"""A server goes on as a copy of itself after so many inputs."""


def _no_file() -> SiteChanges:
    raise NoSiteFileError


def _handler(server: Duplex) -> AdminHandler:
    return AdminHandler(server, lambda: dict.fromkeys(server.sides, Endpoint("", 0)), _no_file)


@attrs.define
class Replayed:
    """One server that is replayed.

    Args:
        test: the test that made it.
        server: the server.
        inputs: how many inputs there were.
        differs: at which input the effects were others first, and what it was.
    """

    test: str
    server: Duplex
    inputs: int = 0
    differs: str = ""

    def enter(self, kind: str, expected: str, rest: str) -> None:
        """Let in what came in, and compare what comes of it."""
        self.inputs += 1
        if self.differs:
            return
        if self.inputs % _COPIED == 0:
            self.server = restore(copy(self.server))
        try:
            if kind == "call":
                name, arguments = rest.split("\t")
                came = digest(getattr(self.server, name)(*json.loads(arguments)))
            else:
                given: Any = read(rest.encode())
                came = digest(enter(self.server, _handler(self.server), given).effects)
        except Exception as error:  # noqa: BLE001 - it may be what came of it then
            came = digest_of(error)
        if came != expected:
            self.differs = f"at input {self.inputs}: {rest[:100]}"


def replay(path: Path) -> Iterator[Replayed]:
    """Replay one file."""
    founded: dict[str, Founded] = {}
    servers: dict[str, Replayed] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            kind, number, first, *rest = line.rstrip("\n").split("\t", 3)
            if kind in ("lost", "patched"):
                continue
            if kind == "founded":
                made: Any = founded[rest[0][1:]] if rest[0].startswith("=") else read(rest[0].encode())
                founded[number] = made
                servers[number] = Replayed(first, found(made))
            else:
                servers[number].enter(kind, first, rest[0])
    yield from servers.values()


def report(folder: Path) -> dict[str, Any]:
    """Replay all files of a folder: how many servers and inputs there were, and which servers differ."""
    total = dict.fromkeys(("servers", "inputs", "lost"), 0)
    differing: list[str] = []
    planted: list[str] = []
    for path in sorted(folder.glob("*.inputs")):
        with path.open(encoding="utf-8") as lines:
            parts = [line.rstrip("\n").split("\t", 2) for line in lines if line.startswith(("lost\t", "patched\t"))]
        total["lost"] += sum(kind == "lost" for kind, *_ in parts)
        patched = {test for kind, _, test in parts if kind == "patched"}
        for server in replay(path):
            total["servers"] += 1
            total["inputs"] += server.inputs
            if server.differs:
                (planted if server.test in patched else differing).append(f"{server.test}: {server.differs}")
    return {**total, "differing": differing, "planted": planted}


def main(words: Sequence[str]) -> int:
    """Replay a folder, once in each of several processes."""
    if words[0] == "--here":
        sys.stdout.write(json.dumps(report(Path(words[1]))))
        return 0
    folder, *seeds = words
    status = 0
    for seed in seeds or map(str, SEEDS):
        command = [sys.executable, "-m", "tests.support.replay_inputs", "--here", folder]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ourselves
        said = json.loads(done.stdout)
        differing, planted = said["differing"], said["planted"]
        equal = said["servers"] - len(differing) - len(planted)
        summary = (
            f"hash seed {seed}: {said['servers']} servers, {said['inputs']} inputs: {equal} servers equal, "
            f"{len(planted)} with planted faults, {len(differing)} others not; {said['lost']} not recorded"
        )
        lines = [
            summary,
            *(f"  {each}" for each in differing),
            *(f"  (a planted fault) {each}" for each in planted),
        ]
        sys.stdout.write("\n".join(lines) + "\n")
        status |= bool(differing)
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
