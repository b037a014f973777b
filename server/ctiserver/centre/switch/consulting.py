"""One call placed on behalf of another, which is held meanwhile.  Scenarios S7, S10, S15, S18 and S19."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import ControlFailureCode
from ctiserver.centre.switch.calls import Consultation
from ctiserver.centre.switch.devices import MAX_CALLS_AT_STATION
from ctiserver.centre.switch.dialling import originate, present
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.hold_retrieve import hold, report_agent

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.dialling import Order
    from ctiserver.centre.switch.state import Floor
    from ctiserver.centre.switch.targets import Target


def require_can_consult(station: Station, active: Connection) -> None:
    """Refuse (2, 291) if the call is only listened to, another one is being consulted about, or no line is free."""
    consulting = any(
        each.call.consultation is not None and each.call.consultation.held.station is station
        for each in station.connections.values()
    )
    if consulting or active.call.listens_to is not None:
        raise Refused(ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT)
    if len(station.connections) >= MAX_CALLS_AT_STATION:
        raise Refused(ControlFailureCode.MAXIMUM_LINE_LIMIT_EXCEEDED)


def consult(
    floor: Floor, station: Station, active: Connection, target: Target, order: Order, *, alert_rings: int = 0
) -> None:
    """Hold the active call and place another, which its agent completes; he goes on talking all the while."""
    present(floor, begin(floor, station, active, target, order), target, alert_rings)


def add_blindly(
    floor: Floor, station: Station, active: Connection, target: Target, order: Order, *, alert_rings: int = 0
) -> None:
    """Hold the active call and place another, whose party comes into the first as soon as it answers (S10)."""
    hold(floor, active, order.cause)
    report_agent(floor, active)
    present(floor, _on_behalf(floor, station, active, target, order), target, alert_rings)


def begin(floor: Floor, station: Station, active: Connection, target: Target, order: Order) -> Connection:
    """The call to ``target`` as far as dialling, with no word of it from the agent in between."""
    with floor.as_one(active.agent):
        hold(floor, active, order.cause)
        return _on_behalf(floor, station, active, target, order)


def _on_behalf(floor: Floor, station: Station, held: Connection, target: Target, order: Order) -> Connection:
    return originate(floor, station, target, order, Consultation(held, held.call.joined, order.blind))
