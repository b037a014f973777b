"""Promises of finding where frames begin."""

from __future__ import annotations

import pytest

from ctiserver.traffic.captures.sync import find_frame, is_header
from tests.ctiserver.tapes.examples import BEAT, OPEN


def test_a_header_is_one_of_a_message_that_there_is() -> None:
    """A header has the type of a known message and a size that it may have."""
    assert is_header(BEAT[:8])
    assert not is_header(BEAT[:7])
    assert not is_header(b"\xff" + BEAT[1:])
    assert not is_header(bytes(7) + b"\0")


@pytest.mark.parametrize(
    "before", [b"", b"x", b"the rest of a frame", bytes(3), bytes(40), OPEN[-30:], OPEN[9:], BEAT[4:]]
)
@pytest.mark.parametrize("behind", [b"", OPEN, OPEN + BEAT[:9], OPEN[:3]])
def test_frames_in_the_middle_of_something(before: bytes, behind: bytes) -> None:
    """They are found behind whatever comes before them."""
    assert find_frame(before + OPEN + behind) == len(before)
    assert find_frame(before + BEAT + behind) == len(before)


@pytest.mark.parametrize(
    "data", [b"", b"GET / HTTP/1.1", bytes(200), OPEN[9:], b"x" + BEAT[:9], b"x" + BEAT + b"GET / HTTP"]
)
def test_where_there_are_none(data: bytes) -> None:
    """Zeros, text, the end of a frame and the beginning of one prove nothing."""
    assert find_frame(data) is None


def test_a_frame_that_is_cut_off_at_the_very_beginning() -> None:
    """Segments often begin with a frame."""
    assert find_frame(OPEN[:20]) == 0


def test_messages_without_a_layout() -> None:
    """They have a body, whatever is in it."""
    assert find_frame(b"x" + bytes.fromhex("00000001 000000d7 00")) == 1
