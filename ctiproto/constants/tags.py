"""Floating field tags.  Guide: Constants and Status Codes, "Tag Values"."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, coded


class Tag(WireEnum):
    """The number of a floating field."""

    CLIENT_ID = 1
    CLIENT_PASSWORD = 2
    CLIENT_SIGNATURE = 3
    AGENT_EXTENSION = 4
    AGENT_ID = 5
    AGENT_INSTRUMENT = 6
    TEXT = 7
    ANI = 8
    UUI = 9
    DNIS = 10
    DIALED_NUMBER = 11
    CED = 12
    CALL_VAR_1 = 13
    CALL_VAR_2 = 14
    CALL_VAR_3 = 15
    CALL_VAR_4 = 16
    CALL_VAR_5 = 17
    CALL_VAR_6 = 18
    CALL_VAR_7 = 19
    CALL_VAR_8 = 20
    CALL_VAR_9 = 21
    CALL_VAR_10 = 22
    CTI_CLIENT_SIGNATURE = 23
    CTI_CLIENT_TIMESTAMP = 24
    CONNECTION_DEVID = 25
    ALERTING_DEVID = 26
    CALLING_DEVID = 27
    CALLED_DEVID = 28
    LAST_REDIRECT_DEVID = 29
    ANSWERING_DEVID = 30
    HOLDING_DEVID = 31
    RETRIEVING_DEVID = 32
    RELEASING_DEVID = 33
    FAILING_DEVID = 34
    PRIMARY_DEVID = 35
    SECONDARY_DEVID = 36
    CONTROLLER_DEVID = 37
    ADDED_PARTY_DEVID = 38
    PARTY_CALLID = 39
    PARTY_DEVID_TYPE = 40
    PARTY_DEVID = 41
    TRANSFERRING_DEVID = 42
    TRANSFERRED_DEVID = 43
    DIVERTING_DEVID = 44
    QUEUE_DEVID = 45
    CALL_WRAPUP_DATA = 46
    NEW_CONNECTION_DEVID = 47
    TRUNK_USED_DEVID = 48
    AGENT_PASSWORD = 49
    ACTIVE_CONN_DEVID = 50
    FACILITY_CODE = 51
    OTHER_CONN_DEVID = 52
    HELD_CONN_DEVID = 53
    CALL_CONN_CALLID = 56
    CALL_CONN_DEVID_TYPE = 57
    CALL_CONN_DEVID = 58
    CALL_DEVID_TYPE = 59
    CALL_DEVID = 60
    CALL_DEV_CONN_STATE = 61
    SKILL_GROUP_NUMBER = 62
    SKILL_GROUP_ID = 63
    SKILL_GROUP_PRIORITY = 64
    SKILL_GROUP_STATE = 65
    OBJECT_NAME = 66
    DTMF_STRING = 67
    POSITION_ID = 68
    SUPERVISOR_ID = 69
    LINE_HANDLE = 70
    LINE_TYPE = 71
    ROUTER_CALL_KEY_DAY = 72
    ROUTER_CALL_KEY_CALLID = 73
    CALL_STATE = 75
    MONITORED_DEVID = 76
    AUTHORIZATION_CODE = 77
    ACCOUNT_CODE = 78
    ORIGINATING_DEVID = 79
    ORIGINATING_LINE_ID = 80
    CLIENT_ADDRESS = 81
    NAMED_VARIABLE = 82
    NAMED_ARRAY = 83
    CALL_CONTROL_TABLE = 84
    SUPERVISOR_INSTRUMENT = 85
    ATC_AGENT_ID = 86
    AGENT_FLAGS = 87
    ATC_AGENT_STATE = 88
    ATC_STATE_DURATION = 89
    AGENT_CONNECTION_DEVID = 90
    SUPERVISOR_CONNECTION_DEVID = 91
    LIST_TEAM_ID = 92
    DEFAULT_DEVICE_PORT_ADDRESS = 93
    SERVICE_NAME = 94
    CUSTOMER_PHONE_NUMBER = 95
    CUSTOMER_ACCOUNT_NUMBER = 96
    APP_PATH_ID = 97
    SCRIPT_SELECTOR = coded(99, since=20)
    APPLICATION_STRING1 = coded(100, since=20)
    APPLICATION_STRING2 = coded(101, since=20)
    ROUTER_CALL_KEY_SEQUENCE_NUM = 110
    TRUNK_NUMBER = 121
    TRUNK_GROUP_NUMBER = 122
    NEXT_AGENT_STATE = coded(123, since=10)
    DEQUEUE_TYPE = coded(124, since=10)
    SENDING_ADDRESS = coded(125, since=10)
    SENDING_PORT = coded(126, since=10)
    MAX_QUEUED = coded(129, since=10)
    QUEUE_ID = coded(130, since=10)
    CUSTOMER_ID = coded(131, since=10)
    SERVICE_SKILL_TARGET_ID = coded(132, since=10)
    PERIPHERAL_NAME = coded(133, since=10)
    DESCRIPTION = coded(134, since=10)
    SERVICE_MEMBER_ID = coded(135, since=10)
    SERVICE_MEMBER_PRIORITY = coded(136, since=10)
    FIRST_NAME = coded(137, since=10)
    LAST_NAME = coded(138, since=10)
    SKILL_GROUP = coded(139, since=10)
    AGENT_SKILL_TARGET_ID = coded(141, since=10)
    SERVICE = coded(142, since=10)
    DURATION = coded(150, since=10)
    EXTENSION = coded(173, since=10)
    SERVICE_LEVEL_THRESHOLD = coded(174, since=10)
    SERVICE_LEVEL_TYPE = coded(175, since=10)
    CONFIG_PARAM = coded(176, since=10)
    SERVICE_CONFIG_KEY = coded(177, since=10)
    SKILL_GROUP_CONFIG_KEY = coded(178, since=10)
    AGENT_CONFIG_KEY = coded(179, since=10)
    DEVICE_CONFIG_KEY = coded(180, since=10)
    RECORD_TYPE = coded(183, since=10)
    PERIPHERAL_NUMBER = coded(184, since=10)
    AUTO_WORK = coded(185, since=10)
    NUM_SERVICE_MEMBERS = coded(186, since=10)
    SERVICE_MEMBER = coded(187, since=10)
    SERVICE_PRIORITY = coded(188, since=10)
    AGENT_TYPE = coded(189, since=10)
    LOGIN_ID = coded(190, since=10)
    NUM_SKILLS = coded(191, since=10)
    SKILL_GROUP_SKILL_TARGET_ID = coded(192, since=10)
    SERVICE_ID = coded(193, since=10)
    AGENT_ID_LONG = coded(194, since=10)
    DEVICE_TYPE = coded(195, since=10)
    ENABLE = coded(198, since=10)
    DEVICEID = coded(199, since=10)
    TIMEOUT = coded(200, since=10)
    CURRENT_ROUTE = coded(201, since=10)
    SECONDARY_CONNECTION_CALL_ID = coded(202, since=10)
    PRIORITY_QUEUE_NUMBER = coded(203, since=10)
    TEAM_NAME = coded(204, since=10)
    MEMBER_TYPE = coded(205, since=10)
    EVENT_DEVICE_ID = coded(206, since=10)
    LOGIN_NAME = coded(207, since=11)
    PERIPHERAL_ID = coded(208, since=11)
    CALL_TYPE_KEY_CONFIG = coded(209, since=11)
    CALL_TYPE_ID = coded(210, since=11)
    CUSTOMER_DEFINITION_ID = coded(211, since=11)
    ENTERPRISE_NAME = coded(212, since=11)
    OLD_PERIPHERAL_NUMBER = coded(213, since=11)
    CUR_LOGIN_ID = coded(214, since=11)
    ANI_II = coded(215, since=11)
    MR_DOMAIN_ID = coded(216, since=11)
    CTIOS_CIL_CLIENT_ID = coded(217, since=12)
    SILENT_MONITOR_STATUS = coded(218, since=12)
    REQUESTING_DEVICE_ID = coded(219, since=14)
    REQUESTING_DEVICE_ID_TYPE = coded(220, since=14)
    PRE_CALL_INVOKE_ID = coded(221, since=14)
    ENTERPRISE_QUEUE_TIME = coded(222, since=14)
    CALL_REFERENCE_ID = coded(223, since=14)
    MULTI_LINE_AGENT_CONTROL = coded(224, since=14)
    NETWORK_CONTROLLED = coded(225, since=14)
    CLIENT_ADDRESS_IPV6 = coded(226, since=14, until=18)
    SENDING_ADDRESS_IPV6 = coded(227, since=14, until=18)
    NUM_PERIPHERALS = coded(228, since=14)
    COC_CONNECTION_CALL_ID = coded(229, since=14)
    COC_CONNECTION_DEVICE_ID_TYPE = coded(230, since=14)
    COC_CONNECTION_DEVICE_ID = coded(231, since=14)
    CALL_ORIGINATED_FROM = coded(232, since=14)
    SET_APPDATA_CALLID = coded(233, since=14)
    CLIENT_SHARE_KEY = coded(234, since=14)
    AGENT_TEAM_NAME = coded(243, since=16)
    DIRECTION = coded(244, since=16)
    OPTIONS = coded(245, since=17)
    FLT_MRD_ID = coded(246, since=18)
    MEDIA_CLASS_ID = coded(247, since=18)
    TASK_LIFE = coded(248, since=18)
    TASK_START_TIMEOUT = coded(249, since=18)
    MAX_TASK_DURATION = coded(250, since=18)
    INTERRUPTIBLE = coded(251, since=18)
    MAX_CALLS_IN_QUEUE = coded(252, since=18)
    MAX_CALLS_IN_QUEUE_PER_CALL_TYPE = coded(253, since=18)
    MAX_TIME_IN_QUEUE = coded(254, since=18)
    INTERNAL_AGENT_STATE = coded(255, since=19)
    SSO_ENABLED = coded(257, since=20)
    FLT_TASK_ID = coded(258, since=20)
    FLT_ICM_DISP = coded(259, since=20)
    FLT_APP_DISP = coded(260, since=20)
    NUM_MRDS = coded(261, since=21)
    FLT_AGENT_MRD_ID = coded(262, since=21)
    FLT_AGENT_MRD_STATE = coded(263, since=21)
    FLT_PRECISION_QUEUE_ID = coded(264, since=22)
    FLT_PRECISION_QUEUE_NAME = coded(265, since=22)
    MAX_BEYOND_TASK_LIMIT = coded(266, since=22)
    AGENT_DESK_SETTINGS_ID = coded(267, since=22)
    XFER_IN_WHILE_LOGGED_OUT = coded(268, since=22)
    PERIPHERAL_CONFIG_KEY = coded(269, since=22)
    AGENT_DESK_SETTINGS_CONFIG_KEY = coded(270, since=22)
    CONFIG_PERIPHERAL_ID = coded(271, since=22)
    DEFAULT_AGENT_DESK_SETTINGS_ID = coded(272, since=22)
    FLT_DESK_SETTINGS_MASK = coded(273, since=22)
    FLT_WRAP_UP_DATA_INCOMING_MODE = coded(274, since=22)
    FLT_WRAP_UP_DATA_OUTGOING_MODE = coded(275, since=22)
    FLT_LOGOUT_NON_ACTIVITY_TIME = coded(276, since=22)
    FLT_QUALITY_RECORDING_RATE = coded(277, since=22)
    FLT_RING_NO_ANSWER_TIME = coded(278, since=22)
    FLT_SILENT_MONITOR_WARNING_MESSAGE = coded(279, since=22)
    FLT_SILENT_MONITOR_AUDIBLE_INDICATION = coded(280, since=22)
    FLT_SUPERVISOR_ASSIST_CALL_METHOD = coded(281, since=22)
    FLT_EMERGENCY_CALL_METHOD = coded(282, since=22)
    FLT_AUTO_RECORD_ON_EMERGENCY = coded(283, since=22)
    FLT_RECORDING_MODE = coded(284, since=22)
    FLT_WORK_MODE_TIMER = coded(285, since=22)
    FLT_RING_NO_ANSWER_DN_ID = coded(286, since=22)
    FLT_DEFAULT_DEVICE_PORT_ADDRESS = coded(287, since=22)
    DESKTOP_CONNECTED_FLAG = coded(288, since=23)
    PLAY_TONE_DIRECTION = coded(289, since=23)
    INVOCATION_TYPE = coded(290, since=23)
    RECORDER_ADDRESS = coded(291, since=23)
    TERMINAL_NAME = coded(292, since=23)
    MEDIA_FORKING_DEVICE_NAME = coded(293, since=23)
    PROTOCOL_REFERENCE_GUID = coded(294, since=23)
    MEDIA_FORKING_CLUSTER_ID = coded(295, since=23)
    RECORDER_URI = coded(296, since=23)
    RECORDER_ERROR_MSG = coded(297, since=23)
    RECORDER_TYPE = coded(298, since=23)
    RECORDER_STATUS = coded(299, since=23)
    RECORDING_DEVICE_ID = coded(300, since=23)
    FLT_TERM_TYPE = coded(302, since=24)
    FLT_TERM_DEVICE_NAME = coded(303, since=24)
    FLT_TERM_TYPE_NAME = coded(304, since=24)
    FLT_NUM_INSTRUMENTS = coded(305, since=24)
    ACD_SHARED_LINE_USAGE = coded(306, since=24)
    PLAY_ZIP_TONE = coded(307, since=24)
    FLT_ENABLED_SERVICES = coded(309, since=24)
    NUM_OF_ENABLED_SERVICES = coded(310, since=24)
    CCAI_CONFIG_ID = coded(311, since=24)
    MEDIA_TYPE = coded(312, since=25)
    MEDIA_PROVIDER = coded(313, since=25)


# Messages whose field table lacks a tag although the tag table names them for it: the tag is accepted there.
ALSO_IN: dict[Tag, frozenset[str]] = {
    Tag.TEXT: frozenset({"AGENT_TASKS_END_EVENT"}),
    Tag.CALL_VAR_1: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.CALL_VAR_2: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.CALL_VAR_3: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.CALL_VAR_4: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.CALL_VAR_5: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.CALL_VAR_6: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.CALL_VAR_7: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.CALL_VAR_8: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.CALL_VAR_9: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.CALL_VAR_10: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.NAMED_VARIABLE: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.NAMED_ARRAY: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.SCRIPT_SELECTOR: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.APPLICATION_STRING1: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.APPLICATION_STRING2: frozenset({"SNAPSHOT_TASK_RESP", "SNAPSHOT_TASK_EVENT"}),
    Tag.ROUTER_CALL_KEY_SEQUENCE_NUM: frozenset({"AGENT_LEGACY_PRE_CALL_EVENT"}),
    Tag.DEQUEUE_TYPE: frozenset({"CALL_DEQUEUED_EVENT"}),
    Tag.PERIPHERAL_NAME: frozenset({"CONFIG_AGENT_EVENT"}),
    Tag.SERVICE_MEMBER_ID: frozenset({"CONFIG_SKILL_GROUP_EVENT"}),
    Tag.SERVICE_MEMBER_PRIORITY: frozenset({"CONFIG_SKILL_GROUP_EVENT"}),
    Tag.SKILL_GROUP: frozenset({"CONFIG_AGENT_EVENT"}),
    Tag.PERIPHERAL_NUMBER: frozenset({"CONFIG_AGENT_EVENT"}),
    Tag.AUTO_WORK: frozenset({"CONFIG_AGENT_EVENT"}),
    Tag.AGENT_ID_LONG: frozenset(
        {
            "OPEN_REQ",
            "AGENT_STATE_EVENT",
            "RTP_STARTED_EVENT",
            "RTP_STOPPED_EVENT",
            "SUPERVISE_CALL_REQ",
            "EMERGENCY_CALL_EVENT",
            "USER_MESSAGE_REQ",
            "SET_AGENT_STATE_REQ",
            "SET_AGENT_STATE_CONF",
            "QUERY_AGENT_STATE_REQ",
            "QUERY_AGENT_STATE_CONF",
        }
    ),
    Tag.ENABLE: frozenset({"ROUTE_REGISTER_EVENT"}),
    Tag.DEVICEID: frozenset({"ROUTE_REQUEST_EVENT"}),
    Tag.TIMEOUT: frozenset({"ROUTE_REQUEST_EVENT"}),
    Tag.CURRENT_ROUTE: frozenset({"ROUTE_REQUEST_EVENT"}),
    Tag.PRIORITY_QUEUE_NUMBER: frozenset({"CALL_QUEUED_EVENT"}),
    Tag.TEAM_NAME: frozenset({"TEAM_CONFIG_EVENT"}),
    Tag.MEMBER_TYPE: frozenset({"TEAM_CONFIG_EVENT"}),
    Tag.OLD_PERIPHERAL_NUMBER: frozenset({"CONFIG_CALL_TYPE_EVENT"}),
    Tag.ANI_II: frozenset(
        {
            "BEGIN_CALL_EVENT",
            "CALL_TRANSLATION_ROUTE_EVENT",
            "AGENT_PRE_CALL_EVENT",
            "SET_CALL_DATA_REQ",
            "SNAPSHOT_CALL_REQ",
            "ROUTE_REQUEST_EVENT",
        }
    ),
    Tag.CTIOS_CIL_CLIENT_ID: frozenset(
        {
            "SET_CALL_DATA_REQ",
            "ALTERNATE_CALL_REQ",
            "ANSWER_CALL_REQ",
            "CLEAR_CALL_REQ",
            "DEFLECT_CALL_REQ",
            "HOLD_CALL_REQ",
            "RECONNECT_CALL_REQ",
            "RETRIEVE_CALL_REQ",
            "CHANGE_MONITOR_MASK_REQ",
            "SESSION_MONITOR_START_REQ",
            "SESSION_MONITOR_STOP_REQ",
            "MONITOR_AGENT_TEAM_START_REQ",
            "MONITOR_AGENT_TEAM_STOP_REQ",
            "FAILURE_CONF",
            "CONTROL_FAILURE_CONF",
        }
    ),
    Tag.NETWORK_CONTROLLED: frozenset({"ROUTE_SELECT_EVENT"}),
    Tag.COC_CONNECTION_CALL_ID: frozenset({"ROUTE_REQUEST_EVENT"}),
    Tag.COC_CONNECTION_DEVICE_ID_TYPE: frozenset({"ROUTE_REQUEST_EVENT"}),
    Tag.COC_CONNECTION_DEVICE_ID: frozenset({"ROUTE_REQUEST_EVENT"}),
    Tag.OPTIONS: frozenset({"ROUTE_REQUEST_EVENT"}),
    Tag.FLT_TASK_ID: frozenset({"AGENT_TASKS_RESP", "AGENT_TASKS_EVENT"}),
    Tag.FLT_ICM_DISP: frozenset({"MEDIA_LOGOUT_IND"}),
    Tag.FLT_APP_DISP: frozenset({"MEDIA_LOGOUT_IND"}),
    Tag.NUM_MRDS: frozenset({"DESKTOP_CONNECTED_IND"}),
    Tag.FLT_AGENT_MRD_ID: frozenset({"DESKTOP_CONNECTED_IND"}),
    Tag.MAX_BEYOND_TASK_LIMIT: frozenset({"MEDIA_LOGIN_REQ", "AGENT_INIT_REQ"}),
    Tag.XFER_IN_WHILE_LOGGED_OUT: frozenset({"OFFER_APPLICATION_TASK_REQ", "START_APPLICATION_TASK_REQ"}),
    Tag.AGENT_DESK_SETTINGS_CONFIG_KEY: frozenset({"CONFIG_AGENT_EVENT"}),
    Tag.DESKTOP_CONNECTED_FLAG: frozenset({"AGENT_TASKS_REQUEST_EVENT"}),
    # Edition 25 gives these two to MEDIA_LOGIN_REQ.  In version 24 they are the counts of suggestions in
    # SET_AGENT_SERVICE_DATA_REQ, for which 25 names no other tags: a client that still sends them there is not refused.
    Tag.MEDIA_TYPE: frozenset({"MEDIA_LOGIN_REQ", "SET_AGENT_SERVICE_DATA_REQ"}),
    Tag.MEDIA_PROVIDER: frozenset({"MEDIA_LOGIN_REQ", "SET_AGENT_SERVICE_DATA_REQ"}),
}
