"""Data that clients write on calls, and what the calls of a device are counted for.

See docs/reference/call-data.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import ControlFailureCode
from ctiproto.constants.limits import NULL_SERVICE, NULL_SKILL_GROUP
from ctiserver.centre.switch import associations, preview
from ctiserver.centre.switch.commands.data import NO_CALL_TYPE
from ctiserver.centre.switch.context import touched, written
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import NO_SERVICE, NO_SKILL_GROUP, ServiceRef
from ctiserver.centre.switch.model import Attributes, Contact

if TYPE_CHECKING:
    from ctiserver.centre.switch.commands import ReleaseCall, SetCallData, SetDeviceAttributes
    from ctiserver.centre.switch.state import SwitchState


def set_call_data(state: SwitchState, command: SetCallData) -> None:
    """Write on a call, and tell what changed to all who are associated with it; no event if nothing did."""
    call = state.call(command.peripheral_id, command.call_id)
    # fidelity call-data.all-or-nothing: ours: A request with one protected item writes nothing.
    if touched(command) & set(command.protected):
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
    answer = preview.answer_in(call, command)
    if answer is not None:
        preview.before_it_is_told(state, call, answer)
    before = call.context
    call.data = written(call.data, command)
    call.call_type = before.call_type if command.call_type is None else command.call_type
    call.disposition = before.disposition if command.disposition is None else command.disposition
    key = command.router_call_key
    if key is not None:
        # fidelity call-data.key-and-next-legs: ours: A router call key that a client sets is that of the contact from
        # then on: a consultation, and whatever else comes of the call, has the same day and call id, and the next
        # sequence number.
        call.router_call_key, call.contact = key, Contact(key.day, key.call_id, key.sequence_number)
    # fidelity call-data.no-change: ours: What changes nothing is no event.
    if call.context != before:
        call.changes.append(command)
        # fidelity call-data.told-to-all: guide CALL_DATA_UPDATE_EVENT; inferred OS: Whatever changes is told to all
        # who are associated, the one who wrote it too.
        associations.update(state, call, before)
    if answer is not None:
        preview.follow(state, call, answer)


def release_call(state: SwitchState, command: ReleaseCall) -> None:
    """End the station's association with a call now, or as soon as its connection is gone."""
    station = state.station(command.peripheral_id, command.device)
    call = state.call(command.peripheral_id, command.call_id)
    if station.device not in call.associations:
        raise Refused(ControlFailureCode.AGENT_NOT_PARTY_ON_CALL)
    call.released[station.device] = None
    associations.end(state, call, station.device)
    associations.close(state, call)


def set_device_attributes(state: SwitchState, command: SetDeviceAttributes) -> None:
    """Set what the calls are counted for that a device places from now on."""
    station = state.station(command.peripheral_id, command.device)
    service, group = NO_SERVICE, NO_SKILL_GROUP
    if command.service != NULL_SERVICE:
        found = state.site.services_by_number.get((command.peripheral_id, command.service))
        if found is None:
            raise Refused(ControlFailureCode.VALUE_OUT_OF_RANGE)
        service = ServiceRef(found.number, found.id)
    if command.skill_group != NULL_SKILL_GROUP:
        if (command.peripheral_id, command.skill_group) not in state.site.skill_groups_by_number:
            raise Refused(ControlFailureCode.INVALID_SKILL_GROUP_SPECIFIED)
        group = state.router.group(command.peripheral_id, command.skill_group)
    call_type = None if command.call_type == NO_CALL_TYPE else command.call_type
    station.attributes = Attributes(service, group, call_type)
