"""Promises of finding the frames of captured connections."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from server.captures import streams
from server.captures.items import Captured, Ended, Item, Unreadable
from server.captures.streams import Segment, Streams

HEARTBEAT = bytes.fromhex("00000004 00000005 00000001")
CONF = bytes.fromhex("00000004 00000006 00000001")
CLIENT = Segment("p", "c:1", "s:2", 100, b"")
SERVER = Segment("p", "s:2", "c:1", 900, b"")


def opened(session: Streams) -> Streams:
    """Both ends have begun the connection."""
    assert not [*session.segment(attrs.evolve(CLIENT, sequence=99, syn=True, ack=False))]
    assert not [*session.segment(attrs.evolve(SERVER, sequence=899, syn=True))]
    return session


def sent(session: Streams, segment: Segment, **changes: Any) -> list[Item]:
    """What a segment brings."""
    return list(session.segment(attrs.evolve(segment, **changes)))


def test_frames_of_both_directions() -> None:
    """Each is told with its packet and its direction."""
    session = opened(Streams())
    assert sent(session, CLIENT, data=HEARTBEAT) == [Captured("p, c:1 > s:2", HEARTBEAT, 1)]
    assert sent(session, SERVER, data=CONF) == [Captured("p, s:2 > c:1", CONF, 1)]
    assert list(session.end("x")) == [Ended(1)]
    assert list(session.end("x")) == []


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.sets(st.integers(1, 3 * len(HEARTBEAT) - 1)))
def test_any_split_gives_the_same_frames(cuts: set[int]) -> None:
    """A frame may be split between segments in any way."""
    session, data = opened(Streams()), 3 * HEARTBEAT
    ends = sorted(cuts)
    found = [
        item
        for begin, end in zip([0, *ends], [*ends, len(data)], strict=True)
        for item in sent(session, CLIENT, sequence=100 + begin, data=data[begin:end])
    ]
    assert [item.frame for item in found if isinstance(item, Captured)] == [HEARTBEAT] * 3


def test_connections_are_told_apart() -> None:
    """Also two with the same addresses and ports, one after the other."""
    session = opened(Streams())
    sent(session, CLIENT, data=HEARTBEAT)
    other = sent(session, CLIENT, sender="c:7", data=HEARTBEAT)
    assert other == [Captured("p, c:7 > s:2", HEARTBEAT, 2)]
    again = sent(session, CLIENT, sequence=99, syn=True, ack=False)
    assert again == []
    assert sent(session, CLIENT, sequence=5_000, syn=True, ack=False) == [Ended(1)]
    assert sent(session, CLIENT, sequence=5_001, data=HEARTBEAT) == [Captured("p, c:1 > s:2", HEARTBEAT, 3)]


def test_a_connection_ends_when_both_ends_say_so() -> None:
    """What comes late counts, what comes after the end does not."""
    session = opened(Streams())
    assert sent(session, SERVER, fin=True) == []
    assert sent(session, CLIENT, sequence=112, fin=True) == []
    assert sent(session, CLIENT, data=HEARTBEAT) == [Captured("p, c:1 > s:2", HEARTBEAT, 1), Ended(1)]
    assert sent(session, CLIENT, sequence=113, data=HEARTBEAT) == []
    assert list(session.end("x")) == []


def test_a_reset_ends_a_connection() -> None:
    """An unfinished frame is told."""
    session = opened(Streams())
    sent(session, CLIENT, data=HEARTBEAT + b"\0\0")
    assert sent(session, SERVER, rst=True) == [
        Unreadable("p, c:1 > s:2", "ends within a frame, 2 bytes of it are there"),
        Ended(1),
    ]


def test_missing_bytes_are_told() -> None:
    """Reading goes on where a segment begins with a header."""
    session = opened(Streams())
    sent(session, CLIENT, data=HEARTBEAT)
    for sequence, data in ((120, b"rest"), (124, HEARTBEAT + b"\0")):
        assert sent(session, CLIENT, sequence=sequence, data=data) == []
    assert list(session.end("x")) == [
        Unreadable("x, c:1 > s:2", "8 bytes are missing in the capture"),
        Captured("x, c:1 > s:2", HEARTBEAT, 1),
        Unreadable("x, c:1 > s:2", "ends within a frame, 1 bytes of it are there"),
        Ended(1),
    ]


def test_a_capture_that_begins_in_the_middle() -> None:
    """The first segment that begins with a header is the beginning."""
    session = Streams()
    assert sent(session, CLIENT, data=b"rest of a frame") == []
    assert sent(session, CLIENT, sequence=115, data=HEARTBEAT[:7]) == []
    assert sent(session, CLIENT, sequence=122, data=HEARTBEAT) == [Captured("p, c:1 > s:2", HEARTBEAT, 1)]


def test_other_traffic_is_passed_over() -> None:
    """Whether its first bytes look like a length or not, and also where bytes of it are missing."""
    session = opened(Streams())
    assert sent(session, CLIENT, data=b"GET / HTTP/1.1") == []
    assert sent(session, CLIENT, sequence=200, data=b"missing") == []
    assert sent(session, SERVER, data=b"\0\0\0\1\xffSMB\0") == []
    assert list(session.end("x")) == [Ended(1)]


def test_what_stops_making_sense_is_told() -> None:
    """A length beyond the largest message cannot be read on."""
    session = opened(Streams())
    reason = "expected the header of a frame: a body of 4294967295 bytes is announced, at most 12492 are allowed"
    assert sent(session, CLIENT, data=HEARTBEAT + b"\xff\xff\xff\xff") == [
        Captured("p, c:1 > s:2", HEARTBEAT, 1),
        Unreadable("p, c:1 > s:2", reason),
    ]


def test_connections_that_were_silent_longest_are_forgotten(monkeypatch: Any) -> None:
    """So memory does not grow with the capture."""
    monkeypatch.setattr(streams, "MOST_CONNECTIONS", 2)
    session = Streams()
    found = [item for port in range(4) for item in sent(session, CLIENT, sender=f"c:{port}", data=HEARTBEAT)]
    assert [item for item in found if isinstance(item, Ended)] == [Ended(1), Ended(2)]
