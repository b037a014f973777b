"""Unified CCX: sessions in bridge mode and in agent mode, and a master that alone opens them.

Guide: Unified CCX, "How a Session is Initialized", "Two Client Modes for Connecting with Unified CCX"; OPEN_REQ.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from ctiproto.constants import (
    AgentState,
    ConfigMsgMask,
    CTIService,
    DeviceIDType,
    PGStatusCode,
    StatusCode,
    SystemEventID,
    uccx,
)
from ctiproto.constants.limits import MIN_IDLE_TIMEOUT
from ctiproto.declare import Message
from ctiproto.messages import FailureConf, FailureEvent, OpenReq, SystemEvent
from ctiproto.reserved import with_constants
from ctiproto.version_rules import bits_of, opening_bits_of
from ctiproto.versions import Dialect, Profile
from ctiserver.engine.dialects.rules import Rules, UnusedBits
from ctiserver.engine.dialects.uccx_config import CONFIG, RECORDS
from ctiserver.engine.dialects.uccx_events import WORDS
from ctiserver.engine.dialects.uccx_lines import with_actual, with_primary
from ctiserver.engine.dialects.uccx_texts import in_utf8
from ctiserver.site.model import Site
from ctiserver.site.settings import Settings

_AGENT_MODE: Final = int(CTIService.SERVICE_CLIENT_EVENTS)
_BRIDGE_MODE: Final = int(CTIService.SERVICE_ALL_EVENTS)

_LONGEST_IDLE_TIMEOUT: Final = 120
"""Seconds: four times the longest interval of heartbeats."""

_KINDS: Final[Mapping[uccx.ConfigMsgMask, ConfigMsgMask]] = {
    uccx.ConfigMsgMask.AGENT_MASK: ConfigMsgMask.AGENT_MASK,
    uccx.ConfigMsgMask.CSQ_MASK: ConfigMsgMask.SKILL_GROUP_MASK,
    uccx.ConfigMsgMask.APPLICATION_MASK: ConfigMsgMask.SERVICE_MASK,
    uccx.ConfigMsgMask.DEVICE_MASK: ConfigMsgMask.DEVICE_MASK,
    uccx.ConfigMsgMask.TERMINAL_MASK: ConfigMsgMask.TERMINAL_MASK,
}
"""The kinds of records by their bit in OPEN_REQ: in no other mask the bits have this order."""

# --- OPEN_REQ ---------------------------------------------------------------------------------------------------------


def _refusal_on_standby(_request: OpenReq, _profile: Profile, _grantable: int) -> StatusCode:
    # fidelity uccx.standby: guide E_CTI_SERVER_NOT_MASTER: A node that is not the master answers OPEN_REQ with status
    # 92, in every version.
    return StatusCode.SERVER_NOT_MASTER


def _flaw_of_fixed_part(request: OpenReq) -> StatusCode | None:
    # fidelity uccx.idle-timeout: guide Unified CCX, "OPEN_REQ", "Error (E) Status Codes"; ours: An IdleTimeout has at
    # least 20 seconds, and less than 120; that it is refused above 120, four times the longest interval, is ours.
    if not MIN_IDLE_TIMEOUT <= request.idle_timeout <= _LONGEST_IDLE_TIMEOUT:
        return StatusCode.INVALID_TIMEOUT
    return None


@cache
def _unused_bits(profile: Profile) -> UnusedBits:
    # fidelity uccx.unused-bits: guide Unified CCX, "Reasons for a Connection to Fail"; ours: The server grants what is
    # available; bits that are not used count as not set, as no status is there to refuse them.
    known = (bits_of(uccx.Service, profile), *opening_bits_of(profile))
    return tuple((~int(bits), None) for bits in known)


def _flaw_of_modes(asked: int, names_somebody: bool) -> StatusCode | None:
    # fidelity uccx.one-mode: guide Unified CCX, "Two Client Modes for Connecting with Unified CCX"; ours: A session is
    # in bridge mode or in agent mode; that both together are refused with status 3 is ours.
    if asked & _BRIDGE_MODE and asked & _AGENT_MODE:
        return StatusCode.INVALID_FIELD_TAG
    # fidelity uccx.bridge-names-nobody: guide Unified CCX, "OPEN_REQ"; ours: In bridge mode no agent and no phone is
    # named; that it is refused with status 8 is ours.
    if asked & _BRIDGE_MODE and names_somebody:
        return StatusCode.INVALID_AGENT_DATA
    return None


def _config_mask(asked: ConfigMsgMask) -> ConfigMsgMask:
    # fidelity uccx.config-mask: guide Unified CCX, "OPEN_REQ": ConfigMsgMask has its bits in another order than
    # CONFIG_REQUEST_EVENT.
    return ConfigMsgMask(sum(kind for bit, kind in _KINDS.items() if int(asked) & bit))


def _config_mask_granted(kinds: ConfigMsgMask) -> uccx.ConfigMsgMask:
    return uccx.ConfigMsgMask(sum(bit for bit, kind in _KINDS.items() if kinds & kind))


# --- words ------------------------------------------------------------------------------------------------------------

# fidelity uccx.statuses: guide Unified CCX, "Error (E) Status Codes"; ours: Of the statuses of Unified CCE the most are
# reserved; for those the nearest one is said, or that the failure is unspecified.
_STATUSES: Final[Mapping[StatusCode, StatusCode]] = {
    # The session or the request belongs to the master.
    StatusCode.CTI_SERVER_OFFLINE: StatusCode.SERVER_NOT_MASTER,
    # fidelity uccx.inconsistent: guide Unified CCX, "Reasons for a Connection to Fail"; ours: Items that contradict
    # each other are refused; the status that the guide names there is reserved in its table, so it is 8.
    StatusCode.INCONSISTENT_AGENT_DATA: StatusCode.INVALID_AGENT_DATA,
    StatusCode.INVALID_MSG_TYPE_FOR_VERSION: StatusCode.INVALID_MESSAGE_TYPE,
    StatusCode.INVALID_TAG_FOR_MSG_TYPE: StatusCode.INVALID_FIELD_TAG,
    StatusCode.INVALID_TAG_FOR_VERSION: StatusCode.INVALID_FIELD_TAG,
    StatusCode.VALUE_TOO_LONG: StatusCode.INVALID_FIELD_LENGTH,
    StatusCode.TOO_MUCH_DATA: StatusCode.INVALID_FIELD_LENGTH,
    StatusCode.INVALID_SKILL_GROUP: StatusCode.INVALID_CSQ,
    StatusCode.NOT_CALL_PARTY: StatusCode.INVALID_CALLID,
}
_OWN_STATUSES: Final = frozenset(StatusCode(status) for status in uccx.StatusCode)


def _told(status: StatusCode) -> StatusCode:
    if status in _OWN_STATUSES:
        return status
    return _STATUSES.get(status, StatusCode.UNSPECIFIED_FAILURE)


def _system_event(event: SystemEvent, settings: Settings) -> SystemEvent:
    """The event with CCXStatus, and with a device in the fields of its own."""
    told = event.changed(pg_status=PGStatusCode(_ccx_status(event, settings)), system_event_arg1=0)
    if event.text is None:
        return told
    # fidelity uccx.device-events: guide Unified CCX, "SYSTEM_EVENT"; ours: A phone that goes out of service or comes
    # back is EventDeviceID; its type, and that the arguments are 0, are ours.
    return told.changed(text=None, event_device_type=DeviceIDType.AGENT_DEVICE, event_device_id=event.text)


def _ccx_status(event: SystemEvent, settings: Settings) -> uccx.CCXStatus | int:
    if event.pg_status:
        return uccx.CCXStatus.OUT_OF_SERVICE
    if event.system_event_id is SystemEventID.PERIPHERAL_OFFLINE:
        return uccx.CCXStatus.SHUTTING_DOWN
    # fidelity uccx.status: guide Unified CCX, "SYSTEM_EVENT", "Unified CCX Status Values"; ours: A healthy server says
    # 0, or CCX_IN_SERVICE where the site wants it: the guide has both; off line it is out of service, or shuts down.
    return 0 if settings.ccx_status == "zero" else uccx.CCXStatus.IN_SERVICE


_WORDS: Final = {**WORDS, **RECORDS}


def _worded(message: Message, profile: Profile, site: Site) -> Message:
    match message:
        case SystemEvent():
            return _system_event(message, site.settings)
        case FailureConf() | FailureEvent():
            return message.changed(status=_told(message.status))
        case _:
            words = _WORDS.get(type(message))
            # fidelity uccx.constants: guide Unified CCX: Reserved fields hold the constants that the guide has there,
            # in all that a server sends.
            told = message if words is None else words(message, site.settings)
            return with_primary(with_constants(in_utf8(told), profile), profile, site)


def _farewell(status: StatusCode, now: float) -> Message:
    # fidelity uccx.goes-off-line: guide Unified CCX, "Connect CTI Sessions in a Clustered Unified CCX"; ours: A master
    # that is stopped says so by SYSTEM_EVENT 4, as the statuses have none for it; why other sessions end is said by
    # FAILURE_EVENT.
    if status is StatusCode.CTI_SERVER_OFFLINE:
        return SystemEvent(
            pg_status=PGStatusCode(0),
            icm_central_controller_time=int(now),
            system_event_id=SystemEventID.PERIPHERAL_OFFLINE,
            system_event_arg1=0,
            system_event_arg2=0,
            system_event_arg3=0,
        )
    return FailureEvent(status=status)


UCCX: Final = Rules(
    dialect=Dialect.UCCX,
    offline=StatusCode.SERVER_NOT_MASTER,
    in_maintenance=StatusCode.SERVER_NOT_MASTER,
    refusal_on_standby=_refusal_on_standby,
    flaw_of_fixed_part=_flaw_of_fixed_part,
    unused_bits=_unused_bits,
    flaw_of_modes=_flaw_of_modes,
    names_peripherals=False,
    # fidelity uccx.clients: guide Unified CCX, "OPEN_REQ"; ours: ClientID and ClientPassword have to be there, may be
    # empty, and are not verified.
    checks_clients=False,
    # fidelity uccx.supervisor: guide Unified CCX, "Reasons for a Connection to Fail": What is not available is not
    # granted, SUPERVISOR like any other service, and the session opens.
    needs_supervisor=False,
    config_mask=_config_mask,
    config_mask_granted=_config_mask_granted,
    config=CONFIG,
    numbers_monitors=False,
    # fidelity uccx.says-no-more: guide Unified CCX, "SYSTEM_EVENT"; ours: OPEN_CONF says whether the server is on line,
    # and no event repeats it; teams are asked for.
    introduces=False,
    tells_each_group=False,
    # fidelity uccx.pending-masks: guide Unified CCX, "OPEN_REQ"; ours: Two bits of AgentStateMask are for agents who
    # talk and will work, or will not be ready: without the one TALKING is not told with that state to follow.
    pending_bits={
        AgentState.WORK_NOT_READY: int(uccx.AgentStateMask.TALKING_PENDING_WORK_MASK),
        AgentState.WORK_READY: int(uccx.AgentStateMask.TALKING_PENDING_WORK_MASK),
        AgentState.NOT_READY: int(uccx.AgentStateMask.TALKING_PENDING_NOT_READY_MASK),
    },
    # fidelity uccx.system-events: guide Unified CCX, "SystemEventID Values": System events are 3, 4, 10 and 11, and no
    # others.
    system_events=frozenset(SystemEventID(event) for event in uccx.SystemEventID),
    statuses=_OWN_STATUSES,
    farewell=_farewell,
    worded=_worded,
    heard=with_actual,
    # fidelity uccx.supervisor-orders: ours; guide Unified CCX, "Reason Codes for Agent State Change": A supervisor may
    # set states of their teams' agents; no field names the supervisor, who is that of the session.
    implies_supervisor=True,
    hears_second_lines=True,
)
"""What Unified CCX says."""
