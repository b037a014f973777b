"""Services of a session by short names, for tests that open sessions of all kinds."""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import CTIService, StatusCode

ALL: Final = CTIService.SERVICE_ALL_EVENTS
EVENTS: Final = CTIService.SERVICE_CLIENT_EVENTS
CONTROL: Final = CTIService.SERVICE_CLIENT_CONTROL
SUPERVISES: Final = CTIService.SERVICE_SUPERVISOR
MONITOR: Final = CTIService.SERVICE_CLIENT_MONITOR
ALARMS: Final = CTIService.SERVICE_CONNECTION_MONITOR

STAYS: Final = m.CloseReq(invoke_id=3, status=StatusCode.NO_ERROR)
"""A request that ends a session and leaves the connection, for another session on it."""
