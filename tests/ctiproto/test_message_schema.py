"""Promises of the published JSON Schema.  Needs jsonschema, which nothing but this test does."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings

from ctiproto.declare import MessageClass, messages_of
from ctiproto.errors import RemoteProtocolError
from ctiproto.json_form import decoded_json, from_json
from ctiproto.versions import Dialect, Profile
from tests.ctiproto.frames import bodies, frames

jsonschema = pytest.importorskip("jsonschema")

SCHEMA: Any = json.loads(files("ctiproto").joinpath("message.schema.json").read_text("utf-8"))
JUDGE = jsonschema.Draft202012Validator(SCHEMA)

CLASSES = [(each.value, word) for each in MessageClass for word in ("solicited", "unsolicited")]

PLAIN = settings(max_examples=200, derandomize=True, deadline=None)


def test_the_schema_is_one() -> None:
    """It obeys its own rules."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("message_class", "word"), CLASSES)
def test_it_names_the_messages_of_each_class(message_class: str, word: str) -> None:
    """Those of all dialects, the solicited ones apart; a message that is declared has to be named here too."""
    declared = {
        name
        for dialect in Dialect
        for name, cls in messages_of(dialect).by_name.items()
        if cls.declaration.message_class.value == message_class
        and cls.declaration.is_solicited is (word == "solicited")
    }
    named = SCHEMA["x-classes"][message_class][word]
    assert (set(named), len(named)) == (declared, len(declared))


def test_it_names_no_other_classes() -> None:
    """Each of the classes, with solicited and unsolicited messages, and nothing else."""
    assert [(name, word) for name, words in SCHEMA["x-classes"].items() for word in words] == CLASSES


@PLAIN
@given(frames())
def test_it_accepts_what_is_written(drawn: tuple[bytes, Profile]) -> None:
    """Every form of a frame is valid."""
    frame, profile = drawn
    JUDGE.validate(decoded_json(frame, profile))


@PLAIN
@given(bodies())
def test_it_accepts_what_has_no_layout(drawn: tuple[bytes, Profile]) -> None:
    """The schema accepts a message that stands as its body."""
    try:
        frame, profile = drawn
        form = decoded_json(frame, profile)
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
