"""Orders about calls.  Guide: Client Control Service."""

from __future__ import annotations

from typing import Protocol, TypedDict

from ctiproto import messages as m
from ctiproto.constants import ConnectionDeviceIDType, ControlFailureCode, DeviceIDType
from ctiproto.constants.limits import ANY_ALERTING_CALL
from server.services.context import Context
from server.services.stations import (
    NO_CONNECTION,
    NamedConnection,
    acting_station,
    if_given,
    party_of,
    require_online,
    require_station,
)
from server.services.variables import call_data
from server.switch import commands
from server.switch.errors import Refused
from server.switch.events import CallServiceInitiated


class Target(TypedDict):
    """What a command about one connection acts on."""

    peripheral_id: int
    device: str
    call_id: int
    connection: str | None


class NamesConnection(Protocol):
    """A request that names one connection."""

    @property
    def peripheral_id(self) -> int:
        """The peripheral."""

    @property
    def connection_call_id(self) -> int:
        """The call."""

    @property
    def connection_device_id_type(self) -> ConnectionDeviceIDType:
        """How the device id is to be read."""

    @property
    def connection_device_id(self) -> str | None:
        """The device id; its absence is answered for here."""

    @property
    def agent_instrument(self) -> str | None:
        """The acting station, where it is named."""


def _named(request: NamesConnection) -> NamedConnection:
    return NamedConnection(request.connection_call_id, request.connection_device_id_type, request.connection_device_id)


def _target(context: Context, peripheral_id: int, instrument: str | None, named: NamedConnection) -> Target:
    require_station(context, peripheral_id, instrument, named)
    return Target(
        peripheral_id=peripheral_id,
        device=acting_station(context, peripheral_id, instrument, named),
        call_id=named.call_id,
        connection=named.explicit,
    )


def answer_call(context: Context, request: m.AnswerCallReq) -> m.AnswerCallConf:
    """Answer an alerting call, or whatever alerts at the station."""
    named = NO_CONNECTION if request.connection_call_id == ANY_ALERTING_CALL else _named(request)
    context.execute(commands.AnswerCall(**_target(context, request.peripheral_id, request.agent_instrument, named)))
    return m.AnswerCallConf(invoke_id=request.invoke_id)


def hold_call(context: Context, request: m.HoldCallReq) -> m.HoldCallConf:
    """Put a connected call on hold."""
    target = _target(context, request.peripheral_id, request.agent_instrument, _named(request))
    context.execute(commands.HoldCall(**target))
    return m.HoldCallConf(invoke_id=request.invoke_id)


def retrieve_call(context: Context, request: m.RetrieveCallReq) -> m.RetrieveCallConf:
    """Take a held call back."""
    named = NamedConnection(
        request.held_connection_call_id,
        request.held_connection_device_id_type,
        if_given(request.held_connection_device_id),
    )
    target = _target(context, request.peripheral_id, request.agent_instrument, named)
    context.execute(commands.RetrieveCall(**target))
    return m.RetrieveCallConf(invoke_id=request.invoke_id)


def clear_connection(context: Context, request: m.ClearConnectionReq) -> m.ClearConnectionConf:
    """Take a party out of a call: a station, or, for whoever may act for all stations, somebody outside too."""
    peripheral_id, instrument, named = request.peripheral_id, request.agent_instrument, _named(request)
    require_station(context, peripheral_id, instrument, named)
    if named.explicit is None:
        context.execute(commands.ClearConnection(**_target(context, peripheral_id, instrument, named)))
    elif context.controls_any_device():
        context.execute(_release_of_any(context, peripheral_id, instrument, named))
    else:
        target = _target(context, peripheral_id, instrument, named)
        if party_of(context, peripheral_id, named).id != target["device"]:
            raise Refused(ControlFailureCode.DROP_ANY_PARTY_NOT_ENABLED_CTI)
        context.execute(commands.ClearConnection(**target))
    return m.ClearConnectionConf(invoke_id=request.invoke_id)


def _release_of_any(
    context: Context, peripheral_id: int, instrument: str | None, named: NamedConnection
) -> commands.ClearConnection | commands.CallerHangsUp:
    """The command that takes out the party of a connection, whichever station the request acts for."""
    require_online(context, peripheral_id)
    if instrument is not None:
        acting_station(context, peripheral_id, instrument)
    party = party_of(context, peripheral_id, named)
    if party.kind is DeviceIDType.EXTERNAL:
        return commands.CallerHangsUp(peripheral_id=peripheral_id, call_id=named.call_id)
    return commands.ClearConnection(**_target(context, peripheral_id, party.id, named))


def clear_call(context: Context, request: m.ClearCallReq) -> m.ClearCallConf:
    """End a call for everybody."""
    target = _target(context, request.peripheral_id, request.agent_instrument, _named(request))
    context.execute(commands.ClearCall(**target))
    return m.ClearCallConf(invoke_id=request.invoke_id)


def make_call(context: Context, request: m.MakeCallReq) -> m.MakeCallConf:
    """Place a call from a station."""
    instrument = if_given(request.agent_instrument)
    require_station(context, request.peripheral_id, instrument)
    data = call_data(
        context.site,
        request,
        dialed_number=request.dialed_number,
        user_to_user_info=request.user_to_user_info,
        wrapup_data=request.call_wrapup_data,
    )
    device = acting_station(context, request.peripheral_id, instrument)
    events = context.execute(
        commands.MakeCall(
            peripheral_id=request.peripheral_id,
            device=device,
            dialed_number=request.dialed_number,
            placement=request.call_placement_type,
            manner=request.call_manner_type,
            alert_rings=request.alert_rings,
            skill_group=request.skill_group_number,
            data=data,
        )
    )
    for event in events:
        if isinstance(event, CallServiceInitiated):
            return m.MakeCallConf(
                invoke_id=request.invoke_id,
                new_connection_call_id=event.connection.call_id,
                new_connection_device_id_type=event.connection.device_id_type,
                new_connection_device_id=event.connection.device_id,
                line_handle=event.line_handle,
                line_type=event.line_type,
            )
    raise Refused(ControlFailureCode.GENERIC_UNSPECIFIED_REJECTION)
