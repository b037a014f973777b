"""REGISTER_SERVICE_REQ and UNREGISTER_SERVICE_REQ.  Guide: Server Service."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import StatusCode
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.refusal import RequestRefused


def register_service(context: Context, request: m.RegisterServiceReq) -> m.RegisterServiceConf:
    """Register the session as a server application: alone, in turn with others or in parallel with them."""
    server = context.registry.server_apps.register(context.session, request.service_name, request.server_mode)
    if server is None:
        # fidelity recording.no-server-status: ours: The status for no server, which no edition numbers, is 12 unless
        # the site says another.
        raise RequestRefused(context.site.settings.no_server_status)
    context.note("service_registered", service=server.service, mode=server.mode.guide_name, id=server.id)
    return m.RegisterServiceConf(invoke_id=request.invoke_id, registered_service_id=server.id)


def unregister_service(context: Context, request: m.UnregisterServiceReq) -> m.UnregisterServiceConf:
    """End a registration; the application may still answer what it was asked before."""
    servers = context.registry.server_apps
    for server in servers.by(context.session):
        if server.id == request.registered_service_id:
            servers.unregister(server)
            context.note("service_unregistered", service=server.service, id=server.id)
            return m.UnregisterServiceConf(invoke_id=request.invoke_id)
    raise RequestRefused(StatusCode.INVALID_SERVICE)
