"""Configuration records and desk settings.  Guide: Constants and Status Codes."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, WireMask, coded


class RecordType(WireEnum, prefix="CONFIG_RECORD_"):
    """Record Type."""

    ADD = 0  # record added
    CHANGE = 1  # record changed
    DELETE = 2  # record deleted


class ConfigType(WireEnum, prefix="CONFIG_TYPE_"):
    """Config Type."""

    UNUSED = 0  # unused
    SOLICITED = 1  # answer to a request
    UNSOLICITED = 2  # spontaneous update


class ConfigKeyStatus(WireEnum, prefix="CONFIG_"):
    """Config Key Status."""

    SUCCESS = 0  # fine
    SERVICE_PROVIDER = 1  # nothing sent, service-provider setup
    NO_KEY_SUPPORT = 2  # server keeps no keys
    UNKNOWN_CUSTOMER = 3  # customer unknown


class ConfigEndStatus(WireEnum, prefix="CONFIGEND_"):
    """Config End Status."""

    SUCCESS = 0  # complete
    NO_SERVICE_PROVIDER = 1  # nothing sent, service-provider setup
    UNKNOWN_CUSTOMER = 2  # customer unknown
    INVALID = 3  # invalid configuration
    EMPTY = 4  # nothing configured
    PARTIAL = 5  # more blocks follow


class ConfigDeviceType(WireEnum, prefix="CONFIG_DEVICE_"):
    """Config Device Type."""

    UNKNOWN = 0  # unknown
    SERVICE = 1  # service
    SKILL_GROUP = 2  # skill group
    AGENT_ID = 3  # agent ID
    AGENT_EXTENSION = 4  # agent extension
    ROUTE_POINT = 5  # route point
    CTI_PORT = 6  # CTI port
    CALL_CONTROL_GROUP = 7  # call control group


class AgentType(WireEnum, prefix="CONFIG_"):
    """Agent Type."""

    AGENT = 1  # agent record
    SUPERVISOR = 2  # supervisor record


class DeskSettingsMask(WireMask, prefix="DESK_"):
    """Desk Settings Mask."""

    AVAIL_AFTER_INCOMING_MASK = 0x00000001  # auto-available following inbound call
    AVAIL_AFTER_OUTGOING_MASK = 0x00000002  # auto-available following outbound call
    AUTO_ANSWER_ENABLED_MASK = 0x00000004  # auto answer
    IDLE_REASON_REQUIRED_MASK = 0x00000008  # not-ready reason mandatory
    LOGOUT_REASON_REQUIRED_MASK = 0x00000010  # logout reason mandatory
    SUPERVISOR_CALLS_ALLOWED_MASK = 0x00000020  # may request supervisor assist
    AGENT_TO_AGENT_CALLS_ALLOWED = 0x00000040  # may call other agents
    OUTBOUND_ACCESS_INTERNATIONAL_MASK = 0x00000080  # may dial international
    OUTBOUND_ACCESS_PUBLIC_NET_MASK = 0x00000100  # may dial public network
    OUTBOUND_ACCESS_PRIVATE_NET_MASK = 0x00000200  # may dial private network
    OUTBOUND_ACCESS_OPERATOR_ASSISTED_MASK = 0x00000400  # may place operator-assisted calls
    OUTBOUND_ACCESS_PBX_MASK = 0x00000800  # may dial PBX
    NON_ACD_CALLS_ALLOWED_MASK = 0x00001000  # may use non-ACD calls
    AGENT_CAN_SELECT_GROUP_MASK = 0x00002000  # may choose skill groups at login


class WrapupDataMode(WireEnum, prefix="WRAPUP_"):
    """Wrapup Data Mode."""

    REQUIRED = 0  # mandatory
    OPTIONAL = 1  # allowed
    NOT_ALLOWED = 2  # forbidden
    REQUIRED_WITH_DATA = 3  # mandatory including data; incoming mode only


class PlayZipTone(WireEnum, prefix="ZIPTONE_"):
    """Play Zip Tone."""

    DISABLED = coded(0, since=24)  # no zip tone on auto answer
    ENABLED = coded(1, since=24)  # zip tone on auto answer


class ACDSharedLineUsage(WireEnum, prefix="SHARED_LINES_"):
    """ACD Shared Line Usage."""

    PROHIBITED = coded(0, since=24)  # shared lines forbidden
    PERMITTED = coded(1, since=24)  # shared lines allowed


class Bool(WireEnum):
    """Bool."""

    FALSE = 0  # no
    TRUE = 1  # yes
