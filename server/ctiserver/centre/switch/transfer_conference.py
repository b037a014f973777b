"""Two calls become one.  Scenarios S7, S8, S10 and S15.

One device has a connection in both: in the *primary* call, which goes on, and in the *secondary* one, which is over
without being cleared: its other parties go over into the primary call.  Whoever knew only the secondary call learns
what his connection is called now; whoever knew both hears the end of the secondary one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ctiproto.constants import CallType, DispositionCode, EventCause, LocalConnectionState
from ctiproto.constants.limits import MAX_NUM_PARTIES
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.calls import Trigger
from ctiserver.centre.switch.clearing import attend, bow_out, conclude, leave_unheard, wind_up
from ctiserver.centre.switch.context import NO_CHANGES, written
from ctiserver.centre.switch.events import CallConferenced, CallTransferred, Party
from ctiserver.centre.switch.hold_retrieve import report_agent, start_media, stop_media
from ctiserver.centre.switch.identifiers import NO_CONNECTION, NO_DEVICE

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Call, Connection
    from ctiserver.centre.switch.context import DataChanges
    from ctiserver.centre.switch.identifiers import ConnectionID, Device
    from ctiserver.centre.switch.state import Floor


@frozen(kw_only=True)
class Transfer:
    """The device leaves the others to each other.

    Attributes:
        call_type: What the call becomes by it; absent: it stays what it is, and nothing of it ends.
        changes: Items that go over its context.
    """

    call_type: CallType | None = CallType.CALLTYPE_CONSULT_OFFERRED
    disposition: DispositionCode = DispositionCode.ANNOUNCED_TRANSFER
    cause: EventCause = EventCause.CEC_TRANSFER
    changes: DataChanges = NO_CHANGES


@frozen(kw_only=True)
class Conference:
    """The device talks to all of them.

    Attributes:
        call_type: What the call becomes by it; absent: it stays what it is, and nothing of it ends.
        changes: Items that go over its context.
    """

    call_type: CallType | None
    disposition: DispositionCode = DispositionCode.CONFERENCED
    cause: EventCause = EventCause.CEC_NONE
    changes: DataChanges = NO_CHANGES


Joining = Transfer | Conference


def can_be_one(primary: Connection, secondary: Connection) -> bool:
    """Whether the parties of both calls, in which one device is, may be in one: each once, and not too many."""
    moving = secondary.call.others(secondary)
    return fits(primary, moving, staying=True) and primary.call.listens_to is None and secondary.call.listens_to is None


def fits(primary: Connection, moving: list[Connection], *, staying: bool) -> bool:
    """Whether there is room in a call for more parties, none of whom is in it yet."""
    there = primary.call.connections
    room = MAX_NUM_PARTIES - len(there) + (0 if staying else 1)
    return len(moving) <= room and not any(party.id.device_id in there for party in moving)


def join(floor: Floor, primary: Connection, secondary: Connection, joining: Joining) -> None:
    """Make one call of two; ``primary`` and ``secondary`` are the same device's."""
    call, over = primary.call, secondary.call
    before, home = call.context, over.home
    parties = tuple(dict.fromkeys((*call.parties, *over.parties)))
    trigger = Trigger.TRANSFER if isinstance(joining, Transfer) else Trigger.CONFERENCE
    gone = [secondary, primary] if isinstance(joining, Transfer) else [secondary]
    for connection in gone:
        wind_up(floor, connection)
    moved = over.others(secondary)
    for connection in (primary, secondary):
        connection.move(trigger, floor.now)
    for connection in moved:
        floor.move(connection, call)
    for connection in gone:
        floor.detach(connection)
    call.joined += 1
    call.established = call.established or over.established
    call.home = home or call.home
    call.released.update(dict.fromkeys(party.device for party in moved if party.device in over.released))
    added = moved[0] if moved else None
    tell_joined(floor, primary, joining, parties=parties, added=added, secondary=secondary.id)
    for connection in gone:
        stop_media(floor, connection)
    for changes in over.changes:
        call.data = written(call.data, changes)
    change(call, joining)
    call.changes += over.changes
    _end_secondary(floor, over, call, moved, primary)
    associations.update(floor, call, before, told={party.device for party in moved})
    for connection in moved:
        connection.media = False
        start_media(floor, connection)
    _settle_agents(floor, primary, gone, joining)


def change(call: Call, joining: Joining) -> None:
    """What ``joining`` makes of the context of a call; nobody is told yet."""
    call.data = written(call.data, joining.changes)
    if joining.call_type is not None:
        call.call_type, call.disposition = joining.call_type, joining.disposition


def _end_secondary(floor: Floor, over: Call, call: Call, moved: list[Connection], primary: Connection) -> None:
    """Names change for who moved; all others who knew the secondary call hear its end, and the transferring device."""
    for connection in moved:
        if connection.station is not None:
            associations.rename(floor, over, connection.device, call, connection.id)
    associations.rename_entry(floor, over, call)
    over.cleared = True
    for device in list(over.associations):
        associations.end(floor, over, device)
    associations.end(floor, call, primary.device)
    associations.close(floor, over)


def _settle_agents(floor: Floor, primary: Connection, gone: list[Connection], joining: Joining) -> None:
    if isinstance(joining, Transfer):
        attend(floor, primary.call)
        conclude(floor, primary)
        bow_out(floor, primary)
    else:
        primary.call.controller = primary.device
        start_media(floor, primary)
        report_agent(floor, primary)
    for connection in gone:
        leave_unheard(floor, connection)


def tell_joined(
    floor: Floor,
    primary: Connection,
    joining: Joining,
    *,
    parties: tuple[Device, ...],
    added: Connection | None,
    secondary: ConnectionID = NO_CONNECTION,
    target: Device = NO_DEVICE,
) -> None:
    """Say that the call of ``primary`` goes on with ``added``, or with a ``target`` that has no connection yet."""
    kind = CallTransferred if isinstance(joining, Transfer) else CallConferenced
    call = primary.call
    live = (each for each in call.connections.values() if each.state is not LocalConnectionState.NULL)
    floor.events.append(
        kind(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=primary.id,
            parties=parties,
            local_state=primary.state,
            cause=joining.cause,
            secondary=secondary,
            controller=primary.device,
            added=target if added is None else added.device,
            added_connection=NO_CONNECTION if added is None else added.id,
            connected=tuple(Party(each.id, each.device) for each in live),
            line_type=primary.line_type,
            line_handle=primary.line_handle,
            skill_group=primary.skill_group,
        )
    )
