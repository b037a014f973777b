"""From an event of the switch to the frames that every session gets: translated and written once per profile.

The copies of a message differ in their MonitorID alone, which stands in the four bytes after the header: it is put
into the finished frame.  Guide: Client Events Service, "MonitorID".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeGuard

import attrs

from ctiproto.codec import codec
from ctiproto.constants import CTIService, PGStatusCode
from ctiproto.constants.limits import MHDR_SIZE, NO_MONITOR
from ctiproto.declare import Message
from ctiproto.messages import AgentStateEvent, MonitoredEvent
from ctiproto.versions import Profile
from ctiserver.centre.switch.events import CallBegan, CallDataUpdated, CallEnded, Event
from ctiserver.engine.counts import MessageCounts
from ctiserver.engine.dialects.rules import Rules
from ctiserver.engine.dialects.ucce import UCCE
from ctiserver.engine.effects import Broadcast, Send
from ctiserver.engine.sessions.audience import recipients, session_at, wants
from ctiserver.engine.sessions.history import ClientHistory
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.session import Session
from ctiserver.engine.sessions.variable_filter import VariableFilter
from ctiserver.engine.translate.events import translate
from ctiserver.engine.translate.facts import Facts
from ctiserver.site.keys import AgentKey, CallKey
from ctiserver.site.model import Site

_MONITOR_END: Final = MHDR_SIZE + 4
_ANY: Final = CTIService(0)
_NO_DUPLICATES: Final = CTIService.SERVICE_IGNORE_DUPLICATE_AGENT_EVENTS


@attrs.frozen
class _Written:
    """A message and its frame with MonitorID 0."""

    message: Message
    frame: bytes

    def on(self, monitor_id: int) -> bytes:
        """The frame as it stands on a monitor."""
        if monitor_id == NO_MONITOR or not isinstance(self.message, MonitoredEvent):
            return self.frame
        return self.frame[:MHDR_SIZE] + monitor_id.to_bytes(4) + self.frame[_MONITOR_END:]


class Delivery:
    """Writes the frames that tell events and messages to sessions, once per version.

    Args:
        site: the contact centre; it is replaced when another site takes over.
        registry: the open sessions.
        counts: where messages are counted; ``None``: in counts of its own.
        rules: what the dialect of the server says.
    """

    def __init__(
        self, site: Site, registry: Registry, counts: MessageCounts | None = None, rules: Rules = UCCE
    ) -> None:
        self.history = ClientHistory()
        self.site = site
        self._registry = registry
        self._counts = MessageCounts() if counts is None else counts
        self.rules = rules

    def facts(self, profile: Profile, status: PGStatusCode, asker: Session | None = None) -> Facts:
        """The facts that translation needs for a session of ``profile``."""
        each_group = self.rules.tells_each_group
        return Facts(self.site, self._registry, self.history, status, profile, asker, each_group)

    def tell(
        self, event: Event, status: PGStatusCode, asker: Session | None = None, *, only: CTIService = _ANY
    ) -> list[Send | Broadcast]:
        """Write the frames that tell an event, and remember what follows from it for later ones.

        Args:
            event: what happened.
            status: what prevents the peripheral gateway from normal work by now.
            asker: the session whose request caused it, if one did.
            only: the service without which a session is not told.

        Returns:
            The frames, in the order in which they have to be sent.
        """
        told: list[Send | Broadcast] = []
        sent = self._counts.sent
        self._rename(event)
        written: dict[tuple[Profile, VariableFilter | None], tuple[_Written | None, ...]] = {}

        def copies(profile: Profile, variable_filter: VariableFilter | None) -> tuple[_Written | None, ...]:
            key = (profile, variable_filter)
            if key not in written:
                messages = translate(event, self.facts(profile, status, asker))
                written[key] = tuple(self._copies(messages, profile, variable_filter))
            return written[key]

        for session, monitor_id, masks, crowd in recipients(event, self._registry, asker):
            own = copies(session.profile, session.variable_filter) if session.has(only) or not only else ()
            for place, copy in enumerate(own):
                if copy is None or not wants(masks, copy.message, self.rules.pending_bits):
                    continue
                if crowd is not None:
                    sent[copy.message.__class__] += len(crowd.clients)
                    told.append(Broadcast(crowd.clients, copy.frame))
                    continue
                if is_duplicate(session, copy.message, monitor_id):
                    continue
                remember_told(session, copy.message, monitor_id)
                sent[copy.message.__class__] += 1
                told.append(Send(session.client, copy.on(monitor_id)))
                # What is told in one version is told in all, at the same place; groups are listed in some of them only.
                end = place + 1 if place + 1 < len(own) else None
                for watch in self._registry.monitors.on_session(session):
                    seen = copies(watch.session.profile, session.variable_filter)[place:end]
                    for each in filter(_is_monitored, seen):
                        sent[each.message.__class__] += 1
                        told.append(Send(watch.session.client, each.on(watch.id)))
        self._remember(event)
        return told

    def watched(self, message: Message, session: Session) -> list[Broadcast]:
        """Write the copies, for sessions that monitor this one, of a message that it alone was sent.

        Copies are not copied again: two sessions may watch each other.
        """
        # fidelity delivery.session-monitors: ours: A session monitor is sent a copy of all that has a MonitorID, and
        # copies are not copied again.
        if not isinstance(message, MonitoredEvent):
            return []
        told: list[Broadcast] = []
        for watch in self._registry.monitors.on_session(session):
            told += self.broadcast(message.changed(monitor_id=watch.id), (watch.session,))
        return told

    def broadcast(self, message: Message, sessions: Iterable[Session]) -> list[Broadcast]:
        """Write the frames that tell the same to several active sessions, as far as their versions have the message."""
        clients: dict[Profile, list[int]] = {}
        for session in sessions:
            if not session.is_standby:
                clients.setdefault(session.profile, []).append(session.client)
        told: list[Broadcast] = []
        for profile, alike in clients.items():
            if message.is_in(profile):
                self._counts.count_sent(message, len(alike))
                told.append(Broadcast(tuple(alike), codec(profile).encode(self._worded(message, profile))))
        return told

    def _copies(
        self, messages: Iterable[Message], profile: Profile, variable_filter: VariableFilter | None
    ) -> Iterator[_Written | None]:
        """Messages as they are with that registration of variables; ``None`` for what the version does not have."""
        writer = codec(profile)
        for message in messages:
            if not message.is_in(profile):
                yield None
            else:
                told = self._worded(message if variable_filter is None else variable_filter.of(message), profile)
                yield _Written(told, writer.encode(told))

    def _worded(self, message: Message, profile: Profile) -> Message:
        """A message in the words of the dialect."""
        worded = self.rules.worded
        return message if worded is None else worded(message, profile, self.site)

    def _rename(self, event: Event) -> None:
        """Make the clients of a call that became part of another one clients of that one."""
        if not isinstance(event, CallDataUpdated) or event.connection.call_id == event.new_connection.call_id:
            return
        before = CallKey(event.peripheral_id, event.connection.call_id)
        after = CallKey(event.peripheral_id, event.new_connection.call_id)
        for device in event.parties:
            session = session_at(event.peripheral_id, device, self._registry)
            if session is not None:
                self.history.add(after, session.signature, event.at)
                if before in session.released:
                    session.end_release(before)
                    session.release(after)

    def _remember(self, event: Event) -> None:
        """Add and drop clients of calls that begin and end for them, and stop monitors on calls that are over."""
        match event:
            case CallBegan():
                for device in event.parties:
                    session = session_at(event.peripheral_id, device, self._registry)
                    if session is not None:
                        self.history.add(
                            CallKey(event.peripheral_id, event.connection.call_id), session.signature, event.at
                        )
            # fidelity delivery.call-monitors-end: guide MONITOR_START_REQ: A monitor on a call ends with the call.
            case CallEnded(to_all=True):
                call = CallKey(event.peripheral_id, event.connection.call_id)
                self.history.forget(call)
                self._registry.monitors.end_call(call, self.site.limits.ended_monitors_per_session)
            case CallEnded():
                for device in event.parties:
                    session = session_at(event.peripheral_id, device, self._registry)
                    if session is not None:
                        session.end_release(CallKey(event.peripheral_id, event.connection.call_id))
            case _:
                pass


def _is_monitored(written: _Written | None) -> TypeGuard[_Written]:
    """Whether a version has the message, and session monitors copy it."""
    return written is not None and isinstance(written.message, MonitoredEvent)


def is_duplicate(session: Session, message: Message, monitor_id: int = NO_MONITOR) -> bool:
    """Whether a session asked not to hear again what it was last told about an agent on the same monitor, as now."""
    if not isinstance(message, AgentStateEvent) or not session.has(_NO_DUPLICATES):
        return False
    last = session.last_agent_states.get(monitor_id)
    return last is not None and last.get(_agent(message)) == _told(message)


def remember_told(session: Session, message: Message, monitor_id: int = NO_MONITOR) -> None:
    """Remember what a session is told about an agent on a monitor, for :func:`is_duplicate`, if it asked for that."""
    if isinstance(message, AgentStateEvent) and session.has(_NO_DUPLICATES):
        session.last_agent_states.setdefault(monitor_id, {})[_agent(message)] = _told(message)


def _agent(event: AgentStateEvent) -> AgentKey:
    return AgentKey(event.peripheral_id, event.agent_id or "")


# fidelity delivery.duplicates: ours: A repeated agent state has the same state, reason, domain, next state and
# direction, whatever the group.
def _told(event: AgentStateEvent) -> tuple[object, ...]:
    return (event.agent_state, event.event_reason_code, event.mrd_id, event.next_agent_state, event.direction)
