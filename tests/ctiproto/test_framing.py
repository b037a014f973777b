"""A stream of bytes becomes frames, however it arrives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctiproto.constants import StatusCode
from ctiproto.errors import BadLength
from ctiproto.framing import MAX_MESSAGE_LENGTH, Framer
from ctiproto.strategies import frames
from ctiproto.versions import Profile
from tests.ctiproto.examples import thorough_settings

HEARTBEAT = bytes.fromhex("00000004 00000005 00000007")
EMPTY = bytes.fromhex("00000000 00000006")


def header(length: int) -> bytes:
    """A header that announces a body of ``length`` bytes."""
    return length.to_bytes(4) + (30).to_bytes(4)


def test_a_frame_comes_with_its_type() -> None:
    """A frame is cut with its header, and its MessageType is told."""
    assert list(Framer().feed(HEARTBEAT)) == [(5, HEARTBEAT)]


def test_a_body_may_be_empty() -> None:
    """A message may consist of its header alone."""
    assert list(Framer().feed(EMPTY + HEARTBEAT)) == [(6, EMPTY), (5, HEARTBEAT)]


def test_an_incomplete_frame_is_kept() -> None:
    """What is missing may come later; how much is kept can be asked."""
    framer = Framer()
    assert list(framer.feed(HEARTBEAT[:9])) == []
    assert framer.buffered == 9
    assert framer.rest == HEARTBEAT[:9]
    assert list(framer.feed(HEARTBEAT[9:])) == [(5, HEARTBEAT)]
    assert framer.buffered == 0


@thorough_settings
@given(st.lists(frames(Profile(24)), max_size=4), st.lists(st.integers(0, 400), max_size=12))
def test_any_split_of_the_bytes_gives_the_same_frames(sent: list[bytes], sizes: list[int]) -> None:
    """Where the stream is cut into chunks makes no difference."""
    stream = b"".join(sent)
    framer = Framer()
    received = []
    for size in [*sizes, len(stream)]:
        received += [frame for _, frame in framer.feed(stream[:size])]
        stream = stream[size:]
    assert received == sent
    assert framer.buffered == 0


def test_the_largest_message_is_accepted() -> None:
    """12,500 bytes, header included, are a legal message."""
    frame = header(12_492) + bytes(12_492)
    assert len(frame) == 12_500
    assert list(Framer().feed(frame)) == [(30, frame)]


def test_a_larger_one_is_refused_before_it_is_read() -> None:
    """The four bytes that announce too much are enough; what came before them is given out first."""
    framer = Framer()
    received = framer.feed(HEARTBEAT + header(MAX_MESSAGE_LENGTH + 1)[:4])
    assert next(received) == (5, HEARTBEAT)
    with pytest.raises(BadLength) as caught:
        next(received)
    assert caught.value.status is StatusCode.INVALID_MESSAGE_LENGTH
    assert caught.value.invoke_id == 0


def test_a_broken_stream_stays_broken() -> None:
    """Nothing can be read after a length that cannot be true, and nothing is kept."""
    framer = Framer()
    for _ in range(2):
        with pytest.raises(BadLength, match="4294967295 bytes"):
            list(framer.feed(b"\xff\xff\xff\xff"))
    with pytest.raises(BadLength):
        list(framer.feed(HEARTBEAT))
    assert framer.buffered == 0


def test_frames_that_were_not_asked_for_are_not_lost() -> None:
    """Who stops after the first frame gets the others with the next bytes."""
    framer = Framer()
    for _, frame in framer.feed(HEARTBEAT + EMPTY + HEARTBEAT[:6]):
        assert frame == HEARTBEAT
        break
    assert framer.buffered == len(EMPTY) + 6
    assert [frame for _, frame in framer.feed(HEARTBEAT[6:])] == [EMPTY, HEARTBEAT]
