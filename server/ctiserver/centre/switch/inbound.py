"""Callers from outside: they seize a trunk, and they hang up.  Scenarios S1, step 1, and S2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import CallDirection, CallType, ControlFailureCode, DeviceIDType, EventCause, LineType
from ctiserver.centre.switch import announced_calls as expecting
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.calls import Trigger
from ctiserver.centre.switch.clearing import release
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import CallDelivered
from ctiserver.centre.switch.identifiers import NO_DEVICE, Device
from ctiserver.centre.switch.ringing import enqueue, ring

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Call, Connection
    from ctiserver.centre.switch.commands import CallArrives, CallerHangsUp
    from ctiserver.centre.switch.state import Floor


def call_arrives(floor: Floor, command: CallArrives) -> None:
    """A call begins, and waits for an agent even if one is available; one announced to an agent rings there."""
    expected = floor.expected.get((command.peripheral_id, command.dialed_number))
    called = floor.router.destination(command.peripheral_id, command.dialed_number)
    destination = called if expected is None else expected.destination
    if destination is None:
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    pools = floor.trunk_pools(command.peripheral_id, command.trunk_group)
    pool = next((pool for pool in pools if pool), None)
    if pools and pool is None:
        raise Refused(ControlFailureCode.EXTERNAL_TRUNK_LIMIT_EXCEEDED)
    data = evolve(command.data, dialed_number=command.dialed_number, dnis=command.data.dnis or command.dialed_number)
    if expected is not None:
        expecting.arrived(floor, command.peripheral_id, command.dialed_number)
        data = evolve(expected.context.data, ani=expected.context.data.ani or data.ani)
    call = floor.new_call(
        command.peripheral_id,
        CallType.CALLTYPE_ACD_IN if expected is None else expected.context.call_type,
        Device(DeviceIDType.EXTERNAL, data.ani),
        destination.device,
        data,
    )
    caller = floor.add_outside_party(call, data.ani, LineType.INBOUND_ACD)
    if pool is not None:
        floor.occupy_trunk(caller, pool)
    call.enter((destination.device,))
    call.contact = floor.new_contact() if expected is None else expected.contact
    call.router_call_key = call.contact.next_leg() if expected is None else expected.context.router_call_key
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
    agent = None if expected is None else expected.agent
    if expected is None or agent is None:
        enqueue(floor, call, destination)
        return
    call.service, call.skill_group, call.home = destination.line.service, expected.group, destination
    call.call_type_id = destination.call_type_id
    ring(floor, call, agent.station, LineType.INBOUND_ACD, CallDirection.IN, group=expected.group)


def caller_hangs_up(floor: Floor, command: CallerHangsUp) -> None:
    """An outside party of a call leaves it."""
    call = floor.call(command.peripheral_id, command.call_id)
    outside = next(iter(outside_parties(call, command.connection)), None)
    if outside is None:
        raise Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR)
    release(floor, outside)


def outside_parties(call: Call, name: str | None) -> list[Connection]:
    """The outside parties of a call, or the one of them that is named."""
    return [
        party for party in call.connections.values() if party.station is None and name in (None, party.id.device_id)
    ]
