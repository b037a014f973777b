"""Requests about one call of a station: answer, hold, retrieve, clear, deflect.  Guide: Client Control Service."""

from __future__ import annotations

from typing import Final

from ctiproto import messages as m
from ctiproto.constants import DeviceIDType, StatusCode
from ctiproto.constants.limits import ANY_ALERTING_CALL
from ctiserver.centre.switch import commands
from ctiserver.engine.services.checks.connections import (
    NO_CONNECTION,
    NamedConnection,
    named_connection,
    named_held,
    party_of,
)
from ctiserver.engine.services.checks.stations import acting_station, require_online, require_station
from ctiserver.engine.services.checks.targets import target_of
from ctiserver.engine.services.context import Context
from ctiserver.engine.sessions.refusal import RequestRefused

_DTMF: Final = frozenset("0123456789*#ABCD")


def answer_call(context: Context, request: m.AnswerCallReq) -> m.AnswerCallConf:
    """Answer an alerting call: the one named, or with ConnectionCallID 0xFFFFFFFF the oldest at the station."""
    ringing = NO_CONNECTION if request.connection_call_id == ANY_ALERTING_CALL else named_connection(request)
    target = target_of(context, request.peripheral_id, request.agent_instrument, ringing)
    context.execute(commands.AnswerCall(**target))
    return m.AnswerCallConf(invoke_id=request.invoke_id)


def hold_call(context: Context, request: m.HoldCallReq) -> m.HoldCallConf:
    """Put a connected call on hold."""
    target = target_of(context, request.peripheral_id, request.agent_instrument, named_connection(request))
    context.execute(commands.HoldCall(**target))
    return m.HoldCallConf(invoke_id=request.invoke_id)


def retrieve_call(context: Context, request: m.RetrieveCallReq) -> m.RetrieveCallConf:
    """Take a held call back."""
    target = target_of(context, request.peripheral_id, request.agent_instrument, named_held(request))
    context.execute(commands.RetrieveCall(**target))
    return m.RetrieveCallConf(invoke_id=request.invoke_id)


def clear_connection(context: Context, request: m.ClearConnectionReq) -> m.ClearConnectionConf:
    """Clear one connection of a call: that of the acting station, or that of another party.

    Another party is cleared for the controller of a conference, and for a session that may act for every station.
    """
    leaving = named_connection(request)
    require_station(context, request.peripheral_id, request.agent_instrument, leaving)
    station = _requesting(request) or request.agent_instrument
    if leaving.explicit is not None and context.controls_any_device():
        context.execute(_release_of_any(context, request.peripheral_id, station, leaving))
    else:
        context.execute(commands.ClearConnection(**target_of(context, request.peripheral_id, station, leaving)))
    return m.ClearConnectionConf(invoke_id=request.invoke_id)


def _requesting(request: m.ClearConnectionReq) -> str | None:
    """The station on whose behalf another party is cleared, where one is named."""
    is_named = request.requesting_device_id_type not in (None, DeviceIDType.NONE)
    return request.requesting_device_id if is_named else None


def _release_of_any(
    context: Context, peripheral_id: int, station: str | None, leaving: NamedConnection
) -> commands.ClearConnection | commands.CallerHangsUp:
    """The command by which the party of a connection leaves by itself, whichever station the request acts for.

    The switch lets only the controller of a conference clear another party, but a session that may act for every
    station acts for that party as well.
    """
    require_online(context, peripheral_id)
    if station is not None:
        acting_station(context, peripheral_id, station)
    party = party_of(context, peripheral_id, leaving)
    if party.kind is DeviceIDType.EXTERNAL:
        return commands.CallerHangsUp(peripheral_id=peripheral_id, call_id=leaving.call_id, connection=leaving.explicit)
    return commands.ClearConnection(**target_of(context, peripheral_id, party.id, leaving))


def clear_call(context: Context, request: m.ClearCallReq) -> m.ClearCallConf:
    """End a call for all its parties."""
    target = target_of(context, request.peripheral_id, request.agent_instrument, named_connection(request))
    context.execute(commands.ClearCall(**target))
    return m.ClearCallConf(invoke_id=request.invoke_id)


def deflect_call(context: Context, request: m.DeflectCallReq) -> m.DeflectCallConf:
    """Send a call that alerts elsewhere."""
    target = target_of(context, request.peripheral_id, request.agent_instrument, named_connection(request))
    context.execute(commands.DeflectCall(**target, dialed_number=request.called_device_id))
    return m.DeflectCallConf(invoke_id=request.invoke_id)


def send_dtmf_signal(context: Context, request: m.SendDtmfSignalReq) -> m.SendDtmfSignalConf:
    """Send DTMF tones to the other parties; the guide lets a server ignore the durations, and we do."""
    if not _DTMF.issuperset(request.dtmf_string):
        raise RequestRefused(StatusCode.INVALID_CHARACTER)
    target = target_of(context, request.peripheral_id, request.agent_instrument, named_connection(request))
    context.execute(commands.SendDTMF(**target, digits=request.dtmf_string))
    return m.SendDtmfSignalConf(invoke_id=request.invoke_id)
