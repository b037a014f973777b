"""Calls and their connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field, frozen

from ctiproto.constants import (
    AnsweringMachine,
    CallDirection,
    CallType,
    DispositionCode,
    EventCause,
    InvocationType,
    LineType,
    LocalConnectionState,
)
from ctiproto.constants.limits import NULL_LINEHANDLE
from ctiserver.centre.switch.connection_states import MOVES, Trigger
from ctiserver.centre.switch.context import NO_DISPOSITION, CallContext, CallData, DataChanges
from ctiserver.centre.switch.errors import ImpossibleMoveError
from ctiserver.centre.switch.identifiers import (
    NO_CONNECTION,
    NO_DEVICE,
    NO_SERVICE,
    NO_SKILL_GROUP,
    ConnectionID,
    Device,
    MediaPath,
    RouterCallKey,
    ServiceRef,
    SkillGroupRef,
    TrunkRef,
)

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import PreviewCustomer
    from ctiserver.centre.switch.model.agents import Agent, Station
    from ctiserver.centre.switch.model.queues import Destination, Queue
    from ctiserver.centre.switch.timers import TimerKind

_SEQUENCE_NUMBERS: Final = 1 << 32
"""So many a router call key can have; a client may have set the highest of them."""

WORK: Final = frozenset(
    (
        CallType.CALLTYPE_PREVIEW,
        CallType.CALLTYPE_RESERVATION,
        CallType.CALLTYPE_ASSIST,
        CallType.CALLTYPE_EMERGENCY,
        CallType.CALLTYPE_SUPERVISOR_MONITOR,
        CallType.CALLTYPE_SUPERVISOR_BARGEIN,
    )
)
"""The types of calls that are work of the contact centre by themselves."""

PLACED: Final = (CallDirection.OUT, CallDirection.OTHER_OUT)
"""The directions of a call at the station that placed it."""

PRIMARY_LINE_HANDLE: Final = 1
"""The one line of every station."""


@define(eq=False, kw_only=True)
class Connection:
    """The part of one device in a call.

    Attributes:
        station: Absent for an outside party.
        agent: The agent who is signed in at the station.
        direction: Of the call as seen from the device.
        skill_group: The group that the agent's work on it is counted for.
        answered: Whether there has been a conversation on it.
        media: From where to where its media flows; absent: it does not.
        media_agent_id: The ID of the agent who was there when its media began to flow last.
        trunk: The trunk that the outside party came or left on.
        recording: How the network was asked to record it, if it does.
        greeting: Whether the agent's greeting plays.
        timers: The kinds of timers that were started for it and not stopped; they may have run out since.
        listeners: Connections of supervisors, in calls of their own, by which they listen to this one.
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
    media: MediaPath | None = None
    media_agent_id: str = ""
    trunk: TrunkRef | None = None
    recording: InvocationType | None = None
    greeting: bool = False
    timers: list[TimerKind] = field(factory=list)
    listeners: list[Connection] = field(factory=list)
    _state: LocalConnectionState = field(default=LocalConnectionState.NULL, alias="state")

    @property
    def state(self) -> LocalConnectionState:
        """The state of the device in the call."""
        return self._state

    @property
    def line_handle(self) -> int:
        """The telephone line that has the call; that of an outside party is not known."""
        return NULL_LINEHANDLE if self.station is None else PRIMARY_LINE_HANDLE

    @property
    def is_work(self) -> bool:
        """Whether it is work of the contact centre: the router sent the call here, or it is about such a call."""
        call = self.call
        if call.consultation is not None or call.call_type in WORK:
            return True
        return call.queue_entry is not None and self.direction not in PLACED

    @property
    def can_hold(self) -> bool:
        """Whether the device can put it on hold: a caller from a queue who only hears ring back cannot."""
        hears_ring_back = self.call.queue_entry is not None and not self.call.established
        return self._state is LocalConnectionState.CONNECT and not hears_ring_back

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
    """What the router knows a caller by, over all calls that come of it; each of them is a leg of its own."""

    day: int
    call_id: int
    last_leg: int

    def next_leg(self) -> RouterCallKey:
        """The key of one more call of the contact; the number behind the highest is 0."""
        self.last_leg = (self.last_leg + 1) % _SEQUENCE_NUMBERS
        return RouterCallKey(self.day, self.call_id, self.last_leg)


@frozen
class BlindConference:
    """A conference that comes about by itself as soon as the called party answers.

    Attributes:
        call_type: What the call becomes by it; ``None``: it stays what it is.
    """

    call_type: CallType | None
    cause: EventCause = EventCause.CEC_NONE


@frozen
class Consultation:
    """Why a call was placed: on behalf of another one that is held meanwhile.

    Attributes:
        held: The consulting device's connection in the other call.
        joined: ``Call.joined`` of that call at the time: if it differs later, the two calls can be joined no more.
        blind: Absent if the consulting party completes it.
    """

    held: Connection
    joined: int
    blind: BlindConference | None = None


@frozen
class AnnouncedCall:
    """A call that the router announced and that has yet to arrive.

    Attributes:
        agent: The agent who is reserved for it; ``None``: it goes to the queue.
        group: The skill group for which that agent gets it.
    """

    destination: Destination
    call_type: CallType
    data: CallData
    contact: Contact
    router_call_key: RouterCallKey
    agent: Agent | None = None
    group: SkillGroupRef = NO_SKILL_GROUP

    @property
    def context(self) -> CallContext:
        """What is known about the call."""
        return CallContext(call_type=self.call_type, router_call_key=self.router_call_key, data=self.data)


@define(eq=False, kw_only=True)
class Call:
    """A call, from its first connection until its last association has ended.

    Attributes:
        entry: Trunk, trunk group and route point that an outside party came or left through: they are associated
            with the call as long as the stream of all calls is.
        connections: The live ones by ConnectionDeviceID, in the order in which they joined.
        reference: The connection by which the stream of all calls knows this one: the first.
        associations: The connection by which the stream of each associated device knows the call.
        released: Devices whose association ends with their connection, because they asked for that.
        queue: The queue that the call waits in, if it does.
        queue_entry: The number by which the call came into a queue last, and may go back to it.
        queued_at: When it began to wait; going back into a queue does not change that.
        cause: The cause of the events that set the call up.
        contact: Absent if no router has seen the call.
        earlier: The numbers of the calls before it, of which it is the next leg.
        consultation: What the call was placed on behalf of, if it was.
        listens_to: The connection that a supervisor listens to by this call, if one does.
        answering_machine: What is done if a machine answers a predictive call.
        allocate_to: Where a predictive call is still to be queued.
        controller: The device that made a conference of it last.
        joined: How many calls have been joined to it.
        called_as: The type that the call has to devices that are called by it, as long as it is a call inside.
        monitored_alone: Whether only stations that are associated with it hear of it.
        customer: Whom an agent is asked to call by it, if it is a reservation call of an outbound preview.
        failure: Why it failed, if it did.
        changes: What clients have written on it since it began.
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
    queue: Queue | None = None
    queue_entry: Destination | None = None
    queued_at: float = 0.0
    cause: EventCause = EventCause.CEC_NONE
    contact: Contact | None = None
    earlier: tuple[int, ...] = ()
    consultation: Consultation | None = None
    listens_to: Connection | None = None
    answering_machine: AnsweringMachine = AnsweringMachine.UNSPECIFIED
    allocate_to: Destination | None = None
    controller: Device | None = None
    joined: int = 0
    monitored_alone: bool = False
    customer: PreviewCustomer | None = None
    called_as: dict[Device, CallType] = field(factory=dict)
    failure: EventCause = EventCause.CEC_NONE
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
    def on_behalf_of(self) -> ConnectionID | None:
        """The connection on the call that this one consults about; ``None``: there is none, or none any more."""
        if self.consultation is None or self.consultation.held.state is LocalConnectionState.NULL:
            return None
        return self.consultation.held.id

    def context_to(self, device: Device | None) -> CallContext:
        """What is known about the call now, as the stream of a device knows it; ``None``: that of all calls."""
        if device not in self.called_as or self.call_type is not CallType.CALLTYPE_AGENT_INSIDE:
            return self.context
        return evolve(self.context, call_type=self.called_as[device])

    @property
    def parties(self) -> tuple[Device, ...]:
        """The devices that an event of the call concerns now: stations first, in the order in which they joined."""
        if self._parties is None or self.monitored_alone:
            stations = tuple(c.device for c in self.connections.values() if c.station is not None)
            if self.monitored_alone:
                stations = tuple(device for device in stations if device in self.associations)
            self._parties = stations + self.entry
        return self._parties

    def enter(self, devices: tuple[Device, ...]) -> None:
        """Let the call go through ``devices`` as well."""
        self.entry += devices
        self._parties = None

    def leave(self, devices: tuple[Device, ...]) -> None:
        """Let the call go through ``devices`` no longer."""
        self.entry = tuple(device for device in self.entry if device not in devices)
        self._parties = None

    def others(self, connection: Connection) -> list[Connection]:
        """All live connections but ``connection``."""
        return [other for other in self.connections.values() if other is not connection]

    def update_reference(self) -> ConnectionID:
        """Choose another reference connection if the present one is gone: the first that does not alert.

        Returns:
            The reference connection from now on.
        """
        if self.reference.device_id not in self.connections and self.connections:
            live = self.connections.values()
            chosen = next((each for each in live if each.state is not LocalConnectionState.ALERTING), None)
            self.reference = (chosen or next(iter(live))).id
        return self.reference

    def renumber(self, number: int) -> None:
        """Take another number, by which the reference connection and all associations go from then on.

        The connections have to leave before, and are to join again under names with that number.
        """
        self.id, self.reference = number, evolve(self.reference, call_id=number)
        self.associations = {device: evolve(name, call_id=number) for device, name in self.associations.items()}

    def forget_names(self) -> None:
        """Let the end of the call be told without the name of a connection."""
        self.reference = evolve(self.reference, device_id="")
        self.associations = {device: evolve(name, device_id="") for device, name in self.associations.items()}

    def add(self, connection: Connection) -> None:
        """Let ``connection`` join the call."""
        self.connections[connection.id.device_id] = connection
        self._parties = None
        if self.reference is NO_CONNECTION:
            self.reference = connection.id

    def remove(self, connection: Connection) -> None:
        """Let ``connection`` leave the call."""
        del self.connections[connection.id.device_id]
        self._parties = None
