"""The connections that a request names.

The guide requires a ConnectionDeviceID even where its type says that there is none, and clients leave it out then.  So
these functions read it through protocols whose types say that it may be absent.

Guide: Client Control Service.
"""

from __future__ import annotations

from typing import Final, Protocol

import attrs

from ctiproto.constants import ConnectionDeviceIDType, ControlFailureCode, StatusCode
from ctiproto.constants.limits import NULL_CALL_ID
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import Device
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.refusal import RequestRefused


@attrs.frozen
class NamedConnection:
    """The connection that a request names.

    Args:
        call_id: the ConnectionCallID.
        kind: the ConnectionDeviceIDType: how the device id is to be read.
        device_id: the ConnectionDeviceID; ``None``: the request has none.
    """

    call_id: int
    kind: ConnectionDeviceIDType
    device_id: str | None

    @property
    def explicit(self) -> str | None:
        """The ConnectionDeviceID; ``None`` if the type says that there is none: it is the acting station's own then.

        Raises:
            RequestRefused: the type says that there is an id, but there is none (6).
        """
        # fidelity requests.no-connection-id: ours: Type NONE stands for the acting station's own connection, and
        # needs no id.
        if self.kind is ConnectionDeviceIDType.NONE:
            return None
        if self.device_id is None:
            raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
        return self.device_id

    def require_id(self) -> None:
        """Check that the id is there if the type says so.

        Raises:
            RequestRefused: it is not (6).
        """
        _ = self.explicit


NO_CONNECTION: Final = NamedConnection(NULL_CALL_ID, ConnectionDeviceIDType.NONE, None)
"""What a request names that is about no connection."""


class NamesConnection(Protocol):
    """A request that names one connection."""

    @property
    def connection_call_id(self) -> int:
        """The call."""

    @property
    def connection_device_id_type(self) -> ConnectionDeviceIDType:
        """How the device id is to be read."""

    @property
    def connection_device_id(self) -> str | None:
        """The device id, which may be absent."""


class NamesActive(Protocol):
    """A request that names the active connection of a station."""

    @property
    def active_connection_call_id(self) -> int:
        """The call."""

    @property
    def active_connection_device_id_type(self) -> ConnectionDeviceIDType:
        """How the device id is to be read."""

    @property
    def active_connection_device_id(self) -> str | None:
        """The device id, which may be absent."""


class NamesHeld(Protocol):
    """A request that names the held connection of a station."""

    @property
    def held_connection_call_id(self) -> int:
        """The call."""

    @property
    def held_connection_device_id_type(self) -> ConnectionDeviceIDType:
        """How the device id is to be read."""

    @property
    def held_connection_device_id(self) -> str | None:
        """The device id, which may be absent."""


class NamesOther(Protocol):
    """A request that names the other connection of a station."""

    @property
    def other_connection_call_id(self) -> int:
        """The call."""

    @property
    def other_connection_device_id_type(self) -> ConnectionDeviceIDType:
        """How the device id is to be read."""

    @property
    def other_connection_device_id(self) -> str | None:
        """The device id, which may be absent."""


def named_connection(request: NamesConnection) -> NamedConnection:
    """The one connection of a request."""
    return NamedConnection(request.connection_call_id, request.connection_device_id_type, request.connection_device_id)


def named_active(request: NamesActive) -> NamedConnection:
    """The active connection of a request."""
    return NamedConnection(
        request.active_connection_call_id,
        request.active_connection_device_id_type,
        request.active_connection_device_id,
    )


def named_held(request: NamesHeld) -> NamedConnection:
    """The held connection of a request."""
    return NamedConnection(
        request.held_connection_call_id,
        request.held_connection_device_id_type,
        request.held_connection_device_id,
    )


def named_other(request: NamesOther) -> NamedConnection:
    """The other connection of a request."""
    return NamedConnection(
        request.other_connection_call_id,
        request.other_connection_device_id_type,
        request.other_connection_device_id,
    )


def party_of(context: Context, peripheral_id: int, connection: NamedConnection) -> Device:
    """The device of the connection that a request names by its id.

    Raises:
        Refused: there is no such call (11), or no such connection on it (13).
    """
    try:
        call = context.switch.call(peripheral_id, connection.call_id)
    except KeyError:
        # fidelity control.unknown-call: ours: An unknown call is refused with code 11, an unknown connection of it
        # with 13.
        raise Refused(ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER) from None
    for party in call.connections:
        if party.id.device_id == connection.device_id:
            return party.device
    raise Refused(ControlFailureCode.INVALID_CSTA_CONNECTION_IDENTIFIER)
