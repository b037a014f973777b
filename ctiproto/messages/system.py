"""System events, reports, user messages, variables, desk settings."""

from __future__ import annotations

from ctiproto.constants import (
    ACDSharedLineUsage,
    CallVariableMask,
    ClientEventState,
    DeskSettingsMask,
    DeviceIDType,
    Distribution,
    EnabledService,
    PGStatusCode,
    PlayZipTone,
    StatusCode,
    SystemEventID,
    Tag,
    WrapupDataMode,
    uccx,
)
from ctiproto.declare import BOTH, Differs, MessageClass, Service, count, fixed, floating, message, values
from ctiproto.messages.parts import Confirmation, Event, Request
from ctiproto.wire import INT, NAMEDARRAY, NAMEDVAR, STRING, TIME, UINT, USHORT, NamedArray, NamedVariable


@message(31, Service.MISCELLANEOUS, message_class=MessageClass.SESSION, dialects=BOTH)
class SystemEvent(Event):
    """Guide: Miscellaneous Service, "SYSTEM_EVENT"."""

    pg_status: PGStatusCode = fixed(UINT.of(PGStatusCode), uccx=Differs(name="CCXStatus", numbers=uccx.CCXStatus))
    icm_central_controller_time: int = fixed(TIME, uccx=Differs(name="CCXTime"))
    system_event_id: SystemEventID = fixed(UINT.of(SystemEventID), uccx=Differs(numbers=uccx.SystemEventID))
    system_event_arg1: int = fixed(UINT)
    system_event_arg2: int = fixed(UINT)
    system_event_arg3: int = fixed(UINT)
    event_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE, since=10)
    text: str | None = floating(Tag.TEXT, STRING(255), default=None)
    event_device_id: str | None = floating(Tag.EVENT_DEVICE_ID, STRING(64), default=None, since=10)


@message(32, Service.MISCELLANEOUS)
class ClientEventReportReq(Request["ClientEventReportConf"]):
    """Guide: Miscellaneous Service, "CLIENT_EVENT_REPORT_REQ"."""

    state: ClientEventState = fixed(USHORT.of(ClientEventState))
    object_name: str | None = floating(Tag.OBJECT_NAME, STRING(128), default=None)
    text: str = floating(Tag.TEXT, STRING(255))


@message(33, Service.MISCELLANEOUS)
class ClientEventReportConf(Confirmation):
    """Guide: Miscellaneous Service, "CLIENT_EVENT_REPORT_CONF"."""


@message(107, Service.MISCELLANEOUS)
class UserMessageReq(Request["UserMessageConf"]):
    """Guide: Miscellaneous Service, "USER_MESSAGE_REQ"."""

    peripheral_id: int = fixed(UINT)
    distribution: Distribution = fixed(USHORT.of(Distribution))
    client_id: str | None = floating(Tag.CLIENT_ID, STRING(64), default=None)
    agent_extension: str | None = floating(Tag.AGENT_EXTENSION, STRING(16), default=None)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    text: str = floating(Tag.TEXT, STRING(255))
    ctios_cil_client_id: str | None = floating(Tag.CTIOS_CIL_CLIENT_ID, STRING(64), default=None, since=12, until=24)


@message(108, Service.MISCELLANEOUS)
class UserMessageConf(Confirmation):
    """Guide: Miscellaneous Service, "USER_MESSAGE_CONF"."""


@message(109, Service.MISCELLANEOUS)
class UserMessageEvent(Event):
    """Guide: Miscellaneous Service, "USER_MESSAGE_EVENT"."""

    icm_central_controller_time: int = fixed(TIME)
    distribution: Distribution = fixed(USHORT.of(Distribution))
    client_id: str = floating(Tag.CLIENT_ID, STRING(64))
    text: str = floating(Tag.TEXT, STRING(255))


@message(110, Service.MISCELLANEOUS)
class RegisterVariablesReq(Request["RegisterVariablesConf"]):
    """Guide: Miscellaneous Service, "REGISTER_VARIABLES_REQ"."""

    call_variable_mask: CallVariableMask = fixed(USHORT.of(CallVariableMask))
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    named_variables: tuple[NamedVariable, ...] = values("NamedVariable", Tag.NAMED_VARIABLE, NAMEDVAR, default=())
    named_arrays: tuple[NamedArray, ...] = values("NamedArray", Tag.NAMED_ARRAY, NAMEDARRAY, default=())


@message(111, Service.MISCELLANEOUS)
class RegisterVariablesConf(Confirmation):
    """Guide: Miscellaneous Service, "REGISTER_VARIABLES_CONF"."""


@message(129, Service.MISCELLANEOUS)
class SetAppDataReq(Request["SetAppDataConf"]):
    """Guide: Miscellaneous Service, "SET_APP_DATA_REQ"."""

    application_path_id: int = floating(Tag.APP_PATH_ID, INT)
    call_variable1: str | None = floating(Tag.CALL_VAR_1, STRING(41), default=None)
    call_variable2: str | None = floating(Tag.CALL_VAR_2, STRING(41), default=None)
    call_variable3: str | None = floating(Tag.CALL_VAR_3, STRING(41), default=None)
    call_variable4: str | None = floating(Tag.CALL_VAR_4, STRING(41), default=None)
    call_variable5: str | None = floating(Tag.CALL_VAR_5, STRING(41), default=None)
    call_variable6: str | None = floating(Tag.CALL_VAR_6, STRING(41), default=None)
    call_variable7: str | None = floating(Tag.CALL_VAR_7, STRING(41), default=None)
    call_variable8: str | None = floating(Tag.CALL_VAR_8, STRING(41), default=None)
    call_variable9: str | None = floating(Tag.CALL_VAR_9, STRING(41), default=None)
    call_variable10: str | None = floating(Tag.CALL_VAR_10, STRING(41), default=None)
    flt_call_type_id: int | None = floating(Tag.CALL_TYPE_ID, UINT, default=None, since=14)
    pre_call_invoke_id: int | None = floating(Tag.PRE_CALL_INVOKE_ID, UINT, default=None, since=14)


@message(130, Service.MISCELLANEOUS)
class SetAppDataConf(Confirmation):
    """Guide: Miscellaneous Service, "SET_APP_DATA_CONF"."""


@message(131, Service.MISCELLANEOUS)
class AgentDeskSettingsReq(Request["AgentDeskSettingsConf"]):
    """Guide: Miscellaneous Service, "AGENT_DESK_SETTINGS_REQ"."""

    peripheral_id: int = fixed(UINT)
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None)


@message(132, Service.MISCELLANEOUS)
class AgentDeskSettingsConf(Confirmation):
    """Guide: Miscellaneous Service, "AGENT_DESK_SETTINGS_CONF"."""

    peripheral_id: int = fixed(UINT)
    desk_settings_mask: DeskSettingsMask = fixed(UINT.of(DeskSettingsMask))
    wrapup_data_incoming_mode: WrapupDataMode = fixed(UINT.of(WrapupDataMode))
    wrapup_data_outgoing_mode: WrapupDataMode = fixed(UINT.of(WrapupDataMode))
    logout_non_activity_time: int = fixed(UINT)
    quality_recording_rate: int = fixed(UINT)
    ring_no_answer_time: int = fixed(UINT)
    silent_monitor_warning_message: int = fixed(UINT)
    silent_monitor_audible_indication: int = fixed(UINT)
    supervisor_assist_call_method: int = fixed(UINT)
    emergency_call_method: int = fixed(UINT)
    auto_record_on_emergency: int = fixed(UINT)
    recording_mode: int = fixed(UINT)
    work_mode_timer: int = fixed(UINT)
    ring_no_answer_dn: int = fixed(UINT)
    default_device_port_address: str | None = floating(Tag.DEFAULT_DEVICE_PORT_ADDRESS, STRING(32), default=None)
    play_zip_tone: PlayZipTone | None = floating(Tag.PLAY_ZIP_TONE, UINT.of(PlayZipTone), default=None, since=24)
    acd_shared_line_usage: ACDSharedLineUsage | None = floating(
        Tag.ACD_SHARED_LINE_USAGE, UINT.of(ACDSharedLineUsage), default=None, since=24
    )


@message(283, Service.MISCELLANEOUS, since=24)
class SetAgentServiceDataReq(Request["SetAgentServiceDataConf"]):
    """Guide: Miscellaneous Service, "SET_AGENT_SERVICE_DATA_REQ"."""

    router_call_key_day: int = fixed(UINT)
    router_call_key_call_id: int = fixed(UINT)
    router_call_key_sequence_number: int = fixed(UINT)
    agent_skill_target_id: int = fixed(UINT)
    num_of_enabled_services: int = count("enabled_services", USHORT, tag=Tag.NUM_OF_ENABLED_SERVICES)
    enabled_services: tuple[EnabledService, ...] = values(
        "FltEnabledServices", Tag.FLT_ENABLED_SERVICES, USHORT.of(EnabledService), default=()
    )
    total_answers_suggestion: int | None = floating(None, USHORT, default=None)
    num_positive_answers_suggestions: int | None = floating(Tag.MEDIA_TYPE, USHORT, default=None, until=24)
    num_negative_answers_suggestions: int | None = floating(Tag.MEDIA_PROVIDER, USHORT, default=None, until=24)


@message(284, Service.MISCELLANEOUS, since=24)
class SetAgentServiceDataConf(Confirmation):
    """Guide: Miscellaneous Service, "SET_AGENT_SERVICE_DATA_CONF"."""

    status: StatusCode = fixed(UINT.of(StatusCode))
