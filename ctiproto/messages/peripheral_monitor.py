"""Monitors of calls and devices."""

from __future__ import annotations

from ctiproto.constants import AgentStateMask, CallMsgMask, ConnectionDeviceIDType, DeviceIDType, Tag
from ctiproto.declare import Service, fixed, floating, message
from ctiproto.messages.parts import Confirmation, Request
from ctiproto.wire import STRING, UINT, USHORT


@message(93, Service.PERIPHERAL_MONITOR)
class MonitorStartReq(Request["MonitorStartConf"]):
    """Guide: Peripheral Monitor Service, "MONITOR_START_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    call_msg_mask: CallMsgMask = fixed(UINT.of(CallMsgMask))
    agent_state_mask: AgentStateMask = fixed(UINT.of(AgentStateMask))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    monitored_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    connection_device_id: str | None = floating(Tag.CONNECTION_DEVID, STRING(64), default=None)
    monitored_device_id: str | None = floating(Tag.MONITORED_DEVID, STRING(64), default=None)


@message(94, Service.PERIPHERAL_MONITOR)
class MonitorStartConf(Confirmation):
    """Guide: Peripheral Monitor Service, "MONITOR_START_CONF"."""

    monitor_id: int = fixed(UINT)


@message(95, Service.PERIPHERAL_MONITOR)
class MonitorStopReq(Request["MonitorStopConf"]):
    """Guide: Peripheral Monitor Service, "MONITOR_STOP_REQ"."""

    monitor_id: int = fixed(UINT)


@message(96, Service.PERIPHERAL_MONITOR)
class MonitorStopConf(Confirmation):
    """Guide: Peripheral Monitor Service, "MONITOR_STOP_CONF"."""


@message(97, Service.PERIPHERAL_MONITOR)
class ChangeMonitorMaskReq(Request["ChangeMonitorMaskConf"]):
    """Guide: Peripheral Monitor Service, "CHANGE_MONITOR_MASK_REQ"."""

    monitor_id: int = fixed(UINT)
    call_msg_mask: CallMsgMask = fixed(UINT.of(CallMsgMask))
    agent_state_mask: AgentStateMask = fixed(UINT.of(AgentStateMask))


@message(98, Service.PERIPHERAL_MONITOR)
class ChangeMonitorMaskConf(Confirmation):
    """Guide: Peripheral Monitor Service, "CHANGE_MONITOR_MASK_CONF"."""
