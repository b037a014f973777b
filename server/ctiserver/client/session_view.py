"""The properties of a session that all three clients show: trio, asyncio and blocking."""

from __future__ import annotations

from ctiproto.messages import OpenConf
from ctiproto.versions import Profile
from ctiserver.client.core import SessionCore
from ctiserver.client.endpoints import Side


class SessionView:
    """The properties of a session that all three clients show.

    Args:
        core: the session.
    """

    def __init__(self, core: SessionCore) -> None:
        self._core = core

    @property
    def side(self) -> Side:
        """The server that it is with."""
        return self._core.side

    @property
    def profile(self) -> Profile:
        """Dialect and protocol version of its messages."""
        assert self._core.profile is not None  # noqa: S101 - callers are given sessions that were asked for
        return self._core.profile

    @property
    def version(self) -> int:
        """The protocol version of its messages, that of :attr:`profile`."""
        return self.profile.version

    @property
    def opened(self) -> OpenConf | None:
        """What the server granted; ``None`` until it did."""
        return self._core.opened

    @property
    def is_active(self) -> bool:
        """Whether the session is open and not on a standby side, so that requests can be made."""
        return self._core.is_active
