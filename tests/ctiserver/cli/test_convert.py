"""Promises of ``ctiserver convert``: any input, any output, and nothing lost on the way that both can hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctiproto.versions import Profile
from ctiserver.tapes.entries import Entry, Frame
from ctiserver.tapes.writing import entry_bytes, header_bytes
from tests.ctiserver.tapes.examples import BEAT, BEAT_CONF, ENTRIES, HEADER, OPEN, read

if TYPE_CHECKING:
    from tests.ctiserver.cli.conftest import Run

TAPE = header_bytes(HEADER) + b"".join(map(entry_bytes, ENTRIES))


def frames(data: bytes) -> list[tuple[str, bytes, Profile | None]]:
    """The frames of a tape."""
    entries: list[Entry] = [item for item in read(data)[1] if isinstance(item, Entry)]
    return [(entry.sender.value, entry.data, entry.profile) for entry in entries if isinstance(entry, Frame)]


@pytest.fixture(autouse=True)
def _tape(tmp_path: Path) -> None:
    """Write a tape of one session."""
    (tmp_path / "t.jsonl").write_bytes(TAPE)


def test_a_tape_stays_a_tape(run: Run) -> None:
    """With its header and all of its entries."""
    assert run("convert", "t.jsonl", "u.jsonl") == (0, "", "")
    assert Path("u.jsonl").read_bytes() == TAPE


def test_a_tape_through_a_capture(run: Run) -> None:
    """Frames, senders, times and the version that was announced come back; what a capture cannot hold does not."""
    assert run("convert", "t.jsonl", "u.pcapng") == (0, "", "")
    assert run("convert", "u.pcapng", "v.jsonl") == (0, "", "")
    header, _ = read(Path("v.jsonl").read_bytes())
    assert header.start == pytest.approx(HEADER.start + 0.001)
    found = frames(Path("v.jsonl").read_bytes())
    ours = frames(TAPE)
    assert [frame[:2] for frame in found] == [frame[:2] for frame in ours]
    assert [profile for _, _, profile in found] == [Profile(15), Profile(15), Profile(15), None]
    assert run("convert", "u.pcapng", "w.jsonl", "--port", "7", "--port", "42027").status == 0
    assert [frame[:2] for frame in frames(Path("w.jsonl").read_bytes())] == [frame[:2] for frame in ours[:3]]


@pytest.mark.parametrize("kind", ["jsonl", "pcapng", "hex"])
def test_times_that_nothing_can_be_made_of_are_flaws(run: Run, kind: str) -> None:
    """They are told with their lines; a time as late as can be goes into every kind of file."""
    beat = {"session": 1, "from": "client", "hex": BEAT.hex()}
    rows = [{"tape": 1, "start": "9999-12-31T23:59:59Z"}, *({"time": time, **beat} for time in (1e308, 2.5e11))]
    Path("late.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    told = "ctiserver: late.jsonl:2: expected seconds from the start as time\n"
    assert run("convert", "late.jsonl", f"u.{kind}") == (1, "", told)
    assert Path(f"u.{kind}").stat().st_size > len(BEAT)
    assert run("decode", f"u.{kind}", "--version", "15").status == 0


@pytest.mark.parametrize(("mode", "expected"), [(0o600, 0o600), (0o640, 0o640), (0o644, 0o644), (0o755, 0o644)])
def test_what_is_written_is_no_more_readable_than_what_is_read(run: Run, mode: int, expected: int) -> None:
    """A recorder gives a tape to its owner alone; a copy in another form is not for others, either."""
    Path("t.jsonl").chmod(mode)
    assert run("convert", "t.jsonl", "u.hex").status == 0
    assert Path("u.hex").stat().st_mode & 0o777 == expected
    Path("u.hex").chmod(0o604)
    assert run("convert", "t.jsonl", "u.hex", "--overwrite").status == 0
    assert Path("u.hex").stat().st_mode & 0o777 == expected & 0o604
    assert run("convert", "-", "v.hex", text=TAPE).status == 0
    assert Path("v.hex").stat().st_mode & 0o777 == 0o600


def test_a_tape_through_hex_lines(run: Run) -> None:
    """A tape comes back from hex lines, as they say what a frame is by themselves."""
    assert run("convert", "t.jsonl", "-", "--to", "hex").status == 0
    text = b"".join(data.hex().encode() + b"\n" for data in (OPEN, BEAT, BEAT_CONF))
    assert run("convert", "-", "u.jsonl", text=text) == (0, "", "")
    assert frames(Path("u.jsonl").read_bytes()) == frames(TAPE)[:3]


def test_json_lines_without_a_header(run: Run) -> None:
    """They are a tape of an old format if they say who sent them; forms need a version."""
    line = json.dumps({"from": "server", "hex": BEAT.hex(), "odd": 1}).encode()
    assert run("convert", "-", "u.jsonl", "--version", "9", text=line).status == 0
    assert frames(Path("u.jsonl").read_bytes()) == [("server", BEAT, Profile(9))]
    form = b'{"message": "HEARTBEAT_REQ", "fixed": {"InvokeID": 1}}'
    assert run("convert", "-", "v.jsonl", "--version", "9", text=form).status == 0
    assert frames(Path("v.jsonl").read_bytes()) == [("client", BEAT, Profile(9))]


def test_redaction_on_the_way(run: Run) -> None:
    """What a tape had redacted before stays said."""
    assert run("convert", "t.jsonl", "u.jsonl", "--redact", "ClientID", "--redact", "numbers").status == 0
    data = Path("u.jsonl").read_bytes()
    assert b"desktop" not in data
    assert b"desktop".hex().encode() not in data
    assert b"swordfish" not in data
    assert read(data)[0].redacted == ("passwords", "ClientID", "numbers")


def test_flaws_are_told(run: Run) -> None:
    """Flaws are reported, and the rest is converted."""
    Path("t.jsonl").write_bytes(TAPE + b'{"time": ')
    outcome = run("convert", "t.jsonl", "u.jsonl")
    assert (outcome.status, outcome.err) == (
        1,
        "ctiserver: t.jsonl:12: expected a JSON object: Expecting value in column 10\n",
    )
    assert Path("u.jsonl").read_bytes() == TAPE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("t.jsonl u.txt", "u.txt: expected an ending of .pcapng, .jsonl, .hex, or --to"),
        ("t.jsonl -", "-: expected an ending of .pcapng, .jsonl, .hex, or --to"),
        ("t.jsonl t.jsonl", "t.jsonl: expected no such file yet, or --overwrite"),
        ("t.jsonl t.jsonl --overwrite", "t.jsonl: expected another file than the one that is read"),
        ("t.jsonl no/u.hex", "no/u.hex: expected a file that can be written: No such file or directory"),
        ("none.jsonl u.hex", "'none.jsonl': expected a readable file: No such file or directory"),
        ("t.jsonl u.hex --port 0", "--port 0: expected 1 to 65535"),
        ("t.jsonl u.hex --redact xyzzy", "--redact: 'xyzzy': expected passwords, names"),
        ("t.jsonl u.hex --version 7", "--version: expected a protocol version from 9 to 25, not 7"),
        ("empty u.hex", "empty: expected at least one frame, found none"),
        ("bad.jsonl u.hex", "bad.jsonl:1: expected a tape of format 1 or older, not 9"),
        ("bin u.hex", "bin: expected hex lines, JSON lines, a tape, pcap or pcapng, not other binary data"),
        ("torn u.hex", "torn: expected a whole capture, damaged behind packet "),
        ("cut u.hex", "cut: expected a whole capture, damaged behind packet 0: it ends too early"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, words: str, said: str) -> None:
    """One line says what was expected in place of the file, the option or the content."""
    assert run("convert", "t.jsonl", "u.pcapng").status == 0
    Path("torn").write_bytes(Path("u.pcapng").read_bytes() + bytes.fromhex("06000000 01000000"))
    Path("empty").touch()
    Path("bad.jsonl").write_text('{"tape": 9}\n')
    Path("bin").write_bytes(b"\x7fELF\0\0")
    Path("cut").write_bytes(bytes.fromhex("d4c3b2a1 0200"))
    outcome = run("convert", *words.split())
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ctiserver: {said}")
    assert outcome.err.count("\n") == 1


def test_another_file_is_replaced_if_that_is_wanted(run: Run) -> None:
    """Without --overwrite a file that is there is kept, and the exit status is 2."""
    Path("u.hex").write_text("precious")
    assert run("convert", "t.jsonl", "u.hex").status == 2
    assert Path("u.hex").read_text() == "precious"
    assert run("convert", "-", "u.hex", "--overwrite", text=TAPE).status == 0
    assert BEAT.hex() in Path("u.hex").read_text()
