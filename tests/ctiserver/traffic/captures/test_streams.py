"""Promises of finding the frames of captured connections."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto.connection import Role
from ctiserver.traffic.captures import streams
from ctiserver.traffic.captures.items import Captured, Ended, Item, Seen, Unreadable
from ctiserver.traffic.captures.streams import Segment, Streams
from tests.support.frames import frame

HEARTBEAT = bytes.fromhex("00000004 00000005 00000001")
CONF = bytes.fromhex("00000004 00000006 00000001")
EVENT = frame(31, 0, 0x5F5E100, 3, 5000, 0, 0, fields=[(7, b"a floating field\0")], version=15)
CLIENT = Segment("p", "c:1", "s:2", 100, b"")
SERVER = Segment("p", "s:2", "c:1", 900, b"")


def opened(session: Streams) -> Streams:
    """Both ends have begun the connection."""
    assert not [*session.segment(attrs.evolve(CLIENT, sequence=99, syn=True, ack=False))]
    assert not [*session.segment(attrs.evolve(SERVER, sequence=899, syn=True))]
    return session


def sent(session: Streams, segment: Segment, **changes: Any) -> list[Item]:
    """The frames that a segment completes."""
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


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.data())
def test_any_journey_of_the_segments_gives_the_same_frames(data: st.DataObject) -> None:
    """Split anywhere, in any order, doubled and overlapping, over the end of the sequence numbers."""
    frames = data.draw(st.lists(st.sampled_from([HEARTBEAT, CONF, EVENT]), min_size=1, max_size=8))
    stream = b"".join(frames)
    first = data.draw(st.sampled_from([100, (1 << 32) - len(stream) // 2, (1 << 32) - 1]))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(stream) - 1), max_size=10)))
    place = st.integers(0, len(stream))
    extra = data.draw(st.lists(st.tuples(place, place), max_size=5))
    pieces = data.draw(st.permutations([*zip([0, *cuts], [*cuts, len(stream)], strict=True), *extra]))
    session = Streams()
    sent(session, CLIENT, sequence=(first - 1) % (1 << 32), syn=True, ack=False)
    found = [
        item
        for begin, end in pieces
        for item in sent(session, CLIENT, sequence=(first + begin) % (1 << 32), data=stream[begin:end])
    ]
    assert [item.frame for item in found if isinstance(item, Captured)] == frames
    assert list(session.end("x")) == [Ended(1)]


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.data())
def test_a_lost_segment_costs_what_was_in_it(data: st.DataObject) -> None:
    """That it is missing is told once; reading goes on at the next frame, wherever in a segment that begins."""
    frames = data.draw(st.lists(st.sampled_from([HEARTBEAT, CONF, EVENT]), min_size=6, max_size=12))
    stream = b"".join(frames)
    begin = data.draw(st.integers(len(frames[0]), len(stream) // 2))
    end = data.draw(st.integers(begin + 1, len(stream) * 2 // 3))
    session = opened(Streams())
    found = sent(session, CLIENT, data=stream[:begin])
    found += sent(session, CLIENT, sequence=100 + end, data=stream[end:])
    found += session.end("x")
    edges = [sum(map(len, frames[:count])) for count in range(len(frames) + 1)]
    whole = [frame for frame, at, to in zip(frames, edges, edges[1:], strict=False) if to <= begin or at >= end]
    assert [item.frame for item in found if isinstance(item, Captured)] == whole
    told = [item.reason for item in found if isinstance(item, Unreadable)]
    assert told == [f"{end - begin} bytes are missing in the capture"]


def test_missing_bytes_do_not_hold_up_the_rest() -> None:
    """When the other end acknowledges them, the capture lacks them: what comes behind them comes in its order."""
    session = opened(Streams())
    sent(session, CLIENT, data=HEARTBEAT)
    assert sent(session, CLIENT, sequence=124, data=HEARTBEAT) == []
    (first, second) = (sent(session, SERVER, acknowledges=136) for _ in range(2))
    assert first == second == []
    assert sent(session, SERVER, data=CONF, acknowledges=136) == [
        Unreadable("p, c:1 > s:2", "12 bytes are missing in the capture"),
        Captured("p, c:1 > s:2", HEARTBEAT, 1),
        Captured("p, s:2 > c:1", CONF, 1),
    ]


def test_who_is_who() -> None:
    """Who begins a connection is the client; one that was captured from its middle does not say."""
    session = Streams()
    (found,) = sent(opened(session), SERVER, data=CONF)
    assert isinstance(found, Captured)
    assert found.seen == Seen(None, "s:2", "c:1", Role.SERVER)
    session = Streams()
    sent(session, SERVER, sequence=899, syn=True)
    (found,) = sent(session, CLIENT, data=HEARTBEAT, time=5.0)
    assert isinstance(found, Captured)
    assert found.seen == Seen(5.0, "c:1", "s:2", Role.CLIENT)
    (found,) = sent(Streams(), CLIENT, data=HEARTBEAT)
    assert isinstance(found, Captured)
    assert found.seen.by is None


def test_how_a_connection_ended() -> None:
    """An end says whether it was a reset or two ends, and who was the last."""
    session = opened(Streams())
    (end,) = sent(session, SERVER, rst=True, time=7.0)
    assert isinstance(end, Ended)
    assert (end.seen, end.how) == (Seen(7.0, "s:2"), "reset")
    session = opened(Streams())
    sent(session, SERVER, fin=True)
    (end,) = sent(session, CLIENT, fin=True)
    assert isinstance(end, Ended)
    assert (end.seen.sender, end.how) == ("c:1", "closed")


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
    """Connections silent for longest are forgotten, so that memory does not grow with the capture."""
    monkeypatch.setattr(streams, "MOST_CONNECTIONS", 2)
    session = Streams()
    found = [item for port in range(4) for item in sent(session, CLIENT, sender=f"c:{port}", data=HEARTBEAT)]
    assert [item for item in found if isinstance(item, Ended)] == [Ended(1), Ended(2)]
