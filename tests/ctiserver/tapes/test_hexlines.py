"""Promises of tapes as hex lines."""

from __future__ import annotations

import io

from ctiproto.versions import Dialect
from ctiserver.tapes.entries import Begin, End, Frame, Header
from ctiserver.tapes.hexlines import HexWriter
from ctiserver.traffic.captures.items import Captured
from ctiserver.traffic.captures.lines import read_lines
from tests.ctiserver.tapes.examples import BEAT, CLIENT, ENTRIES, HEADER, SERVER


def test_nothing_on_a_tape_makes_lines_of_its_own() -> None:
    """What people wrote stays in its remark."""
    sink = io.BytesIO()
    writer = HexWriter(sink, HEADER)
    writer.write(Begin(1.0, 3, "A\n00", "c\n00", "s\n00", note="n\n00"))
    writer.write(End(1.0, 3, how="by\n00"))
    assert sink.getvalue().count(b"\n") == 3


def test_frames_are_lines_and_all_else_is_a_remark() -> None:
    """What reads hex lines finds the frames."""
    sink = io.BytesIO()
    writer = HexWriter(sink, HEADER)
    for entry in (*ENTRIES, Begin(1.0, 3), Frame(1.0, 3, SERVER, bytes.fromhex("00000000 00009999"))):
        writer.write(entry)
    lines = sink.getvalue().decode().splitlines()
    assert lines[0].startswith('# {"tape": 1, ')
    assert lines[1] == "# 0.000000 session 1 side A begins 10.0.0.1:50000 > 10.0.0.2:42027"
    assert lines[3] == '# 0.002000 session 2 side B begins, "nobody knows where from"'
    assert lines[4] == f'{BEAT.hex()} # 0.500000 session 1 side A client HEARTBEAT_REQ, "a note"'
    assert lines[7:11] == [
        "# 0.700000 session 2 side B server no frame: 474554202f",
        "# 0.800000 3 entries are missing",
        "# 0.900000 session 1 side A reset by the client",
        "# 1.000000 session 2 side B closed",
    ]
    assert lines[11:] == ["# 1.000000 session 3 begins", "0000000000009999 # 1.000000 session 3 server 39321"]
    found = [item.frame for item in read_lines(io.BytesIO(sink.getvalue()), "x") if isinstance(item, Captured)]
    assert found[:-1] == [entry.data for entry in ENTRIES if isinstance(entry, Frame)]


def test_messages_are_named_as_their_dialect_names_them() -> None:
    """A number that it does not have stays a number."""
    sink = io.BytesIO()
    writer = HexWriter(sink, Header(dialect=Dialect.UCCX))
    for data in (BEAT, bytes.fromhex("00000000 00000034")):
        writer.write(Frame(0.0, 1, CLIENT, data))
    assert [line.rpartition(b" ")[2] for line in sink.getvalue().splitlines()[1:]] == [b"HEARTBEAT_REQ", b"52"]
