"""Promises of taking a frame apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from ctiproto.dissect import dissect
from ctiproto.versions import Profile
from tests.ctiproto.frames import bodies, framed, frames


@settings(max_examples=200, derandomize=True, deadline=None)
@given(frames())
def test_all_parts_together_are_the_frame(drawn: tuple[bytes, Profile]) -> None:
    """No byte of a whole frame is lost or told twice, and each stands where its part says."""
    frame, profile = drawn
    parts = dissect(frame, profile)
    at = 8
    for fixed in parts.fixed:
        assert fixed.offset == at
        at += len(fixed.data)
    for floating in parts.floating:
        assert floating.offset == at
        at += len(floating.data) + parts.profile.tag_width + parts.profile.length_width
        assert frame[:at].endswith(floating.data)
    assert at == parts.end == len(frame)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(bodies())
def test_any_frame_is_taken_apart_as_far_as_it_goes(drawn: tuple[bytes, Profile]) -> None:
    """Broken structure is no error here."""
    frame, profile = drawn
    parts = dissect(frame, profile)
    assert 8 <= parts.end <= len(frame)


def test_a_header_is_needed() -> None:
    """Less than a header is no frame."""
    with pytest.raises(ValueError, match="not only 7 bytes"):
        dissect(framed(5, b"")[:7], Profile(15))
