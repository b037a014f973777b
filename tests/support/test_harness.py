"""The harness fails where a story is wrong, and says how."""

from __future__ import annotations

import pytest
import trio
from trio.testing import memory_stream_pair

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import AgentState, ControlFailureCode, CTIService, MoreFlag, StatusCode
from ctiproto.declare import Message
from ctiproto.versions import Profile
from tests.support.frames import HEARTBEAT, frame
from tests.support.harness import DESKTOP, World, like, open_req, state_req
from tests.support.net import NetClient
from tests.support.outstanding import Outstanding


def test_a_story_is_told_from_the_chairs() -> None:
    """A desktop signs its agent in; a client that sees all hears of it, and no other client does."""
    world = World()
    bridge = world.bridge(version=15)
    desktop = world.desktop("1001", version=20)
    desktop.sends(state_req("1001", AgentState.LOGIN))
    login = like(m.AgentStateEvent, agent_id="1001", agent_state=AgentState.LOGIN)
    not_ready = like(m.AgentStateEvent, agent_id="1001", agent_state=AgentState.NOT_READY)
    desktop.hears(m.SetAgentStateConf, login, login, not_ready, not_ready)
    bridge.hears(login, login, not_ready, not_ready)


def test_a_wrong_story_is_shown_beside_the_true_one() -> None:
    """What was expected and not heard, heard and not expected, and heard otherwise stands in one list."""
    world = World()
    desktop = world.desktop("1001")
    desktop.sends(m.HeartbeatReq(invoke_id=7), m.CloseReq(invoke_id=8, status=StatusCode.NO_ERROR))
    with pytest.raises(AssertionError) as failure:
        desktop.hears(like(m.HeartbeatConf, invoke_id=9), m.FailureConf, m.CloseConf)
    assert str(failure.value).splitlines() == [
        "desktop 1001 heard something else:",
        "  - HEARTBEAT_CONF(invoke_id=9)",
        "  + HEARTBEAT_CONF(invoke_id=7)",
        "  - FAILURE_CONF",
        "    CLOSE_CONF",
        "  (- expected, + heard)",
    ]


def test_a_refused_session_is_no_scene_to_begin_with() -> None:
    """Opening a session that is refused fails at once."""
    with pytest.raises(AssertionError, match="could not open a session"):
        World().open(version=8)


def test_nobody_hears_what_he_does_not_speak_of() -> None:
    """A client that says it heard nothing must have heard nothing."""
    client = World().connects()
    client.sends(open_req())
    with pytest.raises(AssertionError, match="OpenConf"):
        client.hears()


def written(message: Message) -> bytes:
    """The message as the server would write it."""
    return codec(Profile(25)).encode(message)


def test_an_answer_with_another_invoke_id_is_noticed() -> None:
    """A client fails when it gets an answer with InvokeID 0, whatever its test asks; the true one comes once."""
    world = World()
    # This server does not answer, so that the test can.
    desktop = world.desktop("1001", services=DESKTOP | CTIService.SERVICE_IGNORE_CONF)
    desktop.sends(state_req("1001", AgentState.LOGIN, invoke_id=7))
    for failure in (
        m.SetAgentStateConf(invoke_id=0),
        m.FailureConf(invoke_id=0, status=StatusCode.UNSPECIFIED_FAILURE),
        m.ControlFailureConf(invoke_id=0, failure_code=ControlFailureCode(1), peripheral_error_code=0),
    ):
        with pytest.raises(AssertionError, match="answers nothing: outstanding is SET_AGENT_STATE_REQ 7"):
            desktop.gets(written(failure))
    desktop.gets(written(m.SetAgentStateConf(invoke_id=7)))
    with pytest.raises(AssertionError, match="answers nothing: outstanding is no request"):
        desktop.gets(written(m.SetAgentStateConf(invoke_id=7)))


async def test_a_client_on_a_stream_notices_it_as_well() -> None:
    """An answer that names no request of the client is a failure also where there is a transport."""
    ours, theirs = memory_stream_pair()
    client = NetClient(ours)
    with trio.fail_after(5):
        await client.sends(open_req())
        await theirs.send_all(written(m.FailureConf(invoke_id=0, status=StatusCode.UNSPECIFIED_FAILURE)))
        with pytest.raises(AssertionError, match="answers nothing: outstanding is OPEN_REQ 1"):
            await client.hears()


def test_an_answer_is_of_its_request() -> None:
    """The confirmation of another request is no answer; events and requests of the server need none to be asked."""
    outstanding = Outstanding()
    outstanding.sent(frame(HEARTBEAT, 5)[:9])
    outstanding.sent(frame(HEARTBEAT, 5)[9:])
    outstanding.hears(m.FailureEvent(status=StatusCode.UNSPECIFIED_FAILURE))
    outstanding.hears(m.ActiveMaintenanceReqMsg(invoke_id=9))
    with pytest.raises(AssertionError, match="outstanding is HEARTBEAT_REQ 5"):
        outstanding.hears(m.CloseConf(invoke_id=5))
    outstanding.hears(m.HeartbeatConf(invoke_id=5))


def test_a_list_is_answered_in_parts() -> None:
    """A list of teams has as many confirmations as parts, and all have the InvokeID of the one request."""
    outstanding = Outstanding()
    outstanding.sent(written(m.ListAgentTeamReq(invoke_id=3, supervisor_id=1)))
    for _ in range(2):
        outstanding.hears(m.ListAgentTeamConf(invoke_id=3, segment_number=1, more=MoreFlag(1)))
    with pytest.raises(AssertionError, match="outstanding is LIST_AGENT_TEAM_REQ 3"):
        outstanding.hears(m.ListAgentTeamConf(invoke_id=0, segment_number=2, more=MoreFlag(0)))


def test_what_cannot_be_read_is_answered_by_its_first_four_bytes() -> None:
    """A message of no known type has an InvokeID there; one that begins with shorter numbers is answered to 0 too."""
    outstanding = Outstanding()
    outstanding.sent(frame(999, 6))
    with pytest.raises(AssertionError, match="outstanding is a message of unknown type 6"):
        outstanding.hears(m.FailureConf(invoke_id=0, status=StatusCode.INVALID_MSG_TYPE_FOR_VERSION))
    outstanding.hears(m.FailureConf(invoke_id=6, status=StatusCode.INVALID_MSG_TYPE_FOR_VERSION))
    outstanding.sent(frame(999))
    outstanding.hears(m.FailureConf(invoke_id=0, status=StatusCode.INVALID_MSG_TYPE_FOR_VERSION))
    outstanding.sent(b"HTTP/1.1 400 Bad Request")
    outstanding.hears(m.FailureEvent(status=StatusCode.INVALID_MESSAGE_LENGTH))
