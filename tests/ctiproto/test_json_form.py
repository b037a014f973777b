"""Promises of the JSON form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctiproto.codec import codec
from ctiproto.errors import BadLength, LocalProtocolError, RemoteProtocolError
from ctiproto.json_form import decoded_json, from_json, profile_json, to_json
from ctiproto.strategies import mangled_frames
from ctiproto.versions import VERSIONS, Dialect, Profile
from tests.ctiproto.frames import PROFILES, bodies, framed, frames

VECTORS = sorted((Path(__file__).parents[2] / "fixtures" / "vectors").glob("*.json"))

PLAIN = settings(max_examples=400, derandomize=True, deadline=None)

HEARTBEAT = bytes.fromhex("00000004 00000005 00000007")

OPEN: dict[str, Any] = {
    "InvokeID": 1,
    "VersionNumber": 24,
    "ServicesRequested": 16,
    "CallMsgMask": 0,
    "AgentStateMask": 0,
    "ConfigMsgMask": 0,
}


def refusal(form: object, version: int | None = 24) -> str:
    """What is said about a form that describes no frame."""
    with pytest.raises(LocalProtocolError) as caught:
        from_json(form, None if version is None else Profile(version))
    return str(caught.value)


def listed(path: Path) -> bytes:
    """The bytes of an explained frame."""
    lines = path.with_suffix(".txt").read_text("utf-8").splitlines()
    return bytes.fromhex("".join(line.partition("#")[0] for line in lines))


@pytest.mark.parametrize("path", VECTORS, ids=[path.stem for path in VECTORS])
def test_vectors(path: Path) -> None:
    """What was written by hand from the guide's tables holds in both directions."""
    form = json.loads(path.read_text("utf-8"))
    frame = listed(path)
    assert from_json(form) == frame
    profile = Profile(form["version"], Dialect(form.get("dialect", Dialect.UCCE.value)))
    assert to_json(frame, profile) | profile_json(profile) == form


@PLAIN
@given(frames())
def test_a_frame_comes_back_from_its_form(drawn: tuple[bytes, Profile]) -> None:
    """Every frame that decodes, however odd, is written again byte for byte, also when the form went through text."""
    frame, profile = drawn
    form = json.loads(json.dumps(decoded_json(frame, profile)))
    assert from_json(form, profile) == frame
    assert from_json(to_json(frame, profile), profile) == frame


@PLAIN
@given(bodies())
def test_the_form_refuses_what_the_codec_refuses(drawn: tuple[bytes, Profile]) -> None:
    """A frame has a form if and only if it decodes."""
    frame, profile = drawn
    try:
        codec(profile).decode(frame)
    except RemoteProtocolError as error:
        with pytest.raises(type(error)):
            to_json(frame, profile)
    else:
        assert from_json(to_json(frame, profile), profile) == frame


@PLAIN
@given(st.sampled_from(PROFILES).flatmap(lambda profile: st.tuples(mangled_frames(profile), st.just(profile))))
def test_a_mangled_frame_comes_back_or_is_refused(drawn: tuple[bytes, Profile]) -> None:
    """The same holds for frames that a tester would send to find out what happens."""
    frame, profile = drawn
    try:
        form = to_json(frame, profile)
    except RemoteProtocolError:
        return
    assert from_json(form, profile) == frame


def test_unknown_tags_stand_as_numbers() -> None:
    """A tag that the message does not list is its number with hex, whether another message has it or not."""
    frame = framed(5, bytes.fromhex("00000007 0501 41 fe02 0a0b".replace(" ", "")))
    form = to_json(frame, Profile(15))
    assert form == {
        "message": "HEARTBEAT_REQ",
        "type": 5,
        "fixed": {"InvokeID": 7},
        "floating": [[5, "41"], [254, "0a0b"]],
    }
    assert from_json(form, Profile(15)) == frame


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("31303000", "100"),
        ("00", ""),
        ("", {"hex": ""}),
        ("313030", {"hex": "313030"}),
        ("31003000", {"hex": "31003000"}),
        ("31323334353637383930313233343500", "123456789012345"),
        ("fc00", "\u00fc"),
    ],
)
def test_text(data: str, value: object) -> None:
    """Text is a string if it ends with its only NUL, however long; else its bytes stand as hex."""
    text = bytes.fromhex(data)
    frame = framed(131, bytes.fromhex("0000000100001388") + bytes((5, len(text))) + text)
    assert to_json(frame, Profile(15))["floating"] == [["AgentID", value]]


def test_a_number_of_the_wrong_width_stands_as_hex() -> None:
    """So do several numbers in one field, as some servers write lists."""
    fixed = "00000001 00000000 00000000 00000000 00000000 0002 0011 0003".replace(" ", "")
    frame = framed(4, bytes.fromhex(fixed + "e4 01 01 d0 08 0000138800001389".replace(" ", "")))
    form = to_json(frame, Profile(15))
    assert form["floating"] == [["NumPeripherals", {"hex": "01"}], ["FltPeripheralID", {"hex": "0000138800001389"}]]
    assert form["fixed"] == {
        "InvokeID": 1,
        "ServicesGranted": 0,
        "MonitorID": 0,
        "PGStatus": 0,
        "ICMCentralControllerTime": 0,
        "PeripheralOnline": 2,
        "PeripheralType": 17,
        "AgentState": 3,
    }


@pytest.mark.parametrize(("number", "name"), [(99_999, {}), (278, {"message": "ACTIVE_MAINTENANCE_REQ_MSG"})])
def test_without_a_layout_the_body_stands_as_hex(number: int, name: dict[str, str]) -> None:
    """A type that is unknown, or that the version does not have, keeps its body."""
    frame = framed(number, b"\x01\x02")
    form = to_json(frame, Profile(15))
    assert form == {**name, "type": number, "body": "0102"}
    assert from_json(form, Profile(15)) == frame


def test_any_message_may_be_written_as_its_body() -> None:
    """A message may be given as its body, so that frames can be broken on purpose."""
    assert from_json({"message": "HEARTBEAT_REQ", "body": "FF"}, Profile(15)) == framed(5, b"\xff")


def test_findings_and_version_stand_beside_the_frame() -> None:
    """What is wrong with a frame is said with status, offset and reason, and the field where there is one."""
    form = decoded_json(framed(5, bytes.fromhex("000000070000")), Profile(15))
    assert list(form) == ["message", "type", "version", "fixed", "floating", "findings"]
    assert form["findings"] == [{"field": "0", "status": 3, "offset": 12, "reason": "no field has this tag"}]
    unknown = decoded_json(framed(99_999, b""), Profile(15))
    assert unknown["findings"] == [{"status": 2, "offset": 4, "reason": "no message has this type"}]
    assert "findings" not in decoded_json(HEARTBEAT, Profile(15))


def test_open_req_is_laid_out_in_its_own_version() -> None:
    """The version that it announces counts, not that of the session or of the object."""
    form = {"message": "OPEN_REQ", "version": 9, "fixed": OPEN, "floating": [["ClientID", "a"]]}
    frame = from_json(form, Profile(15))
    assert frame == from_json({**form, "version": 15}) == from_json({**form, "fixed": OPEN}, Profile(24))
    assert frame[-6:] == bytes.fromhex("000100026100")
    assert decoded_json(frame, Profile(15))["version"] == 24
    del form["version"]
    assert from_json(form) == frame


def test_absent_fields_take_their_default() -> None:
    """Counts are computed from the list, other fields take the declaration's default."""
    frame = from_json({"message": "OPEN_REQ", "fixed": OPEN}, Profile(24))
    assert to_json(frame, Profile(24))["fixed"] == {
        **OPEN,
        "IdleTimeout": 0xFFFFFFFF,
        "PeripheralID": 0xFFFFFFFF,
        "Reserved1": 0,
        "Reserved2": 0,
        "Reserved3": 0,
    }
    event = {
        "message": "AGENT_TEAM_CONFIG_EVENT",
        "fixed": {"PeripheralID": 5000, "TeamID": 1, "ConfigOperation": 1},
        "floating": [["AtcAgentID", "1"], ["AgentFlags", 0], ["AtcAgentID", "2"]],
    }
    assert to_json(from_json(event, Profile(15)), Profile(15))["fixed"] == {**event["fixed"], "NumberOfAgents": 2}  # type: ignore[dict-item] # it is a dict
    given = {**event, "fixed": {**event["fixed"], "NumberOfAgents": 7}}  # type: ignore[dict-item] # it is a dict
    assert to_json(from_json(given, Profile(15)), Profile(15))["fixed"] == given["fixed"]


def test_the_layout_that_is_written_is_the_one_that_is_read() -> None:
    """CONFIG_REQUEST_EVENT has two layouts, told apart by size: a body that would be read in the other is refused."""
    form: dict[str, Any] = {"message": "CONFIG_REQUEST_EVENT", "fixed": {"ConfigInformation": 1, "ConfigMsgMask": 1}}
    assert len(from_json(form, Profile(24))) == 20
    assert "other one" in refusal({**form, "floating": [[999, "00"]]})


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ([], "expected an object, not a list"),
        ({}, "expected message, the name of one, or type, its number"),
        ({"mesage": "OPEN_REQ"}, "the key 'mesage' is not known: did you mean message?"),
        ({"message": "OPEN_RQ"}, "no message is called 'OPEN_RQ': did you mean OPEN_REQ?"),
        ({"message": 3}, "no message is called 3"),
        ({"type": "3"}, "expected a number from 0 to 4294967295 as type"),
        ({"type": -1}, "expected a number from 0 to 4294967295 as type"),
        ({"message": "HEARTBEAT_REQ", "type": 6}, "HEARTBEAT_REQ: has type 5, not 6"),
        ({"message": "HEARTBEAT_REQ", "version": 8}, "HEARTBEAT_REQ: expected a version from 9 to 25"),
        (
            {"message": "HEARTBEAT_REQ", "version": 9},
            "HEARTBEAT_REQ: the object is of version 9, and is to be written in version 24: leave its version out",
        ),
        ({"type": 99999}, "99999: its layout is not known: expected body, with its bytes as hex"),
        (
            {"message": "OFFER_TASK_IND"},
            "OFFER_TASK_IND: its layout is not known: expected body, with its bytes as hex",
        ),
        (
            {"message": "HEARTBEAT_REQ", "body": "", "fixed": {}},
            "HEARTBEAT_REQ: body stands in place of fixed and floating",
        ),
        ({"type": 5, "body": 5}, "HEARTBEAT_REQ.body: expected a string of hex digits, not a number"),
        ({"type": 5, "body": "0"}, "HEARTBEAT_REQ.body: expected pairs of hex digits and nothing else"),
        ({"type": 5, "body": "00" * 12_493}, "HEARTBEAT_REQ: the body has 12493 bytes, at most 12492 are allowed"),
        ({"type": 5}, "HEARTBEAT_REQ.InvokeID: has no default and is absent"),
        ({"type": 5, "fixed": []}, "HEARTBEAT_REQ: expected an object as fixed, not a list"),
        (
            {"type": 5, "fixed": {"InvokeId": 1}},
            "HEARTBEAT_REQ.InvokeId: is no field of the fixed part in version 24: did you mean InvokeID?",
        ),
        ({"type": 5, "fixed": {"InvokeID": None}}, "HEARTBEAT_REQ.InvokeID: expected a number, not null"),
        ({"type": 5, "fixed": {"InvokeID": True}}, "HEARTBEAT_REQ.InvokeID: expected a number, not true or false"),
        (
            {"type": 5, "fixed": {"InvokeID": 1 << 32}},
            "HEARTBEAT_REQ.InvokeID: expected a number from 0 to 4294967295 (UINT)",
        ),
        (
            {"type": 5, "fixed": {"InvokeID": 1}, "floating": {}},
            "HEARTBEAT_REQ: expected a list as floating, not an object",
        ),
        (
            {"type": 5, "fixed": {"InvokeID": 1}, "floating": [[1]]},
            "HEARTBEAT_REQ: expected pairs of a name or tag and a value as floating",
        ),
        (
            {"type": 5, "fixed": {"InvokeID": 1}, "floating": [[1.5, ""]]},
            "HEARTBEAT_REQ: expected a name or a tag, not a fraction",
        ),
        (
            {"type": 5, "fixed": {"InvokeID": 1}, "floating": [[1, 7]]},
            "HEARTBEAT_REQ.1: expected a string of hex digits, not a number",
        ),
        (
            {"type": 5, "fixed": {"InvokeID": 1}, "floating": [["AgentID", "1"]]},
            "HEARTBEAT_REQ.AgentID: is no field of the floating part in version 24",
        ),
    ],
)
def test_what_describes_no_frame_is_refused(form: object, said: str) -> None:
    """The error says what was expected, and names the message and the field."""
    assert refusal(form) == said


def test_a_message_that_the_version_lacks_is_refused() -> None:
    """Its body can still be written."""
    form = {"message": "ACTIVE_MAINTENANCE_REQ_MSG", "fixed": {"InvokeID": 1}}
    reason = "exists since version 24, not in 15: expected body, as hex"
    assert refusal(form, 15) == f"ACTIVE_MAINTENANCE_REQ_MSG: {reason}"


def test_without_any_version_nothing_is_written() -> None:
    """The object's own version suffices; one of the two has to be there."""
    assert refusal({"type": 5, "fixed": {"InvokeID": 1}}, None) == "HEARTBEAT_REQ: expected a version"
    assert from_json({"type": 5, "version": 9, "fixed": {"InvokeID": 7}}) == HEARTBEAT
    with pytest.raises(ValueError, match="protocol version 8"):
        to_json(HEARTBEAT, Profile(8))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (256, "", "256: the tag does not fit: tag and length have 1 byte each in this version"),
        (1, "00" * 256, "1: a value of 256 bytes does not fit: tag and length have 1 byte each in this version"),
    ],
)
def test_tag_and_length_have_to_fit(key: int, value: str, said: str) -> None:
    """Before version 20 they are bytes."""
    form = {"type": 5, "fixed": {"InvokeID": 1}, "floating": [[key, value]]}
    assert refusal(form, 19) == f"HEARTBEAT_REQ.{said}"
    assert len(from_json(form, Profile(20))) == 16 + len(value) // 2


def test_a_tagged_value_may_stand_in_an_object() -> None:
    """``{"hex": ...}`` is bytes wherever a value stands."""
    form = {"type": 5, "fixed": {"InvokeID": 1}, "floating": [[1, {"hex": "61"}]]}
    assert from_json(form, Profile(15))[-3:] == b"\x01\x01a"


def test_frames_of_the_wrong_length_have_no_form() -> None:
    """Neither what disagrees with its header nor what is larger than any message may be."""
    with pytest.raises(BadLength):
        to_json(HEARTBEAT[:-1], Profile(15))
    with pytest.raises(BadLength, match="at most 12500"):
        to_json(framed(5, bytes(12_493)), Profile(15))


def test_every_version_is_served() -> None:
    """The smallest frame is the same in all of them."""
    assert {from_json(to_json(HEARTBEAT, Profile(version)), Profile(version)) for version in VERSIONS} == {HEARTBEAT}


def test_the_dialect_is_named_where_it_is_not_ucce() -> None:
    """What names none is of the dialect that is asked for, or of UCCE."""
    other = Dialect.UCCX
    frame = framed(5, bytes.fromhex("00000007 03e7 01 61"))
    form = decoded_json(frame, Profile(18, other))
    assert list(form.items())[:4] == [("message", "HEARTBEAT_REQ"), ("type", 5), ("dialect", "uccx"), ("version", 18)]
    assert from_json(form) == from_json(form, Profile(18, other)) == frame
    assert "dialect" not in to_json(frame, Profile(18, other))
    assert "dialect" not in decoded_json(HEARTBEAT, Profile(18))
    assert from_json({**form, "dialect": "ucce", "version": 20}) == framed(5, bytes.fromhex("00000007 03e7 0001 61"))
    del form["dialect"]
    assert from_json(form, Profile(18, other)) == frame
    too_long = [[7, "00" * 256]]
    with pytest.raises(LocalProtocolError, match="does not fit: the tag has 2 bytes and the length 1 in this version"):
        from_json({**form, "floating": too_long}, Profile(18, other))


def test_a_dialect_that_is_none_or_another_is_refused() -> None:
    """The error names the dialects there are."""
    form = {"message": "HEARTBEAT_REQ", "version": 15, "fixed": {"InvokeID": 7}}
    assert refusal({**form, "dialect": "x"}, None) == "expected ucce or uccx as dialect"
    assert refusal({**form, "dialect": 7}, None) == "expected ucce or uccx as dialect"
    assert refusal({**form, "dialect": "uccx"}, 15) == "the object is of dialect uccx, and is to be written in ucce"
    assert refusal({**form, "dialect": "uccx", "version": 9}, None) == "HEARTBEAT_REQ: expected a version from 10 to 18"
