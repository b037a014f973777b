"""The clients of a server that is measured: a process of its own, in C where a compiler is, else in Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import attrs

from tests.bench.bench import Setting
from tests.bench.machine import processors
from tests.house.tree import ROOT

PROGRAMS: Final = Path(__file__).parent / "programs"
COMPILERS: Final = ("cc", "gcc", "clang")
WINDOW: Final = 256
"""Clients that connect at once: fewer than a listener lets wait."""

LISTENERS_A_MICROSECOND: Final = 4
"""So many listeners for each microsecond that the load rests in a burst: if it read at once, it would be the limit."""

LONGEST_REST: Final = 1000


@cache
def compiler() -> str | None:
    """The system's C compiler."""
    return next(filter(None, map(shutil.which, COMPILERS)), None)


def compiled(name: str, folder: Path) -> Path | None:
    """A program of this folder, made once in ``folder``; ``None``: there is no compiler."""
    found, program = compiler(), folder / name
    if found is None:
        return None
    if not program.exists():
        words = [found, "-O2", "-o", str(program), str(PROGRAMS / f"{name}.c")]
        subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - the system's compiler, our own source
    return program


@attrs.frozen
class Asker:
    """A client that asks.

    Args:
        opening: what it says first.
        asks: what it asks, in turn.
    """

    opening: bytes
    asks: tuple[bytes, bytes]


@attrs.frozen
class Times:
    """How long answers took, in microseconds.

    Args:
        count: how many there were.
        p50: the middle one.
        p99: that of which only a hundredth took longer.
        max: the longest.
    """

    count: int
    p50: float
    p99: float
    max: float


@attrs.frozen
class Done:
    """What the load did.

    Args:
        units: deliveries, answers, opens or frames.
        seconds: how long it took.
        busy: the share of its processor that the load itself took.
        answers: how long answers took, or the probe's.
        typed: frames of the type that was asked for.
        bursts: how often all got their events.
    """

    units: int
    seconds: float
    busy: float
    answers: Times | None
    typed: int
    bursts: int

    @property
    def rate(self) -> float:
        """Units in a second."""
        return self.units / self.seconds


class Load:
    """The clients of one server.

    Args:
        process: what plays them.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._sinks = 0

    def sinks(self, count: int, opening: bytes) -> Done:
        """Connect clients that listen."""
        self._sinks += count
        return self._done("sinks", count, WINDOW, _hex(opening))

    def talkers(self, askers: Sequence[Asker]) -> None:
        """Connect clients that ask."""
        for asker in askers:
            self._order("talker", *map(_hex, (asker.opening, *asker.asks)))

    def probe(self, opening: bytes, ask: bytes) -> None:
        """Connect the client whose answers are timed while others are busy."""
        self._order("probe", _hex(opening), _hex(ask))

    def quiet(self, seconds: float = 0.1) -> None:
        """Read until nothing comes for some time."""
        self._order("quiet", seconds * 1000)

    def learn(self) -> int:
        """Learn how many bytes an event has, for :meth:`burst`."""
        size: int = self._order("learn")["event"]
        return size

    def burst(self, size: int, seconds: float, *, rests: bool = True) -> Done:
        """Let some talkers ask once, wait until all sinks have all events, and again.

        Args:
            size: how many ask at once.
            seconds: for how long.
            rests: the load may sleep in a burst; otherwise the probe's times are exact.
        """
        rest = min(LONGEST_REST, self._sinks / LISTENERS_A_MICROSECOND) if rests else 0
        return self._done("burst", size, seconds, rest)

    def ask(self, seconds: float) -> Done:
        """Let all talkers ask, and ask again when they are answered."""
        return self._done("ask", seconds)

    def listen(self, seconds: float, kind: int) -> Done:
        """Count what comes by itself, and the messages of one type at the first sink."""
        return self._done("listen", seconds, kind)

    def drop(self) -> None:
        """Hang up on all sinks."""
        self._sinks = 0
        self._order("drop")

    def _done(self, *words: object) -> Done:
        answer = self._order(*words)
        times = answer.get("answers") or answer.get("probe")
        return Done(
            answer["units"],
            answer["seconds"],
            answer["busy"],
            None if times is None else Times(**times),
            answer.get("typed", 0),
            answer.get("bursts", 0),
        )

    def _order(self, *words: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the load ended"}
        if "error" in answer:
            raise RuntimeError(f"{words[0]}: {answer['error']}")
        return answer


def _hex(data: bytes) -> str:
    return data.hex() or "-"


@contextmanager
def load_on(port: int, setting: Setting) -> Iterator[Load]:
    """Clients of the server at a port; they are gone behind the block."""
    program = compiled("load", setting.folder)
    if program is None:
        setting.note("No C compiler is here: the load is played in Python, and is slower than what it measures.")
        words = [sys.executable, "-m", "tests.bench.programs.load", str(port)]
    else:
        words = [str(program), str(port)]
    with subprocess.Popen(  # noqa: S603 - our own program
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            os.sched_setaffinity(process.pid, {processors()[1]})
            yield Load(process)
        finally:
            process.kill()
