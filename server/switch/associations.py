"""Which streams know of a call: the BEGIN and END of every association.

A device's stream is associated from the first event that makes the device a party until its connection is gone and
the agent has left the work that the call caused; the stream of all calls from the first event until nobody else is
associated with the cleared call.  Trunk, trunk group and route point go with the stream of all calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.switch.events import CallBegan, CallEnded
from server.switch.timers import Timer, TimerKind

if TYPE_CHECKING:
    from server.switch.calls import Call
    from server.switch.floor import Floor
    from server.switch.identifiers import ConnectionID, Device


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
    """End the association of ``device``, if it still has one."""
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


def wrapup_data_timer(call: Call, device: Device) -> Timer:
    """The timer after which wrap-up data of a call cannot be entered from ``device`` any more."""
    return Timer(TimerKind.WRAPUP_DATA, call.peripheral_id, call.id, device.id)
