"""CTI ports: on Unified CCX one answers a call that has reached a trigger, and has it until an agent is found.

A trigger is a number of the site.  Where it has no port, or none is free, the trigger itself has the call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import CallDirection, DeviceIDType, EventCause, LineType
from ctiserver.centre.switch import associations, reports
from ctiserver.centre.switch.connection_states import MOVES, Trigger
from ctiserver.centre.switch.context import PURPOSES
from ctiserver.centre.switch.identifiers import NO_SKILL_GROUP

if TYPE_CHECKING:
    from ctiserver.centre.switch.identifiers import Device
    from ctiserver.centre.switch.model import Call, Connection, Station
    from ctiserver.centre.switch.state import SwitchState


def take(state: SwitchState, call: Call) -> None:
    """Let a port answer ``call``, which has reached a trigger, unless one has it already."""
    is_known = (call.peripheral_id, call.id) not in state.unheard
    kind = state.profiles[call.peripheral_id].queued
    before, queued = call.context, call.call_type if kind is None or call.call_type in PURPOSES else kind
    if not is_known:
        call.call_type = queued
    # One whose far end still rings has nobody to answer.
    if _port_of(call) is None and call.caller.state in MOVES[Trigger.ANSWERED]:
        station = _free_port(state, call.peripheral_id)
        if station is not None:
            _answer(state, call, station)
    associations.begin_for_all(state, call)
    if is_known:
        call.call_type = queued
        associations.update(state, call, before)


def waiting(call: Call) -> Connection:
    """The connection by which ``call`` waits in a queue: that of a port, else the caller's."""
    return _port_of(call) or call.caller


def leave(state: SwitchState, call: Call, target: Device) -> None:
    """Divert ``call``, which waits in a queue no more, to ``target``."""
    port = _port_of(call)
    if port is None:
        # fidelity uccx.trigger-without-port: ours: A call that no CTI port has is diverted from its trigger, and is
        # named by its caller.
        state.tell(reports.diverted(call.caller, target, EventCause.CEC_NONE, state.now, by=_trigger(call)))
        return
    port.move(Trigger.DIVERT, state.now)
    state.tell(reports.diverted(port, target, EventCause.CEC_NONE, state.now))
    state.detach(port)
    associations.end(state, call, port.device)


def _answer(state: SwitchState, call: Call, station: Station) -> None:
    port = state.add_station(call, station, LineType.INBOUND_ACD, CallDirection.IN, NO_SKILL_GROUP, attended=False)
    port.move(Trigger.PRESENT, state.now)
    associations.begin(state, call, port.id, station=port.device)
    # fidelity uccx.port-answers: inferred D: A call at a trigger is delivered to a CTI port, which answers it, and is
    # queued then; the lowest free port is taken, which is ours.
    state.tell(reports.delivered(port, state.now))
    port.move(Trigger.ANSWER, state.now)
    call.caller.move(Trigger.ANSWERED, state.now)
    state.tell(reports.established(port, state.now))


def _free_port(state: SwitchState, peripheral_id: int) -> Station | None:
    ports = (
        state.stations[device.peripheral_id, device.number]
        for device in state.site.devices
        if device.type is DeviceIDType.CTI_PORT and device.peripheral_id == peripheral_id
    )
    return next((port for port in ports if port.in_service and not port.connections), None)


def _port_of(call: Call) -> Connection | None:
    parties = call.connections.values()
    return next((each for each in parties if each.device.kind is DeviceIDType.CTI_PORT and each.agent is None), None)


def _trigger(call: Call) -> Device | None:
    return None if call.queue_entry is None else call.queue_entry.device
