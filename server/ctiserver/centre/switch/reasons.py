"""The reasons of AGENT_STATE_EVENT that the system gives, and no agent.  See docs/reference/agents.md.

A reason has two bytes on the wire, so those that Unified CCE counts downwards from -1 are 65535, 65534 and 65533.
"""

from __future__ import annotations

from typing import Final

from ctiserver.site import parts

SUPERVISOR: Final = parts.SUPERVISORS_REASON
"""A supervisor forced the state upon the agent."""

NOT_ANSWERED: Final = 32_767
"""NOT_READY: the agent did not answer a routed call."""

CLIENT_GONE: Final = 50_001
"""The agent's client is gone."""

CLIENT_FAILED: Final = 50_002
"""NOT_READY or LOGOUT: the agent's client failed, a login was replaced, or the link to the peripheral is lost."""

OUT_OF_SERVICE: Final = 50_003
"""LOGOUT: the agent's station was taken out of service."""

INACTIVE: Final = 50_004
"""LOGOUT: the agent was NOT_READY for too long."""

PLACED_A_CALL: Final = 50_006
"""NOT_READY: the agent placed a call while they were available."""

MISSED_CALLS: Final = 50_010
"""NOT_READY: several announced calls in a row did not reach the agent."""

ON_A_CALL: Final = 51_004
"""NOT_READY: the agent's station had a call when they signed in, or when the peripheral came back."""

EXTENSION_CHANGED: Final = 0x1_0000 - 3
"""LOGOUT: the agent was given another extension in the configuration."""

DESKTOP_LOST: Final = 255
"""Of a request: the server of the agents' desktops lost the one of this agent."""
