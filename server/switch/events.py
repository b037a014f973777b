"""What can happen in the switch, and whom it concerns.

Every event is a frozen value that says what was true when it happened, so that nobody who reads it later has to ask
the switch.  The order in which the switch gives them is the order in which clients hear them.

A *call event* concerns its ``parties``: the devices that have, or lose by this event, a connection on the call, and
the trunk, trunk group and route point that an outside caller came through.  ``to_all`` says whether those who see
every call of the peripheral hear it too.  Monitors of the call hear what ``to_all`` says.
"""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import (
    AgentState,
    CallDirection,
    EventCause,
    LineType,
    LocalConnectionState,
)
from ctiproto.constants.limits import NULL_LINEHANDLE, NULL_LINETYPE
from server.switch.context import CallContext
from server.switch.identifiers import (
    NO_DEVICE,
    NO_SERVICE,
    NO_SKILL_GROUP,
    ConnectionID,
    Device,
    ServiceRef,
    SkillGroupRef,
    TrunkRef,
)

NO_LINE_TYPE = LineType(NULL_LINETYPE)


@frozen(kw_only=True)
class Event:
    """Something happened.

    Attributes:
        at: When, in seconds since 1970.
        peripheral_id: Where.
    """

    at: float
    peripheral_id: int


@frozen(kw_only=True)
class CallEvent(Event):
    """Something happened on a call.

    Attributes:
        connection: The connection that the event names.
        parties: The devices concerned, in the order in which they joined.
        to_all: Whether those who see every call hear it.
    """

    connection: ConnectionID
    parties: tuple[Device, ...]
    to_all: bool = True


@frozen(kw_only=True)
class ConnectionEvent(CallEvent):
    """Something changed a connection.

    Attributes:
        local_state: The state of the named connection after the event.
        cause: Why.
    """

    local_state: LocalConnectionState
    cause: EventCause = EventCause.CEC_NONE


@frozen(kw_only=True)
class CallBegan(CallEvent):
    """A stream becomes associated with the call: each of ``parties``, and the stream of all calls if ``to_all``.

    It comes before every other event of the call on that stream.  The connection is the device's own, or the call's
    reference connection.  Guide: BEGIN_CALL_EVENT.
    """

    context: CallContext


@frozen(kw_only=True)
class CallEnded(CallEvent):
    """A stream is associated with the call no longer; the last event of the call on it.  Guide: END_CALL_EVENT."""


@frozen(kw_only=True)
class CallDataUpdated(CallEvent):
    """The context of the call changed, or a connection was renamed.  Guide: CALL_DATA_UPDATE_EVENT.

    Attributes:
        new_connection: What ``connection`` is called from now on; equal if only data changed.
        context: The context after the change.
        changed: Names of what changed: attributes of ``CallContext`` and of ``CallData``, ``call_variable_N`` for
            CallVariableN.
    """

    new_connection: ConnectionID
    context: CallContext
    changed: tuple[str, ...]


@frozen(kw_only=True)
class CallServiceInitiated(ConnectionEvent):
    """A station got dial tone, or its call was placed by software.  Guide: CALL_SERVICE_INITIATED_EVENT."""

    calling: Device
    line_type: LineType
    line_handle: int = NULL_LINEHANDLE
    service: ServiceRef = NO_SERVICE
    skill_group: SkillGroupRef = NO_SKILL_GROUP


@frozen(kw_only=True)
class CallOriginated(ConnectionEvent):
    """A station finished dialling.  ``skill_group`` is the calling agent's.  Guide: CALL_ORIGINATED_EVENT."""

    calling: Device
    called: Device
    line_type: LineType
    line_handle: int = NULL_LINEHANDLE
    service: ServiceRef = NO_SERVICE
    skill_group: SkillGroupRef = NO_SKILL_GROUP


@frozen(kw_only=True)
class CallReachedNetwork(ConnectionEvent):
    """An outbound call left on ``trunk``, which a site without trunk groups does not have.

    Guide: CALL_REACHED_NETWORK_EVENT.
    """

    trunk: TrunkRef | None
    trunk_device: Device
    called: Device
    line_type: LineType
    line_handle: int = NULL_LINEHANDLE


@frozen(kw_only=True)
class CallDelivered(ConnectionEvent):
    """A connection alerts; or, with ``local_state`` INITIATE and no alerting device, a caller seized a trunk.

    Attributes:
        alerting: The device that rings; ``NO_DEVICE`` in the form of the trunk seizure.
        called: The number that was called originally.
        last_redirect: The device that the call came away from, if any.
        trunk: The trunk of the outside caller, if there is one.
        context: The call's context.

    Guide: CALL_DELIVERED_EVENT, both forms.
    """

    alerting: Device
    calling: Device
    called: Device
    context: CallContext
    last_redirect: Device = NO_DEVICE
    line_type: LineType = NO_LINE_TYPE
    line_handle: int = NULL_LINEHANDLE
    service: ServiceRef = NO_SERVICE
    skill_group: SkillGroupRef = NO_SKILL_GROUP
    trunk: TrunkRef | None = None


@frozen(kw_only=True)
class CallQueued(ConnectionEvent):
    """The call waits for an agent of ``skill_groups``.  Guide: CALL_QUEUED_EVENT.

    Attributes:
        queued: Calls that wait for the service, this one included.
    """

    calling: Device
    called: Device
    service: ServiceRef
    skill_groups: tuple[SkillGroupRef, ...]
    queued: int
    last_redirect: Device = NO_DEVICE


@frozen(kw_only=True)
class CallDequeued(ConnectionEvent):
    """The call waits no longer.  Guide: CALL_DEQUEUED_EVENT.

    Attributes:
        queued: Calls that still wait for the service.
        skill_groups: The groups it was taken out of; empty: all.
    """

    service: ServiceRef
    queued: int
    skill_groups: tuple[SkillGroupRef, ...] = ()


@frozen(kw_only=True)
class CallEstablished(ConnectionEvent):
    """A connection was answered.  Guide: CALL_ESTABLISHED_EVENT."""

    answering: Device
    calling: Device
    called: Device
    last_redirect: Device = NO_DEVICE
    line_type: LineType = NO_LINE_TYPE
    line_handle: int = NULL_LINEHANDLE
    service: ServiceRef = NO_SERVICE
    skill_group: SkillGroupRef = NO_SKILL_GROUP
    trunk: TrunkRef | None = None


@frozen(kw_only=True)
class CallHeld(ConnectionEvent):
    """A device put the call on hold.  Guide: CALL_HELD_EVENT."""

    holding: Device


@frozen(kw_only=True)
class CallRetrieved(ConnectionEvent):
    """A device took a held call back.  Guide: CALL_RETRIEVED_EVENT."""

    retrieving: Device


@frozen(kw_only=True)
class CallDiverted(ConnectionEvent):
    """The call left ``diverting``, which had it alerting, for ``called``.  Guide: CALL_DIVERTED_EVENT.

    A peripheral of the CCE kind reports a cleared connection with cause REDIRECTED instead: that is translation.
    """

    diverting: Device
    called: Device
    service: ServiceRef = NO_SERVICE


@frozen(kw_only=True)
class CallFailed(ConnectionEvent):
    """The call cannot be completed.  ``failing`` is the device that refused it.  Guide: CALL_FAILED_EVENT."""

    failing: Device
    called: Device


@frozen(kw_only=True)
class CallConnectionCleared(ConnectionEvent):
    """A party left the call.  Guide: CALL_CONNECTION_CLEARED_EVENT."""

    releasing: Device


@frozen(kw_only=True)
class CallCleared(ConnectionEvent):
    """The call is over; exactly once per call.  Guide: CALL_CLEARED_EVENT.

    Its parties are all devices that were on the call when it began to be cleared.
    """


@frozen(kw_only=True)
class MediaEvent(CallEvent):
    """The media of an agent's device changed: two messages, one for each direction.

    ``parties`` is that device alone; its ``id`` is the extension.  ``agent_id`` is empty where nobody is signed in.
    """

    device: Device
    instrument: str
    agent_id: str = ""


@frozen(kw_only=True)
class MediaStarted(MediaEvent):
    """Media of a device flows.  Guide: RTP_STARTED_EVENT, input and output."""


@frozen(kw_only=True)
class MediaStopped(MediaEvent):
    """Media of a device stopped.  Guide: RTP_STOPPED_EVENT, input and output."""


@frozen
class GroupState:
    """The state of an agent towards one of the skill groups he is signed in to."""

    skill_group: SkillGroupRef
    state: AgentState


@frozen(kw_only=True)
class AgentEvent(Event):
    """Something concerns an agent at a device.

    Attributes:
        agent_id: His peripheral number.
        icm_agent_id: His skill target identifier.
        device: The station at which he is, or was until this event.
        extension: Of that station.
        instrument: Of that station.
    """

    agent_id: str
    icm_agent_id: int
    device: Device
    extension: str
    instrument: str


@frozen(kw_only=True)
class AgentStateChanged(AgentEvent):
    """An agent's state, reason, pending state or group states changed: one event for all his groups.

    Attributes:
        state: The overall state.
        previous: The overall state before.
        groups: His state towards each group, in ascending order of the groups' numbers; those he just signed out of
            stand here a last time.
        reason_code: With NOT_READY and LOGOUT; 0 otherwise.
        direction: Of the call that he is busy with.
        tasks: Connections that he has.
        duration: Length of the after-call work in seconds; absent outside it, 0 if nothing ends it.
        next_state: What follows after-call work, or what he chose for the time after his last call.
        state_duration: Seconds since he came into the state; 0 unless the state is reported again.

    Guide: AGENT_STATE_EVENT.
    """

    state: AgentState
    previous: AgentState
    groups: tuple[GroupState, ...]
    reason_code: int = 0
    direction: CallDirection = CallDirection.NONE
    tasks: int = 0
    duration: int | None = None
    next_state: AgentState | None = None
    state_duration: int = 0


@frozen(kw_only=True)
class PreCall(AgentEvent):
    """The router chose this agent for a call that has yet to reach him.  Guide: AGENT_PRE_CALL_EVENT.

    The message names no connection; ``call_id`` is for those who simulate or record.  ``call_type_id`` is that of the
    dialled number, where it has one.
    """

    call_id: int
    service: ServiceRef
    skill_group: SkillGroupRef
    context: CallContext
    call_type_id: int | None = None


@frozen(kw_only=True)
class PeripheralWentOffline(Event):
    """The link to the peripheral is down.  Guide: SYSTEM_EVENT, PERIPHERAL_OFFLINE."""


@frozen(kw_only=True)
class PeripheralCameOnline(Event):
    """The link to the peripheral is back.  Guide: SYSTEM_EVENT, PERIPHERAL_ONLINE."""
