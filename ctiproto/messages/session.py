"""Opening, keeping and closing a session, and failures."""

from __future__ import annotations

from ctiproto.constants import (
    AgentState,
    AgentStateMask,
    CallMsgMask,
    ConfigMsgMask,
    CTIService,
    MultilineAgentControl,
    PeripheralType,
    PGStatusCode,
    SessionType,
    StatusCode,
    Tag,
    uccx,
)
from ctiproto.constants.limits import IDLE_TIMEOUT_DISABLED, NULL_PERIPHERAL_ID
from ctiproto.declare import (
    BOTH,
    UCCE,
    UCCX,
    Differs,
    Sender,
    Service,
    count,
    fixed,
    floating,
    group,
    message,
    repeated,
)
from ctiproto.messages.parts import Confirmation, Event, Request, Response
from ctiproto.wire import BOOL, INT, STRING, TIME, UINT, UNSPEC, USHORT


@message(1, Service.FAILURE, dialects=BOTH)
class FailureConf(Confirmation):
    """Guide: Failure Indication Messages, "FAILURE_CONF"."""

    status: StatusCode = fixed(UINT.of(StatusCode), uccx=Differs(numbers=uccx.StatusCode))


@message(2, Service.FAILURE, dialects=BOTH)
class FailureEvent(Event):
    """Guide: Failure Indication Messages, "FAILURE_EVENT"."""

    status: StatusCode = fixed(UINT.of(StatusCode), uccx=Differs(numbers=uccx.StatusCode))


@message(3, Service.SESSION, version_field="version_number", dialects=BOTH)
class OpenReq(Request["OpenConf"]):
    """Guide: Session Management, "OPEN_REQ"."""

    version_number: int = fixed(UINT)
    idle_timeout: int = fixed(UINT, default=IDLE_TIMEOUT_DISABLED)
    peripheral_id: int = fixed(UINT, default=NULL_PERIPHERAL_ID, uccx=Differs(constant=0))
    services_requested: CTIService = fixed(UINT.of(CTIService), uccx=Differs(numbers=uccx.Service))
    call_msg_mask: CallMsgMask = fixed(UINT.of(CallMsgMask))
    agent_state_mask: AgentStateMask = fixed(UINT.of(AgentStateMask))
    config_msg_mask: ConfigMsgMask = fixed(UINT.of(ConfigMsgMask), uccx=Differs(numbers=uccx.ConfigMsgMask))
    reserved1: int = fixed(UINT, default=0, uccx=Differs(constant=0))
    reserved2: int = fixed(UINT, default=0, uccx=Differs(constant=0))
    reserved3: int = fixed(UINT, default=0, uccx=Differs(constant=0))
    client_id: str = floating(Tag.CLIENT_ID, STRING(64))
    client_password: bytes = floating(Tag.CLIENT_PASSWORD, UNSPEC(64), secret=True)
    client_signature: str | None = floating(Tag.CLIENT_SIGNATURE, STRING(64), default=None)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    application_path_id: int | None = floating(Tag.APP_PATH_ID, INT, default=None, dialects=UCCE)
    unique_instance_id: str | None = floating(None, STRING(64), default=None, since=23)


@group
class MultilinePeripheral:
    """One Unified CCE peripheral, and whether it controls more than one line of an agent."""

    flt_peripheral_id: int | None = floating(Tag.PERIPHERAL_ID, UINT, default=None, since=14, uccx=Differs(constant=1))
    multiline_agent_control: MultilineAgentControl | None = floating(
        Tag.MULTI_LINE_AGENT_CONTROL, USHORT.of(MultilineAgentControl), default=None, since=14, uccx=Differs(constant=1)
    )


@message(4, Service.SESSION, dialects=BOTH)
class OpenConf(Confirmation):
    """Guide: Session Management, "OPEN_CONF"."""

    services_granted: CTIService = fixed(UINT.of(CTIService), uccx=Differs(numbers=uccx.Service))
    monitor_id: int = fixed(UINT)
    pg_status: PGStatusCode = fixed(UINT.of(PGStatusCode), uccx=Differs(constant=0))
    icm_central_controller_time: int = fixed(TIME, uccx=Differs(constant=0))
    peripheral_online: bool = fixed(BOOL, uccx=Differs(name="CCXOnline"))
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType), uccx=Differs(constant=0))
    agent_state: AgentState = fixed(USHORT.of(AgentState))
    department_id: int = fixed(INT, default=0, since=19)
    session_type: SessionType = fixed(USHORT.of(SessionType), default=SessionType(0), since=24)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    num_peripherals: int = count("peripherals", USHORT, tag=Tag.NUM_PERIPHERALS, since=14, uccx=Differs(constant=1))
    peripherals: tuple[MultilinePeripheral, ...] = repeated(MultilinePeripheral, default=())
    reserved_agent_id: str | None = floating(uccx.Tag.RESERVED_5, STRING(12), default=None, dialects=UCCX)
    config_msg_mask_granted: uccx.ConfigMsgMask | None = floating(
        uccx.Tag.CONFIG_MSG_MASK_GRANTED, USHORT.of(uccx.ConfigMsgMask), default=None, since=18, dialects=UCCX
    )


@message(5, Service.SESSION, dialects=BOTH)
class HeartbeatReq(Request["HeartbeatConf"]):
    """Guide: Session Management, "HEARTBEAT_REQ"."""


@message(6, Service.SESSION, dialects=BOTH)
class HeartbeatConf(Confirmation):
    """Guide: Session Management, "HEARTBEAT_CONF"."""


@message(7, Service.SESSION, dialects=BOTH)
class CloseReq(Request["CloseConf"]):
    """Guide: Session Management, "CLOSE_REQ"."""

    status: StatusCode = fixed(UINT.of(StatusCode), uccx=Differs(numbers=uccx.StatusCode))


@message(8, Service.SESSION, dialects=BOTH)
class CloseConf(Confirmation):
    """Guide: Session Management, "CLOSE_CONF"."""


@message(278, Service.SESSION, sender=Sender.SERVER, since=24)
class ActiveMaintenanceReqMsg(Request["ActiveMaintenanceRespMsg"]):
    """Guide: Session Management, "ACTIVE_MAINTENANCE_REQ_MSG"."""


@message(279, Service.SESSION, sender=Sender.CLIENT, since=24)
class ActiveMaintenanceRespMsg(Response):
    """Guide: Session Management, "ACTIVE_MAINTENANCE_RESP_MSG"."""

    maintenance_mode_accepted: bool = fixed(BOOL)


@message(280, Service.SESSION, since=24)
class ActiveMaintenanceEventMsg(Event):
    """Guide: Session Management, "ACTIVE_MAINTENANCE_EVENT_MSG"."""

    maintenance_mode_status: bool = fixed(BOOL)
