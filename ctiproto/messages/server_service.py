"""Clients that serve other clients."""

from __future__ import annotations

from ctiproto.constants import ServerMode, Tag
from ctiproto.declare import Service, fixed, floating, message
from ctiproto.messages.parts import Confirmation, Request
from ctiproto.wire import STRING, UINT, USHORT


@message(143, Service.SERVER_SERVICE)
class RegisterServiceReq(Request["RegisterServiceConf"]):
    """Guide: Server Service, "REGISTER_SERVICE_REQ"."""

    server_mode: ServerMode = fixed(USHORT.of(ServerMode))
    service_name: str = floating(Tag.SERVICE_NAME, STRING(64))


@message(144, Service.SERVER_SERVICE)
class RegisterServiceConf(Confirmation):
    """Guide: Server Service, "REGISTER_SERVICE_CONF"."""

    registered_service_id: int = fixed(UINT)


@message(145, Service.SERVER_SERVICE)
class UnregisterServiceReq(Request["UnregisterServiceConf"]):
    """Guide: Server Service, "UNREGISTER_SERVICE_REQ"."""

    registered_service_id: int = fixed(UINT)


@message(146, Service.SERVER_SERVICE)
class UnregisterServiceConf(Confirmation):
    """Guide: Server Service, "UNREGISTER_SERVICE_CONF"."""
