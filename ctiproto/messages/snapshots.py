"""What a device can do, and what is going on there."""

from __future__ import annotations

from ctiproto.constants import (
    AgentStateMask,
    CallControlMask,
    CallMsgMask,
    CallType,
    ClassOfDevice,
    ConnectionDeviceIDType,
    DeviceIDType,
    DispositionCode,
    EnabledService,
    LineType,
    LocalConnectionState,
    OtherFeatures,
    PeripheralType,
    SilentMonitorStatus,
    Tag,
    TransferConferenceSetup,
    TypeOfDevice,
    uccx,
)
from ctiproto.declare import (
    BOTH,
    UCCE,
    UCCX,
    Differs,
    MessageClass,
    Service,
    count,
    fixed,
    floating,
    group,
    message,
    repeated,
    values,
)
from ctiproto.messages.parts import Confirmation, CTIClient, Request
from ctiproto.wire import INT, NAMEDARRAY, NAMEDVAR, STRING, UINT, UNSPEC, USHORT, NamedArray, NamedVariable


@message(78, Service.CLIENT_CONTROL, dialects=BOTH)
class QueryDeviceInfoReq(Request["QueryDeviceInfoConf"]):
    """Guide: Client Control Service, "QUERY_DEVICE_INFO_REQ"."""

    peripheral_id: int = fixed(UINT)
    reserved: int = fixed(USHORT, default=0, uccx=Differs(constant=0))
    agent_instrument: str = floating(Tag.AGENT_INSTRUMENT, STRING(64))


@group
class DeviceLine:
    """One line of a teleset."""

    line_handle: int | None = floating(Tag.LINE_HANDLE, USHORT, default=None, uccx=Differs(constant=0))
    line_type: LineType | None = floating(Tag.LINE_TYPE, USHORT.of(LineType), default=None, uccx=Differs(constant=0))


@message(79, Service.CLIENT_CONTROL, dialects=BOTH)
class QueryDeviceInfoConf(Confirmation):
    """Guide: Client Control Service, "QUERY_DEVICE_INFO_CONF"."""

    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType), uccx=Differs(constant=65535))
    type_of_device: TypeOfDevice = fixed(USHORT.of(TypeOfDevice), uccx=Differs(constant=65535))
    class_of_device: ClassOfDevice = fixed(USHORT.of(ClassOfDevice), uccx=Differs(constant=65535))
    num_lines: int = count("lines", USHORT, uccx=Differs(constant=0))
    reserved: int = fixed(USHORT, default=0, uccx=Differs(constant=0))
    max_active_calls: int = fixed(USHORT)
    max_held_calls: int = fixed(USHORT)
    max_devices_in_conference: int = fixed(USHORT)
    make_call_setup: AgentStateMask = fixed(UINT.of(AgentStateMask))
    transfer_conference_setup: TransferConferenceSetup = fixed(
        UINT.of(TransferConferenceSetup), uccx=Differs(constant=0)
    )
    call_events_supported: CallMsgMask = fixed(UINT.of(CallMsgMask), uccx=Differs(constant=0))
    call_control_supported: CallControlMask = fixed(UINT.of(CallControlMask), uccx=Differs(constant=0))
    other_features_supported: OtherFeatures = fixed(UINT.of(OtherFeatures), uccx=Differs(constant=0))
    supervision_service_supported: int = fixed(UINT, default=0, until=9)
    lines: tuple[DeviceLine, ...] = repeated(DeviceLine, default=())


@message(82, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class SnapshotCallReq(Request["SnapshotCallConf"]):
    """Guide: Client Control Service, "SNAPSHOT_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))


@group
class CallDevice:
    """One device on the call."""

    call_connection_call_id: int | None = floating(Tag.CALL_CONN_CALLID, UINT, default=None)
    call_connection_device_id_type: ConnectionDeviceIDType | None = floating(
        Tag.CALL_CONN_DEVID_TYPE, USHORT.of(ConnectionDeviceIDType), default=None
    )
    call_connection_device_id: str | None = floating(Tag.CALL_CONN_DEVID, STRING(64), default=None)
    call_device_type: DeviceIDType | None = floating(Tag.CALL_DEVID_TYPE, USHORT.of(DeviceIDType), default=None)
    call_device_id: str | None = floating(Tag.CALL_DEVID, STRING(64), default=None)
    call_device_connection_state: LocalConnectionState | None = floating(
        Tag.CALL_DEV_CONN_STATE, USHORT.of(LocalConnectionState), default=None
    )


@message(83, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class SnapshotCallConf(Confirmation):
    """Guide: Client Control Service, "SNAPSHOT_CALL_CONF"."""

    call_type: CallType = fixed(USHORT.of(CallType), uccx=Differs(constant=0, numbers=uccx.CallType))
    num_cti_clients: int = count("clients", USHORT, uccx=Differs(constant=0))
    num_call_devices: int = count("devices", USHORT)
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    called_party_disposition: DispositionCode = fixed(
        USHORT.of(DispositionCode), default=DispositionCode(0), uccx=Differs(constant=0)
    )
    reserved: int = fixed(INT, default=0, since=11, dialects=UCCX, uccx=Differs(constant=0))
    ani: str | None = floating(Tag.ANI, STRING(40), default=None)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
    dnis: str | None = floating(Tag.DNIS, STRING(32), default=None)
    dialed_number: str | None = floating(Tag.DIALED_NUMBER, STRING(40), default=None)
    caller_entered_digits: str | None = floating(Tag.CED, STRING(40), default=None)
    router_call_key_day: int | None = floating(Tag.ROUTER_CALL_KEY_DAY, UINT, default=None)
    router_call_key_call_id: int | None = floating(Tag.ROUTER_CALL_KEY_CALLID, UINT, default=None)
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
    clients: tuple[CTIClient, ...] = repeated(CTIClient, default=(), dialects=UCCE)
    devices: tuple[CallDevice, ...] = repeated(CallDevice, default=())
    call_reference_id: bytes | None = floating(Tag.CALL_REFERENCE_ID, UNSPEC(32), default=None, since=14)
    coc_connection_call_id: int | None = floating(Tag.COC_CONNECTION_CALL_ID, UINT, default=None, since=14)
    coc_call_connection_device_id_type: ConnectionDeviceIDType | None = floating(
        Tag.COC_CONNECTION_DEVICE_ID_TYPE, USHORT.of(ConnectionDeviceIDType), default=None, since=14
    )
    coc_call_connection_device_id: str | None = floating(
        Tag.COC_CONNECTION_DEVICE_ID, STRING(64), default=None, since=14
    )
    protocol_reference_guid: str | None = floating(Tag.PROTOCOL_REFERENCE_GUID, STRING(40), default=None, since=24)
    ccai_config_id: str | None = floating(Tag.CCAI_CONFIG_ID, STRING(40), default=None, since=24)
    num_of_enabled_services: int = count("enabled_services", USHORT, tag=Tag.NUM_OF_ENABLED_SERVICES, since=24)
    enabled_services: tuple[EnabledService, ...] = values(
        "FltEnabledServices", Tag.FLT_ENABLED_SERVICES, USHORT.of(EnabledService), default=(), since=24
    )


@message(84, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class SnapshotDeviceReq(Request["SnapshotDeviceConf"]):
    """Guide: Client Control Service, "SNAPSHOT_DEVICE_REQ"."""

    peripheral_id: int = fixed(UINT)
    snapshot_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE, since=10)
    agent_instrument: str = floating(Tag.AGENT_INSTRUMENT, STRING(64))


@group
class DeviceCall:
    """One call at the device."""

    call_connection_call_id: int | None = floating(Tag.CALL_CONN_CALLID, UINT, default=None)
    call_connection_device_id_type: ConnectionDeviceIDType | None = floating(
        Tag.CALL_CONN_DEVID_TYPE, USHORT.of(ConnectionDeviceIDType), default=None
    )
    call_connection_device_id: str | None = floating(Tag.CALL_CONN_DEVID, STRING(64), default=None)
    call_state: LocalConnectionState | None = floating(Tag.CALL_STATE, USHORT.of(LocalConnectionState), default=None)
    silent_monitor_status: SilentMonitorStatus | None = floating(
        Tag.SILENT_MONITOR_STATUS, USHORT.of(SilentMonitorStatus), default=None, since=12
    )


@message(85, Service.CLIENT_CONTROL, message_class=MessageClass.MISCELLANEOUS, dialects=BOTH)
class SnapshotDeviceConf(Confirmation):
    """Guide: Client Control Service, "SNAPSHOT_DEVICE_CONF"."""

    num_calls: int = count("calls", USHORT)
    calls: tuple[DeviceCall, ...] = repeated(DeviceCall, default=())
