"""SESSION_MONITOR_START_REQ and SESSION_MONITOR_STOP_REQ.  Guide: Client Monitor Service."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiserver.engine.services.checks.monitors import require_room
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.monitors import SessionMonitor
from ctiserver.engine.sessions.refusal import RequestRefused


def session_monitor_start(context: Context, request: m.SessionMonitorStartReq) -> m.SessionMonitorStartConf:
    """Send the client copies of what another session hears from now on."""
    session, registry = context.session, context.registry
    # fidelity sessions.not-ones-own: guide E_CTI_SESSION_MONITOR_IS_CLIENTS: A session cannot monitor itself.
    if request.session_id == session.id:
        raise RequestRefused(StatusCode.SESSION_MONITOR_IS_CLIENTS)
    watched = registry.of_session_id(request.session_id)
    if watched is None:
        raise RequestRefused(StatusCode.CLIENT_NOT_FOUND)
    if any(monitor.watched is watched for monitor in registry.monitors.watching(session)):
        raise RequestRefused(StatusCode.SESSION_MONITOR_ALREADY_EXISTS)
    require_room(context)
    monitor = SessionMonitor(registry.next_monitor_id(), session, watched)
    registry.monitors.watch(monitor)
    return m.SessionMonitorStartConf(invoke_id=request.invoke_id, monitor_id=monitor.id)


def session_monitor_stop(context: Context, request: m.SessionMonitorStopReq) -> m.SessionMonitorStopConf:
    """Send no more copies of what the monitored session hears."""
    monitors = context.registry.monitors
    for monitor in monitors.watching(context.session):
        if monitor.id == request.monitor_id:
            monitors.unwatch(monitor)
            return m.SessionMonitorStopConf(invoke_id=request.invoke_id)
    raise RequestRefused(StatusCode.INVALID_MONITORID)
