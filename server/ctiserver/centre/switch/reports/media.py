"""Reports of what is heard on calls: media, greetings, recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ctiproto.constants import EventCause
from ctiserver.centre.switch.events import (
    AgentGreeting,
    MediaStarted,
    MediaStopped,
    NetworkRecordingEnded,
    NetworkRecordingFailed,
    NetworkRecordingStarted,
    NetworkRecordingTarget,
)

if TYPE_CHECKING:
    from ctiproto.constants import GreetingEventCode, RecordingType
    from ctiserver.centre.switch.identifiers import ConnectionID, Device, MediaPath
    from ctiserver.centre.switch.model import Connection, Station


class _Subject(TypedDict):
    at: float
    peripheral_id: int
    connection: ConnectionID
    parties: tuple[Device, ...]


class _Media(_Subject):
    device: Device
    instrument: str
    path: MediaPath
    agent_id: str


def _agent_id(connection: Connection) -> str:
    return "" if connection.agent is None else connection.agent.site.id


def _media(connection: Connection, station: Station, path: MediaPath, now: float) -> _Media:
    return {
        "at": now,
        "peripheral_id": connection.call.peripheral_id,
        "connection": connection.id,
        "parties": (station.device,),
        "device": station.device,
        "instrument": station.instrument,
        "path": path,
        "agent_id": connection.media_agent_id,
    }


def media_started(connection: Connection, station: Station, path: MediaPath, now: float) -> MediaStarted:
    """The media of ``station`` flows on ``connection``."""
    return MediaStarted(**_media(connection, station, path, now))


def media_stopped(connection: Connection, station: Station, path: MediaPath, now: float) -> MediaStopped:
    """The media of ``station`` on ``connection`` stopped."""
    return MediaStopped(**_media(connection, station, path, now))


def _subject(connection: Connection, now: float) -> _Subject:
    call = connection.call
    return {"at": now, "peripheral_id": call.peripheral_id, "connection": connection.id, "parties": call.parties}


def greeting(connection: Connection, code: GreetingEventCode, now: float) -> AgentGreeting:
    """The greeting of the agent of ``connection`` began or ended, as ``code`` says."""
    return AgentGreeting(**_subject(connection, now), agent_id=_agent_id(connection), code=code)


def recording_target(
    connection: Connection, station: Station, recorder: Device, kind: RecordingType, now: float
) -> NetworkRecordingTarget:
    """The recording of ``connection`` will go to ``recorder``: for the session that asked for it only."""
    return NetworkRecordingTarget(
        at=now,
        peripheral_id=connection.call.peripheral_id,
        connection=connection.id,
        parties=(station.device,),
        to_all=False,
        recorder=recorder,
        address=recorder.id,
        terminal=station.instrument,
        recording_type=kind,
    )


def recording_started(connection: Connection, recorder: Device, now: float) -> NetworkRecordingStarted:
    """The network records ``connection``."""
    return NetworkRecordingStarted(**_subject(connection, now), recorder=recorder)


def recording_failed(connection: Connection, recorder: Device, now: float) -> NetworkRecordingFailed:
    """The network has no recorder for ``connection``."""
    return NetworkRecordingFailed(
        **_subject(connection, now), recorder=recorder, cause=EventCause.CEC_RESOURCES_NOT_AVAILABLE
    )


def recording_ended(connection: Connection, recorder: Device, now: float) -> NetworkRecordingEnded:
    """The network records ``connection`` no longer."""
    return NetworkRecordingEnded(**_subject(connection, now), recorder=recorder)
