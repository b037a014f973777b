"""Sessions that watch sessions."""

from __future__ import annotations

from ctiproto.constants import AgentStateMask, CallMsgMask, CTIService, StatusCode, Tag
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import Service, fixed, floating, message
from ctiproto.messages.parts import Confirmation, Event, Request
from ctiproto.wire import STRING, UINT


@message(99, Service.CLIENT_MONITOR)
class ClientSessionOpenedEvent(Event):
    """Guide: Client Monitor Service, "CLIENT_SESSION_OPENED_EVENT"."""

    session_id: int = fixed(UINT)
    peripheral_id: int = fixed(UINT, default=NULL_PERIPHERAL_ID)
    services_granted: CTIService = fixed(UINT.of(CTIService))
    call_msg_mask: CallMsgMask = fixed(UINT.of(CallMsgMask))
    agent_state_mask: AgentStateMask = fixed(UINT.of(AgentStateMask))
    client_port: int = fixed(UINT)
    client_address: str = floating(Tag.CLIENT_ADDRESS, STRING(64))
    client_id: str = floating(Tag.CLIENT_ID, STRING(64))
    client_signature: str = floating(Tag.CLIENT_SIGNATURE, STRING(64))
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    client_address_ipv6: str | None = floating(Tag.CLIENT_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)


@message(100, Service.CLIENT_MONITOR)
class ClientSessionClosedEvent(Event):
    """Guide: Client Monitor Service, "CLIENT_SESSION_CLOSED_EVENT"."""

    session_id: int = fixed(UINT)
    peripheral_id: int = fixed(UINT, default=NULL_PERIPHERAL_ID)
    status: StatusCode = fixed(UINT.of(StatusCode))
    client_port: int = fixed(UINT)
    client_address: str = floating(Tag.CLIENT_ADDRESS, STRING(64))
    client_id: str = floating(Tag.CLIENT_ID, STRING(64))
    client_signature: str = floating(Tag.CLIENT_SIGNATURE, STRING(64))
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    client_address_ipv6: str | None = floating(Tag.CLIENT_ADDRESS_IPV6, STRING(16), default=None, since=14, until=18)


@message(101, Service.CLIENT_MONITOR)
class SessionMonitorStartReq(Request["SessionMonitorStartConf"]):
    """Guide: Client Monitor Service, "SESSION_MONITOR_START_REQ"."""

    session_id: int = fixed(UINT)


@message(102, Service.CLIENT_MONITOR)
class SessionMonitorStartConf(Confirmation):
    """Guide: Client Monitor Service, "SESSION_MONITOR_START_CONF"."""

    monitor_id: int = fixed(UINT)


@message(103, Service.CLIENT_MONITOR)
class SessionMonitorStopReq(Request["SessionMonitorStopConf"]):
    """Guide: Client Monitor Service, "SESSION_MONITOR_STOP_REQ"."""

    monitor_id: int = fixed(UINT)


@message(104, Service.CLIENT_MONITOR)
class SessionMonitorStopConf(Confirmation):
    """Guide: Client Monitor Service, "SESSION_MONITOR_STOP_CONF"."""
