"""The JSON form as text is what comes of the form."""

from __future__ import annotations

import json

from hypothesis import given, settings

from ctiproto.json_form import checked, decoded_json
from ctiproto.json_text import json_text
from ctiproto.versions import Profile
from tests.ctiproto.frames import framed, frames


def written(frame: bytes, profile: Profile) -> str:
    """The JSON form as text."""
    return json_text(frame, profile, checked(frame, profile).findings)


@settings(max_examples=1000, derandomize=True, deadline=None)
@given(frames())
def test_it_is_the_form_as_text(drawn: tuple[bytes, Profile]) -> None:
    """Byte for byte, for frames of every message and version, odd values and findings included."""
    frame, profile = drawn
    assert written(frame, profile) == json.dumps(decoded_json(frame, profile))


def test_a_frame_without_a_layout() -> None:
    """It has a body; its name is there if there is one."""
    assert written(framed(99_999, b"\x01"), Profile(15)) == (
        '{"type": 99999, "version": 15, "body": "01", "findings": '
        '[{"status": 2, "offset": 4, "reason": "no message has this type"}]}'
    )
    assert written(framed(254, b""), Profile(15)).startswith(
        '{"message": "CONFIG_MRD_EVENT", "type": 254, "version": 15, "body": "", "findings": [{'
    )
