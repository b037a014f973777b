"""A party answers, and what follows from it: a conference made in the blind, a greeting, the agents' states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import LocalConnectionState
from ctiserver.centre.switch import greeting
from ctiserver.centre.switch import transfer_conference as joining
from ctiserver.centre.switch import wrapup as after_call
from ctiserver.centre.switch.hold_retrieve import establish, hold_others, is_free
from ctiserver.centre.switch.state import connection_timer
from ctiserver.centre.switch.timers import TimerKind

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.state import Floor


def auto_answer(floor: Floor, connection: Connection, station: Station) -> None:
    """The desk settings answer for the agent, if his telephone can have another active call."""
    if is_free(floor, station):
        answer(floor, connection, station)


def answer(floor: Floor, connection: Connection, station: Station) -> None:
    """The alerting ``station`` answers; its active call goes on hold first."""
    hold_others(floor, station)
    answered(floor, connection)


def answered(floor: Floor, connection: Connection, *, told: bool = True) -> None:
    """An alerting party answers; ``told`` is false for a far end whose progress the network does not report."""
    for kind in (TimerKind.RING_NO_ANSWER, TimerKind.AUTO_ANSWER, TimerKind.FAR_END_ANSWERS):
        floor.timers.stop(connection_timer(kind, connection))
    call = connection.call
    establish(floor, connection, told=told)
    parties = list(call.connections.values())
    _join_blindly(floor, connection)
    for party in parties:
        if party.agent is not None and party.state is not LocalConnectionState.ALERTING:
            after_call.leave_work(floor, party.agent)
            floor.report(party.agent)
    greeting.start(floor, connection)


def _join_blindly(floor: Floor, connection: Connection) -> None:
    """Add who answered to the conference that he was called for, if that is still possible."""
    consultation = connection.call.consultation
    if consultation is None or consultation.blind is None:
        return
    held = consultation.held
    secondary = connection.call.connections.get(held.id.device_id)
    if secondary is not None and held.state is LocalConnectionState.HOLD and joining.can_be_one(held, secondary):
        blind = consultation.blind
        joining.join(floor, held, secondary, joining.Conference(call_type=blind.call_type, cause=blind.cause))
