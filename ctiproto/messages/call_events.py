"""What happens to calls and connections."""

from __future__ import annotations

from ctiproto.constants import (
    ConnectionDeviceIDType,
    DeviceIDType,
    EventCause,
    LineType,
    LocalConnectionState,
    PeripheralType,
    Tag,
)
from ctiproto.constants.limits import (
    NO_SKILL_GROUP_PRIORITY,
    NULL_CALL_ID,
    NULL_LINEHANDLE,
    NULL_LINETYPE,
    NULL_SERVICE,
    NULL_SKILL_GROUP,
)
from ctiproto.declare import (
    BOTH,
    UCCE,
    UCCX,
    Differs,
    Named,
    Service,
    count,
    fixed,
    floating,
    message,
    repeated,
    values,
)
from ctiproto.messages.parts import ConnectedParty, MonitoredEvent, QueueSkillGroup
from ctiproto.wire import NAMEDARRAY, NAMEDVAR, STRING, UINT, UNSPEC, USHORT, NamedArray, NamedVariable


@message(9, Service.CLIENT_EVENTS, dialects=BOTH)
class CallDeliveredEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_DELIVERED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    service_number: int = fixed(UINT, default=NULL_SERVICE)
    service_id: int = fixed(UINT, default=NULL_SERVICE)
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_id: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_priority: int = fixed(USHORT, default=NO_SKILL_GROUP_PRIORITY)
    alerting_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    calling_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    called_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    last_redirect_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    num_named_variables: int = count("named_variables", USHORT, since=10)
    num_named_arrays: int = count("named_arrays", USHORT, since=10)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    alerting_device_id: str | None = floating(Tag.ALERTING_DEVID, STRING(64), default=None)
    calling_device_id: str | None = floating(Tag.CALLING_DEVID, STRING(64), default=None)
    called_device_id: str | None = floating(Tag.CALLED_DEVID, STRING(64), default=None)
    last_redirect_device_id: str | None = floating(Tag.LAST_REDIRECT_DEVID, STRING(64), default=None)
    trunk_number: int | None = floating(Tag.TRUNK_NUMBER, UINT, default=None)
    trunk_group_number: int | None = floating(Tag.TRUNK_GROUP_NUMBER, UINT, default=None)
    secondary_connection_call_id: int | None = floating(Tag.SECONDARY_CONNECTION_CALL_ID, UINT, default=None, since=10)
    ani: str | None = floating(Tag.ANI, STRING(40), default=None, since=10)
    ani_ii: str | None = floating(Tag.ANI_II, STRING(2), default=None, since=11)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None, since=10)
    dnis: str | None = floating(Tag.DNIS, STRING(32), default=None, since=10)
    dialed_number: str | None = floating(Tag.DIALED_NUMBER, STRING(40), default=None, since=10)
    caller_entered_digits: str | None = floating(Tag.CED, STRING(40), default=None, since=10)
    call_variable1: str | None = floating(Tag.CALL_VAR_1, STRING(41), default=None, since=10)
    call_variable2: str | None = floating(Tag.CALL_VAR_2, STRING(41), default=None, since=10)
    call_variable3: str | None = floating(Tag.CALL_VAR_3, STRING(41), default=None, since=10)
    call_variable4: str | None = floating(Tag.CALL_VAR_4, STRING(41), default=None, since=10)
    call_variable5: str | None = floating(Tag.CALL_VAR_5, STRING(41), default=None, since=10)
    call_variable6: str | None = floating(Tag.CALL_VAR_6, STRING(41), default=None, since=10)
    call_variable7: str | None = floating(Tag.CALL_VAR_7, STRING(41), default=None, since=10)
    call_variable8: str | None = floating(Tag.CALL_VAR_8, STRING(41), default=None, since=10)
    call_variable9: str | None = floating(Tag.CALL_VAR_9, STRING(41), default=None, since=10)
    call_variable10: str | None = floating(Tag.CALL_VAR_10, STRING(41), default=None, since=10)
    call_wrapup_data: str | None = floating(Tag.CALL_WRAPUP_DATA, STRING(40), default=None, since=10)
    named_variables: tuple[NamedVariable, ...] = values(
        "NamedVariable", Tag.NAMED_VARIABLE, NAMEDVAR, default=(), since=10
    )
    named_arrays: tuple[NamedArray, ...] = values("NamedArray", Tag.NAMED_ARRAY, NAMEDARRAY, default=(), since=10)


@message(10, Service.CLIENT_EVENTS, dialects=BOTH)
class CallEstablishedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_ESTABLISHED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    service_number: int = fixed(UINT, default=NULL_SERVICE)
    service_id: int = fixed(UINT, default=NULL_SERVICE)
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_id: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_priority: int = fixed(USHORT, default=NO_SKILL_GROUP_PRIORITY)
    answering_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    calling_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    called_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    last_redirect_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    answering_device_id: str | None = floating(Tag.ANSWERING_DEVID, STRING(64), default=None)
    calling_device_id: str | None = floating(Tag.CALLING_DEVID, STRING(64), default=None)
    called_device_id: str | None = floating(Tag.CALLED_DEVID, STRING(64), default=None)
    last_redirect_device_id: str | None = floating(Tag.LAST_REDIRECT_DEVID, STRING(64), default=None)
    trunk_number: int | None = floating(Tag.TRUNK_NUMBER, UINT, default=None)
    trunk_group_number: int | None = floating(Tag.TRUNK_GROUP_NUMBER, UINT, default=None)


@message(11, Service.CLIENT_EVENTS, dialects=BOTH)
class CallHeldEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_HELD_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    holding_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    holding_device_id: str | None = floating(Tag.HOLDING_DEVID, STRING(64), default=None)


@message(12, Service.CLIENT_EVENTS, dialects=BOTH)
class CallRetrievedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_RETRIEVED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    retrieving_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    retrieving_device_id: str | None = floating(Tag.RETRIEVING_DEVID, STRING(64), default=None)


@message(13, Service.CLIENT_EVENTS, dialects=BOTH)
class CallClearedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_CLEARED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), uccx=Differs(name="ConnectionDeviceType", constant=0)
    )
    connection_call_id: int = fixed(UINT)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64), uccx=Differs(required=False))


@message(14, Service.CLIENT_EVENTS, dialects=BOTH)
class CallConnectionClearedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_CONNECTION_CLEARED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    releasing_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    releasing_device_id: str | None = floating(
        Tag.RELEASING_DEVID, STRING(64), default=None, uccx=Differs(required=True)
    )


@message(15, Service.CLIENT_EVENTS, dialects=BOTH)
class CallOriginatedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_ORIGINATED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    service_number: int = fixed(UINT, default=NULL_SERVICE)
    service_id: int = fixed(UINT, default=NULL_SERVICE)
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_id: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_priority: int = fixed(USHORT, default=NO_SKILL_GROUP_PRIORITY)
    calling_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    called_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    calling_device_id: str | None = floating(Tag.CALLING_DEVID, STRING(64), default=None)
    called_device_id: str | None = floating(Tag.CALLED_DEVID, STRING(64), default=None)


@message(16, Service.CLIENT_EVENTS, dialects=BOTH)
class CallFailedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_FAILED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    failing_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    called_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    failing_device_id: str | None = floating(Tag.FAILING_DEVID, STRING(64), default=None)
    called_device_id: str | None = floating(Tag.CALLED_DEVID, STRING(64), default=None)


@message(17, Service.CLIENT_EVENTS, dialects=BOTH)
class CallConferencedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_CONFERENCED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    primary_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE, uccx=Differs(name="PrimaryDeviceType")
    )
    primary_call_id: int = fixed(UINT)
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP, uccx=Differs(constant=NULL_SKILL_GROUP))
    skill_group_id: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_priority: int = fixed(USHORT, default=NO_SKILL_GROUP_PRIORITY)
    num_parties: int = count("parties", USHORT)
    secondary_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE, uccx=Differs(name="SecondaryDeviceType")
    )
    secondary_call_id: int = fixed(UINT, default=NULL_CALL_ID)
    controller_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    added_party_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    primary_device_id: str = floating(Tag.PRIMARY_DEVID, STRING(64))
    secondary_device_id: str = floating(Tag.SECONDARY_DEVID, STRING(64))
    controller_device_id: str | None = floating(Tag.CONTROLLER_DEVID, STRING(64), default=None)
    added_party_device_id: str | None = floating(Tag.ADDED_PARTY_DEVID, STRING(64), default=None)
    parties: tuple[ConnectedParty, ...] = repeated(ConnectedParty, default=())


@message(18, Service.CLIENT_EVENTS, dialects=BOTH)
class CallTransferredEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_TRANSFERRED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    primary_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE, uccx=Differs(name="PrimaryDeviceType")
    )
    primary_call_id: int = fixed(UINT)
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP, uccx=Differs(constant=NULL_SKILL_GROUP))
    skill_group_id: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_priority: int = fixed(USHORT, default=NO_SKILL_GROUP_PRIORITY)
    num_parties: int = count("parties", USHORT)
    secondary_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE, uccx=Differs(name="SecondaryDeviceType")
    )
    secondary_call_id: int = fixed(UINT, default=NULL_CALL_ID)
    transferring_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    transferred_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    primary_device_id: str = floating(Tag.PRIMARY_DEVID, STRING(64))
    secondary_device_id: str = floating(Tag.SECONDARY_DEVID, STRING(64))
    transferring_device_id: str | None = floating(Tag.TRANSFERRING_DEVID, STRING(64), default=None)
    transferred_device_id: str | None = floating(Tag.TRANSFERRED_DEVID, STRING(64), default=None)
    parties: tuple[ConnectedParty, ...] = repeated(ConnectedParty, default=())


@message(19, Service.CLIENT_EVENTS, dialects=BOTH)
class CallDivertedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_DIVERTED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    service_number: int = fixed(UINT, default=NULL_SERVICE)
    service_id: int = fixed(UINT, default=NULL_SERVICE)
    diverting_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    called_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    diverting_device_id: str | None = floating(Tag.DIVERTING_DEVID, STRING(64), default=None)
    called_device_id: str | None = floating(Tag.CALLED_DEVID, STRING(64), default=None)


@message(
    20,
    Service.CLIENT_EVENTS,
    dialects=BOTH,
    # LineType stands where Unified CCE has SkillGroupPriority.
    uccx=Named(
        order=(
            "monitor_id",
            "peripheral_id",
            "peripheral_type",
            "connection_device_id_type",
            "connection_call_id",
            "line_handle",
            "reserved_line_type",
            "service_number",
            "service_id",
            "skill_group_number",
            "skill_group_id",
            "line_type",
            "calling_device_type",
            "local_connection_state",
            "event_cause",
        )
    ),
)
class CallServiceInitiatedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_SERVICE_INITIATED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    service_number: int = fixed(UINT, default=NULL_SERVICE)
    service_id: int = fixed(UINT, default=NULL_SERVICE)
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_id: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_priority: int = fixed(USHORT, default=NO_SKILL_GROUP_PRIORITY, dialects=UCCE)
    reserved_line_type: int = fixed(USHORT, default=3, dialects=UCCX, uccx=Differs(constant=3))
    calling_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    calling_device_id: str | None = floating(Tag.CALLING_DEVID, STRING(64), default=None)
    call_reference_id: bytes | None = floating(Tag.CALL_REFERENCE_ID, UNSPEC(32), default=None, since=14)
    coc_connection_call_id: int | None = floating(Tag.COC_CONNECTION_CALL_ID, UINT, default=None, since=14)
    coc_call_connection_device_id_type: ConnectionDeviceIDType | None = floating(
        Tag.COC_CONNECTION_DEVICE_ID_TYPE, USHORT.of(ConnectionDeviceIDType), default=None, since=14
    )
    coc_call_connection_device_id: str | None = floating(
        Tag.COC_CONNECTION_DEVICE_ID, STRING(64), default=None, since=14
    )


@message(21, Service.CLIENT_EVENTS, dialects=BOTH)
class CallQueuedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_QUEUED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    service_number: int = fixed(UINT, default=NULL_SERVICE)
    service_id: int = fixed(UINT, default=NULL_SERVICE)
    queue_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    calling_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    called_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    last_redirect_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    num_queued: int = fixed(USHORT)
    num_skill_groups: int = count("skill_groups", USHORT)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    queue_device_id: str | None = floating(Tag.QUEUE_DEVID, STRING(64), default=None)
    calling_device_id: str | None = floating(Tag.CALLING_DEVID, STRING(64), default=None)
    called_device_id: str | None = floating(Tag.CALLED_DEVID, STRING(64), default=None)
    last_redirect_device_id: str | None = floating(Tag.LAST_REDIRECT_DEVID, STRING(64), default=None)
    skill_groups: tuple[QueueSkillGroup, ...] = repeated(QueueSkillGroup, default=())


@message(34, Service.CLIENT_EVENTS)
class CallReachedNetworkEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_REACHED_NETWORK_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    trunk_used_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    called_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    trunk_used_device_id: str | None = floating(Tag.TRUNK_USED_DEVID, STRING(64), default=None)
    called_device_id: str | None = floating(Tag.CALLED_DEVID, STRING(64), default=None)
    trunk_number: int | None = floating(Tag.TRUNK_NUMBER, UINT, default=None)
    trunk_group_number: int | None = floating(Tag.TRUNK_GROUP_NUMBER, UINT, default=None)


@message(
    86,
    Service.CLIENT_EVENTS,
    dialects=BOTH,
    # QueueDeviceType comes after the application.
    uccx=Named(
        order=(
            "monitor_id",
            "peripheral_id",
            "peripheral_type",
            "connection_device_id_type",
            "connection_call_id",
            "service_number",
            "service_id",
            "queue_device_type",
            "num_queued",
            "num_skill_groups",
            "local_connection_state",
            "event_cause",
        )
    ),
)
class CallDequeuedEvent(MonitoredEvent):
    """Guide: Client Events Service, "CALL_DEQUEUED_EVENT"."""

    peripheral_id: int = fixed(UINT)
    peripheral_type: PeripheralType = fixed(USHORT.of(PeripheralType))
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    queue_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    service_number: int = fixed(UINT, default=NULL_SERVICE)
    service_id: int = fixed(UINT, default=NULL_SERVICE)
    num_queued: int = fixed(USHORT)
    num_skill_groups: int = count("skill_groups", USHORT)
    local_connection_state: LocalConnectionState = fixed(USHORT.of(LocalConnectionState))
    event_cause: EventCause = fixed(USHORT.of(EventCause), default=EventCause.CEC_NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    skill_groups: tuple[QueueSkillGroup, ...] = repeated(QueueSkillGroup, default=())
    queue_device_id: str | None = floating(Tag.QUEUE_DEVID, STRING(64), default=None, dialects=UCCX)
