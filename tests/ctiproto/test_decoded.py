"""What reading a frame gives, whichever codec reads it."""

from __future__ import annotations

from ctiproto import generate, reference
from ctiproto.codec import codec
from ctiproto.decoded import Decoded
from ctiproto.layout import layout_of
from ctiproto.messages import HeartbeatReq
from ctiproto.versions import Profile

FRAME = bytes.fromhex("00000004 00000005 00000007")
ODD = bytes.fromhex("0000000c 00000005 00000007 03e7 0004 0a0b0c0d")


def test_a_message_and_its_findings_go_by_name_and_by_place() -> None:
    """It is a pair whose parts have names; a frame in order has no findings."""
    decoded = codec(Profile(25)).decode(FRAME)
    message, findings = decoded
    assert (message, findings) == (decoded.message, decoded.findings) == (HeartbeatReq(invoke_id=7), ())
    assert decoded == Decoded(HeartbeatReq(invoke_id=7))


def test_both_codecs_give_it() -> None:
    """With and without findings it is of one type."""
    layout = layout_of(HeartbeatReq, Profile(25))
    for frame in (FRAME, ODD):
        ours, theirs = generate.parser(layout)(frame), reference.parse(layout, frame)
        assert type(ours) is type(theirs) is Decoded
        assert ours == theirs
