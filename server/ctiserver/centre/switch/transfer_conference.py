"""Two calls become one.  Scenarios S7, S8, S10 and S15.

One device has a connection in both: in the *primary* call, which goes on, and in the *secondary* one, which is over
without being cleared: its other parties go over into the primary call.  A stream that knew only the secondary call
learns what its connection is called now; a stream that knew both hears the end of the secondary one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ctiproto.constants import DispositionCode, EventCause
from ctiproto.constants.limits import MAX_NUM_PARTIES
from ctiserver.centre.switch import associations, conference_calls, dispositions, reports
from ctiserver.centre.switch.clearing import (
    begin_wrapup,
    detach_listeners,
    report_departure,
    start_unattended_timer,
    stop_features,
)
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.context import NO_CHANGES, written
from ctiserver.centre.switch.identifiers import NO_DEVICE
from ctiserver.centre.switch.media import start_media, stop_media

if TYPE_CHECKING:
    from ctiproto.constants import CallType
    from ctiserver.centre.switch.context import DataChanges
    from ctiserver.centre.switch.identifiers import Device
    from ctiserver.centre.switch.model import Call, Connection
    from ctiserver.centre.switch.state import SwitchState


@frozen(kw_only=True)
class Transfer:
    """The properties of a transfer: what call it makes, and with which cause its events come.

    Attributes:
        call_type: What the call becomes by it.
        changes: Items that go over its context.
        target: Where the call goes if no party comes over from the other one: a queue.
    """

    call_type: CallType
    disposition: DispositionCode = DispositionCode.ANNOUNCED_TRANSFER
    cause: EventCause = EventCause.CEC_TRANSFER
    changes: DataChanges = NO_CHANGES
    target: Device = NO_DEVICE


@frozen(kw_only=True)
class Conference:
    """The properties of a conference: what call it makes, and with which cause its events come.

    Attributes:
        call_type: What the call becomes by it; ``None``: it stays what it is, and so does its disposition.
        changes: Items that go over its context.
    """

    call_type: CallType | None
    disposition: DispositionCode = DispositionCode.CONFERENCED
    cause: EventCause = EventCause.CEC_NONE
    changes: DataChanges = NO_CHANGES


Joining = Transfer | Conference


def can_be_one(primary: Connection, secondary: Connection) -> bool:
    """Whether the parties of both calls of a device fit into one, and neither is only listened to."""
    moving = secondary.call.others(secondary)
    return fits(primary, moving, staying=True) and primary.call.listens_to is None and secondary.call.listens_to is None


def fits(primary: Connection, moving: list[Connection], *, staying: bool) -> bool:
    """Whether a call has room for the parties ``moving`` into it, and none of them is in it already.

    Args:
        primary: the device's connection in that call.
        moving: the other parties of its other call.
        staying: whether the device itself stays.
    """
    there = primary.call.connections
    room = MAX_NUM_PARTIES - len(there) + (0 if staying else 1)
    # An outside party whose name another one has already gets another name; a station cannot be there twice.
    stations = (party for party in moving if party.station is not None)
    return len(moving) <= room and not any(party.id.device_id in there for party in stations)


def join(state: SwitchState, primary: Connection, secondary: Connection, joining: Joining) -> None:
    """Make one call of two; ``primary`` and ``secondary`` are the connections of the same device.

    The order is that of S7, step 3, and S8, step 3: the event, the new names of who moved, the ends of
    associations, the changed context, the media, the agent.
    """
    # fidelity calls.conference-keeps-the-first: seen B6; ours: The call that results keeps the id of the first; that
    # it does after a consultation too is ours.
    call, over = primary.call, secondary.call
    _hear_of_both(state, call, over)
    before, queue_entry = call.context, over.queue_entry
    parties = tuple(dict.fromkeys((*call.parties, *over.parties)))
    is_transfer = isinstance(joining, Transfer)
    gone = [secondary, primary] if is_transfer else [secondary]
    for connection in gone:
        stop_features(state, connection)
    moved = over.others(secondary)
    for connection in moved:
        # fidelity clients.rtp-of-moved-parties: ours: The media of a party stops before they move into another call.
        # What was told of it names a call that is over then; it starts again under the call that goes on.
        stop_media(state, connection)
    for connection in (primary, secondary):
        connection.move(Trigger.TRANSFER if is_transfer else Trigger.CONFERENCE, state.now)
    for connection in moved:
        state.move(connection, call)
    for connection in gone:
        state.detach(connection)
    call.joined += 1
    call.established = call.established or over.established
    call.queue_entry = queue_entry or call.queue_entry
    call.released.update(dict.fromkeys(party.device for party in moved if party.device in over.released))
    report = reports.transferred if is_transfer else reports.conferenced
    target = joining.target if isinstance(joining, Transfer) else NO_DEVICE
    added = moved[0] if moved else target
    named = primary.id
    if not is_transfer and state.profiles[call.peripheral_id].conference_is_new:
        _carry_context_over(state, over, call, joining)
        conference_calls.become_another(state, call, over, before, primary)
        before = call.context
    state.tell(report(primary, added, parties, joining.cause, state.now, secondary=secondary.id, named=named))
    for connection in gone:
        stop_media(state, connection)
    _carry_context_over(state, over, call, joining)
    call.changes += over.changes
    _end_secondary(state, over, call, moved, primary)
    associations.update(state, call, before, told={party.device for party in moved})
    for connection in moved:
        start_media(state, connection)
    _settle_agents(state, primary, gone, joining)


def _carry_context_over(state: SwitchState, over: Call, call: Call, joining: Joining) -> None:
    """Write on ``call`` what was written on the call that goes into it, and what ``joining`` makes of it."""
    for changes in over.changes:
        call.data = written(call.data, changes)
    change_context(state, call, joining)


def _hear_of_both(state: SwitchState, call: Call, over: Call) -> None:
    """Let clients hear of both calls if they hear of one."""
    for one, other in ((call, over), (over, call)):
        if (other.peripheral_id, other.id) not in state.unheard:
            associations.begin_for_all(state, one)


def change_context(state: SwitchState, call: Call, joining: Joining) -> None:
    """Change the context of ``call`` as ``joining`` does; it is not told yet."""
    call.data = written(call.data, joining.changes)
    if joining.call_type is not None:
        call.call_type = joining.call_type
        call.disposition = dispositions.on_the_way(state, call, joining.disposition)


def _end_secondary(state: SwitchState, over: Call, call: Call, moved: list[Connection], primary: Connection) -> None:
    """Rename the connections that moved, and end all other associations with the secondary call.

    The device that completes a transfer is associated with the primary call no longer either.
    """
    for connection in moved:
        if connection.station is not None and connection.device in over.associations:
            associations.rename(state, over, connection.device, call, connection.id)
    associations.rename_entry(state, over, call)
    over.cleared = True
    for device in list(over.associations):
        associations.end(state, over, device)
    # fidelity transfers.ends-at-once: inferred OS: Who completes a transfer hears the end of both calls directly
    # behind CALL_TRANSFERRED_EVENT.
    associations.end(state, call, primary.device)
    associations.close(state, over)


def _settle_agents(state: SwitchState, primary: Connection, gone: list[Connection], joining: Joining) -> None:
    if isinstance(joining, Transfer):
        start_unattended_timer(state, primary.call)
        begin_wrapup(state, primary)
        report_departure(state, primary)
    else:
        with state.reporting(primary.agent):
            primary.call.controller = primary.device
            start_media(state, primary)
    for connection in gone:
        detach_listeners(state, connection)
    # What was about work may be about a direct call by now, and the other way round.
    if state.profiles[primary.call.peripheral_id].routed_calls_alone:
        for party in primary.call.connections.values():
            state.report(party.agent)
