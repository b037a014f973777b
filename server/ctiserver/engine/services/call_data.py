"""SET_CALL_DATA_REQ, RELEASE_CALL_REQ and SET_DEVICE_ATTRIBUTES_REQ.  Guide: Call Data Update Service."""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import ControlFailureCode, StatusCode
from ctiproto.constants.limits import (
    CALL_VARIABLE_COUNT,
    CAMPAIGN_UNUSED,
    NULL_CALLTYPE,
    NULL_SERVICE,
    NULL_SKILL_GROUP,
)
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.commands import Command
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import RouterCallKey
from ctiserver.centre.switch.views import CallView
from ctiserver.engine.services.checks.connections import NamedConnection, named_connection
from ctiserver.engine.services.checks.groups import named_group, named_service
from ctiserver.engine.services.checks.variables import data_changes
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.site.keys import CallKey, DeviceKey
from ctiserver.site.model import Settings

_UNCHANGED_CALL_TYPE: Final = frozenset((0, NULL_CALLTYPE))
"""CallTypes that leave the type of the call as it is."""

# fidelity call-data.statuses: guide SET_CALL_DATA_REQ: These requests are refused by FAILURE_CONF, never by
# CONTROL_FAILURE_CONF.
_STATUS: Final = {
    ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE: StatusCode.PROTECTED_VARIABLE,
    ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER: StatusCode.INVALID_CALLID,
    ControlFailureCode.AGENT_NOT_PARTY_ON_CALL: StatusCode.NOT_CALL_PARTY,
    ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER: StatusCode.INVALID_DEVICE,
    ControlFailureCode.ADJUNCT_SWITCH_COMM_ERROR: StatusCode.CTI_SERVER_OFFLINE,
}
"""The status of FAILURE_CONF for each code of the switch: these requests are not answered by CONTROL_FAILURE_CONF."""


def set_call_data(context: Context, request: m.SetCallDataReq) -> m.SetCallDataConf:
    """Write the items of the request on a call: all of them, or none if one is refused."""
    named = named_connection(request)
    named.require_id()
    context.peripheral(request.peripheral_id)
    changes = data_changes(context.site, request)
    call = _call(context, request.peripheral_id, named)
    key = CallKey(call.peripheral_id, call.id)
    # fidelity call-data.bridges-enter-the-history: ours: A session that sees all events becomes a client of a call
    # when it writes on it.
    if context.controls_any_device():
        _enter_history(context, key)
    _execute(
        context,
        commands.SetCallData(
            peripheral_id=request.peripheral_id,
            call_id=call.id,
            ani=request.ani,
            caller_entered_digits=request.caller_entered_digits,
            campaign_id=_given(request.campaign_id, CAMPAIGN_UNUSED),
            query_rule_id=_given(request.query_rule_id, CAMPAIGN_UNUSED),
            customer_phone_number=request.customer_phone_number,
            customer_account_number=request.customer_account_number,
            call_type=None if request.call_type in _UNCHANGED_CALL_TYPE else request.call_type,
            disposition=request.called_party_disposition or None,
            router_call_key=_router_call_key(request, call),
            protected=protected_items(context.site.settings),
            **changes,
        ),
    )
    return m.SetCallDataConf(invoke_id=request.invoke_id)


def protected_items(settings: Settings) -> tuple[str, ...]:
    """The items of a call that the site lets only the peripheral write, by their names in the switch."""
    variables = (
        f"call_variable_{number}"
        for number, may in zip(range(1, CALL_VARIABLE_COUNT + 1), settings.call_control_variable_map, strict=True)
        # fidelity call-data.protected: guide E_CTI_PROTECTED_VARIABLE: Variables that the site gives to the
        # peripheral cannot be written.
        if may == "n"
    )
    return (*variables, *(("ani", "caller_entered_digits") if settings.protect_ani else ()))


def _given(number: int, nothing: int) -> int | None:
    return None if number == nothing else number


def _router_call_key(request: m.SetCallDataReq, call: CallView) -> RouterCallKey | None:
    """The router call key that the request sets; parts that it leaves out stay as they are."""
    day, call_id = request.router_call_key_day, request.router_call_key_call_id
    sequence_number = request.router_call_key_sequence_number
    if day is None and call_id is None and sequence_number is None:
        return None
    # fidelity call-data.part-of-the-key: ours: Parts of the router call key that a request leaves out stay.
    known = call.context.router_call_key or RouterCallKey(0, 0)
    return RouterCallKey(
        known.day if day is None else day,
        known.call_id if call_id is None else call_id,
        known.sequence_number if sequence_number is None else sequence_number,
    )


def _enter_history(context: Context, call: CallKey) -> None:
    """Add a session that sees all events to the clients of a call, when it writes on the call for the first time."""
    signature = context.session.signature
    history = context.delivery.history
    if all(client.cti_client_signature != signature for client in history.of(call)):
        history.add(call, signature, context.now)


# fidelity call-data.release: guide RELEASE_CALL_REQ: It says that all updates are done, and disconnects nothing.
def release_call(context: Context, request: m.ReleaseCallReq) -> m.ReleaseCallConf:
    """End what a station writes on a call: later updates are refused; its association with an ended call ends."""
    named = named_connection(request)
    named.require_id()
    context.peripheral(request.peripheral_id)
    call = _call(context, request.peripheral_id, named)
    session = context.session
    device = named.explicit if session.device is None else session.device.number
    if device not in {each.id for each in call.associated}:
        raise RequestRefused(StatusCode.NOT_CALL_PARTY)
    _execute(context, commands.ReleaseCall(peripheral_id=call.peripheral_id, device=device or "", call_id=call.id))
    if session.device is not None:
        # A session that sees all events, and follows no station, goes on writing on any call.
        session.release(CallKey(call.peripheral_id, call.id))
    return m.ReleaseCallConf(invoke_id=request.invoke_id)


def _call(context: Context, peripheral_id: int, named: NamedConnection) -> CallView:
    """The call of a request.

    Raises:
        RequestRefused: there is no such call or connection (13), or the session has no part in it (35).
    """
    try:
        call = context.switch.call(peripheral_id, named.call_id)
    except KeyError:
        raise RequestRefused(StatusCode.INVALID_CALLID) from None
    key = (peripheral_id, call.id)
    stations = [DeviceKey(peripheral_id, device.id) for device in call.associated]
    # fidelity call-data.bridges: ours: A session that sees all events may write on any call.
    is_party = context.controls_any_device() or any(
        context.registry.is_at(context.session, station) for station in stations
    )
    # fidelity call-data.parties-alone: guide E_CTI_NOT_CALL_PARTY: A session without a part in the call is refused
    # with status 35, and so is one that released it.
    if not is_party or key in context.session.released:
        raise RequestRefused(StatusCode.NOT_CALL_PARTY)
    if named.explicit is not None and named.explicit not in call.known_connections:
        raise RequestRefused(StatusCode.INVALID_CALLID)
    return call


def set_device_attributes(context: Context, request: m.SetDeviceAttributesReq) -> m.SetDeviceAttributesConf:
    """Set the service, skill group and call type of calls that a device places from now on."""
    site, peripheral_id = context.site, request.peripheral_id
    context.peripheral(peripheral_id)
    try:
        # fidelity call-data.device-attributes: guide SET_DEVICE_ATTRIBUTES_REQ: They hold for calls that the device
        # places from then on.
        device = context.switch.station(peripheral_id, request.calling_device_id)
    except KeyError:
        raise RequestRefused(StatusCode.INVALID_DEVICE) from None
    service = named_service(site, peripheral_id, request.service_number, request.service_id)
    group = named_group(site, peripheral_id, request.skill_group_number, request.skill_group_id)
    if not context.controls_any_device() and context.session.device != (peripheral_id, device.id):
        raise RequestRefused(StatusCode.INVALID_DEVICE)
    _execute(
        context,
        commands.SetDeviceAttributes(
            peripheral_id=peripheral_id,
            device=device.id,
            service=NULL_SERVICE if service is None else service.number,
            skill_group=NULL_SKILL_GROUP if group is None else group.number,
            call_type=request.call_type,
        ),
    )
    return m.SetDeviceAttributesConf(invoke_id=request.invoke_id)


def _execute(context: Context, command: Command) -> None:
    try:
        context.execute(command)
    except Refused as refused:
        raise RequestRefused(_STATUS.get(refused.code, StatusCode.UNSPECIFIED_FAILURE)) from None
