"""The alarm and the recording of emergency calls, which no client asks for.

Guide: Miscellaneous Service, "AGENT_DESK_SETTINGS_CONF".
"""

from __future__ import annotations

from ctiproto import messages as m
from ctiproto.constants import EchoCancellation, RTPDirection, RTPType
from ctiserver.centre.switch.events import AlarmRaised, EmergencyCalled
from ctiserver.centre.switch.identifiers import NO_CONNECTION
from ctiserver.engine.effects import Alarm, alarm
from ctiserver.engine.services.context import Outgoing
from ctiserver.engine.services.recording import forward
from ctiserver.engine.sessions.pending_requests import PendingRequest, PendingRequests
from ctiserver.engine.sessions.registry import Registry
from ctiserver.engine.sessions.server_apps import CALL_RECORDING
from ctiserver.engine.sessions.session import Session
from ctiserver.site.keys import AgentKey, CallKey, DeviceKey


def emergency_alarm(event: AlarmRaised, asker: Session | None) -> Alarm:
    """The alarm about an agent who calls for help.

    Args:
        event: the call for help.
        asker: the session whose request it was; ``None``: it was an operator's.
    """
    client_id = None if asker is None else asker.client_id
    return alarm(event.at, "emergency_called", "error", agent=event.agent_id, client_id=client_id)


def emergency_recording(
    event: EmergencyCalled, registry: Registry, requests: PendingRequests, deadline: float
) -> list[Outgoing]:
    """Ask recorders to record an emergency call, where the desk settings of the agent want that.

    Args:
        event: the emergency call.
        registry: the open sessions, recorders among them.
        requests: where it is noted that they were asked.
        deadline: when an answer is not expected any more.

    Returns:
        A START_RECORDING_REQ for each recorder that is chosen.  No client asked, so the answer goes to none.
    """
    # fidelity recording.emergencies: ours: An emergency call is recorded on the server's own account where the desk
    # settings say so.
    if not event.record or event.connection == NO_CONNECTION:
        return []
    client = registry.of_agent(
        AgentKey(event.peripheral_id, event.agent_id), DeviceKey(event.peripheral_id, event.device.id)
    )
    request = m.StartRecordingReq(
        invoke_id=0,
        peripheral_id=event.peripheral_id,
        connection_call_id=event.connection.call_id,
        client_port=0,
        bit_rate=0,
        packet_size=0,
        connection_device_id_type=event.connection.device_id_type,
        direction=RTPDirection.BIDIRECTIONAL,
        rtp_type=RTPType.AUDIO,
        echo_cancellation=EchoCancellation.OFF,
        payload_type=0,
        connection_device_id=event.connection.device_id,
        client_id=None if client is None else client.client_id,
        client_address=None if client is None else client.address.host,
        agent_extension=event.extension,
        agent_id=event.agent_id,
        agent_instrument=event.instrument,
    )
    pending = PendingRequest(None, 0, m.StartRecordingConf, CallKey(event.peripheral_id, event.connection.call_id))
    return forward(requests, pending, request, registry.server_apps.choose(CALL_RECORDING), deadline)
