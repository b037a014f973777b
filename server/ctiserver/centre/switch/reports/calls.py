"""Reports of what happens to the connections of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ctiproto.constants import DeviceIDType, EventCause, LocalConnectionState
from ctiserver.centre.switch.events import (
    CallCleared,
    CallConferenced,
    CallConnectionCleared,
    CallDelivered,
    CallDequeued,
    CallDiverted,
    CallEstablished,
    CallFailed,
    CallHeld,
    CallOriginated,
    CallQueued,
    CallReachedNetwork,
    CallRetrieved,
    CallServiceInitiated,
    CallTransferred,
    Party,
)
from ctiserver.centre.switch.identifiers import NO_CONNECTION, NO_DEVICE, Device

if TYPE_CHECKING:
    from ctiproto.constants import LineType
    from ctiserver.centre.switch.identifiers import ConnectionID, SkillGroupRef
    from ctiserver.centre.switch.model import Connection, Queue

_NONE = EventCause.CEC_NONE


class _Subject(TypedDict):
    at: float
    peripheral_id: int
    connection: ConnectionID
    parties: tuple[Device, ...]
    local_state: LocalConnectionState
    cause: EventCause


def _subject(
    connection: Connection, now: float, cause: EventCause, parties: tuple[Device, ...] | None = None
) -> _Subject:
    """The fields that all events about ``connection`` share; ``parties`` are those of the call if not given."""
    call = connection.call
    return {
        "at": now,
        "peripheral_id": call.peripheral_id,
        "connection": connection.id,
        "parties": call.parties if parties is None else parties,
        "local_state": connection.state,
        "cause": cause,
    }


# --- setting up ---------------------------------------------------------------------------------------------------


def service_initiated(connection: Connection, now: float) -> CallServiceInitiated:
    """The station of ``connection`` has dial tone."""
    call = connection.call
    return CallServiceInitiated(
        **_subject(connection, now, call.cause),
        calling=call.calling,
        line_type=connection.line_type,
        line_handle=connection.line_handle,
        service=call.service,
        skill_group=connection.skill_group,
        on_behalf_of=call.on_behalf_of,
    )


def originated(connection: Connection, now: float) -> CallOriginated:
    """The number of the call of ``connection`` is dialled."""
    call = connection.call
    return CallOriginated(
        **_subject(connection, now, call.cause),
        calling=call.calling,
        called=call.called,
        line_type=connection.line_type,
        line_handle=connection.line_handle,
        service=call.service,
        skill_group=connection.skill_group,
    )


def reached_network(named: Connection, far_end: Connection, now: float) -> CallReachedNetwork:
    """The call leaves for ``far_end``; the event names the connection ``named``."""
    call, trunk = named.call, far_end.trunk
    device = NO_DEVICE if trunk is None else Device(DeviceIDType.TRUNK_IDENTIFIER, str(trunk.number))
    return CallReachedNetwork(
        **_subject(named, now, call.cause),
        trunk=trunk,
        trunk_device=device,
        called=call.called,
        line_type=named.line_type,
        line_handle=named.line_handle,
    )


def trunk_seized(caller: Connection, now: float) -> CallDelivered:
    """An outside ``caller`` seized a trunk: the form of CALL_DELIVERED_EVENT in which nothing rings."""
    call = caller.call
    return CallDelivered(
        **_subject(caller, now, EventCause.CEC_NEW_CALL),
        alerting=NO_DEVICE,
        calling=call.calling,
        called=call.called,
        trunk=call.trunk,
        context=call.context,
    )


def delivered(connection: Connection, now: float) -> CallDelivered:
    """``connection`` alerts."""
    call = connection.call
    return CallDelivered(
        **_subject(connection, now, call.cause),
        alerting=connection.device,
        calling=call.calling,
        called=call.called,
        last_redirect=call.last_redirect,
        line_type=connection.line_type,
        line_handle=connection.line_handle,
        service=call.service,
        skill_group=call.skill_group,
        trunk=call.trunk,
        context=call.context,
    )


def queued(caller: Connection, queue: Queue, waiting: int, now: float) -> CallQueued:
    """The call of ``caller`` is in ``queue``; ``waiting`` calls wait for the service, this one included."""
    call = caller.call
    return CallQueued(
        **_subject(caller, now, _NONE),
        calling=call.calling,
        called=call.called,
        service=queue.service,
        skill_groups=queue.groups,
        queued=waiting,
        last_redirect=call.last_redirect,
    )


def dequeued(caller: Connection, queue: Queue, waiting: int, cause: EventCause, now: float) -> CallDequeued:
    """The call of ``caller`` left ``queue``; ``waiting`` calls still wait for the service."""
    return CallDequeued(**_subject(caller, now, cause), service=queue.service, queued=waiting)


# --- talking ------------------------------------------------------------------------------------------------------


def established(connection: Connection, now: float) -> CallEstablished:
    """``connection`` answered."""
    call = connection.call
    return CallEstablished(
        **_subject(connection, now, call.cause),
        answering=connection.device,
        calling=call.calling,
        called=call.called,
        last_redirect=call.last_redirect,
        line_type=connection.line_type,
        line_handle=connection.line_handle,
        service=call.service,
        skill_group=call.skill_group,
        trunk=call.trunk,
    )


def listening(leg: Connection, heard: Device, now: float) -> CallEstablished:
    """A supervisor listens by ``leg`` to a call of the device ``heard``, which answers as it were."""
    call = leg.call
    return CallEstablished(
        **_subject(leg, now, call.cause),
        answering=heard,
        calling=call.calling,
        called=call.called,
        line_type=leg.line_type,
        line_handle=leg.line_handle,
        skill_group=leg.skill_group,
    )


def held(connection: Connection, now: float, cause: EventCause = _NONE) -> CallHeld:
    """``connection`` is on hold."""
    return CallHeld(**_subject(connection, now, cause), holding=connection.device)


def retrieved(connection: Connection, now: float, cause: EventCause = _NONE) -> CallRetrieved:
    """``connection`` is not on hold any more."""
    return CallRetrieved(**_subject(connection, now, cause), retrieving=connection.device)


# --- leaving ------------------------------------------------------------------------------------------------------


def diverted(
    connection: Connection, target: Device, cause: EventCause, now: float, *, by: Device | None = None
) -> CallDiverted:
    """The call left the device of ``connection`` for ``target``; or the device ``by``, which has no connection."""
    return CallDiverted(
        **_subject(connection, now, cause),
        diverting=by or connection.device,
        called=target,
        service=connection.call.service,
    )


def failed(connection: Connection, failing: Device, cause: EventCause, now: float) -> CallFailed:
    """The call of ``connection`` cannot be completed, because of ``failing``."""
    return CallFailed(**_subject(connection, now, cause), failing=failing, called=connection.call.called)


def connection_cleared(
    connection: Connection,
    parties: tuple[Device, ...],
    cause: EventCause,
    now: float,
    *,
    goes_on_as: int | None = None,
) -> CallConnectionCleared:
    """``connection`` left its call, whose parties were ``parties`` before."""
    subject = _subject(connection, now, cause, parties)
    return CallConnectionCleared(**subject, releasing=connection.device, goes_on_as=goes_on_as)


def call_cleared(
    last: Connection, parties: tuple[Device, ...], cause: EventCause, now: float, *, goes_on_as: int | None = None
) -> CallCleared:
    """The call is over, with ``last``; its parties were ``parties`` when it began to be cleared."""
    return CallCleared(**_subject(last, now, cause, parties), goes_on_as=goes_on_as)


# --- two calls ----------------------------------------------------------------------------------------------------


class _Joined(_Subject):
    secondary: ConnectionID
    controller: Device
    added: Device
    added_connection: ConnectionID
    connected: tuple[Party, ...]
    line_type: LineType
    line_handle: int
    skill_group: SkillGroupRef


def transferred(
    primary: Connection,
    added: Connection | Device,
    parties: tuple[Device, ...],
    cause: EventCause,
    now: float,
    *,
    secondary: ConnectionID = NO_CONNECTION,
    named: ConnectionID | None = None,
) -> CallTransferred:
    """The device of ``primary`` left its call, which goes on with ``added``.

    Args:
        primary: the device's connection in the call that goes on.
        added: the party that came from the other call, or was called; a device alone where there is no connection yet.
        parties: all devices that were on either call before.
        cause: why.
        now: the time.
        secondary: what the device's connection in the call was called that is over; absent in a single step.
        named: what ``primary`` was called until now, if the call has another number from now on.
    """
    return CallTransferred(**_joined(primary, added, parties, cause, now, secondary=secondary, named=named))


def conferenced(
    primary: Connection,
    added: Connection | Device,
    parties: tuple[Device, ...],
    cause: EventCause,
    now: float,
    *,
    secondary: ConnectionID = NO_CONNECTION,
    named: ConnectionID | None = None,
) -> CallConferenced:
    """The device of ``primary`` made one of its two calls; the arguments are those of ``transferred``."""
    return CallConferenced(**_joined(primary, added, parties, cause, now, secondary=secondary, named=named))


def _joined(
    primary: Connection,
    added: Connection | Device,
    parties: tuple[Device, ...],
    cause: EventCause,
    now: float,
    *,
    secondary: ConnectionID,
    named: ConnectionID | None,
) -> _Joined:
    if isinstance(added, Device):
        device, connection = added, NO_CONNECTION
    else:
        device, connection = added.device, added.id
    live = (each for each in primary.call.connections.values() if each.state is not LocalConnectionState.NULL)
    return {
        **_subject(primary, now, cause, parties),
        "connection": named or primary.id,
        "secondary": secondary,
        "controller": primary.device,
        "added": device,
        "added_connection": connection,
        "connected": tuple(Party(each.id, each.device) for each in live),
        "line_type": primary.line_type,
        "line_handle": primary.line_handle,
        "skill_group": primary.skill_group,
    }
