"""The machine that is measured on: what it is, whether it is quiet, and which processor does what."""

from __future__ import annotations

import multiprocessing
import os
import platform
import resource
import sys
import time
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

import attrs

MOST_LOST: Final = 0.05
"""The share of a second that other programs may take from a processor; beyond it the figures are marked."""

_GAP: Final = 100_000
"""Nanoseconds between two looks at the clock in which something else must have run: a look takes less than one."""

PACKAGES: Final = ("ctiserver", "trio", "construct", "attrs", "uvloop")


@attrs.frozen
class Machine:
    """What figures belong to.

    Args:
        processor: its name.
        processors: how many of them this process may use.
        system: the operating system and its version.
        python: the version of the interpreter.
        packages: versions of packages that matter.
    """

    processor: str
    processors: int
    system: str
    python: str
    packages: dict[str, str]


@attrs.frozen
class Quiet:
    """What other programs took from the processors, as a share of one second.

    Args:
        server: from the processor of the servers.
        load: from that of the clients.
    """

    server: float
    load: float

    @property
    def is_quiet(self) -> bool:
        """Whether figures can be believed."""
        return max(self.server, self.load) <= MOST_LOST


@cache
def usable() -> tuple[int, ...]:
    """The processors that this process could use when it began."""
    return tuple(sorted(os.sched_getaffinity(0)))


def processors() -> tuple[int, int]:
    """The processor of the servers, and that of the clients; the same one if there is no second."""
    return usable()[0], usable()[min(1, len(usable()) - 1)]


def describe() -> Machine:
    """The machine that this runs on."""
    return Machine(
        _processor(),
        len(usable()),
        f"{platform.system()} {platform.release()}",
        f"{platform.python_implementation()} {platform.python_version()}",
        {name: metadata.version(name) for name in PACKAGES if _is_installed(name)},
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def lost(cpu: int, seconds: float) -> float:
    """The share of the time that a loop on a processor did not get."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        begun = last = time.perf_counter_ns()
        until, gone = begun + round(seconds * 1e9), 0
        while last < until:
            now = time.perf_counter_ns()
            if now - last > _GAP:
                gone += now - last
            last = now
        return gone / (last - begun)
    finally:
        os.sched_setaffinity(0, before)


def check(seconds: float = 1.0) -> Quiet:
    """See whether the machine is quiet: a loop on each processor, both at once."""
    server, load = processors()
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        other = pool.apply_async(lost, (server, seconds))
        here = lost(load, seconds)
        return Quiet(other.get(), here)


def tells_costs() -> bool:
    """Whether this is a machine that tells what a process costs."""
    return sys.platform == "linux" and Path("/proc/self/schedstat").exists()


_SPARE: Final = 100
"""Files that a process has open beside its connections, and more."""


def most_connections() -> int:
    """How many connections a process may have."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1] - _SPARE


def prepare() -> None:
    """Let processes have as many connections as they may, and keep this one off the processor of the servers.

    Raises:
        SystemExit: the machine does not tell what a process costs.
    """
    if not tells_costs():
        raise SystemExit("tests.bench: expected Linux with /proc/*/schedstat")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.sched_setaffinity(0, {processors()[1]})
