"""The three messages that are measured: one of 12 bytes, one near 158, one near 587."""

from __future__ import annotations

from typing import Final

from ctiproto.constants import (
    AgentAvailabilityStatus,
    AgentMode,
    AgentState,
    CallDirection,
    CallType,
    ConnectionDeviceIDType,
    DispositionCode,
    PeripheralType,
)
from ctiproto.messages import AgentStateEvent, AgentStateSkillGroup, BeginCallEvent, HeartbeatReq
from ctiproto.messages.parts import CTIClient
from ctiproto.wire import NamedArray, NamedVariable

VERSION: Final = 24

HEARTBEAT_REQ: Final = HeartbeatReq(invoke_id=7)

AGENT_STATE_EVENT: Final = AgentStateEvent(
    monitor_id=1,
    peripheral_id=5000,
    session_id=3,
    peripheral_type=PeripheralType.ENTERPRISE_AGENT,
    skill_group_state=AgentState.AVAILABLE,
    state_duration=0,
    skill_group_number=1,
    skill_group_id=5001,
    agent_state=AgentState.AVAILABLE,
    event_reason_code=0,
    mrd_id=1,
    num_tasks=0,
    agent_mode=AgentMode.ROUTABLE,
    max_task_limit=1,
    icm_agent_id=10001,
    agent_availability_status=AgentAvailabilityStatus.ICM_AVAILABLE,
    cti_client_signature="desktop 1001",
    agent_id="1001",
    agent_extension="2001",
    agent_instrument="2001",
    next_agent_state=AgentState.AVAILABLE,
    direction=CallDirection(0),
    skill_groups=(
        AgentStateSkillGroup(
            flt_skill_group_number=1,
            flt_skill_group_id=5001,
            flt_skill_group_priority=0,
            flt_skill_group_state=AgentState.AVAILABLE,
        ),
    ),
)

BEGIN_CALL_EVENT: Final = BeginCallEvent(
    monitor_id=1,
    peripheral_id=5000,
    peripheral_type=PeripheralType.ENTERPRISE_AGENT,
    call_type=CallType.CALLTYPE_ACD_IN,
    connection_device_id_type=ConnectionDeviceIDType.STATIC,
    connection_call_id=0x01000123,
    called_party_disposition=DispositionCode(0),
    connection_device_id="2001",
    ani="0301234567",
    user_to_user_info=b"\x00\x04abcd",
    dnis="8001",
    dialed_number="8001",
    caller_entered_digits="4711",
    router_call_key_day=151_000,
    router_call_key_call_id=1234,
    router_call_key_sequence_number=1,
    call_variable1="account 4711 0815",
    call_variable2="gold",
    call_variable3="English",
    call_variable4="Order 2026-1120-0042, two parcels",
    call_variable5="returning caller",
    call_variable6="queue position 3",
    call_variable7="a longer remark of forty characters here",
    call_variable8="callback after six",
    call_variable9="newsletter: yes, by letter",
    call_variable10="last of the ten call variables",
    call_wrapup_data="delivered late, refunded",
    named_variables=(
        NamedVariable("user.account", "0815-4711-2342"),
        NamedVariable("user.segment", "gold"),
        NamedVariable("user.campaign", "autumn letters"),
    ),
    named_arrays=(NamedArray("user.history", 0, "ordered"), NamedArray("user.history", 1, "returned")),
    clients=(CTIClient(cti_client_signature="desktop 1001", cti_client_timestamp=1_763_650_800),),
    call_reference_id=b"0123456789abcdef",
)
