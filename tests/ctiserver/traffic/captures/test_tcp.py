"""Promises of putting one direction of a TCP connection together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ctiserver.traffic.captures.tcp import ACKNOWLEDGED, MOST_SEGMENTS, MOST_WAITING, Direction, Gap

FIRST = 0xFFFFFFF0
"""Sixteen bytes before sequence numbers begin again."""

DATA = bytes(range(64))


def opened() -> Direction:
    """A direction whose beginning was captured."""
    direction = Direction()
    direction.open(FIRST)
    return direction


def take(direction: Direction, begin: int, end: int) -> list[bytes | Gap]:
    """What the segment with these bytes of ``DATA`` brings."""
    return list(direction.segment((FIRST + begin) % (1 << 32), DATA[begin:end]))


def test_segments_in_order() -> None:
    """Each comes out as it was sent, over the end of the sequence numbers too."""
    direction = opened()
    assert take(direction, 0, 10) == [DATA[:10]]
    assert take(direction, 10, 20) == [DATA[10:20]]
    assert take(direction, 20, 20) == []
    assert not list(direction.end())


def test_segments_out_of_order_wait() -> None:
    """Segments that come too early are returned when the missing bytes are there."""
    direction = opened()
    assert take(direction, 20, 30) == []
    assert take(direction, 10, 20) == []
    assert take(direction, 0, 10) == [DATA[:10], DATA[10:20], DATA[20:30]]


def test_retransmissions_count_once() -> None:
    """Whole or in part, early or late; what came first stands."""
    direction = opened()
    take(direction, 0, 10)
    assert take(direction, 0, 10) == []
    assert take(direction, 5, 15) == [DATA[10:15]]
    assert take(direction, 20, 25) == []
    assert take(direction, 20, 22) == []
    assert take(direction, 20, 30) == []
    assert take(direction, 15, 22) == [DATA[15:22], DATA[22:30]]


def test_of_what_waits_the_longer_one_stands() -> None:
    """A shorter retransmission of bytes that wait does not take the place of the longer one; a longer one does."""
    direction = opened()
    take(direction, 0, 10)
    assert take(direction, 20, 30) == []
    assert take(direction, 20, 24) == []
    assert take(direction, 40, 44) == []
    assert take(direction, 40, 50) == []
    assert take(direction, 10, 20) == [DATA[10:20], DATA[20:30]]
    assert take(direction, 30, 40) == [DATA[30:40], DATA[40:50]]


def test_without_the_beginning_the_first_segment_is_it() -> None:
    """A capture may begin in the middle of a connection."""
    direction = Direction()
    assert list(direction.segment(77, b"a")) == [b"a"]
    assert list(direction.segment(76, b"x")) == []
    assert direction.first is None


def test_missing_bytes_are_reported_at_the_end() -> None:
    """Missing bytes are a gap at the end, and the bytes behind it follow."""
    direction = opened()
    take(direction, 4, 10)
    take(direction, 12, 14)
    assert list(direction.end()) == [Gap(4), DATA[4:10], Gap(2), DATA[12:14]]


def test_missing_bytes_are_reported_when_too_much_waits() -> None:
    """What is kept has a bound, in bytes and in segments."""
    direction = opened()
    big = bytes(MOST_WAITING)
    assert list(direction.segment(FIRST + 1, big)) == []
    assert list(direction.segment(FIRST + 1 + len(big), b"a")) == [Gap(1), big, b"a"]
    direction = opened()
    results = [list(direction.segment(FIRST + 2 * index + 1, b"a")) for index in range(MOST_SEGMENTS + 1)]
    assert [result for result in results if result] == [[Gap(1), b"a"]]


def test_bytes_that_the_other_end_has_are_not_waited_for() -> None:
    """Once it has said so several times, as one acknowledgement may have overtaken them."""
    direction = opened()
    take(direction, 0, 10)
    assert list(direction.acknowledged(FIRST + 5)) == []
    assert take(direction, 12, 20) == []
    for _ in range(ACKNOWLEDGED - 1):
        assert list(direction.acknowledged(FIRST + 11)) == []
        assert list(direction.acknowledged((FIRST + 20) % (1 << 32))) == []
    assert take(direction, 10, 12) == [DATA[10:12], DATA[12:20]]
    assert take(direction, 22, 24) == []
    assert take(direction, 26, 28) == []
    said = [list(direction.acknowledged((FIRST + 24) % (1 << 32))) for _ in range(ACKNOWLEDGED)]
    assert said == [*[[]] * (ACKNOWLEDGED - 1), [Gap(2), DATA[22:24]]]
    assert list(direction.end()) == [Gap(2), DATA[26:28]]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.data())
def test_any_order_and_overlap_gives_the_same_bytes(data: st.DataObject) -> None:
    """However a stream was cut, doubled and shuffled, it comes out once."""
    cuts = sorted(data.draw(st.sets(st.integers(1, len(DATA) - 1))))
    pieces = list(zip([0, *cuts], [*cuts, len(DATA)], strict=True))
    extra = data.draw(st.lists(st.tuples(st.integers(0, 63), st.integers(0, 64)), max_size=5))
    shuffled = data.draw(st.permutations([*pieces, *extra]))
    direction = opened()
    whole = [chunk for begin, end in shuffled for chunk in take(direction, begin, end)]
    assert b"".join(chunk for chunk in whole if isinstance(chunk, bytes)) == DATA
    assert list(direction.end()) == []
