"""The state of the switch: the calls, stations, agents, queues, timers and counters of a site.

The other modules are functions that take this state and change it.  What happened is told by ``SwitchState.tell``, in
the order in which clients are to hear it.  How agents are is told by ``SwitchState.reporting``: what is done to an
agent stands in such a block, at the end of which the agent is reported if anything about them is different.
"""

from __future__ import annotations

from collections import deque
from random import Random
from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiproto.constants import AgentState, ConnectionDeviceIDType, ControlFailureCode, DeviceIDType
from ctiserver.centre.switch import reports
from ctiserver.centre.switch.agent_state import condition
from ctiserver.centre.switch.call_numbers import CallNumbers
from ctiserver.centre.switch.conditions import Condition
from ctiserver.centre.switch.contacts import Contacts
from ctiserver.centre.switch.devices import Stations, TrunkGroups, TrunkPool, stations_of, trunk_devices
from ctiserver.centre.switch.errors import OFFLINE, UNKNOWN_PERIPHERAL, Refused
from ctiserver.centre.switch.events import AgentStateChanged, CallEvent, Event
from ctiserver.centre.switch.identifiers import ConnectionID, Device
from ctiserver.centre.switch.model import Agent, AnnouncedCall, Call, Connection, Contact
from ctiserver.centre.switch.party_names import PartyNames
from ctiserver.centre.switch.profiles import profiles_of
from ctiserver.centre.switch.reporting import Reporting, tell_of_agent, watch_inactivity
from ctiserver.centre.switch.routing import Router
from ctiserver.centre.switch.timers import Timer, TimerKind, Timers

if TYPE_CHECKING:
    from ctiproto.constants import CallDirection, CallType, LineType
    from ctiserver.centre.switch.context import CallData
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.model import Station
    from ctiserver.site.model import Agent as SiteAgent
    from ctiserver.site.model import Site, TextKey

CONNECTION_TIMERS: Final = (
    TimerKind.RING_NO_ANSWER,
    TimerKind.AUTO_ANSWER,
    TimerKind.FAR_END_ANSWERS,
    TimerKind.FAILED_CALL,
    TimerKind.GREETING,
)
"""Timers that a connection can have, in the order in which they go over with it into another call."""


class SwitchState:
    """All that the switch knows.

    Args:
        site: the site to begin with; its settings are looked up in ``settings`` and nowhere else.
        seed: what chance comes from.
        began: when the site began; ``None``: with its first call.

    Attributes:
        now: The latest time that the switch was told.
        events: What happened and has not been taken yet.
        calls: The calls that live or that a stream is still associated with, by peripheral and number, oldest first.
        unheard: Those of them that no client hears of yet, because no device that is monitored has part in them.
        present_legs: The call as which a contact goes on, by peripheral and the number of an earlier one of it.
        announced: The calls that the router announced, by peripheral and the number that each is expected on.
        has_controller: Whether the central controller can be reached.
        online: Whether the link to each peripheral is up.
        call_numbers: Where calls get their numbers.
        contacts: Where contacts get theirs.
        party_names: Where connections of outside parties get their names.
        profiles: The rules of each peripheral, by its type.
        became_available: Agents who became available and have not been offered a waiting call yet.
        suspended_timers: Timers that ran out at a peripheral that was off-line.
        delayed: Reports of agents that are told later, the earliest first.
        reported_later: Agents of ``reporting`` blocks that have not ended yet.
    """

    def __init__(self, site: Site, seed: int, began: float | None = None) -> None:
        self.site = site
        self.settings = site.settings
        self.random = Random(seed)  # noqa: S311 - a simulation wants to be predictable
        self.now = 0.0
        self.events: list[Event] = []
        self.timers: Timers[Timer] = Timers()
        self.router = Router(site)
        self.calls: dict[tuple[int, int], Call] = {}
        self.unheard: set[tuple[int, int]] = set()
        self.present_legs: dict[tuple[int, int], Call] = {}
        self.stations: Stations = {}
        self.agents: dict[tuple[int, str], Agent] = {}
        self.has_controller = True
        self.online = {peripheral.id: peripheral.online for peripheral in site.peripherals}
        self.became_available: deque[Agent] = deque()
        self.suspended_timers: list[Timer] = []
        self.announced: dict[tuple[int, str], AnnouncedCall] = {}
        self.delayed: deque[AgentStateChanged] = deque()
        self.reported_later: set[Agent] = set()
        self.call_numbers = CallNumbers(seed, began)
        self.party_names = PartyNames()
        self.contacts = Contacts()
        self._apply_site(stations_of(site, self.stations))

    def _apply_site(self, stations: Stations) -> None:
        """Add what the site has, keep what was there already, and forget what the site does not have."""
        site = self.site
        self.profiles = profiles_of(site)
        self.stations = stations
        self.agents = {key: self._agent(key, agent) for key, agent in site.agents_by_id.items()}
        self._trunks = TrunkGroups(site.trunk_groups_by_number, self.calls.values())

    def _agent(self, key: TextKey, configured: SiteAgent) -> Agent:
        settings = self.site.desk_settings_of(configured)
        station = self.stations[configured.peripheral_id, configured.extension]
        agent = self.agents.get(key)
        if agent is None:
            return Agent(configured, settings, station, self.profiles[configured.peripheral_id])
        agent.site, agent.settings, agent.profile = configured, settings, self.profiles[configured.peripheral_id]
        if not agent.signed_in:
            agent.station = station
        return agent

    def replace_site(self, site: Site, stations: Stations) -> None:
        """Go by another site from now on; ``stations`` are those that it has.

        The router must know of no available agent meanwhile: it keeps its queues, but not its lists of agents.
        """
        self.site, self.settings = site, site.settings
        self.router = Router(site, self.router.queues)
        self._apply_site(stations)

    # --- what happened --------------------------------------------------------------------------------------------

    def tell(self, event: Event) -> None:
        """Put ``event`` behind all that happened before, unless it is of a call that no client hears of."""
        if not (self.unheard and isinstance(event, CallEvent) and self._is_unheard(event)):
            self.events.append(event)

    def _is_unheard(self, event: CallEvent) -> bool:
        return (event.peripheral_id, event.connection.call_id) in self.unheard

    def take_events(self) -> list[Event]:
        """Take out the events since the last call."""
        events, self.events = self.events, []
        return events

    # --- what a command names -------------------------------------------------------------------------------------

    def require_online(self, peripheral_id: int) -> None:
        """Refuse everything at a peripheral that is unknown (1004) or off-line (267)."""
        online = self.online.get(peripheral_id)
        if online is None:
            raise Refused(UNKNOWN_PERIPHERAL)
        if not online:
            raise Refused(OFFLINE)

    def station(self, peripheral_id: int, name: str) -> Station:
        """The station with an extension or instrument.

        Raises:
            Refused: there is none (12), or it is out of service (34).
        """
        station = self.stations.get((peripheral_id, name))
        if station is None:
            raise Refused(ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER)
        if not station.in_service:
            raise Refused(ControlFailureCode.RESOURCE_OUT_OF_SERVICE)
        return station

    def call(self, peripheral_id: int, call_id: int) -> Call:
        """The call with a number, as long as a stream is associated with it.

        Raises:
            Refused: there is none (11).
        """
        call = self.calls.get((peripheral_id, call_id))
        if call is None:
            raise Refused(ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER)
        return call

    # --- calls and their connections ------------------------------------------------------------------------------

    def new_call(
        self,
        peripheral_id: int,
        call_type: CallType,
        calling: Device,
        called: Device,
        data: CallData,
        *,
        made_by_gateway: bool = False,
    ) -> Call:
        """A call without connections, under a number of its own.

        ``made_by_gateway`` says that no telephone places it, but the peripheral gateway in somebody's stead.
        """
        call_id = self._next_number(peripheral_id, made_by_gateway=made_by_gateway)
        call = Call(
            id=call_id,
            peripheral_id=peripheral_id,
            call_type=call_type,
            calling=calling,
            called=called,
            began_at=self.now,
            data=data,
            monitored_alone=self.profiles[peripheral_id].monitored_alone,
        )
        self.calls[peripheral_id, call_id] = call
        if call.monitored_alone:
            self.unheard.add((peripheral_id, call_id))
        return call

    def renumber(self, call: Call) -> None:
        """Give ``call`` another number, by which its connections, their timers and its associations go from then on."""
        connections = list(call.connections.values())
        timers = [(each, kind, _timer(kind, each)) for each in connections for kind in each.timers]
        for each in connections:
            self._unseat(each)
        del self.calls[call.peripheral_id, call.id]
        call.renumber(self._next_number(call.peripheral_id))
        self.calls[call.peripheral_id, call.id] = call
        for each in connections:
            each.id = evolve(each.id, call_id=call.id)
            call.add(each)
            self._seat(each)
        for each, kind, timer in timers:
            self.timers.rename(timer, _timer(kind, each))

    def _next_number(self, peripheral_id: int, *, made_by_gateway: bool = False) -> int:
        profile = self.profiles[peripheral_id]
        return self.call_numbers.next(peripheral_id, profile, self.now, self._lives, made_by_gateway=made_by_gateway)

    def _lives(self, call_id: int) -> bool:
        return any((peripheral_id, call_id) in self.calls for peripheral_id in self.online)

    def new_contact(self, peripheral_id: int) -> Contact:
        """A contact under the next number of the day, which begins at midnight UTC."""
        return self.contacts.new(self.now, self.profiles[peripheral_id])

    def add_station(
        self,
        call: Call,
        station: Station,
        line_type: LineType,
        direction: CallDirection,
        skill_group: SkillGroupRef,
        *,
        attended: bool = True,
    ) -> Connection:
        """Add a connection of ``station`` to ``call``; its state is NULL.

        It is that of the agent there as well, unless it is not ``attended``, because no telephone has part in it.
        """
        connection = Connection(
            id=ConnectionID(call.id, station.extension, ConnectionDeviceIDType.STATIC),
            call=call,
            device=station.device,
            line_type=line_type,
            station=station,
            agent=station.agent if attended else None,
            direction=direction,
            skill_group=skill_group,
            since=self.now,
        )
        call.add(connection)
        self._seat(connection)
        return connection

    def add_outside_party(self, call: Call, number: str, line_type: LineType) -> Connection:
        """Add a connection of an outside party to ``call``; its state is NULL."""
        connection = Connection(
            id=ConnectionID(call.id, self.party_names.of(self, call, number), ConnectionDeviceIDType.DYNAMIC),
            call=call,
            device=Device(DeviceIDType.EXTERNAL, number),
            line_type=line_type,
            since=self.now,
        )
        call.add(connection)
        return connection

    def detach(self, connection: Connection) -> None:
        """Forget a connection that is NULL, with its timers and its trunk."""
        for kind in connection.timers:
            self.timers.stop(_timer(kind, connection))
        self._unseat(connection)
        if connection.trunk is not None:
            self._trunks.give_back(connection.call.peripheral_id, connection.trunk)

    def move(self, connection: Connection, into: Call) -> None:
        """Let a connection go over into another call, with its timers; its ConnectionCallID changes by that."""
        before = {kind: _timer(kind, connection) for kind in CONNECTION_TIMERS if kind in connection.timers}
        self._unseat(connection)
        connection.call = into
        name = connection.id.device_id
        if name in into.connections:
            name = self.party_names.of(self, into, connection.device.id)
        connection.id = ConnectionID(into.id, name, connection.id.device_id_type)
        into.add(connection)
        self._seat(connection)
        for kind, timer in before.items():
            self.timers.rename(timer, _timer(kind, connection))

    def _seat(self, connection: Connection) -> None:
        if connection.station is not None:
            connection.station.connections[connection.call.id] = connection
        if connection.agent is not None:
            connection.agent.connections[connection.call.id] = connection

    def _unseat(self, connection: Connection) -> None:
        call = connection.call
        call.remove(connection)
        if connection.station is not None:
            del connection.station.connections[call.id]
        if connection.agent is not None:
            del connection.agent.connections[call.id]

    def start_timer(self, kind: TimerKind, connection: Connection, deadline: float) -> None:
        """Let a timer of ``connection`` run out at ``deadline``; it ends with the connection."""
        if kind not in connection.timers:
            connection.timers.append(kind)
        self.timers.start(_timer(kind, connection), deadline)

    def stop_timers(self, connection: Connection, *kinds: TimerKind) -> None:
        """Stop timers of ``connection``, as far as they run."""
        for kind in kinds:
            if kind in connection.timers:
                connection.timers.remove(kind)
                self.timers.stop(_timer(kind, connection))

    # --- trunks ---------------------------------------------------------------------------------------------------

    def trunk_pools(self, peripheral_id: int, group: int | None = None) -> list[TrunkPool]:
        """The trunk groups of a peripheral, or the one with a number.

        Raises:
            Refused: there is none with that number (282).
        """
        pools = self._trunks.pools(peripheral_id, group)
        if pools is None:
            raise Refused(ControlFailureCode.INVALID_TRUNK_ID_SPECIFIED)
        return pools

    def occupy_trunk(self, party: Connection, pool: TrunkPool) -> tuple[Device, ...]:
        """Let an outside ``party`` have a free trunk of ``pool`` until it leaves.

        Returns:
            The trunk and the trunk group, as far as the call did not go through them before.
        """
        party.trunk = pool.take()
        devices = tuple(device for device in trunk_devices(party.trunk) if device not in party.call.entry)
        party.call.enter(devices)
        return devices

    # --- reports of agents ----------------------------------------------------------------------------------------

    def reporting(self, *agents: Agent | None) -> Reporting:
        """A block behind which each of ``agents`` is reported, if anything about them is different then.

        What happens within is one step: an agent is reported once, as they are in the end.  Where such blocks stand
        in each other, the outermost decides when.
        """
        return Reporting(self, agents)

    def report(self, agent: Agent | None, *, at_once: bool = False) -> None:
        """Tell how ``agent`` is now, if anything about them differs from what was told last.

        It is for those who lose a connection together, which are reported one after the other when all are gone, and
        ``at_once`` for those who have to be reported within a block; everywhere else ``reporting`` sees to it.
        """
        if agent is None or (agent in self.reported_later and not at_once):
            return
        now = condition(agent)
        before = agent.reported
        if now == before:
            return
        if now.state is not before.state:
            agent.since = self.now
        agent.reported = now
        tell_of_agent(self, reports.agent_state(agent, now, before.state, self.now))
        self._follow(agent, before, now)

    def report_again(self, agent: Agent) -> None:
        """Tell how ``agent`` is now, whether anything is different or not."""
        reported = agent.reported
        self.report(agent)
        if agent.reported is reported:
            tell_of_agent(self, reports.agent_state(agent, reported, reported.state, self.now))

    def _follow(self, agent: Agent, before: Condition, now: Condition) -> None:
        """Do what depends on an agent's state: the place among the available agents, and the inactivity timer."""
        if before.state is AgentState.AVAILABLE:
            self.router.becomes_busy(agent)
        if now.state is AgentState.AVAILABLE:
            self.router.becomes_idle(agent)
            self.became_available.append(agent)
        if AgentState.NOT_READY in (before.state, now.state):
            watch_inactivity(self, agent)


def _timer(kind: TimerKind, connection: Connection) -> Timer:
    return Timer(kind, connection.call.peripheral_id, connection.call.id, connection.id.device_id)
