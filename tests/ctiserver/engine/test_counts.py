"""Messages are counted as they come and go."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConfigMsgMask, ControlFailureCode, CTIService, StatusCode
from ctiproto.unknown import UnknownMessage
from ctiproto.versions import Dialect
from ctiserver.engine.counts import OTHER, UNKNOWN, MessageCounts
from tests.support.frames import ZEROS
from tests.support.harness import BRIDGE, World, call_req, state_req


def test_what_clients_send_and_are_sent() -> None:
    """Each message to each client: an answer, an event, and a copy for a client that monitors another."""
    world = World()
    bridge = world.bridge()
    world.bridge()
    watcher = world.open(25, CTIService.SERVICE_CLIENT_MONITOR, name="watcher")
    watcher.sends(m.SessionMonitorStartReq(invoke_id=7, session_id=1))
    before = world.duplex.counts.named()
    bridge.sends(m.HeartbeatReq(invoke_id=1))
    bridge.sends(state_req("1001", AgentState.LOGIN))
    counts = {
        each: count - before.get(each, 0)
        for each, count in world.duplex.counts.named().items()
        if count != before.get(each, 0)
    }
    told = len(
        [event for client in world.clients.values() for event in client.heard if isinstance(event, m.AgentStateEvent)]
    )
    assert counts == {
        ("received", "HEARTBEAT_REQ"): 1,
        ("received", "SET_AGENT_STATE_REQ"): 1,
        ("sent", "HEARTBEAT_CONF"): 1,
        ("sent", "SET_AGENT_STATE_CONF"): 1,
        ("sent", "AGENT_STATE_EVENT"): told,
    }
    assert told > 3


def test_an_upload_is_counted_frame_by_frame() -> None:
    """Each kind of record in frames that were written before, and what begins and ends the upload."""
    world = World()
    client = world.open(25, BRIDGE, config_msg_mask=ConfigMsgMask(0x7F))
    client.forgets()
    client.sends(m.ConfigRequestEvent(peripheral_id=5000, config_information=ConfigMsgMask(0x7F)))
    counts = world.duplex.counts.named()
    heard = {message.name for message in client.heard}
    for name in heard:
        assert counts["sent", name] == len([each for each in client.heard if each.name == name])
    assert any(name.endswith("_EVENT") for name in heard)


def test_refusals_by_their_codes() -> None:
    """Statuses and failure codes are told apart by their names; all codes that the guide does not have are one."""
    world = World()
    bridge = world.bridge()
    bridge.forgets()
    bridge.sends_bytes(ZEROS)
    bridge.sends(call_req(m.AnswerCallReq, "2001", 7))
    flaw, failure = bridge.heard
    assert isinstance(flaw, m.FailureConf)
    assert isinstance(failure, m.ControlFailureConf)
    assert world.duplex.counts.refused == {flaw.status.guide_name: 1, failure.failure_code.guide_name: 1}
    counts = MessageCounts()
    counts.count_sent(m.FailureConf(invoke_id=1, status=StatusCode(4711)), 2)
    no_call = ControlFailureCode.NO_ACTIVE_CALL
    counts.count_sent(m.ControlFailureConf(invoke_id=1, failure_code=no_call, peripheral_error_code=0))
    assert counts.refused == {OTHER: 1, "CF_NO_ACTIVE_CALL": 1}
    assert counts.named() == {("sent", "FAILURE_CONF"): 2, ("sent", "CONTROL_FAILURE_CONF"): 1}


def test_what_has_no_name_is_counted_together() -> None:
    """There are as many types as numbers; and what is no message is counted apart."""
    counts = MessageCounts()
    counts.received[UnknownMessage] += 2
    assert counts.named() == {("received", UNKNOWN): 2}
    world = World()
    world.bridge().sends_bytes(b"\xff" * 8)
    assert world.duplex.counts.unreadable == 1


def test_messages_have_the_names_of_the_dialect() -> None:
    """CONFIG_SKILL_GROUP_EVENT is another name than that of Unified CCX."""
    for dialect, name in ((Dialect.UCCE, "CONFIG_SKILL_GROUP_EVENT"), (Dialect.UCCX, "CONFIG_CSQ_EVENT")):
        counts = MessageCounts(dialect=dialect)
        counts.count_sent(m.ConfigSkillGroupEvent(), 2)
        assert counts.named() == {("sent", name): 2}
