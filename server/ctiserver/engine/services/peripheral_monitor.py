"""MONITOR_START_REQ, MONITOR_STOP_REQ and CHANGE_MONITOR_MASK_REQ.  Guide: Peripheral Monitor Service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ctiproto import messages as m
from ctiproto.constants import AgentStateMask, CallMsgMask, ConnectionDeviceIDType, DeviceIDType, StatusCode
from ctiproto.constants.limits import DEVICE_MONITOR_CALL_ID, NO_MONITOR, NULL_CALL_ID
from ctiproto.version_rules import bits_of
from ctiserver.centre.switch.identifiers import NO_DEVICE, Device
from ctiserver.engine.services.checks.connections import named_connection
from ctiserver.engine.services.checks.entries import entry
from ctiserver.engine.services.checks.monitors import require_room
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.audience import wants
from ctiserver.engine.sessions.monitors import Monitor, Target
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.translate.calls import call_began

_NO_CALL: Final = frozenset((DEVICE_MONITOR_CALL_ID, NULL_CALL_ID))

_STATIONS: Final = frozenset(
    (
        DeviceIDType.DEVICE_IDENTIFIER,
        DeviceIDType.AGENT_DEVICE,
        DeviceIDType.NON_ACD_DEVICE_IDENTIFIER,
        DeviceIDType.SHARED_DEVICE_IDENTIFIER,
        DeviceIDType.CTI_PORT,
    )
)
"""MonitoredDeviceTypes that are accepted for a station: which one clients use depends on version and peripheral."""


def monitor_start(
    context: Context, request: m.MonitorStartReq
) -> tuple[m.MonitorStartConf, *tuple[m.BeginCallEvent, ...]]:
    """Start a monitor on a device or a call; BEGIN_CALL_EVENT tells it of each call that is going on there."""
    names_call = _names_call(request)
    _check_masks(context, request.call_msg_mask, request.agent_state_mask)
    context.peripheral(request.peripheral_id)
    session = context.session
    target = _call(context, request) if names_call else _device(context, request)
    # fidelity monitors.once: guide E_CTI_MONITOR_ALREADY_EXISTS: A session follows nothing twice.
    if context.registry.monitors.has(session, target):
        raise RequestRefused(StatusCode.MONITOR_ALREADY_EXISTS)
    require_room(context)
    monitor = Monitor(
        context.registry.next_monitor_id(), session, target, request.call_msg_mask, request.agent_state_mask
    )
    context.registry.monitors.start(monitor)
    conf = m.MonitorStartConf(invoke_id=request.invoke_id, monitor_id=monitor.id)
    # fidelity monitors.calls-in-progress: ours: A monitor begins with BEGIN_CALL_EVENT of each call that is going on,
    # and with no agent state.
    return (conf, *_calls_in_progress(context, monitor))


def _names_call(request: m.MonitorStartReq) -> bool:
    """Whether the request names a call to monitor; else it names a device.

    Raises:
        RequestRefused: it names both (54), or neither, or lacks the id of what it names (6).
    """
    call = request.connection_call_id not in _NO_CALL or (
        request.connection_device_id_type is not ConnectionDeviceIDType.NONE
    )
    device = request.monitored_device_type is not DeviceIDType.NONE
    # fidelity monitors.call-or-device: guide E_CTI_MUTUALLY_EXCLUS_DEVICEID_TYPES: A monitor is of a call or of a
    # device.
    if call and device:
        raise RequestRefused(StatusCode.MUTUALLY_EXCLUS_DEVICEID_TYPES)
    if device:
        is_complete = request.monitored_device_id is not None
    else:
        without_id = request.connection_device_id_type is ConnectionDeviceIDType.NONE
        is_complete = call and (without_id or request.connection_device_id is not None)
    if not is_complete:
        raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
    return call


def _check_masks(context: Context, calls: CallMsgMask, agents: AgentStateMask) -> None:
    """Check that the masks have only bits of the session's version, or that the site tolerates others.

    Raises:
        RequestRefused: the call mask (20) or the agent mask (21) has others.
    """
    profile = context.session.profile
    # fidelity tolerant.monitor-masks: ours: At a tolerant site bits that the version does not have mean nothing.
    if int(calls) & ~int(bits_of(CallMsgMask, profile)) and not context.tolerates("CallMsgMask has unused bits"):
        raise RequestRefused(StatusCode.INVALID_CALL_MSG_MASK)
    unused = int(agents) & ~int(bits_of(AgentStateMask, profile))
    if unused and not context.tolerates("AgentStateMask has unused bits"):
        raise RequestRefused(StatusCode.INVALID_AGENT_STATE_MASK)


def _call(context: Context, request: m.MonitorStartReq) -> Target:
    """The call of a request.

    Raises:
        RequestRefused: there is no such call, or no such connection on it (13).
    """
    named = named_connection(request)
    try:
        call = context.switch.call(request.peripheral_id, named.call_id)
    except KeyError:
        raise RequestRefused(StatusCode.INVALID_CALLID) from None
    if named.explicit is not None and named.explicit not in call.known_connections:
        raise RequestRefused(StatusCode.INVALID_CALLID)
    return request.peripheral_id, call.id


def _device(context: Context, request: m.MonitorStartReq) -> Target:
    """The device of a request.

    Raises:
        RequestRefused: there is no such device (87).
    """
    kind, number = request.monitored_device_type, request.monitored_device_id or ""
    device = entry(context.site, request.peripheral_id, kind, number)
    if kind in _STATIONS:
        try:
            device = context.switch.station(request.peripheral_id, number)
        except KeyError:
            device = None
    if device is None or device == NO_DEVICE:
        raise RequestRefused(StatusCode.INVALID_DEVICE)
    return request.peripheral_id, device


def _calls_in_progress(context: Context, monitor: Monitor) -> Iterator[m.BeginCallEvent]:
    session, (peripheral_id, watched) = monitor.session, monitor.target
    facts = context.delivery.facts(session.profile, context.centre.status)
    device = watched if isinstance(watched, Device) else None
    calls = (watched,) if not isinstance(watched, Device) else context.switch.calls_of(peripheral_id, watched)
    for call_id in calls:
        event = call_began(context.switch.call_began(peripheral_id, call_id, device), facts)
        if wants(monitor, event):
            told = event if session.variable_filter is None else session.variable_filter.of(event)
            yield told.changed(monitor_id=monitor.id)


def monitor_stop(context: Context, request: m.MonitorStopReq) -> m.MonitorStopConf:
    """Stop a monitor."""
    # fidelity monitors.stop-without-end: ours: After MONITOR_STOP_CONF nothing more comes, and no END_CALL_EVENT.
    context.registry.monitors.stop(_own(context, request.monitor_id))
    return m.MonitorStopConf(invoke_id=request.invoke_id)


def change_monitor_mask(context: Context, request: m.ChangeMonitorMaskReq) -> m.ChangeMonitorMaskConf:
    """Change the masks of a monitor; those of the implicit one are the masks of the session."""
    _check_masks(context, request.call_msg_mask, request.agent_state_mask)
    session = context.session
    # fidelity monitors.implicit-masks: ours: The masks of the implicit monitor, which are those of the session, can
    # be changed too.
    is_own = request.monitor_id == session.monitor_id != NO_MONITOR
    masks = session if is_own else _own(context, request.monitor_id)
    masks.call_mask, masks.agent_mask = request.call_msg_mask, request.agent_state_mask
    return m.ChangeMonitorMaskConf(invoke_id=request.invoke_id)


def _own(context: Context, monitor_id: int) -> Monitor:
    """The monitor of the session with that MonitorID.

    Raises:
        RequestRefused: it ended with its call (90), or the session has none with that MonitorID (55).
    """
    monitors, session = context.registry.monitors, context.session
    # fidelity monitors.ended: guide E_CTI_MONITOR_TERMINATED: A monitor that ended with its call is told from one
    # that never was.
    if monitors.has_ended(session, monitor_id):
        raise RequestRefused(StatusCode.MONITOR_TERMINATED)
    monitor = monitors.get(session, monitor_id)
    if monitor is None:
        raise RequestRefused(StatusCode.INVALID_MONITORID)
    return monitor
