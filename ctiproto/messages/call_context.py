"""Calls as a whole: their begin, end and context."""

from __future__ import annotations

from ctiproto.constants import CallType, ConnectionDeviceIDType, DispositionCode, EnabledService, PeripheralType, Tag
from ctiproto.constants.limits import (
    CAMPAIGN_UNUSED,
    NO_SKILL_GROUP_PRIORITY,
    NULL_SERVICE,
    NULL_SKILL_GROUP,
    UNCHANGED_ATTRIBUTE,
)
from ctiproto.declare import BOTH, UCCE, Differs, Service, count, fixed, floating, message, repeated, values
from ctiproto.messages.parts import CTIClient, Event, MonitoredEvent
from ctiproto.wire import INT, NAMEDARRAY, NAMEDVAR, STRING, UINT, UNSPEC, USHORT, NamedArray, NamedVariable


@message(22, Service.ALL_EVENTS)
class CallTranslationRouteEvent(Event):
    """Guide: All Events Service, "CALL_TRANSLATION_ROUTE_EVENT"."""

    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    ani: str | None = floating(Tag.ANI, STRING(40), default=None)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
    dnis: str = floating(Tag.DNIS, STRING(32))
    dialed_number: str | None = floating(Tag.DIALED_NUMBER, STRING(40), default=None)
    caller_entered_digits: str | None = floating(Tag.CED, STRING(40), default=None)
    router_call_key_day: int = floating(Tag.ROUTER_CALL_KEY_DAY, UINT)
    router_call_key_call_id: int = floating(Tag.ROUTER_CALL_KEY_CALLID, UINT)
    router_call_key_sequence_number: int = floating(Tag.ROUTER_CALL_KEY_SEQUENCE_NUM, UINT)
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
    named_variables: tuple[NamedVariable, ...] = values("NamedVariable", Tag.NAMED_VARIABLE, NAMEDVAR, default=())
    named_arrays: tuple[NamedArray, ...] = values("NamedArray", Tag.NAMED_ARRAY, NAMEDARRAY, default=())


@message(23, Service.CLIENT_EVENTS, dialects=BOTH)
class BeginCallEvent(MonitoredEvent):
    """Guide: Client Events Service, "BEGIN_CALL_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    num_cti_clients: int = count("clients", USHORT)
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    call_type: CallType = fixed(USHORT.of(CallType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    called_party_disposition: DispositionCode = fixed(USHORT.of(DispositionCode), default=DispositionCode(0))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    ani: str | None = floating(Tag.ANI, STRING(40), default=None)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
    dnis: str | None = floating(Tag.DNIS, STRING(32), default=None)
    dialed_number: str | None = floating(Tag.DIALED_NUMBER, STRING(40), default=None)
    caller_entered_digits: str | None = floating(Tag.CED, STRING(40), default=None)
    router_call_key_day: int | None = floating(Tag.ROUTER_CALL_KEY_DAY, UINT, default=None)
    router_call_key_call_id: int | None = floating(Tag.ROUTER_CALL_KEY_CALLID, UINT, default=None)
    router_call_key_sequence_number: int | None = floating(Tag.ROUTER_CALL_KEY_SEQUENCE_NUM, UINT, default=None)
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
    call_wrapup_data: str | None = floating(Tag.CALL_WRAPUP_DATA, STRING(40), default=None)
    named_variables: tuple[NamedVariable, ...] = values("NamedVariable", Tag.NAMED_VARIABLE, NAMEDVAR, default=())
    named_arrays: tuple[NamedArray, ...] = values("NamedArray", Tag.NAMED_ARRAY, NAMEDARRAY, default=())
    clients: tuple[CTIClient, ...] = repeated(CTIClient, default=())
    call_reference_id: bytes | None = floating(Tag.CALL_REFERENCE_ID, UNSPEC(32), default=None, since=14)


@message(24, Service.CLIENT_EVENTS, dialects=BOTH)
class EndCallEvent(MonitoredEvent):
    """Guide: Client Events Service, "END_CALL_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), uccx=Differs(name="ConnectionDeviceType", constant=0)
    )
    connection_call_id: int = fixed(UINT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))


@message(25, Service.CLIENT_EVENTS, dialects=BOTH)
class CallDataUpdateEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_DATA_UPDATE_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    num_cti_clients: int = count("clients", USHORT, uccx=Differs(constant=0))
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    call_type: CallType = fixed(USHORT.of(CallType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    new_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    new_connection_call_id: int = fixed(UINT)
    called_party_disposition: DispositionCode = fixed(USHORT.of(DispositionCode), default=DispositionCode(0))
    campaign_id: int = fixed(UINT, default=CAMPAIGN_UNUSED)
    query_rule_id: int = fixed(UINT, default=CAMPAIGN_UNUSED)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    new_connection_device_id: str = floating(Tag.NEW_CONNECTION_DEVID, STRING(64))
    ani: str | None = floating(Tag.ANI, STRING(40), default=None)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
    dnis: str | None = floating(Tag.DNIS, STRING(32), default=None)
    dialed_number: str | None = floating(Tag.DIALED_NUMBER, STRING(40), default=None)
    caller_entered_digits: str | None = floating(Tag.CED, STRING(40), default=None)
    router_call_key_day: int | None = floating(Tag.ROUTER_CALL_KEY_DAY, UINT, default=None)
    router_call_key_call_id: int | None = floating(Tag.ROUTER_CALL_KEY_CALLID, UINT, default=None)
    router_call_key_sequence_number: int | None = floating(Tag.ROUTER_CALL_KEY_SEQUENCE_NUM, UINT, default=None)
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
    call_wrapup_data: str | None = floating(Tag.CALL_WRAPUP_DATA, STRING(40), default=None)
    named_variables: tuple[NamedVariable, ...] = values("NamedVariable", Tag.NAMED_VARIABLE, NAMEDVAR, default=())
    named_arrays: tuple[NamedArray, ...] = values("NamedArray", Tag.NAMED_ARRAY, NAMEDARRAY, default=())
    customer_phone_number: str | None = floating(Tag.CUSTOMER_PHONE_NUMBER, STRING(20), default=None)
    customer_account_number: str | None = floating(Tag.CUSTOMER_ACCOUNT_NUMBER, STRING(32), default=None)
    clients: tuple[CTIClient, ...] = repeated(CTIClient, default=(), dialects=UCCE)
    call_reference_id: bytes | None = floating(Tag.CALL_REFERENCE_ID, UNSPEC(32), default=None, since=14)


@message(105, Service.CLIENT_EVENTS)
class AgentPreCallEvent(MonitoredEvent):
    """Guide: Client Events Service, "AGENT_PRE_CALL_EVENT"."""

    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    service_number: int = fixed(UINT, default=NULL_SERVICE)
    service_id: int = fixed(UINT, default=NULL_SERVICE)
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_id: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_priority: int = fixed(USHORT, default=NO_SKILL_GROUP_PRIORITY)
    mrd_id: int = fixed(INT)
    agent_skill_target_id: int = fixed(UINT, default=0, since=20)
    agent_instrument: str = floating(Tag.AGENT_INSTRUMENT, STRING(64))
    router_call_key_day: int = floating(Tag.ROUTER_CALL_KEY_DAY, UINT)
    router_call_key_call_id: int = floating(Tag.ROUTER_CALL_KEY_CALLID, UINT)
    router_call_key_sequence_number: int = floating(Tag.ROUTER_CALL_KEY_SEQUENCE_NUM, UINT)
    ani: str | None = floating(Tag.ANI, STRING(40), default=None)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
    dialed_number: str | None = floating(Tag.DIALED_NUMBER, STRING(40), default=None)
    caller_entered_digits: str | None = floating(Tag.CED, STRING(40), default=None)
    flt_call_type_id: int | None = floating(Tag.CALL_TYPE_ID, UINT, default=None, since=14)
    pre_call_invoke_id: int | None = floating(Tag.PRE_CALL_INVOKE_ID, UINT, default=None, since=14)
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
    named_variables: tuple[NamedVariable, ...] = values("NamedVariable", Tag.NAMED_VARIABLE, NAMEDVAR, default=())
    named_arrays: tuple[NamedArray, ...] = values("NamedArray", Tag.NAMED_ARRAY, NAMEDARRAY, default=())
    agent_id: str | None = floating(Tag.AGENT_ID, STRING(12), default=None, since=20)
    protocol_reference_guid: str | None = floating(Tag.PROTOCOL_REFERENCE_GUID, STRING(40), default=None, since=24)
    num_of_enabled_services: int = count("enabled_services", USHORT, tag=Tag.NUM_OF_ENABLED_SERVICES, since=24)
    enabled_services: tuple[EnabledService, ...] = values(
        "FltEnabledServices", Tag.FLT_ENABLED_SERVICES, USHORT.of(EnabledService), default=(), since=24
    )
    ccai_config_id: str | None = floating(Tag.CCAI_CONFIG_ID, STRING(40), default=None, since=24)


@message(106, Service.CLIENT_EVENTS)
class AgentPreCallAbortEvent(MonitoredEvent):
    """Guide: Client Events Service, "AGENT_PRE_CALL_ABORT_EVENT"."""

    mrd_id: int = fixed(INT)
    agent_instrument: str = floating(Tag.AGENT_INSTRUMENT, STRING(64))
    router_call_key_day: int = floating(Tag.ROUTER_CALL_KEY_DAY, UINT)
    router_call_key_call_id: int = floating(Tag.ROUTER_CALL_KEY_CALLID, UINT)
    router_call_key_sequence_number: int = floating(Tag.ROUTER_CALL_KEY_SEQUENCE_NUM, UINT)


@message(240, Service.CLIENT_EVENTS, since=10)
class CallAttributeChangeEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_ATTRIBUTE_CHANGE_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    call_type_id: int = fixed(UINT, default=UNCHANGED_ATTRIBUTE)
    service_number: int = fixed(UINT, default=UNCHANGED_ATTRIBUTE)
    connection_device_id: str | None = floating(Tag.CONNECTION_DEVID, STRING(64), default=None)
