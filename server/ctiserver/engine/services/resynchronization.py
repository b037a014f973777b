"""What a client that sees all events is told of the calls that go on when its side becomes the active one.

Guide: Session Management, "Active and Standby": it rebuilds what it knows of them from events whose cause is
CEC_CALL_PARTY_UPDATE_IND.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ctiproto.constants import EventCause, LocalConnectionState
from ctiserver.centre.switch import events as e
from ctiserver.centre.switch.switch import Switch
from ctiserver.centre.switch.views import CallView, ConnectionView

_CAUSE: Final = EventCause.CEC_CALL_PARTY_UPDATE_IND


def calls_in_progress(switch: Switch, now: float) -> Iterator[e.CallEvent]:
    """For each call its beginning, then for each connection what brought it into the state that it is in.

    Args:
        switch: where the calls are.
        now: seconds since 1970.
    """
    for peripheral in switch.site.peripherals:
        for call_id in switch.calls(peripheral.id):
            yield switch.began(peripheral.id, call_id)
            call = switch.call(peripheral.id, call_id)
            for connection in call.connections:
                yield from _brought(call, connection, now)


def _brought(call: CallView, connection: ConnectionView, now: float) -> Iterator[e.CallEvent]:
    match connection.state:
        case LocalConnectionState.ALERTING:
            yield _delivered(call, connection, now)
        case LocalConnectionState.CONNECT:
            yield _established(call, connection, now)
        case LocalConnectionState.HOLD:
            yield _established(call, connection, now)
            yield e.CallHeld(
                at=now,
                peripheral_id=call.peripheral_id,
                connection=connection.id,
                parties=(connection.device,),
                local_state=connection.state,
                cause=_CAUSE,
                holding=connection.device,
            )
        case _:
            # It is being dialled or waits in a queue, or has failed: what comes of it will be told.
            pass


def _delivered(call: CallView, connection: ConnectionView, now: float) -> e.CallDelivered:
    return e.CallDelivered(
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


def _established(call: CallView, connection: ConnectionView, now: float) -> e.CallEstablished:
    return e.CallEstablished(
        at=now,
        peripheral_id=call.peripheral_id,
        connection=connection.id,
        parties=(connection.device,),
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
