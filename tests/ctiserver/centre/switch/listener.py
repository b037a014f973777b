"""A listener that hears every event of the switch and checks it against those before."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ctiproto.constants import DeviceIDType, LocalConnectionState
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.connection_states import MOVES
from ctiserver.centre.switch.identifiers import NO_CONNECTION, ConnectionID, Device
from tests.ctiserver.centre.switch.story import is_outside

NULL: Final = LocalConnectionState.NULL
REACHABLE: Final = {
    before: {moves[before] for moves in MOVES.values() if before in moves} for before in LocalConnectionState
}
STATIONS: Final = (DeviceIDType.AGENT_DEVICE, DeviceIDType.DEVICE_IDENTIFIER)

Stream = Device | None
"""A station's, or that of all calls."""


class Listener:
    """What is known of the calls by their events.

    Args:
        hears_of_monitored_alone: whether stations without an agent join calls without a word.

    Attributes:
        open: Which streams are associated with which calls.
        going_on: The calls that were to begin as the next leg of a contact: their callers are connected already.
        states: How each connection is that was ever heard of.
    """

    def __init__(self, *, hears_of_monitored_alone: bool = False) -> None:
        self.hears_of_monitored_alone = hears_of_monitored_alone
        self.open: set[tuple[int, Stream]] = set()
        self.begun: Counter[int] = Counter()
        self.ended: set[int] = set()
        self.cleared: set[int] = set()
        self.joined: set[int] = set()
        self.going_on: set[int] = set()
        self.states: dict[ConnectionID, LocalConnectionState] = {}
        self.contacts: set[object] = set()

    def live(self, call_id: int) -> dict[ConnectionID, LocalConnectionState]:
        """The connections of a call that should be there."""
        return {name: state for name, state in self.states.items() if name.call_id == call_id and state is not NULL}

    def hear(self, event: e.Event) -> None:
        """Check one event."""
        if not isinstance(event, e.CallEvent):
            return
        call_id = event.connection.call_id
        assert call_id not in self.ended, "nothing is heard of a call that has ended for everybody"
        streams: list[Stream] = [party for party in event.parties if party.kind in STATIONS]
        streams += [None] if event.to_all else []
        match event:
            case e.CallBegan():
                self._begins(event, streams)
            case e.CallEnded():
                self._ends(event, streams)
            case e.CallDataUpdated() if event.new_connection.call_id != call_id:
                self._renames(event, streams)
            case e.JoinEvent():
                calls = (call_id, event.becomes, event.secondary.call_id)
                assert all(any((each, stream) in self.open for each in calls) for stream in streams)
                self._joins(event)
            case e.NetworkRecordingEvent() if self.hears_of_monitored_alone:
                pass
            case _:
                assert {(call_id, stream) for stream in streams} <= self.open, (
                    "BEGIN comes before everything else",
                    event,
                )
        if not self.hears_of_monitored_alone and isinstance(
            event, (e.MediaEvent, e.AgentGreeting, e.NetworkRecordingEvent)
        ):
            stopped = isinstance(event, e.MediaStopped)
            assert stopped or self.states[event.connection] is not NULL, "a cleared connection is heard no more"
        if isinstance(event, e.ConnectionEvent) and not isinstance(event, e.JoinEvent):
            self._moves(event)

    def _begins(self, event: e.CallBegan, streams: list[Stream]) -> None:
        call_id = event.connection.call_id
        for stream in streams:
            assert (call_id, stream) not in self.open, "an association begins once before it ends"
            self.open.add((call_id, stream))
        if streams and not event.to_all and not self.hears_of_monitored_alone:
            # It may ring without a word where nobody is signed in.
            self.states.setdefault(event.connection, LocalConnectionState.ALERTING)
        if event.to_all:
            assert not self.begun[call_id], "a call begins once, and its number is never used again"
            self.begun[call_id] += 1
            if call_id in self.going_on:
                self.states[event.connection] = LocalConnectionState.CONNECT
            key = event.context.router_call_key
            assert key not in self.contacts or key is None
            self.contacts.add(key)

    def _ends(self, event: e.CallEnded, streams: list[Stream]) -> None:
        call_id = event.connection.call_id
        for stream in streams:
            self.open.remove((call_id, stream))
        if event.to_all:
            assert not [key for key in self.open if key[0] == call_id], "the stream of all calls ends last"
            self.ended.add(call_id)

    def _renames(self, event: e.CallDataUpdated, streams: list[Stream]) -> None:
        if event.to_all:
            self._renumber(event.connection.call_id, event.new_connection.call_id)
        for stream in streams:
            self.open.remove((event.connection.call_id, stream))
            assert (event.new_connection.call_id, stream) not in self.open
            self.open.add((event.new_connection.call_id, stream))

    def _renumber(self, before: int, after: int) -> None:
        """A call has another number: it is a conference now, whose parties go by that."""
        self.begun[after] += 1
        for name, state in self.live(before).items():
            self.states[name] = NULL
            self.states[ConnectionID(after, name.device_id, name.device_id_type)] = state

    def _joins(self, event: e.JoinEvent) -> None:
        """The parties of the secondary call are those of the primary one now, in the states that they were in."""
        call_id, over = event.becomes, event.secondary.call_id
        known = (event.connection.call_id, event.controller)
        if call_id != event.connection.call_id and known in self.open:
            self.open.remove(known)
            self.open.add((call_id, event.controller))
        if event.secondary != NO_CONNECTION:
            assert over not in self.cleared | self.joined, "a call is over once"
            self.joined.add(over)
            for name in self.live(over):
                state, self.states[name] = self.states[name], NULL
                if name != event.secondary:
                    self.states[ConnectionID(call_id, name.device_id, name.device_id_type)] = state
        before = self.states.get(event.stays_as)
        assert event.local_state in REACHABLE[before] if before is not None else self.hears_of_monitored_alone
        self.states[event.stays_as] = event.local_state
        unheard = {party.connection for party in event.connected} ^ set(self.live(call_id))
        assert self.hears_of_monitored_alone or all(map(is_outside, unheard)), "all who are on the call are listed"

    def _moves(self, event: e.ConnectionEvent) -> None:
        name, call_id = event.connection, event.connection.call_id
        # Where only what is monitored is told, others join without a word, and may be in any state by now.
        silently = self.hears_of_monitored_alone and name not in self.states
        before = self.states.get(name, NULL)
        last = isinstance(event, e.CallCleared)
        if before is NULL:
            begins = (LocalConnectionState.ALERTING, LocalConnectionState.INITIATE)
            unheard = name not in self.states and is_outside(name)
            assert last or unheard or silently or event.local_state in begins, "a cleared connection is heard no more"
        # The caller's connection is answered without an event of its own, and so is one outside whose progress the
        # network does not report; hence the second step.
        silent = before is LocalConnectionState.ALERTING and is_outside(name)
        hidden = {LocalConnectionState.CONNECT} if silent or before is LocalConnectionState.INITIATE else set()
        possible = REACHABLE[before] | {step for middle in hidden for step in REACHABLE[middle]}
        assert last or silently or event.local_state in possible | {before}, f"{before!r} to {event.local_state!r}"
        self.states[name] = event.local_state
        if isinstance(event, e.CallEstablished):
            for other, state in self.live(call_id).items():
                if state is LocalConnectionState.INITIATE:
                    self.states[other] = LocalConnectionState.CONNECT
        if isinstance(event, e.CallFailed):
            for other, state in self.live(call_id).items():
                if state is LocalConnectionState.ALERTING:
                    assert is_outside(other), "the far end that refuses goes without a word"
                    self.states[other] = NULL
        if isinstance(event, e.CallCleared):
            self.going_on |= {event.goes_on_as or 0}
            assert call_id not in self.cleared | self.joined, "a call is cleared once, unless it was joined to another"
            self.cleared.add(call_id)
            for other in self.live(call_id):
                assert is_outside(other), "only who never answered outside goes without a word"
                self.states[other] = NULL
