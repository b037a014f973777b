"""Whatever happens can be told to a client of any version."""

from __future__ import annotations

import pytest

from ctiproto.codec import codec
from ctiproto.version_rules import largest_message
from ctiproto.versions import Profile
from ctiserver.centre.switch import events as e
from ctiserver.engine.translate.events import translate
from ctiserver.site.keys import CallKey
from tests.ctiserver.engine.translate.happenings import EVENTS, desktop, facts


def _subclasses(kind: type[e.Event]) -> set[type[e.Event]]:
    below = set(kind.__subclasses__())
    return below.union(*(_subclasses(each) for each in below)) if below else set()


def test_there_is_one_of_each_kind() -> None:
    """Every kind of event that the switch can tell stands in the scenes of these tests."""
    leaves = {
        kind for kind in _subclasses(e.Event) if not kind.__subclasses__() and kind.__module__.startswith(e.__name__)
    }
    assert {type(event) for event in EVENTS} == leaves


@pytest.mark.parametrize("version", range(9, 26))
@pytest.mark.parametrize("profile", ["generic", "cce"])
@pytest.mark.parametrize("style", ["per_group", "list"])
def test_every_message_can_be_written_and_read(version: int, profile: str, style: str) -> None:
    """It encodes, reads back without findings, and encodes to the same bytes."""
    world = facts(version, desktop(), acd_profile=profile, agent_state_style=style)
    world.history.add(CallKey(5000, 16_777_217), "signed", 1.0)
    for event in EVENTS:
        for message in translate(event, world):
            if version < (message.declaration.since or 0):
                # Delivery leaves out what a version does not have.
                continue
            frame = codec(Profile(version)).encode(message)
            read = codec(Profile(version)).read(message.number, frame)
            assert not read.findings, (version, message)
            assert codec(Profile(version)).encode(read.message) == frame
            assert len(frame) <= largest_message(Profile(version))
