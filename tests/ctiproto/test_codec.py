"""Frames to messages and back, in the layouts of one version."""

from __future__ import annotations

import contextlib
import copy
import pickle
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctiproto import reference
from ctiproto.codec import Codec, codec
from ctiproto.constants import AgentState, ClientEventState, ConfigMsgMask, ConnectionDeviceIDType, StatusCode, Tag
from ctiproto.declare import Message
from ctiproto.errors import BadFormat, BadLength, LocalProtocolError, RemoteProtocolError
from ctiproto.framing import Framer
from ctiproto.layout import announced_profile, layout_of
from ctiproto.messages import (
    AgentStateEvent,
    ClientEventReportReq,
    ConfigPeripheralEvent,
    ConfigRequestEvent,
    HeartbeatReq,
    HoldCallReq,
    MediaLoginReq,
    OpenReq,
    SetAgentStateReq,
    UserMessageReq,
)
from ctiproto.schema import ExtraField
from ctiproto.strategies import mangled_frames, messages
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import VERSIONS, Dialect, Profile
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
from tests.ctiproto.examples import in_each_profile, property_settings, thorough_settings

# --- both directions -------------------------------------------------------------------------------------------------


@in_each_profile
def test_what_was_written_reads_back(profile: Profile) -> None:
    """Every message of every version survives a round trip, without findings."""

    @property_settings
    @given(messages(profile))
    def check(message: Message) -> None:
        assert codec(profile).decode(codec(profile).encode(message)) == (message, ())

    check()


@in_each_profile
def test_what_is_not_listed_survives_a_round_trip(profile: Profile) -> None:
    """Floating fields that a message does not have are kept with their bytes."""

    @property_settings
    @given(messages(profile, extras=True))
    def check(message: Message) -> None:
        assert codec(profile).decode(codec(profile).encode(message)).message == message

    check()


def test_codecs_of_a_version_are_made_once() -> None:
    """Asking again gives the same codec; another version or none is refused."""
    assert codec(Profile(15)) is codec(Profile(15))
    assert codec(Profile(15)).profile == Profile(15)
    with pytest.raises(ValueError, match="protocol version 8"):
        codec(Profile(8))


# --- only our own errors ---------------------------------------------------------------------------------------------


@in_each_profile
def test_nothing_but_our_errors_comes_of_broken_frames(profile: Profile) -> None:
    """A frame is a message with findings, or it raises RemoteProtocolError; the connection lives on after it."""

    @property_settings
    @given(st.lists(mangled_frames(profile) | st.binary(max_size=64), max_size=4))
    def check(sent: list[bytes]) -> None:
        framer = Framer()
        for data in sent:
            with_errors(codec(profile), data)
            try:
                for number, cut in framer.feed(data):
                    assert int.from_bytes(cut[4:8]) == number
                    with_errors(codec(profile), cut)
            except BadLength:
                framer = Framer()

    check()


def with_errors(reader: Codec, data: bytes) -> None:
    """Read a frame that may be broken, and write what was read: nothing but our own errors may be raised."""
    with contextlib.suppress(RemoteProtocolError, LocalProtocolError):
        reader.encode(reader.decode(data).message)


@thorough_settings
@given(st.sampled_from(VERSIONS), st.binary(max_size=200))
def test_a_frame_of_another_length_than_its_header_says_is_refused(version: int, data: bytes) -> None:
    """Neither more nor fewer bytes than announced make a frame."""
    if data[:4] != (len(data) - 8).to_bytes(4, signed=True):
        with pytest.raises(BadLength) as caught:
            codec(Profile(version)).decode(data)
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
        (frame(30, bytes(62) + b"\0\x3e\0\x08" + bytes(4)), "FltSkillGroupNumber", 70, 0),
        (frame(30, bytes(62) + b"\0\x3e\0\x04" + bytes(2)), "FltSkillGroupNumber", 70, 0),
    ],
    ids=range(11),
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


# --- messages --------------------------------------------------------------------------------------------------------


def test_an_unknown_type_is_kept() -> None:
    """It has status 2, and is written again as it came."""
    data = frame(9999, b"abc")
    message, findings = read(data)
    assert message == UnknownMessage(9999, b"abc")
    assert [(f.status, f.message, f.offset) for f in findings] == [(StatusCode.INVALID_MESSAGE_TYPE, "9999", 4)]
    assert codec(Profile(24)).encode(message) == data


def test_a_message_newer_than_the_session_is_kept() -> None:
    """It has status 48; to write one is our own mistake."""
    data = codec(Profile(24)).encode(SERVICE_DATA)
    message, findings = read(data, 23)
    assert message == UnknownMessage(283, data[8:])
    assert [finding.status for finding in findings] == [StatusCode.INVALID_MSG_TYPE_FOR_VERSION]
    assert codec(Profile(23)).encode(message) == data
    with pytest.raises(LocalProtocolError, match="SET_AGENT_SERVICE_DATA_REQ: it exists since version 24, not in 23"):
        codec(Profile(23)).encode(read(data, 24)[0])


def test_a_message_without_a_layout_keeps_its_body() -> None:
    """The guide names it and says no more; nothing is found in it."""
    data = frame(151, b"anything")
    assert read(data) == (MediaLoginReq(body=b"anything"), ())
    assert codec(Profile(24)).encode(MediaLoginReq(body=b"anything")) == data
    with pytest.raises(LocalProtocolError, match="exists since version 10, not in 9"):
        codec(Profile(9)).encode(MediaLoginReq(body=b"anything"))


@pytest.mark.parametrize("message", [UnknownMessage(1 << 32), UnknownMessage(-1), UnknownMessage(1, bytes(12_493))])
def test_an_unknown_message_must_fit_a_frame(message: UnknownMessage) -> None:
    """Its type is a UINT and its body is not longer than any other."""
    with pytest.raises(LocalProtocolError):
        codec(Profile(24)).encode(message)


def test_a_body_is_bytes() -> None:
    """Anything else is our own mistake."""
    with pytest.raises(LocalProtocolError, match="the body is not bytes"):
        codec(Profile(24)).encode(UnknownMessage(1, "text"))  # type: ignore[arg-type] # wrong on purpose


def test_a_message_that_is_too_long_is_not_written() -> None:
    """12,492 bytes of body are the most."""
    big = tuple(ExtraField(1, bytes(240)) for _ in range(52))
    with pytest.raises(LocalProtocolError, match="HEARTBEAT_REQ: the body has 12692 bytes, at most 12492 are allowed"):
        codec(Profile(24)).encode(HeartbeatReq(invoke_id=1, extra_fields=big))


# --- layouts that depend on the message ------------------------------------------------------------------------------


@pytest.mark.parametrize("session", [9, 19, 25])
@pytest.mark.parametrize("announced", [9, 19, 20, 25])
def test_open_req_is_laid_out_in_the_version_that_it_asks_for(session: int, announced: int) -> None:
    """The session's own version does not matter."""
    message = OPEN_REQ.changed(version_number=announced)
    data = codec(Profile(session)).encode(message)
    assert data == codec(Profile(announced)).encode(message)
    assert data[52:].startswith(bytes.fromhex("0001 0002" if announced >= 20 else "01 02"))
    assert codec(Profile(session)).decode(data) == (message, ())


@pytest.mark.parametrize(("announced", "read_as"), [(0, 9), (8, 9), (26, 25), (0xFFFFFFFF, 25)])
def test_an_absurd_version_is_read_as_the_nearest(announced: int, read_as: int) -> None:
    """An OPEN_REQ of an absurd version is read as of the nearest, so that it can be refused with its InvokeID."""
    message = OPEN_REQ.changed(version_number=announced)
    data = codec(Profile(15)).encode(message)
    assert codec(Profile(15)).decode(data) == (message, ())
    assert announced_profile(OpenReq, Profile(15), data) == Profile(read_as)


@pytest.mark.parametrize("announced", [None, "24", 1 << 32, -1])
def test_a_version_that_is_no_uint_is_not_written(announced: object) -> None:
    """It is refused like any other field."""
    with pytest.raises(LocalProtocolError) as caught:
        codec(Profile(15)).encode(OPEN_REQ.changed(version_number=announced))
    assert caught.value.field == "VersionNumber"


@pytest.mark.parametrize("size", [0, 3, 7, 39])
def test_a_short_open_req_is_refused(size: int) -> None:
    """A short OPEN_REQ is refused, also where it is too short to say its version."""
    with pytest.raises(BadFormat):
        read(frame(3, bytes(size)))


def test_only_a_message_that_says_its_version_is_laid_out_in_it() -> None:
    """All others are laid out in the session's."""
    assert announced_profile(HeartbeatReq, Profile(15), frame(5, uint(24))) == Profile(15)


@pytest.mark.parametrize("customer", [None, 7])
@pytest.mark.parametrize("mask", [None, ConfigMsgMask(0x104)])
@pytest.mark.parametrize("version", [24, 25])
def test_config_request_event_has_a_second_mask_in_longer_bodies(
    version: int, mask: ConfigMsgMask | None, customer: int | None
) -> None:
    """8 and 16 bytes are without the mask that editions 24 and 25 print, 12 and 20 with it."""
    message = ConfigRequestEvent(
        config_information=ConfigMsgMask.AGENT_MASK, config_msg_mask=mask, peripheral_id=5000, customer_id=customer
    )
    data = codec(Profile(version)).encode(message)
    assert len(data) - 8 == 8 + (mask is not None) * 4 + (customer is not None) * 8
    assert codec(Profile(version)).decode(data) == (message, ())


def test_config_request_event_has_one_layout_below_version_24() -> None:
    """The second mask is left out there."""
    message = ConfigRequestEvent(
        config_information=ConfigMsgMask.AGENT_MASK, config_msg_mask=ConfigMsgMask.AGENT_MASK, peripheral_id=5000
    )
    assert len(codec(Profile(23)).encode(message)) == 16
    assert found(frame(232, uint(4) + uint(5000) + field(9999, b"")), 23) == [(3, "9999", 16)]


def test_a_field_that_a_version_lacks_reads_as_its_default() -> None:
    """A field that a version lacks reads as its default, and is left out when writing."""
    message, _ = read(agent_state(15), 15)
    assert isinstance(message, AgentStateEvent)
    assert message.department_id == 0
    assert message.max_beyond_task_limit is None
    assert codec(Profile(15)).encode(message.changed(department_id=5)) == agent_state(15)


def test_a_list_that_a_version_lacks_is_empty() -> None:
    """Versions before 10 have no list of skill groups."""
    message, findings = read(frame(30, bytes(56)), 9)
    assert isinstance(message, AgentStateEvent)
    assert message.skill_groups == ()
    assert findings == ()


def test_optional_parts_may_all_be_missing() -> None:
    """A report with a text alone is a report."""
    message = ClientEventReportReq(invoke_id=1, state=ClientEventState(0), text="")
    assert codec(Profile(24)).decode(codec(Profile(24)).encode(message)) == (message, ())
    assert ConfigPeripheralEvent().records == ()


def test_tag_and_length_may_differ_in_width() -> None:
    """Both codecs take the widths of the profile."""
    profile = Profile(18, Dialect.UCCX)
    extra = ExtraField(999, b"ab")
    message = OPEN_REQ.changed(version_number=18, agent_id="1001", extra_fields=(extra,))
    frame = codec(profile).encode(message)
    assert frame.endswith(bytes.fromhex("00c2 05 3130303100 03e7 02 6162"))
    layout = layout_of(OpenReq, profile)
    assert reference.build(layout, message) == frame
    assert codec(profile).decode(frame).message == message
    assert codec(profile).decode(frame) == reference.parse(layout, frame)
    for cut in (1, 3, 6):
        broken = (len(frame) - cut - 8).to_bytes(4) + frame[4:-cut]
        with pytest.raises(BadFormat) as expected:
            reference.parse(layout, broken)
        with pytest.raises(BadFormat) as told:
            codec(profile).decode(broken)
        assert told.value.finding == expected.value.finding
    with pytest.raises(LocalProtocolError, match="an extra field's tag or length does not fit this version"):
        codec(profile).encode(message.changed(extra_fields=(ExtraField(999, bytes(256)),)))


def test_a_dialect_has_messages_of_its_own() -> None:
    """A number that it does not have is unknown in it."""
    profile = Profile(15, Dialect.UCCX)
    data = bytes.fromhex("00000008 00000085") + bytes(8)
    decoded = codec(profile).decode(data)
    assert decoded.message == UnknownMessage(133, data[8:])
    assert decoded.findings[0].reason == "no message has this type"


def test_a_copy_of_a_codec_is_the_codec() -> None:
    """What it has learnt is shared by all who use it, also behind a copy of a connection."""
    assert copy.deepcopy(codec(Profile(15))) is codec(Profile(15))
    assert pickle.loads(pickle.dumps(codec(Profile(15)))) is codec(Profile(15))  # noqa: S301 - our own bytes


@pytest.mark.fidelity("uccx.reserved")
def test_a_reserved_place_of_a_request_holds_one_number() -> None:
    """Another one is told with the field, its place and the status of the guide; both codecs say the same of it."""
    profile = Profile(17, Dialect.UCCX)
    request = HoldCallReq(
        invoke_id=7,
        peripheral_id=5000,
        connection_call_id=1,
        connection_device_id_type=ConnectionDeviceIDType.STATIC,
        reservation=True,
        connection_device_id="2006",
    )
    frame = codec(profile).encode(request)
    decoded = codec(profile).decode(frame)
    assert decoded == reference.parse(layout_of(HoldCallReq, profile), frame)
    assert decoded.message == request
    told = [(finding.status, finding.field, finding.offset, finding.reason) for finding in decoded.findings]
    assert told == [
        (StatusCode.INVALID_PERIPHERAL_ID, "PeripheralID", 12, "the field is reserved and holds 1, not 5000"),
        (StatusCode.INVALID_PERIPHERAL_ID, "Reservation", 22, "the field is reserved and holds 0, not 1"),
    ]
    right = request.changed(peripheral_id=1, reservation=False)
    assert codec(profile).decode(codec(profile).encode(right)) == (right, ())


@pytest.mark.fidelity("uccx.reserved")
def test_a_reserved_count_is_a_reserved_place() -> None:
    """Where a count is reserved, another number is told as in any other reserved place; both codecs say so."""
    profile = Profile(17, Dialect.UCCX)
    request = SetAgentStateReq(
        invoke_id=7, peripheral_id=1, agent_state=AgentState.AVAILABLE, event_reason_code=0, agent_instrument="2006"
    )
    data = bytearray(codec(profile).encode(request))
    data[21] = 1
    decoded = codec(profile).decode(bytes(data))
    assert decoded == reference.parse(layout_of(SetAgentStateReq, profile), bytes(data))
    (finding,) = decoded.findings
    assert (finding.status, finding.field, finding.offset) == (
        StatusCode.INVALID_PERIPHERAL_ID,
        "NumSkillGroups",
        20,
    )


@pytest.mark.fidelity("wire.other-version")
@pytest.mark.parametrize(
    ("dialect", "announced", "status"),
    [
        (Dialect.UCCX, 25, StatusCode.INVALID_VERSION),
        (Dialect.UCCX, 18, StatusCode.BAD_MESSAGE_FORMAT),
        (Dialect.UCCE, 26, StatusCode.INVALID_VERSION),
        (Dialect.UCCE, 25, StatusCode.BAD_MESSAGE_FORMAT),
    ],
)
def test_what_cannot_be_read_in_a_version_that_there_is_not(
    dialect: Dialect, announced: int, status: StatusCode
) -> None:
    """It is not the format that is wrong with the OPEN_REQ of another product, or of a later version."""
    data = bytearray(codec(Profile(25)).encode(OPEN_REQ) + bytes(1))
    data[3] += 1
    data[12:16] = uint(announced)
    layout = layout_of(OpenReq, Profile.nearest(announced, dialect))
    for parse in (codec(layout.profile).decode, partial(reference.parse, layout)):
        with pytest.raises(BadFormat) as caught:
            parse(bytes(data))
        assert caught.value.status is status


def test_a_message_that_a_server_sends_may_hold_anything() -> None:
    """A client reads what its server sends; what stands in reserved places of events is not judged."""
    profile = Profile(17, Dialect.UCCX)
    assert codec(profile).decode(BEGIN_CALL).findings == ()
    event = codec(profile).decode(BEGIN_CALL).message.changed(peripheral_id=9)
    assert codec(profile).decode(codec(profile).encode(event)).findings == ()


BEGIN_CALL = bytes.fromhex(
    "00000036 00000017 00000000 00000001 0015 0000 0000 0000 0001 0000 01000055 0000"
    "08 05 3330313100 0b 05 3831303000 19 05 3831353500 0a 05 3831303000"
)
