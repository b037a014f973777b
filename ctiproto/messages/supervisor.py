"""Supervisors and their teams."""

from __future__ import annotations

from ctiproto.constants import (
    AgentFlags,
    AgentState,
    ConnectionDeviceIDType,
    MoreFlag,
    SupervisoryAction,
    Tag,
    TeamConfigOperation,
)
from ctiproto.constants.limits import NULL_CALL_ID
from ctiproto.declare import (
    BOTH,
    UCCE,
    UCCX,
    Differs,
    Service,
    count,
    fixed,
    floating,
    group,
    message,
    repeated,
    values,
)
from ctiproto.messages.parts import Confirmation, Event, Request
from ctiproto.wire import INT, STRING, UINT, USHORT


@message(123, Service.SUPERVISOR, dialects=BOTH)
class EmergencyCallEvent(Event):
    """Guide: Supervisor Service, "EMERGENCY_CALL_EVENT"."""

    invoke_id: int = fixed(UINT, default=0, dialects=UCCX)
    peripheral_id: int = fixed(UINT, uccx=Differs())
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    session_id: int = fixed(UINT, uccx=Differs())
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    client_id: str = floating(Tag.CLIENT_ID, STRING(64), uccx=Differs(required=False))
    client_address: str = floating(Tag.CLIENT_ADDRESS, STRING(64), uccx=Differs(wire=STRING(16), required=False))
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None, uccx=Differs(wire=STRING(64)))
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    client_address_ipv6: str | None = floating(Tag.CLIENT_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)


@message(124, Service.SUPERVISOR, dialects=BOTH)
class SuperviseCallReq(Request["SuperviseCallConf"]):
    """Guide: Supervisor Service, "SUPERVISE_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    agent_connection_call_id: int = fixed(UINT)
    supervisor_connection_call_id: int = fixed(UINT, default=NULL_CALL_ID)
    agent_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType),
        default=ConnectionDeviceIDType.NONE,
        uccx=Differs(name="AgentConnectionDeviceType"),
    )
    supervisor_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType),
        default=ConnectionDeviceIDType.NONE,
        uccx=Differs(name="SupervisorConnectionDeviceType"),
    )
    supervisory_action: SupervisoryAction = fixed(USHORT.of(SupervisoryAction))
    agent_connection_device_id: str | None = floating(
        Tag.AGENT_CONNECTION_DEVID, STRING(64), default=None, uccx=Differs(required=True)
    )
    supervisor_connection_device_id: str | None = floating(
        Tag.SUPERVISOR_CONNECTION_DEVID, STRING(64), default=None, uccx=Differs(required=True)
    )
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None, dialects=UCCE)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    supervisor_instrument: str | None = floating(Tag.SUPERVISOR_INSTRUMENT, STRING(64), default=None)


@message(125, Service.SUPERVISOR, dialects=BOTH)
class SuperviseCallConf(Confirmation):
    """Guide: Supervisor Service, "SUPERVISE_CALL_CONF"."""

    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))


@group
class TeamAgent:
    """One member of a team."""

    atc_agent_id: str | None = floating(Tag.ATC_AGENT_ID, STRING(12), default=None)
    agent_flags: AgentFlags | None = floating(Tag.AGENT_FLAGS, USHORT.of(AgentFlags), default=None)
    atc_agent_state: AgentState | None = floating(Tag.ATC_AGENT_STATE, USHORT.of(AgentState), default=None)
    atc_state_duration: int | None = floating(Tag.ATC_STATE_DURATION, UINT, default=None)


@message(128, Service.SUPERVISOR)
class AgentTeamConfigEvent(Event):
    """Guide: Supervisor Service, "AGENT_TEAM_CONFIG_EVENT"."""

    peripheral_id: int = fixed(UINT)
    team_id: int = fixed(UINT)
    number_of_agents: int = count("agents", USHORT)
    config_operation: TeamConfigOperation = fixed(USHORT.of(TeamConfigOperation))
    department_id: int = fixed(INT, default=0, since=19)
    agent_team_name: str | None = floating(Tag.AGENT_TEAM_NAME, STRING(32), default=None, since=16)
    agents: tuple[TeamAgent, ...] = repeated(TeamAgent, default=())


@message(133, Service.SUPERVISOR)
class ListAgentTeamReq(Request["ListAgentTeamConf"]):
    """Guide: Supervisor Service, "LIST_AGENT_TEAM_REQ"."""

    supervisor_id: int = fixed(UINT)


@message(134, Service.SUPERVISOR)
class ListAgentTeamConf(Confirmation):
    """Guide: Supervisor Service, "LIST_AGENT_TEAM_CONF"."""

    number_of_agent_teams: int = count("team_ids", USHORT)
    segment_number: int = fixed(USHORT)
    more: MoreFlag = fixed(USHORT.of(MoreFlag))
    team_ids: tuple[int, ...] = values("TeamID", Tag.LIST_TEAM_ID, UINT, default=())


@message(135, Service.SUPERVISOR)
class MonitorAgentTeamStartReq(Request["MonitorAgentTeamStartConf"]):
    """Guide: Supervisor Service, "MONITOR_AGENT_TEAM_START_REQ"."""

    team_id: int = fixed(UINT)


@message(136, Service.SUPERVISOR)
class MonitorAgentTeamStartConf(Confirmation):
    """Guide: Supervisor Service, "MONITOR_AGENT_TEAM_START_CONF"."""

    monitor_id: int = fixed(UINT)


@message(137, Service.SUPERVISOR)
class MonitorAgentTeamStopReq(Request["MonitorAgentTeamStopConf"]):
    """Guide: Supervisor Service, "MONITOR_AGENT_TEAM_STOP_REQ"."""

    monitor_id: int = fixed(UINT)


@message(138, Service.SUPERVISOR)
class MonitorAgentTeamStopConf(Confirmation):
    """Guide: Supervisor Service, "MONITOR_AGENT_TEAM_STOP_CONF"."""
