"""Reports of links, of stations, and of the site itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiserver.centre.switch.events import (
    CentralControllerBack,
    CentralControllerLost,
    InstrumentBackInService,
    InstrumentOutOfService,
    PeripheralCameOnline,
    PeripheralWentOffline,
    SiteReconfigured,
)

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Station
    from ctiserver.site.model import Site


def peripheral_offline(peripheral_id: int, now: float) -> PeripheralWentOffline:
    """The link to a peripheral is down."""
    return PeripheralWentOffline(at=now, peripheral_id=peripheral_id)


def peripheral_online(peripheral_id: int, now: float) -> PeripheralCameOnline:
    """The link to a peripheral is back."""
    return PeripheralCameOnline(at=now, peripheral_id=peripheral_id)


def controller_lost(now: float) -> CentralControllerLost:
    """The central controller is out of reach."""
    return CentralControllerLost(at=now)


def controller_back(now: float) -> CentralControllerBack:
    """The central controller can be reached again."""
    return CentralControllerBack(at=now)


def instrument_out(station: Station, now: float) -> InstrumentOutOfService:
    """``station`` was removed."""
    return InstrumentOutOfService(
        at=now, peripheral_id=station.peripheral_id, device=station.device, instrument=station.instrument
    )


def instrument_back(station: Station, now: float) -> InstrumentBackInService:
    """``station`` is back."""
    return InstrumentBackInService(
        at=now, peripheral_id=station.peripheral_id, device=station.device, instrument=station.instrument
    )


def site_reconfigured(before: Site, after: Site, now: float) -> SiteReconfigured:
    """``after`` took the place of ``before``."""
    return SiteReconfigured(at=now, peripheral_id=after.main_peripheral.id, before=before, after=after)
