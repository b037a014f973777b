"""Which station a control request acts for, and whether the session may.  Guide: Client Control Service."""

from __future__ import annotations

from typing import TypeVar

import attrs

from ctiproto.constants import ConnectionDeviceIDType, ControlFailureCode, StatusCode
from ctiproto.constants.limits import NULL_CALL_ID
from server.services.context import Context
from server.sessions.refusal import RequestRefused
from server.sessions.session import DeviceKey
from server.switch.errors import Refused

T = TypeVar("T")


def if_given(value: T) -> T | None:
    """A required field's value in a request that answers for its absence itself: ``None`` if it is not there."""
    return value


@attrs.frozen
class NamedConnection:
    """The connection that a request names.

    Args:
        call_id: of its call, or NULL.
        kind: how the device id is to be read.
        device_id: the ConnectionDeviceID, if one was given.
    """

    call_id: int
    kind: ConnectionDeviceIDType
    device_id: str | None

    @property
    def explicit(self) -> str | None:
        """The ConnectionDeviceID; ``None`` if the connection is the acting station's own.

        Raises:
            RequestRefused: the type says that there is an id, but there is none (6).
        """
        if self.kind is ConnectionDeviceIDType.NONE or self.call_id == NULL_CALL_ID:
            return None
        if self.device_id is None:
            raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
        return self.device_id


def acting_station(
    context: Context, peripheral_id: int, instrument: str | None, connection: NamedConnection | None = None
) -> str:
    """The extension of the station that a request acts for.

    Args:
        context: the request on its way.
        peripheral_id: the peripheral that it names.
        instrument: the AgentInstrument, if there is one.
        connection: the connection that it names, if it names one.

    Raises:
        RequestRefused: no station can be told (6), or the peripheral is unknown (7).
        Refused: the station is unknown (12), not the session's to control (8), or its peripheral is off-line (267).
    """
    context.peripheral(peripheral_id)
    named = None if connection is None else connection.explicit
    if not context.switch.is_online(peripheral_id):
        raise Refused(ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR)
    device = _station(context, peripheral_id, instrument, connection, named)
    if not context.controls_any_device() and context.session.device != device:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
    signed_in = context.switch.agent_at(*device)
    if signed_in is not None:
        context.take_over((peripheral_id, signed_in.agent_id))
    return device[1]


def _station(
    context: Context,
    peripheral_id: int,
    instrument: str | None,
    connection: NamedConnection | None,
    named: str | None,
) -> DeviceKey:
    if instrument is not None:
        try:
            return peripheral_id, context.switch.station(peripheral_id, instrument).id
        except KeyError:
            raise Refused(ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER) from None
    if context.session.device is not None:
        return context.session.device
    if connection is not None and named is not None:
        return _station_of(context, peripheral_id, connection.call_id, named)
    raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)


def _station_of(context: Context, peripheral_id: int, call_id: int, device_id: str) -> DeviceKey:
    try:
        call = context.switch.call(peripheral_id, call_id)
    except KeyError:
        raise Refused(ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER) from None
    for connection in call.connections:
        if connection.id.device_id == device_id:
            return peripheral_id, connection.device.id
    raise Refused(ControlFailureCode.INVALID_CSTA_CONNECTION_IDENTIFIER)
