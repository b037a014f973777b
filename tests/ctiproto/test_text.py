"""Promises of the form for people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from ctiproto.dissect import dissect
from ctiproto.json_form import from_json
from ctiproto.text import frame_text, tag_name, value_text
from ctiproto.versions import Profile
from tests.ctiproto.frames import bodies, framed, frames


def fields(form: object, version: int = 24) -> dict[str, str]:
    """The fields of a frame in words."""
    return dict(frame_text(from_json(form, Profile(version)), Profile(version)).fields)


def test_numbers_have_names() -> None:
    """Enumerations are shown by the guide's names, masks bit by bit, times as dates; the unknown stays a number."""
    said = fields(
        {
            "message": "OPEN_CONF",
            "fixed": {
                "InvokeID": 1,
                "ServicesGranted": 0x210,
                "MonitorID": 0,
                "PGStatus": 0,
                "ICMCentralControllerTime": 1_464_257_566,
                "PeripheralOnline": 1,
                "PeripheralType": 17,
                "AgentState": 77,
            },
        },
        15,
    )
    assert said == {
        "InvokeID": "1",
        "ServicesGranted": "CTI_SERVICE_ALL_EVENTS | 0x200",
        "MonitorID": "0",
        "PGStatus": "0",
        "ICMCentralControllerTime": "2016-05-26 10:12:46 UTC",
        "PeripheralOnline": "true",
        "PeripheralType": "PT_ENTERPRISE_AGENT",
        "AgentState": "77",
    }


def test_flags_and_times_that_are_none() -> None:
    """A BOOL that is neither 0 nor 1 shows its number; a time that is not set is no date."""
    body = bytes.fromhex("00000001 00000000 00000000 00000000 ffffffff 0007 0011 0003")
    said = dict(frame_text(framed(4, body), Profile(15)).fields)
    assert (said["PeripheralOnline"], said["ICMCentralControllerTime"]) == ("true (7)", "4294967295")


def test_secrets_are_not_shown() -> None:
    """A password does not reach the screen."""
    fixed = dict.fromkeys(("InvokeID", "ServicesRequested", "CallMsgMask", "AgentStateMask", "ConfigMsgMask"), 0)
    floating = [["ClientID", "a"], ["ClientPassword", "736563726574"]]
    form = {"message": "OPEN_REQ", "fixed": {**fixed, "VersionNumber": 15}, "floating": floating}
    said = fields(form)
    assert (said["ClientID"], said["ClientPassword"]) == ('"a"', "***")
    assert frame_text(from_json(form), Profile(24)).version == 15


@pytest.mark.parametrize(
    ("floating", "name", "meaning"),
    [
        (["ANI", "a\u00fc\x1b[2J"], "ANI", '"a\u00fc\\x1b[2J"'),
        (["ANI", {"hex": "61"}], "ANI", '"a" (not a NUL-terminated string)'),
        (["UserToUserInfo", "0a0b"], "UserToUserInfo", "0a0b"),
        (["CallOriginatedFrom", {"hex": "0000"}], "CallOriginatedFrom", "0000 (not a UCHAR)"),
        (["NamedVariable", {"name": "n", "value": "v"}], "NamedVariable", 'n = "v"'),
        (["NamedArray", {"name": "n", "index": 3, "value": "v"}], "NamedArray", 'n[3] = "v"'),
        ([5, "31"], "CLIENT_AGENT_ID_TAG (5)", "31"),
        ([9_999, "31"], "tag 9999", "31"),
    ],
)
def test_values_in_words(floating: list[object], name: str, meaning: str) -> None:
    """Text is quoted, with an escape for what a terminal would not print; bytes are hex."""
    fixed = {"PeripheralID": 1, "ConnectionDeviceIDType": 0, "ConnectionCallID": 1, "CallType": 0, "InvokeID": 1}
    form = {"message": "SET_CALL_DATA_REQ", "fixed": fixed, "floating": [floating]}
    (alone,) = dissect(from_json(form, Profile(24)), Profile(24)).floating
    assert value_text(alone) == meaning
    said = fields(form)
    said = {key: value for key, value in said.items() if value == meaning or key == name}
    assert list(said.values()) == [meaning]
    if floating[0] != 5:
        assert list(said) == [name]


def test_as_text() -> None:
    """A frame as text is a heading and one line a field."""
    text = str(frame_text(framed(5, bytes.fromhex("00000007")), Profile(15)))
    assert text == "HEARTBEAT_REQ  type 5, version 15\n  InvokeID  7"
    assert str(frame_text(framed(6, b""), Profile(15))) == "HEARTBEAT_CONF  type 6, version 15"


def test_what_has_no_layout_shows_its_bytes() -> None:
    """The body of an unknown message, and what follows the break of a broken one."""
    assert str(frame_text(framed(99_999, b"\x01"), Profile(15))) == "99999  type 99999, version 15\n  body  01"
    assert frame_text(framed(5, bytes.fromhex("0000000701")), Profile(15)).fields[-1] == ("rest", "01")


@settings(max_examples=200, derandomize=True, deadline=None)
@given(frames() | bodies())
def test_every_frame_can_be_shown(drawn: tuple[bytes, Profile]) -> None:
    """Whatever a peer sends is printable, each field on one line."""
    frame, profile = drawn
    form = frame_text(frame, profile)
    assert all(text.isprintable() for field in form.fields for text in field)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(frames() | bodies())
def test_each_field_is_described_as_if_it_stood_alone(drawn: tuple[bytes, Profile]) -> None:
    """A whole frame is described along its layout, all at once; the words are those of its fields one by one."""
    frame, profile = drawn
    parts = dissect(frame, profile)
    words = [(value.field.name, value_text(value)) for value in parts.fixed]
    words += [(tag_name(value, parts.profile.dialect), value_text(value)) for value in parts.floating]
    shown = frame_text(frame, profile)
    assert list(shown.fields[: len(words)]) == words
    assert [name for name, _ in shown.fields[len(words) :]] in ([], ["rest"], ["body"])
    assert shown.version == parts.profile.version
