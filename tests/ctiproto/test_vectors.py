"""Frames that were written by hand from the guide, in both directions."""

from __future__ import annotations

import pytest

from ctiproto import reference
from ctiproto.codec import codec
from ctiproto.declare import Message, messages_of
from ctiproto.framing import Framer
from ctiproto.layout import layout_of_body
from tests.ctiproto.vectors import VECTORS, Vector

each_vector = pytest.mark.parametrize("vector", VECTORS, ids=str)


def test_there_are_vectors() -> None:
    """The folder was found: no test below passes for want of frames."""
    assert len(VECTORS) >= 48


@each_vector
def test_a_vector_reads_without_findings(vector: Vector) -> None:
    """A frame of the guide is a message of its class with nothing wrong in it."""
    message, findings = codec(vector.profile).decode(vector.frame)
    assert type(message) is messages_of(vector.profile.dialect).by_name[vector.message]
    assert findings == ()
    assert message.extra_fields == ()


@each_vector
def test_writing_gives_the_bytes_of_the_vector(vector: Vector) -> None:
    """What was read is written as the same bytes: the vectors' floating fields stand in the declared order."""
    message = codec(vector.profile).decode(vector.frame).message
    assert codec(vector.profile).encode(message) == vector.frame


@each_vector
def test_the_reference_codec_agrees_with_the_vector(vector: Vector) -> None:
    """The construct built from the declaration reads the same message and writes the same bytes."""
    message = codec(vector.profile).decode(vector.frame).message
    layout = layout_of_body(
        messages_of(vector.profile.dialect).by_name[vector.message], vector.profile, len(vector.frame) - 8
    )
    assert reference.parse(layout, vector.frame) == (message, ())
    assert reference.build(layout, message) == vector.frame


def read_from(vector: Vector, chunks: list[bytes]) -> list[Message]:
    """What a connection that gets these chunks reads."""
    framer = Framer()
    return [codec(vector.profile).read(*cut).message for chunk in chunks for cut in framer.feed(chunk)]


@each_vector
def test_a_vector_may_arrive_in_any_pieces(vector: Vector) -> None:
    """Whole, byte by byte, and with the next frame's beginning behind it, a frame reads the same."""
    message = codec(vector.profile).decode(vector.frame).message
    frame = vector.frame
    assert read_from(vector, [frame]) == [message]
    assert read_from(vector, [frame[at : at + 1] for at in range(len(frame))]) == [message]
    assert read_from(vector, [frame + frame[:5]]) == [message]
    assert read_from(vector, [frame + frame[:5], frame[5:]]) == [message, message]
