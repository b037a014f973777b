"""Two calls become one, or a call goes from one party to another.

Guide: CALL_CONFERENCED_EVENT, CALL_TRANSFERRED_EVENT.
"""

from __future__ import annotations

from attrs import evolve, frozen

from ctiproto.constants import LineType
from ctiproto.constants.limits import NULL_LINEHANDLE
from ctiserver.centre.switch.events.calls import NO_LINE_TYPE
from ctiserver.centre.switch.events.kinds import ConnectionEvent
from ctiserver.centre.switch.identifiers import NO_CONNECTION, NO_SKILL_GROUP, ConnectionID, Device, SkillGroupRef


@frozen
class Party:
    """A live connection of the resulting call, under the name that it has there."""

    connection: ConnectionID
    device: Device


@frozen(kw_only=True)
class JoinEvent(ConnectionEvent):
    """The primary call, named by ``connection``, goes on with other parties.

    ``parties`` are all devices that were on either call before; those who knew only the secondary call learn the new
    names of their connections from the ``CallDataUpdated`` that follow.

    Attributes:
        secondary: The controlling device's connection in the call that is over now; ``NO_CONNECTION`` in a single step.
        controller: The device that made it so.
        added: The device that was consulted, or that the call went to.
        added_connection: Its connection in the resulting call; ``NO_CONNECTION`` if it has none: a queue.
        connected: All live connections of the resulting call, old parties first.
        line_type: Of the controlling device, as ``line_handle`` and ``skill_group``.
    """

    controller: Device
    added: Device
    connected: tuple[Party, ...]
    secondary: ConnectionID = NO_CONNECTION
    added_connection: ConnectionID = NO_CONNECTION
    line_type: LineType = NO_LINE_TYPE
    line_handle: int = NULL_LINEHANDLE
    skill_group: SkillGroupRef = NO_SKILL_GROUP

    @property
    def becomes(self) -> int:
        """The number of the resulting call: that of the primary one, or a third of a conference that has its own."""
        return self.connected[0].connection.call_id if self.connected else self.connection.call_id

    @property
    def stays_as(self) -> ConnectionID:
        """What the connection of the controlling device is called in the resulting call, if it stays."""
        return evolve(self.connection, call_id=self.becomes)


@frozen(kw_only=True)
class CallConferenced(JoinEvent):
    """Two calls of a device became one, on which it stays.  Guide: CALL_CONFERENCED_EVENT."""


@frozen(kw_only=True)
class CallTransferred(JoinEvent):
    """A device left a call to another party.  Guide: CALL_TRANSFERRED_EVENT."""
