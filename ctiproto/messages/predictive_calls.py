"""Calls that are made before there is an agent for them."""

from __future__ import annotations

from ctiproto.constants import (
    AllocationState,
    AnswerDetectMode,
    AnsweringMachine,
    CallMannerType,
    CallOption,
    CallPlacementType,
    ConnectionDeviceIDType,
    DestinationCountry,
    FacilityType,
    LineType,
    Tag,
)
from ctiproto.constants.limits import NULL_LINEHANDLE, NULL_LINETYPE, PERIPHERAL_DEFAULT
from ctiproto.declare import Service, count, fixed, floating, message, values
from ctiproto.messages.parts import Confirmation, Request
from ctiproto.wire import BOOL, NAMEDARRAY, NAMEDVAR, STRING, UINT, UNSPEC, USHORT, NamedArray, NamedVariable


@message(58, Service.CLIENT_CONTROL)
class MakePredictiveCallReq(Request["MakePredictiveCallConf"]):
    """Guide: Client Control Service, "MAKE_PREDICTIVE_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    call_placement_type: CallPlacementType = fixed(USHORT.of(CallPlacementType), default=CallPlacementType.UNSPECIFIED)
    call_manner_type: CallMannerType = fixed(USHORT.of(CallMannerType), default=CallMannerType.UNSPECIFIED)
    alert_rings: int = fixed(USHORT, default=PERIPHERAL_DEFAULT)
    call_option: CallOption = fixed(USHORT.of(CallOption), default=CallOption.UNSPECIFIED)
    facility_type: FacilityType = fixed(USHORT.of(FacilityType), default=FacilityType.UNSPECIFIED)
    answering_machine: AnsweringMachine = fixed(USHORT.of(AnsweringMachine), default=AnsweringMachine.UNSPECIFIED)
    priority: bool = fixed(BOOL, default=False)
    allocation_state: AllocationState = fixed(USHORT.of(AllocationState))
    destination_country: DestinationCountry = fixed(
        USHORT.of(DestinationCountry), default=DestinationCountry.UNSPECIFIED
    )
    answer_detect_mode: AnswerDetectMode = fixed(USHORT.of(AnswerDetectMode), default=AnswerDetectMode.UNSPECIFIED)
    answer_detect_time: int = fixed(USHORT, default=PERIPHERAL_DEFAULT)
    answer_detect_control1: int = fixed(UINT)
    answer_detect_control2: int = fixed(UINT)
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    originating_device_id: str = floating(Tag.ORIGINATING_DEVID, STRING(64))
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
    originating_line_id: str | None = floating(Tag.ORIGINATING_LINE_ID, STRING(40), default=None)
    cct: str | None = floating(Tag.CALL_CONTROL_TABLE, STRING(4), default=None)


@message(59, Service.CLIENT_CONTROL)
class MakePredictiveCallConf(Confirmation):
    """Guide: Client Control Service, "MAKE_PREDICTIVE_CALL_CONF"."""

    new_connection_call_id: int = fixed(UINT)
    new_connection_device_id_type: ConnectionDeviceIDType = fixed(
        USHORT.of(ConnectionDeviceIDType), default=ConnectionDeviceIDType.NONE
    )
    line_handle: int = fixed(USHORT, default=NULL_LINEHANDLE)
    line_type: LineType = fixed(USHORT.of(LineType), default=LineType(NULL_LINETYPE))
    new_connection_device_id: str = floating(Tag.NEW_CONNECTION_DEVID, STRING(64))
