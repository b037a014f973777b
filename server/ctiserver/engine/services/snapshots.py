"""QUERY_DEVICE_INFO_REQ, SNAPSHOT_CALL_REQ and SNAPSHOT_DEVICE_REQ.  Guide: Client Control Service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ctiproto import messages as m
from ctiproto.constants import (
    AgentStateMask,
    CallControlMask,
    CallMsgMask,
    ClassOfDevice,
    ControlFailureCode,
    CTIService,
    EnabledService,
    LineType,
    OtherFeatures,
    SilentMonitorStatus,
    TransferConferenceSetup,
    TypeOfDevice,
)
from ctiproto.constants.limits import MAX_NUM_CALLS, MAX_NUM_CTI_CLIENTS, MAX_NUM_DEVICES
from ctiproto.version_rules import bits_of, device_type
from ctiproto.versions import Profile
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.identifiers import NO_DEVICE, Device
from ctiserver.centre.switch.views import CallView, ConnectionView, DeviceCallView
from ctiserver.engine.services.checks.connections import named_connection, party_of
from ctiserver.engine.services.checks.entries import entry
from ctiserver.engine.services.checks.stations import require_online
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.audience import AGENT_MASK, CALL_MASK
from ctiserver.engine.translate import call_context
from ctiserver.engine.translate.calls import on_behalf_of
from ctiserver.engine.translate.facts import number_of
from ctiserver.site.keys import CallKey, DeviceKey

_OTHER_LINES: Final = frozenset((LineType.NON_ACD_IN, LineType.NON_ACD_OUT))

_EVENTS: Final = CallMsgMask(sum(CALL_MASK.values()))
"""The call events that a peripheral can report."""

_NOT_ON_CCE: Final = (
    CallMsgMask.CALL_QUEUED_MASK
    | CallMsgMask.CALL_DEQUEUED_MASK
    | CallMsgMask.CALL_DIVERTED_MASK
    | CallMsgMask.CALL_TRANSLATION_ROUTE_MASK
)

_CONTROLS: Final = CallControlMask(sum(CallControlMask))
"""All control requests that the mask has a bit for: every one of them is built."""

# fidelity devices.features: guide QUERY_DEVICE_INFO_CONF; ours: Consultations have ids of their own, and a number of
# the site that a call is placed to is routed, whether the request asks for post-routing or not.
_FEATURES: Final = OtherFeatures.POST_ROUTE | OtherFeatures.UNIQUE_CONSULT_CALLID
"""What else every device of a peripheral can do."""


def query_device_info(context: Context, request: m.QueryDeviceInfoReq) -> m.QueryDeviceInfoConf:
    """Give what a station and its peripheral can do."""
    peripheral = context.peripheral(request.peripheral_id)
    require_online(context, peripheral.id)
    device = context.switch.device(peripheral.id, _station(context, peripheral.id, request.agent_instrument).id)
    settings = context.site.settings
    events = _EVENTS & bits_of(CallMsgMask, context.session.profile)
    # fidelity devices.setup-of-transfers: ours: On Unified CCE a conference needs a consultation, and a transfer does
    # not.
    setup = TransferConferenceSetup.CONF_SETUP_CONSULT_ANY | TransferConferenceSetup.TRANS_SETUP_ANY_SINGLE_CALL
    if not settings.cce_restrictions:
        setup |= TransferConferenceSetup.CONF_SETUP_ANY_SINGLE_CALL
    return m.QueryDeviceInfoConf(
        invoke_id=request.invoke_id,
        peripheral_type=peripheral.type,
        type_of_device=TypeOfDevice.STATION,
        class_of_device=ClassOfDevice.VOICE,
        max_active_calls=device.max_active_calls,
        max_held_calls=device.max_held_calls,
        max_devices_in_conference=device.max_parties,
        make_call_setup=AgentStateMask(sum(AGENT_MASK[state] for state in device.make_call_states)),
        transfer_conference_setup=setup,
        # fidelity devices.events-supported: inferred OS: The events of Unified CCE are told where the site has no
        # others.
        call_events_supported=events & ~_NOT_ON_CCE if settings.acd_profile == "cce" else events,
        call_control_supported=_CONTROLS,
        other_features_supported=_FEATURES,
        lines=tuple(m.DeviceLine(line_handle=line.handle, line_type=line.type) for line in device.lines),
    )


def snapshot_call(context: Context, request: m.SnapshotCallReq) -> m.SnapshotCallConf:
    """Give the context of a call, the clients that know it, and the devices on it."""
    named = named_connection(request)
    explicit = named.explicit
    context.peripheral(request.peripheral_id)
    require_online(context, request.peripheral_id)
    try:
        call = context.switch.call(request.peripheral_id, named.call_id)
    except KeyError:
        raise Refused(ControlFailureCode.INVALID_CSTA_CALL_IDENTIFIER) from None
    if explicit is not None:
        party_of(context, request.peripheral_id, named)
    return _snapshot(context, request, call)


def _snapshot(context: Context, request: m.SnapshotCallReq, call: CallView) -> m.SnapshotCallConf:
    session = context.session
    data = call.context.data
    key = call_context.key(call.context.router_call_key)
    conf = m.SnapshotCallConf(
        invoke_id=request.invoke_id,
        call_type=call.context.call_type,
        called_party_disposition=call.context.disposition,
        dnis=call_context.dnis(call.context),
        call_wrapup_data=data.wrapup_data or None,
        router_call_key_day=key["router_call_key_day"],
        router_call_key_call_id=key["router_call_key_call_id"],
        clients=context.delivery.history.of(CallKey(call.peripheral_id, call.id))[:MAX_NUM_CTI_CLIENTS],
        devices=tuple(_party(each, session.profile) for each in call.connections[:MAX_NUM_DEVICES]),
        # fidelity snapshots.services: guide SNAPSHOT_CALL_CONF; ours: The services enabled for a call are those of the
        # agents on it.
        enabled_services=_enabled_services(context, call),
        **call_context.numbers(data),
        **call_context.variables(data),
        **call_context.ecc(data),
        **on_behalf_of(call.on_behalf_of),
    )
    return conf if session.variable_filter is None else session.variable_filter.of(conf)


def _enabled_services(context: Context, call: CallView) -> tuple[EnabledService, ...]:
    agents = (context.site.agents_by_id.get((call.peripheral_id, each.agent_id)) for each in call.connections)
    return tuple(dict.fromkeys(service for agent in agents if agent is not None for service in agent.enabled_services))


def _party(connection: ConnectionView, profile: Profile) -> m.CallDevice:
    return m.CallDevice(
        call_connection_call_id=connection.id.call_id,
        call_connection_device_id_type=connection.id.device_id_type,
        call_connection_device_id=connection.id.device_id,
        call_device_type=device_type(connection.device.kind, profile),
        call_device_id=number_of(connection.device),
        call_device_connection_state=connection.state,
    )


def snapshot_device(context: Context, request: m.SnapshotDeviceReq) -> m.SnapshotDeviceConf:
    """List the calls at a device: at a station that the session controls, or at any for one that sees all events."""
    peripheral_id = request.peripheral_id
    context.peripheral(peripheral_id)
    require_online(context, peripheral_id)
    through = entry(context.site, peripheral_id, request.snapshot_device_type, request.agent_instrument)
    if through == NO_DEVICE:
        raise Refused(ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER)
    if through is None:
        station = _station(context, peripheral_id, request.agent_instrument)
        if not context.controls(DeviceKey(peripheral_id, station.id)):
            raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
        seen = (each for each in context.switch.snapshot(peripheral_id, station.id) if _is_seen(context, each))
        calls = [_call_at(each.connection, each.silent_monitor) for each in seen]
    elif context.controls_any_device():
        calls = list(_calls_through(context, peripheral_id, through))
    else:
        raise Refused(ControlFailureCode.PRIVILEGE_VIOLATION_ON_SPECIFIED_DEVICE)
    return m.SnapshotDeviceConf(invoke_id=request.invoke_id, calls=tuple(calls[:MAX_NUM_CALLS]))


def _is_seen(context: Context, call: DeviceCallView) -> bool:
    """Whether the session wants the line of a call: with ACD_LINE_ONLY it wants no others."""
    # fidelity devices.primary-line: guide SNAPSHOT_DEVICE_CONF: With ACD_LINE_ONLY a snapshot has calls of the
    # primary line alone.
    return not (context.session.has(CTIService.SERVICE_ACD_LINE_ONLY) and call.connection.line_type in _OTHER_LINES)


def _call_at(connection: ConnectionView, monitor: SilentMonitorStatus = SilentMonitorStatus.NONE) -> m.DeviceCall:
    return m.DeviceCall(
        call_connection_call_id=connection.id.call_id,
        call_connection_device_id_type=connection.id.device_id_type,
        call_connection_device_id=connection.id.device_id,
        call_state=connection.state,
        # fidelity devices.silent-monitor: guide SNAPSHOT_DEVICE_CONF: SilentMonitorStatus tells a call that listens
        # from one that is listened to.
        silent_monitor_status=monitor,
    )


# --- devices that calls only pass through -----------------------------------------------------------------------------


def _calls_through(context: Context, peripheral_id: int, device: Device) -> Iterator[m.DeviceCall]:
    """The calls that pass through a device, each by its reference connection."""
    for call_id in context.switch.calls_of(peripheral_id, device):
        call = context.switch.call(peripheral_id, call_id)
        yield from (_call_at(each) for each in call.connections if each.id == call.reference)


def _station(context: Context, peripheral_id: int, instrument: str) -> Device:
    try:
        return context.switch.station(peripheral_id, instrument)
    except KeyError:
        raise Refused(ControlFailureCode.INVALID_CSTA_DEVICE_IDENTIFIER) from None
