"""Promises of recording: bytes in, entries out, within bounds."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto.connection import Role
from ctiproto.versions import Dialect, Profile
from ctiserver.tapes.entries import Begin, End, Entry, Frame, Lost, Stray
from ctiserver.tapes.recorder import Count, Recorder, Scribe
from ctiserver.tapes.redaction import Redactor
from ctiserver.tapes.selection import selected
from ctiserver.tapes.versions import Profiles
from tests.ctiserver.tapes.examples import BEAT, BEAT_CONF, CLIENT, OPEN, SERVER, START

PLAIN = settings(max_examples=100, derandomize=True, deadline=None)
TOO_LONG = b"\xff\xff\xff\xff"


def recorder(limit: int = 1 << 20) -> Recorder:
    """One that has a session already, whose beginning was taken."""
    recorder = Recorder(START, limit)
    assert recorder.begin("A", "c:1", "s:2", START) == 1
    assert recorder.take() == [Begin(0.0, 1, "A", "c:1", "s:2")]
    return recorder


def test_frames_of_both_directions() -> None:
    """Cut as they arrive, in the order in which they were whole; a clock that goes back does not matter."""
    tape = recorder()
    tape.data(1, CLIENT, OPEN[:20], START + 1)
    tape.data(1, SERVER, BEAT_CONF, START + 2)
    tape.data(1, CLIENT, OPEN[20:] + BEAT, START + 3)
    tape.end(1, SERVER, "closed", START - 1)
    assert tape.take() == [
        Frame(2.0, 1, SERVER, BEAT_CONF, "A"),
        Frame(3.0, 1, CLIENT, OPEN, "A"),
        Frame(3.0, 1, CLIENT, BEAT, "A"),
        End(0.0, 1, "A", SERVER, "closed"),
    ]
    assert tape.take() == []
    assert tape.count == Count(1, 0, 3, len(OPEN + BEAT + BEAT_CONF), 0)


def test_what_is_no_frame_is_kept_as_it_is() -> None:
    """From the header that is none on, and what is left of one at the end; the other direction goes on."""
    tape = recorder()
    tape.data(1, CLIENT, BEAT + TOO_LONG[:2], START)
    tape.data(1, CLIENT, TOO_LONG[2:] + b"GET", START)
    tape.data(1, CLIENT, BEAT, START)
    tape.data(1, SERVER, BEAT_CONF + b"\0\0", START)
    tape.end(1, None, "stopped", START)
    assert tape.take() == [
        Frame(0.0, 1, CLIENT, BEAT, "A"),
        Stray(0.0, 1, CLIENT, TOO_LONG + b"GET", "A"),
        Stray(0.0, 1, CLIENT, BEAT, "A"),
        Frame(0.0, 1, SERVER, BEAT_CONF, "A"),
        Stray(0.0, 1, SERVER, b"\0\0", "A"),
        End(0.0, 1, "A", None, "stopped"),
    ]


@PLAIN
@given(st.binary(max_size=60), st.sets(st.integers(0, 100)))
def test_every_byte_is_on_the_tape(tail: bytes, cuts: set[int]) -> None:
    """Whatever is sent, in whatever pieces."""
    tape, data = recorder(), OPEN + BEAT + tail
    ends = sorted(cut for cut in cuts if cut < len(data))
    for begin, end in zip([0, *ends], [*ends, len(data)], strict=True):
        tape.data(1, CLIENT, data[begin:end], START)
    tape.end(1, CLIENT, "reset", START)
    entries = tape.take()
    assert b"".join(entry.data for entry in entries if isinstance(entry, Frame | Stray)) == data


def test_what_waits_has_a_bound() -> None:
    """What does not fit is counted, and told where it is missing."""
    tape = recorder(4 * 112)
    for number in range(6):
        tape.data(1, CLIENT, BEAT, START + number)
    assert tape.count.lost == 2
    tape.take(1)
    tape.data(1, CLIENT, BEAT, START + 6)  # less than half is free
    tape.take(2)
    tape.data(1, CLIENT, BEAT, START + 7)
    assert tape.take() == [
        Frame(3.0, 1, CLIENT, BEAT, "A"),
        Lost(6.0, 3),
        Frame(7.0, 1, CLIENT, BEAT, "A"),
    ]
    assert tape.count.lost == 3


def test_a_loss_at_the_end_is_told() -> None:
    """Though nothing comes behind it."""
    tape = recorder(112)
    tape.data(1, CLIENT, BEAT, START + 1)
    tape.data(1, CLIENT, BEAT, START + 1)
    states = [tape.is_empty]
    assert tape.take() == [Frame(1.0, 1, CLIENT, BEAT, "A"), Lost(1.0, 1)]
    assert [*states, tape.is_empty] == [False, True]


def test_frames_that_came_at_once_are_taken_one_by_one() -> None:
    """A reader that takes some of them finds the others later."""
    tape = recorder()
    tape.data(1, CLIENT, BEAT * 3, START)
    found = [entry for _ in range(3) for entry in tape.take(1)]
    assert found == [Frame(0.0, 1, CLIENT, BEAT, "A")] * 3
    assert tape.is_empty


def test_the_scribe_knows_the_versions() -> None:
    """Each session has its own, from its OPEN_REQ on, and none any more behind its end."""
    scribe = Scribe(Profiles(version=20))
    entries: list[Entry] = [
        Begin(0.0, 1),
        Frame(0.0, 1, CLIENT, BEAT),
        Frame(0.0, 1, CLIENT, OPEN),
        Frame(0.0, 1, SERVER, BEAT_CONF),
        Frame(0.0, 2, CLIENT, BEAT),
        End(0.0, 1),
        Frame(0.0, 1, CLIENT, BEAT),
        Frame(0.0, 1, CLIENT, BEAT, profile=Profile(9)),
        Stray(0.0, 1, Role.CLIENT, b""),
    ]
    lines = [json.loads(scribe.line(entry)) for entry in entries]
    assert [line["version"] for line in lines if "hex" in line] == [20, 15, 15, 20, 20, 9]


def test_the_scribe_redacts() -> None:
    """Before anything is made of the bytes."""
    selection = selected([], Dialect.UCCE)
    assert selection is not None
    line = Scribe(None, Redactor(selection, b"")).line(Frame(0.0, 1, CLIENT, OPEN))
    assert b"swordfish".hex().encode() not in line
    assert b"desktop" in line


def test_what_is_given_up_is_lost() -> None:
    """What waits and what was taken in vain, in one sum; a hole among it was counted before."""
    tape = Recorder(0.0)
    session = tape.begin("", "", "s:1", 1.0)
    tape.data(session, CLIENT, BEAT * 3, 2.0)
    taken = [*tape.take(2), Lost(1.5, 7)]
    assert tape.give_up(taken) == Lost(2.0, 11)
    assert tape.count.lost == 4
    assert tape.is_empty
    assert tape.give_up([]).frames == 0
