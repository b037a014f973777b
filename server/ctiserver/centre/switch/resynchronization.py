"""The events that rebuild the calls in progress for a client that has missed how they came about.

A session that sees all events is told them when its side becomes the active one; the cause of each is
CEC_CALL_PARTY_UPDATE_IND.  Guide: Session Management, "Active and Standby".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import EventCause, LocalConnectionState
from ctiserver.centre.switch import associations
from ctiserver.centre.switch.events import CallDelivered, CallEstablished, CallHeld

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Call, Connection
    from ctiserver.centre.switch.events import CallEvent
    from ctiserver.centre.switch.state import Floor

_CAUSE: Final = EventCause.CEC_CALL_PARTY_UPDATE_IND


def calls_in_progress(floor: Floor, now: float) -> list[CallEvent]:
    """Make the events that rebuild every call: its beginning, then how each connection came into its state.

    Args:
        floor: where the calls are.
        now: seconds since 1970, the time of the events.

    Returns:
        Peripherals in the order of the site; the calls of each, oldest first; connections in the order in which they
        joined.
    """
    events: list[CallEvent] = []
    for peripheral in floor.site.peripherals:
        for call in floor.calls.values():
            if call.peripheral_id == peripheral.id:
                events.append(associations.began(floor, call, call.reference, (), to_all=True))
                for connection in call.connections.values():
                    events += _brought(connection, now)
    return events


def _brought(connection: Connection, now: float) -> list[CallEvent]:
    """The events that would have brought a connection into its state."""
    call = connection.call
    match connection.state:
        case LocalConnectionState.ALERTING:
            return [_delivered(call, connection, now)]
        case LocalConnectionState.CONNECT:
            return [_established(call, connection, now)]
        case LocalConnectionState.HOLD:
            return [_established(call, connection, now), _held(call, connection, now)]
        case _:
            # It is being dialled, waits in a queue or has failed: the next event of it is told as usual.
            return []


def _held(call: Call, connection: Connection, now: float) -> CallHeld:
    return CallHeld(
        at=now,
        peripheral_id=call.peripheral_id,
        connection=connection.id,
        parties=(connection.device,),
        local_state=connection.state,
        cause=_CAUSE,
        holding=connection.device,
    )


def _delivered(call: Call, connection: Connection, now: float) -> CallDelivered:
    return CallDelivered(
        at=now,
        peripheral_id=call.peripheral_id,
        connection=connection.id,
        parties=(connection.device,),
        local_state=connection.state,
        cause=_CAUSE,
        alerting=connection.device,
        calling=call.calling,
        called=call.called,
        last_redirect=call.last_redirect,
        line_type=connection.line_type,
        line_handle=connection.line_handle,
        service=call.service,
        skill_group=call.skill_group,
        trunk=call.trunk,
        context=call.context,
    )


def _established(call: Call, connection: Connection, now: float) -> CallEstablished:
    return CallEstablished(
        at=now,
        peripheral_id=call.peripheral_id,
        connection=connection.id,
        parties=(connection.device,),
        # A held connection was established before it was held.
        local_state=LocalConnectionState.CONNECT,
        cause=_CAUSE,
        answering=connection.device,
        calling=call.calling,
        called=call.called,
        last_redirect=call.last_redirect,
        line_type=connection.line_type,
        line_handle=connection.line_handle,
        service=call.service,
        skill_group=call.skill_group,
        trunk=call.trunk,
    )
