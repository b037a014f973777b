"""Calls and connections.  Guide: Constants and Status Codes."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, WireMask, coded


class CallType(WireEnum):
    """Call Type."""

    CALLTYPE_ACD_IN = 1  # inbound ACD; in CCE post-routed
    CALLTYPE_PREROUTE_ACD_IN = 2  # inbound by translation route
    CALLTYPE_PREROUTE_DIRECT_AGENT = 3  # translation-routed to one agent
    CALLTYPE_TRANSFER_IN = 4  # inbound by transfer
    CALLTYPE_OVERFLOW_IN = 5  # inbound by overflow
    CALLTYPE_OTHER_IN = 6  # other inbound
    CALLTYPE_AUTO_OUT = 7  # dialer-placed outbound
    CALLTYPE_AGENT_OUT = 8  # agent-placed outbound
    CALLTYPE_OUT = 9  # outbound
    CALLTYPE_AGENT_INSIDE = 10  # internal agent call
    CALLTYPE_OFFERED = 11  # result of blind transfer
    CALLTYPE_CONSULT = 12  # consultation
    CALLTYPE_CONSULT_OFFERRED = 13  # result of announced transfer
    CALLTYPE_CONSULT_CONFERENCE = 14  # consultation joined to conference
    CALLTYPE_CONFERENCE = 15  # conference
    CALLTYPE_UNMONITORED = 16  # no events will follow
    CALLTYPE_PREVIEW = 17  # dialer preview, agent may accept
    CALLTYPE_RESERVATION = 18  # reserves agent for something else
    CALLTYPE_ASSIST = 19  # supervisor assistance
    CALLTYPE_EMERGENCY = 20  # emergency
    CALLTYPE_SUPERVISOR_MONITOR = 21  # supervisor listens silently
    CALLTYPE_SUPERVISOR_WHISPER = 22  # supervisor audible to agent only
    CALLTYPE_SUPERVISOR_BARGEIN = 23  # supervisor joins conversation
    CALLTYPE_SUPERVISOR_INTERCEPT = 24  # supervisor takes over
    CALLTYPE_TASK_ROUTED_BY_ICM = 25  # task assigned by CCE
    CALLTYPE_TASK_ROUTED_BY_APPLICATION = 26  # task assigned by application
    RESERVATION_PREVIEW = coded(27, since=19)  # outbound reservation, preview
    RESERVATION_PREVIEW_DIRECT = coded(28, since=19)  # outbound reservation, direct preview
    RESERVATION_PREDICTIVE = coded(29, since=19)  # outbound reservation, predictive or progressive
    RESERVATION_CALLBACK = coded(30, since=19)  # outbound reservation, callback
    RESERVATION_PERSONAL_CALLBACK = coded(31, since=19)  # outbound reservation, personal callback
    CUSTOMER_PREVIEW = coded(32, since=19)  # outbound customer leg, preview
    CUSTOMER_PREVIEW_DIRECT = coded(33, since=19)  # outbound customer leg, direct preview
    CUSTOMER_PREDICTIVE = coded(34, since=19)  # outbound customer leg, predictive or progressive
    CUSTOMER_CALLBACK = coded(35, since=19)  # outbound customer leg, callback
    CUSTOMER_PERSONAL = coded(36, since=19)  # outbound customer leg, personal callback
    CUSTOMER_IVR = coded(37, since=19)  # outbound customer leg to IVR
    CALLTYPE_NON_ACD = coded(38, since=14)  # agent call outside ACD
    CALLTYPE_PLAY_AGENT_GREETING = 39  # route request playing agent greeting
    CALLTYPE_RECORD_AGENT_GREETING = 40  # agent greeting recording
    CALLTYPE_VOICE_CALL_BACK = 41  # callback via Agent Request API
    # fidelity calls.types-beyond-the-guide: seen O: Types 42 to 45 exist as well, of which the guide says nothing.
    CALLTYPE_SWITCH_LEG = 42  # leg at a switch; not in the guide
    CALLTYPE_VRU_LEG = 43  # leg at a VRU; not in the guide
    CALLTYPE_PICK = 44  # task picked; not in the guide
    CALLTYPE_PULL = 45  # task pulled; not in the guide


class LocalConnectionState(WireEnum, prefix="LCS_"):
    """Local Connection State."""

    NONE = 0xFFFF  # not applicable
    NULL = 0  # device unrelated to call
    INITIATE = 1  # off-hook, dialing
    ALERTING = 2  # ringing
    CONNECT = 3  # actively connected
    HOLD = 4  # connected but held
    QUEUED = 5  # waiting to connect
    FAIL = 6  # connection attempt failed


class ConnectionDeviceIDType(WireEnum, prefix="CONNECTION_ID_"):
    """Connection Device ID Type."""

    NONE = 0xFFFF  # no connection device given
    STATIC = 0  # stable across calls
    DYNAMIC = 1  # may differ per call


class DispositionCode(WireEnum, prefix="DISP_"):
    """Disposition Code."""

    ABANDONED_IN_NETWORK = 1  # abandoned within network
    ABANDONED_IN_LOCAL_QUEUE = 2  # gave up in local queue
    ABANDONED_RING = 3  # abandoned while ringing
    ABANDONED_DELAY = 4  # abandoned during delay
    ABANDONED_INTERFLOW = 5  # abandoned during interflow
    ABANDONED_AGENT_TERMINAL = 6  # abandoned at agent terminal
    SHORT = 7  # short call
    BUSY = 8  # busy
    FORCED_BUSY = 9  # forced busy
    DISCONNECT_DROP_NO_ANSWER = 10  # dropped, unanswered
    DISCONNECT_DROP_BUSY = 11  # dropped, busy
    DISCONNECT_DROP_REORDER = 12  # dropped, reorder
    DISCONNECT_DROP_HANDLED_PRIMARY_ROUTE = 13  # handled via primary route, then dropped
    DISCONNECT_DROP_HANDLED_OTHER = 14  # handled otherwise, then dropped
    REDIRECTED = 15  # redirected
    CUT_THROUGH = 16  # cut through
    INTRAFLOW = 17  # intraflow
    INTERFLOW = 18  # interflow
    RING_NO_ANSWER = 19  # rang without answer
    INTERCEPT_REORDER = 20  # intercepted, reorder
    INTERCEPT_DENIAL = 21  # intercepted, denied
    TIME_OUT = 22  # timed out
    VOICE_ENERGY = 23  # voice energy heard
    NON_CLASSIFIED_ENERGY_DETECTED = 24  # unclassified energy heard
    NO_CUT_THROUGH = 25  # no cut through
    U_ABORT = 26  # user abort
    FAILED_SOFTWARE = 27  # software failure
    BLIND_TRANSFER = 28  # blind transfer
    ANNOUNCED_TRANSFER = 29  # announced transfer
    CONFERENCED = 30  # conferenced
    DUPLICATE_TRANSFER = 31  # duplicate transfer
    UNMONITORED_DEVICE = 32  # device not monitored
    ANSWERING_MACHINE = 33  # answering machine reached
    NETWORK_BLIND_TRANSFER = 34  # blind transfer through network
    TASK_ABANDONED_IN_ROUTER = 35  # task abandoned inside router
    TASK_ABANDONED_BEFORE_OFFERED = 36  # task abandoned before offer
    TASK_ABANDONED_WHILE_OFFERED = 37  # task abandoned during offer
    NORMAL_END_TASK = 38  # task ended normally
    CANT_OBTAIN_TASK_ID = 39  # no task ID obtainable
    AGENT_LOGGED_OUT_DURING_TASK = 40  # agent signed out mid-task
    MAXIMUM_TASK_LIFETIME_EXCEEDED = 41  # task lived too long
    APPLICATION_PATH_WENT_DOWN = 42  # application path lost
    UNIFIED_CCE_ROUTING_COMPLETE = 43  # routing finished
    UNIFIED_CCE_ROUTING_DISABLED = 44  # routing disabled
    APPLICATION_INVALID_MRD_ID = 45  # application sent bad MRD
    APPLICATION_INVALID_DIALOGUE_ID = 46  # application sent bad dialogue ID
    APPLICATION_DUPLICATE_DIALOGUE_ID = 47  # application repeated dialogue ID
    APPLICATION_INVALID_INVOKE_ID = 48  # application sent bad invoke ID
    APPLICATION_INVALID_SCRIPT_SELECTOR = 49  # application sent bad script selector
    APPLICATION_TERMINATE_DIALOGUE = 50  # application ended dialogue
    TASK_ENDED_DURING_APPLICATION_INIT = 51  # task ended while application initialized
    CALLED_PARTY_DISCONNECTED = 52  # called party hung up
    PARTIAL_CALL = 53  # partial call
    DROP_NETWORK_CONSULT = 54  # network consult dropped
    NETWORK_CONSULT_TRANSFER = 55  # transfer by network consult
    ABANDON_NETWORK_CONSULT = 57  # network consult abandoned
    ROUTER_REQUERY_BEFORE_ANSWER = 58  # router requeried before answer
    ROUTER_REQUERY_AFTER_ANSWER = 59  # router requeried after answer
    NETWORK_ERROR = 60  # network fault
    NETWORK_ERROR_BEFORE_ANSWER = 61  # network fault before answer
    NETWORK_ERROR_AFTER_ANSWER = 62  # network fault after answer
    TASK_TRANSFER = coded(63, since=20)  # task transferred
    APPLICATION_DISCONNECTED = coded(64, since=20)  # application disconnected
    TASK_TRANSFERRED_ON_AGENT_LOGOUT = coded(65, since=20)  # task moved on because agent signed out


class CallPlacementType(WireEnum, prefix="CPT_"):
    """Call Placement Type."""

    UNSPECIFIED = 0  # default
    LINE_CALL = 1  # inside line
    OUTBOUND = 2  # outbound
    OUTBOUND_NO_ACCESS_CODE = 3  # outbound without access code
    DIRECT_POSITION = 4  # straight to a position
    DIRECT_AGENT = 5  # straight to an agent
    SUPERVISOR_ASSIST = 6  # to supervisor for help


class CallMannerType(WireEnum, prefix="CMT_"):
    """Call Manner Type."""

    UNSPECIFIED = 0  # default
    POLITE = 1  # only from idle originator
    BELLIGERENT = 2  # force agent not ready, then dial
    SEMI_POLITE = 3  # from idle or dial-tone originator
    RESERVED = 4  # reserved


class CallOption(WireEnum, prefix="COPT_"):
    """Call Option."""

    UNSPECIFIED = 0  # default
    CALLING_AGENT_ONLINE = 1  # only when agent is online
    CALLING_AGENT_RESERVED = 2  # obsolete (DMS-100)
    CALLING_AGENT_NOT_RESERVED = 3  # obsolete (DMS-100)
    CALLING_AGENT_BUZZ_BASE = 4  # obsolete (DMS-100)
    CALLING_AGENT_BEEP_HSET = 5  # obsolete (DMS-100)
    SERVICE_CIRCUIT_ON = 6  # use call classifier


class ConsultType(WireEnum, prefix="CT_"):
    """Consult Type."""

    UNSPECIFIED = 0  # plain consult
    TRANSFER = 1  # consult leading to transfer
    CONFERENCE = 2  # consult leading to conference


class FacilityType(WireEnum, prefix="FT_"):
    """Facility Type."""

    UNSPECIFIED = 0  # default
    TRUNK_GROUP = 1  # trunk group
    SKILL_GROUP = 2  # skill group/split


class AnsweringMachine(WireEnum, prefix="AM_"):
    """Answering Machine."""

    UNSPECIFIED = 0  # default
    CONNECT = 1  # machine answered: connect
    DISCONNECT = 2  # machine answered: drop
    NONE = 3  # no machine detection
    NONE_NO_MODEM = 4  # no machine detection, drop modems
    CONNECT_NO_MODEM = 5  # connect machines, drop modems


class AnswerDetectMode(WireEnum, prefix="ADM_"):
    """Answer Detect Mode."""

    UNSPECIFIED = 0  # default
    VOICE_THRESHOLD = 1  # initial speech too long
    VOICE_END = 2  # initial speech ended
    VOICE_END_DELAY = 3  # fixed delay past initial speech
    VOICE_AND_BEEP = 4  # beep, speech required before it
    BEEP = 5  # beep, with or without speech


class DestinationCountry(WireEnum, prefix="DEST_"):
    """Destination Country."""

    UNSPECIFIED = 0  # unknown, default
    US_AND_CANADA = 1  # US/Canada


class AllocationState(WireEnum, prefix="ALLOC_CALL_"):
    """Allocation State."""

    DELIVERED = 0  # join originator while destination alerts
    ESTABLISHED = 1  # join originator once destination answers


class ForwardType(WireEnum, prefix="FWT_"):
    """Forward Type."""

    IMMEDIATE = 0  # always forward
    BUSY = 1  # on busy
    NO_ANS = 2  # on no answer
    BUSY_INT = 3  # on busy, internal calls
    BUSY_EXT = 4  # on busy, external calls
    NO_ANS_INT = 5  # on no answer, internal calls
    NO_ANS_EXT = 6  # on no answer, external calls


class CallOriginatedFrom(WireEnum):
    """Call Originated From."""

    ORIGINATED_FROM_DIALER = coded(68, since=14)  # ASCII 'D', dialer


class SilentMonitorStatus(WireEnum, prefix="SILENT_MONITOR_"):
    """Silent Monitor Status."""

    NONE = 0  # ordinary call
    INITIATOR = 1  # supervisor side of monitoring
    TARGET = 2  # monitored side


class CallVariableMask(WireMask, prefix="CALL_"):
    """Call Variable Mask."""

    VAR_1_MASK = 0x0001  # CallVariable1
    VAR_2_MASK = 0x0002  # CallVariable2
    VAR_3_MASK = 0x0004  # CallVariable3
    VAR_4_MASK = 0x0008  # CallVariable4
    VAR_5_MASK = 0x0010  # CallVariable5
    VAR_6_MASK = 0x0020  # CallVariable6
    VAR_7_MASK = 0x0040  # CallVariable7
    VAR_8_MASK = 0x0080  # CallVariable8
    VAR_9_MASK = 0x0100  # CallVariable9
    VAR_10_MASK = 0x0200  # CallVariable10


class TaskState(WireEnum, prefix="TASK_STATE_"):
    """Task State."""

    PRE_CALL = coded(0, since=20)  # pre-call message was sent
    ACTIVE = coded(1, since=20)  # being worked on
    WRAPUP = coded(2, since=20)  # in wrap-up
    PAUSED = coded(3, since=20)  # suspended
    OFFERED = coded(4, since=20)  # offered to agent
    INTERRUPTED = coded(5, since=20)  # interrupt accepted
    ASK_STATE_INTERRUPTED = coded(5, since=20)
    NOT_READY = coded(6, since=20)  # unused
    LOGGED_OUT = coded(7, since=20)  # terminated


class TaskMsgMask(WireMask):
    """Task Msg Mask."""

    # No bits are published.
