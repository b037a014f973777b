"""Events of the connections of one call.  Guide: Client Events Service."""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import LineType
from ctiproto.constants.limits import NULL_LINEHANDLE, NULL_LINETYPE
from ctiserver.centre.switch.context import CallContext
from ctiserver.centre.switch.events.kinds import ConnectionEvent
from ctiserver.centre.switch.identifiers import (
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
class CallServiceInitiated(ConnectionEvent):
    """A station got dial tone, or its call was placed by software.  Guide: CALL_SERVICE_INITIATED_EVENT.

    Attributes:
        on_behalf_of: The station's connection on the call that this one consults about, if it does.
    """

    calling: Device
    line_type: LineType
    line_handle: int = NULL_LINEHANDLE
    service: ServiceRef = NO_SERVICE
    skill_group: SkillGroupRef = NO_SKILL_GROUP
    on_behalf_of: ConnectionID | None = None


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
    """An outbound call left on ``trunk``; absent where the site has no trunk groups.

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
        skill_groups: The groups that it was taken out of; empty: all.
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
    """A party left the call.  Guide: CALL_CONNECTION_CLEARED_EVENT.

    Attributes:
        goes_on_as: As of ``CallCleared``, which follows.
    """

    releasing: Device
    goes_on_as: int | None = None


@frozen(kw_only=True)
class CallCleared(ConnectionEvent):
    """The call is over; exactly once per call.  Guide: CALL_CLEARED_EVENT.

    Its parties are all devices that were on the call when it began to be cleared.

    Attributes:
        goes_on_as: The number of the call that begins next and is another leg of the same contact, if one does.
            No client is told it: they know contacts by the router call key.
    """

    goes_on_as: int | None = None
