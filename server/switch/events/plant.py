"""What happens to the plant itself.  Guide: SYSTEM_EVENT."""

from __future__ import annotations

from attrs import frozen

from server.switch.events.kinds import Event
from server.switch.identifiers import Device


@frozen(kw_only=True)
class PeripheralWentOffline(Event):
    """The link to the peripheral is down.  Guide: SYSTEM_EVENT, PERIPHERAL_OFFLINE."""


@frozen(kw_only=True)
class PeripheralCameOnline(Event):
    """The link to the peripheral is back.  Guide: SYSTEM_EVENT, PERIPHERAL_ONLINE."""


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
