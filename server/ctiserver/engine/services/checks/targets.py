"""Finds the acting station and the connections that a request about calls names.

All that is refused by FAILURE_CONF is checked first, then what is refused by CONTROL_FAILURE_CONF.

Guide: Client Control Service.
"""

from __future__ import annotations

from typing import TypedDict

from ctiproto.constants import ControlFailureCode
from ctiserver.centre.switch.errors import Refused
from ctiserver.engine.services.checks.connections import NO_CONNECTION, NamedConnection, party_of
from ctiserver.engine.services.checks.stations import acting_station, require_station
from ctiserver.engine.services.context import Context


class Target(TypedDict):
    """The arguments of a command that acts on one connection."""

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None


def target_of(
    context: Context, peripheral_id: int, instrument: str | None, connection: NamedConnection = NO_CONNECTION
) -> Target:
    """Check the connection that a request names, and make it the arguments of a command.

    Raises:
        RequestRefused: station or connection is missing (6), or the peripheral is unknown (7).
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
    """Check that a request about two calls names both connections and says which station it acts for.

    Raises:
        RequestRefused: something is missing (6), or the peripheral is unknown (7).
    """
    other.require_id()
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
        # fidelity control.two-calls-one-device: guide Client Control Service: Both connections of a request about two
        # calls belong to one device; the code, 2, is ours.
        if len(parties) > 1:
            raise Refused(ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT)
    return device
