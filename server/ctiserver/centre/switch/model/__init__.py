"""The objects of the switch and how they know each other: stations, agents, calls, connections, queues.

A *call* is a number with *connections*; a connection is the part of one device in it.  A connection of the site's own
belongs to a *station*, and to the *agent* who is signed in there.  A call that waits for an agent is in a *queue*.
"""

from __future__ import annotations

from ctiserver.centre.switch.model.agents import NO_ATTRIBUTES, AfterCallWork, Agent, Attributes, Return, Station
from ctiserver.centre.switch.model.calls import (
    PRIMARY_LINE_HANDLE,
    AnnouncedCall,
    BlindConference,
    Call,
    Connection,
    Consultation,
    Contact,
)
from ctiserver.centre.switch.model.queues import Destination, Queue, QueueKey

__all__ = [
    "NO_ATTRIBUTES",
    "PRIMARY_LINE_HANDLE",
    "AfterCallWork",
    "Agent",
    "AnnouncedCall",
    "Attributes",
    "BlindConference",
    "Call",
    "Connection",
    "Consultation",
    "Contact",
    "Destination",
    "Queue",
    "QueueKey",
    "Return",
    "Station",
]
