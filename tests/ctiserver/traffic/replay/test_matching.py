"""Promises about matching: which frame of the tape a client means."""

from __future__ import annotations

import pytest

from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.traffic.replay.dialogue import TapeFrame
from ctiserver.traffic.replay.matching import ABOUT, Matching
from tests.ctiserver.traffic.replay.dialogues import CLIENT, CLOSE, VERSION, opened, query, written

WAITING = [taped for taped in opened((2.0, CLIENT, query("1")), (3.0, CLIENT, query("2"))).frames if taped.order >= 2]


def found(matching: Matching, message: Message, waiting: list[TapeFrame] = WAITING) -> int | None:
    """The place of the frame of the tape."""
    taped = matching.find(written(message), Profile(VERSION), waiting)
    return None if taped is None else taped.order


@pytest.mark.parametrize(
    ("matching", "message", "place"),
    [
        (Matching(), query("1", 5), 2),
        (Matching(), query("2", 5), None),
        (Matching(), CLOSE, None),
        (Matching(names=frozenset()), query("2", 5), 2),
        (Matching(names=None), query("1", 5), 2),
        (Matching(names=None), query("1", 5).changed(mrd_id=2), None),
        (Matching(names=ABOUT), query("1", 5).changed(mrd_id=2), 2),
        (Matching("lenient"), query("2", 5), 3),
        (Matching("lenient"), query("3", 5), 2),
        (Matching("lenient"), CLOSE, None),
        (Matching("lenient", None), query("2", 5).changed(mrd_id=2), 3),
    ],
)
def test_the_frame_that_is_meant(matching: Matching, message: Message, place: int | None) -> None:
    """Strictly the next one; leniently any, or the one most like it."""
    assert found(matching, message) == place


def test_nothing_is_left() -> None:
    """Where no request of the tape is left, none matches."""
    assert found(Matching(), query("1"), []) is None
