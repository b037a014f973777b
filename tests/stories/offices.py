"""A contact centre where clients of several versions sit side by side, and what they hear in their own words."""

from __future__ import annotations

from typing import Any, Final

from ctiproto import messages as m
from ctiproto.constants import AgentState, ConnectionDeviceIDType
from ctiproto.declare import Message
from ctiserver.site.model import Site
from tests.support.harness import Client, Like, World, call_req, like, state_req

A: Final = "2001"
B: Final = "2002"
C: Final = "2003"

MEDIA_STARTED: Final = (m.RtpStartedEvent, m.RtpStartedEvent)
MEDIA_STOPPED: Final = (m.RtpStoppedEvent, m.RtpStoppedEvent)


class Office:
    """Agents of one team at desktops of different versions, and clients that see all.

    Attributes:
        a: the desktop of agent 1001, of version 15.
        b: the desktop of agent 1002, of version 20.
        all: a client that sees all, of version 25.
        all_of_old: one of version 13.
    """

    def __init__(self, site: Site | None = None, *agents: str) -> None:
        self.world = World(site)
        self.all = self.world.bridge(25)
        self.all_of_old = self.world.bridge(13, name="bridge of old")
        self.a = self.world.desktop("1001", 15)
        self.b = self.world.desktop("1002", 20)
        for desktop, agent_id in ((self.a, "1001"), (self.b, "1002")):
            desktop.sends(state_req(agent_id, AgentState.LOGIN), state_req(agent_id, AgentState.AVAILABLE))
        for agent_id in agents:
            self.all.sends(state_req(agent_id, AgentState.LOGIN), state_req(agent_id, AgentState.AVAILABLE))
        self.settle()

    def settle(self) -> None:
        """What was heard so far was only the scene."""
        for client in self.world.clients.values():
            client.forgets()

    def call_with(self, desktop: Client, device: str) -> int:
        """A caller from outside and an agent talk."""
        call = self.world.caller_calls()
        desktop.sends(call_req(m.AnswerCallReq, device, call))
        self.settle()
        return call

    def all_hear(self, *expected: type[Message] | Message | Like) -> None:
        """Both clients that see all heard the same, in their own words."""
        told = [type(message) for message in self.all_of_old.heard]
        assert told == [type(message) for message in self.all.heard]
        self.all_of_old.forgets()
        self.all.hears(*expected)


def at(call: int, device: str) -> dict[str, Any]:
    """The connection that an event names."""
    return {"connection_call_id": call, "connection_device_id": device}


def renamed(before: tuple[int, str], after: tuple[int, str], **fields: Any) -> Like:
    """CALL_DATA_UPDATE_EVENT that says what a connection is called from now on."""
    new = {"new_connection_call_id": after[0], "new_connection_device_id": after[1]}
    return like(m.CallDataUpdateEvent, **at(*before), **new, **fields)


def states(agent_id: str, state: AgentState, **fields: Any) -> tuple[Like, Like]:
    """AGENT_STATE_EVENT for each of the two groups of an agent."""
    event = like(m.AgentStateEvent, agent_id=agent_id, agent_state=state, **fields)
    return event, event


def new_call(conf: Message) -> int:
    """The call that a confirmation speaks of."""
    call = getattr(conf, "new_connection_call_id", None) or getattr(conf, "connection_call_id", None)
    assert isinstance(call, int), conf
    return call


STATIC: Final = ConnectionDeviceIDType.STATIC
