"""The door of the statistics: events of the switch go in, figures of agents and skill groups come out.

Nothing is asked of the switch.  Who has which call follows from the order of events: a part in a call begins when an
agent at a station places or answers it, goes over into another call when the two become one, and ends when its
connection is cleared, the call is over, or the agent signs out.  Each event costs the same, however long the day was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final

from attrs import define, field

from ctiproto.constants import AgentState, CallType, EventCause
from ctiserver.centre.statistics.agents import AgentStatistics, Part
from ctiserver.centre.statistics.call_categories import RESULTS, SUPERVISION, Origin
from ctiserver.centre.statistics.counters import SECOND, Period
from ctiserver.centre.statistics.groups import GroupStatistics
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import SkillGroupRef
from ctiserver.site.model import Site

_LISTENING: Final = (CallType.CALLTYPE_SUPERVISOR_MONITOR, CallType.CALLTYPE_SUPERVISOR_WHISPER)
_BARGE_IN: Final = CallType.CALLTYPE_SUPERVISOR_BARGEIN
_BY_CAUSE: Final = {EventCause.CEC_SUPERVISOR_WHISPER: CallType.CALLTYPE_SUPERVISOR_WHISPER}
_INTERCEPT: Final = CallType.CALLTYPE_SUPERVISOR_INTERCEPT

Key = tuple[int, int]
"""A peripheral, and the number of a call or of a skill group there."""


@define(eq=False)
class _Call:
    """A call that is not over.

    Attributes:
        call_type: the CallType that it counts as for an agent who places or answers it.
        parts: the agents' parts in it, by the device id of the agent's connection.
        queued: the skill groups in whose queues it waits.
    """

    call_type: CallType
    parts: dict[str, Part] = field(factory=dict)
    queued: tuple[GroupStatistics, ...] = ()


class Statistics:
    """The statistics of a site, from the moment at which its switch began."""

    def __init__(self, site: Site) -> None:
        self._groups: dict[Key, GroupStatistics] = {}
        self._agents: dict[tuple[int, str], AgentStatistics] = {}
        self._follow_site(site)
        self._agents_by_station: dict[tuple[int, str], AgentStatistics] = {}
        self._calls: dict[Key, _Call] = {}
        self._going_on: dict[Key, dict[str, Part]] = {}
        """Parts in a call that is over, by the call that begins next and that they go on in."""

    # --- what comes out -----------------------------------------------------------------------------------------------

    def agent(self, peripheral_id: int, agent_id: str, period: Period, now: float) -> Mapping[str, int]:
        """The figures of an agent who has signed in before; what is not there is 0.

        Args:
            peripheral_id: the agent's peripheral.
            agent_id: the agent's login id there.
            period: the session or today.
            now: seconds since 1970.

        Raises:
            KeyError: the agent has not signed in yet.
        """
        return self._agents[peripheral_id, agent_id].figures(period, _moment(now))

    def group(self, peripheral_id: int, number: int, period: Period, now: float) -> Mapping[str, int]:
        """The figures of a skill group at this moment, or in a period that the clock sets; what is not there is 0.

        Args:
            peripheral_id: the group's peripheral.
            number: its SkillGroupNumber there.
            period: this moment, or any but the session.
            now: seconds since 1970.

        Raises:
            KeyError: the site has no such group.
        """
        return self._groups[peripheral_id, number].figures(period, _moment(now))

    # --- what goes in -------------------------------------------------------------------------------------------------

    def observe(self, events: Iterable[e.Event]) -> None:
        """Count what happened in the switch, in this order."""
        for event in events:
            handler = self._HANDLERS.get(type(event))
            if handler is not None:
                handler(self, event, _moment(event.at))

    # --- the site -----------------------------------------------------------------------------------------------------

    def _follow_site(self, site: Site) -> None:
        """Keep statistics of the groups of a site, new ones from 0 on, and drop those of groups and agents it lacks."""
        groups = site.skill_groups_by_number
        self._groups = {key: self._groups.get(key) or GroupStatistics() for key in groups}
        self._default_groups = frozenset(self._groups[key] for key, group in groups.items() if group.default)
        self._agents = {key: agent for key, agent in self._agents.items() if key in site.agents_by_id}

    def _reconfigured(self, event: e.SiteReconfigured, _now: int) -> None:
        self._follow_site(event.after)
        for agent in self._agents.values():
            agent.default_group = self._default_group(agent)

    # --- agents -------------------------------------------------------------------------------------------------------

    def _agent_changed(self, event: e.AgentStateChanged, now: int) -> None:
        peripheral_id = event.peripheral_id
        key = (peripheral_id, event.agent_id)
        agent = self._agents.get(key)
        if agent is None:  # not by setdefault, which would be given new counters at every event, to drop them again
            agent = self._agents[key] = AgentStatistics()
        station = (peripheral_id, event.device.id)
        if event.state is AgentState.LOGOUT:
            self._agents_by_station.pop(station, None)
        else:
            self._agents_by_station[station] = agent
        groups = {self._groups[peripheral_id, told.skill_group.number]: told.state for told in event.groups}
        agent.change_state(event.state, groups, event.direction, now)
        agent.default_group = self._default_group(agent)

    def _default_group(self, agent: AgentStatistics) -> GroupStatistics | None:
        """The group that an agent's work for no group is counted for: the one marked as default, else the first."""
        marked = (group for group in agent.groups if group in self._default_groups)
        return next(marked, next(iter(agent.groups), None))

    # --- parts in calls -----------------------------------------------------------------------------------------------

    def _began(self, event: e.CallBegan, _now: int) -> None:
        key = _call_key(event)
        if key not in self._calls:
            self._calls[key] = _Call(event.context.call_type, self._going_on.pop(key, {}))

    def _originated(self, event: e.CallOriginated, now: int) -> None:
        self._begin_part(event, event.skill_group, Origin.PLACED, now)

    def _established(self, event: e.CallEstablished, now: int) -> None:
        call = self._calls[_call_key(event)]
        if call.call_type in _LISTENING:
            # The event names the agent who is listened to as answering: that agent has no part in this call.
            for part in call.parts.values():
                part.supervised = self._agents_by_station.get((event.peripheral_id, event.answering.id))
                # Not everywhere does the type of the call tell whispering from listening.
                part.call_type = _BY_CAUSE.get(event.cause, part.call_type)
        else:
            self._begin_part(event, event.skill_group, Origin.ANSWERED, now)

    def _begin_part(self, event: e.ConnectionEvent, group: SkillGroupRef, origin: Origin, now: int) -> None:
        """Begin a part in the call for the agent who is signed in at the station of the connection, if one is."""
        agent = self._agents_by_station.get((event.peripheral_id, event.connection.device_id))
        if agent is None:
            return
        call = self._calls[_call_key(event)]
        own = self._groups.get((event.peripheral_id, group.number))
        part = Part(
            agent=agent,
            group=own if own in agent.groups else agent.default_group,
            origin=origin,
            call_type=call.call_type,
            began=now,
        )
        call.parts[event.connection.device_id] = part
        agent.begin_part(part)

    def _held(self, event: e.CallHeld, now: int) -> None:
        part = self._part(event)
        if part is not None:
            part.hold(now)

    def _retrieved(self, event: e.CallRetrieved, now: int) -> None:
        part = self._part(event)
        if part is not None:
            part.retrieve(now)

    def _failed(self, event: e.CallFailed, _now: int) -> None:
        part = self._part(event)
        if part is not None:
            part.failed = True

    def _part(self, event: e.CallEvent) -> Part | None:
        """The part that an agent has by the connection that an event names, if an agent has one by it."""
        return self._calls[_call_key(event)].parts.get(event.connection.device_id)

    def _updated(self, event: e.CallDataUpdated, _now: int) -> None:
        renamed = event.connection.call_id != event.new_connection.call_id
        if renamed and event.to_all:
            # The call itself has another number: it is a conference now.
            self._calls[event.peripheral_id, event.new_connection.call_id] = self._calls.pop(_call_key(event))
            return
        call = self._calls.get(_call_key(event))
        call_type = event.context.call_type
        if call is None or renamed or "call_type" not in event.changed or call_type in RESULTS:
            return
        call.call_type = call_type
        for part in call.parts.values():
            part.call_type = part.call_type if part.supervised else call_type
            part.agent.update_headcount()

    def _joined(self, event: e.JoinEvent, now: int) -> None:
        """Make one call of two: all parts in the secondary call but the controller's go on in the primary one."""
        call, device = self._calls[event.peripheral_id, event.becomes], event.connection.device_id
        over = self._calls.pop((event.peripheral_id, event.secondary.call_id), None)
        if over is not None:
            self._end_part(over, event.secondary.device_id, now)
            for part in over.parts.values():
                if part.call_type is _BARGE_IN and part.supervised is None:
                    part.supervised = self._agents_by_station.get((event.peripheral_id, device))
            call.parts |= over.parts
        if isinstance(event, e.CallTransferred):
            self._end_part(call, device, now)
        elif device in call.parts:
            call.parts[device].retrieve(now)

    def _connection_cleared(self, event: e.CallConnectionCleared, now: int) -> None:
        if event.goes_on_as is not None:
            return
        call, device = self._calls[_call_key(event)], event.connection.device_id
        if event.cause is EventCause.CEC_SUPERVISOR_INTERCEPT:
            self._intercepted(call, self._agents_by_station.get((event.peripheral_id, device)), now)
        self._end_part(call, device, now)

    def _intercepted(self, call: _Call, agent: AgentStatistics | None, now: int) -> None:
        """Count a barge-in on an agent as over, and go on with the supervisor's part as an interception."""
        for part in call.parts.values():
            if agent is not None and part.supervised is agent:
                agent.add(SUPERVISION[part.call_type], agent.default_group, now)
                part.call_type = _INTERCEPT

    def _cleared(self, event: e.CallCleared, now: int) -> None:
        if event.goes_on_as is not None:
            # What an agent does on a contact is one part, however many calls it goes on as.
            call = self._calls[_call_key(event)]
            self._going_on[event.peripheral_id, event.goes_on_as], call.parts = call.parts, {}
        self._end_call(_call_key(event), now)

    def _ended(self, event: e.CallEnded, now: int) -> None:
        """End a call that was dropped without having been cleared; any other call is over by then."""
        if event.to_all:
            self._end_call(_call_key(event), now)

    def _end_call(self, key: Key, now: int) -> None:
        if key not in self._calls:
            return
        self._leave_queues(key, now)
        call = self._calls.pop(key)
        for device in list(call.parts):
            self._end_part(call, device, now)

    def _end_part(self, call: _Call, device: str, now: int) -> None:
        part = call.parts.pop(device, None)
        if part is not None:
            part.agent.end_part(part, now)

    # --- queues -------------------------------------------------------------------------------------------------------

    def _queued(self, event: e.CallQueued, now: int) -> None:
        call = self._calls[_call_key(event)]
        call.queued = tuple(self._groups[event.peripheral_id, group.number] for group in event.skill_groups)
        for group in call.queued:
            group.queue(event.connection.call_id, now)

    def _dequeued(self, event: e.CallDequeued | e.CallDiverted, now: int) -> None:
        self._leave_queues(_call_key(event), now)

    def _leave_queues(self, key: Key, now: int) -> None:
        call, (_, call_id) = self._calls[key], key
        for group in call.queued:
            group.dequeue(call_id, now)
        call.queued = ()

    _HANDLERS: ClassVar[Mapping[type[e.Event], Callable[[Statistics, Any, int], None]]] = {
        e.AgentStateChanged: _agent_changed,
        e.CallBegan: _began,
        e.CallOriginated: _originated,
        e.CallEstablished: _established,
        e.CallHeld: _held,
        e.CallRetrieved: _retrieved,
        e.CallFailed: _failed,
        e.CallDataUpdated: _updated,
        e.CallConferenced: _joined,
        e.CallTransferred: _joined,
        e.CallConnectionCleared: _connection_cleared,
        e.CallCleared: _cleared,
        e.CallEnded: _ended,
        e.CallQueued: _queued,
        e.CallDequeued: _dequeued,
        e.CallDiverted: _dequeued,
        e.SiteReconfigured: _reconfigured,
    }
    """What each event does to the statistics; of the class, so that a ``Statistics`` can be copied and pickled."""


def _moment(seconds: float) -> int:
    return round(seconds * SECOND)


def _call_key(event: e.CallEvent) -> Key:
    return event.peripheral_id, event.connection.call_id
