"""Stations that are removed, and come back.  See docs/explanation/outages.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import ControlFailureCode
from ctiserver.centre.switch import login as signing
from ctiserver.centre.switch.clearing import release
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import InstrumentBackInService, InstrumentOutOfService
from ctiserver.centre.switch.state import IS_SO_ALREADY

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import ReturnInstrumentToService, TakeInstrumentOutOfService
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.state import Floor

OUT_OF_SERVICE: Final = 50_003
"""Reason of the LOGOUT of an agent whose station was removed."""


def take_out(floor: Floor, command: TakeInstrumentOutOfService) -> None:
    """The station is removed: its agent is signed out, and its calls go on without it or end."""
    remove(floor, floor.station(command.peripheral_id, command.device))


def remove(floor: Floor, station: Station) -> None:
    """``station`` goes out of service."""
    station.in_service = False
    floor.events.append(
        InstrumentOutOfService(
            at=floor.now,
            peripheral_id=station.peripheral_id,
            device=station.device,
            instrument=station.instrument,
        )
    )
    if station.agent is not None:
        signing.sign_out(floor, station.agent, OUT_OF_SERVICE)
    while station.connections:
        release(floor, next(iter(station.connections.values())))


def put_back(floor: Floor, command: ReturnInstrumentToService) -> None:
    """The station is there again."""
    station = floor.stations.get((command.peripheral_id, command.device))
    if station is None:
        raise Refused(ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER)
    if station.in_service:
        raise Refused(IS_SO_ALREADY)
    station.in_service = True
    floor.events.append(
        InstrumentBackInService(
            at=floor.now,
            peripheral_id=station.peripheral_id,
            device=station.device,
            instrument=station.instrument,
        )
    )
