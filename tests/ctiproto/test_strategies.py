"""The strategies give what they promise."""

from __future__ import annotations

import pytest
from hypothesis import find, given, settings

from ctiproto.codec import codec
from ctiproto.declare import Message, messages_of
from ctiproto.errors import RemoteProtocolError
from ctiproto.messages import (
    ActiveMaintenanceReqMsg,
    AgentStateEvent,
    BeginCallEvent,
    DeflectCallReq,
    HeartbeatReq,
    RegisterVariablesReq,
)
from ctiproto.strategies import frames, mangled_frames, messages
from ctiproto.versions import Dialect, Profile
from tests.ctiproto.examples import in_each_profile, property_settings, thorough_settings


@in_each_profile
def test_messages_are_of_the_version(profile: Profile) -> None:
    """No message is newer than the version that was asked for."""

    @property_settings
    @given(messages(profile))
    def check(message: Message) -> None:
        assert message.is_in(profile)

    check()


def test_messages_are_of_the_class() -> None:
    """The class that was asked for, filled in in many ways."""
    found = find(messages(Profile(24), AgentStateEvent), lambda message: len(message.skill_groups) > 1)
    assert isinstance(found, AgentStateEvent)
    assert (
        find(messages(Profile(24), AgentStateEvent), lambda message: not message.agent_state.is_known).agent_state == 15
    )
    assert (
        find(messages(Profile(24), RegisterVariablesReq), lambda message: bool(message.named_arrays))
        .named_arrays[0]
        .name
        == ""
    )


def test_messages_shrink_to_the_plainest() -> None:
    """Zero, empty, nothing that is optional."""
    assert find(messages(Profile(15), HeartbeatReq), lambda _: True) == HeartbeatReq(invoke_id=0)
    plain = find(messages(Profile(24), AgentStateEvent), lambda _: True)
    assert plain.agent_id is None
    assert plain.skill_groups == ()


def test_a_class_or_version_that_is_none_is_refused() -> None:
    """At once, not when the first example is drawn."""
    with pytest.raises(ValueError, match="ACTIVE_MAINTENANCE_REQ_MSG exists since version 24, not in 23"):
        messages(Profile(23), ActiveMaintenanceReqMsg)
    with pytest.raises(ValueError, match="protocol version 8"):
        messages(Profile(8))
    with pytest.raises(ValueError, match="DEFLECT_CALL_REQ is no message of uccx"):
        messages(Profile(18, Dialect.UCCX), DeflectCallReq)


@thorough_settings
@given(frames(Profile(24)) | frames(Profile(15), extras=True))
def test_frames_are_whole(frame: bytes) -> None:
    """Their header tells the truth, and their type is known."""
    assert int.from_bytes(frame[:4]) == len(frame) - 8
    assert int.from_bytes(frame[4:8]) in messages_of(Dialect.UCCE).by_number


def outcome(profile: Profile, frame: bytes) -> set[str]:
    """What becomes of a frame: the name of the error, or the statuses that were found."""
    try:
        findings = codec(profile).decode(frame).findings
    except RemoteProtocolError as error:
        return {type(error).__name__}
    return {str(int(finding.status)) for finding in findings} or {"legal"}


@pytest.mark.parametrize("version", [13, 24])
def test_mangled_frames_are_wrong_in_every_way(version: int) -> None:
    """Each thing that a decoder can find is found in some of them, and some stay legal."""
    seen: set[str] = set()

    # Hypothesis also draws constants of the modules that happen to be loaded: fewer examples suffice only by chance.
    @settings(property_settings, max_examples=1000)
    @given(mangled_frames(Profile(version), BeginCallEvent))
    def collect(frame: bytes) -> None:
        seen.update(outcome(Profile(version), frame))

    collect()
    newer = {"49"} if version < CALL_REFERENCE_ID_SINCE else set()
    assert seen >= {"BadLength", "BadFormat", "legal", "2", "3", "6", "23", "25", "26", *newer}


CALL_REFERENCE_ID_SINCE = 14
"""The newest field of BEGIN_CALL_EVENT."""


def test_messages_of_another_dialect() -> None:
    """Only those that it has, with values that fit its widths; frames and mangled frames are read in its layouts."""
    other = Dialect.UCCX
    profile = Profile(18, other)

    @property_settings
    @given(messages(profile, extras=True), frames(profile), mangled_frames(profile))
    def check(message: Message, frame: bytes, mangled: bytes) -> None:
        assert message.number in messages_of(other).by_number
        assert codec(profile).decode(codec(profile).encode(message)).message == message
        assert outcome(profile, frame) == {"legal"}
        outcome(profile, mangled)

    check()
