"""Finds the agent and station that a client names.

A client names an agent by any of login id, extension, instrument and internal number; given more than one, they must
denote the same.  Guide: Client Application Guidelines; E_CTI_INVALID_AGENT_DATA, E_CTI_INCONSISTENT_AGENT_DATA.
"""

from __future__ import annotations

from typing import Protocol

import attrs

from ctiproto.constants import StatusCode
from ctiserver.centre.switch.events import AgentStateChanged
from ctiserver.centre.switch.identifiers import Device
from ctiserver.engine.sessions.refusal import RequestRefused
from ctiserver.engine.sessions.session import AgentItems
from ctiserver.site.keys import AgentKey, DeviceKey
from ctiserver.site.model import Agent, Site


class Stations(Protocol):
    """What of the switch is needed to find an agent and their station."""

    def station(self, peripheral_id: int, name: str) -> Device:
        """The station with that extension or instrument; ``KeyError``: there is none."""

    def signed_in(self, peripheral_id: int, agent_id: str) -> AgentStateChanged | None:
        """The state of an agent now; ``None``: they are not signed in; ``KeyError``: there is no such agent."""

    def agent_at(self, peripheral_id: int, device: str) -> AgentStateChanged | None:
        """The state of the agent who is signed in at a station; ``None``: no agent is."""


@attrs.frozen
class Identity:
    """An agent, a station, or both.

    Args:
        agent: the agent; ``None``: a station was named at which no agent is signed in.
        device: the station at which they are signed in, or that was named; ``None`` if neither.
        signed_in: their state now; ``None``: they are not signed in.
    """

    agent: Agent | None
    device: DeviceKey | None
    signed_in: AgentStateChanged | None

    @property
    def agent_key(self) -> AgentKey | None:
        """The agent's key in the site."""
        return None if self.agent is None else self.agent.key


def identify(
    site: Site, stations: Stations, peripheral_id: int, items: AgentItems, icm_agent_id: int | None = None
) -> Identity:
    """Find the agent, the station, or both that are named.

    Raises:
        RequestRefused: an item names no agent or station (8), or two of them contradict each other (32).
    """
    devices = _named_devices(stations, peripheral_id, items)
    agents = _named_agents(site, peripheral_id, items.agent_id, icm_agent_id)
    # fidelity sessions.items-agree: guide E_CTI_INCONSISTENT_AGENT_DATA: Items that name an agent have to denote the
    # same one.
    if len(devices) > 1 or len(agents) > 1:
        raise RequestRefused(StatusCode.INCONSISTENT_AGENT_DATA)
    device = devices[0] if devices else None
    agent = agents[0] if agents else None
    if agent is None:
        # fidelity sessions.items-denote-somebody: ours: What denotes neither an agent nor a station is refused with
        # status 8.
        if device is None:
            raise RequestRefused(StatusCode.INVALID_AGENT_DATA)
        signed_in = stations.agent_at(peripheral_id, device.number)
        known = None if signed_in is None else site.agents_by_id[peripheral_id, signed_in.agent_id]
        return Identity(known, device, signed_in)
    signed_in = stations.signed_in(peripheral_id, agent.id)
    if signed_in is not None:
        here = DeviceKey(peripheral_id, signed_in.device.id)
        if device not in (None, here):
            raise RequestRefused(StatusCode.INCONSISTENT_AGENT_DATA)
        return Identity(agent, here, signed_in)
    if device is not None and stations.agent_at(peripheral_id, device.number) is not None:
        raise RequestRefused(StatusCode.INCONSISTENT_AGENT_DATA)
    return Identity(agent, device, None)


def _named_devices(stations: Stations, peripheral_id: int, items: AgentItems) -> list[DeviceKey]:
    """The stations that are named, each once."""
    devices: list[DeviceKey] = []
    for name in (items.extension, items.instrument):
        if name is not None:
            try:
                device = DeviceKey(peripheral_id, stations.station(peripheral_id, name).id)
            except KeyError:
                raise RequestRefused(StatusCode.INVALID_AGENT_DATA) from None
            if device not in devices:
                devices.append(device)
    return devices


def _named_agents(site: Site, peripheral_id: int, agent_id: str | None, icm_agent_id: int | None) -> list[Agent]:
    """The agents who are named, each once."""
    agents: list[Agent] = []
    if agent_id is not None:
        agent = site.agents_by_id.get((peripheral_id, agent_id))
        if agent is None:
            raise RequestRefused(StatusCode.INVALID_AGENT_DATA)
        agents.append(agent)
    if icm_agent_id is not None:
        numbered = site.agents_by_icm_id.get(icm_agent_id)
        if numbered is None or numbered.peripheral_id != peripheral_id:
            raise RequestRefused(StatusCode.INVALID_AGENT_DATA)
        if numbered not in agents:
            agents.append(numbered)
    return agents
