"""Keeps what events say of calls: their connections, and the queue that they wait in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from ctiproto import messages as m
from ctiproto.constants import CallType, ConnectionDeviceIDType, LocalConnectionState
from ctiproto.constants.limits import NULL_SERVICE, NULL_SKILL_GROUP
from ctiproto.declare import Message

CallKey = tuple[int, int]
"""Peripheral and ConnectionCallID."""


@attrs.define
class ConnectionView:
    """A connection: the part of one device in a call, as the last event about it says.

    Args:
        device_id: the ConnectionDeviceID.
        device: which device it is, where events say so; else the ConnectionDeviceID.
        is_station: whether it is a telephone of the site, and not a party outside or a queue.
        state: what it does.
    """

    device_id: str
    device: str
    is_station: bool
    state: LocalConnectionState


@attrs.define
class Call:
    """A call, as far as events told of it.

    Args:
        peripheral_id: where.
        id: the ConnectionCallID.
        since: when it was first heard of.
        is_new: whether that was when it began.
        call_type: what kind of call; ``None``: not known.
        ani: who calls; ``""``: not known.
        dialed: the number that was dialled; ``""``: not known.
        skill_group: the number of the skill group that it is for; ``None``: not known.
        service: the number of the service; ``None``: not known.
        is_over: whether it was cleared.
        connections: by ConnectionDeviceID.
    """

    peripheral_id: int
    id: int
    since: float
    is_new: bool = False
    call_type: CallType | None = None
    ani: str = ""
    dialed: str = ""
    skill_group: int | None = None
    service: int | None = None
    is_over: bool = False
    connections: dict[str, ConnectionView] = attrs.field(factory=dict)


_SUBJECTS: Final[Mapping[type[Message], tuple[str, ...]]] = {
    m.CallDeliveredEvent: ("alerting_device_id", "calling_device_id"),
    m.CallEstablishedEvent: ("answering_device_id",),
    m.CallHeldEvent: ("holding_device_id",),
    m.CallRetrievedEvent: ("retrieving_device_id",),
    m.CallOriginatedEvent: ("calling_device_id",),
    m.CallServiceInitiatedEvent: ("calling_device_id",),
    m.CallReachedNetworkEvent: (),
    m.CallQueuedEvent: ("calling_device_id",),
    m.CallDequeuedEvent: (),
    m.CallFailedEvent: ("failing_device_id",),
    m.CallDivertedEvent: (),
    m.CallConnectionClearedEvent: (),
}
"""Events about one connection, and which field says what device it is; the first that is there."""

ConnectionEvent = (
    m.CallDeliveredEvent
    | m.CallEstablishedEvent
    | m.CallHeldEvent
    | m.CallRetrievedEvent
    | m.CallOriginatedEvent
    | m.CallServiceInitiatedEvent
    | m.CallReachedNetworkEvent
    | m.CallQueuedEvent
    | m.CallDequeuedEvent
    | m.CallFailedEvent
    | m.CallDivertedEvent
    | m.CallConnectionClearedEvent
)


class Calls:
    """The calls that have begun and not ended."""

    def __init__(self) -> None:
        self._calls: dict[CallKey, Call] = {}

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        """The oldest first."""
        return iter(self._calls.values())

    def get(self, peripheral_id: int, call_id: int) -> Call | None:
        """A call, if it is known."""
        return self._calls.get((peripheral_id, call_id))

    def fold(self, message: Message, now: float) -> None:
        """Update the calls by what a message says; most messages say nothing of one.

        Args:
            message: from the server.
            now: when it arrived.
        """
        match message:
            case m.BeginCallEvent():
                call = self._calls[message.peripheral_id, message.connection_call_id] = Call(
                    message.peripheral_id, message.connection_call_id, now, is_new=True, call_type=message.call_type
                )
                _numbers(call, message)
            case m.EndCallEvent():
                self._calls.pop((message.peripheral_id, message.connection_call_id), None)
            case m.CallDataUpdateEvent():
                self._updated(message, now)
            case m.CallClearedEvent():
                cleared = self.get(message.peripheral_id, message.connection_call_id)
                if cleared is not None:
                    cleared.is_over = True
                    cleared.connections.clear()
            case m.CallConferencedEvent() | m.CallTransferredEvent():
                self._merged(message, now)
            case _ if type(message) in _SUBJECTS:
                self._connection(message, now)  # type: ignore[arg-type] # the table has just these classes

    def _call(self, peripheral_id: int, call_id: int, now: float) -> Call:
        return self._calls.setdefault((peripheral_id, call_id), Call(peripheral_id, call_id, now))

    def _updated(self, message: m.CallDataUpdateEvent, now: float) -> None:
        call = self._call(message.peripheral_id, message.connection_call_id, now)
        call.call_type = message.call_type
        _numbers(call, message)

    def _connection(self, event: ConnectionEvent, now: float) -> None:
        gone = event.local_connection_state is LocalConnectionState.NULL
        call = self.get(event.peripheral_id, event.connection_call_id)
        if call is None:
            if gone:
                return
            call = self._call(event.peripheral_id, event.connection_call_id, now)
        _groups(call, event)
        if gone:
            call.connections.pop(event.connection_device_id, None)
            return
        known = call.connections.get(event.connection_device_id)
        named = (getattr(event, subject) for subject in _SUBJECTS[type(event)])
        call.connections[event.connection_device_id] = ConnectionView(
            event.connection_device_id,
            next(filter(None, named), event.connection_device_id if known is None else known.device),
            event.connection_device_id_type is ConnectionDeviceIDType.STATIC,
            event.local_connection_state,
        )
        if isinstance(event, m.CallEstablishedEvent):
            for other in call.connections.values():
                if other.device == event.calling_device_id and other.state is not LocalConnectionState.HOLD:
                    other.state = LocalConnectionState.CONNECT
        elif isinstance(event, m.CallFailedEvent):
            # The device that was called did not answer, and no event of its own takes its connection away.
            ringing = [each for each, other in call.connections.items() if other.state is LocalConnectionState.ALERTING]
            for each in ringing:
                del call.connections[each]

    def _merged(self, event: m.CallConferencedEvent | m.CallTransferredEvent, now: float) -> None:
        """Make one call of two, with the connections that the event lists."""
        known: dict[str, ConnectionView] = {}
        for call_id in (event.secondary_call_id, event.primary_call_id):
            part = self.get(event.peripheral_id, call_id)
            if part is not None:
                known.update(part.connections)
                part.connections.clear()
        for party in event.parties:
            at, device_id = party.connected_party_call_id, party.connected_party_device_id
            if at is not None and device_id:
                view = known.get(device_id) or ConnectionView(
                    device_id, device_id, is_station=False, state=LocalConnectionState.CONNECT
                )
                if device_id == event.primary_device_id:
                    # The device that joined the calls had one of them on hold; the event has its state now.
                    view.state = event.local_connection_state
                self._call(event.peripheral_id, at, now).connections[device_id] = view


def _numbers(call: Call, message: m.BeginCallEvent | m.CallDataUpdateEvent) -> None:
    call.ani = call.ani if message.ani is None else message.ani
    call.dialed = call.dialed if message.dialed_number is None else message.dialed_number


def _groups(call: Call, event: ConnectionEvent) -> None:
    group = getattr(event, "skill_group_number", NULL_SKILL_GROUP)
    if isinstance(event, m.CallQueuedEvent) and event.skill_groups:
        group = event.skill_groups[0].skill_group_number
    service = getattr(event, "service_number", NULL_SERVICE)
    call.skill_group = call.skill_group if group in (None, NULL_SKILL_GROUP) else group
    call.service = call.service if service == NULL_SERVICE else service
