"""A server in a process of its own, with sockets and the real clock, among visitors in this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import trio

from ctiserver.site.load import load_demo
from tests.house.tree import ROOT
from tests.soak.samples import Sample
from tests.soak.visitors import crowd

PAUSE: Final = 35.0
"""Seconds after which nothing is left of clients that have gone: some stay for 30."""

CALLS: Final = "3600"
"""Calls that come in an hour, beside those of visitors."""


def soak(
    minutes: float, pauses: int, visitors: int, seed: int, show: Callable[[Sample], None]
) -> tuple[list[Sample], Counter[str]]:
    """Let visitors come for so long, with pauses in between in which a sample is taken.

    Args:
        minutes: of real time, pauses left aside.
        pauses: how many there are.
        visitors: how many come at a time.
        seed: what all chance comes from.
        show: is called with each sample.

    Raises:
        RuntimeError: the server ended.
    """
    with _served(seed) as (process, port):
        return trio.run(_soak, process, port, minutes, pauses, visitors, seed, show)


async def _soak(  # noqa: PLR0917 - the numbers of a run
    process: subprocess.Popen[bytes],
    port: int,
    minutes: float,
    pauses: int,
    visitors: int,
    seed: int,
    show: Callable[[Sample], None],
) -> tuple[list[Sample], Counter[str]]:
    count: Counter[str] = Counter()
    samples: list[Sample] = []
    connect = partial(trio.open_tcp_stream, "127.0.0.1", port)
    for number in range(pauses):
        await crowd(connect, load_demo(), visitors, f"{seed} {number}", minutes * 60 / pauses, count)
        await trio.sleep(PAUSE)
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        samples.append(_sample(process.pid, count))
        show(samples[-1])
    return samples, count


@contextmanager
def _served(seed: int) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    words = [sys.executable, "-m", "ctiserver", "serve", "--port", "0", "--log", "json", "--no-control"]
    with TemporaryFile("w+b") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*words, "--seed", str(seed), "--calls-per-hour", CALLS], stderr=log, cwd=ROOT
        )
        try:
            yield process, _port(process, log.fileno())
        finally:
            process.terminate()
            process.wait()


def _port(process: subprocess.Popen[bytes], log: int) -> int:
    while process.poll() is None:
        for line in os.pread(log, 65536, 0).splitlines(keepends=True):
            if b'"listening"' in line and line.endswith(b"\n"):
                return int(json.loads(line)["port"])
    raise RuntimeError(f"the server ended with {process.returncode}")


def _sample(pid: int, count: Counter[str]) -> Sample:
    own = Path(f"/proc/{pid}")
    return Sample(
        trio.current_time(),
        int((own / "statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE"),
        len(list((own / "task").iterdir())),
        len(list((own / "fd").iterdir())),
        count.total(),
    )
