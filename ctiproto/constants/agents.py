"""Agents: states, modes, sign-on, teams.  Guide: Constants and Status Codes."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, WireMask, coded


class AgentState(WireEnum, prefix="AGENT_STATE_"):
    """Agent State."""

    LOGIN = 0  # signed in, not necessarily ready
    LOGOUT = 1  # signed out
    LOGOFF = 1
    NOT_READY = 2  # not available for calls
    AVAILABLE = 3  # ready and idle
    TALKING = 4  # on a call
    WORK_NOT_READY = 5  # wrap-up, then not ready
    WORK_READY = 6  # wrap-up, then ready
    BUSY_OTHER = 7  # occupied through another skill group
    RESERVED = 8  # held for a call about to arrive
    UNKNOWN = 9  # state not known
    HOLD = 10  # every call on hold
    ACTIVE = 11  # handling a non-voice task
    PAUSED = 12  # task handling suspended
    INTERRUPTED = 13  # task interrupted
    NOT_ACTIVE = 14  # ready but handling no task


class AgentInternalState(WireEnum, prefix="AGENT_STATE_"):
    """Agent Internal State."""

    LOGIN = coded(0, since=19)  # signed in
    LOGOUT = coded(1, since=19)  # signed out
    NOT_READY = coded(2, since=19)  # not available for calls
    AVAILABLE = coded(3, since=19)  # ready and idle
    TALKING = coded(4, since=19)  # on a call
    WORK_NOT_READY = coded(5, since=19)  # wrap-up, then not ready
    WORK_READY = coded(6, since=19)  # wrap-up, then ready
    BUSY_OTHER = coded(7, since=19)  # occupied through another skill group
    ACTIVE = coded(11, since=19)  # handling a non-voice task


class AgentMode(WireEnum, prefix="AGENT_MODE_"):
    """Agent Mode."""

    NOT_ROUTABLE = 0  # application assigns tasks
    ROUTABLE = 1  # CCE assigns tasks


class AgentAvailabilityStatus(WireEnum):
    """Agent Availability Status."""

    NOT_AVAILABLE = 0  # no task may be assigned
    ICM_AVAILABLE = 1  # CCE may assign tasks
    APPLICATION_AVAILABLE = 2  # application may assign tasks


class AgentWorkMode(WireEnum):
    """Agent Work Mode."""

    AWM_UNSPECIFIED = 0  # default
    AWM_AUTO_IN = 1  # available automatically when call ends
    AWM_MANUAL_IN = 2  # available only on explicit request
    RA_CALL_BY_CALL = coded(3, since=10)  # remote agent, dialed per call
    RA_NAILED_CONNECTION = coded(4, since=10)  # remote agent, nailed-up line


class ForcedFlag(WireEnum, prefix="FORCED_"):
    """Forced Flag."""

    FALSE = coded(0, since=10)  # normal validation
    TRUE = coded(1, since=10)  # force login or logout
    AUTHENTICATION_ONLY = coded(2, since=10)  # authenticate only; reserved for later


class SSOEnabled(WireEnum, prefix="SSO_"):
    """SSO Enabled."""

    DISABLED = coded(0, since=20)  # password required
    ENABLED = coded(1, since=20)  # single sign-on agent


class AgentServiceRequest(WireMask):
    """Agent Service Request."""

    OUTBOUND_SUPPORT = coded(0x00000001, since=10)  # login supports outbound option


class CallDirection(WireEnum, prefix="DIRECTION_"):
    """Call Direction."""

    NONE = coded(0, since=16)  # no call
    IN = coded(1, since=16)  # inbound
    OUT = coded(2, since=16)  # outbound
    OTHER_IN = coded(3, since=16)  # other inbound
    OTHER_OUT = coded(4, since=16)  # other outbound
    OUTBOUND_RESERVE = coded(5, since=16)  # dialer reservation
    OUTBOUND_PREVIEW = coded(6, since=16)  # dialer preview
    OUTBOUND_PREDICTIVE = coded(7, since=16)  # dialer predictive


class AgentFlags(WireMask, prefix="AGENT_FLAG_"):
    """Agent Flags."""

    PRIMARY_SUPERVISOR = 0x0001  # primary supervisor
    TEMPORARY_AGENT = 0x0002  # temporary team member
    SUPERVISOR = 0x0004  # supervisor


class TeamConfigOperation(WireEnum, prefix="TEAM_"):
    """Team Config Operation."""

    RESTORE_PERMANENT_CONFIG = 0  # back to permanent configuration
    ADD_AGENT = 1  # agent added
    REMOVE_AGENT = 2  # agent removed


class MoreFlag(WireEnum):
    """More Flag."""

    LAST_MESSAGE = 0  # final segment
    MORE_TO_FOLLOW = 1  # further segments follow


class EnabledService(WireEnum):
    """Enabled Service."""

    AGENT_ANSWERS = coded(1, since=24)  # agent answers/assist
    AGENT_CALL_TRANSCRIPTION = coded(2, since=24)  # call transcript
    RECORDING = coded(3, since=24)  # recording


class AgentGreetingAction(WireEnum, prefix="GREETING_ACTION_"):
    """Agent Greeting Action."""

    STOP = coded(0, since=15)  # stop greeting of current call
    DISABLE = coded(1, since=15)  # disable until logout
    ENABLE = coded(2, since=15)  # enable until logout


class GreetingEventCode(WireEnum, prefix="GREETING_"):
    """Greeting Event Code."""

    STARTED = coded(0, since=15)  # playback began
    ENDED = coded(1, since=15)  # playback finished fine
    FAILED = coded(2, since=15)  # playback failed; PeripheralErrorCode set


class SupervisoryAction(WireEnum, prefix="SUPERVISOR_"):
    """Supervisory Action."""

    CLEAR = 0  # disconnect supervisor from call
    MONITOR = 1  # join silently, listen only
    WHISPER = 2  # coach agent, customer cannot hear
    BARGE_IN = 3  # join as speaking party
    INTERCEPT = 4  # join and drop agent
