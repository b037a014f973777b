"""Promises of ``ctiserver record``: what it makes of its words, and a whole recording over the loopback.

How connections and tapes fare in detail is tested with the proxy.
"""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trio
from trio.testing import MockClock

from ctiserver.cli import record as command
from ctiserver.cli.record import Board, shown
from ctiserver.tapes.entries import Begin, End, Flaw, Frame, Lost
from ctiserver.tapes.recorder import Count, Recorder
from ctiserver.traffic.proxy.service import Proxy
from tests.ctiserver.tapes.examples import BEAT, BEAT_CONF, OPEN, read

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run

Doors = Sequence[tuple[Any, trio.SocketListener]]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Doors], Awaitable[None]]], None]:
    """Lets something happen while it is recorded; then it is stopped, as by a signal."""
    found: list[Doors] = []
    ready: list[trio.Event] = []

    class Watched(Proxy):
        async def run(self, doors: Any) -> None:
            found.append(doors)
            await super().run(doors)

    def install(act: Callable[[Doors], Awaitable[None]]) -> None:
        async def acted(stop: Callable[[], None]) -> None:
            del ready[:]
            while not found:
                await trio.lowlevel.checkpoint()
            with trio.fail_after(10):
                await act(found[0])
            stop()

        monkeypatch.setattr(command, "Proxy", Watched)
        monkeypatch.setattr(command, "stop_on_signals", acted)

    return install


async def _nothing(_doors: Doors) -> None:
    await trio.lowlevel.checkpoint()


def test_a_recording(run: Run, during: Any) -> None:
    """What client and server say is on the tape, but for the password; the summary says how much it was."""
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]

    async def talk(doors: Doors) -> None:
        end = trio.SocketListener(trio.socket.from_stdlib_socket(server))
        client = await trio.open_tcp_stream("127.0.0.1", doors[0][1].socket.getsockname()[1])
        async with end, client, await end.accept() as far:
            await client.send_all(OPEN + BEAT)
            assert await far.receive_some() == OPEN + BEAT
            await far.send_all(BEAT_CONF)
            assert await client.receive_some() == BEAT_CONF

    during(talk)
    words = (
        "--listen",
        ":0",
        "--to",
        f"127.0.0.1:{port}",
        "--notes",
        "a try",
        "--seed",
        "7",
        "--version",
        "20",
        "tape.jsonl",
    )
    outcome = run("record", *words)
    size = len(OPEN + BEAT + BEAT_CONF)
    assert (outcome.status, outcome.out) == (0, f"tape.jsonl: 1 session, 3 frames, {size} bytes\n")
    listening = json.loads(outcome.err.splitlines()[0])
    assert (listening["event"], listening["host"], listening["server"]) == (
        "listening",
        "127.0.0.1",
        f"127.0.0.1:{port}",
    )
    data = Path("tape.jsonl").read_bytes()
    header, items = read(data)
    assert (header.version, header.notes, header.seed) == (20, "a try", 7)
    assert header.redacted == ("passwords",)
    assert header.start > 1_700_000_000
    assert [type(item) for item in items] == [Begin, Frame, Frame, Frame, End]
    assert b"swordfish" not in data
    assert b"swordfish".hex().encode() not in data


def test_both_sides(run: Run, during: Any) -> None:
    """Two pairs are sides A and B."""
    during(_nothing)
    words = "--listen 127.0.0.1:0 --to a:1 --listen localhost:0 --to [::2]:2 --redact none t.jsonl"
    outcome = run("record", *words.split())
    assert (outcome.status, outcome.out) == (0, "t.jsonl: 0 sessions, 0 frames, 0 bytes\n")
    sides = [(line["side"], line["server"]) for line in map(json.loads, outcome.err.splitlines())]
    assert list(dict.fromkeys(sides)) == [("A", "a:1"), ("B", "[::2]:2")]
    assert read(Path("t.jsonl").read_bytes())[0].redacted == ()


def test_words_of_redaction_add_up(run: Run, during: Any) -> None:
    """Though they are given one by one."""
    during(_nothing)
    words = "--listen :0 --to a:1 --redact names,ANI --redact user.account t.jsonl"
    assert run("record", *words.split()).status == 0
    assert read(Path("t.jsonl").read_bytes())[0].redacted == ("passwords", "names", "ANI", "user.account")


def test_a_tape_that_is_there_is_not_lost(run: Run, during: Any) -> None:
    """Without --overwrite a file that is there is kept, and the exit status is 2."""
    during(_nothing)
    Path("t.jsonl").write_text("precious")
    words = ("record", "--listen", ":0", "--to", "a:1", "t.jsonl")
    assert run(*words)[::2] == (2, "ctiserver: t.jsonl: expected no such file yet, or --overwrite\n")
    assert Path("t.jsonl").read_text() == "precious"
    assert run(*words, "--overwrite").status == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--listen :1 --to a:1 --redact nmes t", "--redact: 'nmes': expected another word, did you mean names?"),
        ("--listen :1 --to a:1 --redact names --redact nmes t", "--redact: 'nmes': expected another word, did you"),
        (
            "--listen 192.0.2.1:0 --to a:1 t.pcapng",
            "t.pcapng: expected a tape, with the ending .jsonl; convert makes others of it",
        ),
        ("--listen 192.0.2.1:0 --to a:1 t.PCAP", "t.PCAP: expected a tape, with the ending .jsonl; "),
        ("--listen 192.0.2.1:0 --to a:1 t.hex", "t.hex: expected a tape, with the ending .jsonl; "),
        ("--listen :1 --to a t", "--to 'a': expected HOST:PORT, such as cti-a:42027"),
        ("--listen :1 --to :5 t", "--to ':5': expected HOST:PORT, such as cti-a:42027"),
        ("--listen :1 --to a:0 t", "--to 'a:0': expected HOST:PORT, such as cti-a:42027"),
        ("--listen 42027 --to a:1 t", "--listen '42027': expected [HOST]:PORT, such as :42027"),
        ("--listen :65536 --to a:1 t", "--listen ':65536': expected [HOST]:PORT, such as :42027"),
        ("--listen :1 --listen :2 --to a:1 t", "expected as many --to as --listen, not 1 and 2"),
        (
            "--listen :1 --to a:1 --listen :2 --to a:2 --listen :3 --to a:3 t",
            "expected at most 2 pairs of --listen and",
        ),
        ("--listen :1 --to 127.0.0.1:1 t", "--to 127.0.0.1:1: expected a server, not where --listen is"),
        ("--listen :1 --to a:1 --version 8 t", "--version: expected a protocol version from 9 to 25, not 8"),
        ("--listen :1 --to a:1 --max-size -1 t", "--max-size -1: expected a number of bytes, or 0"),
        ("--listen 192.0.2.1:0 --to a:1 t", "cannot listen on 192.0.2.1 port 0: "),
        ("--listen :0 --to a:1 nowhere/t", "nowhere/t: expected a file that can be written: no such file or directory"),
    ],
)
def test_wrong_words_are_told(run: Run, words: str, said: str) -> None:
    """One line says what was expected, and the exit status is 2."""
    outcome = run("record", *words.split())
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ctiserver: {said}")
    assert outcome.err.count("\n") == 1


def test_missing_entries_are_a_negative_verdict(run: Run, during: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing entries make the exit status negative, and stand in the summary."""
    monkeypatch.setattr(command, "Recorder", partial(Recorder, limit=0))

    async def knock(doors: Doors) -> None:
        async with await trio.open_tcp_stream("127.0.0.1", doors[0][1].socket.getsockname()[1]) as client:
            with pytest.raises(trio.BrokenResourceError):
                await client.receive_some()

    during(knock)
    outcome = run("record", "--listen", ":0", "--to", "127.0.0.1:1", "t.jsonl")
    assert (outcome.status, outcome.out) == (1, "t.jsonl: 1 session, 0 frames, 0 bytes, 2 entries missing\n")


@pytest.mark.parametrize("words", [(), ("--max-size", "4096")], ids=["limit of the system", "limit of the command"])
def test_a_tape_that_grows_too_large(run: Run, during: Any, words: tuple[str, ...]) -> None:
    """As on a full disk: what has room can be read, the rest is counted, and the tape says so."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    server = socket.create_server(("127.0.0.1", 0))

    async def talk(doors: Doors) -> None:
        end = trio.SocketListener(trio.socket.from_stdlib_socket(server))
        client = await trio.open_tcp_stream("127.0.0.1", doors[0][1].socket.getsockname()[1])
        async with end, client, await end.accept() as far:
            if not words:
                resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
            await client.send_all(OPEN + BEAT * 50)
            await far.receive_some()

    during(talk)
    try:
        server_at = f"127.0.0.1:{server.getsockname()[1]}"
        outcome = run("record", "--listen", ":0", "--to", server_at, *words, "t.jsonl")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    data = Path("t.jsonl").read_bytes()
    _, items = read(data)
    assert len(data) <= 4096
    assert not any(isinstance(item, Flaw) for item in items)
    # Its beginning, 51 frames, its end.
    missing = 53 - (len(items) - 1)
    assert isinstance(items[-1], Lost)
    assert items[-1].frames == missing
    assert outcome.status == 1
    assert outcome.out == f"t.jsonl: 1 session, 51 frames, {len(OPEN + BEAT * 50):,} bytes, {missing} entries missing\n"


def test_a_disk_that_tells_too_late(run: Run, during: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """If closing the tape fails, the exit status is negative, as lines may be missing."""

    def full(_: int) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(os, "fsync", full)
    during(_nothing)
    outcome = run("record", "--listen", ":0", "--to", "a:1", "t.jsonl")
    assert (outcome.status, outcome.out) == (1, "t.jsonl: 0 sessions, 0 frames, 0 bytes, some of it perhaps missing\n")
    assert json.loads(outcome.err.splitlines()[-1])["event"] == "tape_not_written"


def test_how_far_it_is() -> None:
    """Sessions, frames and bytes are counted in words, each in the singular where it is one."""
    assert shown(Count(3, 1, 1_200, 34_567)) == "3 sessions (1 open), 1,200 frames, 34,567 bytes"
    assert shown(Count(1, 0, 1, 1, 1)) == "1 session, 1 frame, 1 byte, 1 entry missing"


class Terminal(io.StringIO):
    """A stream that says that people read it."""

    def isatty(self) -> bool:
        """It is a terminal."""
        return True


async def test_the_line_on_a_terminal(autojump_clock: MockClock) -> None:
    """It stays below what is logged, and is taken away at the end; elsewhere there is none."""
    for stream, line in ((Terminal(), "\r\x1b[K0 sessions, 0 frames, 0 bytes"), (io.StringIO(), "")):
        board = Board(stream)
        with trio.move_on_after(1.5):
            await board.run(Count())
        board.write("logged\n")
        board.flush()
        board.end()
        assert board.take_lost() == 0
        clear = "\r\x1b[K" if line else ""
        again = line.removeprefix(clear)
        assert stream.getvalue() == f"{line}{line}{clear}logged\n{again}{clear}"


def test_a_killed_recorder_leaves_a_tape(tmp_path: Path) -> None:
    """Everything that went through before is on it."""
    tape = tmp_path / "tape.jsonl"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        words = ["record", "--listen", ":0", "--to", f"127.0.0.1:{port}", str(tape)]
        program = f"from ctiserver.cli import main; raise SystemExit(main({words!r}))"
        with subprocess.Popen(  # noqa: S603 - our own interpreter with our own words
            [sys.executable, "-c", program], stderr=subprocess.PIPE, text=True, cwd=ROOT
        ) as process:
            assert process.stderr is not None
            where = json.loads(process.stderr.readline())
            with socket.create_connection((where["host"], where["port"]), 20) as client:
                client.sendall(OPEN + BEAT * 5)
                far, _ = server.accept()
                far.settimeout(20)
                with far:
                    while tape.read_bytes().count(b"HEARTBEAT_REQ") < 5:
                        client.sendall(BEAT)
                        far.recv(1 << 16)
                    process.send_signal(signal.SIGKILL)
                    process.wait(20)
    _, items = read(tape.read_bytes())
    frames = [item for item in items if isinstance(item, Frame)]
    assert [frame.data for frame in frames[1:6]] == [BEAT] * 5
    assert sum(isinstance(item, Flaw) for item in items) <= 1
