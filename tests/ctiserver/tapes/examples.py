"""Frames and entries that tests of tapes speak of; the bytes are put together by hand."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Final

from ctiproto.connection import Role
from ctiproto.versions import Profile
from ctiserver.tapes.entries import Begin, End, Entry, Flaw, Frame, Header, Lost, Stray
from ctiserver.tapes.reading import read_tape
from tests.support.frames import frame, named, open_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

START: Final = 1767600000.25
OPEN: Final = open_frame(15, 0, *named(b"desktop\0", b"swordfish"))
OPEN_CONF: Final = frame(4, 1, 1, 0, 0, 0, 0, version=15)[:-2]
BEAT: Final = bytes.fromhex("00000004 00000005 00000001")
BEAT_CONF: Final = bytes.fromhex("00000004 00000006 00000001")
BEAT_FORM: Final = {"message": "HEARTBEAT_REQ", "type": 5, "fixed": {"InvokeID": 1}, "floating": []}
BROKEN: Final = bytes.fromhex("00000002 00000005 0000")
"""A heartbeat with half an InvokeID."""
CLIENT, SERVER = Role.CLIENT, Role.SERVER

HEADER: Final = Header(start=START, version=20, notes="a day in January", seed=7, redacted=("passwords",))
ENTRIES: Final[tuple[Entry, ...]] = (
    Begin(0.0, 1, "A", "10.0.0.1:50000", "10.0.0.2:42027"),
    Frame(0.001, 1, CLIENT, OPEN, "A", Profile(15)),
    Begin(0.002, 2, "B", note="nobody knows where from"),
    Frame(0.5, 1, CLIENT, BEAT, "A", Profile(15), "a note"),
    Frame(0.500001, 1, SERVER, BEAT_CONF, "A", Profile(15)),
    Frame(0.6, 2, CLIENT, BROKEN, "B", Profile(20)),
    Stray(0.7, 2, SERVER, b"GET /", "B"),
    Lost(0.8, 3),
    End(0.9, 1, "A", CLIENT, "reset"),
    End(1.0, 2, "B"),
)


def lines(*objects: object) -> bytes:
    """JSON lines."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in objects)


def read(data: bytes) -> tuple[Header, list[Entry | Flaw]]:
    """All that is in a tape."""
    tape = read_tape(io.BytesIO(data), "x")
    return tape.header, list(tape)


def flaws(items: Iterable[Entry | Flaw]) -> list[str]:
    """The flaws that reading reports."""
    return [str(item) for item in items if isinstance(item, Flaw)]
