"""SYSTEM_EVENT.  Guide: Miscellaneous Service."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import PGStatusCode, SystemEventID


def system_event(
    kind: SystemEventID, at: float, status: PGStatusCode, argument: int = 0, text: str | None = None
) -> m.SystemEvent:
    """SYSTEM_EVENT of any kind.

    Args:
        kind: what happened.
        at: when, in seconds since 1970.
        status: what prevents the peripheral gateway from normal work from then on.
        argument: SystemEventArg1: the peripheral, where one is concerned.
        text: the instrument that is concerned, or a text for people.
    """
    return m.SystemEvent(
        # fidelity system.status-now: guide SYSTEM_EVENT; seen R2, R7: Each system event has the present PGStatus.
        pg_status=status,
        icm_central_controller_time=int(at),
        system_event_id=kind,
        # fidelity system.argument: guide SYSTEM_EVENT; seen R7: SystemEventArg1 is the PeripheralID where a
        # peripheral is concerned, and no device is named.
        system_event_arg1=argument,
        system_event_arg2=0,
        system_event_arg3=0,
        text=text,
    )


def controller_event(at: float, status: PGStatusCode, *, online: bool) -> m.SystemEvent:
    """SYSTEM_EVENT that says whether the central controller can be reached."""
    kind = SystemEventID.CENTRAL_CONTROLLER_ONLINE if online else SystemEventID.CENTRAL_CONTROLLER_OFFLINE
    return system_event(kind, at, status)


def peripheral_event(peripheral_id: int, at: float, status: PGStatusCode, *, online: bool) -> m.SystemEvent:
    """SYSTEM_EVENT that says whether a peripheral is on-line."""
    kind = SystemEventID.PERIPHERAL_ONLINE if online else SystemEventID.PERIPHERAL_OFFLINE
    return system_event(kind, at, status, peripheral_id)


def instrument_event(
    peripheral_id: int, instrument: str, at: float, status: PGStatusCode, *, in_service: bool
) -> m.SystemEvent:
    """SYSTEM_EVENT that says whether a station is in service."""
    kind = SystemEventID.INSTRUMENT_BACK_IN_SERVICE if in_service else SystemEventID.INSTRUMENT_OUT_OF_SERVICE
    return system_event(kind, at, status, peripheral_id, instrument)
