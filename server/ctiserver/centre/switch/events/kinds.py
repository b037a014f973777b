"""The base classes of the switch's events: of calls, of agents, and so on.

A *call event* concerns its ``parties``: the devices that have, or lose by this event, a connection on the call, and
the trunk, trunk group and route point that an outside caller came through.  ``to_all`` says whether sessions that see
every call of the peripheral hear it too.  Monitors of the call hear what ``to_all`` says.
"""

from __future__ import annotations

from attrs import frozen

from ctiproto.constants import EventCause, LocalConnectionState
from ctiserver.centre.switch.identifiers import ConnectionID, Device


@frozen(kw_only=True)
class Event:
    """The base class of all events of the switch.

    Attributes:
        at: When, in seconds since 1970.
        peripheral_id: Where.
    """

    at: float
    peripheral_id: int


@frozen(kw_only=True)
class CallEvent(Event):
    """An event on a call.

    Attributes:
        connection: The connection that the event names.
        parties: The devices concerned, in the order in which they joined.
        to_all: Whether sessions that see every call hear it.
    """

    connection: ConnectionID
    parties: tuple[Device, ...]
    to_all: bool = True


@frozen(kw_only=True)
class ConnectionEvent(CallEvent):
    """Something changed a connection.

    Attributes:
        local_state: The state of the named connection after the event.
        cause: Why it happened.
    """

    local_state: LocalConnectionState
    cause: EventCause = EventCause.CEC_NONE


@frozen(kw_only=True)
class AgentEvent(Event):
    """Something concerns an agent at a device.

    Attributes:
        agent_id: The agent's number on the peripheral.
        icm_agent_id: The agent's skill target identifier.
        device: The station at which the agent is, or was until this event.
        extension: Of that station.
        instrument: Of that station.
    """

    agent_id: str
    icm_agent_id: int
    device: Device
    extension: str
    instrument: str
