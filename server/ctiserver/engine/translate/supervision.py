"""Calls for help.  Guide: Supervisor Service, "EMERGENCY_CALL_EVENT"."""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.codec import codec
from ctiproto.constants.limits import MHDR_SIZE, NO_CLIENT_SESSION
from ctiserver.centre.switch import events as e
from ctiserver.engine.translate.facts import Facts
from ctiserver.site.keys import AgentKey, DeviceKey


def emergency_called(event: e.CallForHelp, facts: Facts) -> m.EmergencyCallEvent:
    """EMERGENCY_CALL_EVENT, with the client that asked for the call, or else the one that follows the agent."""
    notifying = facts.asker
    if notifying is None:
        notifying = facts.session_of(
            AgentKey(event.peripheral_id, event.agent_id), DeviceKey(event.peripheral_id, event.device.id)
        )
    return m.EmergencyCallEvent(
        peripheral_id=event.peripheral_id,
        connection_call_id=event.connection.call_id,
        connection_device_id_type=event.connection.device_id_type,
        connection_device_id=event.connection.device_id,
        session_id=NO_CLIENT_SESSION if notifying is None else notifying.id,
        client_id="" if notifying is None else notifying.client_id,
        client_address="" if notifying is None else notifying.address.host,
        agent_extension=event.extension,
        agent_id=event.agent_id,
        agent_instrument=event.instrument,
    )


def supervisor_assisted(
    event: e.SupervisorAssisted, facts: Facts
) -> m.SupervisorAssistEvent | m.CcxSupervisorAssistEvent:
    """SUPERVISOR_ASSIST_EVENT.

    The guide names the message and does not lay it out.  Its sibling dialect gives it a part of the layout of
    EMERGENCY_CALL_EVENT, and so we give it all of that.
    """
    called = emergency_called(event, facts)
    if m.CcxSupervisorAssistEvent.is_in(facts.profile):
        # fidelity uccx.assist-event: guide SUPERVISOR_ASSIST_EVENT; ours: A call for assistance is told with the client
        # that asked for it; that it is told to those who supervise the team is ours.
        return m.CcxSupervisorAssistEvent(
            peripheral_id=called.peripheral_id,
            connection_call_id=called.connection_call_id,
            connection_device_id_type=called.connection_device_id_type,
            session_id=called.session_id,
            connection_device_id=called.connection_device_id,
            client_id=called.client_id,
        )
    # fidelity supervisors.assist-layout: ours: SUPERVISOR_ASSIST_EVENT, of which no layout is printed, has that of
    # EMERGENCY_CALL_EVENT.
    frame = codec(facts.profile).encode(called)
    return m.SupervisorAssistEvent(body=frame[MHDR_SIZE:])
