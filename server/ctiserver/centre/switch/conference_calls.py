"""A conference is a call of its own: on Unified CCX it has neither the number of the one call nor that of the other.

The call that goes on becomes the third one: whatever is known of it goes along, under another number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiserver.centre.switch import associations, reports
from ctiserver.centre.switch.context import changes

if TYPE_CHECKING:
    from ctiserver.centre.switch.context import CallContext
    from ctiserver.centre.switch.model import Call, Connection
    from ctiserver.centre.switch.state import SwitchState


def become_another(state: SwitchState, call: Call, over: Call, before: CallContext, controller: Connection) -> None:
    """Give ``call`` another number, and tell it to all who are associated but the controller, who hears of it next.

    Args:
        state: the state of the switch.
        call: the call that goes on, on which all parties are.
        over: the call that they came from, in part.
        before: the context of ``call`` as told last.
        controller: the connection of the device that makes the conference.
    """
    for device in [device for device in over.associations if device.id in call.connections]:
        if device not in call.associations:
            state.timers.stop(associations.wrapup_data_timer(over, device))
            call.associations[device] = over.associations.pop(device)
    known, reference = dict(call.associations), call.reference
    state.renumber(call)
    changed = changes(before, call.context)
    # Who sees all calls knows this one by the connection of the caller, who is told in the same words.
    caller = tuple(device for device, name in known.items() if name == reference and device != controller.device)
    now = call.reference
    state.tell(reports.data_updated(call, reference, now, caller, state.now, changed=changed, to_all=True))
    for device in [device for device in known if device not in (*caller, controller.device)]:
        then, now = known[device], call.associations[device]
        state.tell(reports.data_updated(call, then, now, (device,), state.now, changed=changed, to_all=False))
