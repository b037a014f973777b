"""Callers from outside: they seize a trunk, and they hang up.  Scenarios S1, step 1, and S2."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from attrs import evolve

from ctiproto.constants import CallDirection, CallType, ControlFailureCode, DeviceIDType, LineType
from ctiserver.centre.switch import announced_calls, associations, legs, reports
from ctiserver.centre.switch.clearing import release
from ctiserver.centre.switch.commands import CallArrives
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.contacts import begin_contact
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import Device
from ctiserver.centre.switch.ringing import enqueue, ring

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import CallerHangsUp
    from ctiserver.centre.switch.model import Call, Connection
    from ctiserver.centre.switch.state import SwitchState


def call_arrives(state: SwitchState, command: CallArrives) -> None:
    """Begin a call from outside and queue it, even if an agent is available: the queue finds the agent.

    A call that was announced to an agent rings there instead, if it can.
    """
    announced = state.announced.get((command.peripheral_id, command.dialed_number))
    called = state.router.destination(command.peripheral_id, command.dialed_number)
    destination = called if announced is None else announced.destination
    if destination is None:
        raise Refused(ControlFailureCode.INVALID_DIALED_NUMBER)
    pools = state.trunk_pools(command.peripheral_id, command.trunk_group)
    pool = next((pool for pool in pools if pool), None)
    # fidelity calls.no-free-trunk: guide CALL_DELIVERED_EVENT; ours: A call from outside begins when it seizes a trunk;
    # a caller for whom none is free is turned away, and no client is told.
    if pools and pool is None:
        raise Refused(ControlFailureCode.EXTERNAL_TRUNK_LIMIT_EXCEEDED)
    data = evolve(command.data, dialed_number=command.dialed_number, dnis=command.data.dnis or command.dialed_number)
    if announced is not None:
        announced_calls.take_announced(state, command.peripheral_id, command.dialed_number)
        # fidelity calls.announced-context: guide CALL_TRANSLATION_ROUTE_EVENT: A call that arrives by a translation
        # route has the announced key and data.
        data = evolve(announced.data, ani=announced.data.ani or data.ani)
    call = state.new_call(
        command.peripheral_id,
        _call_type(state, command.peripheral_id) if announced is None else announced.call_type,
        Device(DeviceIDType.EXTERNAL, data.ani),
        destination.device,
        data,
    )
    caller = state.add_outside_party(call, data.ani, LineType.INBOUND_ACD)
    if pool is not None:
        state.occupy_trunk(caller, pool)
    call.enter((destination.device,))
    if announced is None:
        begin_contact(state, call)
    else:
        call.contact, call.router_call_key = announced.contact, announced.router_call_key
    associations.begin(state, call, caller.id, to_all=True, through=call.entry)
    caller.move(Trigger.SEIZE, state.now)
    # fidelity calls.trunk-seized: guide CALL_DELIVERED_EVENT: A trunk that is seized is told as CALL_DELIVERED_EVENT
    # without an alerting device, to those who see all calls.
    state.tell(reports.trunk_seized(caller, state.now))
    agent = None if announced is None else announced_calls.reached(state, announced)
    if announced is None or agent is None:
        enqueue(state, call, destination)
        return
    call.service, call.skill_group, call.queue_entry = destination.queue.service, announced.group, destination
    call.call_type_id = destination.call_type_id
    ring(state, call, agent.station, LineType.INBOUND_ACD, CallDirection.IN, group=announced.group)


def announced_arrives(state: SwitchState, peripheral_id: int, number: str) -> None:
    """Let the call arrive that was announced for ``number``; without a free trunk it does not."""
    with suppress(Refused):
        call_arrives(state, CallArrives(peripheral_id=peripheral_id, dialed_number=number))


def _call_type(state: SwitchState, peripheral_id: int) -> CallType:
    """The type of a call that nobody announced."""
    return CallType.CALLTYPE_ACD_IN if state.has_controller else state.profiles[peripheral_id].unrouted


def caller_hangs_up(state: SwitchState, command: CallerHangsUp) -> None:
    """Let an outside party leave its call."""
    call = legs.current(state, command.peripheral_id, command.call_id)
    outside = next(iter(outside_parties(call, command.connection)), None)
    if outside is None:
        raise Refused(ControlFailureCode.NO_CONNECTION_TO_CLEAR)
    release(state, outside)


def outside_parties(call: Call, name: str | None) -> list[Connection]:
    """The outside parties of ``call``, or only the one with the ConnectionDeviceID ``name``."""
    return [
        party for party in call.connections.values() if party.station is None and name in (None, party.id.device_id)
    ]
