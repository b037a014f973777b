"""Events of what is heard on a call: media, greetings, recordings.  Scenarios S22 and S25."""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import EventCause, GreetingEventCode, RecordingType
from ctiserver.centre.switch.events.kinds import CallEvent
from ctiserver.centre.switch.identifiers import NO_DEVICE, Device, MediaPath


@frozen(kw_only=True)
class MediaEvent(CallEvent):
    """The media of an agent's device changed: two messages, one for each direction.

    ``parties`` is that device alone; its ``id`` is the extension.  ``agent_id`` is empty where no agent is signed in.

    Attributes:
        path: From where to where it flows or flowed; the same at its end as at its start.
    """

    device: Device
    instrument: str
    path: MediaPath
    agent_id: str = ""


@frozen(kw_only=True)
class MediaStarted(MediaEvent):
    """Media of a device flows.  Guide: RTP_STARTED_EVENT, input and output."""


@frozen(kw_only=True)
class MediaStopped(MediaEvent):
    """Media of a device stopped.  Guide: RTP_STOPPED_EVENT, input and output."""


@frozen(kw_only=True)
class AgentGreeting(CallEvent):
    """The greeting of an agent began or ended on a call.  Guide: CALL_AGENT_GREETING_EVENT.

    Attributes:
        code: Started, ended, or failed.
        peripheral_error: Why it failed; 0 otherwise.
    """

    agent_id: str
    code: GreetingEventCode
    peripheral_error: int = 0


@frozen(kw_only=True)
class NetworkRecordingEvent(CallEvent):
    """Something concerns the recording of a connection by the network.

    Attributes:
        recorder: The device that records; ``NO_DEVICE`` if there is none.
    """

    recorder: Device = NO_DEVICE


@frozen(kw_only=True)
class NetworkRecordingTarget(NetworkRecordingEvent):
    """The address that a recording will go to; told only to the session that asked for it.

    ``parties`` is the recorded device alone, and ``to_all`` is false.

    Attributes:
        address: Of the recorder.
        terminal: The instrument of the recorded device.
        recording_type: By whom it was started.

    Guide: NETWORK_RECORDING_TARGET_INFO_EVENT.
    """

    address: str
    terminal: str
    recording_type: RecordingType


@frozen(kw_only=True)
class NetworkRecordingStarted(NetworkRecordingEvent):
    """The network records a connection.  Guide: NETWORK_RECORDING_STARTED_EVENT."""


@frozen(kw_only=True)
class NetworkRecordingEnded(NetworkRecordingEvent):
    """The network records a connection no longer.  Guide: NETWORK_RECORDING_ENDED_EVENT."""


@frozen(kw_only=True)
class NetworkRecordingFailed(NetworkRecordingEvent):
    """The network could not record a connection.  Guide: NETWORK_RECORDING_FAILED_EVENT."""

    cause: EventCause
