"""Commands to links and stations, and texts for people."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from ctiproto.constants import SystemEventID
from ctiserver.admin.fields import LONGEST_DEVICE, Command, described, of_peripheral
from ctiserver.admin.results import Announced, SystemNow


@frozen(kw_only=True)
class SendText(Command):
    """Send every session a text for people to read (SYSTEM_EVENT 5)."""

    phrase: ClassVar = "text"
    tells: ClassVar = SystemEventID.TEXT_FYI
    result: ClassVar = Announced
    text: str = described("What to say: up to 254 characters.", most=254, example="Fire drill at noon")


@frozen(kw_only=True)
class LinkCommand(Command):
    """A command to a link or a station."""

    result: ClassVar = SystemNow


@frozen(kw_only=True)
class LoseController(LinkCommand):
    """Lose the central controller: calls go on, but nothing is routed by it any more (SYSTEM_EVENT 2)."""

    phrase: ClassVar = "controller lost"
    tells: ClassVar = SystemEventID.CENTRAL_CONTROLLER_OFFLINE


@frozen(kw_only=True)
class RegainController(LinkCommand):
    """Reach the central controller again (SYSTEM_EVENT 1)."""

    phrase: ClassVar = "controller back"
    tells: ClassVar = SystemEventID.CENTRAL_CONTROLLER_ONLINE


@frozen(kw_only=True)
class LosePeripheralGateway(LinkCommand):
    """Lose the peripheral gateway: no event of calls and agents is told, requests are refused (SYSTEM_EVENT 6)."""

    phrase: ClassVar = "pg lost"
    tells: ClassVar = SystemEventID.PERIPHERAL_GATEWAY_OFFLINE


@frozen(kw_only=True)
class RegainPeripheralGateway(LinkCommand):
    """Reach the peripheral gateway again: sessions hear how things are now."""

    phrase: ClassVar = "pg back"
    tells: ClassVar = SystemEventID.PERIPHERAL_GATEWAY_OFFLINE


@frozen(kw_only=True)
class TakePeripheralOffline(LinkCommand):
    """Lose the link to a peripheral: its calls are not reported any more (SYSTEM_EVENT 4)."""

    phrase: ClassVar = "peripheral offline"
    peripheral: int = described("The number of the peripheral.", example="5000")


@frozen(kw_only=True)
class BringPeripheralOnline(LinkCommand):
    """Reach a peripheral again: its agents are reported anew (SYSTEM_EVENT 3)."""

    phrase: ClassVar = "peripheral online"
    peripheral: int = described("The number of the peripheral.", example="5000")


@frozen(kw_only=True)
class TakeDeviceOutOfService(LinkCommand):
    """Remove a station: it leaves its calls, and its agent is signed out (SYSTEM_EVENT 10)."""

    phrase: ClassVar = "device out-of-service"
    device: str = described("The extension or the instrument of the station.", most=LONGEST_DEVICE, example="2001")
    peripheral: int | None = of_peripheral()


@frozen(kw_only=True)
class ReturnDeviceToService(LinkCommand):
    """Put a station back that was removed (SYSTEM_EVENT 11)."""

    phrase: ClassVar = "device in-service"
    device: str = described("The extension or the instrument of the station.", most=LONGEST_DEVICE, example="2001")
    peripheral: int | None = of_peripheral()
