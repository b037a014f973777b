"""The keys of agents, devices and calls: a peripheral, and the id that the peripheral gives them."""

from __future__ import annotations

from typing import NamedTuple


class AgentKey(NamedTuple):
    """An agent.

    Args:
        peripheral_id: their peripheral.
        agent_id: the login id, which another agent may have on another peripheral.
    """

    peripheral_id: int
    agent_id: str


class DeviceKey(NamedTuple):
    """A device: a station, a route point, a trunk.

    Args:
        peripheral_id: its peripheral.
        number: what it is dialled by, or its instrument.
    """

    peripheral_id: int
    number: str


class CallKey(NamedTuple):
    """A call.

    Args:
        peripheral_id: its peripheral.
        call_id: its ConnectionCallID, which another peripheral may give as well.
    """

    peripheral_id: int
    call_id: int
