"""The table of what is built: which function answers which request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import attrs

from ctiproto import messages as m
from ctiproto.declare import Message
from ctiserver.engine.services import (
    agent_control,
    assistance,
    call_control,
    call_data,
    client_monitor,
    configuration,
    dialling,
    media,
    peripheral_monitor,
    recording,
    server_service,
    snapshots,
    statistics,
    supervision,
    system,
    teams,
    two_calls,
    user_messages,
)
from ctiserver.engine.services.context import Answer, Context

Q = TypeVar("Q", bound=Message)
Reply = Answer | tuple[Answer, ...]


@attrs.frozen
class Handler:
    """What answers a request.

    Args:
        answer: takes the request and gives the reply; raises ``RequestRefused`` or ``Refused``.
        optional: fields that the guide requires, but whose absence the handler answers for itself.
    """

    answer: Callable[[Context, Any], Reply]
    optional: frozenset[str] = frozenset()


def _by(answer: Callable[[Context, Q], Reply], *optional: str) -> Handler:
    return Handler(answer, frozenset(optional))


_CONNECTION: Final = ("ConnectionDeviceID", "HeldConnectionDeviceID")
_TWO_CONNECTIONS: Final = ("ActiveConnectionDeviceID", "HeldConnectionDeviceID", "OtherConnectionDeviceID")

HANDLERS: Final[Mapping[type[Message], Handler]] = {
    # Client Control
    m.QueryAgentStateReq: _by(agent_control.query_agent_state),
    m.SetAgentStateReq: _by(agent_control.set_agent_state, "AgentInstrument"),
    m.AnswerCallReq: _by(call_control.answer_call),
    m.ClearCallReq: _by(call_control.clear_call, *_CONNECTION),
    m.ClearConnectionReq: _by(call_control.clear_connection, *_CONNECTION),
    m.HoldCallReq: _by(call_control.hold_call, *_CONNECTION),
    m.RetrieveCallReq: _by(call_control.retrieve_call, *_CONNECTION),
    m.DeflectCallReq: _by(call_control.deflect_call, *_CONNECTION),
    m.SendDtmfSignalReq: _by(call_control.send_dtmf_signal, *_CONNECTION),
    m.MakeCallReq: _by(dialling.make_call, "AgentInstrument"),
    m.MakePredictiveCallReq: _by(dialling.make_predictive_call),
    m.ConsultationCallReq: _by(dialling.consultation_call, *_TWO_CONNECTIONS),
    m.AlternateCallReq: _by(two_calls.alternate_call, *_TWO_CONNECTIONS),
    m.ReconnectCallReq: _by(two_calls.reconnect_call, *_TWO_CONNECTIONS),
    m.ConferenceCallReq: _by(two_calls.conference_call, *_TWO_CONNECTIONS),
    m.TransferCallReq: _by(two_calls.transfer_call, *_TWO_CONNECTIONS),
    m.QueryDeviceInfoReq: _by(snapshots.query_device_info),
    m.SnapshotCallReq: _by(snapshots.snapshot_call, *_CONNECTION),
    m.SnapshotDeviceReq: _by(snapshots.snapshot_device),
    m.SupervisorAssistReq: _by(assistance.supervisor_assist),
    m.EmergencyCallReq: _by(assistance.emergency_call),
    m.BadCallReq: _by(assistance.bad_call, *_CONNECTION, "AgentID"),
    m.AgentGreetingControlReq: _by(media.agent_greeting_control),
    m.StartNetworkRecordingReq: _by(media.start_network_recording, *_CONNECTION),
    m.StopNetworkRecordingReq: _by(media.stop_network_recording, *_CONNECTION),
    # Call Data Update
    m.SetCallDataReq: _by(call_data.set_call_data, *_CONNECTION),
    m.ReleaseCallReq: _by(call_data.release_call, *_CONNECTION),
    m.SetDeviceAttributesReq: _by(call_data.set_device_attributes),
    # Supervisor
    m.SuperviseCallReq: _by(supervision.supervise_call),
    m.ListAgentTeamReq: _by(teams.list_agent_team),
    m.MonitorAgentTeamStartReq: _by(teams.monitor_agent_team_start),
    m.MonitorAgentTeamStopReq: _by(teams.monitor_agent_team_stop),
    # Peripheral Monitor
    m.MonitorStartReq: _by(peripheral_monitor.monitor_start),
    m.MonitorStopReq: _by(peripheral_monitor.monitor_stop),
    m.ChangeMonitorMaskReq: _by(peripheral_monitor.change_monitor_mask),
    # Client Monitor
    m.SessionMonitorStartReq: _by(client_monitor.session_monitor_start),
    m.SessionMonitorStopReq: _by(client_monitor.session_monitor_stop),
    # Server Service: requests of clients, and what recorders answer
    m.RegisterServiceReq: _by(server_service.register_service),
    m.UnregisterServiceReq: _by(server_service.unregister_service),
    m.StartRecordingReq: _by(recording.start_recording),
    m.StopRecordingReq: _by(recording.stop_recording),
    m.StartRecordingConf: _by(recording.recording_started),
    m.StopRecordingConf: _by(recording.recording_stopped),
    m.FailureConf: _by(recording.recording_refused),
    # Configuration acquisition
    m.ConfigRequestKeyEvent: _by(configuration.config_request_key),
    m.ConfigRequestEvent: _by(configuration.config_request),
    # Miscellaneous
    m.AgentDeskSettingsReq: _by(system.agent_desk_settings),
    m.ClientEventReportReq: _by(system.client_event_report),
    m.RegisterVariablesReq: _by(system.register_variables),
    m.SetAppDataReq: _by(system.set_app_data),
    m.QueryAgentStatisticsReq: _by(statistics.query_agent_statistics),
    m.SetAgentServiceDataReq: _by(system.set_agent_service_data),
    m.UserMessageReq: _by(user_messages.user_message),
    m.QuerySkillGroupStatisticsReq: _by(statistics.query_skill_group_statistics),
}
"""Everything that is answered for real."""
