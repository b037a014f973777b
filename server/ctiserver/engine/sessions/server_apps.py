"""Sessions that serve others, and which of them is asked.  Guide: Server Service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from ctiproto.constants import ServerMode
from ctiserver.engine.sessions.session import Session

CALL_RECORDING: Final = "Cisco:CallRecording"
"""The only service that anybody asks for."""

MOST_SERVICES: Final = 16
"""One session serves as so much and no more: names of services are the client's own."""


@attrs.frozen(eq=False)
class ServerApp:
    """A session serves others.

    Args:
        id: its RegisteredServiceID.
        session: who serves.
        service: what it serves as.
        mode: how it shares the work with others of the same service.
    """

    id: int
    session: Session
    service: str
    mode: ServerMode


class ServerApps:
    """The registered servers; those of a service stand in the order in which they were last asked."""

    def __init__(self) -> None:
        self._by_service: dict[str, dict[int, ServerApp]] = {}
        self._last_id = 0

    def register(self, session: Session, service: str, mode: ServerMode) -> ServerApp | None:
        """A session serves from now on; ``None``: those who serve already leave no room for it."""
        servers = self._by_service.get(service, {})
        for server in servers.values():
            if server.mode != mode or (mode is ServerMode.EXCLUSIVE and server.session is not session):
                return None
            if server.session is session:
                return server
        if sum(1 for _ in self.by(session)) >= MOST_SERVICES:
            return None
        self._last_id += 1
        server = ServerApp(self._last_id, session, service, mode)
        self._by_service.setdefault(service, {})[server.id] = server
        return server

    def unregister(self, server: ServerApp) -> None:
        """It serves no more."""
        servers = self._by_service[server.service]
        del servers[server.id]
        if not servers:
            del self._by_service[server.service]

    def forget(self, session: Session) -> None:
        """A session is over: it serves no more."""
        for server in tuple(self.by(session)):
            self.unregister(server)

    def by(self, session: Session) -> Iterator[ServerApp]:
        """What a session serves as."""
        return (
            server for servers in self._by_service.values() for server in servers.values() if server.session is session
        )

    def of(self, service: str) -> Iterator[ServerApp]:
        """Who serves as ``service``."""
        return iter(self._by_service.get(service, {}).values())

    def choose(self, service: str) -> tuple[Session, ...]:
        """Who is asked for ``service`` now: all, or the one that was not asked for longest; nobody if there is none."""
        chosen = tuple(self.of(service))
        if not chosen or chosen[0].mode is ServerMode.PARALLEL:
            return tuple(server.session for server in chosen)
        first = chosen[0]
        servers = self._by_service[service]
        servers[first.id] = servers.pop(first.id)
        return (first.session,)
