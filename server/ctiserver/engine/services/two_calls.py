"""Requests about two calls of a station: alternate, reconnect, transfer, conference.  Guide: Client Control Service.

Transfer and conference in a single step are about one call and a number.
"""

from __future__ import annotations

from typing import TypedDict, TypeVar

from ctiproto import messages as m
from ctiproto.constants import CallMannerType, CallPlacementType, ControlFailureCode, StatusCode
from ctiproto.constants.limits import NO_HELD_CALL
from ctiserver.centre.switch import commands
from ctiserver.centre.switch.context import DataChanges
from ctiserver.centre.switch.errors import Refused
from ctiserver.centre.switch.events import CallConferenced, CallTransferred, Event, Party
from ctiserver.centre.switch.identifiers import NO_CONNECTION as NOT_CONNECTED
from ctiserver.engine.services.checks.connections import NO_CONNECTION, named_active, named_held, named_other
from ctiserver.engine.services.checks.targets import acting_pair, require_pair
from ctiserver.engine.services.checks.variables import data_changes
from ctiserver.engine.services.context import Context
from ctiserver.engine.services.dialling import placed
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.translate.transfer_conference import connected_parties


class Joining(TypedDict):
    """The arguments of the commands that transfer and conference."""

    peripheral_id: int
    device: str
    active_call_id: int
    active_connection: str | None
    held_call_id: int | None
    held_connection: str | None
    dialed_number: str
    placement: CallPlacementType
    manner: CallMannerType
    alert_rings: int
    changes: DataChanges


def alternate_call(context: Context, request: m.AlternateCallReq) -> m.AlternateCallConf:
    """Hold the active call of a station, and retrieve or answer its other call."""
    active, other = named_active(request), named_other(request)
    require_pair(context, request.peripheral_id, request.agent_instrument, active, other)
    context.execute(
        commands.AlternateCall(
            peripheral_id=request.peripheral_id,
            device=acting_pair(context, request.peripheral_id, request.agent_instrument, active, other),
            active_call_id=active.call_id,
            active_connection=active.explicit,
            other_call_id=other.call_id,
            other_connection=other.explicit,
        )
    )
    return m.AlternateCallConf(invoke_id=request.invoke_id)


def reconnect_call(context: Context, request: m.ReconnectCallReq) -> m.ReconnectCallConf:
    """Clear the station from its active call, and retrieve its held call."""
    active, held = named_active(request), named_held(request)
    require_pair(context, request.peripheral_id, request.agent_instrument, active, held)
    context.execute(
        commands.ReconnectCall(
            peripheral_id=request.peripheral_id,
            device=acting_pair(context, request.peripheral_id, request.agent_instrument, active, held),
            active_call_id=active.call_id,
            active_connection=active.explicit,
            held_call_id=held.call_id,
            held_connection=held.explicit,
        )
    )
    return m.ReconnectCallConf(invoke_id=request.invoke_id)


def _joining(context: Context, request: m.ConferenceCallReq | m.TransferCallReq) -> Joining:
    single_step = request.held_connection_call_id == NO_HELD_CALL
    if single_step and not request.dialed_number:
        raise RequestRefused(StatusCode.REQUIRED_DATA_MISSING)
    active, held = named_active(request), NO_CONNECTION if single_step else named_held(request)
    require_pair(context, request.peripheral_id, request.agent_instrument, active, held)
    changes = data_changes(context.site, request)
    return Joining(
        peripheral_id=request.peripheral_id,
        device=acting_pair(context, request.peripheral_id, request.agent_instrument, active, held),
        active_call_id=active.call_id,
        active_connection=active.explicit,
        held_call_id=None if single_step else held.call_id,
        held_connection=held.explicit,
        dialed_number=request.dialed_number or "",
        placement=request.call_placement_type,
        manner=request.call_manner_type,
        alert_rings=request.alert_rings,
        changes=DataChanges(**changes),
    )


def transfer_call(context: Context, request: m.TransferCallReq) -> m.TransferCallConf:
    """Connect the other parties of two calls with each other, or in a single step one party with a number.

    The transferring station has no connection in the result: the confirmation names that of the party transferred to.
    """
    event = _joined(CallTransferred, context.execute(commands.TransferCall(**_joining(context, request))))
    reached = event.added_connection
    return m.TransferCallConf(
        invoke_id=request.invoke_id,
        new_connection_call_id=event.connection.call_id if reached == NOT_CONNECTED else reached.call_id,
        new_connection_device_id_type=reached.device_id_type,
        new_connection_device_id=reached.device_id,
        line_handle=event.line_handle,
        line_type=event.line_type,
        parties=connected_parties(event.connected, context.session.profile),
    )


def conference_call(context: Context, request: m.ConferenceCallReq) -> m.ConferenceCallConf:
    """Join two calls of a station, or in a single step call a party who joins its call on answering."""
    joining = _joining(context, request)
    events = context.execute(commands.ConferenceCall(**joining))
    if joining["held_call_id"] is None:
        return _still_to_join(context, request, joining, events)
    event = _joined(CallConferenced, events)
    return m.ConferenceCallConf(
        invoke_id=request.invoke_id,
        new_connection_call_id=event.becomes,
        new_connection_device_id_type=event.connection.device_id_type,
        new_connection_device_id=event.connection.device_id,
        line_handle=event.line_handle,
        line_type=event.line_type,
        parties=connected_parties(event.connected, context.session.profile),
    )


def _still_to_join(
    context: Context, request: m.ConferenceCallReq, joining: Joining, events: list[Event]
) -> m.ConferenceCallConf:
    """The confirmation of a conference in a single step: the call before the new party has answered."""
    call = context.switch.call(joining["peripheral_id"], joining["active_call_id"])
    own = next(each for each in call.connections if each.device.id == joining["device"])
    return m.ConferenceCallConf(
        invoke_id=request.invoke_id,
        new_connection_call_id=own.id.call_id,
        new_connection_device_id_type=own.id.device_id_type,
        new_connection_device_id=own.id.device_id,
        line_handle=placed(events).line_handle,
        line_type=own.line_type,
        parties=connected_parties((Party(each.id, each.device) for each in call.connections), context.session.profile),
    )


J = TypeVar("J", CallTransferred, CallConferenced)


def _joined(kind: type[J], events: list[Event]) -> J:
    for event in events:
        if isinstance(event, kind):
            return event
    raise Refused(ControlFailureCode.GENERIC_UNSPECIFIED_REJECTION)
