"""Holding and retrieving: which of a station's calls is the active one.  Scenarios S1 and S4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import EventCause, LocalConnectionState
from ctiserver.centre.switch import reports
from ctiserver.centre.switch.connection_states import Trigger
from ctiserver.centre.switch.media import start_media, stop_media

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Connection, Station
    from ctiserver.centre.switch.state import SwitchState

INACTIVE: Final = (LocalConnectionState.ALERTING, LocalConnectionState.HOLD)


def hold(state: SwitchState, connection: Connection, cause: EventCause = EventCause.CEC_NONE) -> None:
    """Put ``connection`` on hold; reporting its agent is left to the caller, who may do more with it."""
    connection.move(Trigger.HOLD, state.now)
    state.tell(reports.held(connection, state.now, cause))
    stop_media(state, connection)


def retrieve(state: SwitchState, connection: Connection, cause: EventCause = EventCause.CEC_NONE) -> None:
    """Take ``connection`` back from hold; reporting its agent is left to the caller, as with ``hold``."""
    connection.move(Trigger.RETRIEVE, state.now)
    state.tell(reports.retrieved(connection, state.now, cause))
    start_media(state, connection)


def is_free(state: SwitchState, station: Station) -> bool:
    """Whether another call of ``station`` may become the active one: what is active now can and may be held."""
    return all(
        # fidelity calls.auto-hold: ours: Answering or retrieving a second call holds the first by itself, unless the
        # site says otherwise.
        connection.state in INACTIVE or (connection.can_hold and state.settings.auto_hold)
        for connection in station.connections.values()
    )


def hold_others(state: SwitchState, station: Station) -> None:
    """Put the active call of ``station`` on hold, to make room for another."""
    for connection in station.connections.values():
        if connection.state is LocalConnectionState.CONNECT:
            hold(state, connection)
