"""Promises of reading frames from hexadecimal digits."""

from __future__ import annotations

import pytest

from ctiserver.traffic.captures.hexlines import HexLines, hex_bytes, split_frames
from ctiserver.traffic.captures.items import Captured, Unreadable

HEX = "000000040000000500000001"
FRAME = bytes.fromhex(HEX)


def lines(*texts: str) -> list[Captured | Unreadable]:
    """What lines consist of."""
    reader = HexLines("x")
    found = [item for number, text in enumerate(texts, 1) for item in reader.line(number, text)]
    return [*found, *reader.end()]


@pytest.mark.parametrize(
    "text",
    [
        HEX,
        HEX.upper(),
        "0x" + HEX,
        "00 00 00 04\t00000005 00000001",
        "0x00000004 0X00000005 0x00000001 # a remark",
        HEX + "#",
    ],
)
def test_ways_to_write_a_frame(text: str) -> None:
    """Blanks, 0x and remarks do not count."""
    assert hex_bytes(text) == FRAME
    assert lines(text) == [Captured("x:1", FRAME)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("00 0g", "expected hex digits, not 'g' in column 5"),
        ("0x00x0", "expected hex digits, not 'x' in column 5"),
        ("\xfc", "expected hex digits, not '\\xfc' in column 1"),
        ("00 0", "expected pairs of hex digits, not an odd number of them (3)"),
    ],
)
def test_what_is_no_hex_is_told(text: str, said: str) -> None:
    """With the column; the lines around it are read."""
    assert lines(HEX, text, HEX) == [Captured("x:1", FRAME), Unreadable("x:2", said), Captured("x:3", FRAME)]


def test_several_frames_in_a_row() -> None:
    """Frames of one line are told apart by their number."""
    assert lines(HEX + " " + HEX) == [Captured("x:1, frame 1", FRAME), Captured("x:1, frame 2", FRAME)]


def test_a_frame_over_several_lines() -> None:
    """With a remark on each, as in a listing; it is told with its first line."""
    assert lines("# a listing", "00000004 # length", "# more", "00000005 # type", "00000001", HEX) == [
        Captured("x:2", FRAME),
        Captured("x:6", FRAME),
    ]


@pytest.mark.parametrize("behind", [HEX, "", "zz"])
def test_an_incomplete_frame_is_told(behind: str) -> None:
    """A line that is whole by itself, an empty one and one that is no hex show that nothing more belongs to it."""
    found = lines(HEX + HEX[:-2], behind)
    assert found[:2] == [
        Captured("x:1", FRAME),
        Unreadable("x:1", "expected whole frames: the last has 11 of 12 bytes"),
    ]


def test_an_incomplete_frame_at_the_end_is_told() -> None:
    """A header that is not whole cannot say how long the frame is."""
    assert lines("0000") == [Unreadable("x:1", "expected whole frames: 2 bytes are left over, a header has 8")]


def test_a_length_that_is_none_is_told() -> None:
    """Nothing behind it can be read; frames before it are."""
    reason = "expected the header of a frame: a body of 4294967295 bytes is announced, at most 12492 are allowed"
    assert lines(HEX + "ffffffff") == [Captured("x:1", FRAME), Unreadable("x:1", reason)]
    assert split_frames(FRAME) == ((FRAME,), "")


def test_what_is_kept_has_a_bound() -> None:
    """No more than one frame's worth is waited for."""
    first = "0000200000000005" + "00" * 7000
    found = lines(first, "00" * 7001, HEX)
    assert found[-2:] == [
        Unreadable("x:1", "expected whole frames: 1 bytes are left over, a header has 8"),
        Captured("x:3", FRAME),
    ]
