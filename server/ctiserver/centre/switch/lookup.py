"""Finding the connection that a command names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import ControlFailureCode
from ctiserver.centre.switch.errors import Refused

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.state import Floor


def named(floor: Floor, station: Station, call_id: int, name: str | None, over: Refused) -> Connection:
    """The live connection of ``station`` that is named by its call and perhaps its own name.

    Raises:
        Refused: 11 no such call, 13 no such connection in it, 268 it is another's; ``over`` if the call has ended.
    """
    connection = any_named(floor, station, call_id, name, over)
    if connection.station is not station:
        raise Refused(ControlFailureCode.AGENT_NOT_PARTY_ON_CALL)
    return connection


def any_named(floor: Floor, station: Station, call_id: int, name: str | None, over: Refused) -> Connection:
    """As ``named``, but it may be another party's connection on a call that ``station`` is on."""
    call = floor.call(station.peripheral_id, call_id)
    if call.cleared:
        raise over
    if name is not None and name not in call.connections:
        raise Refused(ControlFailureCode.INVALID_CSTA_CONNECTION_IDENTIFIER)
    own = station.connections.get(call.id)
    if own is None:
        raise Refused(ControlFailureCode.AGENT_NOT_PARTY_ON_CALL)
    return own if name is None else call.connections[name]
