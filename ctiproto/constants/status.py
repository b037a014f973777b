"""Status and failure codes.  Guide: Constants and Status Codes."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, coded


class StatusCode(WireEnum, prefix="E_CTI_"):
    """Status Code."""

    NO_ERROR = 0  # success, nothing wrong
    INVALID_VERSION = 1  # protocol version not supported by server
    INVALID_MESSAGE_LENGTH = 2  # header length (older name: type) unacceptable
    INVALID_MESSAGE_TYPE = 2
    INVALID_FIELD_TAG = 3  # unknown floating tag received
    SESSION_NOT_OPEN = 4  # request arrived before any open session
    SESSION_ALREADY_OPEN = 5  # second open attempt on same connection
    REQUIRED_DATA_MISSING = 6  # mandatory floating item absent
    INVALID_PERIPHERAL_ID = 7  # peripheral identifier unknown
    INVALID_AGENT_DATA = 8  # agent identification items wrong
    AGENT_NOT_LOGGED_ON = 9  # named agent has no login
    DEVICE_IN_USE = 10  # teleset already owned by another client
    NEW_SESSION_OPENED = 11  # old session displaced by newer open
    FUNCTION_NOT_AVAILABLE = 12  # service needed was not granted
    INVALID_CALLID = 13  # call identifier unknown
    PROTECTED_VARIABLE = 14  # client lacks write permission for variable
    CTI_SERVER_OFFLINE = 15  # server unusable; client should close
    TIMEOUT = 16  # response overdue or idle timer expired
    UNSPECIFIED_FAILURE = 17  # failure without further classification
    INVALID_TIMEOUT = 18  # idle timeout under 20 seconds
    INVALID_SERVICE_MASK = 19  # undefined bits in requested services
    INVALID_CALL_MSG_MASK = 20  # undefined bits in call message mask
    INVALID_AGENT_STATE_MASK = 21  # undefined bits in agent state mask
    INVALID_RESERVED_FIELD = 22  # reserved field was not zero
    INVALID_FIELD_LENGTH = 23  # floating field longer than permitted
    INVALID_DIGITS = 24  # non-digit found in digit string
    BAD_MESSAGE_FORMAT = 25  # fixed part missing or wrongly sized
    INVALID_TAG_FOR_MSG_TYPE = 26  # tag not allowed in this message
    INVALID_DEVICE_ID_TYPE = 27  # DeviceIDType value undefined
    INVALID_LCL_CONN_STATE = 28  # LocalConnectionState value undefined
    INVALID_EVENT_CAUSE = 29  # EventCause value undefined
    INVALID_NUM_PARTIES = 30  # more than 16 parties announced
    INVALID_SYS_EVENT_ID = 31  # SystemEventID value undefined
    INCONSISTENT_AGENT_DATA = 32  # extension, agent and instrument disagree
    INVALID_CONNECTION_ID_TYPE = 33  # ConnectionDeviceIDType value undefined
    INVALID_CALL_TYPE = 34  # CallType value undefined
    NOT_CALL_PARTY = 35  # client takes no part in call
    INVALID_PASSWORD = 36  # client credentials rejected at open
    CLIENT_DISCONNECTED = 37  # TCP dropped before CLOSE_REQ
    INVALID_OBJECT_STATE = 38  # alarm object state unknown
    INVALID_NUM_SKILL_GROUPS = 39  # NumSkillGroups out of range
    INVALID_NUM_LINES = 40  # NumLines out of range
    INVALID_LINE_TYPE = 41  # LineType value undefined
    INVALID_ALLOCATION_STATE = 42  # AllocationState value undefined
    INVALID_ANSWERING_MACHINE = 43  # AnsweringMachine value undefined
    INVALID_CALL_MANNER_TYPE = 44  # CallMannerType value undefined
    INVALID_CALL_PLACEMENT_TYPE = 45  # CallPlacementType value undefined
    INVALID_CONSULT_TYPE = 46  # ConsultType value undefined
    INVALID_FACILITY_TYPE = 47  # FacilityType value undefined
    INVALID_MSG_TYPE_FOR_VERSION = 48  # message type newer than session version
    INVALID_TAG_FOR_VERSION = 49  # tag newer than session version
    INVALID_AGENT_WORK_MODE = 50  # AgentWorkMode value undefined
    INVALID_CALL_OPTION = 51  # CallOption value undefined
    INVALID_DESTINATION_COUNTRY = 52  # DestinationCountry value undefined
    INVALID_ANSWER_DETECT_MODE = 53  # AnswerDetectMode value undefined
    MUTUALLY_EXCLUS_DEVICEID_TYPES = 54  # monitor names both call and device
    INVALID_MONITORID = 55  # monitor identifier unknown
    SESSION_MONITOR_ALREADY_EXISTS = 56  # session monitor created before
    SESSION_MONITOR_IS_CLIENTS = 57  # self-monitoring of session refused
    INVALID_CALL_CONTROL_MASK = 58  # bad call control bits
    INVALID_FEATURE_MASK = 59  # bad feature bits
    INVALID_TRANSFER_CONFERENCE_SETUP_MASK = 60  # bad transfer/conference setup bits
    INVALID_ARRAY_INDEX = 61  # named array index out of range
    INVALID_CHARACTER = 62  # illegal character supplied
    CLIENT_NOT_FOUND = 63  # no session uses that ClientID
    SUPERVISOR_NOT_FOUND = 64  # supervisor unknown or not connected
    TEAM_NOT_FOUND = 65  # agent belongs to no team
    NO_CALL_ACTIVE = 66  # agent currently without active call
    NAMED_VARIABLE_NOT_CONFIGURED = 67  # ECC scalar not configured
    NAMED_ARRAY_NOT_CONFIGURED = 68  # ECC array not configured
    INVALID_CALL_VARIABLE_MASK = 69  # bad call variable bits
    ELEMENT_NOT_FOUND = 70  # internal ECC element handling problem
    INVALID_DISTRIBUTION_TYPE = 71  # Distribution value undefined
    INVALID_SKILL_GROUP = 72  # skill group unknown
    TOO_MUCH_DATA = 73  # ECC total above 2000 bytes
    VALUE_TOO_LONG = 74  # ECC value exceeds configured length
    SCALAR_FUNCTION_ON_ARRAY = 75  # scalar tag used for array
    ARRAY_FUNCTION_ON_SCALAR = 76  # array tag used for scalar
    INVALID_NUM_NAMED_VARIABLES = 77  # NamedVariable count differs from content
    INVALID_NUM_NAMED_ARRAYS = 78  # NamedArray count differs from content
    INVALID_RTP_DIRECTION = 79  # RTP direction undefined
    INVALID_RTP_TYPE = 80  # RTP type undefined
    CALLED_PARTY_DISPOSITION = 81  # disposition code undefined
    INVALID_SUPERVISORY_ACTION = 82  # SupervisoryAction value undefined
    AGENT_TEAM_MONITOR_ALREADY_EXISTS = 83  # team monitor created before
    INVALID_SERVICE = 84  # service number or ID unknown
    SERVICE_CONFLICT = 85  # service number and ID differ
    SKILL_GROUP_CONFLICT = 86  # skill group number and ID differ
    INVALID_DEVICE = 87  # device unknown
    INVALID_MR_DOMAIN = 88  # media routing domain unknown
    MONITOR_ALREADY_EXISTS = 89  # duplicate monitor request
    MONITOR_TERMINATED = 90  # monitor ended
    INVALID_TASK_MSG_MASK = 91  # bad task message bits
    SERVER_NOT_MASTER = 92  # contacted server is standby side
    INVALID_CSD = 93  # CSD wrong (CCX only)
    INVALID_CSQ = 93
    JTAPI_CCM_PROBLEM = 94  # JTAPI or CUCM trouble
    INVALID_CONFIG_MSG_MASK = coded(95, since=14)  # bad config bits in OPEN_REQ
    E_INVALID_CONFIG_MSG_MASK = coded(95, since=14)
    AUTO_CONFIG_RESET = coded(96, since=14)  # configuration changed; refetch (CCX only)
    INVALID_MONITOR_STATUS = coded(97, since=14)  # monitor in invalid status
    INVALID_REQUEST_TYPE = coded(98, since=14)  # request identifier type invalid
    INVALID_REQUEST_ID_TYPE = coded(98, since=14)
    INVALID_CLIENT_FOR_STANDBY = coded(107, since=24)  # standby refuses client without standby support
    INVALID_UNIQUE_INSTANCE_ID = coded(108, since=24)  # UniqueInstanceID present but empty
    DUPLICATE_UNIQUE_INSTANCE_ID = coded(109, since=24)  # UniqueInstanceID already used elsewhere
    SERVER_IN_MAINTENANCE_MODE = coded(110, since=24)  # open refused or closed during maintenance


class ControlFailureCode(WireEnum, prefix="CF_"):
    """Control Failure Code."""

    GENERIC_UNSPECIFIED = 0  # failure outside other codes
    GENERIC_OPERATION = 1  # operation failed, no detail
    REQUEST_INCOMPATIBLE_WITH_OBJECT = 2  # request unsuited to object
    VALUE_OUT_OF_RANGE = 3  # parameter out of range
    OBJECT_NOT_KNOWN = 4  # parameter unknown to server
    INVALID_CALLING_DEVICE = 5  # bad calling device
    INVALID_CALLED_DEVICE = 6  # bad called device
    INVALID_FORWARDING_DESTINATION = 7  # bad forwarding target
    PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE = 8  # given device unauthorized
    PRIVILEGE_VIOLATION_ON_CALLED_DEVICE = 9  # called device unauthorized
    PRIVILEGE_VIOLATION_ON_CALLING_DEVICE = 10  # calling device unauthorized
    INVALID_CSTA_CALL_IDENTIFIER = 11  # bad call ID
    INVALID_CSTA_DEVICE_IDENTIFIER = 12  # bad device ID
    INVALID_CSTA_CONNECTION_IDENTIFIER = 13  # bad connection ID
    INVALID_DESTINATION = 14  # bad destination
    INVALID_FEATURE = 15  # bad feature
    INVALID_ALLOCATION_STATE = 16  # bad allocation state
    INVALID_CROSS_REF_ID = 17  # cross reference not in use
    INVALID_OBJECT_TYPE = 18  # bad object type
    SECURITY_VIOLATION = 19  # security problem
    GENERIC_STATE_INCOMPATIBILITY = 21  # related device in unsuitable state
    INVALID_OBJECT_STATE = 22  # object in wrong state
    INVALID_CONNECTION_ID_FOR_ACTIVE_CALL = 23  # active connection ID wrong
    NO_ACTIVE_CALL = 24  # no active call
    NO_HELD_CALL = 25  # no held call
    NO_CALL_TO_CLEAR = 26  # connection has no call
    NO_CONNECTION_TO_CLEAR = 27  # connection unknown
    NO_CALL_TO_ANSWER = 28  # nothing is alerting
    NO_CALL_TO_COMPLETE = 29  # nothing to complete
    GENERIC_SYSTEM_RESOURCE_AVAILABILITY = 31  # system resources short
    SERVICE_BUSY = 32  # service busy for now
    RESOURCE_BUSY = 33  # resource busy
    RESOURCE_OUT_OF_SERVICE = 34  # resource not in service
    NETWORK_BUSY = 35  # subdomain busy
    NETWORK_OUT_OF_SERVICE = 36  # subdomain out of service
    OVERALL_MONITOR_LIMIT_EXCEEDED = 37  # overall monitor limit hit
    CONFERENCE_MEMBER_LIMIT_EXCEEDED = 38  # conference too large
    GENERIC_SUBSCRIBED_RESOURCE_AVAILABILITY = 41  # licensed resources short
    OBJECT_MONITOR_LIMIT_EXCEEDED = 42  # per-object monitor limit hit
    EXTERNAL_TRUNK_LIMIT_EXCEEDED = 43  # external trunk limit hit
    OUTSTANDING_REQUEST_LIMIT_EXCEEDED = 44  # too many pending requests
    GENERIC_PERFORMANCE_MANAGEMENT = 51  # throttled
    PERFORMANCE_LIMIT_EXCEEDED = 52  # performance limit hit
    SEQUENCE_NUMBER_VIOLATED = 61  # sequence number error
    TIME_STAMP_VIOLATED = 62  # timestamp error
    PAC_VIOLATED = 63  # PAC error
    SEAL_VIOLATED = 64  # seal error
    GENERIC_UNSPECIFIED_REJECTION = 70  # rejected, no detail
    GENERIC_OPERATION_REJECTION = 71  # operation rejected, no detail
    DUPLICATE_INVOCATION_REJECTION = 72  # duplicate request
    UNRECOGNIZED_OPERATION_REJECTION = 73  # operation unknown
    MISTYPED_ARGUMENT_REJECTION = 74  # argument of wrong type
    RESOURCE_LIMITATION_REJECTION = 75  # would exceed resource limit
    ACS_HANDLE_TERMINATION_REJECTION = 76  # ACS handle no longer valid
    SERVICE_TERMINATION_REJECTION = 77  # needed service has ended
    REQUEST_TIMEOUT_REJECTION = 78  # request timed out
    REQUESTS_ON_DEVICE_EXCEEDED_REJECTION = 79  # device request limit hit
    INVALID_AGENT_ID_SPECIFIED = 256  # agent ID wrong
    INVALID_PASSWORD_SPECIFIED = 257  # agent password wrong
    INVALID_AGENT_ID_OR_PASSWORD_SPECIFIED = 258  # bad agent credentials
    SPECIFIED_AGENT_ALREADY_SIGNED_ON = 259  # agent signed in already
    INVALID_LOGON_DEVICE_SPECIFIED = 260  # login device wrong
    INVALID_ANSWERING_DEVICE_SPECIFIED = 261  # answering device wrong
    INVALID_SKILL_GROUP_SPECIFIED = 262  # skill group wrong
    INVALID_CLASS_OF_SERVICE_SPECIFIED = 263  # class of service wrong
    INVALID_TEAM_SPECIFIED = 264  # team wrong
    INVALID_AGENT_WORKMODE = 265  # work mode wrong
    INVALID_AGENT_REASON_CODE = 266  # reason code wrong
    ADJUNCT_SWITCH_COMM_ERROR = 267  # ACD datalink trouble
    AGENT_NOT_PARTY_ON_CALL = 268  # agent not on that call
    INTERNAL_PROCESSING_ERROR = 269  # ACD internal trouble
    TAKE_CALL_CONTROL_REJECTION = 270  # ACD denied call control
    TAKE_DOMAIN_CONTROL_REJECTION = 271  # ACD denied domain control
    REQUESTED_SERVICE_NOT_REGISTERED = 272  # service not registered at ACD
    INVALID_CONSULT_TYPE = 273  # consult type wrong
    ANSMAP_OR_ADPARAM_FIELD_NOT_VALID = 274  # answer mapping parameter wrong
    INVALID_CALL_CONTROL_TABLE_SPECIFIED = 275  # call control table wrong
    INVALID_DIGITS_RNATIMEOUT_AMSDELAY_OR_COUNTRY = 276  # digits, timeout, delay or country wrong
    ANSWER_DETECT_PORT_UNAVAILABLE = 277  # no answer-detection port
    VIRTUAL_AGENT_UNAVAILABLE = 278  # no virtual agent
    TAKEBACK_N_XFER_ROUTE_END = 279  # takeback-and-transfer route ended
    WRAPUP_DATA_REQUIRED = 280  # wrap-up data missing
    REASON_CODE_REQUIRED = 281  # reason code missing
    INVALID_TRUNK_ID_SPECIFIED = coded(282, since=14)  # trunk ID wrong
    SPECIFIED_EXTENSION_ALREADY_IN_USE = coded(283, since=14)  # extension taken
    ARBITRARY_CONF_OR_XFER_NOT_SUPPORTED = coded(284, since=14)  # arbitrary conference/transfer unsupported
    NETWORK_TRANSFER_OR_CONSULT = coded(285, since=14)  # network-level transfer/consult
    NETWORK_TRANSFER_OR_CONSULT_FAILED = coded(286, since=14)  # network-level transfer/consult failed
    DEVICE_RESTRICTED = coded(287, since=14)  # device restricted
    LINE_RESTRICTED = coded(288, since=14)  # line restricted
    AGENT_ACCOUNT_LOCKED_OUT = coded(289, since=14)  # agent account locked
    DROP_ANY_PARTY_NOT_ENABLED_CTI = coded(290, since=14)  # dropping arbitrary party not enabled
    MAXIMUM_LINE_LIMIT_EXCEEDED = coded(291, since=14)  # line limit hit
    SHARED_LINES_NOT_SUPPORTED = coded(292, since=14)  # shared lines unsupported
    EXTENSION_NOT_UNIQUE = coded(293, since=14)  # extension ambiguous
    UNKNOWN_INTERFACE_CTRLR_ID = 1001  # interface controller unknown
    INVALID_INTERFACE_CTRLR_TYPE = 1002  # interface controller type wrong
    SOFTWARE_REV_NO_SUPPORTED = 1003  # software revision unsupported
    UNKNOWN_PID = 1004  # peripheral unknown
    INVALID_TABLE_SPECIFIED = 1005  # table wrong
    PD_SERVICE_INACTIVE = 1006  # peripheral data service inactive
    UNKNOWN_ROUTING_CLIENT_ID = 1007  # routing client unknown
    RC_SERVICE_INACTIVATE = 1008  # routing client service inactive
    INVALID_DIALED_NUMBER = 1009  # dialed number wrong
    INVALID_PARAMETER = 1010  # request parameter wrong
    UNKNOWN_ROUTING_PROBLEM = 1011  # routing failed, no detail
    UNSUPPORTED_PD_MESSAGE_REVISION = 1012  # peripheral data revision unsupported
    UNSUPPORTED_RC_MESSAGE_REVISION = 1013  # routing client revision unsupported
    UNSUPPORTED_IC_MESSAGE_REVISION = 1014  # interface controller revision unsupported
    RC_SERVICE_INACTIVATE_PIM = 1015  # peripheral interface inactive
    AGENT_GREETING_CONTROL_OPERATION_FAILURE = coded(1016, since=15)  # greeting control failed; see peripheral error
