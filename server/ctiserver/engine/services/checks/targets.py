"""What a request about calls acts on: the station that acts, and the connections that it names.

First everything is checked that FAILURE_CONF answers, then what only the switch can know.

Guide: Client Control Service.
"""

from __future__ import annotations

from typing import Protocol, TypedDict

from ctiproto.constants import ConnectionDeviceIDType, ControlFailureCode
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.services.checks.stations import (
    NO_CONNECTION,
    NamedConnection,
    acting_station,
    if_given,
    party_of,
    require_station,
)
from ctiserver.engine.services.context import Context


class Target(TypedDict):
    """What a command about one connection acts on."""

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None


class NamesConnection(Protocol):
    """A request that names one connection."""

    @property
    def peripheral_id(self) -> int:
        """The peripheral."""

    @property
    def connection_call_id(self) -> int:
        """The call."""

    @property
    def connection_device_id_type(self) -> ConnectionDeviceIDType:
        """How the device id is to be read."""

    @property
    def connection_device_id(self) -> str | None:
        """The device id; its absence is answered for here."""

    @property
    def agent_instrument(self) -> str | None:
        """The acting station, where it is named."""


class NamesActive(Protocol):
    """A request that names the active connection of a station."""

    @property
    def peripheral_id(self) -> int:
        """The peripheral."""

    @property
    def active_connection_call_id(self) -> int:
        """The call."""

    @property
    def active_connection_device_id_type(self) -> ConnectionDeviceIDType:
        """How the device id is to be read."""

    @property
    def active_connection_device_id(self) -> str:
        """The device id; its absence is answered for here."""

    @property
    def agent_instrument(self) -> str | None:
        """The acting station, where it is named."""


class NamesHeld(NamesActive, Protocol):
    """A request that names the active and the held connection of a station."""

    @property
    def held_connection_call_id(self) -> int:
        """The held call."""

    @property
    def held_connection_device_id_type(self) -> ConnectionDeviceIDType:
        """How the device id of the held connection is to be read."""

    @property
    def held_connection_device_id(self) -> str | None:
        """The device id of the held connection; its absence is answered for here."""


def named(request: NamesConnection) -> NamedConnection:
    """The one connection of a request."""
    return NamedConnection(request.connection_call_id, request.connection_device_id_type, request.connection_device_id)


def named_active(request: NamesActive) -> NamedConnection:
    """The active connection of a request."""
    return NamedConnection(
        request.active_connection_call_id,
        request.active_connection_device_id_type,
        if_given(request.active_connection_device_id),
    )


def named_held(request: NamesHeld) -> NamedConnection:
    """The held connection of a request that has an active one as well."""
    return NamedConnection(
        request.held_connection_call_id,
        request.held_connection_device_id_type,
        if_given(request.held_connection_device_id),
    )


def target_of(
    context: Context, peripheral_id: int, instrument: str | None, connection: NamedConnection = NO_CONNECTION
) -> Target:
    """The station that acts, and what it acts on.

    Raises:
        RequestRefused: something is missing (6), or the peripheral is unknown (7).
        Refused: as :func:`acting_station`.
    """
    require_station(context, peripheral_id, instrument, connection)
    return Target(
        peripheral_id=peripheral_id,
        device=acting_station(context, peripheral_id, instrument, connection),
        call_id=connection.call_id,
        connection=connection.explicit,
    )


def require_pair(
    context: Context, peripheral_id: int, instrument: str | None, active: NamedConnection, other: NamedConnection
) -> None:
    """Check that a request about two calls has all that it needs.

    Raises:
        RequestRefused: something is missing (6), or the peripheral is unknown (7).
    """
    _ = other.explicit
    require_station(context, peripheral_id, instrument, active)


def acting_pair(
    context: Context, peripheral_id: int, instrument: str | None, active: NamedConnection, other: NamedConnection
) -> str:
    """The extension of the station that does something with two of its calls.

    Raises:
        Refused: the connections are those of two stations (2); else as :func:`acting_station` and :func:`party_of`.
    """
    device = acting_station(context, peripheral_id, instrument, active)
    if active.explicit is not None and other.explicit is not None:
        parties = {party_of(context, peripheral_id, each) for each in (active, other)}
        if len(parties) > 1:
            raise Refused(ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT)
    return device
