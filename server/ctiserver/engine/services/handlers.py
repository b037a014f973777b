"""The table of what is built: which function answers which message, and on which conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ctiproto import messages as m
from ctiproto.declare import Message, Service
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
from ctiserver.engine.services.row import (
    AGENT_CONTROL,
    AGENT_REPORTING,
    CALL_DATA_UPDATE,
    CLIENT_MONITOR,
    CONTROL,
    PERIPHERAL_MONITOR,
    SERVER,
    SUPERVISOR,
    TEAMS,
    Row,
    Wanted,
    answers,
    takes,
)

_CONNECTION: Final = ("ConnectionDeviceID",)
_ACTIVE: Final = ("ActiveConnectionDeviceID",)
_HELD: Final = ("HeldConnectionDeviceID",)
_INSTRUMENT: Final = ("AgentInstrument",)

_ROWS: Final = (
    # Client Control
    answers(m.QueryAgentStateReq, agent_control.query_agent_state, AGENT_CONTROL, needs_pg=True, always_confirmed=True),
    answers(m.SetAgentStateReq, agent_control.set_agent_state, AGENT_CONTROL, needs_pg=True, optional=_INSTRUMENT),
    answers(m.AnswerCallReq, call_control.answer_call, CONTROL, needs_pg=True),
    answers(m.ClearCallReq, call_control.clear_call, CONTROL, needs_pg=True, optional=_CONNECTION),
    answers(m.ClearConnectionReq, call_control.clear_connection, CONTROL, needs_pg=True, optional=_CONNECTION),
    answers(m.HoldCallReq, call_control.hold_call, CONTROL, needs_pg=True, optional=_CONNECTION),
    answers(m.RetrieveCallReq, call_control.retrieve_call, CONTROL, needs_pg=True, optional=_HELD),
    answers(m.DeflectCallReq, call_control.deflect_call, CONTROL, needs_pg=True, optional=_CONNECTION),
    answers(m.SendDtmfSignalReq, call_control.send_dtmf_signal, CONTROL, needs_pg=True, optional=_CONNECTION),
    answers(m.MakeCallReq, dialling.make_call, CONTROL, needs_pg=True, optional=_INSTRUMENT),
    answers(m.MakePredictiveCallReq, dialling.make_predictive_call, CONTROL, needs_pg=True),
    answers(m.ConsultationCallReq, dialling.consultation_call, CONTROL, needs_pg=True, optional=_ACTIVE),
    answers(
        m.AlternateCallReq,
        two_calls.alternate_call,
        CONTROL,
        needs_pg=True,
        optional=(*_ACTIVE, "OtherConnectionDeviceID"),
    ),
    answers(m.ReconnectCallReq, two_calls.reconnect_call, CONTROL, needs_pg=True, optional=(*_ACTIVE, *_HELD)),
    answers(m.ConferenceCallReq, two_calls.conference_call, CONTROL, needs_pg=True, optional=_ACTIVE),
    answers(m.TransferCallReq, two_calls.transfer_call, CONTROL, needs_pg=True, optional=_ACTIVE),
    answers(m.QueryDeviceInfoReq, snapshots.query_device_info, AGENT_CONTROL, needs_pg=True, always_confirmed=True),
    answers(
        m.SnapshotCallReq,
        snapshots.snapshot_call,
        AGENT_CONTROL,
        needs_pg=True,
        always_confirmed=True,
        optional=_CONNECTION,
    ),
    answers(m.SnapshotDeviceReq, snapshots.snapshot_device, AGENT_CONTROL, needs_pg=True, always_confirmed=True),
    answers(m.SupervisorAssistReq, assistance.supervisor_assist, CONTROL, needs_pg=True),
    answers(m.EmergencyCallReq, assistance.emergency_call, CONTROL, needs_pg=True),
    answers(m.BadCallReq, assistance.bad_call, CONTROL, needs_pg=True, optional=(*_CONNECTION, "AgentID")),
    answers(m.AgentGreetingControlReq, media.agent_greeting_control, CONTROL, needs_pg=True),
    answers(m.StartNetworkRecordingReq, media.start_network_recording, CONTROL, needs_pg=True, optional=_CONNECTION),
    answers(m.StopNetworkRecordingReq, media.stop_network_recording, CONTROL, needs_pg=True, optional=_CONNECTION),
    # Call Data Update
    answers(m.SetCallDataReq, call_data.set_call_data, CALL_DATA_UPDATE, needs_pg=True, optional=_CONNECTION),
    answers(m.ReleaseCallReq, call_data.release_call, CALL_DATA_UPDATE, needs_pg=True, optional=_CONNECTION),
    answers(m.SetDeviceAttributesReq, call_data.set_device_attributes, CALL_DATA_UPDATE, needs_pg=True),
    # Supervisor
    answers(m.SuperviseCallReq, supervision.supervise_call, SUPERVISOR, needs_pg=True),
    answers(m.ListAgentTeamReq, teams.list_agent_team, SUPERVISOR),
    answers(m.MonitorAgentTeamStartReq, teams.monitor_agent_team_start, SUPERVISOR, needs_pg=True),
    answers(m.MonitorAgentTeamStopReq, teams.monitor_agent_team_stop, SUPERVISOR),
    takes(m.CcxTeamConfigReq, teams.team_config, TEAMS),
    # Peripheral Monitor
    answers(m.MonitorStartReq, peripheral_monitor.monitor_start, PERIPHERAL_MONITOR, needs_pg=True),
    answers(m.MonitorStopReq, peripheral_monitor.monitor_stop, PERIPHERAL_MONITOR),
    answers(m.ChangeMonitorMaskReq, peripheral_monitor.change_monitor_mask, PERIPHERAL_MONITOR),
    # Client Monitor
    answers(m.SessionMonitorStartReq, client_monitor.session_monitor_start, CLIENT_MONITOR),
    answers(m.SessionMonitorStopReq, client_monitor.session_monitor_stop, CLIENT_MONITOR),
    # Server Service: requests of clients, and what recorders answer
    answers(m.RegisterServiceReq, server_service.register_service, SERVER),
    answers(m.UnregisterServiceReq, server_service.unregister_service, SERVER),
    answers(m.StartRecordingReq, recording.start_recording, needs_pg=True),
    answers(m.StopRecordingReq, recording.stop_recording, needs_pg=True),
    takes(m.StartRecordingConf, recording.recording_started),
    takes(m.StopRecordingConf, recording.recording_stopped),
    takes(m.FailureConf, recording.recording_refused),
    # Configuration acquisition
    takes(m.ConfigRequestKeyEvent, configuration.config_request_key),
    takes(m.ConfigRequestEvent, configuration.config_request, optional=("CustomerID",)),
    # Miscellaneous
    answers(m.AgentDeskSettingsReq, system.agent_desk_settings, needs_pg=True),
    answers(m.ClientEventReportReq, system.client_event_report),
    answers(m.RegisterVariablesReq, system.register_variables),
    answers(m.SetAppDataReq, system.set_app_data),
    answers(m.QueryAgentStatisticsReq, statistics.query_agent_statistics, needs_pg=True),
    answers(m.SetAgentServiceDataReq, system.set_agent_service_data),
    answers(m.UserMessageReq, user_messages.user_message),
    answers(m.QuerySkillGroupStatisticsReq, statistics.query_skill_group_statistics, needs_pg=True),
    answers(m.QueryQueueStatisticsReq, statistics.query_queue_statistics, needs_pg=True),
    answers(m.QueryAgentQueueStatisticsReq, statistics.query_agent_queue_statistics, needs_pg=True),
)

HANDLERS: Final[Mapping[type[Message], Row]] = {row.message: row for row in _ROWS}
"""What is answered for real, by the class of the message."""

# fidelity requests.without-layouts: ours: Agent reporting, tasks and routing dialogues, which have no published
# layouts, are refused or dropped.
NOT_BUILT: Final[Mapping[Service, Wanted]] = {
    Service.SUPERVISOR: SUPERVISOR,
    Service.AGENT_REPORTING: AGENT_REPORTING,
}
"""What the messages that have no row want, by their section; those of other sections want no service.

They are refused with the same status; but the log tells what was not granted from what is not built.
"""
