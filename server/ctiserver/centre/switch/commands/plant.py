"""Links and stations that fail or come back.  See docs/explanation/outages.md."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class TakePeripheralOffline:
    """The link to a peripheral goes down: nothing is reported from there any more.  Refused: 267 it is down already."""

    peripheral_id: int


@frozen(kw_only=True)
class BringPeripheralOnline:
    """The link to a peripheral comes back: all its agents are reported again.  Refused: 2 it is up already."""

    peripheral_id: int


@frozen(kw_only=True)
class LoseCentralController:
    """The central controller is out of reach: calls and agents go on, but it routes nothing any more.

    Refused:
        2 it is out of reach already.
    """


@frozen(kw_only=True)
class RegainCentralController:
    """The central controller can be reached again.  Refused: 2 it can be reached already."""


@frozen(kw_only=True)
class TakeInstrumentOutOfService:
    """A station is removed: its agent is signed out (reason 50003), and its connections are cleared.

    Refused:
        12 unknown device; 34 it is out of service already.
    """

    peripheral_id: int
    device: str


@frozen(kw_only=True)
class ReturnInstrumentToService:
    """A station that was removed is in service again.  Refused: 12 unknown device; 2 it is in service."""

    peripheral_id: int
    device: str
