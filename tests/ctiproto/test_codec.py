"""Frames to messages and back, in the layouts of one version."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctiproto.codec import Codec, announced_profile, codec
from ctiproto.constants import CTIService, StatusCode, Tag
from ctiproto.declaration import ExtraField
from ctiproto.declare import Message
from ctiproto.errors import BadFormat, BadLength, Finding, LocalProtocolError, RemoteProtocolError
from ctiproto.framing import Framer
from ctiproto.messages import (
    AgentStateEvent,
    ClientEventReportReq,
    ConfigPeripheralEvent,
    ConfigRequestEvent,
    ConfigServiceEvent,
    FailureConf,
    HeartbeatReq,
    MediaLoginReq,
    OpenReq,
    RegisterVariablesReq,
    SetAgentServiceDataReq,
    UserMessageReq,
)
from ctiproto.strategies import mangled_frames, messages
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import VERSIONS, Profile
from ctiproto.wire import NamedVariable
from tests.ctiproto.building import field, frame, uint, ushort
from tests.ctiproto.examples import property_settings, thorough_settings

OPEN_REQ = OpenReq(
    invoke_id=1,
    version_number=24,
    services_requested=CTIService.SERVICE_ALL_EVENTS,
    call_msg_mask=0,
    agent_state_mask=0,
    config_msg_mask=0,
    client_id="a",
    client_password=b"",
)


def user_message(*fields: bytes) -> bytes:
    """A USER_MESSAGE_REQ with these floating fields."""
    return frame(107, uint(1) + uint(5000) + ushort(0) + b"".join(fields))


TEXT = field(Tag.TEXT, b"hello\0")


def read(data: bytes, version: int = 24) -> tuple[Message, tuple[Finding, ...]]:
    """What a frame says."""
    return codec(version).decode(data)


def found(data: bytes, version: int = 24) -> list[tuple[int, str, int]]:
    """Status, field and offset of what is wrong with a frame."""
    return [(finding.status, finding.field, finding.offset) for finding in read(data, version)[1]]


# --- both directions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_written_reads_back(version: int) -> None:
    """Every message of every version survives a round trip, without findings."""

    @property_settings
    @given(messages(version))
    def check(message: Message) -> None:
        assert codec(version).decode(codec(version).encode(message)) == (message, ())

    check()


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_not_listed_survives_a_round_trip(version: int) -> None:
    """Floating fields that a message does not have are kept with their bytes."""

    @property_settings
    @given(messages(version, extras=True))
    def check(message: Message) -> None:
        assert codec(version).decode(codec(version).encode(message)).message == message

    check()


def test_codecs_of_a_version_are_made_once() -> None:
    """Asking again gives the same codec; another version or none is refused."""
    assert codec(15) is codec(15)
    assert codec(15).profile == Profile(15)
    with pytest.raises(ValueError, match="protocol version 8"):
        codec(8)


# --- only our own errors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_but_our_errors_comes_of_broken_frames(version: int) -> None:
    """A frame is a message with findings, or it raises RemoteProtocolError; the connection lives on after it."""

    @property_settings
    @given(st.lists(mangled_frames(version) | st.binary(max_size=64), max_size=4))
    def check(sent: list[bytes]) -> None:
        framer = Framer()
        for data in sent:
            with_errors(codec(version), data)
            try:
                for number, cut in framer.feed(data):
                    assert int.from_bytes(cut[4:8]) == number
                    with_errors(codec(version), cut)
            except BadLength:
                framer = Framer()

    check()


def with_errors(reader: Codec, data: bytes) -> None:
    """Read a frame that may be broken; a message must be writable or refused by our own error."""
    try:
        message = reader.decode(data).message
    except RemoteProtocolError as error:
        assert error.status in {StatusCode.INVALID_MESSAGE_LENGTH, StatusCode.BAD_MESSAGE_FORMAT}
        return
    try:
        reader.encode(message)
    except LocalProtocolError as error:
        assert error.field


@thorough_settings
@given(st.sampled_from(VERSIONS), st.binary(max_size=200))
def test_a_frame_of_another_length_than_its_header_says_is_refused(version: int, data: bytes) -> None:
    """Neither more nor fewer bytes than announced make a frame."""
    if data[:4] != (len(data) - 8).to_bytes(4, signed=True):
        with pytest.raises(BadLength) as caught:
            codec(version).decode(data)
        assert caught.value.status is StatusCode.INVALID_MESSAGE_LENGTH


# --- structure -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "where", "offset", "invoke_id"),
    [
        (frame(107, b""), "InvokeID", 8, 0),
        (frame(107, b"\0\0\1"), "InvokeID", 8, 0),
        (frame(107, uint(7)), "PeripheralID", 12, 7),
        (frame(107, uint(7) + uint(5000) + b"\0"), "Distribution", 16, 7),
        (user_message(b"\0"), "", 18, 1),
        (user_message(TEXT, b"\0\7\0"), "", 28, 1),
        (user_message(field(Tag.TEXT, b"hello\0")[:-1]), "Text", 18, 1),
        (user_message(TEXT, b"\x27\x0f\0\1"), "9999", 28, 1),
        (frame(30, b""), "MonitorID", 8, 0),
    ],
    ids=range(9),
)
def test_a_broken_structure_is_refused(data: bytes, where: str, offset: int, invoke_id: int) -> None:
    """A short fixed part, a field past the end, stray bytes: the error says where, and what to answer."""
    with pytest.raises(BadFormat) as caught:
        read(data)
    error = caught.value
    assert (error.finding.field, error.finding.offset, error.invoke_id) == (where, offset, invoke_id)
    assert error.status is StatusCode.BAD_MESSAGE_FORMAT


def test_a_field_may_end_with_the_frame() -> None:
    """The last byte of a frame is the last byte of its last field."""
    message, findings = read(user_message(TEXT))
    assert isinstance(message, UserMessageReq)
    assert message.text == "hello"
    assert findings == ()


def test_one_byte_is_too_little_for_a_field_below_version_20() -> None:
    """Tag and length take two bytes together there."""
    body = uint(1) + uint(5000) + ushort(0)
    with pytest.raises(BadFormat, match="1 bytes are left over"):
        read(frame(107, body + b"\7"), 19)
    assert found(frame(107, body + b"\7\0"), 19) == []


# --- fields ----------------------------------------------------------------------------------------------------------


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


def test_floating_fields_may_come_in_any_order() -> None:
    """Only within lists the order means something."""
    agent = field(Tag.AGENT_ID, b"1001\0")
    assert read(user_message(TEXT, agent)) == read(user_message(agent, TEXT))


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
    message = UserMessageReq(invoke_id=1, peripheral_id=1, distribution=0, text="x" * 254)
    data = codec(version).encode(message)
    assert codec(version).decode(data) == (message, ())
    with pytest.raises(LocalProtocolError, match="takes 256 bytes, at most 255") as caught:
        codec(version).encode(message.changed(text="x" * 255))
    assert (caught.value.message, caught.value.field) == ("USER_MESSAGE_REQ", "Text")


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
    assert isinstance(message, UserMessageReq)
    assert message.text is None
    assert [(finding.status, finding.field) for finding in findings] == [(StatusCode.REQUIRED_DATA_MISSING, "Text")]
    with pytest.raises(LocalProtocolError, match="USER_MESSAGE_REQ.Text: a required field is not set"):
        codec(24).encode(message)


def test_an_unknown_number_of_an_enumeration_is_kept() -> None:
    """It is no finding: whether to refuse it is the session's choice."""
    data = frame(1, uint(9) + uint(4711))
    message, findings = read(data)
    assert message == FailureConf(invoke_id=9, status=StatusCode(4711))
    assert findings == ()
    assert codec(24).encode(message) == data


# --- tags ------------------------------------------------------------------------------------------------------------


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
    assert codec(version).encode(message) == frame(107, body)


def test_two_empty_fields_with_tag_0_are_read() -> None:
    """A zero UINT where a version has none reads so; it is found twice, and survives."""
    data = frame(5, uint(7) + uint(0))
    message, findings = read(data, 19)
    assert message == HeartbeatReq(invoke_id=7, extra_fields=(ExtraField(0, b""), ExtraField(0, b"")))
    assert [(finding.status, finding.offset) for finding in findings] == [(3, 12), (3, 14)]
    assert codec(19).encode(message) == data


def test_a_tag_newer_than_the_session_is_found() -> None:
    """The message has the field, but only in a later version."""
    assert [finding.status for finding in read(agent_state(15, field(Tag.DIRECTION, uint(1), wide=False)), 15)[1]] == [
        StatusCode.INVALID_TAG_FOR_VERSION
    ]
    assert read(agent_state(16, field(Tag.DIRECTION, uint(1), wide=False)), 16)[1] == ()


def agent_state(version: int, *fields: bytes, listed: int = 0) -> bytes:
    """An AGENT_STATE_EVENT of a version from 10 to 18 or of 24 that announces ``listed`` skill groups."""
    department = uint(0) if version >= 19 else b""
    return frame(30, bytes(56) + ushort(listed) + department + b"".join(fields))


@pytest.mark.parametrize("cls_and_version", [(OpenReq, 23), (SetAgentServiceDataReq, 24)])
def test_an_unknown_tag_may_be_the_one_that_is_not_published(cls_and_version: tuple[type[Message], int]) -> None:
    """Where a message has a field whose tag nobody knows, an unknown tag is no finding."""
    cls, version = cls_and_version
    known = {OpenReq: OPEN_REQ.changed(version_number=23)}.get(cls)
    message = known or SetAgentServiceDataReq(
        invoke_id=1,
        router_call_key_day=1,
        router_call_key_call_id=1,
        router_call_key_sequence_number=1,
        agent_skill_target_id=1,
    )
    data = codec(version).encode(message.changed(extra_fields=(ExtraField(9999, b"?"),)))
    assert found(data, version) == []


@pytest.mark.parametrize("tag", [Tag.MEDIA_TYPE, Tag.MEDIA_PROVIDER])
def test_counts_of_suggestions_are_accepted_at_version_25(tag: Tag) -> None:
    """Edition 25 gave their tags to another message and names no other ones."""
    data = frame(283, bytes(20) + field(tag, ushort(2)))
    assert found(data, 25) == found(data, 24) == []
    assert read(data, 25)[0].extra_fields == (ExtraField(tag, ushort(2)),)


def test_what_has_no_published_tag_is_not_dropped_silently() -> None:
    """A field that cannot be sent is refused when it is set."""
    with pytest.raises(LocalProtocolError, match="OPEN_REQ.UniqueInstanceID: the tag of this field is not published"):
        codec(24).encode(OPEN_REQ.changed(unique_instance_id="x"))


# --- lists -----------------------------------------------------------------------------------------------------------


def group(number: int, priority: int | None = None) -> bytes:
    """An entry of the list of skill groups."""
    more = b"" if priority is None else field(Tag.SKILL_GROUP_PRIORITY, ushort(priority))
    return field(Tag.SKILL_GROUP_NUMBER, uint(number)) + more


def skill_groups(*fields: bytes, listed: int) -> list[tuple[int | None, int | None]]:
    """Number and priority of the skill groups that are read from these fields."""
    message, findings = read(agent_state(24, *fields, listed=listed))
    assert isinstance(message, AgentStateEvent)
    assert findings == ()
    assert message.num_flt_skill_groups == listed
    return [(entry.flt_skill_group_number, entry.flt_skill_group_priority) for entry in message.skill_groups]


def test_an_entry_ends_where_a_field_comes_that_it_has() -> None:
    """Entries may lack fields; one that comes again belongs to the next entry."""
    assert skill_groups(group(1), group(2, 7), group(3), listed=3) == [(1, None), (2, 7), (3, None)]


def test_other_fields_may_stand_between_the_fields_of_an_entry() -> None:
    """An entry does not end for a field that is not the list's."""
    other = field(Tag.AGENT_ID, b"1001\0")
    priority = field(Tag.SKILL_GROUP_PRIORITY, ushort(7))
    assert skill_groups(group(1), other, priority, other, group(2), listed=2) == [(1, 7), (2, None)]


def test_a_list_may_be_written_as_arrays() -> None:
    """One field may hold the values of several entries; the values of the next one are laid across the same entries."""
    numbers = field(Tag.SKILL_GROUP_NUMBER, uint(1) + uint(2) + uint(3))
    priorities = field(Tag.SKILL_GROUP_PRIORITY, ushort(7) + ushort(8) + ushort(9))
    assert skill_groups(numbers, priorities, listed=3) == [(1, 7), (2, 8), (3, 9)]


def test_an_array_may_follow_an_entry() -> None:
    """It is laid across the entries from the first on."""
    numbers = field(Tag.SKILL_GROUP_NUMBER, uint(1) + uint(2))
    assert skill_groups(group(5, 6), numbers, listed=2) == [(1, 6), (2, None)]


def test_bare_values_may_be_an_array() -> None:
    """A list of numbers gives the same in either notation."""
    one_by_one = field(Tag.FLT_ENABLED_SERVICES, ushort(1)) + field(Tag.FLT_ENABLED_SERVICES, ushort(2))
    several = field(Tag.FLT_ENABLED_SERVICES, ushort(1) + ushort(2))
    count = field(Tag.NUM_OF_ENABLED_SERVICES, ushort(2))
    plain = read(frame(283, bytes(20) + count + one_by_one))
    assert plain == read(frame(283, bytes(20) + count + several))
    assert plain[1] == ()


@pytest.mark.parametrize("data", [b"", b"\0\0\0\1\0"])
def test_what_is_no_array_either_is_found(data: bytes) -> None:
    """Neither nothing nor one and a bit are several numbers."""
    bad = agent_state(24, field(Tag.SKILL_GROUP_NUMBER, data))
    assert found(bad) == [(StatusCode.INVALID_FIELD_LENGTH, "FltSkillGroupNumber", 70)]


def test_lists_within_lists_go_with_their_entry() -> None:
    """The members of a service stand in the record that they follow, with a count of their own."""
    record = field(Tag.RECORD_TYPE, ushort(1))
    member = field(Tag.SERVICE_MEMBER, uint(5)) + field(Tag.SERVICE_PRIORITY, ushort(1))
    count = field(Tag.NUM_SERVICE_MEMBERS, ushort(1))
    data = frame(235, ushort(2) + record + count + member + record + count + member)
    message, findings = read(data)
    assert isinstance(message, ConfigServiceEvent)
    assert [len(entry.members) for entry in message.records] == [1, 1]
    assert [entry.num_service_members for entry in message.records] == [1, 1]
    assert findings == ()
    assert codec(24).encode(message) == data


def test_the_count_of_a_list_within_a_list_is_compared() -> None:
    """It is found where it stands, or at the end of the frame if it is missing."""
    record = field(Tag.RECORD_TYPE, ushort(1))
    member = field(Tag.SERVICE_MEMBER, uint(5))
    data = frame(235, ushort(2) + record + field(Tag.NUM_SERVICE_MEMBERS, ushort(3)) + member + record + member)
    assert found(data) == [
        (StatusCode.BAD_MESSAGE_FORMAT, "NumServiceMembers", 16),
        (StatusCode.BAD_MESSAGE_FORMAT, "NumServiceMembers", len(data)),
    ]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (frame(110, uint(1) + ushort(0) + ushort(1) + ushort(0)), StatusCode.INVALID_NUM_NAMED_VARIABLES),
        (frame(110, uint(1) + ushort(0) + ushort(0) + ushort(1)), StatusCode.INVALID_NUM_NAMED_ARRAYS),
        (frame(38, bytes(12) + ushort(2) + bytes(7)), StatusCode.INVALID_NUM_SKILL_GROUPS),
        (agent_state(24, listed=1), StatusCode.BAD_MESSAGE_FORMAT),
    ],
)
def test_a_count_that_disagrees_is_found(data: bytes, status: StatusCode) -> None:
    """The guide has statuses of its own for three of the counts."""
    assert status in [finding.status for finding in read(data)[1]]


def test_findings_come_in_the_order_of_validation() -> None:
    """Single fields as they stand, then counts, then what is missing."""
    data = frame(110, uint(1) + ushort(0) + ushort(2) + ushort(0) + field(9999, b"") + field(Tag.NAMED_VARIABLE, b"a"))
    assert [finding.status for finding in read(data)[1]] == [
        StatusCode.INVALID_FIELD_TAG,
        StatusCode.BAD_MESSAGE_FORMAT,
        StatusCode.INVALID_NUM_NAMED_VARIABLES,
    ]


def test_a_variable_without_the_nul_behind_its_name_is_kept_as_bytes() -> None:
    """Nothing tells its name from its value."""
    message, _ = read(frame(110, uint(1) + ushort(0) + ushort(0) + ushort(0) + field(Tag.NAMED_VARIABLE, b"ab")))
    assert message == RegisterVariablesReq(
        invoke_id=1, call_variable_mask=0, extra_fields=(ExtraField(Tag.NAMED_VARIABLE, b"ab"),)
    )


def test_a_variable_without_its_last_nul_is_read() -> None:
    """As all text is."""
    message, findings = read(frame(110, uint(1) + ushort(0) + ushort(1) + ushort(0) + field(82, b"a\0b")))
    assert isinstance(message, RegisterVariablesReq)
    assert message.named_variables == (NamedVariable("a", "b"),)
    assert findings == ()


# --- messages --------------------------------------------------------------------------------------------------------


def test_an_unknown_type_is_kept() -> None:
    """It has status 2, and is written again as it came."""
    data = frame(9999, b"abc")
    message, findings = read(data)
    assert message == UnknownMessage(9999, b"abc")
    assert [(f.status, f.message, f.offset) for f in findings] == [(StatusCode.INVALID_MESSAGE_TYPE, "9999", 4)]
    assert codec(24).encode(message) == data


def test_a_message_newer_than_the_session_is_kept() -> None:
    """It has status 48; to write one is our own mistake."""
    data = codec(24).encode(SetAgentServiceDataReq(**dict.fromkeys(SERVICE_DATA, 0)))
    message, findings = read(data, 23)
    assert message == UnknownMessage(283, data[8:])
    assert [finding.status for finding in findings] == [StatusCode.INVALID_MSG_TYPE_FOR_VERSION]
    assert codec(23).encode(message) == data
    with pytest.raises(LocalProtocolError, match="SET_AGENT_SERVICE_DATA_REQ: it exists since version 24, not in 23"):
        codec(23).encode(read(data, 24)[0])


SERVICE_DATA = (
    "invoke_id",
    "router_call_key_day",
    "router_call_key_call_id",
    "router_call_key_sequence_number",
    "agent_skill_target_id",
)


def test_a_message_without_a_layout_keeps_its_body() -> None:
    """The guide names it and says no more; nothing is found in it."""
    data = frame(151, b"anything")
    assert read(data) == (MediaLoginReq(body=b"anything"), ())
    assert codec(24).encode(MediaLoginReq(body=b"anything")) == data
    with pytest.raises(LocalProtocolError, match="exists since version 10, not in 9"):
        codec(9).encode(MediaLoginReq(body=b"anything"))


@pytest.mark.parametrize("message", [UnknownMessage(1 << 32), UnknownMessage(-1), UnknownMessage(1, bytes(12_493))])
def test_an_unknown_message_must_fit_a_frame(message: UnknownMessage) -> None:
    """Its type is a UINT and its body is not longer than any other."""
    with pytest.raises(LocalProtocolError):
        codec(24).encode(message)


def test_a_body_is_bytes() -> None:
    """Anything else is our own mistake."""
    with pytest.raises(LocalProtocolError, match="the body is not bytes"):
        codec(24).encode(UnknownMessage(1, "text"))  # type: ignore[arg-type] # wrong on purpose


def test_a_message_that_is_too_long_is_not_written() -> None:
    """12,492 bytes of body are the most."""
    big = tuple(ExtraField(1, bytes(240)) for _ in range(52))
    with pytest.raises(LocalProtocolError, match="HEARTBEAT_REQ: the body has 12692 bytes, at most 12492 are allowed"):
        codec(24).encode(HeartbeatReq(invoke_id=1, extra_fields=big))


# --- layouts that depend on the message ------------------------------------------------------------------------------


@pytest.mark.parametrize("session", [9, 19, 25])
@pytest.mark.parametrize("announced", [9, 19, 20, 25])
def test_open_req_is_laid_out_in_the_version_that_it_asks_for(session: int, announced: int) -> None:
    """The session's own version does not matter."""
    message = OPEN_REQ.changed(version_number=announced)
    data = codec(session).encode(message)
    assert data == codec(announced).encode(message)
    assert data[52:].startswith(bytes.fromhex("0001 0002" if announced >= 20 else "01 02"))
    assert codec(session).decode(data) == (message, ())


@pytest.mark.parametrize(("announced", "read_as"), [(0, 9), (8, 9), (26, 25), (0xFFFFFFFF, 25)])
def test_an_absurd_version_is_read_as_the_nearest(announced: int, read_as: int) -> None:
    """So that it can be refused with its InvokeID."""
    message = OPEN_REQ.changed(version_number=announced)
    data = codec(15).encode(message)
    assert codec(15).decode(data) == (message, ())
    assert announced_profile(OpenReq, Profile(15), data) == Profile(read_as)


@pytest.mark.parametrize("announced", [None, "24", 1 << 32, -1])
def test_a_version_that_is_no_uint_is_not_written(announced: object) -> None:
    """It is refused like any other field."""
    with pytest.raises(LocalProtocolError) as caught:
        codec(15).encode(OPEN_REQ.changed(version_number=announced))
    assert caught.value.field == "VersionNumber"


@pytest.mark.parametrize("size", [0, 3, 7, 39])
def test_a_short_open_req_is_refused(size: int) -> None:
    """Also where it is too short to say its version."""
    with pytest.raises(BadFormat):
        read(frame(3, bytes(size)))


def test_only_a_message_that_says_its_version_is_laid_out_in_it() -> None:
    """All others are laid out in the session's."""
    assert announced_profile(HeartbeatReq, Profile(15), frame(5, uint(24))) == Profile(15)


@pytest.mark.parametrize("customer", [None, 7])
@pytest.mark.parametrize("mask", [None, 0x104])
@pytest.mark.parametrize("version", [24, 25])
def test_config_request_event_has_a_second_mask_in_longer_bodies(
    version: int, mask: int | None, customer: int | None
) -> None:
    """8 and 16 bytes are without the mask that editions 24 and 25 print, 12 and 20 with it."""
    message = ConfigRequestEvent(config_information=4, config_msg_mask=mask, peripheral_id=5000, customer_id=customer)
    data = codec(version).encode(message)
    assert len(data) - 8 == 8 + (mask is not None) * 4 + (customer is not None) * 8
    assert codec(version).decode(data) == (message, ())


def test_config_request_event_has_one_layout_below_version_24() -> None:
    """The second mask is left out there."""
    message = ConfigRequestEvent(config_information=4, config_msg_mask=4, peripheral_id=5000)
    assert len(codec(23).encode(message)) == 16
    assert found(frame(232, uint(4) + uint(5000) + field(9999, b"")), 23) == [(3, "9999", 16)]


def test_a_field_that_a_version_lacks_reads_as_its_default() -> None:
    """And is left out when writing."""
    message, _ = read(agent_state(15), 15)
    assert isinstance(message, AgentStateEvent)
    assert message.department_id == 0
    assert message.max_beyond_task_limit is None
    assert codec(15).encode(message.changed(department_id=5)) == agent_state(15)


def test_a_list_that_a_version_lacks_is_empty() -> None:
    """Versions before 10 have no list of skill groups."""
    message, findings = read(frame(30, bytes(56)), 9)
    assert isinstance(message, AgentStateEvent)
    assert message.skill_groups == ()
    assert findings == ()


def test_optional_parts_may_all_be_missing() -> None:
    """A report with a text alone is a report."""
    message = ClientEventReportReq(invoke_id=1, state=0, text="")
    assert codec(24).decode(codec(24).encode(message)) == (message, ())
    assert ConfigPeripheralEvent().records == ()
