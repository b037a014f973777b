"""Promises of reading text input."""

from __future__ import annotations

import io
import json

import pytest

from ctiproto.versions import Profile
from ctiserver.traffic.captures.items import Captured, CapturedForm, Unreadable
from ctiserver.traffic.captures.lines import read_lines

HEX = "000000040000000500000001"
FRAME = bytes.fromhex(HEX)


def read(text: str | bytes) -> list[Captured | CapturedForm | Unreadable]:
    """All that is in a text."""
    return list(read_lines(io.BytesIO(text if isinstance(text, bytes) else text.encode()), "x"))


def test_hex_and_json_lines_mix() -> None:
    """Any line may be either; what is incomplete before a JSON line is told."""
    found = read(f'# a remark\n\n{HEX}\r\n{{"hex": "{HEX}", "from": "client", "note": ""}}\n00\n{{"hex": ""}}\n{HEX}')
    assert [(item.place, type(item)) for item in found] == [
        ("x:3", Captured),
        ("x:4", Captured),
        ("x:5", Unreadable),
        ("x:7", Captured),
    ]


def test_a_byte_order_mark_does_not_count() -> None:
    """Some editors begin a file with one."""
    assert read(b"\xef\xbb\xbf" + HEX.encode()) == [Captured("x:1", FRAME)]


def test_a_json_line_may_say_its_version() -> None:
    """Null is none; several frames may stand in a row."""
    assert read(json.dumps({"hex": HEX, "version": 15})) == [Captured("x:1", FRAME, profile=Profile(15))]
    assert read(json.dumps({"hex": f"0x{HEX} {HEX}", "version": None})) == [
        Captured("x:1, frame 1", FRAME),
        Captured("x:1, frame 2", FRAME),
    ]


def test_a_frame_in_its_json_form() -> None:
    """Keys that do not belong to the form are left out."""
    form = {"message": "HEARTBEAT_REQ", "fixed": {"InvokeID": 1}}
    assert read(json.dumps({**form, "version": 15, "at": 1.5})) == [CapturedForm("x:1", form, profile=Profile(15))]
    assert read(json.dumps({"type": 5, "message": None})) == [CapturedForm("x:1", {"type": 5, "message": None})]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"hex": 5}', "expected a string under hex"),
        (b'{"hex": "0"}', "expected pairs of hex digits, not an odd number of them (1)"),
        (b'{"hex": "00"}', "expected whole frames: 1 bytes are left over, a header has 8"),
        (b'{"hex": "", "version": 26}', "expected a version from 9 to 25 under version"),
        (b'{"hex": "", "version": true}', "expected a version from 9 to 25 under version"),
        (b'{"tape": 1}', "expected a frame: the key hex, or message or type of the JSON form"),
        (b'{"hex": ', "expected a JSON object: Expecting value in column 9"),
        (b'{"hex": "\xfc"}', "expected UTF-8 in column 10"),
        (b'{"hex": "", "hex": ""}', "the key 'hex' stands twice"),
        (b'{"a": ' + b"[" * 100_000, "expected a JSON object that is nested less deeply"),
    ],
)
def test_a_line_that_has_no_frame_is_told(line: bytes, said: str) -> None:
    """With what was expected; the next one is read."""
    found = read(line + b"\n" + HEX.encode())
    assert found == [Unreadable("x:1", said), Captured("x:2", FRAME)]


def test_lines_without_end_are_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """They do not fill the memory, and those behind them are read."""
    monkeypatch.setattr("ctiserver.tapes.jsonlines.LONGEST_LINE", 40)
    said = Unreadable("x:2", "expected a line of fewer than 40 bytes")
    assert read(f"{HEX}\n{'0' * 100}\n{HEX}") == [Captured("x:1", FRAME), said, Captured("x:3", FRAME)]
    assert read(f"{HEX}\n{'0' * 100}")[1:] == [said]
    assert read(f"{HEX}#{' ' * 14}\n{HEX}") == [Captured("x:1", FRAME), Captured("x:2", FRAME)]
