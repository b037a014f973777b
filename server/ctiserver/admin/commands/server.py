"""Commands to the CTI Server itself: to its sides, and about the site."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from attrs import frozen

from ctiproto.constants import StatusCode
from ctiserver.admin.fields import Command, described
from ctiserver.admin.results import Announced, SiteTaken, SystemNow


class SideName(Enum):
    """One of the two sides."""

    A = "A"
    B = "B"


@frozen(kw_only=True)
class SideCommand(Command):
    """A command to the sides of the CTI Server."""

    result: ClassVar = SystemNow


@frozen(kw_only=True)
class StopSide(SideCommand):
    """Stop a side in an orderly way: its sessions are told, and the other side becomes the active one."""

    phrase: ClassVar = "side stop"
    side: SideName = described("Which one.", example="A")


@frozen(kw_only=True)
class KillSide(SideCommand):
    """Kill a side: its connections break off without any message, and the other side becomes the active one."""

    phrase: ClassVar = "side kill"
    side: SideName = described("Which one.", example="A")


@frozen(kw_only=True)
class StartSide(SideCommand):
    """Start a side that is down: it stands by, or is the active one if there is no other."""

    phrase: ClassVar = "side start"
    side: SideName = described("Which one.", example="A")


@frozen(kw_only=True)
class SwitchOver(SideCommand):
    """Make the side that stands by the active one, and the active one stand by."""

    phrase: ClassVar = "side switch-over"


@frozen(kw_only=True)
class BeginMaintenance(SideCommand):
    """Ask the clients whether the active side may go into maintenance; the log says what they answered."""

    phrase: ClassVar = "side maintenance"
    tells: ClassVar = StatusCode.SERVER_IN_MAINTENANCE_MODE


@frozen(kw_only=True)
class ResetConfiguration(Command):
    """Have clients fetch the configuration anew (FAILURE_EVENT 96, of Unified CCX alone)."""

    phrase: ClassVar = "configuration reset"
    result: ClassVar = Announced
    tells: ClassVar = StatusCode.AUTO_CONFIG_RESET


@frozen(kw_only=True)
class ReloadSite(Command):
    """Read the site file again; what can change while the server runs changes."""

    phrase: ClassVar = "site reload"
    result: ClassVar = SiteTaken
