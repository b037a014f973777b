"""The open sessions, and finding them."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ctiproto.constants import CTIService
from ctiserver.engine.sessions.monitors import Monitors
from ctiserver.engine.sessions.server_apps import ServerApps
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import AgentKey, DeviceKey
from ctiserver.site.model import Team


@attrs.define(eq=False)
class TeamMonitor:
    """A session follows the states of a team's members.

    Args:
        id: its MonitorID.
        session: who asked for it.
        team: the team.
    """

    id: int
    session: Session
    team: Team

    @property
    def members(self) -> Iterator[AgentKey]:
        """The agents whose states it tells."""
        return (AgentKey(self.team.peripheral_id, member) for member in self.team.members)


class Registry:
    """The open sessions by everything that events and requests look for.

    It also gives out SessionIDs and MonitorIDs: one space of numbers each, from 1, never given out twice.

    Attributes:
        monitors: what sessions follow beside their own stations and teams.
        server_apps: what sessions do for others.
    """

    def __init__(self) -> None:
        self.monitors = Monitors()
        self.server_apps = ServerApps()
        self._by_client: dict[int, Session] = {}
        self._by_session_id: dict[int, Session] = {}
        self._by_device: dict[DeviceKey, Session] = {}
        self._by_pending: dict[AgentKey, Session] = {}
        self._team_monitors: dict[int, TeamMonitor] = {}
        self._team_monitors_of: dict[AgentKey, dict[int, TeamMonitor]] = {}
        self._by_service: dict[CTIService, dict[int, Session]] = {service: {} for service in CTIService}
        self._last_session_id = 0
        self._last_monitor_id = 0

    def __iter__(self) -> Iterator[Session]:
        """The open sessions, oldest first."""
        return iter(tuple(self._by_client.values()))

    def __getitem__(self, client: int) -> Session:
        """The session on a connection that has one."""
        return self._by_client[client]

    def __len__(self) -> int:
        """How many sessions are open."""
        return len(self._by_client)

    def next_session_id(self) -> int:
        """A SessionID that no session has had."""
        self._last_session_id += 1
        return self._last_session_id

    def next_monitor_id(self) -> int:
        """A MonitorID that no monitor has had."""
        self._last_monitor_id += 1
        return self._last_monitor_id

    def add(self, session: Session) -> None:
        """Enter a session that has just been opened."""
        self._by_client[session.client] = session
        self._by_session_id[session.id] = session
        for service, sessions in self._by_service.items():
            if session.has(service):
                sessions[session.client] = session
        if session.device is not None:
            self._by_device[session.device] = session
        if session.pending_agent is not None:
            self._by_pending[session.pending_agent] = session

    def remove(self, session: Session) -> None:
        """Strike a session off."""
        del self._by_client[session.client]
        del self._by_session_id[session.id]
        self.monitors.forget(session)
        self.server_apps.forget(session)
        for monitor in self.team_monitors(session):
            self.stop_team_monitor(monitor)
        for sessions in self._by_service.values():
            sessions.pop(session.client, None)
        self.unbind(session)
        if session.pending_agent is not None and self._by_pending.get(session.pending_agent) is session:
            del self._by_pending[session.pending_agent]

    def bind(self, session: Session, device: DeviceKey) -> None:
        """Associate a session with a station."""
        session.device = device
        self._by_device[device] = session

    def unbind(self, session: Session) -> None:
        """End a session's association with its station, if it has one."""
        if session.device is not None and self._by_device.get(session.device) is session:
            del self._by_device[session.device]
        session.device = None

    def of_client(self, client: int) -> Session | None:
        """The session on a connection."""
        return self._by_client.get(client)

    def of_session_id(self, session_id: int) -> Session | None:
        """The session of that number."""
        return self._by_session_id.get(session_id)

    def at_device(self, device: DeviceKey) -> Session | None:
        """The session that is associated with a station."""
        return self._by_device.get(device)

    def waiting_for(self, agent: AgentKey) -> Session | None:
        """The session that binds to a station when ``agent`` signs in there, or follows him because it was named so."""
        return self._by_pending.get(agent)

    def of_agent(self, agent: AgentKey, device: DeviceKey) -> Session | None:
        """The CLIENT_EVENTS session of an agent who is, or was until now, at ``device``."""
        return self._by_device.get(device) or self._by_pending.get(agent)

    def bridges(self) -> Iterator[Session]:
        """The sessions that see all events, oldest first."""
        return self.with_service(CTIService.SERVICE_ALL_EVENTS)

    def with_service(self, service: CTIService) -> Iterator[Session]:
        """The sessions that were granted ``service``, oldest first."""
        return iter(self._by_service[service].values())

    # --- team monitors -----------------------------------------------------------------------------------------------

    def start_team_monitor(self, session: Session, team: Team) -> TeamMonitor:
        """From now on a session hears of the states of a team's members."""
        monitor = TeamMonitor(self.next_monitor_id(), session, team)
        self._team_monitors[monitor.id] = monitor
        self._follow_members(monitor)
        return monitor

    def stop_team_monitor(self, monitor: TeamMonitor) -> None:
        """A monitor hears nothing any more."""
        del self._team_monitors[monitor.id]
        monitor.session.last_agent_states.pop(monitor.id, None)
        self._leave_members(monitor)

    def change_team(self, monitor: TeamMonitor, team: Team) -> None:
        """A monitor's team has other members, or another name, from now on."""
        self._leave_members(monitor)
        monitor.team = team
        self._follow_members(monitor)

    def _follow_members(self, monitor: TeamMonitor) -> None:
        for agent in monitor.members:
            self._team_monitors_of.setdefault(agent, {})[monitor.id] = monitor

    def _leave_members(self, monitor: TeamMonitor) -> None:
        for agent in monitor.members:
            monitors = self._team_monitors_of[agent]
            del monitors[monitor.id]
            if not monitors:
                del self._team_monitors_of[agent]

    def team_monitors(self, session: Session) -> tuple[TeamMonitor, ...]:
        """The team monitors of a session, oldest first."""
        return tuple(monitor for monitor in self._team_monitors.values() if monitor.session is session)

    def team_monitors_of(self, agent: AgentKey) -> Iterator[TeamMonitor]:
        """The monitors that hear of an agent, oldest first."""
        return iter(self._team_monitors_of.get(agent, {}).values())
