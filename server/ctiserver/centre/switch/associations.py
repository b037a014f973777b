"""Which streams know of a call: the BEGIN and END of every association.

A device's stream is associated from the first event that makes the device a party until its connection is gone and
the agent has left the work that the call caused; the stream of all calls from the first event until no device is
associated with the cleared call.  Trunk, trunk group and route point go with the stream of all calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import DeviceIDType
from ctiserver.centre.switch import reports
from ctiserver.centre.switch.context import changes
from ctiserver.centre.switch.devices import trunk_devices
from ctiserver.centre.switch.targets import agents_at_terminal
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from ctiserver.centre.switch.context import CallContext
    from ctiserver.centre.switch.identifiers import ConnectionID, Device, TrunkRef
    from ctiserver.centre.switch.model import Call, Connection
    from ctiserver.centre.switch.state import SwitchState


def begin(
    state: SwitchState,
    call: Call,
    connection: ConnectionID,
    *,
    station: Device | None = None,
    to_all: bool = False,
    through: tuple[Device, ...] = (),
) -> None:
    """Associate streams with ``call``, and tell its beginning to those that did not know it.

    Args:
        state: the state of the switch.
        call: the call.
        connection: the connection by which these streams know it.
        station: the station that has ``connection``, if its stream is to be associated.
        to_all: whether the stream of all calls is.
        through: trunk, trunk group and route point whose streams are.
    """
    is_unheard = (call.peripheral_id, call.id) in state.unheard
    if call.monitored_alone and (is_unheard or station is not None) and not _is_monitored(state, call, station):
        return
    if is_unheard:
        state.unheard.discard((call.peripheral_id, call.id))
        to_all, through = True, call.entry
    if station is not None:
        # fidelity calls.one-association: ours: A stream has one association with a call, whatever connections it has
        # there.
        if station in call.associations:  # the agent still does the work of an earlier part in it
            call.associations[station] = connection
            return
        call.associations[station] = connection
    # fidelity calls.named-by-the-caller: seen Q3, A: To those who see all calls a call is named by its first
    # connection, the caller's.
    parties = through if station is None else (station, *through)
    # fidelity calls.begin-first: guide BEGIN_CALL_EVENT: The beginning of a call precedes all else that a stream is
    # told of it.
    state.tell(reports.call_began(call, connection, parties, state.now, to_all=to_all))


def _is_monitored(state: SwitchState, call: Call, device: Device | None) -> bool:
    """Whether a station makes a call known that it has part in: a CTI port, or the telephone of a signed-in agent."""
    station = None if device is None else state.stations[call.peripheral_id, device.id]
    if station is None:
        return False
    # fidelity uccx.second-lines: guide Unified CCX, "BEGIN_CALL_EVENT"; ours: The lines beside the one where an agent
    # is signed in are monitored as that is.
    is_second = station.device.kind is DeviceIDType.NON_ACD_DEVICE_IDENTIFIER
    if is_second and agents_at_terminal(state, station):
        return True
    return station.agent is not None or station.device.kind is DeviceIDType.CTI_PORT


def begin_for_all(state: SwitchState, call: Call) -> None:
    """Let those hear of ``call`` who see all calls, if nobody does yet."""
    if (call.peripheral_id, call.id) in state.unheard:
        state.unheard.discard((call.peripheral_id, call.id))
        begin(state, call, call.reference, to_all=True, through=call.entry)


def begin_if_unheard(state: SwitchState, connection: Connection) -> None:
    """Let the stream of a station hear of a call of its own from now on that was not monitored before."""
    if connection.call.monitored_alone and connection.device not in connection.call.associations:
        begin(state, connection.call, connection.id, station=connection.device)


def end(state: SwitchState, call: Call, device: Device) -> None:
    """End the association of ``device``, unless it has none or is still a party of the call."""
    if device.id in call.connections:
        return
    connection = call.associations.pop(device, None)
    if connection is None:
        return
    state.timers.stop(wrapup_data_timer(call, device))
    state.tell(reports.call_ended(call, connection, (device,), state.now, to_all=False))


def close(state: SwitchState, call: Call) -> None:
    """Forget a cleared call once no device is associated with it; its end for the stream of all calls is told."""
    # fidelity calls.end-after-wrapup: seen Q4, B8: A call stays associated until the work after it is done, for those
    # who see all calls as well.
    if not call.cleared or call.associations or (call.peripheral_id, call.id) not in state.calls:
        return
    del state.calls[call.peripheral_id, call.id]
    # No number of an earlier leg means another call by now: who sends a contact on is associated with its call no more.
    for number in call.earlier:
        del state.present_legs[call.peripheral_id, number]
    # fidelity calls.end-last: guide END_CALL_EVENT: The end is the last that a stream is told; it says that the
    # association is over, not the call.
    state.tell(reports.call_ended(call, call.reference, call.entry, state.now, to_all=True))
    state.unheard.discard((call.peripheral_id, call.id))


def rename(state: SwitchState, call: Call, device: Device, into: Call, name: ConnectionID) -> None:
    """Let the stream of ``device`` know as ``into``, by the connection ``name``, what it knew as ``call``.

    A device that knows both calls already hears the end of ``call`` instead.
    """
    if device in into.associations:
        end(state, call, device)
        return
    known = call.associations.pop(device)
    state.timers.stop(wrapup_data_timer(call, device))
    into.associations[device] = name
    # fidelity calls.renamed-when-joined: inferred OS: A station that moves over into another call is told the new
    # name of its connection, and no end and beginning.
    changed = changes(call.context, into.context)
    state.tell(reports.data_updated(into, known, name, (device,), state.now, changed=changed, to_all=False))


def rename_entry(state: SwitchState, call: Call, into: Call) -> None:
    """Let the trunks and route points of ``call`` belong to ``into``, except those that it has already."""
    moving = tuple(device for device in call.entry if device not in into.entry)
    call.leave(moving)
    into.enter(moving)
    if moving:
        changed = changes(call.context, into.context)
        known, name = call.reference, into.reference
        state.tell(reports.data_updated(into, known, name, moving, state.now, changed=changed, to_all=False))


def leave_trunk(state: SwitchState, call: Call, trunk: TrunkRef) -> None:
    """End the association of the trunk, and of its group, by which an outside party has left ``call``.

    A trunk group by which another party of the call is still reached stays.
    """
    others = {device for each in call.connections.values() if each.trunk for device in trunk_devices(each.trunk)}
    devices = tuple(device for device in trunk_devices(trunk) if device not in others)
    call.leave(devices)
    state.tell(reports.call_ended(call, call.reference, devices, state.now, to_all=False))


def update(state: SwitchState, call: Call, before: CallContext, told: Collection[Device] = ()) -> None:
    """Tell what is different about ``call`` since ``before`` to all who are associated with it.

    If the reference connection is gone, the stream of all calls learns the next one at the same time.

    Args:
        state: the state of the switch.
        call: the call.
        before: its context as told last.
        told: devices that know it already.
    """
    # fidelity calls.next-reference: ours: When the connection is gone that names a call to those who see all, they
    # are told the next one.
    known, now = call.reference, call.update_reference()
    changed = changes(before, call.context)
    since = before if state.profiles[call.peripheral_id].updates_changed_variables else None
    stations = tuple(device for device in call.associations if device not in told)
    # Who knows the call as one of another type is told apart.
    others = tuple(device for device in stations if call.context_to(device) != call.context)
    if changed and others:
        state.tell(reports.data_updated(call, now, now, others, state.now, changed=changed, since=since, to_all=False))
        stations = tuple(device for device in stations if device not in others)
    if known == now:
        if changed:
            parties = (*stations, *call.entry)
            state.tell(
                reports.data_updated(call, now, now, parties, state.now, changed=changed, since=since, to_all=True)
            )
        return
    # The stations know the call by connections of their own, so their event names no other one.
    if changed and stations:
        state.tell(
            reports.data_updated(call, now, now, stations, state.now, changed=changed, since=since, to_all=False)
        )
    state.tell(reports.data_updated(call, known, now, call.entry, state.now, changed=changed, since=since, to_all=True))


def wrapup_data_timer(call: Call, device: Device) -> Timer:
    """The timer after which wrap-up data of ``call`` cannot be entered from ``device`` any more."""
    return Timer(TimerKind.WRAPUP_DATA, call.peripheral_id, call.id, device.id)
