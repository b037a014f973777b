"""Messages that only Unified CCX has, or whose fields only its guide publishes.

Guide: Unified CCX, "Message Classification".
"""

from __future__ import annotations

from ctiproto.constants import ConnectionDeviceIDType, Tag, uccx, uccx_teams
from ctiproto.declare import UCCX, Differs, Service, count, fixed, floating, group, message, repeated
from ctiproto.messages.parts import Confirmation, Event, Request
from ctiproto.wire import INT, STRING, UINT, USHORT


@message(114, Service.MISCELLANEOUS, dialects=UCCX)
class QueryQueueStatisticsReq(Request["QueryQueueStatisticsConf"]):
    """Guide: Unified CCX, "QUERY_QUEUE_STATISTICS_REQ"."""

    csq_id: int = floating(uccx.Tag.CSQ_ID, INT)


@message(115, Service.MISCELLANEOUS, dialects=UCCX)
class QueryQueueStatisticsConf(Confirmation):
    """Guide: Unified CCX, "QUERY_QUEUE_STATISTICS_CONF".

    The public pages end after the calls in the queues; what may follow is not published.
    """

    logged_in_agents: int = fixed(USHORT)
    in_session_agents: int = fixed(USHORT)
    available_agents: int = fixed(USHORT)
    un_available_agents: int = fixed(USHORT)
    in_work_agents: int = fixed(USHORT)
    selected_agents: int = fixed(USHORT)
    calls_in_priority_queue1: int = fixed(UINT, default=0)
    calls_in_priority_queue2: int = fixed(UINT, default=0)
    calls_in_priority_queue3: int = fixed(UINT, default=0)
    calls_in_priority_queue4: int = fixed(UINT, default=0)
    calls_in_priority_queue5: int = fixed(UINT, default=0)
    calls_in_priority_queue6: int = fixed(UINT, default=0)
    calls_in_priority_queue7: int = fixed(UINT, default=0)
    calls_in_priority_queue8: int = fixed(UINT, default=0)
    calls_in_priority_queue9: int = fixed(UINT, default=0)
    calls_in_priority_queue10: int = fixed(UINT, default=0)


@message(239, Service.MISCELLANEOUS, dialects=UCCX)
class QueryAgentQueueStatisticsReq(Request["QueryAgentQueueStatisticsConf"]):
    """Guide: Unified CCX, "QUERY_AGENT_QUEUE_STATISTICS_REQ"."""

    agent_id: str = floating(Tag.AGENT_ID, STRING(12))


@message(240, Service.MISCELLANEOUS, dialects=UCCX)
class QueryAgentQueueStatisticsConf(Confirmation):
    """Guide: Unified CCX, "QUERY_AGENT_QUEUE_STATISTICS_CONF"."""

    calls_in_queue: int = fixed(UINT)
    oldest_call_in_queue: int = fixed(UINT)
    agent_id: str = floating(Tag.AGENT_ID, STRING(12))


@message(120, Service.SUPERVISOR, name="SUPERVISOR_ASSIST_EVENT", dialects=UCCX)
class CcxSupervisorAssistEvent(Event):
    """Guide: Unified CCX, "SUPERVISOR_ASSIST_EVENT"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    session_id: int = fixed(UINT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    client_id: str = floating(Tag.CLIENT_ID, STRING(64))
    text: str | None = floating(Tag.TEXT, STRING(255), default=None)


@message(242, Service.CONFIGURATION, name="TEAM_CONFIG_REQ", dialects=UCCX)
class CcxTeamConfigReq(Request["CcxTeamConfigConf"]):
    """Guide: Unified CCX, "TEAM_CONFIG_REQ"."""

    team_config_param: uccx_teams.TeamConfigParam = fixed(
        USHORT.of(uccx_teams.TeamConfigParam), uccx=Differs(name="ConfigParam")
    )
    reserved1: int = fixed(UINT, default=0, uccx=Differs(constant=0))
    reserved2: int = fixed(UINT, default=0, uccx=Differs(constant=0))


@group
class CcxTeamMember:
    """An agent, a supervisor or a CSQ of a team."""

    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_flags: uccx_teams.TeamAgentFlags | None = floating(
        Tag.AGENT_FLAGS, USHORT.of(uccx_teams.TeamAgentFlags), default=None
    )
    record_type: uccx_teams.TeamRecordType | None = floating(
        Tag.RECORD_TYPE, USHORT.of(uccx_teams.TeamRecordType), default=None
    )
    member_type: uccx_teams.TeamMemberType | None = floating(
        uccx.Tag.MEMBER_TYPE, USHORT.of(uccx_teams.TeamMemberType), default=None
    )


@message(243, Service.CONFIGURATION, name="TEAM_CONFIG_EVENT", dialects=UCCX)
class CcxTeamConfigEvent(Event):
    """Guide: Unified CCX, "TEAM_CONFIG_EVENT"."""

    team_id: int = fixed(UINT)
    num_records: int = count("members", USHORT)
    operation: uccx_teams.TeamOperation = fixed(USHORT.of(uccx_teams.TeamOperation))
    reserved1: int = fixed(UINT, default=0, uccx=Differs(constant=0))
    reserved2: int = fixed(UINT, default=0, uccx=Differs(constant=0))
    team_name: str = floating(uccx.Tag.TEAM_NAME, STRING(50))
    members: tuple[CcxTeamMember, ...] = repeated(CcxTeamMember, default=())


@message(244, Service.CONFIGURATION, name="TEAM_CONFIG_CONF", dialects=UCCX)
class CcxTeamConfigConf(Confirmation):
    """Guide: Unified CCX, "TEAM_CONFIG_CONF"."""

    status: int = fixed(UINT)
    text: str | None = floating(Tag.TEXT, STRING(128), default=None)
