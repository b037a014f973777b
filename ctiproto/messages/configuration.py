"""The configuration of the site."""

from __future__ import annotations

from ctiproto.constants import (
    ACDSharedLineUsage,
    AgentState,
    AgentType,
    ConfigDeviceType,
    ConfigEndStatus,
    ConfigKeyStatus,
    ConfigMsgMask,
    ConfigType,
    DeskSettingsMask,
    EnabledService,
    PlayZipTone,
    RecordType,
    SSOEnabled,
    Tag,
    WrapupDataMode,
    uccx,
)
from ctiproto.constants.limits import NULL_PERIPHERAL_ID
from ctiproto.declare import (
    BOTH,
    UCCE,
    UCCX,
    Differs,
    Named,
    Sender,
    Service,
    count,
    fixed,
    floating,
    group,
    message,
    repeated,
    values,
)
from ctiproto.messages.parts import Event
from ctiproto.wire import BOOL, BOOL4, STRING, UINT, UNSPEC, USHORT


@message(230, Service.CONFIGURATION, sender=Sender.CLIENT, since=10, dialects=BOTH)
class ConfigRequestKeyEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_REQUEST_KEY_EVENT"."""

    peripheral_id: int = fixed(UINT, default=NULL_PERIPHERAL_ID, since=11, uccx=Differs(constant=0))
    customer_id: int | None = floating(Tag.CUSTOMER_ID, UINT, default=None, uccx=Differs(constant=0))


@message(231, Service.CONFIGURATION, since=10, answers="CONFIG_REQUEST_KEY_EVENT", dialects=BOTH)
class ConfigKeyEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_KEY_EVENT"."""

    config_key_status: ConfigKeyStatus = fixed(UINT.of(ConfigKeyStatus), uccx=Differs(name="Status"))
    service_config_key: bytes | None = floating(
        Tag.SERVICE_CONFIG_KEY, UNSPEC(8), default=None, uccx=Differs(name="ApplicationConfigKey")
    )
    skill_group_config_key: bytes | None = floating(
        Tag.SKILL_GROUP_CONFIG_KEY, UNSPEC(8), default=None, uccx=Differs(name="CSQConfigKey")
    )
    agent_config_key: bytes | None = floating(Tag.AGENT_CONFIG_KEY, UNSPEC(8), default=None)
    device_config_key: bytes | None = floating(Tag.DEVICE_CONFIG_KEY, UNSPEC(8), default=None)
    call_type_config_key: bytes | None = floating(Tag.CALL_TYPE_KEY_CONFIG, UNSPEC(8), default=None, since=11)
    peripheral_config_key: bytes | None = floating(Tag.PERIPHERAL_CONFIG_KEY, UNSPEC(8), default=None, since=22)
    agent_desk_settings_config_key: bytes | None = floating(
        Tag.AGENT_DESK_SETTINGS_CONFIG_KEY, UNSPEC(8), default=None, since=22
    )


@message(232, Service.CONFIGURATION, sender=Sender.CLIENT, since=10, dialects=BOTH)
class ConfigRequestEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_REQUEST_EVENT"."""

    config_information: ConfigMsgMask = fixed(
        UINT.of(ConfigMsgMask), uccx=Differs(name="ConfigurationMask", numbers=uccx.ConfigurationMask)
    )
    config_msg_mask: ConfigMsgMask | None = fixed(UINT.of(ConfigMsgMask), default=None, since=24, bodies=(12, 20))
    peripheral_id: int = fixed(UINT, default=NULL_PERIPHERAL_ID, since=11, uccx=Differs(constant=0))
    customer_id: int | None = floating(Tag.CUSTOMER_ID, UINT, default=None, uccx=Differs(constant=0, required=True))


@message(233, Service.CONFIGURATION, since=10, dialects=BOTH)
class ConfigBeginEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_BEGIN_EVENT"."""

    config_type: ConfigType = fixed(USHORT.of(ConfigType))
    config_information: ConfigMsgMask = fixed(
        UINT.of(ConfigMsgMask), uccx=Differs(name="ConfigurationMask", numbers=uccx.ConfigurationMask)
    )
    service_config_key: bytes | None = floating(
        Tag.SERVICE_CONFIG_KEY, UNSPEC(8), default=None, uccx=Differs(name="ApplicationConfigKey")
    )
    skill_group_config_key: bytes | None = floating(
        Tag.SKILL_GROUP_CONFIG_KEY, UNSPEC(8), default=None, uccx=Differs(name="CSQueueConfigKey")
    )
    agent_config_key: bytes | None = floating(Tag.AGENT_CONFIG_KEY, UNSPEC(8), default=None)
    device_config_key: bytes | None = floating(Tag.DEVICE_CONFIG_KEY, UNSPEC(8), default=None)
    call_type_config_key: bytes | None = floating(Tag.CALL_TYPE_KEY_CONFIG, UNSPEC(8), default=None, since=11)
    peripheral_config_key: bytes | None = floating(Tag.PERIPHERAL_CONFIG_KEY, UNSPEC(8), default=None, since=22)
    agent_desk_settings_config_key: bytes | None = floating(
        Tag.AGENT_DESK_SETTINGS_CONFIG_KEY, UNSPEC(8), default=None, since=22
    )


@message(234, Service.CONFIGURATION, since=10, dialects=BOTH)
class ConfigEndEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_END_EVENT"."""

    config_end_status: ConfigEndStatus = fixed(UINT.of(ConfigEndStatus), uccx=Differs(name="Status"))
    text: str | None = floating(Tag.TEXT, STRING(255), default=None)


@group
class ServiceMember:
    """A skill group that serves a service."""

    service_member: int | None = floating(Tag.SERVICE_MEMBER, UINT, default=None)
    service_priority: int | None = floating(Tag.SERVICE_PRIORITY, USHORT, default=None)


@group
class ServiceRecord:
    """One service."""

    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)
    flt_peripheral_id: int | None = floating(Tag.PERIPHERAL_ID, UINT, default=None, since=11, uccx=Differs(constant=0))
    peripheral_number: int | None = floating(
        Tag.PERIPHERAL_NUMBER, UINT, default=None, uccx=Differs(name="ApplicationID")
    )
    old_peripheral_number: int | None = floating(
        Tag.OLD_PERIPHERAL_NUMBER, UINT, default=None, since=11, uccx=Differs(constant=0)
    )
    max_queued: int | None = floating(Tag.MAX_QUEUED, UINT, default=None)
    extension: str | None = floating(Tag.EXTENSION, STRING(16), default=None)
    service_skill_target_id: int | None = floating(
        Tag.SERVICE_SKILL_TARGET_ID, UINT, default=None, uccx=Differs(name="PreviousApplicationID")
    )
    peripheral_name: str | None = floating(
        Tag.PERIPHERAL_NAME, STRING(64), default=None, uccx=Differs(name="ApplicationName")
    )
    description: str | None = floating(Tag.DESCRIPTION, STRING(128), default=None)
    service_level_threshold: int | None = floating(
        Tag.SERVICE_LEVEL_THRESHOLD, UINT, default=None, uccx=Differs(constant=0)
    )
    service_level_type: int | None = floating(Tag.SERVICE_LEVEL_TYPE, UINT, default=None, uccx=Differs(constant=0))
    config_param: str | None = floating(Tag.CONFIG_PARAM, STRING(255), default=None)
    flt_mr_domain_id: int | None = floating(Tag.MR_DOMAIN_ID, UINT, default=None, since=11, uccx=Differs(constant=0))
    num_service_members: int = count("members", USHORT, tag=Tag.NUM_SERVICE_MEMBERS, dialects=UCCE)
    members: tuple[ServiceMember, ...] = repeated(ServiceMember, default=(), dialects=UCCE)


@message(235, Service.CONFIGURATION, since=10, dialects=BOTH, uccx=Named(name="CONFIG_APPLICATION_EVENT"))
class ConfigServiceEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_SERVICE_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[ServiceRecord, ...] = repeated(ServiceRecord, default=())


@group
class SkillGroupRecord:
    """One skill group."""

    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)
    flt_peripheral_id: int | None = floating(Tag.PERIPHERAL_ID, UINT, default=None, since=11, uccx=Differs(constant=0))
    peripheral_number: int | None = floating(Tag.PERIPHERAL_NUMBER, UINT, default=None, uccx=Differs(name="CSQID"))
    old_peripheral_number: int | None = floating(
        Tag.OLD_PERIPHERAL_NUMBER, UINT, default=None, since=11, uccx=Differs(constant=0)
    )
    flt_skill_group_priority: int | None = floating(
        Tag.SKILL_GROUP_PRIORITY, USHORT, default=None, uccx=Differs(constant=0)
    )
    skill_group_skill_target_id: int | None = floating(
        Tag.SKILL_GROUP_SKILL_TARGET_ID, UINT, default=None, uccx=Differs(constant=0)
    )
    auto_work: bool | None = floating(Tag.AUTO_WORK, BOOL, default=None, uccx=Differs(wire=BOOL4))
    extension: str | None = floating(Tag.EXTENSION, STRING(16), default=None)
    peripheral_name: str | None = floating(Tag.PERIPHERAL_NAME, STRING(64), default=None, uccx=Differs(name="CSQName"))
    description: str | None = floating(Tag.DESCRIPTION, STRING(128), default=None)
    flt_mr_domain_id: int | None = floating(
        Tag.MR_DOMAIN_ID, UINT, default=None, since=11, uccx=Differs(name="MRDomainID")
    )
    flt_precision_queue_id: int | None = floating(Tag.FLT_PRECISION_QUEUE_ID, UINT, default=None, since=22)
    flt_precision_queue_name: str | None = floating(Tag.FLT_PRECISION_QUEUE_NAME, STRING(32), default=None, since=22)
    config_param: str | None = floating(Tag.CONFIG_PARAM, STRING(255), default=None)


@message(236, Service.CONFIGURATION, since=10, dialects=BOTH, uccx=Named(name="CONFIG_CSQ_EVENT"))
class ConfigSkillGroupEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_SKILL_GROUP_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[SkillGroupRecord, ...] = repeated(SkillGroupRecord, default=())


@group
class AgentSkill:
    """A skill group that an agent belongs to."""

    flt_skill_group_number: int | None = floating(Tag.SKILL_GROUP_NUMBER, UINT, default=None)
    flt_skill_group_priority: int | None = floating(Tag.SKILL_GROUP_PRIORITY, USHORT, default=None)


@group
class AgentMRD:
    """A media routing domain that an agent is known in."""

    flt_agent_mrd_id: int | None = floating(Tag.FLT_AGENT_MRD_ID, UINT, default=None, since=21)
    flt_agent_mrd_state: AgentState | None = floating(
        Tag.FLT_AGENT_MRD_STATE, USHORT.of(AgentState), default=None, since=21
    )


@group
class AgentRecord:
    """One agent."""

    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)
    flt_peripheral_id: int | None = floating(Tag.PERIPHERAL_ID, UINT, default=None, since=11, uccx=Differs(constant=0))
    active_terminal: str | None = floating(
        Tag.FLT_TERM_DEVICE_NAME, STRING(64), default=None, since=24, uccx=Differs(since=18)
    )
    agent_type: AgentType | None = floating(Tag.AGENT_TYPE, USHORT.of(AgentType), default=None)
    agent_desk_settings_id: int | None = floating(Tag.AGENT_DESK_SETTINGS_ID, UINT, default=None, since=22)
    login_id: str | None = floating(Tag.LOGIN_ID, STRING(64), default=None, uccx=Differs(wire=STRING(129)))
    old_login_id: str | None = floating(Tag.CUR_LOGIN_ID, STRING(64), default=None, since=11)
    login_name: str | None = floating(
        Tag.LOGIN_NAME, STRING(255), default=None, since=11, uccx=Differs(wire=STRING(32))
    )
    last_name: str | None = floating(Tag.LAST_NAME, STRING(32), default=None)
    first_name: str | None = floating(Tag.FIRST_NAME, STRING(32), default=None)
    extension: str | None = floating(Tag.EXTENSION, STRING(16), default=None)
    description: str | None = floating(Tag.DESCRIPTION, STRING(128), default=None)
    agent_skill_target_id: int | None = floating(
        Tag.AGENT_SKILL_TARGET_ID, UINT, default=None, uccx=Differs(constant=0)
    )
    num_skills: int = count("skills", USHORT, tag=Tag.NUM_SKILLS, uccx=Differs(name="NumCSQ"))
    sso_enabled: SSOEnabled | None = floating(Tag.SSO_ENABLED, USHORT.of(SSOEnabled), default=None, since=20)
    num_mrds: int = count("mrds", USHORT, tag=Tag.NUM_MRDS, since=21)
    skills: tuple[AgentSkill, ...] = repeated(AgentSkill, default=())
    mrds: tuple[AgentMRD, ...] = repeated(AgentMRD, default=())
    mrd_id: int | None = floating(
        uccx.Tag.MRD_ID, UINT, default=None, since=17, dialects=UCCX, uccx=Differs(name="MRD_ID")
    )
    agent_state: uccx.AgentState | None = floating(
        uccx.Tag.AGENT_STATE, USHORT.of(uccx.AgentState), default=None, dialects=UCCX
    )


@message(237, Service.CONFIGURATION, since=10, dialects=BOTH)
class ConfigAgentEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_AGENT_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[AgentRecord, ...] = repeated(AgentRecord, default=())


@group
class DeviceRecord:
    """One device."""

    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)
    flt_peripheral_id: int | None = floating(Tag.PERIPHERAL_ID, UINT, default=None, since=11, uccx=Differs(constant=0))
    peripheral_number: int | None = floating(
        Tag.PERIPHERAL_NUMBER, UINT, default=None, uccx=Differs(name="DeviceField0")
    )
    device_type: ConfigDeviceType | None = floating(Tag.DEVICE_TYPE, USHORT.of(ConfigDeviceType), default=None)
    max_queued: int | None = floating(Tag.MAX_QUEUED, UINT, default=None)
    flt_service_id: int | None = floating(Tag.SERVICE_ID, UINT, default=None, uccx=Differs(name="DeviceField1"))
    dialed_number: str | None = floating(
        Tag.DIALED_NUMBER, STRING(40), default=None, uccx=Differs(name="DeviceField2", wire=STRING(129))
    )
    dnis: str | None = floating(Tag.DNIS, STRING(32), default=None)
    extension: str | None = floating(Tag.EXTENSION, STRING(16), default=None, uccx=Differs(name="DeviceField4"))
    description: str | None = floating(Tag.DESCRIPTION, STRING(128), default=None)


@message(238, Service.CONFIGURATION, since=10, dialects=BOTH)
class ConfigDeviceEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_DEVICE_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[DeviceRecord, ...] = repeated(DeviceRecord, default=())


@group
class CallTypeRecord:
    """One call type."""

    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)
    flt_call_type_id: int | None = floating(Tag.CALL_TYPE_ID, UINT, default=None)
    customer_definition_id: int | None = floating(Tag.CUSTOMER_DEFINITION_ID, UINT, default=None)
    enterprise_name: str | None = floating(Tag.ENTERPRISE_NAME, STRING(32), default=None)
    description: str | None = floating(Tag.DESCRIPTION, STRING(128), default=None)
    service_level_threshold: int | None = floating(Tag.SERVICE_LEVEL_THRESHOLD, UINT, default=None)
    service_level_type: int | None = floating(Tag.SERVICE_LEVEL_TYPE, UINT, default=None)


@message(245, Service.CONFIGURATION, since=11)
class ConfigCallTypeEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_CALL_TYPE_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[CallTypeRecord, ...] = repeated(CallTypeRecord, default=())


@group
class MRDRecord:
    """One media routing domain."""

    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)
    flt_mr_domain_id: int | None = floating(Tag.MR_DOMAIN_ID, UINT, default=None)
    flt_enterprise_name: str | None = floating(Tag.ENTERPRISE_NAME, STRING(32), default=None)
    flt_description: str | None = floating(Tag.DESCRIPTION, STRING(128), default=None)
    flt_max_task_duration: int | None = floating(Tag.MAX_TASK_DURATION, UINT, default=None)
    flt_interruptible: bool | None = floating(Tag.INTERRUPTIBLE, BOOL, default=None)


@message(254, Service.CONFIGURATION, since=20)
class ConfigMrdEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_MRD_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[MRDRecord, ...] = repeated(MRDRecord, default=())


@group
class PeripheralRecord:
    """One peripheral."""

    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)
    config_peripheral_id: int | None = floating(Tag.CONFIG_PERIPHERAL_ID, UINT, default=None)
    default_agent_desk_settings_id: int | None = floating(Tag.DEFAULT_AGENT_DESK_SETTINGS_ID, UINT, default=None)


@message(260, Service.CONFIGURATION, since=22)
class ConfigPeripheralEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_PERIPHERAL_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[PeripheralRecord, ...] = repeated(PeripheralRecord, default=())


@group
class DeskSettingsRecord:
    """One set of agent desk settings."""

    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)
    agent_desk_settings_id: int | None = floating(Tag.AGENT_DESK_SETTINGS_ID, UINT, default=None)
    flt_desk_settings_mask: DeskSettingsMask | None = floating(
        Tag.FLT_DESK_SETTINGS_MASK, UINT.of(DeskSettingsMask), default=None
    )
    flt_wrap_up_data_incoming_mode: WrapupDataMode | None = floating(
        Tag.FLT_WRAP_UP_DATA_INCOMING_MODE, UINT.of(WrapupDataMode), default=None
    )
    flt_wrap_up_data_outgoing_mode: WrapupDataMode | None = floating(
        Tag.FLT_WRAP_UP_DATA_OUTGOING_MODE, UINT.of(WrapupDataMode), default=None
    )
    flt_logout_non_activity_time: int | None = floating(Tag.FLT_LOGOUT_NON_ACTIVITY_TIME, UINT, default=None)
    flt_quality_recording_rate: int | None = floating(Tag.FLT_QUALITY_RECORDING_RATE, UINT, default=None)
    flt_ring_no_answer_time: int | None = floating(Tag.FLT_RING_NO_ANSWER_TIME, UINT, default=None)
    flt_silent_monitor_warning_message: int | None = floating(
        Tag.FLT_SILENT_MONITOR_WARNING_MESSAGE, UINT, default=None
    )
    flt_silent_monitor_audible_indication: int | None = floating(
        Tag.FLT_SILENT_MONITOR_AUDIBLE_INDICATION, UINT, default=None
    )
    flt_supervisor_assist_call_method: int | None = floating(Tag.FLT_SUPERVISOR_ASSIST_CALL_METHOD, UINT, default=None)
    flt_emergency_call_method: int | None = floating(Tag.FLT_EMERGENCY_CALL_METHOD, UINT, default=None)
    flt_auto_record_on_emergency: int | None = floating(Tag.FLT_AUTO_RECORD_ON_EMERGENCY, UINT, default=None)
    flt_recording_mode: int | None = floating(Tag.FLT_RECORDING_MODE, UINT, default=None)
    flt_work_mode_timer: int | None = floating(Tag.FLT_WORK_MODE_TIMER, UINT, default=None)
    flt_ring_no_answer_dn_id: int | None = floating(Tag.FLT_RING_NO_ANSWER_DN_ID, UINT, default=None)
    flt_default_device_port_address: str | None = floating(
        Tag.FLT_DEFAULT_DEVICE_PORT_ADDRESS, STRING(32), default=None
    )
    play_zip_tone: PlayZipTone | None = floating(Tag.PLAY_ZIP_TONE, UINT.of(PlayZipTone), default=None, since=24)
    acd_shared_line_usage: ACDSharedLineUsage | None = floating(
        Tag.ACD_SHARED_LINE_USAGE, UINT.of(ACDSharedLineUsage), default=None, since=24
    )


@message(261, Service.CONFIGURATION, since=22)
class ConfigAgentDeskSettingsEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_AGENT_DESK_SETTINGS_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[DeskSettingsRecord, ...] = repeated(DeskSettingsRecord, default=())


@group
class TerminalRecord:
    """One terminal."""

    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)
    terminal_type: int | None = floating(Tag.FLT_TERM_TYPE, USHORT, default=None)
    terminal_device_name: str | None = floating(Tag.FLT_TERM_DEVICE_NAME, STRING(64), default=None)
    terminal_type_name: str | None = floating(Tag.FLT_TERM_TYPE_NAME, STRING(100), default=None)
    num_instruments: int = count("instruments", USHORT, tag=Tag.FLT_NUM_INSTRUMENTS)
    instruments: tuple[str, ...] = values("Instrument", Tag.AGENT_INSTRUMENT, STRING(64), default=())


@message(276, Service.CONFIGURATION, since=24, dialects=BOTH, uccx=Named(since=18))
class ConfigTerminalEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_TERMINAL_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[TerminalRecord, ...] = repeated(TerminalRecord, default=())


@group
class AgentServiceRecord:
    """The services enabled for one agent."""

    agent_skill_target_id: int | None = floating(Tag.AGENT_SKILL_TARGET_ID, UINT, default=None)
    num_of_enabled_services: int = count("enabled_services", USHORT, tag=Tag.NUM_OF_ENABLED_SERVICES)
    enabled_services: tuple[EnabledService, ...] = values(
        "FltEnabledServices", Tag.FLT_ENABLED_SERVICES, USHORT.of(EnabledService), default=()
    )
    record_type: RecordType | None = floating(Tag.RECORD_TYPE, USHORT.of(RecordType), default=None)


@message(282, Service.CONFIGURATION, since=24)
class ConfigAgentServiceEvent(Event):
    """Guide: Configuration Acquisition Messages, "CONFIG_AGENT_SERVICE_EVENT"."""

    num_records: int = count("records", USHORT)
    records: tuple[AgentServiceRecord, ...] = repeated(AgentServiceRecord, default=())
