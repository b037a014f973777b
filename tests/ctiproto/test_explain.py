"""Promises of explaining messages and frames."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from ctiproto.declare import messages_of
from ctiproto.errors import LocalProtocolError
from ctiproto.explain import FieldRow, Part, Piece, explain_message, walk
from ctiproto.schema import Kind, MessageClass, Sender, Service
from ctiproto.versions import Dialect, Profile
from tests.ctiproto.frames import bodies, framed, frames

PLAIN = settings(max_examples=300, derandomize=True, deadline=None)


def test_the_layout_of_a_message() -> None:
    """Each field says where it stands, what it is, and since when; members of a list name it."""
    (layout,) = explain_message("OPEN_CONF", Profile(24))
    assert (layout.number, layout.kind, layout.sender) == (4, Kind.CONFIRMATION, Sender.SERVER)
    assert (layout.service, layout.since, layout.documented, layout.bodies) == (Service.SESSION, None, True, ())
    assert (layout.message_class, layout.is_solicited) == (MessageClass.SESSION, True)
    fixed = {row.name: row for row in layout.fixed}
    assert fixed["DepartmentID"] == FieldRow(34, None, "DepartmentID", "INT", 4, "", 19, None, required=True)
    assert fixed["AgentState"].numbers == "AgentState"
    floating = {row.name: row for row in layout.floating}
    assert floating["AgentID"] == FieldRow(None, 5, "AgentID", "STRING", 12, "", None, None, required=False)
    assert floating["NumPeripherals"].counts == "peripherals"
    assert floating["FltPeripheralID"].lists == ("peripherals",)
    assert "DepartmentID" not in {row.name for row in explain_message("OPEN_CONF", Profile(18))[0].fixed}


def test_a_field_whose_tag_is_not_published_is_told() -> None:
    """It exists, but cannot be sent."""
    rows = {row.name: row for row in explain_message("OPEN_REQ", Profile(23))[0].floating}
    assert rows["UniqueInstanceID"].tag is None
    assert rows["ClientID"].required
    assert "UniqueInstanceID" not in {row.name for row in explain_message("OPEN_REQ", Profile(22))[0].floating}


def test_a_message_with_two_layouts_has_both() -> None:
    """The size of the body tells them apart."""
    plain, extended = explain_message("CONFIG_REQUEST_EVENT", Profile(24))
    assert (plain.bodies, extended.bodies) == ((), (12, 20))
    assert [row.name for row in extended.fixed] == ["ConfigInformation", "ConfigMsgMask", "PeripheralID"]
    assert len(explain_message("CONFIG_REQUEST_EVENT", Profile(23))) == 1


def test_messages_that_cannot_be_explained() -> None:
    """Unknown names and versions before the message are refused; one without a published layout has no rows."""
    with pytest.raises(LocalProtocolError, match="no message is called OPEN"):
        explain_message("OPEN", Profile(24))
    with pytest.raises(LocalProtocolError, match="dialect uccx, called CONFIG_SKILL_GROUP_EVENT in ucce"):
        explain_message("CONFIG_CSQ_EVENT", Profile(24))
    with pytest.raises(LocalProtocolError, match="DEFLECT_CALL_REQ is a message of the dialect ucce alone"):
        explain_message("DEFLECT_CALL_REQ", Profile(18, Dialect.UCCX))
    with pytest.raises(LocalProtocolError, match="exists since version 24, not in 23"):
        explain_message("ACTIVE_MAINTENANCE_REQ_MSG", Profile(23))
    (opaque,) = explain_message("OFFER_TASK_IND", Profile(24))
    assert not opaque.documented
    assert opaque.fixed == opaque.floating == ()


def test_every_message_can_be_explained() -> None:
    """In each version of each dialect that has it; what is reserved says so."""
    for dialect in Dialect:
        for name, cls in messages_of(dialect).by_name.items():
            for version in dialect.versions:
                profile = Profile(version, dialect)
                if cls.is_in(profile):
                    assert explain_message(name, profile)
    rows = {row.name: row for row in explain_message("OPEN_REQ", Profile(18, Dialect.UCCX))[0].fixed}
    assert (rows["PeripheralID"].constant, rows["IdleTimeout"].constant) == (0, None)


def test_a_frame_byte_by_byte() -> None:
    """Each piece has its offset, bytes, name and meaning."""
    walked = walk(framed(131, bytes.fromhex("0000000100001388 0005 0003 313000")), Profile(24))
    assert (walked.name, walked.version, walked.findings, walked.broken) == ("AGENT_DESK_SETTINGS_REQ", 24, (), False)
    assert walked.pieces == (
        Piece(Part.HEADER, 0, b"\0\0\0\x0f", "MessageLength", "15"),
        Piece(Part.HEADER, 4, b"\0\0\0\x83", "MessageType", "131 AGENT_DESK_SETTINGS_REQ"),
        Piece(Part.FIXED, 8, b"\0\0\0\x01", "InvokeID", "1"),
        Piece(Part.FIXED, 12, b"\0\0\x13\x88", "PeripheralID", "5000"),
        Piece(Part.TAG, 16, b"\0\5", "tag", "5 AgentID"),
        Piece(Part.LENGTH, 18, b"\0\3", "length", "3"),
        Piece(Part.VALUE, 20, b"10\0", "AgentID", '"10"'),
    )


def test_findings_stand_beside_the_pieces() -> None:
    """What is wrong short of the structure does not break it; an empty value has no piece."""
    walked = walk(framed(5, bytes.fromhex("00000001 0000")), Profile(15))
    assert [finding.offset for finding in walked.findings] == [12]
    assert not walked.broken
    assert [piece.meaning for piece in walked.pieces[-2:]] == ["tag 0", "0"]


def test_open_req_explains_itself_in_its_own_version() -> None:
    """Whatever version is asked for."""
    assert walk(framed(3, bytes.fromhex("00000001 00000013") + bytes(36)), Profile(25)).version == 19


def test_an_unknown_message_shows_its_body() -> None:
    """There is nothing to take apart."""
    assert walk(framed(99_999, b"ab"), Profile(15)).pieces[1:] == (
        Piece(Part.HEADER, 4, b"\0\x01\x86\x9f", "MessageType", "99999 unknown"),
        Piece(Part.BODY, 8, b"ab", "body", "2 bytes without a known layout"),
    )


@pytest.mark.parametrize(
    ("frame", "last"),
    [
        (b"\0\0", Piece(Part.BROKEN, 0, b"\0\0", "MessageLength", "the frame ends, expected a header of 8 bytes")),
        (b"\0\0\0\4\0", Piece(Part.BROKEN, 4, b"\0", "MessageType", "the frame ends, expected a header of 8 bytes")),
        (framed(5, b"\0\0"), Piece(Part.BROKEN, 8, b"\0\0", "InvokeID", "the message ends, expected 4 bytes (UINT)")),
        (
            framed(5, b"\0\0\0\1\1"),
            Piece(Part.BROKEN, 12, b"\1", "", "the message ends, expected a tag and a length of 1 each"),
        ),
        (
            framed(131, b"\0\0\0\1\0\0\0\1\5\4a"),
            Piece(Part.BROKEN, 18, b"a", "AgentID", "the message ends, expected 4 bytes"),
        ),
        (framed(5, b"\0\0\0\1\0\4"), Piece(Part.BROKEN, 14, b"", "tag 0", "the message ends, expected 4 bytes")),
    ],
)
def test_a_broken_frame_is_shown_up_to_the_break(frame: bytes, last: Piece) -> None:
    """A broken frame is shown up to the break, and the bytes behind it say what was expected there."""
    walked = walk(frame, Profile(15))
    assert walked.broken
    assert walked.pieces[-1] == last


def test_a_length_that_disagrees_is_told() -> None:
    """The pieces are shown all the same."""
    walked = walk(framed(5, b"\0\0\0\1")[:-1], Profile(15))
    assert walked.broken
    assert walked.pieces[0].meaning == "4, but 3 bytes follow the header"


@PLAIN
@given(frames() | bodies())
def test_every_byte_is_named_once(drawn: tuple[bytes, Profile]) -> None:
    """All pieces together are the frame, whole or broken."""
    frame, profile = drawn
    walked = walk(frame, profile)
    assert b"".join(piece.data for piece in walked.pieces) == frame
    at = 0
    for piece in walked.pieces:
        assert piece.offset == at
        at += len(piece.data)
    assert walked.broken == (piece.part is Part.BROKEN)


def test_a_header_of_two_widths() -> None:
    """Where tag and length differ in width, both are told."""
    profile = Profile(18, Dialect.UCCX)
    pieces = walk(framed(5, bytes.fromhex("00000007 03e7 01 61 03")), profile).pieces
    told = [(piece.part, piece.data.hex(), piece.meaning) for piece in pieces[3:]]
    assert told == [
        (Part.TAG, "03e7", "tag 999"),
        (Part.LENGTH, "01", "1"),
        (Part.VALUE, "61", "61"),
        (Part.BROKEN, "03", "the message ends, expected a tag and a length of 2 and 1"),
    ]
