"""Calls, their connections, and the table along which a connection's state moves.

A call is a number with connections.  A connection is one device's part in it.  What happens on a call is a *trigger*
at one of its connections; the table says where the trigger leads, and no code sets a state in another way::

    NULL ---PRESENT--> ALERTING --ANSWER--> CONNECT <--HOLD/RETRIEVE--> HOLD
    NULL --SEIZE/OFF_HOOK--> INITIATE --ENQUEUE--> QUEUED --DEQUEUE--> CONNECT
    CONNECT and HOLD of one device ---CONFERENCE--> one CONNECT, or ---TRANSFER--> none

A connection is live from the moment it leaves NULL until it is NULL again; its identifier dies with it.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from ctiproto.constants import (
    AllocationState,
    AnsweringMachine,
    CallDirection,
    CallType,
    ConnectionDeviceIDType,
    DispositionCode,
    EventCause,
    InvocationType,
    LineType,
    LocalConnectionState,
)
from ctiproto.constants.limits import NULL_LINEHANDLE
from ctiserver.centre.switch.context import NO_DISPOSITION, CallContext, CallData, DataChanges
from ctiserver.centre.switch.errors import ImpossibleMoveError
from ctiserver.centre.switch.identifiers import (
    NO_CONNECTION,
    NO_DEVICE,
    NO_SERVICE,
    NO_SKILL_GROUP,
    ConnectionID,
    Device,
    RouterCallKey,
    ServiceRef,
    SkillGroupRef,
    TrunkRef,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctiserver.centre.switch.agents import Agent
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.routing import Destination, Line

PRIMARY_LINE_HANDLE: Final = 1
"""The one line of every station."""

FIRST_CALL_ID: Final = 16_777_217
"""Call identifiers count up from here on each peripheral and are never used twice."""


class Trigger(Enum):
    """What can happen at a connection."""

    SEIZE = "an outside caller seizes a trunk"
    OFF_HOOK = "the device gets dial tone"
    DIAL = "the digits are complete"
    REACH_NETWORK = "the call leaves on a trunk"
    PRESENT = "the call is presented to the device"
    ANSWER = "the device answers"
    ANSWERED = "the far end answers"
    ENQUEUE = "the call is put into a queue"
    DEQUEUE = "the call leaves the queue"
    HOLD = "the device holds"
    RETRIEVE = "the device retrieves"
    DIVERT = "the call leaves the device unanswered"
    FAIL = "the call cannot be completed"
    CONFERENCE = "the device makes its two calls one: the held one goes on, the other is over"
    TRANSFER = "the device leaves the others of its calls to each other"
    RELEASE = "the device leaves the call, or the call ends"


_NULL: Final = LocalConnectionState.NULL
_INITIATE: Final = LocalConnectionState.INITIATE
_ALERTING: Final = LocalConnectionState.ALERTING
_CONNECT: Final = LocalConnectionState.CONNECT
_HOLD: Final = LocalConnectionState.HOLD
_QUEUED: Final = LocalConnectionState.QUEUED
_FAIL: Final = LocalConnectionState.FAIL

# Rows that scenarios need and the list of states leaves out: a caller who was rung through to an agent in vain is
# CONNECT (he hears ring back) and goes back to QUEUED (S3); a call that left on a trunk can still fail (S6); the far
# end of a predictive call is INITIATE while the network looks for it, alerts, may be queued while it alerts, may
# answer while it is queued, and may fail (S23).
MOVES: Final[Mapping[Trigger, Mapping[LocalConnectionState, LocalConnectionState]]] = {
    Trigger.SEIZE: {_NULL: _INITIATE},
    Trigger.OFF_HOOK: {_NULL: _INITIATE},
    Trigger.DIAL: {_INITIATE: _INITIATE},
    Trigger.REACH_NETWORK: {_INITIATE: _CONNECT},
    Trigger.PRESENT: {_NULL: _ALERTING, _INITIATE: _ALERTING},
    Trigger.ANSWER: {_ALERTING: _CONNECT},
    Trigger.ANSWERED: {_INITIATE: _CONNECT, _CONNECT: _CONNECT, _HOLD: _HOLD},
    Trigger.ENQUEUE: {_INITIATE: _QUEUED, _NULL: _QUEUED, _CONNECT: _QUEUED, _ALERTING: _ALERTING},
    Trigger.DEQUEUE: {_QUEUED: _CONNECT, _ALERTING: _ALERTING, _CONNECT: _CONNECT},
    Trigger.HOLD: {_CONNECT: _HOLD},
    Trigger.RETRIEVE: {_HOLD: _CONNECT},
    Trigger.DIVERT: {_ALERTING: _NULL},
    Trigger.FAIL: {_INITIATE: _FAIL, _CONNECT: _FAIL, _ALERTING: _FAIL},
    Trigger.CONFERENCE: {_HOLD: _CONNECT, _CONNECT: _NULL},
    Trigger.TRANSFER: {_HOLD: _NULL, _CONNECT: _NULL, _INITIATE: _NULL},
    Trigger.RELEASE: {
        _INITIATE: _NULL,
        _ALERTING: _NULL,
        _CONNECT: _NULL,
        _HOLD: _NULL,
        _QUEUED: _NULL,
        _FAIL: _NULL,
    },
}
"""Where each trigger leads from each state in which it can happen."""


@define(eq=False, kw_only=True)
class Connection:
    """One device's part in a call.

    Attributes:
        station: The station, absent for an outside party.
        agent: Who has it: whoever is signed in at the station.
        direction: Of the call as seen from the device.
        skill_group: The group that the agent's work on it is counted for.
        answered: Whether there has been a conversation on it.
        media: Whether its media flows.
        trunk: Which trunk the outside party came or left on.
        recording: How the network was asked to record it, if it does.
        greeting: Whether the agent's greeting plays.
        listeners: Supervisors' connections of calls by which they listen to this one.
    """

    id: ConnectionID
    call: Call
    device: Device
    line_type: LineType
    station: Station | None = None
    agent: Agent | None = None
    direction: CallDirection = CallDirection.NONE
    skill_group: SkillGroupRef = NO_SKILL_GROUP
    since: float = 0.0
    answered: bool = False
    media: bool = False
    trunk: TrunkRef | None = None
    recording: InvocationType | None = None
    greeting: bool = False
    listeners: list[Connection] = field(factory=list)
    _state: LocalConnectionState = field(default=LocalConnectionState.NULL, alias="state")

    @property
    def state(self) -> LocalConnectionState:
        """The state of the device in the call."""
        return self._state

    @property
    def line_handle(self) -> int:
        """The line of the station that has the call; nothing is known of the lines of others."""
        return NULL_LINEHANDLE if self.station is None else PRIMARY_LINE_HANDLE

    @property
    def can_hold(self) -> bool:
        """Whether there is something to put on hold: a caller on his way from a queue to an agent has nothing yet."""
        underway = self.call.home is not None and not self.call.established
        return self._state is LocalConnectionState.CONNECT and not underway

    def move(self, trigger: Trigger, now: float) -> None:
        """Let ``trigger`` happen.

        Raises:
            ImpossibleMoveError: it cannot in this state.
        """
        after = MOVES[trigger].get(self._state)
        if after is None:
            raise ImpossibleMoveError(f"{trigger.name} at {self.id} in {self._state!r}")
        if after is not self._state:
            self.since = now
        self._state = after


@define
class Contact:
    """What a caller wants, over all calls that come of it; each of them is a leg of its own."""

    day: int
    call_id: int
    last_leg: int = -1

    def next_leg(self) -> RouterCallKey:
        """The router's name for one more call of the contact."""
        self.last_leg += 1
        return RouterCallKey(self.day, self.call_id, self.last_leg)


@frozen
class Blind:
    """A conference that comes about by itself as soon as the party called answers.

    Attributes:
        call_type: What the call becomes by it; absent: it stays what it is.
    """

    call_type: CallType | None
    cause: EventCause = EventCause.CEC_NONE


@frozen
class Consultation:
    """Why a call was placed: on behalf of another that is on hold meanwhile.

    Attributes:
        held: The consulting device's connection in the other call.
        joined: How many calls had been joined to that one then; if others have been since, the two cannot be.
        blind: Absent if the consulting party completes it himself.
    """

    held: Connection
    joined: int
    blind: Blind | None = None


@define(eq=False, kw_only=True)
class Call:
    """A call, from its first connection until its last association has ended.

    Attributes:
        entry: Trunk, trunk group and route point that an outside party came or left through: they are associated
            with the call as long as the stream of all calls is.
        connections: The live ones by ConnectionDeviceID, in the order in which they joined.
        reference: The connection by which those who see every call know this one: the first.
        associations: The connection that each associated device's stream knows the call by.
        released: Devices that want to hear nothing after the end of the call.
        line: Where the call waits, if it does.
        home: Where it waits, or waited last.
        queued_at: When it began to wait; going back into a line does not change that.
        cause: Why it was placed, where that is a reason of its own; the events that set it up say so.
        contact: What the legs of it are counted by, if the router knows it.
        consultation: What it was placed on behalf of, if it was.
        listens_to: The connection that a supervisor listens to by it, if he does.
        answering_machine: What is done if a machine answers a predictive call.
        allocation: When a predictive call is queued, and ``queue`` where; absent once it was.
        controller: The device that made a conference of it last.
        joined: How many calls have been joined to it.
        changes: What was written on it since it began, by other parties than the switch.
    """

    id: int
    peripheral_id: int
    call_type: CallType
    calling: Device
    called: Device
    began_at: float
    data: CallData
    entry: tuple[Device, ...] = ()
    router_call_key: RouterCallKey | None = None
    call_type_id: int | None = None
    disposition: DispositionCode = NO_DISPOSITION
    last_redirect: Device = NO_DEVICE
    service: ServiceRef = NO_SERVICE
    skill_group: SkillGroupRef = NO_SKILL_GROUP
    line: Line | None = None
    home: Destination | None = None
    queued_at: float = 0.0
    cause: EventCause = EventCause.CEC_NONE
    contact: Contact | None = None
    consultation: Consultation | None = None
    listens_to: Connection | None = None
    answering_machine: AnsweringMachine = AnsweringMachine.UNSPECIFIED
    allocation: AllocationState | None = None
    queue: Destination | None = None
    controller: Device | None = None
    joined: int = 0
    changes: list[DataChanges] = field(factory=list)
    established: bool = False
    failed: bool = False
    cleared: bool = False
    connections: dict[str, Connection] = field(factory=dict)
    associations: dict[Device, ConnectionID] = field(factory=dict)
    released: dict[Device, None] = field(factory=dict)
    reference: ConnectionID = NO_CONNECTION
    _parties: tuple[Device, ...] | None = None

    @property
    def caller(self) -> Connection:
        """The connection that the call began with, as long as it lives."""
        return self.connections[self.reference.device_id]

    @property
    def trunk(self) -> TrunkRef | None:
        """The trunk of the first outside party that has one."""
        return next((each.trunk for each in self.connections.values() if each.trunk is not None), None)

    @property
    def context(self) -> CallContext:
        """What is known about the call now."""
        return CallContext(
            call_type=self.call_type,
            disposition=self.disposition,
            router_call_key=self.router_call_key,
            data=self.data,
        )

    @property
    def parties(self) -> tuple[Device, ...]:
        """The devices that an event of the call concerns now: stations first, in the order in which they joined."""
        if self._parties is None:
            stations = tuple(c.device for c in self.connections.values() if c.station is not None)
            self._parties = stations + self.entry
        return self._parties

    def enter(self, devices: tuple[Device, ...]) -> None:
        """From now on the call goes through ``devices`` as well."""
        self.entry += devices
        self._parties = None

    def leave(self, devices: tuple[Device, ...]) -> None:
        """The call goes through ``devices`` no longer."""
        self.entry = tuple(device for device in self.entry if device not in devices)
        self._parties = None

    def others(self, connection: Connection) -> list[Connection]:
        """All live connections but one."""
        return [other for other in self.connections.values() if other is not connection]

    def refer(self) -> ConnectionID:
        """The reference connection, which is the next that does not alert once the present one is gone."""
        if self.reference.device_id not in self.connections and self.connections:
            live = self.connections.values()
            chosen = next((each for each in live if each.state is not LocalConnectionState.ALERTING), None)
            self.reference = (chosen or next(iter(live))).id
        return self.reference

    def add(self, connection: Connection) -> None:
        """``connection`` joins the call."""
        self.connections[connection.id.device_id] = connection
        self._parties = None
        if self.reference is NO_CONNECTION:
            self.reference = connection.id

    def remove(self, connection: Connection) -> None:
        """``connection`` has left the call."""
        del self.connections[connection.id.device_id]
        self._parties = None


def station_connection_id(call: Call, station: Station) -> ConnectionID:
    """What the connection of ``station`` in ``call`` is called."""
    return ConnectionID(call.id, station.extension, ConnectionDeviceIDType.STATIC)
