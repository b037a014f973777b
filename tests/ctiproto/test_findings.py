"""What is wrong with a message short of its structure is found, and the message kept."""

from __future__ import annotations

import pytest

from ctiproto.codec import codec
from ctiproto.constants import Distribution, StatusCode, Tag
from ctiproto.declare import Message
from ctiproto.errors import LocalProtocolError
from ctiproto.messages import FailureConf, HeartbeatReq, UserMessageReq
from ctiproto.schema import ExtraField
from ctiproto.versions import Profile
from tests.ctiproto.building import (
    OPEN_REQ,
    SERVICE_DATA,
    TEXT,
    agent_state,
    field,
    found,
    frame,
    read,
    uint,
    user_message,
    ushort,
)


@pytest.mark.fidelity("wire.last-one-wins")
def test_the_last_of_two_equal_fields_wins() -> None:
    """A field that is not a list's appears once; of two, the second counts."""
    message, findings = read(user_message(TEXT, field(Tag.TEXT, b"again\0")))
    assert isinstance(message, UserMessageReq)
    assert message.text == "again"
    assert findings == ()


def test_a_second_field_that_cannot_be_read_leaves_the_first() -> None:
    """What is no value takes no value's place."""
    data = frame(4, bytes(30) + field(Tag.NUM_PERIPHERALS, ushort(0)) + field(Tag.NUM_PERIPHERALS, b"\1"))
    message, findings = read(data, 20)
    assert message.extra_fields == (ExtraField(Tag.NUM_PERIPHERALS, b"\1"),)
    assert [finding.status for finding in findings] == [StatusCode.INVALID_FIELD_LENGTH]


@pytest.mark.fidelity("wire.any-order")
def test_floating_fields_may_come_in_any_order() -> None:
    """Only within lists the order means something."""
    agent = field(Tag.AGENT_ID, b"1001\0")
    assert read(user_message(TEXT, agent)) == read(user_message(agent, TEXT))


@pytest.mark.fidelity("wire.text")
@pytest.mark.parametrize(("data", "text"), [(b"", ""), (b"\0", ""), (b"a", "a"), (b"a\0b\0", "a\0b"), (b"\xe9\0", "é")])
def test_text_is_read_leniently(data: bytes, text: str) -> None:
    """The last NUL may be missing, also of empty text; a NUL within stays; a byte is a character."""
    message, findings = read(user_message(field(Tag.TEXT, data)))
    assert isinstance(message, UserMessageReq)
    assert message.text == text
    assert findings == ()


@pytest.mark.parametrize("version", [19, 20])
def test_text_may_fill_its_field(version: int) -> None:
    """The longest text has one byte fewer than its field, for the NUL: 254 of 255, also where the length is a byte."""
    message = UserMessageReq(invoke_id=1, peripheral_id=1, distribution=Distribution(0), text="x" * 254)
    data = codec(Profile(version)).encode(message)
    assert codec(Profile(version)).decode(data) == (message, ())
    with pytest.raises(LocalProtocolError, match="takes 256 bytes, at most 255") as caught:
        codec(Profile(version)).encode(message.changed(text="x" * 255))
    assert (caught.value.message, caught.value.field) == ("USER_MESSAGE_REQ", "Text")


@pytest.mark.fidelity("wire.field-length")
def test_text_that_is_too_long_is_found_and_kept() -> None:
    """Its length is a finding; the text is there."""
    data = user_message(TEXT, field(Tag.AGENT_ID, b"1234567890123\0"))
    message, _ = read(data)
    assert isinstance(message, UserMessageReq)
    assert message.agent_id == "1234567890123"
    assert found(data) == [(StatusCode.INVALID_FIELD_LENGTH, "AgentID", 28)]


def test_a_number_of_a_wrong_width_is_found_and_its_bytes_kept() -> None:
    """It has no value, but it is written again as it came."""
    data = frame(129, uint(1) + field(Tag.APP_PATH_ID, b"\1\2"))
    message, findings = read(data)
    assert message.extra_fields == (ExtraField(Tag.APP_PATH_ID, b"\1\2"),)
    assert [(finding.status, finding.offset) for finding in findings] == [
        (StatusCode.INVALID_FIELD_LENGTH, 12),
        (StatusCode.REQUIRED_DATA_MISSING, 18),
    ]


def test_a_required_field_that_is_missing_is_found() -> None:
    """Its attribute is None; such a message is not written."""
    message, findings = read(user_message())
    assert message == UserMessageReq(
        invoke_id=1,
        peripheral_id=5000,
        distribution=Distribution(0),
        text=None,  # type: ignore[arg-type] # what a reader makes of it
    )
    assert [(finding.status, finding.field) for finding in findings] == [(StatusCode.REQUIRED_DATA_MISSING, "Text")]
    with pytest.raises(LocalProtocolError, match=r"USER_MESSAGE_REQ\.Text: a required field is not set"):
        codec(Profile(24)).encode(message)


def test_an_unknown_number_of_an_enumeration_is_kept() -> None:
    """It is no finding: whether to refuse it is the session's choice."""
    data = frame(1, uint(9) + uint(4711))
    message, findings = read(data)
    assert message == FailureConf(invoke_id=9, status=StatusCode(4711))
    assert findings == ()
    assert codec(Profile(24)).encode(message) == data


@pytest.mark.fidelity("wire.unknown-tag")
@pytest.mark.parametrize(
    ("version", "tag", "status"),
    [
        (24, 0, StatusCode.INVALID_FIELD_TAG),
        (24, 9999, StatusCode.INVALID_FIELD_TAG),
        (24, Tag.ANI, StatusCode.INVALID_TAG_FOR_MSG_TYPE),
        (24, Tag.AGENT_ID_LONG, None),
        (24, Tag.CTIOS_CIL_CLIENT_ID, None),
        (25, Tag.CTIOS_CIL_CLIENT_ID, None),
        (9, Tag.CTIOS_CIL_CLIENT_ID, None),
        (24, Tag.CLIENT_SHARE_KEY, None),
    ],
)
def test_a_tag_that_the_message_does_not_have(version: int, tag: int, status: StatusCode | None) -> None:
    """Unknown, of another message, or accepted in every request: kept in any case."""
    wide = version >= 20
    body = uint(1) + uint(5000) + ushort(0) + field(Tag.TEXT, b"\0", wide=wide) + field(tag, b"x\0", wide=wide)
    message, findings = read(frame(107, body), version)
    assert [finding.status for finding in findings] == ([] if status is None else [status])
    if (version, tag) != (24, Tag.CTIOS_CIL_CLIENT_ID):  # there, the message has it
        assert message.extra_fields == (ExtraField(tag, b"x\0"),)
    assert codec(Profile(version)).encode(message) == frame(107, body)


def test_two_empty_fields_with_tag_0_are_read() -> None:
    """A zero UINT where a version has none reads so; it is found twice, and survives."""
    data = frame(5, uint(7) + uint(0))
    message, findings = read(data, 19)
    assert message == HeartbeatReq(invoke_id=7, extra_fields=(ExtraField(0, b""), ExtraField(0, b"")))
    assert [(finding.status, finding.offset) for finding in findings] == [(3, 12), (3, 14)]
    assert codec(Profile(19)).encode(message) == data


def test_a_tag_newer_than_the_session_is_found() -> None:
    """The message has the field, but only in a later version."""
    assert [finding.status for finding in read(agent_state(15, field(Tag.DIRECTION, uint(1), wide=False)), 15)[1]] == [
        StatusCode.INVALID_TAG_FOR_VERSION
    ]
    assert read(agent_state(16, field(Tag.DIRECTION, uint(1), wide=False)), 16)[1] == ()


@pytest.mark.fidelity("wire.unpublished-tag")
@pytest.mark.parametrize(("message", "version"), [(OPEN_REQ.changed(version_number=23), 23), (SERVICE_DATA, 24)])
def test_an_unknown_tag_may_be_the_one_that_is_not_published(message: Message, version: int) -> None:
    """Where a message has a field whose tag is not published, an unknown tag is no finding."""
    data = codec(Profile(version)).encode(message.changed(extra_fields=(ExtraField(9999, b"?"),)))
    assert found(data, version) == []


@pytest.mark.parametrize("tag", [Tag.MEDIA_TYPE, Tag.MEDIA_PROVIDER])
def test_counts_of_suggestions_are_accepted_at_version_25(tag: Tag) -> None:
    """Edition 25 gave their tags to another message and names no other ones."""
    data = frame(283, bytes(20) + field(tag, ushort(2)))
    assert found(data, 25) == found(data, 24) == []
    assert read(data, 25)[0].extra_fields == (ExtraField(tag, ushort(2)),)


def test_what_has_no_published_tag_is_not_dropped_silently() -> None:
    """A field that cannot be sent is refused when it is set."""
    with pytest.raises(LocalProtocolError, match=r"OPEN_REQ\.UniqueInstanceID: the tag of this field is not published"):
        codec(Profile(24)).encode(OPEN_REQ.changed(unique_instance_id="x"))
