"""Finds open sessions by connection, SessionID, station, agent and service, and keeps their team monitors."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

import attrs

from ctiproto.constants import CTIService
from ctiserver.engine.sessions.bits import has_bit
from ctiserver.engine.sessions.monitors import Monitors
from ctiserver.engine.sessions.server_apps import ServerApps
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.sessions.variable_filter import VariableFilter
from ctiserver.site.keys import AgentKey, DeviceKey
from ctiserver.site.model import Team

_OWN_EVENTS: Final = CTIService.SERVICE_CLIENT_EVENTS | CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS
"""With one of these, what a session is told depends on itself and not on its masks alone."""


@attrs.define(eq=False)
class TeamMonitor:
    """A monitor on the agent states of a team's members.

    Args:
        id: its MonitorID.
        session: the session that asked for it.
        team: the team.
    """

    id: int
    session: Session
    team: Team

    @property
    def members(self) -> Iterator[AgentKey]:
        """The agents whose states are sent on it."""
        return (AgentKey(self.team.peripheral_id, member) for member in self.team.members)


class Crowd(NamedTuple):
    """Sessions that see all events, and are told each of them in the same bytes.

    Args:
        session: one of them, which stands for all.
        clients: the connections of all of them, oldest first.
        members: the same, to look them up.
    """

    session: Session
    clients: tuple[int, ...]
    members: frozenset[int]


class Bridges(NamedTuple):
    """The sessions that see all events.

    Args:
        crowds: those that are told the same as others.
        others: those that are told things of their own: they follow a station or an agent as well, ask not to hear
            anything twice, or are watched by other sessions.  Oldest first.
    """

    crowds: tuple[Crowd, ...]
    others: tuple[Session, ...]


class Registry:
    """The open sessions, by all that events and requests look for.

    It also gives SessionIDs and MonitorIDs: each counts from 1, and no number is given twice.

    Attributes:
        monitors: the monitors on devices, calls and sessions.
        server_apps: the sessions that are registered as server applications.
        first_lines: the stations whose sessions hear of other lines, too, by those lines.
    """

    def __init__(self) -> None:
        self.monitors = Monitors()
        self.server_apps = ServerApps()
        self.first_lines: Mapping[DeviceKey, DeviceKey] = {}
        self._by_client: dict[int, Session] = {}
        self._by_session_id: dict[int, Session] = {}
        self._by_device: dict[DeviceKey, Session] = {}
        self._by_pending: dict[AgentKey, Session] = {}
        self._team_monitors: dict[Session, dict[int, TeamMonitor]] = {}
        self._team_monitors_of: dict[AgentKey, dict[int, TeamMonitor]] = {}
        self._by_service: dict[CTIService, dict[int, Session]] = {service: {} for service in CTIService}
        self._bridges: Bridges | None = None
        self._watch_changes = 0
        self._last_session_id = 0
        self._last_monitor_id = 0

    def __iter__(self) -> Iterator[Session]:
        """The open sessions, oldest first."""
        return iter(tuple(self._by_client.values()))

    def __getitem__(self, client: int) -> Session:
        """The session on a connection.

        Raises:
            KeyError: it has none.
        """
        return self._by_client[client]

    def __len__(self) -> int:
        """How many sessions are open."""
        return len(self._by_client)

    # fidelity sessions.ids: ours: SessionIDs and MonitorIDs count from 1, and none is given twice.
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
        self._bridges = None
        self._by_client[session.client] = session
        self._by_session_id[session.id] = session
        for service in _services_in(session.services):
            self._by_service[service][session.client] = session
        if session.device is not None:
            self._by_device[session.device] = session
        if session.pending_agent is not None:
            self._by_pending[session.pending_agent] = session

    def remove_client(self, client: int) -> None:
        """Remove the session on a connection, if there still is one."""
        session = self._by_client.get(client)
        if session is not None:
            self.remove(session)

    def remove(self, session: Session) -> None:
        """Remove a session that is over, and all that it follows."""
        self._bridges = None
        del self._by_client[session.client]
        del self._by_session_id[session.id]
        self.monitors.forget(session)
        self.server_apps.forget(session)
        for monitor in self.team_monitors(session):
            self.stop_team_monitor(monitor)
        for service in _services_in(session.services):
            del self._by_service[service][session.client]
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
        """The session on a connection; ``None``: it has none."""
        return self._by_client.get(client)

    def of_session_id(self, session_id: int) -> Session | None:
        """The session with that SessionID; ``None``: there is none."""
        return self._by_session_id.get(session_id)

    def at_device(self, device: DeviceKey) -> Session | None:
        """The session that is associated with a station; ``None``: none is."""
        session = self._by_device.get(device)
        if session is None and device in self.first_lines:
            return self._by_device.get(self.first_lines[device])
        return session

    def is_at(self, session: Session, device: DeviceKey) -> bool:
        """Whether a station is that of a session, or another line of it of which the session hears."""
        return session.device is not None and session.device in (device, self.first_lines.get(device))

    def waiting_for(self, agent: AgentKey) -> Session | None:
        """The session that was opened for an agent without a station, and is bound to one as the agent signs in."""
        return self._by_pending.get(agent)

    def of_agent(self, agent: AgentKey, device: DeviceKey) -> Session | None:
        """The CLIENT_EVENTS session of an agent who is at ``device``, or was until now; ``None``: there is none."""
        return self._by_device.get(device) or self._by_pending.get(agent)

    def register_variables(self, session: Session, variable_filter: VariableFilter) -> None:
        """Let a session hear of these variables alone."""
        self._bridges = None
        session.variable_filter = variable_filter

    def bridges(self) -> Bridges:
        """The sessions that see all events, with those together that are told the same.

        This is worked out when it is asked for and something has changed, so that an event has no work with each of
        thousands of sessions.
        """
        if self._bridges is None or self._watch_changes != self.monitors.watch_changes:
            self._watch_changes = self.monitors.watch_changes
            self._bridges = self._sorted_bridges()
        return self._bridges

    def _sorted_bridges(self) -> Bridges:
        alike: dict[Hashable, list[Session]] = {}
        others: list[Session] = []
        for session in self.with_service(CTIService.SERVICE_ALL_EVENTS):
            if has_bit(session.services, _OWN_EVENTS) or self.monitors.is_watched(session):
                others.append(session)
            else:
                heard = (session.profile, session.variable_filter, session.call_mask, session.agent_mask)
                alike.setdefault((*heard, session.has(CTIService.SERVICE_ACD_LINE_ONLY)), []).append(session)
        return Bridges(tuple(map(_crowd, alike.values())), tuple(others))

    def with_service(self, service: CTIService) -> Iterator[Session]:
        """The sessions that were granted ``service``, oldest first."""
        return iter(self._by_service[service].values())

    def client_monitors(self, *, besides: Session) -> tuple[Session, ...]:
        """The sessions that are told which others open and close, oldest first, beside the one that does."""
        return tuple(each for each in self.with_service(CTIService.SERVICE_CLIENT_MONITOR) if each is not besides)

    # --- team monitors -----------------------------------------------------------------------------------------------

    def start_team_monitor(self, session: Session, team: Team) -> TeamMonitor:
        """Start a monitor on a team."""
        monitor = TeamMonitor(self.next_monitor_id(), session, team)
        self._team_monitors.setdefault(session, {})[monitor.id] = monitor
        self._follow_members(monitor)
        return monitor

    def stop_team_monitor(self, monitor: TeamMonitor) -> None:
        """Stop a team monitor."""
        own = self._team_monitors[monitor.session]
        del own[monitor.id]
        if not own:
            del self._team_monitors[monitor.session]
        monitor.session.last_agent_states.pop(monitor.id, None)
        self._leave_members(monitor)

    def change_team(self, monitor: TeamMonitor, team: Team) -> None:
        """Let a monitor follow a team that has other members now, or another name."""
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
        return tuple(self._team_monitors.get(session, {}).values())

    def team_monitors_of(self, agent: AgentKey) -> Iterator[TeamMonitor]:
        """The team monitors on which an agent's states are sent, oldest first."""
        return iter(self._team_monitors_of.get(agent, {}).values())


def _crowd(sessions: list[Session]) -> Crowd:
    clients = tuple(session.client for session in sessions)
    return Crowd(sessions[0], clients, frozenset(clients))


@lru_cache(maxsize=1024)
def _services_in(services: CTIService) -> tuple[CTIService, ...]:
    """The single services of a mask: sessions have one of a few masks, and to try each bit takes 4 us."""
    return tuple(service for service in CTIService if has_bit(services, service))
