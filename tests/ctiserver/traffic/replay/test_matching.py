"""Promises about matching: which frame of the tape a client means."""

from __future__ import annotations

from typing import Any

import pytest

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallType, ConfigMsgMask, SupervisoryAction
from ctiproto.declare import Message
from ctiproto.versions import Profile
from ctiserver.traffic.replay.dialogue import TapeFrame
from ctiserver.traffic.replay.matching import ABOUT, Matching
from tests.ctiserver.traffic.replay.dialogues import CLIENT, CLOSE, VERSION, opened, query, written
from tests.support.harness import call_req, dial_req, state_req
from tests.support.orders import supervise

DEVICE: dict[str, Any] = {"invoke_id": 1, "peripheral_id": 1, "call_type": CallType(1), "calling_device_id": "1"}
WAITING = [taped for taped in opened((2.0, CLIENT, query("1")), (3.0, CLIENT, query("2"))).frames if taped.order >= 2]


def found(matching: Matching, message: Message, waiting: list[TapeFrame] = WAITING) -> int | None:
    """The place of the frame of the tape."""
    taped = matching.find(written(message), Profile(VERSION), waiting)
    return None if taped is None else taped.order


@pytest.mark.parametrize(
    ("matching", "message", "place"),
    [
        (Matching(), query("1", 5), 2),
        (Matching(), query("2", 5), None),
        (Matching(), CLOSE, None),
        (Matching(names=frozenset()), query("2", 5), 2),
        (Matching(names=None), query("1", 5), 2),
        (Matching(names=None), query("1", 5).changed(mrd_id=2), None),
        (Matching(names=ABOUT), query("1", 5).changed(mrd_id=2), 2),
        (Matching("lenient"), query("2", 5), 3),
        (Matching("lenient"), query("3", 5), 2),
        (Matching("lenient"), CLOSE, None),
        (Matching("lenient", None), query("2", 5).changed(mrd_id=2), 3),
    ],
)
def test_the_frame_that_is_meant(matching: Matching, message: Message, place: int | None) -> None:
    """Strictly the next one; leniently any, or the one most like it."""
    assert found(matching, message) == place


CALL = dial_req("2001", "2002")
REQUESTS: list[tuple[Message, dict[str, Any]]] = [
    (CALL, {"dialed_number": "2003"}),
    (CALL, {"agent_instrument": "2003"}),
    (CALL, {"peripheral_id": 5001}),
    (state_req("1001", AgentState.AVAILABLE), {"agent_state": AgentState.NOT_READY}),
    (state_req("1001", AgentState.AVAILABLE), {"agent_id": "1002"}),
    (call_req(m.HoldCallReq, "2001", 7), {"connection_call_id": 8}),
    (call_req(m.HoldCallReq, "2001", 7), {"connection_device_id": "2002"}),
    (m.QuerySkillGroupStatisticsReq(invoke_id=1, peripheral_id=1, skill_group_number=1), {"skill_group_number": 2}),
    (m.QueryAgentStatisticsReq(invoke_id=1, peripheral_id=1, agent_extension="1"), {"agent_extension": "2"}),
    (m.ConfigRequestEvent(config_information=ConfigMsgMask(1)), {"config_information": ConfigMsgMask(2)}),
    (m.MonitorStopReq(invoke_id=1, monitor_id=1), {"monitor_id": 2}),
    (supervise(SupervisoryAction.MONITOR), {"supervisory_action": SupervisoryAction.BARGE_IN}),
    (m.SetDeviceAttributesReq(**DEVICE, service_number=1), {"service_number": 2}),
    (m.MediaLoginReq(body=b"\0\0\0\1a"), {"body": b"\0\0\0\1b"}),
]


@pytest.mark.parametrize(("taped", "other"), REQUESTS)
def test_a_request_about_something_else_is_not_the_one_of_the_tape(taped: Message, other: dict[str, Any]) -> None:
    """Played strictly, a call to another number is another request, as is one of another agent, call or device."""
    waiting = [frame for frame in opened((2.0, CLIENT, taped)).frames if frame.order >= 2]
    assert found(Matching(), taped, waiting) == 2
    assert found(Matching(), taped.changed(**other), waiting) is None


def test_nothing_is_left() -> None:
    """Where no request of the tape is left, none matches."""
    assert found(Matching(), query("1"), []) is None
