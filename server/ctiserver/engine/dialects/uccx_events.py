"""What events of agents and calls say at Unified CCX in other words than elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ctiproto import messages as m
from ctiproto.constants import AgentState, DeviceIDType, LineType
from ctiproto.constants.limits import NULL_LINEHANDLE, NULL_SKILL_GROUP
from ctiproto.declare import Message
from ctiserver.site.settings import Settings

_BUSINESS: Final = LineType(3)
_OTHER_LINE: Final = LineType(10)

_LONGEST_ADDRESS: Final = 15
"""Characters of ClientAddress."""


def _agent_state(event: m.AgentStateEvent, settings: Settings) -> m.AgentStateEvent:
    # fidelity uccx.one-agent-event: seen D; guide Unified CCX, "AGENT_STATE_EVENT": An agent's state is told once for
    # all CSQs, as it was seen: with it as CSQState too, and without a CSQ.  Where the site wants the list of CSQs,
    # CSQState is 0 and each CSQ has its own.
    listed = settings.agent_state_style == "list"
    return event.changed(
        skill_group_number=NULL_SKILL_GROUP,
        skill_group_state=AgentState.LOGIN if listed else event.agent_state,
        skill_groups=event.skill_groups if listed else (),
    )


def _conferenced(event: m.CallConferencedEvent, _settings: Settings) -> m.CallConferencedEvent:
    # fidelity uccx.secondary-device: seen E16: The secondary device of a conference is the added party.
    added = event.added_party_device_id
    told = event if added is None else event.changed(secondary_device_id=added)
    return told.changed(line_type=_line(told))


def _emergency(event: m.EmergencyCallEvent, _settings: Settings) -> m.EmergencyCallEvent:
    # fidelity uccx.emergency-address: guide EMERGENCY_CALL_EVENT; ours: ClientAddress has room for an address of IPv4;
    # that a longer one is left out is ours.
    return event if len(event.client_address) <= _LONGEST_ADDRESS else event.changed(client_address=None)


def _on_a_line(event: Any, _settings: Settings) -> Any:
    """The event with the kind of line that it is about."""
    # fidelity uccx.line-types: guide Unified CCX, "CALL_DELIVERED_EVENT"; ours: lineType is 3, and 10 where the
    # connection is that of a line which is no ACD line.
    return event.changed(line_type=_line(event))


_SUBJECTS: Final = ("alerting", "answering", "calling", "controller", "transferring")


def _line(event: Any) -> LineType:
    own = getattr(event, "connection_device_id", None) or getattr(event, "primary_device_id", None)
    is_other = any(
        getattr(event, f"{subject}_device_id", None) == own
        and getattr(event, f"{subject}_device_type", None) is DeviceIDType.NON_ACD_DEVICE_IDENTIFIER
        for subject in _SUBJECTS
    )
    return _OTHER_LINE if is_other else _BUSINESS


def _called_for_help(confirmation: Any, _settings: Settings) -> Any:
    # fidelity uccx.line-of-help: ours: The line of a call for help is told as the confirmations of other calls tell
    # theirs: without a handle, of type 3.
    return confirmation.changed(line_handle=NULL_LINEHANDLE, line_type=_BUSINESS)


WORDS: Final[Mapping[type[Message], Callable[[Any, Settings], Message]]] = {
    m.AgentStateEvent: _agent_state,
    m.CallConferencedEvent: _conferenced,
    m.CallDeliveredEvent: _on_a_line,
    m.CallEstablishedEvent: _on_a_line,
    m.CallOriginatedEvent: _on_a_line,
    m.CallServiceInitiatedEvent: _on_a_line,
    m.CallTransferredEvent: _on_a_line,
    m.EmergencyCallConf: _called_for_help,
    m.SupervisorAssistConf: _called_for_help,
    m.EmergencyCallEvent: _emergency,
}
"""How events are told that are told otherwise than at Unified CCE."""
