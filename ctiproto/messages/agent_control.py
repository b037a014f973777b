"""Orders about an agent, and an agent's calls for help."""

from __future__ import annotations

from ctiproto.constants import (
    AgentAvailabilityStatus,
    AgentGreetingAction,
    AgentInternalState,
    AgentMode,
    AgentServiceRequest,
    AgentState,
    AgentWorkMode,
    ConnectionDeviceIDType,
    ForcedFlag,
    LineType,
    SSOEnabled,
    Tag,
    uccx,
)
from ctiproto.constants.limits import NULL_LINEHANDLE, NULL_LINETYPE
from ctiproto.declare import (
    BOTH,
    UCCE,
    UCCX,
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
from ctiproto.messages.parts import Confirmation, Request
from ctiproto.wire import INT, STRING, UCHAR, UINT, USHORT


@message(36, Service.CLIENT_CONTROL, message_class=MessageClass.AGENT_STATE, dialects=BOTH)
class QueryAgentStateReq(Request["QueryAgentStateConf"]):
    """Guide: Client Control Service, "QUERY_AGENT_STATE_REQ"."""

    peripheral_id: int = fixed(UINT)
    mrd_id: int = fixed(INT)
    icm_agent_id: int = fixed(INT)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@group
class AgentSkillGroup:
    """An agent's state with respect to one skill group."""

    skill_group_number: int | None = floating(Tag.SKILL_GROUP_NUMBER, UINT, default=None)
    skill_group_id: int | None = floating(Tag.SKILL_GROUP_ID, UINT, default=None, uccx=Differs(constant=0))
    skill_group_priority: int | None = floating(Tag.SKILL_GROUP_PRIORITY, USHORT, default=None)
    skill_group_state: AgentState | None = floating(Tag.SKILL_GROUP_STATE, USHORT.of(AgentState), default=None)


@message(37, Service.CLIENT_CONTROL, message_class=MessageClass.AGENT_STATE, dialects=BOTH)
class QueryAgentStateConf(Confirmation):
    """Guide: Client Control Service, "QUERY_AGENT_STATE_CONF"."""

    agent_state: AgentState = fixed(USHORT.of(AgentState))
    num_skill_groups: int = count("skill_groups", USHORT)
    mrd_id: int = fixed(INT)
    num_tasks: int = fixed(UINT)
    agent_mode: AgentMode = fixed(USHORT.of(AgentMode))
    max_task_limit: int = fixed(UINT)
    icm_agent_id: int = fixed(INT)
    agent_availability_status: AgentAvailabilityStatus = fixed(UINT.of(AgentAvailabilityStatus))
    department_id: int = fixed(INT, default=0, since=19)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    skill_groups: tuple[AgentSkillGroup, ...] = repeated(AgentSkillGroup, default=())
    internal_agent_state: AgentInternalState | None = floating(
        Tag.INTERNAL_AGENT_STATE, USHORT.of(AgentInternalState), default=None, since=19, uccx=Differs(since=10)
    )
    max_beyond_task_limit: int | None = floating(Tag.MAX_BEYOND_TASK_LIMIT, UINT, default=None, since=22)
    reserved_agent_id: str | None = floating(uccx.Tag.RESERVED_5, STRING(12), default=None, dialects=UCCX)


@group
class RequestedSkillGroup:
    """A skill group that a sign-on or sign-off is limited to."""

    skill_group_number: int | None = floating(Tag.SKILL_GROUP_NUMBER, UINT, default=None)
    skill_group_priority: int | None = floating(Tag.SKILL_GROUP_PRIORITY, USHORT, default=None)


@message(38, Service.CLIENT_CONTROL, message_class=MessageClass.AGENT_STATE, dialects=BOTH)
class SetAgentStateReq(Request["SetAgentStateConf"]):
    """Guide: Client Control Service, "SET_AGENT_STATE_REQ"."""

    peripheral_id: int = fixed(UINT)
    agent_state: AgentState = fixed(USHORT.of(AgentState))
    agent_work_mode: AgentWorkMode = fixed(
        USHORT.of(AgentWorkMode), default=AgentWorkMode.AWM_UNSPECIFIED, uccx=Differs(constant=0)
    )
    num_skill_groups: int = count("skill_groups", USHORT, uccx=Differs(constant=0))
    event_reason_code: int = fixed(USHORT)
    forced_flag: ForcedFlag = fixed(UCHAR.of(ForcedFlag), default=ForcedFlag(0), since=10)
    agent_service_req: AgentServiceRequest = fixed(
        UINT.of(AgentServiceRequest), default=AgentServiceRequest(0), since=12, uccx=Differs(name="AgentCapacity")
    )
    agent_instrument: str = floating(Tag.AGENT_INSTRUMENT, STRING(64))
    active_terminal: str | None = floating(
        Tag.FLT_TERM_DEVICE_NAME, STRING(64), default=None, since=24, uccx=Differs(since=18)
    )
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_password: str | None = floating(Tag.AGENT_PASSWORD, STRING(64), default=None, secret=True)
    position_id: str | None = floating(Tag.POSITION_ID, STRING(12), default=None)
    supervisor_id: str | None = floating(Tag.SUPERVISOR_ID, STRING(12), default=None)
    sso_enabled: SSOEnabled | None = floating(Tag.SSO_ENABLED, USHORT.of(SSOEnabled), default=None, since=20)
    skill_groups: tuple[RequestedSkillGroup, ...] = repeated(RequestedSkillGroup, default=(), dialects=UCCE)


@message(39, Service.CLIENT_CONTROL, message_class=MessageClass.AGENT_STATE, dialects=BOTH)
class SetAgentStateConf(Confirmation):
    """Guide: Client Control Service, "SET_AGENT_STATE_CONF"."""


@message(118, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class SupervisorAssistReq(Request["SupervisorAssistConf"]):
    """Guide: Client Control Service, "SUPERVISOR_ASSIST_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_device_id: str | None = floating(
        Tag.CONNECTION_DEVID, STRING(64), default=None, uccx=Differs(required=True)
    )
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    text: str | None = floating(Tag.TEXT, STRING(255), default=None, dialects=UCCX)


@message(119, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class SupervisorAssistConf(Confirmation):
    """Guide: Client Control Service, "SUPERVISOR_ASSIST_CONF"."""

    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE, uccx=Differs())
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))


@message(121, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class EmergencyCallReq(Request["EmergencyCallConf"]):
    """Guide: Client Control Service, "EMERGENCY_CALL_REQ"."""

    peripheral_id: int = fixed(UINT, uccx=Differs())
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_device_id: str | None = floating(
        Tag.CONNECTION_DEVID, STRING(64), default=None, uccx=Differs(required=True)
    )
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None, uccx=Differs(wire=STRING(64)))
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(122, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class EmergencyCallConf(Confirmation):
    """Guide: Client Control Service, "EMERGENCY_CALL_CONF"."""

    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE, uccx=Differs())
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))


@message(139, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class BadCallReq(Request["BadCallConf"]):
    """Guide: Client Control Service, "BAD_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    agent_id: str = floating(
        Tag.AGENT_ID, STRING(12), uccx=Differs(tag=uccx.Tag.AGENT_ID, wire=STRING(129), required=False)
    )


@message(140, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class BadCallConf(Confirmation):
    """Guide: Client Control Service, "BAD_CALL_CONF"."""


@message(249, Service.CLIENT_CONTROL, since=15)
class AgentGreetingControlReq(Request["AgentGreetingControlConf"]):
    """Guide: Client Control Service, "AGENT_GREETING_CONTROL_REQ"."""

    peripheral_id: int = fixed(UINT)
    agent_action: AgentGreetingAction = fixed(USHORT.of(AgentGreetingAction))
    agent_id: str = floating(Tag.AGENT_ID, STRING(12))


@message(250, Service.CLIENT_CONTROL, since=15)
class AgentGreetingControlConf(Confirmation):
    """Guide: Client Control Service, "AGENT_GREETING_CONTROL_CONF"."""
