"""The media of stations in a conversation.

That it flows is told directly behind the call event that lets it; that it stops, before the end of the connection, or
behind the call event that stops it, where the site says so or the connection goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctiproto.constants import LocalConnectionState
from ctiserver.centre.switch import reports
from ctiserver.centre.switch.addresses import media_path

if TYPE_CHECKING:
    from ctiserver.centre.switch.model import Connection
    from ctiserver.centre.switch.state import SwitchState


def start_media(state: SwitchState, connection: Connection) -> None:
    """Let the media of a station flow that is connected; nothing happens for others, or if it flows already."""
    station = connection.station
    if station is None or connection.media is not None or connection.state is not LocalConnectionState.CONNECT:
        return
    # fidelity uccx.media: guide Unified CCX, "RTP_STARTED_EVENT"; ours: Only the media of stations that are monitored
    # are told of.
    if connection.call.monitored_alone and connection.device not in connection.call.associations:
        return
    connection.media = media_path(connection, station)
    # fidelity clients.rtp-agent: ours: RTP_STOPPED_EVENT names the agent whom RTP_STARTED_EVENT named, also if they
    # have signed out since.
    connection.media_agent_id = "" if connection.agent is None else connection.agent.site.id
    state.tell(reports.media_started(connection, station, connection.media, state.now))


def stop_media(state: SwitchState, connection: Connection) -> None:
    """Stop the media of a station, if it flows."""
    station, path = connection.station, connection.media
    if station is None or path is None:
        return
    connection.media = None
    state.tell(reports.media_stopped(connection, station, path, state.now))
