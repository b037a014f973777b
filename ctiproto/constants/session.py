"""Sessions: services, event masks, both sides.  Guide: Constants and Status Codes."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, WireMask, coded


class CTIService(WireMask, prefix="CTI_"):
    """CTI Service."""

    SERVICE_CLIENT_EVENTS = 0x00000001  # events for one agent phone
    SERVICE_CALL_DATA_UPDATE = 0x00000002  # may change call context
    SERVICE_CLIENT_CONTROL = 0x00000004  # may control one phone and agent
    SERVICE_CONNECTION_MONITOR = 0x00000008  # session open/close raises alarms
    SERVICE_ALL_EVENTS = 0x00000010  # events for all agents and calls
    SERVICE_PERIPHERAL_MONITOR = 0x00000020  # dynamic call and device monitors
    SERVICE_CLIENT_MONITOR = 0x00000040  # observe other client sessions
    SERVICE_SUPERVISOR = 0x00000080  # supervisor functions
    SERVICE_SERVER = 0x00000100  # client acts as service provider
    SERVICE_AGENT_REPORTING = 0x00000400  # ARM reporting and routing messages
    SERVICE_ALL_TASK_EVENTS = 0x00000800  # all task events
    SERVICE_TASK_MONITOR = 0x00001000  # events of monitored tasks
    AGENT_STATE_CONTROL_ONLY = coded(0x00002000, since=10)  # agent state changes, no call control
    DEVICE_STATE_CONTROL = coded(0x00008000, since=10)  # handles device/resource state requests
    SERVICE_CONFIG_EVENTS = coded(0x00040000, since=10)  # configuration events (CCX-documented bit)
    SERVICE_UPDATE_EVENTS = coded(0x00080000, since=10)  # data-less update notifications
    SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS = coded(0x00100000, since=10)  # suppress repeated agent state events
    SERVICE_IGNORE_CONF = coded(0x00200000, since=14)  # suppress confirmations of third-party actions
    SERVICE_ACD_LINE_ONLY = coded(0x00400000, since=14)  # no events for secondary lines
    SERVICE_ACTIVE_STANDBY = coded(0x02000000, since=24)  # client understands active/standby servers
    SERVICE_DEBUG = 0x80000000  # record session messages to file


class CallMsgMask(WireMask):
    """Call Msg Mask."""

    CALL_DELIVERED_MASK = 0x00000001  # unmasks CALL_DELIVERED_EVENT
    CALL_QUEUED_MASK = 0x00000002  # unmasks CALL_QUEUED_EVENT
    CALL_ESTABLISHED_MASK = 0x00000004  # unmasks CALL_ESTABLISHED_EVENT
    CALL_HELD_MASK = 0x00000008  # unmasks CALL_HELD_EVENT
    CALL_RETRIEVED_MASK = 0x00000010  # unmasks CALL_RETRIEVED_EVENT
    CALL_CLEARED_MASK = 0x00000020  # unmasks CALL_CLEARED_EVENT
    CALL_CONNECTION_CLEARED_MASK = 0x00000040  # unmasks CALL_CONNECTION_CLEARED_EVENT
    CALL_ORIGINATED_MASK = 0x00000080  # unmasks CALL_ORIGINATED_EVENT
    CALL_CONFERENCED_MASK = 0x00000100  # unmasks CALL_CONFERENCED_EVENT
    CALL_TRANSFERRED_MASK = 0x00000200  # unmasks CALL_TRANSFERRED_EVENT
    CALL_DIVERTED_MASK = 0x00000400  # unmasks CALL_DIVERTED_EVENT
    CALL_SERVICE_INITIATED_MASK = 0x00000800  # unmasks CALL_SERVICE_INITIATED_EVENT
    CALL_TRANSLATION_ROUTE_MASK = 0x00001000  # unmasks CALL_TRANSLATION_ROUTE_EVENT
    BEGIN_CALL_MASK = 0x00002000  # unmasks BEGIN_CALL_EVENT
    END_CALL_MASK = 0x00004000  # unmasks END_CALL_EVENT
    CALL_DATA_UPDATE_MASK = 0x00008000  # unmasks CALL_DATA_UPDATE_EVENT
    CALL_FAILED_MASK = 0x00010000  # unmasks CALL_FAILED_EVENT
    CALL_REACHED_NETWORK_MASK = 0x00020000  # unmasks CALL_REACHED_NETWORK_EVENT
    CALL_DEQUEUED_MASK = 0x00040000  # unmasks CALL_DEQUEUED_EVENT
    AGENT_PRE_CALL_MASK = 0x00080000  # unmasks AGENT_PRE_CALL_EVENT
    AGENT_PRE_CALL_ABORT_MASK = 0x00100000  # unmasks AGENT_PRE_CALL_ABORT_EVENT
    RTP_STARTED_MASK = 0x00200000  # unmasks RTP_STARTED_EVENT
    RTP_STOPPED_MASK = 0x00400000  # unmasks RTP_STOPPED_EVENT
    AGENT_TEAM_CONFIG_MASK = 0x00800000  # unmasks AGENT_TEAM_CONFIG_EVENT
    AGENT_LEGACY_PRE_CALL_MASK = 0x01000000  # unmasks AGENT_LEGACY_PRE_CALL_EVENT
    CALL_ATTRIBUTE_CHANGE_MASK = 0x02000000  # unmasks CALL_ATTRIBUTE_CHANGE_EVENT
    CALL_TERMINATION_MASK = 0x04000000  # reserved; CALL_TERMINATION_EVENT not sent
    CALL_AGENT_GREETING_MASK = coded(0x08000000, since=15)  # unmasks CALL_AGENT_GREETING_EVENT
    NETWORK_RECORDING_STARTED_MASK = coded(0x10000000, since=23)  # unmasks NETWORK_RECORDING_STARTED_EVENT
    NETWORK_RECORDING_ENDED_MASK = coded(0x20000000, since=23)  # unmasks NETWORK_RECORDING_ENDED_EVENT
    NETWORK_RECORDING_FAILED_MASK = coded(0x40000000, since=23)  # unmasks NETWORK_RECORDING_FAILED_EVENT
    NETWORK_RECORDING_TARGET_INFO_MASK = coded(0x80000000, since=23)  # unmasks NETWORK_RECORDING_TARGET_INFO_EVENT


class AgentStateMask(WireMask, prefix="AGENT_"):
    """Agent State Mask."""

    LOGIN_MASK = 0x00000001  # unmasks AGENT_STATE_LOGIN
    LOGOUT_MASK = 0x00000002  # unmasks AGENT_STATE_LOGOUT
    NOT_READY_MASK = 0x00000004  # unmasks AGENT_STATE_NOT_READY
    AVAILABLE_MASK = 0x00000008  # unmasks AGENT_STATE_AVAILABLE
    TALKING_MASK = 0x00000010  # unmasks AGENT_STATE_TALKING
    WORK_NOT_READY_MASK = 0x00000020  # unmasks AGENT_STATE_WORK_NOT_READY
    WORK_READY_MASK = 0x00000040  # unmasks AGENT_STATE_WORK_READY
    BUSY_OTHER_MASK = 0x00000080  # unmasks AGENT_STATE_BUSY_OTHER
    RESERVED_MASK = 0x00000100  # unmasks AGENT_STATE_RESERVED
    HOLD_MASK = 0x00000200  # unmasks AGENT_STATE_HOLD
    ACTIVE_MASK = 0x00000400  # unmasks AGENT_STATE_ACTIVE
    PAUSED_MASK = 0x00000800  # unmasks AGENT_STATE_PAUSED
    INTERRUPTED_MASK = 0x00001000  # unmasks AGENT_STATE_INTERRUPTED
    NOT_ACTIVE_MASK = 0x00002000  # unmasks AGENT_STATE_NOT_ACTIVE


class ConfigMsgMask(WireMask, prefix="CONFIG_MSG_"):
    """Config Msg Mask."""

    SERVICE_MASK = 0x00000001  # service records
    SKILL_GROUP_MASK = 0x00000002  # skill group records
    AGENT_MASK = 0x00000004  # agent records
    DEVICE_MASK = 0x00000008  # device records
    CALL_TYPE_MASK = 0x00000010  # call type records
    MRD_MASK = coded(0x00000020, since=20)  # media routing domain records
    PERIPHERAL_MASK = coded(0x00000040, since=22)  # peripheral records
    AGENT_DESK_SETTINGS_MASK = coded(0x00000080, since=22)  # desk settings records
    TERMINAL_MASK = coded(0x00000100, since=24)  # terminal records
    AGENT_SERVICE_MASK = coded(0x00000200, since=24)  # agent service records


class SessionType(WireEnum, prefix="SESSION_TYPE_"):
    """Session Type."""

    UNKNOWN = coded(0, since=24)  # unknown
    ACTIVE = coded(1, since=24)  # server side is active
    STANDBY = coded(2, since=24)  # server side is standby


class MaintenanceModeAccepted(WireEnum, prefix="MAINTENANCE_MODE_"):
    """Maintenance Mode Accepted."""

    REJECTED = coded(0, since=24)  # client refuses
    ACCEPTED = coded(1, since=24)  # client agrees


class MaintenanceModeStatus(WireEnum, prefix="MAINTENANCE_MODE_"):
    """Maintenance Mode Status."""

    CANCEL = coded(0, since=24)  # called off
    CONTINUE = coded(1, since=24)  # going ahead
