"""Promises of the published JSON Schema.  Needs jsonschema, which nothing but this test does."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings

from ctiproto.errors import RemoteProtocolError
from ctiproto.json_form import decoded_json, from_json
from ctiproto.versions import Profile
from tests.ctiproto.frames import bodies, frames

jsonschema = pytest.importorskip("jsonschema")

SCHEMA: Any = json.loads(files("ctiproto").joinpath("message.schema.json").read_text("utf-8"))
JUDGE = jsonschema.Draft202012Validator(SCHEMA)

PLAIN = settings(max_examples=200, derandomize=True, deadline=None)


def test_the_schema_is_one() -> None:
    """It obeys its own rules."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@PLAIN
@given(frames())
def test_it_accepts_what_is_written(drawn: tuple[bytes, int]) -> None:
    """Every form of a frame is valid."""
    frame, version = drawn
    JUDGE.validate(decoded_json(frame, Profile(version)))


@PLAIN
@given(bodies())
def test_it_accepts_what_has_no_layout(drawn: tuple[bytes, int]) -> None:
    """The schema accepts a message that stands as its body."""
    try:
        frame, version = drawn
        form = decoded_json(frame, Profile(version))
    except RemoteProtocolError:
        return
    JUDGE.validate(form)


FIXED = {"InvokeID": 1}


@pytest.mark.parametrize(
    "form",
    [
        [],
        {},
        {"fixed": FIXED},
        {"message": "HeartbeatReq"},
        {"message": 5},
        {"type": "5"},
        {"type": -1},
        {"type": 5, "invoke_id": 1},
        {"type": 5, "version": 8},
        {"type": 5, "fixed": {"invoke_id": 1}},
        {"type": 5, "fixed": {"InvokeID": "1"}},
        {"type": 5, "fixed": {"InvokeID": True}},
        {"type": 5, "body": "0"},
        {"type": 5, "body": "00", "fixed": FIXED},
        {"type": 5, "body": "00", "floating": []},
        {"type": 5, "floating": {"AgentID": "1"}},
        {"type": 5, "floating": [["AgentID"]]},
        {"type": 5, "floating": [["AgentID", "1", "2"]]},
        {"type": 5, "floating": [["agent_id", "1"]]},
        {"type": 5, "floating": [["AgentID", None]]},
        {"type": 5, "floating": [["AgentID", "1\0"]]},
        {"type": 5, "floating": [["AgentID", {"hex": "0"}]]},
        {"type": 5, "floating": [["NamedVariable", {"name": "a"}]]},
        {"type": 5, "floating": [["NamedArray", {"name": "a", "index": 256, "value": ""}]]},
        {"type": 5, "floating": [[5, 1]]},
        {"type": 5, "floating": [[5, "text"]]},
        {"type": 5, "floating": [[70_000, "00"]]},
        {"type": 5, "findings": [{"reason": "bad"}]},
    ],
)
def test_it_refuses_typical_mistakes(form: object) -> None:
    """What the reader refuses for its shape, the schema refuses too."""
    assert not JUDGE.is_valid(form)


def test_it_accepts_what_is_written_by_hand() -> None:
    """The short form, without defaults, is valid."""
    form = {"message": "HEARTBEAT_REQ", "fixed": FIXED}
    JUDGE.validate(form)
    assert from_json(form, Profile(15))
