"""Events of links and stations.  Guide: SYSTEM_EVENT."""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiserver.centre.switch.events.kinds import Event
from ctiserver.centre.switch.identifiers import Device


@frozen(kw_only=True)
class PeripheralWentOffline(Event):
    """The link to the peripheral is down.  Guide: SYSTEM_EVENT, PERIPHERAL_OFFLINE."""


@frozen(kw_only=True)
class PeripheralCameOnline(Event):
    """The link to the peripheral is back.  Guide: SYSTEM_EVENT, PERIPHERAL_ONLINE."""


@frozen(kw_only=True)
class CentralControllerEvent(Event):
    """Something concerns the link to the central controller, which belongs to no peripheral."""

    peripheral_id: int = NULL_PERIPHERAL_ID


@frozen(kw_only=True)
class CentralControllerLost(CentralControllerEvent):
    """The central controller is out of reach.  Guide: SYSTEM_EVENT, CENTRAL_CONTROLLER_OFFLINE."""


@frozen(kw_only=True)
class CentralControllerBack(CentralControllerEvent):
    """The central controller can be reached again.  Guide: SYSTEM_EVENT, CENTRAL_CONTROLLER_ONLINE."""


@frozen(kw_only=True)
class InstrumentEvent(Event):
    """Something concerns a station itself."""

    device: Device
    instrument: str


@frozen(kw_only=True)
class InstrumentOutOfService(InstrumentEvent):
    """A station was removed.  Guide: SYSTEM_EVENT, INSTRUMENT_OUT_OF_SERVICE."""


@frozen(kw_only=True)
class InstrumentBackInService(InstrumentEvent):
    """A station that was removed is back.  Guide: SYSTEM_EVENT, INSTRUMENT_BACK_IN_SERVICE."""
