"""Promises of reading tapes as captures."""

from __future__ import annotations

import io

import pytest

from ctiproto.versions import Profile
from ctiserver.tapes.writing import entry_bytes, header_bytes
from ctiserver.traffic.captures.items import Captured, CaptureError, Ended, Seen, Unreadable
from ctiserver.traffic.captures.read import read_capture
from tests.ctiserver.tapes.examples import BEAT, BEAT_CONF, BROKEN, CLIENT, ENTRIES, HEADER, OPEN, SERVER, START

WRITTEN = header_bytes(HEADER) + b"".join(map(entry_bytes, ENTRIES))


def test_the_frames_of_a_tape() -> None:
    """With their lines, their versions and their circumstances; what is none is told."""
    data = WRITTEN + b'{"time": \0\n'
    found = list(read_capture(io.BufferedReader(io.BytesIO(data)), "x"))
    assert found == [
        Captured("x:3", OPEN, 1, Profile(15)),
        Captured("x:5", BEAT, 1, Profile(15)),
        Captured("x:6", BEAT_CONF, 1, Profile(15)),
        Captured("x:7", BROKEN, 2, Profile(20)),
        Unreadable("x:8", "expected a frame: these 5 bytes of the server are none"),
        Unreadable("x:9", "3 entries are missing on the tape"),
        Ended(1),
        Ended(2),
        Unreadable("x:12", "expected a JSON object: Expecting value in column 10"),
    ]
    seen = [item.seen for item in found if isinstance(item, Captured)]
    assert seen[1:3] == [Seen(START + 0.5, by=CLIENT), Seen(START + 0.500001, by=SERVER)]


def test_a_tape_of_another_format() -> None:
    """The error about a tape of another format says which can be read."""
    with pytest.raises(CaptureError, match="x:1: expected a tape of format 1 or older, not 7"):
        list(read_capture(io.BufferedReader(io.BytesIO(b'{"tape": 7}')), "x"))
