"""Tapes and the proxy.

Two things are asked.  How much slower is a connection that goes through the proxy: a frame and its answer take a time,
and a flood of answers has a rate.  Both are compared with a direct connection in the same run, in turns, so that a busy
machine slows both.  And how fast are a tape and a capture of many frames read, in what memory: files are written first,
a short and a long one, and each is read by a process of its own.  Its memory should not grow with the file.

``python -m tests.bench.tapes FILE`` is that process.
"""

from __future__ import annotations

import json
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

from ctiproto.codec import codec
from ctiproto.connection import Role
from ctiproto.versions import Profile
from ctiserver.tapes.entries import Begin, Frame, Header
from ctiserver.tapes.pcapng import PcapngWriter
from ctiserver.tapes.writing import TapeWriter
from ctiserver.traffic.captures.read import read_capture
from ctiserver.traffic.captures.versions import Versioned, with_versions
from tests.bench import frames
from tests.bench.bench import Bench, Figures, Goal, Setting
from tests.bench.results import OURS, Result
from tests.house.tree import ROOT

FRAMES: Final = 300_000
BEATS: Final = 400
FLOOD: Final = 64 * 1024 * 1024

ANSWER, FLOODED = "a frame and its answer", "a flood of answers"
DIRECT: Final = "direct connection"
LATENCY, RATE, SPEED, MEMORY = "p50 us", "MB/s", "frames/s", "MB at most"
KINDS: Final = (".jsonl", ".pcapng")

_BEAT: Final = bytes.fromhex("00000004 00000005 00000001")


# The proxy


@contextmanager
def _answering(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on a port, which answers each connection in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)  # closing alone would leave the thread waiting


def _echo(client: socket.socket) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with client, suppress(ConnectionResetError):
        while data := client.recv(65536):
            client.sendall(data)


def _flood(size: int, client: socket.socket) -> None:
    event = codec(Profile(frames.VERSION)).encode(frames.AGENT_STATE_EVENT)
    block = event * (65536 // len(event))
    with client:
        client.recv(1)
        for _ in range(size // len(block)):
            client.sendall(block)
        client.shutdown(socket.SHUT_WR)


@contextmanager
def _recorded(port: int, folder: Path) -> Iterator[int]:
    """The port of a proxy in front of ``port``."""
    tape = folder / f"{port}.jsonl"
    words = ["record", "--listen", ":0", "--to", f"127.0.0.1:{port}", "--log", "json", "--overwrite", str(tape)]
    program = f"from ctiserver.cli import main; raise SystemExit(main({words!r}))"
    with subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
        [sys.executable, "-c", program], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        yield int(line.partition('"port": ')[2].partition(",")[0])
        process.terminate()
        process.communicate(timeout=30)


def _beats(port: int, count: int) -> Figures:
    """The time between a frame and its answer."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        taken = []
        for _ in range(count):
            begin = time.perf_counter()
            client.sendall(_BEAT)
            client.recv(64)
            taken.append(time.perf_counter() - begin)
    return {LATENCY: statistics.median(taken) * 1e6}


def _rate(port: int) -> Figures:
    """How fast a flood comes."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        begin, size = time.perf_counter(), 0
        client.sendall(b"x")
        while data := client.recv(1 << 18):
            size += len(data)
    return {RATE: size / (time.perf_counter() - begin) / 1e6}


def _proxy(setting: Setting) -> Iterator[Result]:
    count, size = (3, 1 << 20) if setting.is_trial else (BEATS, FLOOD)
    for case, answer, measured in (
        (ANSWER, _echo, partial(_beats, count=count)),
        (FLOODED, partial(_flood, size), _rate),
    ):
        with _answering(answer) as direct, _recorded(direct, setting.folder) as through:
            jobs: dict[str, Callable[[], Figures]] = {
                OURS: partial(measured, through),
                DIRECT: partial(measured, direct),
            }
            yield from setting.compare("tapes", case, jobs)


# Reading


def _entries(count: int) -> Iterator[Begin | Frame]:
    """A session of heartbeats and of events of agents and calls."""
    known = codec(Profile(frames.VERSION))
    events = [known.encode(frames.AGENT_STATE_EVENT), known.encode(frames.BEGIN_CALL_EVENT), _BEAT]
    yield Begin(0.0, 1, "", "10.0.0.1:50000", "10.0.0.2:42027", Profile(frames.VERSION))
    for number in range(count):
        sender = Role.CLIENT if number % 3 == 2 else Role.SERVER
        yield Frame(number / 1000, 1, sender, events[number % 3], "", Profile(frames.VERSION))


def _write(count: int, folder: Path) -> list[Path]:
    """A tape and a capture."""
    header = Header(start=1_767_600_000.0, version=frames.VERSION)
    tape, capture = (folder / f"{count}{kind}" for kind in KINDS)
    with tape.open("wb") as sink:
        writer = TapeWriter(sink, header)
        for entry in _entries(count):
            writer.write(entry)
    with capture.open("wb") as sink:
        packets = PcapngWriter(sink, header)
        for entry in _entries(count):
            packets.write(entry)
    return [tape, capture]


def read(path: str) -> Figures:
    """Read a file as ``decode`` does: how fast it went, and how much memory the process had at most."""
    begin, count = time.perf_counter(), 0
    with Path(path).open("rb") as stream:
        for item in with_versions(read_capture(stream, path), frames.VERSION):
            if isinstance(item, Versioned):
                codec(item.profile).decode(item.frame)
                count += 1
    taken = time.perf_counter() - begin
    return {SPEED: count / taken, MEMORY: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _read_elsewhere(path: Path) -> Figures:
    words = [sys.executable, "-m", "tests.bench.tapes", str(path)]
    ended = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S603 - our interpreter
    figures: Figures = json.loads(ended.stdout)
    return figures


def reading_case(kind: str, count: int) -> str:
    """What a case is called."""
    return f"read {kind[1:]}, {count:,} frames"


def measure(setting: Setting) -> Iterator[Result]:
    """Measure the proxy against a direct connection, and long files against short ones."""
    yield from _proxy(setting)
    jobs: dict[str, Callable[[], Figures]] = {}
    for count in setting.sizes(FRAMES // 100, FRAMES, trial=10):
        for path in _write(count, setting.folder):
            jobs[reading_case(path.suffix, count)] = partial(_read_elsewhere, path)
    for result in setting.compare("tapes", "files", jobs):
        yield Result("tapes", result.variant, OURS, result.rounds)


BENCH: Final = Bench(
    "tapes",
    "the recording proxy, and tapes and captures that are read",
    measure,
    (LATENCY, RATE),
    tuple(Goal(reading_case(kind, FRAMES), MEMORY, 1.5, base=reading_case(kind, FRAMES // 100)) for kind in KINDS),
)

if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(sys.argv[1])))
