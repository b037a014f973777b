"""What agents do."""

from __future__ import annotations

from ctiproto.constants import AgentAvailabilityStatus, AgentMode, AgentState, CallDirection, PeripheralType, Tag
from ctiproto.constants.limits import NO_SKILL_GROUP_PRIORITY, NULL_SKILL_GROUP
from ctiproto.declare import (
    BOTH,
    UCCE,
    Differs,
    MessageClass,
    Service,
    count,
    fixed,
    floating,
    group,
    message,
    repeated,
)
from ctiproto.messages.parts import MonitoredEvent
from ctiproto.wire import INT, STRING, UINT, USHORT


@group
class AgentStateSkillGroup:
    """An agent's state with respect to one skill group."""

    flt_skill_group_number: int | None = floating(Tag.SKILL_GROUP_NUMBER, UINT, default=None, since=10)
    flt_skill_group_id: int | None = floating(Tag.SKILL_GROUP_ID, UINT, default=None, since=10)
    flt_skill_group_priority: int | None = floating(Tag.SKILL_GROUP_PRIORITY, USHORT, default=None, since=10)
    flt_skill_group_state: AgentState | None = floating(
        Tag.SKILL_GROUP_STATE, USHORT.of(AgentState), default=None, since=10
    )


@message(30, Service.CLIENT_EVENTS, message_class=MessageClass.AGENT_STATE, dialects=BOTH)
class AgentStateEvent(MonitoredEvent):
    """Guide: Client Events Service, "AGENT_STATE_EVENT"."""

    peripheral_id: int = fixed(UINT)
    session_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    skill_group_state: AgentState = fixed(USHORT.of(AgentState))
    state_duration: int = fixed(UINT)
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_id: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_priority: int = fixed(USHORT, default=NO_SKILL_GROUP_PRIORITY)
    agent_state: AgentState = fixed(USHORT.of(AgentState))
    event_reason_code: int = fixed(USHORT)
    mrd_id: int = fixed(INT)
    num_tasks: int = fixed(UINT)
    agent_mode: AgentMode = fixed(USHORT.of(AgentMode))
    max_task_limit: int = fixed(UINT)
    icm_agent_id: int = fixed(INT)
    agent_availability_status: AgentAvailabilityStatus = fixed(UINT.of(AgentAvailabilityStatus))
    num_flt_skill_groups: int = count("skill_groups", USHORT, since=10)
    department_id: int = fixed(INT, default=0, since=19)
    cti_client_signature: str | None = floating(
        Tag.CLIENT_SIGNATURE, STRING(64), default=None, uccx=Differs(tag=Tag.CTI_CLIENT_SIGNATURE)
    )
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    active_terminal: str | None = floating(
        Tag.FLT_TERM_DEVICE_NAME, STRING(64), default=None, since=24, uccx=Differs(since=18)
    )
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    duration: int | None = floating(Tag.DURATION, UINT, default=None, since=10, dialects=UCCE)
    next_agent_state: AgentState | None = floating(Tag.NEXT_AGENT_STATE, USHORT.of(AgentState), default=None, since=10)
    direction: CallDirection | None = floating(
        Tag.DIRECTION, UINT.of(CallDirection), default=None, since=16, dialects=UCCE
    )
    skill_groups: tuple[AgentStateSkillGroup, ...] = repeated(AgentStateSkillGroup, default=())
    max_beyond_task_limit: int | None = floating(Tag.MAX_BEYOND_TASK_LIMIT, UINT, default=None, since=22)
