"""What a side of the server is: the one that serves, the one that waits, or one of the ways between the two.

::

    DOWN --start--> LOADING --loaded--> STANDBY --elected--> ACTIVE <--asks, some refuse--> ASKING
                                           ^                   |                               |
                                           |<-- switched over--+                               |
                                           +<---- all clients gone ---- LEAVING <--all accept--+

Whatever it is, a side can be stopped or killed; it is down then.  Guide: Session Management, "Active and Standby".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from ctiproto.constants import StatusCode


class SideRole(Enum):
    """What a side of the server is at a moment."""

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
        """Whether it hears what happens in the contact centre, and tells its clients."""
        return self is SideRole.ACTIVE or self is SideRole.ASKING

    @property
    def refusal(self) -> StatusCode | None:
        """Why it opens no session, whoever asks; ``None``: it may."""
        return _REFUSALS.get(self)


_REFUSALS: Final[Mapping[SideRole, StatusCode]] = {
    SideRole.ASKING: StatusCode.SERVER_IN_MAINTENANCE_MODE,
    SideRole.LEAVING: StatusCode.SERVER_IN_MAINTENANCE_MODE,
    SideRole.LOADING: StatusCode.CTI_SERVER_OFFLINE,
    SideRole.DOWN: StatusCode.CTI_SERVER_OFFLINE,
}
