"""A transfer in a single step as Unified CCE makes it: by a second call to the target.  Scenario S9.

The agent's call is held, and the PG has Unified CM redirect it; that looks like a second call of the agent's station,
which the target gets.  While it rings there the two calls become one, as when a consultation is handed over early.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from ctiproto.constants import CallDirection, CallType, DeviceIDType, DispositionCode, LineType
from ctiserver.centre.switch import associations, reports
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.contacts import begin_contact
from ctiserver.centre.switch.context import written
from ctiserver.centre.switch.dialling import reach_network, ring_inside, seize
from ctiserver.centre.switch.hold_retrieve import hold
from ctiserver.centre.switch.identifiers import Device
from ctiserver.centre.switch.model import Destination, Station
from ctiserver.centre.switch.ringing import enqueue_again, give_up_after, offer
from ctiserver.centre.switch.targets import Outside
from ctiserver.centre.switch.transfer_conference import Transfer, join

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import TransferCall
    from ctiserver.centre.switch.identifiers import SkillGroupRef
    from ctiserver.centre.switch.model import Agent, Connection
    from ctiserver.centre.switch.state import SwitchState
    from ctiserver.centre.switch.targets import Target

Found = tuple["Agent", "SkillGroupRef"]
"""The agent whom the router sends a call to, and the skill group for which they get it."""

_BEFORE_ANSWER: Final = DispositionCode.BLIND_TRANSFER


def transfer(state: SwitchState, active: Connection, station: Station, target: Target, command: TransferCall) -> None:
    """Let ``target`` take the place of ``station`` in its call; the target can be reached.

    Args:
        state: the state of the switch.
        active: the station's connection, on which it talks.
        station: the station.
        target: where the call goes.
        command: what was asked for.
    """
    call = active.call
    call_type = state.profiles[call.peripheral_id].single_step_transfer
    # fidelity transfers.held-first: seen E7, B5: The transferring agent's connection is held, and they are in HOLD
    # until the transfer is told; then follows what follows the end of a call.
    with state.reporting(active.agent):
        hold(state, active)
    found = state.router.agent_for(target.queue) if isinstance(target, Destination) else None
    second = _place(state, active, station, target, command, found=found)
    call.last_redirect = active.device
    if call.calling == active.device:
        call.calling = call.others(active)[0].device
    if isinstance(target, Destination) and found is None:
        # fidelity transfers.redirected: seen E9, O: Where no agent of the queue is free, the call is over with
        # disposition 15 for the agent who transfers it.
        joining = Transfer(
            call_type=call_type,
            disposition=DispositionCode.REDIRECTED,
            changes=command.changes,
            target=target.device,
        )
        join(state, active, second, joining)
        enqueue_again(state, call, target, joining.disposition)
        return
    # fidelity transfers.while-it-rings: seen E8, B6: The transfer is told while the target rings, and the call keeps
    # its number, its DNIS and its dialled number; the answer comes on it, not on the second call.
    if isinstance(target, Destination):
        call.service, call.call_type_id = second.call.service, second.call.call_type_id
    if not isinstance(target, Outside):
        call.skill_group = second.call.skill_group
    join(state, active, second, Transfer(call_type=call_type, disposition=_BEFORE_ANSWER, changes=command.changes))


def _place(
    state: SwitchState,
    active: Connection,
    station: Station,
    target: Target,
    command: TransferCall,
    *,
    found: Found | None,
) -> Connection:
    """Make the second call, and let it ring where there is somebody to ring for.

    Returns:
        The station's connection in it.  No agent has it: to them the call is a thing of the PG's.
    """
    call = active.call
    data = evolve(written(call.data, command.changes), dnis=command.dialed_number, dialed_number=command.dialed_number)
    kind = _begins_as(target, found)
    second = state.new_call(call.peripheral_id, kind, station.device, target.device, data, made_by_gateway=True)
    second.last_redirect, second.queue_entry = active.device, call.queue_entry
    if isinstance(target, Destination):
        second.service, second.queue_entry, second.call_type_id = target.queue.service, target, target.call_type_id
        second.enter((target.device,))
    second.contact = call.contact
    if second.contact is not None:
        second.router_call_key = second.contact.next_leg()
    elif isinstance(target, Destination):
        begin_contact(state, second)
    line_type = LineType.OUTBOUND if isinstance(target, Outside) else LineType.INSIDE
    own = state.add_station(second, station, line_type, CallDirection.OTHER_OUT, active.skill_group, attended=False)
    associations.begin(state, second, own.id, station=station.device, to_all=True, through=second.entry)
    own.move(Trigger.OFF_HOOK, state.now)
    state.tell(reports.service_initiated(own, state.now))
    own.move(Trigger.DIAL, state.now)
    state.tell(reports.originated(own, state.now))
    # fidelity transfers.second-call-caller: seen B6: To the target the second call is from the customer's number, on a
    # device that has the type of an agent's.
    second.calling = Device(DeviceIDType.AGENT_DEVICE, _customer(active).device.id)
    if isinstance(target, Station):
        ringing = ring_inside(state, second, target)
        if command.alert_rings:
            give_up_after(state, ringing, command.alert_rings)
    elif isinstance(target, Outside):
        far_end = seize(state, second, target)
        own.move(Trigger.REACH_NETWORK, state.now)
        reach_network(state, own, far_end)
    elif found is not None:
        offer(state, second, *found)
    return own


def _begins_as(target: Target, found: Found | None) -> CallType:
    """The type with which the second call begins."""
    # fidelity transfers.second-call-type: seen B6, E5: The second call begins with type 2 if the router sends it to an
    # agent, with 6 to an extension, and with 1 at a queue without a free agent.
    if isinstance(target, Station):
        return CallType.CALLTYPE_OTHER_IN
    if isinstance(target, Destination):
        return CallType.CALLTYPE_ACD_IN if found is None else CallType.CALLTYPE_PREROUTE_ACD_IN
    # fidelity transfers.second-call-outside: inferred O: To somebody outside it begins with type 4, which is said of
    # calls that are transferred out as well.
    return CallType.CALLTYPE_TRANSFER_IN


def _customer(active: Connection) -> Connection:
    """The party for whom the call is transferred: the first outside party, or the first of all others."""
    others = active.call.others(active)
    return next((each for each in others if each.station is None), others[0])
