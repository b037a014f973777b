"""Counts statistics a second time, from what a client that sees all is told.

Nothing here goes along with the events.  The feed lies there as one list; for every part that an agent ever had in a
call its end is looked up, then the work after it, and last all of them are added up for the period that is asked about.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import attrs

from ctiproto import messages as m
from ctiproto.constants import AgentState, CallDirection, CallType, EventCause
from ctiproto.declare import Message

Feed = Sequence[tuple[float, Message]]

S = AgentState
T = CallType

DAY: Final = 86_400_000
GONE: Final = frozenset((S.LOGIN, S.LOGOUT))
WORK: Final = frozenset((S.WORK_READY, S.WORK_NOT_READY))
RESULTS: Final = frozenset((4, 11, 13, 14, 15, 21, 22, 23, 24))
LISTENING: Final = (21, 22)
SUPERVISION: Final = {21: "monitor_calls", 22: "whisper_calls", 23: "barge_in_calls", 24: "intercept_calls"}
DIALLER: Final = {
    "auto_out": (7, 34, 35, 36, 37),
    "preview": (17, 32, 33),
    "reservation": (18, 27, 28, 29, 30, 31),
}


@attrs.frozen
class Told:
    """One message of the feed: which it is, when it came in milliseconds, and what it says."""

    index: int
    at: int
    message: Any


@attrs.frozen(kw_only=True)
class Leg:
    """An agent's part in a call, from its first message to its last."""

    agent: str
    group: int | None
    placed: bool
    types: Sequence[tuple[int, int]]
    begin: Told
    end: Told
    finish: Told
    held: int | None
    failed: bool
    about: str | None
    intercepted: Told | None

    def type_at(self, index: int) -> int:
        """What it counted as when a message came."""
        return [kind for since, kind in self.types if since <= index][-1]

    @property
    def call_type(self) -> int:
        """The type that the call counts as."""
        return self.types[-1][1]

    @property
    def talk(self) -> int:
        """How long it was."""
        return self.end.at - self.begin.at


class Recount:
    """The statistics that a feed tells of.

    Args:
        feed: everything that a client heard that sees all, with the times.
        default_group: the group of an agent who is in several to which other work is put down.
    """

    def __init__(self, feed: Feed, default_group: Callable[[Sequence[int]], int] = min) -> None:
        self.told = [Told(index, round(at * 1000), message) for index, (at, message) in enumerate(feed)]
        self.default_group = default_group
        self.last = Told(len(feed), 10**18, None)
        self.states: dict[str, list[Told]] = defaultdict(list)
        self.calls: dict[int, list[Told]] = defaultdict(list)
        self._waits: dict[int, Sequence[tuple[Told, Told]]] = {}
        for told in self.told:
            message = told.message
            if isinstance(message, m.AgentStateEvent):
                self.states[message.agent_id or ""].append(told)
            for name in ("connection_call_id", "primary_call_id", "secondary_call_id"):
                if hasattr(message, name):
                    self.calls[getattr(message, name)].append(told)

    # --- who was where, in which state --------------------------------------------------------------------------------

    def at_device(self, device: str, index: int) -> str | None:
        """The agent who is signed in at a station when a message comes."""
        found = None
        for agent, states in self.states.items():
            last = self._last(states, index)
            if last is not None and last.message.agent_extension == device and last.message.agent_state not in GONE:
                found = agent
        return found

    @staticmethod
    def _last(states: Sequence[Told], index: int) -> Told | None:
        place = bisect_right(states, index, key=lambda told: told.index)
        return states[place - 1] if place else None

    def groups(self, agent: str, index: int) -> dict[int, Told]:
        """The last word about each group of an agent before a message."""
        states = self.states[agent]
        last: dict[int, Told] = {}
        for told in states[: bisect_right(states, index, key=lambda each: each.index)]:
            last[told.message.skill_group_number] = told
        return {group: told for group, told in last.items() if told.message.skill_group_state not in GONE}

    def time_in(self, states: Sequence[Told], wanted: Callable[[Any], bool], start: int, now: int) -> int:
        """Milliseconds from ``start`` to ``now`` after messages that say what is wanted."""
        total = 0
        for told, following in zip(states, [*states, self.last][1:], strict=True):
            if wanted(told.message):
                total += max(0, min(following.at, now) - max(told.at, start))
        return total

    # --- parts in calls -----------------------------------------------------------------------------------------------

    @cached_property
    def legs(self) -> list[Leg]:
        """Every part that an agent had in a call and that is over."""
        found = [leg for told in self.told for leg in self._leg(told)]
        return [attrs.evolve(leg, finish=self._finish(leg, found)) for leg in found]

    def _leg(self, told: Told) -> Iterator[Leg]:
        message = told.message
        if not isinstance(message, (m.CallOriginatedEvent, m.CallEstablishedEvent)):
            return
        call, device = message.connection_call_id, message.connection_device_id
        agent = self.at_device(device, told.index)
        placed = isinstance(message, m.CallOriginatedEvent)
        call_type = self._type(call, told)
        if agent is None or (not placed and call_type in LISTENING):
            return
        pieces = list(self._pieces(agent, call, device, told))
        end = pieces[-1][2]
        mine = [each for call_id, first, last in pieces for each in self._within(call_id, first, last)]
        types = [(told.index, call_type)]
        about: str | None = None
        intercepted: Told | None = None
        if call_type in LISTENING:
            types = [(told.index, 22 if message.event_cause is EventCause.CEC_SUPERVISOR_WHISPER else 21)]
            established = next(each for each in mine if isinstance(each.message, m.CallEstablishedEvent))
            about = self.at_device(established.message.answering_device_id, established.index)
        elif call_type == T.CALLTYPE_SUPERVISOR_BARGEIN and not placed:
            joined = next(each for each in mine if isinstance(each.message, m.CallConferencedEvent))
            controller = joined.message.controller_device_id
            about = self.at_device(controller, joined.index)
            intercepted = next((each for each in mine if _intercepts(each.message, controller)), None)
        else:
            types += [(each.index, changed) for each in mine if (changed := self._changed_type(each))]
        own = self.groups(agent, told.index)
        group = message.skill_group_number
        yield Leg(
            agent=agent,
            group=group if group in own else self.default_group(list(own)) if own else None,
            placed=placed,
            types=types,
            begin=told,
            end=end,
            finish=end,
            held=self._held(mine, device, end),
            failed=any(isinstance(each.message, m.CallFailedEvent) and _names(each.message, device) for each in mine),
            about=about,
            intercepted=intercepted,
        )

    def _within(self, call: int, first: Told, last: Told) -> list[Told]:
        return [told for told in self.calls[call] if first.index <= told.index <= last.index]

    def _pieces(self, agent: str, call: int, device: str, start: Told) -> Iterator[tuple[int, Told, Told]]:
        """The calls that a part was in, one after the other, each with its first and its last message there."""
        leaves = next(
            (t for t in self.states[agent] if t.index > start.index and t.message.agent_state is S.LOGOUT), self.last
        )
        for told in self.calls[call]:
            if told.index <= start.index:
                continue
            if told.index > leaves.index:
                break
            message = told.message
            if isinstance(message, (m.CallTransferredEvent, m.CallConferencedEvent)):
                controls = message.primary_device_id == device
                if message.secondary_call_id == call and not controls:
                    yield call, start, told
                    yield from self._pieces(agent, message.primary_call_id, device, told)
                    return
                if controls and (isinstance(message, m.CallTransferredEvent) or message.secondary_call_id == call):
                    yield call, start, told
                    return
            elif isinstance(message, m.CallConnectionClearedEvent) and _is_redirected(message, device):
                # The agent goes on in the next leg of the contact, which begins next.
                following = next(each for each in self.told[told.index :] if _begins(each.message, message))
                yield call, start, told
                yield from self._pieces(agent, following.message.connection_call_id, device, following)
                return
            elif isinstance(message, m.CallClearedEvent) or (
                isinstance(message, m.CallConnectionClearedEvent) and _names(message, device)
            ):
                yield call, start, told
                return
        yield call, start, leaves

    def _type(self, call: int, told: Told) -> int:
        """What a call counts as for an agent who comes into it now."""
        before = [each for each in self.calls[call] if each.index <= told.index]
        first = next(each.message.call_type for each in before if isinstance(each.message, m.BeginCallEvent))
        changes = (self._changed_type(each) for each in before)
        return [first, *(change for change in changes if change)][-1]

    def _changed_type(self, told: Told) -> int | None:
        """The type that a message gives a call which was told to be of another before."""
        message = told.message
        if not isinstance(message, m.CallDataUpdateEvent) or message.call_type in RESULTS:
            return None
        before = [
            each.message.call_type
            for each in self.calls[message.connection_call_id]
            if each.index < told.index and isinstance(each.message, (m.BeginCallEvent, m.CallDataUpdateEvent))
        ]
        return None if before[-1] == message.call_type else message.call_type

    @staticmethod
    def _held(mine: Sequence[Told], device: str, end: Told) -> int | None:
        total, since, ever = 0, None, False
        for told in mine:
            message = told.message
            if isinstance(message, m.CallHeldEvent) and _names(message, device):
                since, ever = told.at, True
            elif since is not None and (
                (isinstance(message, m.CallRetrievedEvent) and _names(message, device))
                or (isinstance(message, m.CallConferencedEvent) and message.primary_device_id == device)
            ):
                total, since = total + told.at - since, None
        if since is not None:
            total += end.at - since
        return total if ever else None

    def _finish(self, leg: Leg, legs: Sequence[Leg]) -> Told:
        """The message with which a part, or the work after it, is over."""
        others = [other for other in legs if other.agent == leg.agent and other is not leg]
        following = [told for told in self.states[leg.agent] if told.index > leg.end.index]
        is_busy = any(other.begin.index < leg.end.index < other.end.index for other in others)
        # A transfer ends two parts by one message: work is about the call that was transferred.
        message = leg.end.message
        second = isinstance(message, m.CallTransferredEvent) and message.secondary_call_id in self._calls_of(leg)
        if is_busy or second or not following or following[0].message.agent_state not in WORK:
            return leg.end
        begins = [other.begin for other in others if other.begin.index > leg.end.index]
        leaves = [told for told in following if told.message.agent_state not in WORK]
        if begins and begins[0].index < following[0].index:
            return leg.end
        return min([*begins[:1], *leaves[:1], self.last], key=lambda told: told.index)

    def _calls_of(self, leg: Leg) -> set[int]:
        device = leg.begin.message.connection_device_id
        return {call for call, _, _ in self._pieces(leg.agent, leg.begin.message.connection_call_id, device, leg.begin)}

    # --- adding up ----------------------------------------------------------------------------------------------------

    def agent(self, agent: str, moment: Told, *, session: bool) -> Counter[str]:
        """The figures of an agent, of the session or of the day, as at a message that was not sent."""
        states = [told for told in self.states[agent] if told.index < moment.index]
        start, first = moment.at - moment.at % DAY, -1
        if session:
            login = [told for told in states if told.message.agent_state is S.LOGIN][-1]
            start, first = login.at, login.index
        figures = self._times(states, start, moment.at)
        figures["icm_available_time"] = figures["avail_time"]
        figures["routable_time"] = figures["logged_on_time"]
        legs = [leg for leg in self.legs if leg.agent == agent]
        about = [leg for leg in self.legs if leg.about == agent]
        return figures + self._calls(legs, start, first, moment) + self._supervision(about, start, first, moment)

    def group(self, group: int, length: int, moment: Told) -> Counter[str]:
        """The figures of a group in the present period of so many milliseconds."""
        start = moment.at - moment.at % length
        figures: Counter[str] = Counter()
        milliseconds: Counter[str] = Counter()
        for states in self.states.values():
            mine = [t for t in states if t.index < moment.index and t.message.skill_group_number == group]
            milliseconds += self._milliseconds(mine, start, moment.at)
        figures.update({name: time // 1000 for name, time in milliseconds.items()})
        figures += self._calls([leg for leg in self.legs if leg.group == group], start, -1, moment)
        about = [leg for leg in self.legs if leg.about is not None and self._stands_for(leg.about, leg.end) == group]
        figures += self._supervision(about, start, -1, moment)
        waits = [(a, b) for a, b in self.waits(group) if b.index < moment.index and b.at >= start]
        lengths = [b.at - a.at for a, b in waits]
        figures["calls_q"] = len(waits)
        figures["calls_q_time"] = sum(lengths) // 1000
        figures["longest_call_q"] = max(lengths, default=0) // 1000
        return figures

    def _stands_for(self, agent: str, told: Told) -> int | None:
        own = self.groups(agent, told.index)
        return self.default_group(list(own)) if own else None

    def _milliseconds(self, states: Sequence[Told], start: int, now: int) -> Counter[str]:
        return Counter(
            avail_time=self.time_in(states, lambda each: each.agent_state is S.AVAILABLE, start, now),
            not_ready_time=self.time_in(states, lambda each: each.agent_state is S.NOT_READY, start, now),
            logged_on_time=self.time_in(states, lambda each: each.agent_state not in GONE, start, now),
        )

    def _times(self, states: Sequence[Told], start: int, now: int) -> Counter[str]:
        return Counter({name: time // 1000 for name, time in self._milliseconds(states, start, now).items()})

    def _calls(self, legs: Sequence[Leg], start: int, first: int, moment: Told) -> Counter[str]:
        counts: Counter[str] = Counter()
        times: Counter[str] = Counter()
        for leg in legs:
            kind = _kind(leg)
            if kind is None or not first < leg.finish.index < moment.index or leg.finish.at < start:
                continue
            calls, talk, after, time, held = kind
            work = leg.finish.at - leg.end.at
            counts[calls] += 1
            times[talk] += leg.talk
            times[after] += work
            times[time] += leg.talk + work
            if leg.held is not None:
                counts[held] += 1
                times[f"{held}_time"] += leg.held
        return counts + Counter({name: value // 1000 for name, value in times.items()})

    def _supervision(self, legs: Sequence[Leg], start: int, first: int, moment: Told) -> Counter[str]:
        counts: Counter[str] = Counter()
        for leg in legs:
            ends = [(leg.end, SUPERVISION[leg.call_type])]
            if leg.intercepted is not None:
                ends = [(leg.intercepted, SUPERVISION[23]), (leg.end, SUPERVISION[24])]
            for told, name in ends:
                counts[name] += first < told.index < moment.index and told.at >= start
        return counts

    def waits(self, group: int) -> Sequence[tuple[Told, Told]]:
        """When calls began and ceased to wait for a group; those that still wait cease after everything."""
        if group not in self._waits:
            self._waits[group] = list(self._find_waits(group))
        return self._waits[group]

    def _find_waits(self, group: int) -> Iterator[tuple[Told, Told]]:
        for calls in self.calls.values():
            for told in calls:
                message = told.message
                if isinstance(message, m.CallQueuedEvent) and group in {
                    e.skill_group_number for e in message.skill_groups
                }:
                    later = (t for t in calls if t.index > told.index and isinstance(t.message, m.CallDequeuedEvent))
                    yield told, next(later, self.last)

    # --- this moment --------------------------------------------------------------------------------------------------

    def now(self, group: int, moment: Told) -> Counter[str]:
        """The agents and the queue of a group."""
        figures: Counter[str] = Counter()
        for agent in self.states:
            own = self.groups(agent, moment.index - 1).get(group)
            if own is not None:
                figures[self._head(agent, own.message, moment)] += 1
                figures["agents_logged_on"] += 1
        figures["agents_ready"] = figures["agents_logged_on"] - figures["agents_not_ready"]
        figures["agents_icm_available"] = figures["agents_avail"]
        waiting = [moment.at - a.at for a, b in self.waits(group) if a.index < moment.index <= b.index]
        figures["calls_q_now"] = len(waiting)
        figures["calls_q_time_now"] = sum(waiting) // 1000
        figures["longest_call_q_now"] = max(waiting, default=0) // 1000
        return figures

    def _head(self, agent: str, event: m.AgentStateEvent, moment: Told) -> str:
        state = event.skill_group_state
        if state is S.AVAILABLE:
            return "agents_avail"
        if state is not S.TALKING:
            return f"agents_{state.name.lower()}"
        for leg in self.legs:
            if leg.agent == agent and leg.begin.index < moment.index <= leg.end.index:
                for name, kinds in DIALLER.items():
                    if leg.type_at(moment.index - 1) in kinds and leg.about is None:
                        return f"agents_talking_{name}"
        ways = {CallDirection.IN: "in", CallDirection.OUT: "out"}
        return f"agents_talking_{ways.get(event.direction or CallDirection.NONE, 'other')}"


def _names(message: Any, device: str) -> bool:
    return bool(message.connection_device_id == device)


def _is_redirected(message: m.CallConnectionClearedEvent, device: str) -> bool:
    return _names(message, device) and message.event_cause is EventCause.CEC_REDIRECTED


def _begins(message: Any, before: m.CallConnectionClearedEvent) -> bool:
    is_there = getattr(message, "peripheral_id", None) == before.peripheral_id
    return isinstance(message, m.BeginCallEvent) and is_there and _names(message, before.connection_device_id)


def _intercepts(message: Any, device: str) -> bool:
    is_intercept = getattr(message, "event_cause", None) is EventCause.CEC_SUPERVISOR_INTERCEPT
    return isinstance(message, m.CallConnectionClearedEvent) and is_intercept and _names(message, device)


def _kind(leg: Leg) -> tuple[str, str, str, str, str] | None:
    """What a part counts as: the names of its number, its talk, the work after it, both, and of those held."""
    kind = leg.call_type
    found: tuple[str, str, str, str, str] | None = None
    outward = next((f"{name}_calls" for name, kinds in DIALLER.items() if kind in kinds), None)
    if kind in (8, 9) and leg.placed:
        outward = "agent_out_calls"
    if outward is not None:
        found = outward, f"{outward}_talk_time", "-", f"{outward}_time", f"{outward}_held"
    elif kind in (8, 9, 10, 12, 15):
        name = "internal_calls" if leg.placed else "internal_calls_rcvd"
        found = name, f"{name}_time", "-", "-", "-placed" if leg.placed else "internal_calls_held"
    elif kind in (1, 2) and leg.placed:
        found = "internal_calls", "internal_calls_time", "-", "-", "-placed"
    elif 1 <= kind <= 6 and not leg.placed:
        after, time = "handled_calls_after_call_time", "handled_calls_time"
        found = "handled_calls", "handled_calls_talk_time", after, time, "incoming_calls_held"
    elif kind == T.CALLTYPE_EMERGENCY and leg.placed:
        found = "emergency_calls", "-", "-", "-", "-"
    return None if leg.failed or leg.about is not None else found
