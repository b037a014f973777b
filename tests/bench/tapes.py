"""Tapes and the proxy, measured: ``python -m tests.bench.tapes [FRAMES]``.

Two things are asked.  How much slower is a connection that goes through the proxy: a frame and its answer take a time,
and a flood of answers has a rate.  Both are compared with a direct connection in the same run, in turns, so that a busy
machine slows both.  And how fast are a tape and a capture of many frames read, in what memory: files are written first,
a short and a long one, and each is read by a process of its own.

Nothing here is a test: there is no goal that could be missed.
"""

from __future__ import annotations

import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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

FRAMES: Final = 1_000_000
ROUNDS: Final = 7
BEATS: Final = 400
FLOOD: Final = 64 * 1024 * 1024

_BEAT: Final = bytes.fromhex("00000004 00000005 00000001")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


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


def _echo(client: socket.socket) -> None:
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with suppress(ConnectionResetError):
        while data := client.recv(65536):
            client.sendall(data)


def _flood(client: socket.socket) -> None:
    event = codec(Profile(frames.VERSION)).encode(frames.AGENT_STATE_EVENT)
    block = event * (65536 // len(event))
    client.recv(1)
    for _ in range(FLOOD // len(block)):
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
        said, _ = process.communicate(timeout=30)
        _say(f"  recorded: {said.strip().rpartition('/')[2]}")


def _beats(port: int) -> float:
    """Seconds between a frame and its answer: the median of many."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        taken = []
        for _ in range(BEATS):
            begin = time.perf_counter()
            client.sendall(_BEAT)
            client.recv(64)
            taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def _rate(port: int) -> float:
    """Bytes per second of a flood."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        begin, size = time.perf_counter(), 0
        client.sendall(b"x")
        while data := client.recv(1 << 18):
            size += len(data)
    return size / (time.perf_counter() - begin)


def _proxy(folder: Path) -> None:
    with _answering(_echo) as direct, _recorded(direct, folder) as through:
        pairs = [(_beats(direct), _beats(through)) for _ in range(ROUNDS)]
    plain = statistics.median(one for one, _ in pairs)
    added = statistics.median(other - one for one, other in pairs)
    _say(f"latency p50: direct {plain * 1e6:.0f} us, the proxy adds {added * 1e6:.0f} us to a frame and its answer")
    with _answering(_flood) as direct, _recorded(direct, folder) as through:
        rates = [(_rate(direct), _rate(through)) for _ in range(3)]
    rate = statistics.median(other for _, other in rates)
    ratio = statistics.median(other / one for one, other in rates)
    _say(f"throughput: {rate / 1e6:.0f} MB/s through the proxy, {ratio:.2f} of the direct connection")


# Reading


def _entries(count: int) -> Iterator[Begin | Frame]:
    """A session of heartbeats and of events of agents and calls."""
    known = codec(Profile(frames.VERSION))
    events = [known.encode(frames.AGENT_STATE_EVENT), known.encode(frames.BEGIN_CALL_EVENT), _BEAT]
    yield Begin(0.0, 1, "", "10.0.0.1:50000", "10.0.0.2:42027", Profile(frames.VERSION))
    for number in range(count):
        sender = Role.CLIENT if number % 3 == 2 else Role.SERVER
        yield Frame(number / 1000, 1, sender, events[number % 3], "", Profile(frames.VERSION))


def _write(count: int, folder: Path) -> Iterator[Path]:
    """A tape and a capture, one after the other."""
    header = Header(start=1_767_600_000.0, version=frames.VERSION)
    tape, capture = folder / "bench.jsonl", folder / "bench.pcapng"
    with tape.open("wb") as sink:
        writer = TapeWriter(sink, header)
        for entry in _entries(count):
            writer.write(entry)
    yield tape
    with capture.open("wb") as sink:
        packets = PcapngWriter(sink, header)
        for entry in _entries(count):
            packets.write(entry)
    yield capture


def read(path: str) -> None:
    """Read a file as ``decode`` does, and say how fast it went and how much memory the process had at most."""
    begin, count = time.perf_counter(), 0
    with Path(path).open("rb") as stream:
        for item in with_versions(read_capture(stream, path), frames.VERSION):
            if isinstance(item, Versioned):
                codec(item.profile).decode(item.frame)
                count += 1
    taken = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = Path(path).stat().st_size / 1e6
    kind, speed = Path(path).suffix[1:], count / taken
    _say(f"{kind:7} {count:9,} frames, {size:6.0f} MB: {speed:8,.0f} frames/s, {peak:.0f} MB of memory at most")


def main(words: list[str]) -> None:
    """Measure everything, or read one file."""
    if words and not words[0].isdecimal():
        read(words[0])
        return
    count = int(words[0]) if words else FRAMES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _proxy(folder)
        for size in (count // 100, count):
            for path in _write(size, folder):
                subprocess.run(  # noqa: S603 - our own interpreter with our own words
                    [sys.executable, "-m", "tests.bench.tapes", str(path)], check=True, env=os.environ
                )


if __name__ == "__main__":
    main(sys.argv[1:])
