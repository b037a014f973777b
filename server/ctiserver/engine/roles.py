"""The roles of a side: active, standing by, or on the way between the two.

::

    DOWN --start--> LOADING --loaded--> STANDBY --elected--> ACTIVE <--asks, some refuse--> ASKING
                                           ^                   |                               |
                                           |<-- switched over--+                               |
                                           +<---- all clients gone ---- LEAVING <--all accept--+

Whatever it is, a side can be stopped or killed; it is down then.  Guide: Session Management, "Active and Standby".
"""

from __future__ import annotations

from enum import Enum

from ctiproto.constants import StatusCode
from ctiserver.engine.dialects.rules import Rules


class SideRole(Enum):
    """The role of a side at a moment."""

    ACTIVE = "active"
    ASKING = "asking"
    """Active, and asking its clients whether it may go into maintenance."""
    LEAVING = "leaving"
    """In maintenance: the other side is active, and the clients go there."""
    STANDBY = "standby"
    LOADING = "loading"
    """Not yet ready after its start."""
    DOWN = "down"

    @property
    def is_active(self) -> bool:
        """Whether a side in this role tells its clients what happens in the contact centre."""
        return self is SideRole.ACTIVE or self is SideRole.ASKING

    def refusal(self, rules: Rules) -> StatusCode | None:
        """The status with which every OPEN_REQ is refused in this role; ``None``: sessions can be opened."""
        if self in (SideRole.ASKING, SideRole.LEAVING):
            return rules.in_maintenance
        return rules.offline if self in (SideRole.LOADING, SideRole.DOWN) else None
