"""Orders about calls."""

from __future__ import annotations

from ctiproto.constants import (
    AnsweringMachine,
    CallMannerType,
    CallOption,
    CallPlacementType,
    ConnectionDeviceIDType,
    ConsultType,
    ControlFailureCode,
    DeviceIDType,
    FacilityType,
    LineType,
    Tag,
    uccx,
)
from ctiproto.constants.limits import NULL_CALL_ID, NULL_LINEHANDLE, NULL_LINETYPE, NULL_SKILL_GROUP, PERIPHERAL_DEFAULT
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
from ctiproto.messages.parts import Confirmation, ConnectedParty, Request
from ctiproto.wire import BOOL, NAMEDARRAY, NAMEDVAR, STRING, UINT, UNSPEC, USHORT, NamedArray, NamedVariable


@message(35, Service.CLIENT_CONTROL, dialects=BOTH)
class ControlFailureConf(Confirmation):
    """Guide: Client Control Service, "CONTROL_FAILURE_CONF"."""

    failure_code: ControlFailureCode = fixed(USHORT.of(ControlFailureCode))
    peripheral_error_code: int = fixed(UINT, uccx=Differs(numbers=uccx.CCXErrorCode))
    text: str | None = floating(Tag.TEXT, STRING(255), default=None, dialects=UCCX)


@message(40, Service.CLIENT_CONTROL, dialects=BOTH)
class AlternateCallReq(Request["AlternateCallConf"]):
    """Guide: Client Control Service, "ALTERNATE_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    active_connection_call_id: int = fixed(UINT)
    other_connection_call_id: int = fixed(UINT)
    active_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    other_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    active_connection_device_id: str = floating(Tag.ACTIVE_CONN_DEVID, STRING(64))
    other_connection_device_id: str = floating(Tag.OTHER_CONN_DEVID, STRING(64))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(41, Service.CLIENT_CONTROL, dialects=BOTH)
class AlternateCallConf(Confirmation):
    """Guide: Client Control Service, "ALTERNATE_CALL_CONF"."""


@message(42, Service.CLIENT_CONTROL, dialects=BOTH)
class AnswerCallReq(Request["AnswerCallConf"]):
    """Guide: Client Control Service, "ANSWER_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_device_id: str | None = floating(
        Tag.CONNECTION_DEVID, STRING(64), default=None, uccx=Differs(required=True)
    )
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(43, Service.CLIENT_CONTROL, dialects=BOTH)
class AnswerCallConf(Confirmation):
    """Guide: Client Control Service, "ANSWER_CALL_CONF"."""


@message(44, Service.CLIENT_CONTROL, dialects=BOTH)
class ClearCallReq(Request["ClearCallConf"]):
    """Guide: Client Control Service, "CLEAR_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(45, Service.CLIENT_CONTROL, dialects=BOTH)
class ClearCallConf(Confirmation):
    """Guide: Client Control Service, "CLEAR_CALL_CONF"."""


@message(46, Service.CLIENT_CONTROL, dialects=BOTH)
class ClearConnectionReq(Request["ClearConnectionConf"]):
    """Guide: Client Control Service, "CLEAR_CONNECTION_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    ctios_cil_client_id: str | None = floating(Tag.CTIOS_CIL_CLIENT_ID, STRING(64), default=None, since=12, until=24)
    requesting_device_id: str | None = floating(Tag.REQUESTING_DEVICE_ID, STRING(64), default=None, since=14)
    requesting_device_id_type: DeviceIDType | None = floating(
        Tag.REQUESTING_DEVICE_ID_TYPE, USHORT.of(DeviceIDType), default=None, since=14
    )


@message(47, Service.CLIENT_CONTROL, dialects=BOTH)
class ClearConnectionConf(Confirmation):
    """Guide: Client Control Service, "CLEAR_CONNECTION_CONF"."""


@message(48, Service.CLIENT_CONTROL, dialects=BOTH)
class ConferenceCallReq(Request["ConferenceCallConf"]):
    """Guide: Client Control Service, "CONFERENCE_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    held_connection_call_id: int = fixed(UINT, default=NULL_CALL_ID)
    active_connection_call_id: int = fixed(UINT)
    held_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    active_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    call_placement_type: CallPlacementType = fixed(USHORT.of(CallPlacementType), default=CallPlacementType.UNSPECIFIED)
    call_manner_type: CallMannerType = fixed(USHORT.of(CallMannerType), default=CallMannerType.UNSPECIFIED)
    alert_rings: int = fixed(USHORT, default=PERIPHERAL_DEFAULT)
    call_option: CallOption = fixed(USHORT.of(CallOption), default=CallOption.UNSPECIFIED)
    facility_type: FacilityType = fixed(USHORT.of(FacilityType), default=FacilityType.UNSPECIFIED)
    answering_machine: AnsweringMachine = fixed(USHORT.of(AnsweringMachine), default=AnsweringMachine.UNSPECIFIED)
    priority: bool = fixed(BOOL, default=False)
    post_route: bool = fixed(BOOL, default=False)
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    active_connection_device_id: str = floating(Tag.ACTIVE_CONN_DEVID, STRING(64))
    held_connection_device_id: str | None = floating(
        Tag.HELD_CONN_DEVID, STRING(64), default=None, uccx=Differs(required=True)
    )
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None, dialects=UCCE)
    dialed_number: str | None = floating(Tag.DIALED_NUMBER, STRING(40), default=None)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
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
    facility_code: str | None = floating(Tag.FACILITY_CODE, STRING(40), default=None)
    authorization_code: str | None = floating(Tag.AUTHORIZATION_CODE, STRING(40), default=None)
    account_code: str | None = floating(Tag.ACCOUNT_CODE, STRING(40), default=None)


@message(49, Service.CLIENT_CONTROL, dialects=BOTH)
class ConferenceCallConf(Confirmation):
    """Guide: Client Control Service, "CONFERENCE_CALL_CONF"."""

    new_connection_call_id: int = fixed(UINT)
    new_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    num_parties: int = count("parties", USHORT)
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE), uccx=Differs(constant=3))
    new_connection_device_id: str = floating(Tag.NEW_CONNECTION_DEVID, STRING(64))
    parties: tuple[ConnectedParty, ...] = repeated(ConnectedParty, default=())


@message(50, Service.CLIENT_CONTROL, dialects=BOTH, uccx=Named(name="CONSULT_CALL_REQ"))
class ConsultationCallReq(Request["ConsultationCallConf"]):
    """Guide: Client Control Service, "CONSULTATION_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    active_connection_call_id: int = fixed(UINT)
    active_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    call_placement_type: CallPlacementType = fixed(USHORT.of(CallPlacementType), default=CallPlacementType.UNSPECIFIED)
    call_manner_type: CallMannerType = fixed(USHORT.of(CallMannerType), default=CallMannerType.UNSPECIFIED)
    consult_type: ConsultType = fixed(USHORT.of(ConsultType), default=ConsultType.UNSPECIFIED)
    alert_rings: int = fixed(USHORT, default=PERIPHERAL_DEFAULT)
    call_option: CallOption = fixed(USHORT.of(CallOption), default=CallOption.UNSPECIFIED)
    facility_type: FacilityType = fixed(USHORT.of(FacilityType), default=FacilityType.UNSPECIFIED)
    answering_machine: AnsweringMachine = fixed(USHORT.of(AnsweringMachine), default=AnsweringMachine.UNSPECIFIED)
    priority: bool = fixed(BOOL, default=False)
    post_route: bool = fixed(BOOL, default=False)
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    active_connection_device_id: str = floating(Tag.ACTIVE_CONN_DEVID, STRING(64))
    dialed_number: str = floating(Tag.DIALED_NUMBER, STRING(40))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
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
    facility_code: str | None = floating(Tag.FACILITY_CODE, STRING(40), default=None)
    authorization_code: str | None = floating(Tag.AUTHORIZATION_CODE, STRING(40), default=None)
    account_code: str | None = floating(Tag.ACCOUNT_CODE, STRING(40), default=None)


@message(51, Service.CLIENT_CONTROL, dialects=BOTH, uccx=Named(name="CONSULT_CALL_CONF"))
class ConsultationCallConf(Confirmation):
    """Guide: Client Control Service, "CONSULTATION_CALL_CONF"."""

    new_connection_call_id: int = fixed(UINT)
    new_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE), uccx=Differs(constant=3))
    new_connection_device_id: str = floating(Tag.NEW_CONNECTION_DEVID, STRING(64))


@message(52, Service.CLIENT_CONTROL)
class DeflectCallReq(Request["DeflectCallConf"]):
    """Guide: Client Control Service, "DEFLECT_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    called_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    called_device_id: str = floating(Tag.CALLED_DEVID, STRING(64))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(53, Service.CLIENT_CONTROL)
class DeflectCallConf(Confirmation):
    """Guide: Client Control Service, "DEFLECT_CALL_CONF"."""


@message(54, Service.CLIENT_CONTROL, dialects=BOTH)
class HoldCallReq(Request["HoldCallConf"]):
    """Guide: Client Control Service, "HOLD_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    reservation: bool = fixed(BOOL, default=False, uccx=Differs(constant=0))
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(55, Service.CLIENT_CONTROL, dialects=BOTH)
class HoldCallConf(Confirmation):
    """Guide: Client Control Service, "HOLD_CALL_CONF"."""


@message(56, Service.CLIENT_CONTROL, dialects=BOTH)
class MakeCallReq(Request["MakeCallConf"]):
    """Guide: Client Control Service, "MAKE_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    call_placement_type: CallPlacementType = fixed(USHORT.of(CallPlacementType), default=CallPlacementType.UNSPECIFIED)
    call_manner_type: CallMannerType = fixed(USHORT.of(CallMannerType), default=CallMannerType.UNSPECIFIED)
    alert_rings: int = fixed(USHORT, default=PERIPHERAL_DEFAULT)
    call_option: CallOption = fixed(USHORT.of(CallOption), default=CallOption.UNSPECIFIED)
    facility_type: FacilityType = fixed(USHORT.of(FacilityType), default=FacilityType.UNSPECIFIED)
    answering_machine: AnsweringMachine = fixed(USHORT.of(AnsweringMachine), default=AnsweringMachine.UNSPECIFIED)
    priority: bool = fixed(BOOL, default=False)
    post_route: bool = fixed(BOOL, default=False)
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP, since=14, uccx=Differs(constant=NULL_SKILL_GROUP))
    agent_instrument: str = floating(Tag.AGENT_INSTRUMENT, STRING(64))
    dialed_number: str = floating(Tag.DIALED_NUMBER, STRING(40))
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
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
    facility_code: str | None = floating(Tag.FACILITY_CODE, STRING(40), default=None)
    authorization_code: str | None = floating(Tag.AUTHORIZATION_CODE, STRING(40), default=None)
    account_code: str | None = floating(Tag.ACCOUNT_CODE, STRING(40), default=None)
    cct: str | None = floating(Tag.CALL_CONTROL_TABLE, STRING(4), default=None, dialects=UCCE)


@message(57, Service.CLIENT_CONTROL, dialects=BOTH)
class MakeCallConf(Confirmation):
    """Guide: Client Control Service, "MAKE_CALL_CONF"."""

    new_connection_call_id: int = fixed(UINT)
    new_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE), uccx=Differs(constant=3))
    new_connection_device_id: str = floating(Tag.NEW_CONNECTION_DEVID, STRING(64))


@message(60, Service.CLIENT_CONTROL, dialects=BOTH)
class ReconnectCallReq(Request["ReconnectCallConf"]):
    """Guide: Client Control Service, "RECONNECT_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    active_connection_call_id: int = fixed(UINT)
    held_connection_call_id: int = fixed(UINT, default=NULL_CALL_ID)
    active_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    held_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    active_connection_device_id: str = floating(Tag.ACTIVE_CONN_DEVID, STRING(64))
    held_connection_device_id: str = floating(Tag.HELD_CONN_DEVID, STRING(64))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(61, Service.CLIENT_CONTROL, dialects=BOTH)
class ReconnectCallConf(Confirmation):
    """Guide: Client Control Service, "RECONNECT_CALL_CONF"."""


@message(62, Service.CLIENT_CONTROL, dialects=BOTH)
class RetrieveCallReq(Request["RetrieveCallConf"]):
    """Guide: Client Control Service, "RETRIEVE_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    held_connection_call_id: int = fixed(UINT, default=NULL_CALL_ID)
    held_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    held_connection_device_id: str = floating(Tag.HELD_CONN_DEVID, STRING(64))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)


@message(63, Service.CLIENT_CONTROL, dialects=BOTH)
class RetrieveCallConf(Confirmation):
    """Guide: Client Control Service, "RETRIEVE_CALL_CONF"."""


@message(64, Service.CLIENT_CONTROL, dialects=BOTH)
class TransferCallReq(Request["TransferCallConf"]):
    """Guide: Client Control Service, "TRANSFER_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    active_connection_call_id: int = fixed(UINT)
    held_connection_call_id: int = fixed(UINT, default=NULL_CALL_ID)
    active_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    held_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    call_placement_type: CallPlacementType = fixed(USHORT.of(CallPlacementType), default=CallPlacementType.UNSPECIFIED)
    call_manner_type: CallMannerType = fixed(USHORT.of(CallMannerType), default=CallMannerType.UNSPECIFIED)
    alert_rings: int = fixed(USHORT, default=PERIPHERAL_DEFAULT)
    call_option: CallOption = fixed(USHORT.of(CallOption), default=CallOption.UNSPECIFIED)
    facility_type: FacilityType = fixed(USHORT.of(FacilityType), default=FacilityType.UNSPECIFIED)
    answering_machine: AnsweringMachine = fixed(USHORT.of(AnsweringMachine), default=AnsweringMachine.UNSPECIFIED)
    priority: bool = fixed(BOOL, default=False)
    post_route: bool = fixed(BOOL, default=False)
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    active_connection_device_id: str = floating(Tag.ACTIVE_CONN_DEVID, STRING(64))
    held_connection_device_id: str | None = floating(Tag.HELD_CONN_DEVID, STRING(64), default=None)
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    dialed_number: str | None = floating(Tag.DIALED_NUMBER, STRING(40), default=None)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
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
    facility_code: str | None = floating(Tag.FACILITY_CODE, STRING(40), default=None)
    authorization_code: str | None = floating(Tag.AUTHORIZATION_CODE, STRING(40), default=None)
    account_code: str | None = floating(Tag.ACCOUNT_CODE, STRING(40), default=None)


@message(65, Service.CLIENT_CONTROL, dialects=BOTH)
class TransferCallConf(Confirmation):
    """Guide: Client Control Service, "TRANSFER_CALL_CONF"."""

    new_connection_call_id: int = fixed(UINT)
    new_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    num_parties: int = count("parties", USHORT)
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE), uccx=Differs(constant=3))
    new_connection_device_id: str = floating(Tag.NEW_CONNECTION_DEVID, STRING(64))
    parties: tuple[ConnectedParty, ...] = repeated(ConnectedParty, default=())


@message(91, Service.CLIENT_CONTROL, dialects=BOTH)
class SendDtmfSignalReq(Request["SendDtmfSignalConf"]):
    """Guide: Client Control Service, "SEND_DTMF_SIGNAL_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_call_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    tone_duration: int = fixed(USHORT, default=PERIPHERAL_DEFAULT)
    pause_duration: int = fixed(UINT, default=PERIPHERAL_DEFAULT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    dtmf_string: str = floating(Tag.DTMF_STRING, STRING(32))
    agent_instrument: str | None = floating(Tag.AGENT_INSTRUMENT, STRING(64), default=None)
    ctios_cil_client_id: str | None = floating(Tag.CTIOS_CIL_CLIENT_ID, STRING(64), default=None, since=12, until=24)


@message(92, Service.CLIENT_CONTROL, dialects=BOTH)
class SendDtmfSignalConf(Confirmation):
    """Guide: Client Control Service, "SEND_DTMF_SIGNAL_CONF"."""
