"""What agents, devices and calls are found by: a peripheral, and what that peripheral calls them."""

from __future__ import annotations

AgentKey = tuple[int, str]
"""A peripheral and an agent's login id."""

DeviceKey = tuple[int, str]
"""A peripheral and a device's number."""
