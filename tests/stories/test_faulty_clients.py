"""Clients with faults that were seen in use: refused as the guide says, or tolerated by a site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallMsgMask,
    ConfigMsgMask,
    ConnectionDeviceIDType,
    CTIService,
    DeviceIDType,
    StatusCode,
    Tag,
)
from ctiproto.constants.limits import NULL_CALL_ID
from ctiproto.declare import Message
from ctiproto.versions import Profile
from tests.support.harness import BRIDGE, PG, Client, World, demo, dial_req, like, open_req, state_req

TOLERANT = demo(strictness="tolerant")
ALL_ONES = 0xFFFFFFFF


def open_without_password(version: int = 24) -> tuple[bytes, m.OpenReq]:
    """OPEN_REQ whose last field, the password, is cut off."""
    request = open_req(version, BRIDGE, client_password=b"")
    whole = codec(Profile(version)).encode(request)
    tag = (1).to_bytes(2)[-1:] if version < 20 else b"\0" + bytes((Tag.CLIENT_PASSWORD,))
    body = whole[8 : whole.rindex(tag)]
    return len(body).to_bytes(4) + whole[4:8] + body, request


MASKS: dict[str, tuple[StatusCode, Any]] = {
    "services_requested": (StatusCode.INVALID_SERVICE_MASK, CTIService(0x10000000 | BRIDGE)),
    "call_msg_mask": (StatusCode.INVALID_CALL_MSG_MASK, CallMsgMask(ALL_ONES)),
    "agent_state_mask": (StatusCode.INVALID_AGENT_STATE_MASK, AgentStateMask(ALL_ONES)),
    "config_msg_mask": (StatusCode.INVALID_CONFIG_MSG_MASK, ConfigMsgMask(ALL_ONES)),
}


@pytest.mark.fidelity("sessions.unused-bits", "tolerant.open-masks")
@pytest.mark.parametrize("mask", MASKS)
def test_bits_that_nobody_uses(mask: str) -> None:
    """Refused with the status of the mask; at a tolerant site they count as not set, and the log tells of it."""
    status, value = MASKS[mask]
    World().refuses(status, 15, BRIDGE, **{mask: value})
    world = World(TOLERANT)
    client = world.connects()
    conf = client.opens(15, BRIDGE, **{mask: value})
    assert conf.services_granted == BRIDGE
    tolerated = [dict(note.fields)["what"] for note in world.notes if note.event == "fault_tolerated"]
    assert tolerated == [f"{mask.title().replace('_', '')} has unused bits"]


@pytest.mark.fidelity("tolerant.client-password")
@pytest.mark.parametrize("site", [demo(), TOLERANT], ids=["guide", "tolerant"])
def test_a_password_that_is_absent(site: Any) -> None:
    """Refused with status 6; a tolerant site takes it for an empty one."""
    world = World(site)
    client = world.connects()
    data, request = open_without_password()
    client.version = 24
    client.sends_bytes(data, opening=request)
    if site is TOLERANT:
        assert isinstance(client.takes(), m.OpenConf)
        assert "fault_tolerated" in world.noted()
    else:
        client.hears(like(m.FailureConf, status=StatusCode.REQUIRED_DATA_MISSING))


def test_a_tolerant_site_asks_for_passwords_all_the_same() -> None:
    """An absent one is not the right one, and no other field may be absent."""
    world = World(attrs.evolve(TOLERANT, settings=attrs.evolve(TOLERANT.settings, auth=True)))
    client = world.connects()
    data, request = open_without_password()
    client.version = 24
    client.sends_bytes(data, opening=request)
    client.hears(like(m.FailureConf, status=StatusCode.INVALID_PASSWORD))


def asks(**fields: Any) -> m.QueryAgentStateReq:
    """QUERY_AGENT_STATE_REQ."""
    return m.QueryAgentStateReq(**{"invoke_id": 9, "peripheral_id": PG, "mrd_id": 1, "icm_agent_id": 0} | fields)


def monitor(calls: int, agents: int) -> m.MonitorStartReq:
    """MONITOR_START_REQ for a station."""
    return m.MonitorStartReq(
        invoke_id=9,
        peripheral_id=PG,
        call_msg_mask=CallMsgMask(calls),
        agent_state_mask=AgentStateMask(agents),
        connection_call_id=NULL_CALL_ID,
        connection_device_id_type=ConnectionDeviceIDType.NONE,
        monitored_device_type=DeviceIDType.AGENT_DEVICE,
        monitored_device_id="2001",
    )


FAULTS: dict[str, tuple[Message, Callable[[Message], bool], type[Message]]] = {
    "ICMAgentID of nobody": (
        asks(agent_id="1001", icm_agent_id=0x7EADBEEF),
        lambda answer: answer == m.FailureConf(invoke_id=9, status=StatusCode.INVALID_AGENT_DATA),
        m.QueryAgentStateConf,
    ),
    "ICMAgentID of another": (
        asks(agent_id="1001", icm_agent_id=10_002),
        lambda answer: answer == m.FailureConf(invoke_id=9, status=StatusCode.INCONSISTENT_AGENT_DATA),
        m.QueryAgentStateConf,
    ),
    "MRDID": (
        asks(agent_id="1001", mrd_id=0x7EADBEEF),
        lambda answer: answer == m.FailureConf(invoke_id=9, status=StatusCode.INVALID_MR_DOMAIN),
        m.QueryAgentStateConf,
    ),
    "SkillGroupNumber": (
        dial_req("2001", "2002", skill_group_number=0),
        lambda answer: isinstance(answer, m.ControlFailureConf) and answer.failure_code == 262,
        m.MakeCallConf,
    ),
    "CallMsgMask": (
        monitor(ALL_ONES, 0),
        lambda answer: answer == m.FailureConf(invoke_id=9, status=StatusCode.INVALID_CALL_MSG_MASK),
        m.MonitorStartConf,
    ),
    "AgentStateMask": (
        monitor(0, ALL_ONES),
        lambda answer: answer == m.FailureConf(invoke_id=9, status=StatusCode.INVALID_AGENT_STATE_MASK),
        m.MonitorStartConf,
    ),
    "ConfigInformation": (
        m.ConfigRequestEvent(config_information=ConfigMsgMask(ALL_ONES), peripheral_id=PG),
        lambda answer: isinstance(answer, m.ConfigEndEvent),
        m.ConfigBeginEvent,
    ),
}


@pytest.mark.fidelity(
    "tolerant.foreign-agent",
    "tolerant.foreign-domain",
    "tolerant.skill-group-0",
    "tolerant.monitor-masks",
    "tolerant.config-mask",
)
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_requests(fault: str) -> None:
    """Refused by the guide; a tolerant site answers, and tells of each fault once in a session."""
    request, is_refusal, answer = FAULTS[fault]
    assert is_refusal(_client(demo()).asks(request))
    client = _client(TOLERANT)
    client.world.noted()
    assert isinstance(client.asks(request), answer)
    client.asks(request)
    assert client.world.noted().count("fault_tolerated") == 1


def _client(site: Any) -> Client:
    world = World(site)
    client = world.bridge(15, BRIDGE | CTIService.SERVICE_PERIPHERAL_MONITOR)
    client.asks(state_req("1001", AgentState.LOGIN))
    return client


def test_what_is_wrong_stays_wrong() -> None:
    """An agent named by nothing else but an unknown number, or by an unknown name beside it."""
    client = _client(TOLERANT)
    for request in (asks(icm_agent_id=0x7EADBEEF), asks(agent_id="1099", icm_agent_id=0x7EADBEEF)):
        assert client.asks(request) == m.FailureConf(invoke_id=9, status=StatusCode.INVALID_AGENT_DATA)
    client.world.noted()
    assert isinstance(client.asks(dial_req("2001", "2002", skill_group_number=77)), m.ControlFailureConf)
    assert client.world.noted() == []


@pytest.mark.parametrize("tolerant", [False, True])
def test_a_monitor_that_leaves_memory_as_it_was(tolerant: bool) -> None:
    """A team monitor of version 24 fills in AgentID alone, and sends whatever is in the other fields."""
    world = World(TOLERANT if tolerant else demo())
    client = world.bridge(24)
    answer = client.asks(asks(agent_id="1001", icm_agent_id=-559038737, mrd_id=-889275714))
    if tolerant:
        assert isinstance(answer, m.QueryAgentStateConf)
        assert (answer.agent_id, answer.icm_agent_id, answer.mrd_id) == ("1001", 10_001, 1)
        assert world.noted().count("fault_tolerated") == 2
    else:
        assert answer == m.FailureConf(invoke_id=9, status=StatusCode.INVALID_AGENT_DATA)
