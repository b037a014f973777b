"""Keeps the sessions that are registered as server applications, and chooses which of them is asked.

Guide: Server Service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from ctiproto.constants import ServerMode
from ctiserver.engine.sessions.session import Session

CALL_RECORDING: Final = "Cisco:CallRecording"
"""The only service that requests of clients are sent to."""

MOST_SERVICES: Final = 16
"""Services that one session may register: their names are the client's own, so there must be an end."""


@attrs.frozen(eq=False)
class ServerApp:
    """A session that is registered as a server application.

    Args:
        id: its RegisteredServiceID.
        session: the session.
        service: the service that it offers.
        mode: how it shares requests with others of the same service.
    """

    id: int
    session: Session
    service: str
    mode: ServerMode


class ServerApps:
    """The registered server applications; those of a service in the order in which they were last asked."""

    def __init__(self) -> None:
        self._by_service: dict[str, dict[int, ServerApp]] = {}
        self._last_id = 0

    def register(self, session: Session, service: str, mode: ServerMode) -> ServerApp | None:
        """Register a session for a service.

        Returns:
            The registration, also if it was there before; ``None``: the modes of those registered already, or the limit
            of the session, leave no room for it.
        """
        servers = self._by_service.get(service, {})
        for server in servers.values():
            # fidelity recording.modes: guide REGISTER_SERVICE_REQ: The first exclusive server is the only one, and
            # all servers of a service have one mode.
            if server.mode != mode or (mode is ServerMode.EXCLUSIVE and server.session is not session):
                return None
            # fidelity recording.registered-twice: ours: A session that registers twice gets the registration that it
            # has.
            if server.session is session:
                return server
        if sum(1 for _ in self.by(session)) >= MOST_SERVICES:
            return None
        self._last_id += 1
        server = ServerApp(self._last_id, session, service, mode)
        self._by_service.setdefault(service, {})[server.id] = server
        return server

    def unregister(self, server: ServerApp) -> None:
        """End a registration."""
        servers = self._by_service[server.service]
        del servers[server.id]
        if not servers:
            del self._by_service[server.service]

    def forget(self, session: Session) -> None:
        """End all registrations of a session that is over."""
        for server in tuple(self.by(session)):
            self.unregister(server)

    def by(self, session: Session) -> Iterator[ServerApp]:
        """The registrations of a session."""
        return (
            server for servers in self._by_service.values() for server in servers.values() if server.session is session
        )

    def of(self, service: str) -> Iterator[ServerApp]:
        """The server applications of a service."""
        return iter(self._by_service.get(service, {}).values())

    def choose(self, service: str) -> tuple[Session, ...]:
        """Choose the sessions that are asked for ``service`` now, and count them as asked.

        Returns:
            All of them in parallel mode, else the one that was not asked for longest; none if none is registered.
        """
        chosen = tuple(self.of(service))
        # fidelity recording.chosen: guide Server Service: In parallel mode all are asked, else the one that was not
        # asked for longest.
        if not chosen or chosen[0].mode is ServerMode.PARALLEL:
            return tuple(server.session for server in chosen)
        first = chosen[0]
        servers = self._by_service[service]
        servers[first.id] = servers.pop(first.id)
        return (first.session,)
