"""Devices, lines and peripherals.  Guide: Constants and Status Codes."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, WireMask, coded


class DeviceIDType(WireEnum, prefix="DEVID_"):
    """Device ID Type."""

    NONE = 0xFFFF  # no device given
    DEVICE_IDENTIFIER = 0  # teleset extension
    TRUNK_IDENTIFIER = 70  # trunk
    TRUNK_GROUP_IDENTIFIER = 71  # trunk group
    IP_PHONE_MAC_IDENTIFIER = 72  # phone MAC address (CCX)
    CTI_PORT = 73  # CTI port (CCX)
    ROUTE_POINT = 74  # CTI route point
    EXTERNAL = 75  # ANI or other outside number
    AGENT_DEVICE = 76  # agent phone
    QUEUE = coded(77, since=10)  # queue
    NON_ACD_DEVICE_IDENTIFIER = coded(78, since=14)  # secondary, non-ACD extension
    SHARED_DEVICE_IDENTIFIER = coded(79, since=14)  # shared-line extension


class LineType(WireEnum, prefix="LINETYPE_"):
    """Line Type."""

    INBOUND_ACD = 0  # ACD inbound line
    OUTBOUND_ACD = 1  # ACD outbound line
    INSIDE = 2  # internal line
    UNKNOWN = 3  # any purpose
    SUPERVISOR = 4  # supervisor line
    MESSAGE = 5  # voice message line
    HELP = 6  # assistance line
    OUTBOUND = 7  # non-ACD outbound (older)
    DID = 8  # direct inward dial line
    SILENT_MONITOR = 9  # silent monitoring line
    NON_ACD_IN = coded(10, since=14)  # secondary line, inbound
    NON_ACD_OUT = coded(11, since=14)  # secondary line, outbound


class PeripheralType(WireEnum, prefix="PT_"):
    """Peripheral Type."""

    NONE = 0xFFFF  # not applicable
    ASPECT = coded(1, until=24)  # Aspect ACD; removed in 25
    MERIDIAN = 2  # Nortel Meridian
    G2 = 3  # Lucent G2
    DEFINITY_ECS_NON_EAS = 4  # Lucent Definity, EAS absent
    DEFINITY_ECS_EAS = 5  # Lucent Definity, EAS present
    GALAXY = 6  # obsolete
    SPECTRUM = 7  # obsolete
    VRU = 8  # VRU, event interface
    VRU_POLLED = 9  # VRU, polled interface
    DMS100 = 10  # obsolete
    SIEMENS_9006 = 11  # Siemens Hicom 9006
    SIEMENS_9005 = 12  # Rolm 9005
    ALCATEL = 13  # Alcatel 4400
    NEC_NEAX_2x00 = 14  # obsolete
    ACP_1000 = 15  # Ericsson ACP1000
    SYMPOSIUM = coded(16, until=24)  # Avaya Aura/Symposium; removed in 25
    ENTERPRISE_AGENT = 17  # Unified CCE agent PG
    MD110 = 18  # Ericsson MD-110
    MEDIA_ROUTING = 19  # media routing PG
    GENERIC = 20  # generic PG
    ACMI_CRS = 21  # gateway PG to CCX
    CRS = 21
    ACMI_IPCC = 22  # gateway PG to CCE or CCX
    IPCC = 22
    SIMPLIFIED_IPCC = coded(23, until=24)  # System PG; removed in 25
    ARS = 24  # ARS PG
    ACMI_ERS = 25  # ERS PG
    ACMI_EXPERT_ADVISOR = 26  # obsolete
    RESERVED_27 = 27  # reserved


class TypeOfDevice(WireEnum, prefix="DEVT_"):
    """Type Of Device."""

    STATION = 0  # telephone
    LINE = 1  # line towards stations
    BUTTON = 2  # button on one station
    ACD = 3  # call distributor
    TRUNK = 4  # trunk
    OPERATOR = 5  # operator position
    STATION_GROUP = 16  # interchangeable stations
    LINE_GROUP = 17  # set of lines
    BUTTON_GROUP = 18  # set of buttons
    ACD_GROUP = 19  # distributor with its targets
    TRUNK_GROUP = 20  # trunks to one destination
    OPERATOR_GROUP = 21  # interchangeable operators
    CTI_PORT_SCCP = coded(22, since=14)  # SCCP CTI port
    CTI_PORT_SIP = coded(23, since=14)  # SIP CTI port
    OTHER = 255  # anything else


class ClassOfDevice(WireMask, prefix="DEVC_"):
    """Class Of Device."""

    OTHER = 0x0010  # anything else
    IMAGE = 0x0020  # digital imaging or fast circuit data
    DATA = 0x0040  # digital data
    VOICE = 0x0080  # audio


class MultilineAgentControl(WireEnum):
    """Multiline Agent Control."""

    SINGLE_LINE_ONLY = coded(0, since=14)  # primary line only
    MULTILINE_ENABLED = coded(1, since=14)  # secondary lines controllable


class CallControlMask(WireMask, prefix="CONTROL_"):
    """Call Control Mask."""

    QUERY_AGENT_STATE = 0x00000001  # QUERY_AGENT_STATE_REQ supported
    SET_AGENT_STATE = 0x00000002  # SET_AGENT_STATE_REQ supported
    ALTERNATE_CALL = 0x00000004  # ALTERNATE_CALL_REQ supported
    ANSWER_CALL = 0x00000008  # ANSWER_CALL_REQ supported
    CLEAR_CALL = 0x00000010  # CLEAR_CALL_REQ supported
    CLEAR_CONNECTION = 0x00000020  # CLEAR_CONNECTION_REQ supported
    CONFERENCE_CALL = 0x00000040  # CONFERENCE_CALL_REQ supported
    CONSULTATION_CALL = 0x00000080  # CONSULTATION_CALL_REQ supported
    DEFLECT_CALL = 0x00000100  # DEFLECT_CALL_REQ supported
    HOLD_CALL = 0x00000200  # HOLD_CALL_REQ supported
    MAKE_CALL = 0x00000400  # MAKE_CALL_REQ supported
    MAKE_PREDICTIVE_CALL = 0x00000800  # MAKE_PREDICTIVE_CALL_REQ supported
    RECONNECT_CALL = 0x00001000  # RECONNECT_CALL_REQ supported
    RETRIEVE_CALL = 0x00002000  # RETRIEVE_CALL_REQ supported
    TRANSFER_CALL = 0x00004000  # TRANSFER_CALL_REQ supported
    QUERY_DEVICE_INFO = 0x00008000  # QUERY_DEVICE_INFO_REQ supported
    SNAPSHOT_CALL = 0x00010000  # SNAPSHOT_CALL_REQ supported
    SNAPSHOT_DEVICE = 0x00020000  # SNAPSHOT_DEVICE_REQ supported
    SEND_DTMF_SIGNAL = 0x00040000  # SEND_DTMF_SIGNAL_REQ supported


class TransferConferenceSetup(WireMask):
    """Transfer Conference Setup."""

    CONF_SETUP_CONSULT_SPECIFIC = 0x00000001  # ACD call plus matching-type consult
    CONF_SETUP_CONSULT_ANY = 0x00000002  # ACD call plus any consult
    CONF_SETUP_CONN_HELD = 0x00000004  # one connected plus one held call
    CONF_SETUP_ANY_TWO_CALLS = 0x00000008  # any two calls
    CONF_SETUP_SINGLE_ACD_CALL = 0x00000010  # blind conference of ACD call
    TRANS_SETUP_SINGLE_ACD_CALL = 0x00000020  # blind transfer of ACD call
    CONF_SETUP_ANY_SINGLE_CALL = 0x00000040  # blind conference of any call
    TRANS_SETUP_ANY_SINGLE_CALL = 0x00000080  # blind transfer of any call


class OtherFeatures(WireMask, prefix="FEATURE_"):
    """Other Features."""

    POST_ROUTE = 0x00000001  # post routing usable
    UNIQUE_CONSULT_CALLID = 0x00000002  # consult calls get own CallID
