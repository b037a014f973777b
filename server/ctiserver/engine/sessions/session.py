"""One open session.  Guide: Session Management."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, Final

import attrs

from ctiproto.constants import AgentStateMask, CallMsgMask, ConfigMsgMask, CTIService
from ctiproto.constants.limits import NO_MONITOR
from ctiproto.messages import OpenReq
from ctiproto.versions import Profile
from ctiserver.engine.sessions.bits import has_bit
from ctiserver.engine.sessions.variable_filter import VariableFilter
from ctiserver.site.endpoints import Endpoint
from ctiserver.site.keys import AgentKey, CallKey, DeviceKey
from ctiserver.site.model import Site


@attrs.frozen
class AgentItems:
    """The agent that a client names, by any of login id, extension and instrument."""

    agent_id: str | None = None
    extension: str | None = None
    instrument: str | None = None

    def __bool__(self) -> bool:
        """Whether at least one of the three is given."""
        return not (self.agent_id is None and self.extension is None and self.instrument is None)


NOBODY: Final = AgentItems()
"""No agent is named."""

_NONE: Final[frozenset[Any]] = frozenset()
"""The one empty set of thousands of sessions: each that is made anew takes 216 bytes."""


@attrs.define(eq=False, kw_only=True, weakref_slot=False)
class Session:
    """A session that a client has opened, with its rights, its agent and its monitors.

    Args:
        client: the connection that it is on.
        id: its SessionID, unique as long as the server lives.
        profile: dialect and protocol version of its messages.
        client_id: as the client gave it.
        signature: what call histories call it.
        address: where it is connected from.
        services: what it was granted.
        call_mask: the call events that it wants.
        agent_mask: the agent states that it wants to hear of.
        config_mask: the configuration changes that it wants.
        peripheral_id: of the agent's peripheral, or ``None`` without CLIENT_EVENTS.
        monitor_id: the implicit monitor of CLIENT_EVENTS, or 0.
        named: the agent as OPEN_REQ named them.
        agent: who that was then; ``None`` without CLIENT_EVENTS, or if no agent was at the station named.
        device: the station that it is associated with; ``None`` as long as the agent is not there.
        pending_agent: the agent whose next sign-on binds the session to a station.
        teams: the teams that it supervises, with SUPERVISOR: those of its agent, or all.
        application_path_id: the application path that it was opened for, if any.
        variable_filter: the variables that it wants; ``None``: all of them.
        standby_request: what asked for it, as long as the other side is the active one; then it is worked out anew
            which agent it follows.
        wants_config: whether it sent CONFIG_REQUEST_EVENT.
        wants_teams: whether it sent TEAM_CONFIG_REQ.
        config_peripheral_id: the one peripheral that it wants the configuration of; ``None``: all.
        tolerated: what was wrong with its messages where the site tolerates it, of which the log tells once.
        last_agent_states: what was last sent on each monitor about each agent, for
            IGNORE_DUPLICATE_AGENT_EVENTS.
    """

    client: int
    id: int
    profile: Profile
    client_id: str
    signature: str
    address: Endpoint
    services: CTIService
    call_mask: CallMsgMask
    agent_mask: AgentStateMask
    config_mask: ConfigMsgMask
    peripheral_id: int | None = None
    monitor_id: int = NO_MONITOR
    named: AgentItems = NOBODY
    agent: AgentKey | None = None
    device: DeviceKey | None = None
    pending_agent: AgentKey | None = None
    teams: frozenset[int] = _NONE
    application_path_id: int | None = None
    variable_filter: VariableFilter | None = None
    standby_request: OpenReq | None = attrs.field(default=None, repr=False)
    wants_config: bool = False
    wants_teams: bool = False
    config_peripheral_id: int | None = None
    tolerated: frozenset[str] = _NONE
    last_agent_states: dict[int, dict[AgentKey, tuple[object, ...]]] = attrs.field(factory=dict)
    _released: set[CallKey] | None = attrs.field(default=None, init=False)
    _claims: set[AgentKey] | None = attrs.field(default=None, init=False)
    _stations: set[DeviceKey] | None = attrs.field(default=None, init=False)

    @property
    def version(self) -> int:
        """The protocol version that it speaks."""
        return self.profile.version

    def has(self, service: CTIService) -> bool:
        """Whether ``service`` was granted."""
        return has_bit(self.services, service)

    def has_all(self, services: CTIService) -> bool:
        """Whether each of ``services`` was granted."""
        bits: int = services._value_
        return self.services._value_ & bits == bits

    @property
    def released(self) -> AbstractSet[CallKey]:
        """The calls that it said it is done with, as long as it is associated with them."""
        return self._released or _NONE

    def release(self, call: CallKey) -> None:
        """Count a call among those that it is done with."""
        self._released = self._released or set()
        self._released.add(call)

    def end_release(self, call: CallKey) -> None:
        """Count a call no longer among those that it is done with: it is associated with it no longer."""
        if self._released is not None:
            self._released.discard(call)

    @property
    def claims(self) -> AbstractSet[AgentKey]:
        """The simulated agents that it has taken over."""
        return self._claims or _NONE

    def claim(self, agent: AgentKey) -> None:
        """Count a simulated agent among those that it has taken over."""
        self._claims = self._claims or set()
        self._claims.add(agent)

    @property
    def stations(self) -> AbstractSet[DeviceKey]:
        """The stations that it speaks for: that which it follows, and those that it has acted for."""
        own = _NONE if self.device is None else frozenset((self.device,))
        return own | self._stations if self._stations else own

    def act_for(self, station: DeviceKey) -> None:
        """Count a station among those that it speaks for."""
        if station != self.device:
            self._stations = self._stations or set()
            self._stations.add(station)

    def as_logged(self) -> dict[str, object]:
        """The fields of a log record about the session."""
        return {
            "session": self.id,
            "client": self.client,
            "client_id": self.client_id,
            "signature": self.signature,
            "host": self.address.host,
        }

    def supervised(self, site: Site) -> frozenset[int]:
        """The ids of the teams that it supervises, with SUPERVISOR: its agent's, or all without CLIENT_EVENTS."""
        if not self.has(CTIService.SERVICE_SUPERVISOR):
            return _NONE
        if not self.is_client_events:
            return frozenset(site.teams_by_id)
        teams = () if self.agent is None else site.teams_by_supervisor.get(self.agent, ())
        return frozenset(team.id for team in teams)

    @property
    def is_standby(self) -> bool:
        """Whether it waits for its side to become the active one; until then it is sent no events."""
        return self.standby_request is not None

    @property
    def is_client_events(self) -> bool:
        """Whether it follows one station: it has CLIENT_EVENTS."""
        return self.has(CTIService.SERVICE_CLIENT_EVENTS)

    @property
    def is_bridge(self) -> bool:
        """Whether it is sent all events: it has ALL_EVENTS."""
        return self.has(CTIService.SERVICE_ALL_EVENTS)
