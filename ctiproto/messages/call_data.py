"""Changing a call's context."""

from __future__ import annotations

from ctiproto.constants import CallOriginatedFrom, CallType, ConnectionDeviceIDType, DeviceIDType, DispositionCode, Tag
from ctiproto.constants.limits import CAMPAIGN_UNUSED, NO_SKILL_GROUP_PRIORITY, NULL_SERVICE, NULL_SKILL_GROUP
from ctiproto.declare import BOTH, UCCE, Service, count, fixed, floating, message, values
from ctiproto.messages.parts import Confirmation, Request
from ctiproto.wire import NAMEDARRAY, NAMEDVAR, STRING, UCHAR, UINT, UNSPEC, USHORT, NamedArray, NamedVariable


@message(26, Service.CALL_DATA_UPDATE, dialects=BOTH)
class SetCallDataReq(Request["SetCallDataConf"]):
    """Guide: Call Data Update Service, "SET_CALL_DATA_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    num_named_variables: int = count("named_variables", USHORT)
    num_named_arrays: int = count("named_arrays", USHORT)
    call_type: CallType = fixed(USHORT.of(CallType))
    called_party_disposition: DispositionCode = fixed(USHORT.of(DispositionCode), default=DispositionCode(0))
    campaign_id: int = fixed(UINT, default=CAMPAIGN_UNUSED)
    query_rule_id: int = fixed(UINT, default=CAMPAIGN_UNUSED)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))
    ani: str | None = floating(Tag.ANI, STRING(40), default=None)
    user_to_user_info: bytes | None = floating(Tag.UUI, UNSPEC(131), default=None)
    caller_entered_digits: str | None = floating(Tag.CED, STRING(40), default=None)
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
    router_call_key_day: int | None = floating(Tag.ROUTER_CALL_KEY_DAY, UINT, default=None, since=14)
    router_call_key_call_id: int | None = floating(Tag.ROUTER_CALL_KEY_CALLID, UINT, default=None, since=14)
    router_call_key_sequence_number: int | None = floating(
        Tag.ROUTER_CALL_KEY_SEQUENCE_NUM, UINT, default=None, since=14
    )
    call_originated_from: CallOriginatedFrom | None = floating(
        Tag.CALL_ORIGINATED_FROM, UCHAR.of(CallOriginatedFrom), default=None, since=14, dialects=UCCE
    )


@message(27, Service.CALL_DATA_UPDATE, dialects=BOTH)
class SetCallDataConf(Confirmation):
    """Guide: Call Data Update Service, "SET_CALL_DATA_CONF"."""


@message(28, Service.CALL_DATA_UPDATE)
class ReleaseCallReq(Request["ReleaseCallConf"]):
    """Guide: Call Data Update Service, "RELEASE_CALL_REQ"."""

    peripheral_id: int = fixed(UINT)
    connection_device_id_type: ConnectionDeviceIDType = fixed(USHORT.of(ConnectionDeviceIDType))
    connection_call_id: int = fixed(UINT)
    connection_device_id: str = floating(Tag.CONNECTION_DEVID, STRING(64))


@message(29, Service.CALL_DATA_UPDATE)
class ReleaseCallConf(Confirmation):
    """Guide: Call Data Update Service, "RELEASE_CALL_CONF"."""


@message(141, Service.CALL_DATA_UPDATE)
class SetDeviceAttributesReq(Request["SetDeviceAttributesConf"]):
    """Guide: Call Data Update Service, "SET_DEVICE_ATTRIBUTES_REQ"."""

    peripheral_id: int = fixed(UINT)
    service_number: int = fixed(UINT, default=NULL_SERVICE)
    service_id: int = fixed(UINT, default=NULL_SERVICE)
    skill_group_number: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_id: int = fixed(UINT, default=NULL_SKILL_GROUP)
    skill_group_priority: int = fixed(USHORT, default=NO_SKILL_GROUP_PRIORITY)
    call_type: CallType = fixed(USHORT.of(CallType))
    calling_device_type: DeviceIDType = fixed(USHORT.of(DeviceIDType), default=DeviceIDType.NONE)
    calling_device_id: str = floating(Tag.CALLING_DEVID, STRING(64))


@message(142, Service.CALL_DATA_UPDATE)
class SetDeviceAttributesConf(Confirmation):
    """Guide: Call Data Update Service, "SET_DEVICE_ATTRIBUTES_CONF"."""
