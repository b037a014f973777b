"""The door of the statistics: events of the switch go in, figures of agents and skill groups come out.

Nothing is asked of the switch.  Who has which call follows from the order of events: a part in a call begins when an
agent at a station places or answers it, goes over into another call when the two become one, and ends when its
connection is cleared, the call is over, or the agent signs out.  Each event costs the same, however long the day was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from ctiproto.constants import AgentState, CallType, EventCause
from ctiserver.centre.statistics.agents import AgentBook
from ctiserver.centre.statistics.call_categories import RESULTS, SUPERVISION, Side
from ctiserver.centre.statistics.calls import Call, Part
from ctiserver.centre.statistics.counters import SECOND, Period
from ctiserver.centre.statistics.groups import GroupBook
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.identifiers import SkillGroupRef
from ctiserver.site.model import Site

_LISTENING: Final = (CallType.CALLTYPE_SUPERVISOR_MONITOR, CallType.CALLTYPE_SUPERVISOR_WHISPER)
_BARGE_IN: Final = CallType.CALLTYPE_SUPERVISOR_BARGEIN
_INTERCEPT: Final = CallType.CALLTYPE_SUPERVISOR_INTERCEPT

Key = tuple[int, int]
"""A peripheral, and the number of a call or of a skill group there."""


class Statistics:
    """The statistics of a site, from the moment at which its switch began."""

    def __init__(self, site: Site) -> None:
        self._groups: dict[Key, GroupBook] = {}
        self._agents: dict[tuple[int, str], AgentBook] = {}
        self._open(site)
        self._seats: dict[tuple[int, str], AgentBook] = {}
        self._calls: dict[Key, Call] = {}
        self._sees: Mapping[type[e.Event], Callable[[Any, int], None]] = {
            e.AgentStateChanged: self._agent_changed,
            e.CallBegan: self._began,
            e.CallOriginated: self._originated,
            e.CallEstablished: self._established,
            e.CallHeld: self._held,
            e.CallRetrieved: self._retrieved,
            e.CallFailed: self._failed,
            e.CallDataUpdated: self._updated,
            e.CallConferenced: self._joined,
            e.CallTransferred: self._joined,
            e.CallConnectionCleared: self._connection_cleared,
            e.CallCleared: self._cleared,
            e.CallEnded: self._ended,
            e.CallQueued: self._queued,
            e.CallDequeued: self._dequeued,
            e.SiteReconfigured: self._reconfigured,
        }

    # --- what comes out -----------------------------------------------------------------------------------------------

    def agent(self, peripheral_id: int, agent_id: str, period: Period, now: float) -> Mapping[str, int]:
        """The figures of an agent who has signed in before; what is not there is 0.

        Args:
            peripheral_id: where he works.
            agent_id: his peripheral number.
            period: the session or today.
            now: seconds since 1970.
        """
        return self._agents[peripheral_id, agent_id].figures(period, _moment(now))

    def group(self, peripheral_id: int, number: int, period: Period, now: float) -> Mapping[str, int]:
        """The figures of a skill group at this moment, or in a period that the clock knows of; what is not there is 0.

        Args:
            peripheral_id: where it is.
            number: what it is called there.
            period: this moment, or any but the session.
            now: seconds since 1970.
        """
        return self._groups[peripheral_id, number].figures(period, _moment(now))

    # --- what goes in -------------------------------------------------------------------------------------------------

    def observe(self, events: Iterable[e.Event]) -> None:
        """See what happened in the switch, in this order."""
        for event in events:
            see = self._sees.get(type(event))
            if see is not None:
                see(event, _moment(event.at))

    # --- the site -----------------------------------------------------------------------------------------------------

    def _open(self, site: Site) -> None:
        """A book for each group, and none for what the site does not have any more."""
        groups = site.skill_groups_by_number
        self._groups = {key: self._groups.get(key) or GroupBook() for key in groups}
        self._marked = frozenset(self._groups[key] for key, group in groups.items() if group.default)
        self._agents = {key: agent for key, agent in self._agents.items() if key in site.agents_by_id}

    def _reconfigured(self, event: e.SiteReconfigured, _now: int) -> None:
        self._open(event.after)
        for agent in self._agents.values():
            agent.default_group = self._default_group(agent)

    # --- agents -------------------------------------------------------------------------------------------------------

    def _agent_changed(self, event: e.AgentStateChanged, now: int) -> None:
        peripheral_id = event.peripheral_id
        agent = self._agents.setdefault((peripheral_id, event.agent_id), AgentBook())
        seat = (peripheral_id, event.device.id)
        if event.state is AgentState.LOGOUT:
            self._seats.pop(seat, None)
        else:
            self._seats[seat] = agent
        groups = {self._groups[peripheral_id, told.skill_group.number]: told.state for told in event.groups}
        agent.sees(event.state, groups, event.direction, now)
        agent.default_group = self._default_group(agent)

    def _default_group(self, agent: AgentBook) -> GroupBook | None:
        """The group to which work of no group is put down: the one marked so, else the first."""
        marked = (group for group in agent.groups if group in self._marked)
        return next(marked, next(iter(agent.groups), None))

    # --- parts in calls -----------------------------------------------------------------------------------------------

    def _began(self, event: e.CallBegan, _now: int) -> None:
        self._calls.setdefault(_call_key(event), Call(event.context.call_type))

    def _originated(self, event: e.CallOriginated, now: int) -> None:
        self._join(event, event.skill_group, Side.PLACED, now)

    def _established(self, event: e.CallEstablished, now: int) -> None:
        call = self._calls[_call_key(event)]
        if call.call_type in _LISTENING:
            # Nobody answers: the agent whom it is about hears nothing of it.
            for part in call.parts.values():
                part.supervised = self._seats.get((event.peripheral_id, event.answering.id))
        else:
            self._join(event, event.skill_group, Side.ANSWERED, now)

    def _join(self, event: e.ConnectionEvent, group: SkillGroupRef, side: Side, now: int) -> None:
        """Whoever is signed in at the station of the connection has a part in the call from now on."""
        agent = self._seats.get((event.peripheral_id, event.connection.device_id))
        if agent is None:
            return
        call = self._calls[_call_key(event)]
        own = self._groups.get((event.peripheral_id, group.number))
        part = Part(
            agent=agent,
            group=own if own in agent.groups else agent.default_group,
            side=side,
            call_type=call.call_type,
            began=now,
        )
        call.parts[event.connection.device_id] = part
        agent.begins(part)

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
        """The part that an agent has by the connection that an event names, unless he came to it otherwise."""
        return self._calls[_call_key(event)].parts.get(event.connection.device_id)

    def _updated(self, event: e.CallDataUpdated, _now: int) -> None:
        call = self._calls.get(_call_key(event))
        renamed = event.connection.call_id != event.new_connection.call_id
        call_type = event.context.call_type
        if call is None or renamed or "call_type" not in event.changed or call_type in RESULTS:
            return
        call.call_type = call_type
        for part in call.parts.values():
            part.call_type = part.call_type if part.supervised else call_type
            part.agent.recount()

    def _joined(self, event: e.JoinEvent, now: int) -> None:
        """Two calls are one: all parts but the controller's in the secondary call go on in the primary one."""
        call, device = self._calls[_call_key(event)], event.connection.device_id
        over = self._calls.pop((event.peripheral_id, event.secondary.call_id), None)
        if over is not None:
            self._leaves(over, event.secondary.device_id, now)
            for part in over.parts.values():
                if part.call_type is _BARGE_IN and part.supervised is None:
                    part.supervised = self._seats.get((event.peripheral_id, device))
            call.parts |= over.parts
        if isinstance(event, e.CallTransferred):
            self._leaves(call, device, now)
        elif device in call.parts:
            call.parts[device].retrieve(now)

    def _connection_cleared(self, event: e.CallConnectionCleared, now: int) -> None:
        call, device = self._calls[_call_key(event)], event.connection.device_id
        if event.cause is EventCause.CEC_SUPERVISOR_INTERCEPT:
            self._intercepted(call, self._seats.get((event.peripheral_id, device)), now)
        self._leaves(call, device, now)

    def _intercepted(self, call: Call, agent: AgentBook | None, now: int) -> None:
        """That somebody barged in on an agent is over; that he has the call now has begun."""
        for part in call.parts.values():
            if agent is not None and part.supervised is agent:
                agent.is_done(SUPERVISION[part.call_type], agent.default_group, now)
                part.call_type = _INTERCEPT

    def _cleared(self, event: e.CallCleared, now: int) -> None:
        self._is_over(_call_key(event), now)

    def _ended(self, event: e.CallEnded, now: int) -> None:
        """Only a call that was dropped, of which nothing is known any more, is not over by then."""
        if event.to_all:
            self._is_over(_call_key(event), now)

    def _is_over(self, key: Key, now: int) -> None:
        call = self._calls.pop(key, None)
        if call is None:
            return
        self._leaves_queues(call, now)
        for device in list(call.parts):
            self._leaves(call, device, now)

    def _leaves(self, call: Call, device: str, now: int) -> None:
        part = call.parts.pop(device, None)
        if part is not None:
            part.agent.ends(part, now)

    # --- queues -------------------------------------------------------------------------------------------------------

    def _queued(self, event: e.CallQueued, now: int) -> None:
        call = self._calls[_call_key(event)]
        call.waits_since = now
        call.queued = tuple(self._groups[event.peripheral_id, group.number] for group in event.skill_groups)
        for group in call.queued:
            group.queue(call)

    def _dequeued(self, event: e.CallDequeued, now: int) -> None:
        self._leaves_queues(self._calls[_call_key(event)], now)

    def _leaves_queues(self, call: Call, now: int) -> None:
        for group in call.queued:
            group.dequeue(call, now)
        call.queued = ()


def _moment(seconds: float) -> int:
    return round(seconds * SECOND)


def _call_key(event: e.CallEvent) -> Key:
    return event.peripheral_id, event.connection.call_id
