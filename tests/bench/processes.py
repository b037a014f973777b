"""Processes that are measured: started on a processor of their own, and asked what they cost."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import attrs

from tests.bench.machine import processors
from tests.house.tree import ROOT

PATIENCE: Final = 60.0
"""Seconds until a program that should listen is given up."""


@attrs.frozen
class Server:
    """A server that listens.

    Args:
        port: where.
        pid: its process.
        seconds: how long it took from its start until it listened.
    """

    port: int
    pid: int
    seconds: float

    def cpu(self) -> float:
        """Seconds of processor time that it has used, all its threads together."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with suppress(FileNotFoundError):  # a thread that ended meanwhile
                total += int((task / "schedstat").read_text("ascii").split()[0])
        return total / 1e9

    def memory(self) -> int:
        """Bytes of memory that it holds."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def started(
    words: Sequence[str | Path],
    cpu: int,
    port_of: Callable[[str], int | None],
    *,
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server, ended behind the block.

    Args:
        words: the program and its arguments.
        cpu: the processor that it runs on.
        port_of: finds the port in what it says, on standard output or standard error; ``None``: not yet.
        port: the port, if it was told one and says nothing about it: then it is asked until it accepts a connection.
        environment: its environment; ``None``: that of this process.

    Raises:
        RuntimeError: it ended, or did not listen in time.
    """
    begun = time.perf_counter()
    with (
        TemporaryFile() as output,
        subprocess.Popen(  # noqa: S603 - programs of the benches, and peers by their names
            words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env=environment
        ) as process,
    ):
        try:
            os.sched_setaffinity(process.pid, {cpu})
            found = _listening(process, output, port_of, port, begun)
            yield Server(found, process.pid, time.perf_counter() - begun)
        finally:
            process.kill()


def _listening(
    process: subprocess.Popen[bytes],
    output: IO[bytes],
    port_of: Callable[[str], int | None],
    port: int | None,
    begun: float,
) -> int:
    while time.perf_counter() - begun < PATIENCE:
        said = os.pread(output.fileno(), 1 << 20, 0).decode("utf-8", "replace")
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended: {said[-400:]}")
        found = port_of(said) if port is None else _answering(port)
        if found is not None:
            return found
        time.sleep(0.002)
    raise RuntimeError(f"{process.args!r} does not listen: {said[-400:]}")


def _answering(port: int) -> int | None:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return None
    return port


def cost(
    words: Sequence[str | Path], output: Path | None = None, *, environment: Mapping[str, str] | None = None
) -> tuple[float, float]:
    """Seconds, and seconds of processor time, that a command takes.

    Args:
        words: the program and its arguments.
        output: where its standard output goes; ``None``: nowhere.
        environment: its environment; ``None``: that of this process.

    Raises:
        RuntimeError: its exit status is not 0.
    """
    begun, used = time.perf_counter(), _used_by_children()
    with Path(os.devnull if output is None else output).open("wb") as sink:
        process = subprocess.Popen(  # noqa: S603 - our own commands, and peers by their names
            words, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.PIPE, cwd=ROOT, env=environment
        )
        os.sched_setaffinity(process.pid, {processors()[0]})
        _, complaint = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{words!r}: {complaint.decode()}")
    return time.perf_counter() - begun, _used_by_children() - used


def _used_by_children() -> float:
    """Seconds of processor time of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def first_line(said: str) -> int | None:
    """The port of a program whose first line is the port."""
    line, newline, _ = said.partition("\n")
    return int(line) if newline else None


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
