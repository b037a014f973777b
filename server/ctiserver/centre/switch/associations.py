"""Which streams know of a call: the BEGIN and END of every association.

A device's stream is associated from the first event that makes the device a party until its connection is gone and
the agent has left the work that the call caused; the stream of all calls from the first event until nobody else is
associated with the cleared call.  Trunk, trunk group and route point go with the stream of all calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiserver.centre.switch.context import changes
from ctiserver.centre.switch.devices import trunk_devices
from ctiserver.centre.switch.events import CallBegan, CallDataUpdated, CallEnded
from ctiserver.centre.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from ctiserver.centre.switch.calls import Call
    from ctiserver.centre.switch.context import CallContext
    from ctiserver.centre.switch.identifiers import ConnectionID, Device, TrunkRef
    from ctiserver.centre.switch.state import Floor

    Names = tuple[str, ...]


def begin(
    floor: Floor,
    call: Call,
    connection: ConnectionID,
    *,
    station: Device | None = None,
    to_all: bool = False,
    through: tuple[Device, ...] = (),
) -> None:
    """Associate ``station``, which has ``connection``, the stream of all calls, and what the call goes ``through``."""
    if station is not None:
        if station in call.associations:  # he still does the work of an earlier part in it
            call.associations[station] = connection
            return
        call.associations[station] = connection
    parties = through if station is None else (station, *through)
    floor.events.append(began(floor, call, connection, parties, to_all=to_all))


def began(
    floor: Floor, call: Call, connection: ConnectionID, parties: tuple[Device, ...], *, to_all: bool = False
) -> CallBegan:
    """What the streams of ``parties`` are told first of a call."""
    return CallBegan(
        at=floor.now,
        peripheral_id=call.peripheral_id,
        connection=connection,
        parties=parties,
        to_all=to_all,
        context=call.context,
    )


def end(floor: Floor, call: Call, device: Device) -> None:
    """End the association of ``device``, if it still has one and has no part in the call any more."""
    if device.id in call.connections:
        return
    connection = call.associations.pop(device, None)
    if connection is None:
        return
    floor.timers.stop(wrapup_data_timer(call, device))
    floor.events.append(
        CallEnded(
            at=floor.now, peripheral_id=call.peripheral_id, connection=connection, parties=(device,), to_all=False
        )
    )


def close(floor: Floor, call: Call) -> None:
    """Forget a cleared call once no device is associated with it any more; the last that is heard of it."""
    if not call.cleared or call.associations or (call.peripheral_id, call.id) not in floor.calls:
        return
    del floor.calls[call.peripheral_id, call.id]
    floor.events.append(
        CallEnded(at=floor.now, peripheral_id=call.peripheral_id, connection=call.reference, parties=call.entry)
    )


def rename(floor: Floor, call: Call, device: Device, into: Call, name: ConnectionID) -> None:
    """What ``device`` knew as ``call`` is ``into`` from now on; one that knows both hears the end of the former."""
    if device in into.associations:
        end(floor, call, device)
        return
    known = call.associations.pop(device)
    floor.timers.stop(wrapup_data_timer(call, device))
    into.associations[device] = name
    changed = changes(call.context, into.context)
    _updated(floor, into, known=known, parties=(device,), changed=changed, name=name)


def rename_entry(floor: Floor, call: Call, into: Call) -> None:
    """The trunks and route points of ``call`` belong to ``into`` from now on, but for those that it has already."""
    moving = tuple(device for device in call.entry if device not in into.entry)
    call.leave(moving)
    into.enter(moving)
    if moving:
        changed = changes(call.context, into.context)
        _updated(floor, into, known=call.reference, parties=moving, changed=changed, name=into.reference)


def leave_trunk(floor: Floor, call: Call, trunk: TrunkRef) -> None:
    """An outside party left with its trunk: the call goes through it no longer."""
    others = {device for each in call.connections.values() if each.trunk for device in trunk_devices(each.trunk)}
    devices = tuple(device for device in trunk_devices(trunk) if device not in others)
    call.leave(devices)
    floor.events.append(
        CallEnded(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=call.reference,
            parties=devices,
            to_all=False,
        )
    )


def update(floor: Floor, call: Call, before: CallContext, told: Collection[Device] = ()) -> None:
    """Tell what changed about a call since ``before``, to all who know it but those who were ``told`` already.

    If its reference connection is gone, those who see every call learn its successor with that.
    """
    known, now = call.reference, call.refer()
    changed = changes(before, call.context)
    stations = tuple(device for device in call.associations if device not in told)
    if known == now:
        if changed:
            _updated(floor, call, known=now, parties=(*stations, *call.entry), changed=changed, to_all=True)
        return
    if changed and stations:
        _updated(floor, call, known=now, parties=stations, changed=changed)
    _updated(floor, call, known=known, parties=call.entry, changed=changed, to_all=True, name=now)


def _updated(
    floor: Floor,
    call: Call,
    *,
    known: ConnectionID,
    parties: tuple[Device, ...],
    changed: Names,
    to_all: bool = False,
    name: ConnectionID | None = None,
) -> None:
    """Tell ``parties`` what changed about ``call``, and what a connection is called that is ``known`` to them."""
    floor.events.append(
        CallDataUpdated(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=known,
            parties=parties,
            to_all=to_all,
            new_connection=name or known,
            context=call.context,
            changed=changed,
        )
    )


def wrapup_data_timer(call: Call, device: Device) -> Timer:
    """The timer after which wrap-up data of a call cannot be entered from ``device`` any more."""
    return Timer(TimerKind.WRAPUP_DATA, call.peripheral_id, call.id, device.id)
