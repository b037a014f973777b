"""Finds the agent and the station that a request names, by any of login id, extension and instrument.

AgentID and AgentInstrument are read through protocols whose types say that they may be absent: where a session
follows an agent or a station, clients leave them out, even where the guide requires them.

Guide: Client Application Guidelines.
"""

from __future__ import annotations

from typing import Protocol

from ctiproto.constants import Tag
from ctiproto.declare import ExtraField
from ctiproto.wire import ENCODING
from ctiserver.engine.sessions.session import AgentItems


class NamesAgentID(Protocol):
    """A request that may name an agent by login id."""

    @property
    def agent_id(self) -> str | None:
        """The AgentID, which may be absent."""

    @property
    def extra_fields(self) -> tuple[ExtraField, ...]:
        """The fields that no table of the guide lists for the request."""


class NamesInstrument(Protocol):
    """A request that may name a station by its instrument."""

    @property
    def agent_instrument(self) -> str | None:
        """The AgentInstrument, which may be absent."""


class NamesAgent(NamesAgentID, NamesInstrument, Protocol):
    """A request that may name an agent by login id, extension or instrument."""

    @property
    def agent_extension(self) -> str | None:
        """The AgentExtension, which may be absent."""


def named_agent_id(request: NamesAgentID) -> str | None:
    """The login id in a request: a long one, which no field table lists, wins over the short one."""
    for extra in request.extra_fields:
        if extra.tag == Tag.AGENT_ID_LONG:
            return extra.data.removesuffix(b"\0").decode(ENCODING)
    return request.agent_id


def named_instrument(request: NamesInstrument) -> str | None:
    """The AgentInstrument of a request."""
    return request.agent_instrument


def named_agent(request: NamesAgent) -> AgentItems:
    """All by which a request names its agent."""
    return AgentItems(named_agent_id(request), request.agent_extension, request.agent_instrument)
