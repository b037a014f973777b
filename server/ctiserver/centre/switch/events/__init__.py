"""What can happen in the switch, and whom it concerns.

Every event is a frozen value that says what was true when it happened, so that it can be translated later without
looking at the switch.  The order in which the switch gives them is the order in which clients hear them.
"""

from __future__ import annotations

from ctiserver.centre.switch.events.agents import (
    AgentStateChanged,
    AlarmRaised,
    CallForHelp,
    EmergencyCalled,
    GroupState,
    PreCall,
    PreCallAborted,
    SupervisorAssisted,
    TranslationRouted,
)
from ctiserver.centre.switch.events.association import CallBegan, CallDataUpdated, CallEnded
from ctiserver.centre.switch.events.calls import (
    NO_LINE_TYPE,
    CallCleared,
    CallConnectionCleared,
    CallDelivered,
    CallDequeued,
    CallDiverted,
    CallEstablished,
    CallFailed,
    CallHeld,
    CallOriginated,
    CallQueued,
    CallReachedNetwork,
    CallRetrieved,
    CallServiceInitiated,
)
from ctiserver.centre.switch.events.configuration import SiteReconfigured
from ctiserver.centre.switch.events.kinds import AgentEvent, CallEvent, ConnectionEvent, Event
from ctiserver.centre.switch.events.media import (
    AgentGreeting,
    MediaEvent,
    MediaStarted,
    MediaStopped,
    NetworkRecordingEnded,
    NetworkRecordingEvent,
    NetworkRecordingFailed,
    NetworkRecordingStarted,
    NetworkRecordingTarget,
)
from ctiserver.centre.switch.events.plant import (
    CentralControllerBack,
    CentralControllerEvent,
    CentralControllerLost,
    InstrumentBackInService,
    InstrumentEvent,
    InstrumentOutOfService,
    PeripheralCameOnline,
    PeripheralWentOffline,
)
from ctiserver.centre.switch.events.two_calls import CallConferenced, CallTransferred, JoinEvent, Party

__all__ = [
    "NO_LINE_TYPE",
    "AgentEvent",
    "AgentGreeting",
    "AgentStateChanged",
    "AlarmRaised",
    "CallBegan",
    "CallCleared",
    "CallConferenced",
    "CallConnectionCleared",
    "CallDataUpdated",
    "CallDelivered",
    "CallDequeued",
    "CallDiverted",
    "CallEnded",
    "CallEstablished",
    "CallEvent",
    "CallFailed",
    "CallForHelp",
    "CallHeld",
    "CallOriginated",
    "CallQueued",
    "CallReachedNetwork",
    "CallRetrieved",
    "CallServiceInitiated",
    "CallTransferred",
    "CentralControllerBack",
    "CentralControllerEvent",
    "CentralControllerLost",
    "ConnectionEvent",
    "EmergencyCalled",
    "Event",
    "GroupState",
    "InstrumentBackInService",
    "InstrumentEvent",
    "InstrumentOutOfService",
    "JoinEvent",
    "MediaEvent",
    "MediaStarted",
    "MediaStopped",
    "NetworkRecordingEnded",
    "NetworkRecordingEvent",
    "NetworkRecordingFailed",
    "NetworkRecordingStarted",
    "NetworkRecordingTarget",
    "Party",
    "PeripheralCameOnline",
    "PeripheralWentOffline",
    "PreCall",
    "PreCallAborted",
    "SiteReconfigured",
    "SupervisorAssisted",
    "TranslationRouted",
]
