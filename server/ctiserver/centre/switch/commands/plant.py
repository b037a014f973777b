"""What happens to the plant itself.  See docs/explanation/outages.md."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class TakePeripheralOffline:
    """The link to a peripheral goes down: its calls are not reported any more.  Refused: 267 it is down already."""

    peripheral_id: int


@frozen(kw_only=True)
class BringPeripheralOnline:
    """The link to a peripheral comes back: its agents are reported anew.  Refused: 2 it is up already."""

    peripheral_id: int


@frozen(kw_only=True)
class LoseCentralController:
    """The central controller is out of reach: calls and agents go on, and nothing is routed by it any more.

    Refused:
        2 it is out of reach already.
    """


@frozen(kw_only=True)
class RegainCentralController:
    """The central controller is there again.  Refused: 2 it is there."""


@frozen(kw_only=True)
class TakeInstrumentOutOfService:
    """A station is removed: its calls are cleared and who is signed in there is signed out (reason 50003).

    Refused:
        12 unknown device; 34 it is out of service already.
    """

    peripheral_id: int
    device: str


@frozen(kw_only=True)
class ReturnInstrumentToService:
    """A station that was removed is there again.  Refused: 12 unknown device; 2 it is in service."""

    peripheral_id: int
    device: str
