"""A message in one line."""

from __future__ import annotations

import json
import re

import attrs

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import (
    AgentState,
    CallDirection,
    CTIService,
    EventCause,
    LocalConnectionState,
    PGStatusCode,
    StatusCode,
)
from ctiproto.errors import Finding
from ctiproto.json_form import decoded_json
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import Dialect, Profile
from ctiserver.client.message_text import json_line, plain_line, words
from tests.ctiserver.client.network import open_conf
from tests.ctiserver.client.said import received, said


def test_words_are_the_name_and_what_people_look_for() -> None:
    """What says nothing is left out: values for "none", and zeros that mean it."""
    event = said(
        m.AgentStateEvent,
        agent_id="1001",
        agent_state=AgentState.NOT_READY,
        event_reason_code=7,
        direction=CallDirection.NONE,
        skill_group_state=AgentState(77),
    )
    assert words(event) == "AGENT_STATE_EVENT AgentID=1001 AgentState=NOT_READY EventReasonCode=7 SkillGroupState=77"
    assert "EventReasonCode" not in words(event.changed(event_reason_code=0))
    logged_in = said(m.AgentStateEvent, agent_id="1", agent_state=AgentState.LOGIN)
    assert words(logged_in).startswith("AGENT_STATE_EVENT AgentID=1 AgentState=LOGIN")
    held = said(
        m.CallHeldEvent,
        connection_call_id=3,
        connection_device_id="a b\n",
        local_connection_state=LocalConnectionState.HOLD,
        event_cause=EventCause.CEC_NONE,
    )
    assert words(held) == 'CALL_HELD_EVENT ConnectionCallID=3 LocalConnectionState=HOLD ConnectionDeviceID="a b\\x0a"'


def test_words_are_those_of_the_dialect() -> None:
    """Names of the message, of fields and of numbers; what the dialect reserves is left out."""
    event = said(m.AgentStateEvent, agent_id="anna", agent_state=AgentState(5), skill_group_state=AgentState(8))
    assert words(event.changed(session_id=9, skill_group_number=3), Dialect.UCCX) == (
        "AGENT_STATE_EVENT AgentID=anna AgentState=WORK CSQID=3 CSQState=RESERVED"
    )
    assert words(said(m.ConfigSkillGroupEvent), Dialect.UCCX) == "CONFIG_CSQ_EVENT NumRecords=0"
    held = said(m.CallHeldEvent, connection_call_id=3, event_cause=EventCause.CEC_NONE)
    assert words(held, Dialect.UCCX).startswith("CALL_HELD_EVENT CallID=3 ")
    assert words(UnknownMessage(9_999), Dialect.UCCX) == "9999"
    assert words(said(m.CallTranslationRouteEvent, ani="1"), Dialect.UCCX) == "CALL_TRANSLATION_ROUTE_EVENT"


def test_the_number_of_a_translation_route_is_shown() -> None:
    """It is what the message is for; of a call that has come, people look for the number that the caller dialled."""
    route = said(m.CallTranslationRouteEvent, dnis="7001", ani="2025550100", dialed_number="8001")
    assert words(route) == "CALL_TRANSLATION_ROUTE_EVENT DNIS=7001 ANI=2025550100 DialedNumber=8001"
    assert "DNIS" not in words(said(m.BeginCallEvent, dnis="7001"))


def test_masks_are_named_and_lists_counted() -> None:
    """Bits of masks are named without their prefix, and a list is shown as its length."""
    conf = open_conf(services_granted=CTIService(0x14), pg_status=PGStatusCode.CC_DOWN)
    assert "ServicesGranted=CLIENT_CONTROL|ALL_EVENTS" in words(conf)
    assert "PGStatus=CC_DOWN" in words(conf)
    assert "ServicesGranted=0" in words(open_conf(services_granted=CTIService(0)))
    assert words(m.ConfigAgentEvent(records=(m.AgentRecord(),) * 3)) == "CONFIG_AGENT_EVENT NumRecords=3"
    assert words(UnknownMessage(999)) == "999"


def test_a_plain_line_begins_with_the_time_and_ends_with_flaws() -> None:
    """The clock of the reader's place."""
    flaw = Finding(StatusCode.INVALID_FIELD_TAG, "FAILURE_EVENT", "999", 12, "no field has this tag")
    line = plain_line(attrs.evolve(received(said(m.FailureEvent, status=StatusCode.TIMEOUT), 0.25), findings=(flaw,)))
    assert re.fullmatch(
        r"\d\d:\d\d:00\.250 FAILURE_EVENT Status=TIMEOUT ! FAILURE_EVENT.999 at byte 12: .*\(E_CTI_INVALID_FIELD_TAG\)",
        line,
    )


def test_a_json_line_is_the_json_form_with_version_and_time() -> None:
    """The time is in UTC, as in the log."""
    frame = codec(Profile(20)).encode(m.FailureEvent(status=StatusCode.TIMEOUT))
    line = json.loads(json_line(received(m.FailureEvent(status=StatusCode.TIMEOUT), 1767599999.5, frame), Profile(20)))
    assert line.pop("time") == "2026-01-05T07:59:59.500Z"
    assert line == decoded_json(frame, Profile(20))
    assert line["version"] == 20


def test_what_cannot_be_read_keeps_its_bytes() -> None:
    """A message that cannot be read is a line with its bytes, and with what is wrong with them."""
    frame = bytes.fromhex("00000001 00000002 ff")
    line = json.loads(json_line(received(UnknownMessage(2, b"\xff"), 0.0, frame), Profile(25)))
    assert line["time"] == "1970-01-01T00:00:00.000Z"
    assert (line["type"], line["version"], line["body"]) == (2, 25, "ff")
    assert [finding["status"] for finding in line["findings"]] == [25]
