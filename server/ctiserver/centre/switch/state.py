"""What all rooms of the switch share: the calls, stations, agents, lines, timers and counters of a site.

The rooms are functions that take the floor and change it; what they have to tell they put into ``floor.events``.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiproto.constants import AgentState, ConnectionDeviceIDType, ControlFailureCode, DeviceIDType
from ctiserver.centre.switch.agents import Agent, Condition, condition
from ctiserver.centre.switch.calls import FIRST_CALL_ID, Call, Connection, Contact, station_connection_id
from ctiserver.centre.switch.devices import Stations, TrunkPool, stations_of, trunk_devices
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import AgentStateChanged, Event, GroupState
from ctiserver.centre.switch.identifiers import ConnectionID, Device
from ctiserver.centre.switch.routing import Router
from ctiserver.centre.switch.timers import Timer, TimerKind, Timers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctiproto.constants import CallDirection, CallType, LineType
    from ctiserver.centre.switch.announced_calls import ExpectedCall
    from ctiserver.centre.switch.context import CallData
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.options import Options
    from ctiserver.site.model import Agent as SiteAgent
    from ctiserver.site.model import Site

DAYS_FROM_1600_TO_1970: Final = 135_140
"""The router counts its days from 1 January 1600."""

SECONDS_PER_DAY: Final = 86_400

CONNECTION_TIMERS: Final = (
    TimerKind.RING_NO_ANSWER,
    TimerKind.AUTO_ANSWER,
    TimerKind.FAR_END_ANSWERS,
    TimerKind.FAILED_CALL,
    TimerKind.GREETING,
)
"""What can run for a connection, and ends with it."""

UNKNOWN_PERIPHERAL: Final = ControlFailureCode.UNKNOWN_PID
OFFLINE: Final = ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR
IS_SO_ALREADY: Final = ControlFailureCode.REQUEST_INCOMPATIBLE_WITH_OBJECT
NO_ROUTER: Final = ControlFailureCode.GENERIC_OPERATION_REJECTION


class Floor:
    """The state of the switch."""

    def __init__(self, site: Site, seed: int, options: Options) -> None:
        self.site = site
        self.options = options
        self.settings = site.settings
        self.random = Random(seed)  # noqa: S311 - a simulation wants to be predictable
        self.now = 0.0
        self.events: list[Event] = []
        self.timers: Timers[Timer] = Timers()
        self.router = Router(site)
        self.calls: dict[tuple[int, int], Call] = {}
        self.stations: Stations = {}
        self.agents: dict[tuple[int, str], Agent] = {}
        self.has_controller = True
        self.online = {peripheral.id: peripheral.online for peripheral in site.peripherals}
        self.freed: deque[Agent] = deque()
        self.suspended: list[Timer] = []
        self.expected: dict[tuple[int, str], ExpectedCall] = {}
        self._unreported: dict[Agent, None] = {}
        self._last_call = dict.fromkeys(self.online, FIRST_CALL_ID - 1)
        self._last_party = dict.fromkeys(self.online, 0)
        self._router_day = 0
        self._last_contact = 0
        self._furnish()

    def _furnish(self) -> None:
        """Put there what the site has, and keep what was there already."""
        site = self.site
        self.stations = stations_of(site, self.stations)
        self.agents = {agent.key: self._agent(agent) for agent in site.agents}
        taken: dict[tuple[int, int], list[int]] = {}
        for call in self.calls.values():
            for trunk in (party.trunk for party in call.connections.values() if party.trunk is not None):
                taken.setdefault((call.peripheral_id, trunk.group), []).append(trunk.number)
        self._trunks = {key: TrunkPool(group, taken.get(key, ())) for key, group in site.trunk_groups_by_number.items()}
        self._trunk_pools = {
            peripheral_id: [pool for (owner, _), pool in self._trunks.items() if owner == peripheral_id]
            for peripheral_id in self.online
        }

    def _agent(self, configured: SiteAgent) -> Agent:
        settings = self.site.desk_settings_of(configured)
        station = self.stations[configured.peripheral_id, configured.extension]
        agent = self.agents.get(configured.key)
        if agent is None:
            return Agent(configured, settings, station)
        agent.site, agent.settings = configured, settings
        if not agent.signed_in:
            agent.station = station
        return agent

    def refurnish(self, site: Site) -> None:
        """The site is another one from now on; no agent may be available meanwhile, as the router sees it."""
        self.site, self.settings = site, site.settings
        self.router = Router(site, self.router.lines)
        self._furnish()

    # --- what a command names -------------------------------------------------------------------------------------

    def require_online(self, peripheral_id: int) -> None:
        """Refuse everything at a peripheral that is unknown or cannot be reached."""
        online = self.online.get(peripheral_id)
        if online is None:
            raise Refused(UNKNOWN_PERIPHERAL)
        if not online:
            raise Refused(OFFLINE)

    def station(self, peripheral_id: int, name: str) -> Station:
        """The station of that extension or instrument; refused (12) if there is none."""
        station = self.stations.get((peripheral_id, name))
        if station is None:
            raise Refused(ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER)
        if not station.in_service:
            raise Refused(ControlFailureCode.RESOURCE_OUT_OF_SERVICE)
        return station

    def call(self, peripheral_id: int, call_id: int) -> Call:
        """The call of that number, as long as anything is associated with it; refused (11) if there is none."""
        call = self.calls.get((peripheral_id, call_id))
        if call is None:
            raise Refused(ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER)
        return call

    # --- calls and their connections ------------------------------------------------------------------------------

    def new_call(
        self, peripheral_id: int, call_type: CallType, calling: Device, called: Device, data: CallData
    ) -> Call:
        """A call without connections, under the next number of its peripheral."""
        call_id = self._last_call[peripheral_id] = self._last_call[peripheral_id] + 1
        call = Call(
            id=call_id,
            peripheral_id=peripheral_id,
            call_type=call_type,
            calling=calling,
            called=called,
            began_at=self.now,
            data=data,
        )
        self.calls[peripheral_id, call_id] = call
        return call

    def new_contact(self) -> Contact:
        """A contact that is new to the router."""
        day = int(self.now // SECONDS_PER_DAY) + DAYS_FROM_1600_TO_1970
        if day != self._router_day:
            self._router_day, self._last_contact = day, 0
        self._last_contact += 1
        return Contact(day, self._last_contact)

    def add_station(
        self,
        call: Call,
        station: Station,
        line_type: LineType,
        direction: CallDirection,
        skill_group: SkillGroupRef,
    ) -> Connection:
        """A connection of ``station`` and of whoever is signed in there joins ``call``, its state still NULL."""
        connection = Connection(
            id=station_connection_id(call, station),
            call=call,
            device=station.device,
            line_type=line_type,
            station=station,
            agent=station.agent,
            direction=direction,
            skill_group=skill_group,
            since=self.now,
        )
        call.add(connection)
        station.connections[call.id] = connection
        if station.agent is not None:
            station.agent.connections[call.id] = connection
        return connection

    def add_outside_party(self, call: Call, number: str, line_type: LineType) -> Connection:
        """A connection of somebody outside joins ``call``, its state still NULL."""
        party = self._last_party[call.peripheral_id] = self._last_party[call.peripheral_id] + 1
        connection = Connection(
            id=ConnectionID(call.id, f"X{party}", ConnectionDeviceIDType.DYNAMIC),
            call=call,
            device=Device(DeviceIDType.EXTERNAL, number),
            line_type=line_type,
            since=self.now,
        )
        call.add(connection)
        return connection

    def detach(self, connection: Connection) -> None:
        """A connection that is NULL is forgotten, and its timers with it."""
        for kind in CONNECTION_TIMERS:
            self.timers.stop(connection_timer(kind, connection))
        self._unseat(connection)
        if connection.trunk is not None:
            pool = self._trunks.get((connection.call.peripheral_id, connection.trunk.group))
            if pool is not None:
                pool.give_back(connection.trunk)

    def _unseat(self, connection: Connection) -> None:
        call = connection.call
        call.remove(connection)
        if connection.station is not None:
            del connection.station.connections[call.id]
        if connection.agent is not None:
            del connection.agent.connections[call.id]

    def move(self, connection: Connection, into: Call) -> None:
        """A connection goes over into another call, with its timers, and is called differently there."""
        before = {kind: connection_timer(kind, connection) for kind in CONNECTION_TIMERS}
        self._unseat(connection)
        connection.call = into
        connection.id = evolve(connection.id, call_id=into.id)
        into.add(connection)
        if connection.station is not None:
            connection.station.connections[into.id] = connection
        if connection.agent is not None:
            connection.agent.connections[into.id] = connection
        for kind, timer in before.items():
            self.timers.rename(timer, connection_timer(kind, connection))

    # --- trunks ---------------------------------------------------------------------------------------------------

    def trunk_pools(self, peripheral_id: int, group: int | None = None) -> list[TrunkPool]:
        """The trunk groups of a peripheral, or the one named; refused (282) if the one named is not there."""
        if group is None:
            return self._trunk_pools[peripheral_id]
        if (peripheral_id, group) not in self._trunks:
            raise Refused(ControlFailureCode.INVALID_TRUNK_ID_SPECIFIED)
        return [self._trunks[peripheral_id, group]]

    def occupy_trunk(self, party: Connection, pool: TrunkPool) -> tuple[Device, ...]:
        """An outside ``party`` has a free trunk of ``pool`` until it leaves; the devices that are new to its call."""
        party.trunk = pool.take()
        devices = tuple(device for device in trunk_devices(party.trunk) if device not in party.call.entry)
        party.call.enter(devices)
        return devices

    # --- agents ---------------------------------------------------------------------------------------------------

    def signed_out(self, agent: Agent) -> Condition:
        """How an agent is who is not there: signed out of every group that he is assigned to."""
        peripheral_id = agent.site.peripheral_id
        refs = (
            self.router.group(peripheral_id, number) for number in sorted(self.site.groups_at_the_telephone(agent.site))
        )
        return Condition(groups=tuple(GroupState(group, AgentState.LOGOUT) for group in refs))

    @contextmanager
    def as_one(self, *agents: Agent | None) -> Iterator[None]:
        """What ``agents`` go through meanwhile is one step: only how they are afterwards is reported."""
        mine = [agent for agent in agents if agent is not None and agent not in self._unreported]
        self._unreported.update(dict.fromkeys(mine))
        try:
            yield
        finally:
            for agent in mine:
                del self._unreported[agent]
        for agent in mine:
            self.report(agent)

    def report(self, agent: Agent) -> None:
        """Say how ``agent`` is now, if anything about it differs from what was said last."""
        if agent in self._unreported:
            return
        now = condition(agent)
        before = agent.reported
        if now == before:
            return
        if now.state is not before.state:
            agent.since = self.now
        agent.reported = now
        self.events.append(state_event(agent, now, before.state, self.now))
        self._follow(agent, before, now)

    def _follow(self, agent: Agent, before: Condition, now: Condition) -> None:
        """What hangs on an agent's state: his place among the available ones, and the inactivity timer."""
        if before.state is AgentState.AVAILABLE:
            self.router.becomes_busy(agent)
        if now.state is AgentState.AVAILABLE:
            self.router.becomes_idle(agent)
            self.freed.append(agent)
        if AgentState.NOT_READY in (before.state, now.state):
            self.watch_inactivity(agent)

    def watch_inactivity(self, agent: Agent) -> None:
        """Count anew, from now, for how long ``agent`` may be in NOT_READY, if he is and there is a limit."""
        patience = agent.settings.logout_non_activity_time
        timer = Timer(TimerKind.INACTIVITY, agent.site.peripheral_id, agent_id=agent.site.id)
        if agent.state is AgentState.NOT_READY and patience:
            self.timers.start(timer, self.now + patience)
        else:
            self.timers.stop(timer)


def connection_timer(kind: TimerKind, connection: Connection) -> Timer:
    """A timer of one connection."""
    return Timer(kind, connection.call.peripheral_id, connection.call.id, connection.id.device_id)


def state_event(
    agent: Agent, told: Condition, previous: AgentState, now: float, duration: int = 0
) -> AgentStateChanged:
    """The event that reports ``agent`` in condition ``told``."""
    station = agent.station
    return AgentStateChanged(
        at=now,
        peripheral_id=agent.site.peripheral_id,
        agent_id=agent.site.id,
        icm_agent_id=agent.site.icm_agent_id,
        device=station.device,
        extension=station.extension,
        instrument=station.instrument,
        state=told.state,
        previous=previous,
        groups=told.groups,
        reason_code=told.reason_code,
        direction=told.direction,
        tasks=len(agent.connections),
        duration=told.duration,
        next_state=told.next_state,
        state_duration=duration,
    )
