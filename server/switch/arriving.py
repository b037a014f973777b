"""Callers from outside: they seize a trunk, and they hang up.  Scenarios S1 rows 1 to 3, S2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import CallType, ControlFailureCode, DeviceIDType, EventCause, LineType
from server.switch import associations
from server.switch.calls import Trigger
from server.switch.clearing import release
from server.switch.errors import Refused
from server.switch.events import CallDelivered
from server.switch.identifiers import NO_DEVICE, Device
from server.switch.ringing import enqueue

if TYPE_CHECKING:
    from server.switch.commands import CallArrives, CallerHangsUp
    from server.switch.floor import Floor


def call_arrives(floor: Floor, command: CallArrives) -> None:
    """A call begins, and waits for an agent, even if one is available."""
    destination = floor.router.destination(command.peripheral_id, command.dialed_number)
    if destination is None:
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    pools = floor.trunk_pools(command.peripheral_id, command.trunk_group)
    pool = next((pool for pool in pools if pool), None)
    if pools and pool is None:
        raise Refused(ControlFailureCode.EXTERNAL_TRUNK_LIMIT_EXCEEDED)
    data = evolve(command.data, dialed_number=command.dialed_number, dnis=command.data.dnis or command.dialed_number)
    call = floor.new_call(
        command.peripheral_id,
        CallType.CALLTYPE_ACD_IN,
        Device(DeviceIDType.EXTERNAL, data.ani),
        destination.device,
        data,
    )
    if pool is not None:
        floor.occupy_trunk(call, pool)
    call.enter((destination.device,))
    call.router_call_key = floor.new_contact()
    caller = floor.add_outside_party(call, data.ani, LineType.INBOUND_ACD)
    associations.begin(floor, call, caller.id, to_all=True, through=call.entry)
    caller.move(Trigger.SEIZE, floor.now)
    floor.events.append(
        CallDelivered(
            at=floor.now,
            peripheral_id=call.peripheral_id,
            connection=caller.id,
            parties=call.parties,
            local_state=caller.state,
            cause=EventCause.CEC_NEW_CALL,
            alerting=NO_DEVICE,
            calling=call.calling,
            called=call.called,
            trunk=call.trunk,
            context=call.context,
        )
    )
    enqueue(floor, call, destination)


def caller_hangs_up(floor: Floor, command: CallerHangsUp) -> None:
    """The first outside party of a call leaves it."""
    call = floor.call(command.peripheral_id, command.call_id)
    outside = next((party for party in call.connections.values() if party.station is None), None)
    if outside is None:
        raise Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR)
    release(floor, outside)
