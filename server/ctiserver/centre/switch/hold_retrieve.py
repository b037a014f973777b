"""Talking: answering, holding and retrieving, and the media that goes with it.  Scenarios S1 and S4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ctiproto.constants import EventCause, LocalConnectionState
from ctiserver.centre.switch.calls import Trigger
from ctiserver.centre.switch.events import CallEstablished, CallHeld, CallRetrieved, MediaStarted, MediaStopped

if TYPE_CHECKING:
    from ctiserver.centre.switch.calls import Connection
    from ctiserver.centre.switch.devices import Station
    from ctiserver.centre.switch.state import Floor

INACTIVE: Final = (LocalConnectionState.ALERTING, LocalConnectionState.HOLD)


def establish(floor: Floor, connection: Connection, *, told: bool = True) -> None:
    """``connection`` answers; ``told`` is false for a far end whose progress the network does not report.

    No agent is reported yet.
    """
    call = connection.call
    connection.move(Trigger.ANSWER, floor.now)
    call.established = True
    connection.answered = True
    for other in call.others(connection):
        if other.state is not LocalConnectionState.ALERTING:
            other.answered = True
            other.move(Trigger.ANSWERED, floor.now)
    if told:
        floor.events.append(
            CallEstablished(
                at=floor.now,
                peripheral_id=call.peripheral_id,
                connection=connection.id,
                parties=call.parties,
                local_state=connection.state,
                cause=call.cause,
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
        )
    for other in call.connections.values():
        start_media(floor, other)


def hold(floor: Floor, connection: Connection, cause: EventCause = EventCause.CEC_NONE) -> None:
    """``connection`` is put on hold; its agent is not reported yet."""
    connection.move(Trigger.HOLD, floor.now)
    floor.events.append(
        CallHeld(
            at=floor.now,
            peripheral_id=connection.call.peripheral_id,
            connection=connection.id,
            parties=connection.call.parties,
            local_state=connection.state,
            cause=cause,
            holding=connection.device,
        )
    )
    stop_media(floor, connection)


def retrieve(floor: Floor, connection: Connection, cause: EventCause = EventCause.CEC_NONE) -> None:
    """``connection`` is taken back from hold; its agent is not reported yet."""
    connection.move(Trigger.RETRIEVE, floor.now)
    floor.events.append(
        CallRetrieved(
            at=floor.now,
            peripheral_id=connection.call.peripheral_id,
            connection=connection.id,
            parties=connection.call.parties,
            local_state=connection.state,
            cause=cause,
            retrieving=connection.device,
        )
    )
    start_media(floor, connection)


def report_agent(floor: Floor, connection: Connection) -> None:
    """Report the agent who has ``connection``, if anybody has."""
    if connection.agent is not None:
        floor.report(connection.agent)


def is_free(floor: Floor, station: Station) -> bool:
    """Whether another call of ``station`` may become the active one: what is active now can and may be held."""
    return all(
        connection.state in INACTIVE or (connection.can_hold and floor.settings.auto_hold)
        for connection in station.connections.values()
    )


def hold_others(floor: Floor, station: Station) -> None:
    """Put the active call of ``station`` on hold, to make room for another."""
    for connection in station.connections.values():
        if connection.state is LocalConnectionState.CONNECT:
            hold(floor, connection)


def start_media(floor: Floor, connection: Connection) -> None:
    """The media of a station that is in a conversation flows."""
    station = connection.station
    if station is None or connection.media or connection.state is not LocalConnectionState.CONNECT:
        return
    connection.media = True
    floor.events.append(
        MediaStarted(
            at=floor.now,
            peripheral_id=connection.call.peripheral_id,
            connection=connection.id,
            parties=(station.device,),
            device=station.device,
            instrument=station.instrument,
            agent_id=connection.agent.site.id if connection.agent else "",
        )
    )


def stop_media(floor: Floor, connection: Connection) -> None:
    """The media of a station that left the conversation flows no longer."""
    station = connection.station
    if station is None or not connection.media:
        return
    connection.media = False
    floor.events.append(
        MediaStopped(
            at=floor.now,
            peripheral_id=connection.call.peripheral_id,
            connection=connection.id,
            parties=(station.device,),
            device=station.device,
            instrument=station.instrument,
            agent_id=connection.agent.site.id if connection.agent else "",
        )
    )
