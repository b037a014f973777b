"""Events made from the objects of the switch: one function for each kind of event, and no event is made elsewhere.

Each function takes the objects concerned as they are *after* what happened, and the time.  What cannot be read off
them any more, such as the parties that a call had before, is an argument.
"""

from __future__ import annotations

from ctiserver.centre.switch.reports.agents import (
    agent_state,
    alarm_raised,
    announced,
    announcement_aborted,
    emergency_called,
    offered,
    supervisor_assisted,
    translation_routed,
)
from ctiserver.centre.switch.reports.associations import association_ended, call_began, call_ended, data_updated
from ctiserver.centre.switch.reports.calls import (
    call_cleared,
    conferenced,
    connection_cleared,
    delivered,
    dequeued,
    diverted,
    established,
    failed,
    held,
    listening,
    originated,
    queued,
    reached_network,
    retrieved,
    service_initiated,
    transferred,
    trunk_seized,
)
from ctiserver.centre.switch.reports.media import (
    greeting,
    media_started,
    media_stopped,
    recording_ended,
    recording_failed,
    recording_started,
    recording_target,
)
from ctiserver.centre.switch.reports.plant import (
    controller_back,
    controller_lost,
    instrument_back,
    instrument_out,
    peripheral_offline,
    peripheral_online,
    site_reconfigured,
)

__all__ = [
    "agent_state",
    "alarm_raised",
    "announced",
    "announcement_aborted",
    "association_ended",
    "call_began",
    "call_cleared",
    "call_ended",
    "conferenced",
    "connection_cleared",
    "controller_back",
    "controller_lost",
    "data_updated",
    "delivered",
    "dequeued",
    "diverted",
    "emergency_called",
    "established",
    "failed",
    "greeting",
    "held",
    "instrument_back",
    "instrument_out",
    "listening",
    "media_started",
    "media_stopped",
    "offered",
    "originated",
    "peripheral_offline",
    "peripheral_online",
    "queued",
    "reached_network",
    "recording_ended",
    "recording_failed",
    "recording_started",
    "recording_target",
    "retrieved",
    "service_initiated",
    "site_reconfigured",
    "supervisor_assisted",
    "transferred",
    "translation_routed",
    "trunk_seized",
]
