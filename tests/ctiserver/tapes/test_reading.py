"""Promises of reading tapes, whatever happened to them."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest

from ctiproto.versions import Dialect, Profile
from ctiserver.tapes.entries import Begin, End, Flaw, Frame, Header, Lost, Stray, TapeError
from ctiserver.tapes.reading import is_tape, read_tape
from ctiserver.tapes.writing import entry_bytes, header_bytes
from tests.ctiserver.tapes.examples import (
    BEAT,
    BEAT_CONF,
    BEAT_FORM,
    BROKEN,
    CLIENT,
    ENTRIES,
    HEADER,
    OPEN,
    SERVER,
    flaws,
    lines,
    read,
)

WRITTEN = header_bytes(HEADER) + b"".join(map(entry_bytes, ENTRIES))
HEAD = {"tape": 1, "start": "2026-01-05T08:00:00Z"}
AT = {"time": 1, "session": 1}


def test_what_was_written_is_read() -> None:
    """All of it, from the header to the last line."""
    assert read(WRITTEN) == (HEADER, list(ENTRIES))


def test_a_tape_is_known_by_its_first_line() -> None:
    """Blanks, a byte order mark and the order of its keys do not count."""
    assert is_tape(WRITTEN)
    assert is_tape(b'\xef\xbb\xbf\n { "tape" : 1}')
    assert is_tape(b'{"notes": "", "tape": 1}\n')
    assert not is_tape(b'{"hex": "00"}')
    assert not is_tape(b'{"hex": "00", "note": "on \\"tape\\""}\n')
    assert not is_tape(b'{"hex": "00", "tape"}\n')
    assert not is_tape(b'{"hex": "00", "notes": {"tape"')


def test_a_header_by_hand_is_short() -> None:
    """All but the format may be left out; a time without a zone is UTC."""
    assert read(lines({"tape": 1}))[0] == Header()
    assert read(lines({"tape": 1, "start": "1970-01-02"}))[0] == Header(start=86400.0)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "x: expected a tape, found nothing"),
        (b"\n \n", "x: expected a tape, found nothing"),
        (b"\0\1", "x: expected a tape, which begins with its header: expected a JSON object: "),
        (b'{"tape": ', "x: expected a tape, which begins with its header: expected a JSON object: "),
        (b"[1]", "x: expected a tape, which begins with its header: expected a JSON object"),
        (lines({"message": "CLOSE_REQ"}), "x:1: expected a tape, which begins with its header: {"),
        (lines({"tape": 2}), "x:1: expected a tape of format 1 or older, not 2"),
        (lines({"tape": True}), "x:1: expected a tape of format 1 or older, not True"),
        (lines({"tape": 1, "star": ""}), "x:1: the key 'star' is not known: did you mean start?"),
        (
            lines({"tape": 1, "start": "1969-12-31T23:59:59Z"}),
            "x:1: expected a time from 1970 to 9999 as start, not '1969-12-31T23:59:59Z'",
        ),
        (
            lines({"tape": 1, "start": "9999-12-31T23:59:59-01:00"}),
            "x:1: expected a time from 1970 to 9999 as start, not '9999-12-31T23:59:59-01:00'",
        ),
        (lines({"tape": 1, "start": "now"}), "x:1: expected a time such as 2026-01-05T08:00:00Z as start, not 'now'"),
        (lines({"tape": 1, "start": 5}), "x:1: expected a string as start, not a number"),
        (lines({"tape": 1, "dialect": "cce"}), "x:1: expected ucce or uccx as dialect, not 'cce'"),
        (lines({"tape": 1, "version": 8}), "x:1: expected a version from 9 to 25 as version"),
        (lines({"tape": 1, "seed": "7"}), "x:1: expected a whole number as seed, not a string"),
        (lines({"tape": 1, "redacted": "all"}), "x:1: expected a list of strings as redacted"),
        (lines({"tape": 1, "redacted": [1]}), "x:1: expected a list of strings as redacted"),
    ],
)
def test_what_is_no_tape_is_told(data: bytes, said: str) -> None:
    """In one line, with what was expected."""
    with pytest.raises(TapeError) as caught:
        read(data)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def frame(**keys: Any) -> dict[str, Any]:
    """The line of a heartbeat, with some keys changed; ``None`` takes one out."""
    line = {**AT, "from": "client", "version": 15, "hex": BEAT.hex(), "frame": BEAT_FORM, **keys}
    return {key: value for key, value in line.items() if value is not None}


DEEP = {"a": json.loads("[" * 500 + "]" * 500)}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (frame(time=None), "expected seconds from the start as time, which is missing"),
        (frame(time="1"), "expected seconds from the start as time"),
        (frame(time=-1), "expected seconds from the start as time"),
        (frame(time=float("nan")), "expected seconds from the start as time"),
        (frame(time=float("inf")), "expected seconds from the start as time"),
        (frame(time=1e308), "expected seconds from the start as time"),
        (frame(time=253_402_300_800), "expected seconds from the start as time"),
        (frame(session=None), "expected a whole number as session, which is missing"),
        (frame(session=1.5), "expected a whole number as session"),
        (frame(session=1 << 60), "expected a whole number as session"),
        (frame(side=1), "expected a string as side, not a number"),
        (frame(note={}), "expected a string as note, not an object"),
        (frame(version=26), "expected a version from 9 to 25 as version"),
        (frame(sesion=1), "the key 'sesion' is not known: did you mean session?"),
        (frame(colour=1), "the key 'colour' is not known"),
        (frame(hex=5), "hex: expected a string of hex digits, not a number"),
        (frame(hex="0"), "hex: expected pairs of hex digits and nothing else"),
        (frame(hex="00"), "expected a whole frame as hex: a header has 8 bytes, not 1"),
        (frame(hex="00000005000000050000"), "expected a whole frame as hex: its header says 13 bytes, it has 10"),
        (frame(hex="ffffffff00000005"), "expected a whole frame as hex: its header says 4294967303 bytes, it has 8"),
        (frame(frame=[]), "expected an object as frame, not a list"),
        (frame(hex=None, frame={"message": "NOBODY"}), "no message is called 'NOBODY'"),
        (frame(hex=None, frame={**BEAT_FORM, "fixed": DEEP}), "HEARTBEAT_REQ.a: is no field of the fixed part in"),
        (frame(hex=None, version=None), "HEARTBEAT_REQ: expected a version"),
        (frame(hex=None, frame=None), "expected one of begin, end, lost, stray, hex or frame"),
        ({**AT, "begin": 1}, "expected an object as begin, not a number"),
        ({**AT, "begin": {"port": 1}}, "the key 'port' is not known"),
        ({**AT, "end": {"from": "nobody"}}, "expected client or server as from"),
        ({**AT, "from": "client", "stray": "0"}, "stray: expected pairs of hex digits and nothing else"),
        ({**AT, "lost": -1}, "the key 'session' is not known"),
        ({"time": 1, "lost": "all"}, "expected a whole number as lost"),
        (HEAD, "expected one of begin, end, lost, stray, hex or frame"),
    ],
)
def test_a_damaged_line_is_told_and_the_rest_is_used(line: object, said: str) -> None:
    """What is wrong with the line is told with its number, and the lines around it are read."""
    _, (before, flaw, after) = read(lines(HEAD, frame(), line, frame()))
    assert before == after == Frame(1.0, 1, CLIENT, BEAT, "", Profile(15))
    assert isinstance(flaw, Flaw)
    assert flaw.place == "x:3"
    assert flaw.reason.startswith(said)


@pytest.mark.parametrize(
    "damage", [b"\0" * 4096, b'{"time": 1', b"[" * 100_000, b"\xff\xfe", b'{"time": ' + b"9" * 5000]
)
def test_any_damage_costs_one_line(damage: bytes) -> None:
    """Zeros of a file that was not flushed, half a line, nonsense."""
    _, (first, flaw, last) = read(lines(HEAD, frame()) + damage + b"\n" + lines(frame()))
    assert first == last
    assert isinstance(flaw, Flaw)


def test_a_line_without_end_costs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not fill the memory."""
    monkeypatch.setattr("ctiserver.tapes.jsonlines.LONGEST_LINE", 400)
    _, (_, flaw, _) = read(lines(HEAD, frame()) + b"0" * 5000 + b"\n" + lines(frame()))
    assert str(flaw) == "x:3: expected a line of fewer than 400 bytes"


def test_a_killed_recorder_leaves_a_tape() -> None:
    """Wherever it was cut off behind the header, what is whole is read."""
    begin = len(header_bytes(HEADER))
    for end in range(begin, len(WRITTEN), 7):
        _, items = read(WRITTEN[:end])
        whole = WRITTEN[begin:end].count(b"\n")
        assert items[:whole] == list(ENTRIES[:whole])
        assert len(items) <= whole + 1


def test_hex_counts() -> None:
    """Where hex and frame disagree that is told, and the bytes that were seen are used."""
    other = {**BEAT_FORM, "fixed": {"InvokeID": 2}}
    wrong = {**BEAT_FORM, "fixed": {"Invoke": 2}}
    _, items = read(
        lines(HEAD, frame(frame=other), frame(frame=wrong), frame(frame={"type": 5, "fixed": {"InvokeID": 1}}))
    )
    assert [item for item in items if not isinstance(item, Flaw)] == [Frame(1.0, 1, CLIENT, BEAT, "", Profile(15))] * 3
    counts = "hex counts (take it out to have frame count)"
    said = "HEARTBEAT_REQ.Invoke: is no field of the fixed part in version 15: did you mean InvokeID?"
    assert flaws(items) == [
        f"x:2: frame and hex disagree, {counts}",
        f"x:3: frame cannot be compared with hex, {counts}: {said}",
    ]


def test_frame_counts_alone() -> None:
    """Who edits a frame takes hex out; the version is the line's, the form's, or the session's."""
    changed = {**BEAT_FORM, "fixed": {"InvokeID": 2}}
    plain = frame(hex=None, version=None, frame=changed)
    _, items = read(
        lines(
            HEAD,
            frame(hex=None, frame=changed),
            {**plain, "frame": {**changed, "version": 20}},
            {**AT, "begin": {"version": 17}},
            plain,
            {**plain, "hex": OPEN.hex(), "frame": None} | {"frame": {"type": 3, "body": OPEN[8:].hex()}},
            plain,
            {**plain, "version": 16},
            {**AT, "end": {}},
        )
    )
    expected = bytes.fromhex("00000004 00000005 00000002")
    found = [(item.data, item.profile.version) for item in items if isinstance(item, Frame) and item.profile]
    assert found == [(expected, 15), (expected, 20), (expected, 17), (OPEN, 15), (expected, 15), (expected, 16)]
    assert flaws(items) == []


def test_a_number_that_begins_again_is_another_session() -> None:
    """Also where the end of the first is not on the tape: nothing is known of the second but what it says itself."""
    begin, opens = {**AT, "begin": {}}, frame(hex=OPEN.hex(), version=None, frame=None)
    beat = frame(version=None, frame=None)
    _, items = read(lines(HEAD, begin, opens, beat, begin, beat, opens, beat))
    found = [item.profile and item.profile.version for item in items if isinstance(item, Frame)]
    assert found == [15, 15, None, 15, 15]


def test_a_version_is_not_needed_for_hex() -> None:
    """Then the frame is not compared with anything."""
    _, items = read(lines(HEAD, frame(version=None, frame={})))
    assert items == [Frame(1.0, 1, CLIENT, BEAT)]


def test_what_does_not_decode_is_a_frame_all_the_same() -> None:
    """Its line has no form but says why; other bytes are strays."""
    broken = {**frame(hex=BROKEN.hex(), frame=None), "error": "for people"}
    odd = {**frame(hex=BROKEN.hex())}
    _, items = read(lines(HEAD, broken, odd, {**AT, "from": "server", "stray": "474554", "side": "A", "note": "n"}))
    assert items[0] == items[2] == Frame(1.0, 1, CLIENT, BROKEN, "", Profile(15))
    assert str(items[1]).startswith("x:3: frame cannot be compared with hex, hex counts")
    assert items[3] == Stray(1.0, 1, SERVER, b"GET", "A", "n")


def test_the_short_forms_of_other_lines() -> None:
    """By hand one writes no more than is known."""
    _, items = read(lines(HEAD, {**AT, "begin": {}}, {**AT, "end": {}}, {"time": 2, "lost": 5, "note": "disk full"}))
    assert items == [Begin(1.0, 1), End(1.0, 1), Lost(2.0, 5, "disk full")]


def test_format_0() -> None:
    """JSON lines with hex need no header; sessions, times and senders are made up where they are missing."""
    old = {"n": 1, "from": "server", "version": 15, "message": "HEARTBEAT_CONF", "hex": BEAT_CONF.hex(), "note": "odd"}
    more = {"hex": BEAT.hex(), "time": 5, "session": 3, "side": "B", "version": None}
    both = {"hex": "00000000000000d7"}
    for data in (lines(old, more, both, {"n": 2}), lines({"tape": 0}, old, more, both, {"n": 2})):
        header, items = read(data)
        assert header == Header()
        assert items[:2] == [
            Frame(0.0, 1, SERVER, BEAT_CONF, "", Profile(15), "odd"),
            Frame(5.0, 3, CLIENT, BEAT, "B"),
        ]
        assert [text.partition(": ")[2] for text in flaws(items)] == [
            "expected from, as the message does not say who sends it",
            "expected hex",
        ]


def test_memory_does_not_grow_with_the_tape() -> None:
    """It is read line by line."""
    stream = io.BytesIO(header_bytes(HEADER) + entry_bytes(ENTRIES[3]) * 4_000)
    tracemalloc.start()
    count = sum(isinstance(item, Frame) for item in read_tape(stream, "x"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4_000
    assert peak < 300_000 < len(stream.getvalue())


def test_a_tape_of_another_dialect() -> None:
    """Its header names the dialect once, and its versions are those of that dialect."""
    other = Dialect.UCCX
    header = Header(dialect=other, version=18)
    beat = Frame(1.0, 1, CLIENT, BEAT, "", Profile(12, other))
    data = header_bytes(header) + entry_bytes(beat) + entry_bytes(Frame(2.0, 1, CLIENT, BEAT))
    assert data.count(b"uccx") == 1
    assert read(data) == (header, [beat, Frame(2.0, 1, CLIENT, BEAT, "", Profile(18, other))])
    assert read(lines({"tape": 1, "dialect": "uccx"}, frame(version=9)))[1] == [
        Flaw("x:2", "expected a version from 10 to 18 as version")
    ]
